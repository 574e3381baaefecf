"""What a company tells besides who it is: each topic has a chance of its own, so that no draw moves another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from theodore.farm.companies import Company, filled
from theodore.model.page import PageKind

#: Chance for what it is named for.
Chances = Callable[[str], Random]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Under which numbers the company is registered.

    published: in the imprint, by label: `register`, `vat`. told_in: the page that tells the register where there is no
    imprint. host: whose web server it is, and that one's register, where the page on privacy tells that.
    """

    published: tuple[tuple[str, str], ...]
    told_in: PageKind | None
    host: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Seat:
    """How a page says where the company has its seat. told_in: the page that says so in a sentence. branch: a town."""

    told_in: PageKind | None
    branch: str | None


@dataclass(frozen=True, slots=True)
class Openings:
    """How openings are told. places: of each, empty where none is given. counted: in a sentence too."""

    places: tuple[str, ...]
    counted: bool
    structured: bool


@dataclass(frozen=True, slots=True)
class Offers:
    """How offers are told. structured: by the page for products, too. reasons: why to buy them, in cards as well."""

    structured: bool
    reasons: bool


@dataclass(frozen=True, slots=True)
class Details:
    """All that a company's pages tell besides."""

    numbers: Numbers
    seat: Seat
    openings: Openings
    offers: Offers


def details(who: Company, chances: Chances) -> Details:
    """What this company tells."""
    return Details(
        numbers=_numbers(who, chances("numbers")),
        seat=_seat(who, chances("seat")),
        openings=_openings(who, chances("openings")),
        offers=_offers(chances("offers")),
    )


def _numbers(who: Company, chance: Random) -> Numbers:
    known = {"register": who.register, "vat": who.vat}
    labels = chance.choice((("register", "vat"), ("register", "vat"), ("register",), ("vat",)))
    host = f"Serverhof {who.country.legal_forms[0]}"
    other = filled(who.country.register, chance.choice(who.country.cities), chance)
    return Numbers(
        published=tuple((label, known[label]) for label in labels),
        told_in=chance.choice((PageKind.LEGAL, PageKind.CONTACT, None)),
        host=(host, other) if chance.random() < 0.4 else None,
    )


def _seat(who: Company, chance: Random) -> Seat:
    others = [city.city for city in who.country.cities if city is not who.city]
    return Seat(
        told_in=chance.choice((PageKind.ABOUT, PageKind.HOME, None, None)),
        branch=chance.choice(others) if chance.random() < 0.3 else None,
    )


def _openings(who: Company, chance: Random) -> Openings:
    """All of them have their place, some have, or none has."""
    share = chance.choice((0.0, 0.5, 1.0))
    towns = [city.city for city in who.country.cities]
    return Openings(
        places=tuple(chance.choice(towns) if chance.random() < share else "" for _ in who.jobs),
        counted=len(who.jobs) > 1 and chance.random() < 0.4,
        structured=chance.random() < 0.35,
    )


def opening_lines(who: Company, openings: Openings) -> tuple[str, ...]:
    """Each opening in a line: its title, with its place where that is given."""
    return tuple(
        f"{title}, {place}" if place else title for title, place in zip(who.jobs, openings.places, strict=True)
    )


def _offers(chance: Random) -> Offers:
    return Offers(structured=chance.random() < 0.3, reasons=chance.random() < 0.4)
