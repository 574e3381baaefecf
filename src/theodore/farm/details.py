"""What a company tells besides who it is: each topic has a chance of its own, so that no draw moves another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from theodore.farm.companies import BRANDS, Company, filled
from theodore.farm.words import Language
from theodore.model.page import PageKind

#: Each band with the most that are in it.
_BANDS = (
    (10, "1-10"),
    (50, "11-50"),
    (200, "51-200"),
    (500, "201-500"),
    (1000, "501-1000"),
    (5000, "1001-5000"),
    (10000, "5001-10000"),
)
#: None at the edge of a band, so that rounding leaves it where it is.
_STAFF = (4, 7, 12, 18, 25, 35, 42, 60, 85, 120, 140, 230, 260, 350, 420, 600, 850, 1200, 2400, 5600)

#: The standards by which a company may be certified.
CERTIFICATES = ("ISO 9001", "ISO 14001", "ISO 27001", "ISO 45001", "ISO 50001")

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
class Staff:
    """How many work there, and how that is told.

    told_in: the page that says it; None where none does. form: of the sentence, `over` where it rounds, or `pair`.
    structured: whether the company's JSON-LD has it: as a number, or as a range's ends. other: another number of
    people, whom it does not employ.
    """

    count: int
    told_in: PageKind | None
    form: str
    structured: str | None
    other: int | None

    @property
    def band(self) -> str:
        """The usual band that the number lies in."""
        return next(band for most, band in _BANDS if self.count <= most)


@dataclass(frozen=True, slots=True)
class News:
    """How entries of the blog are told. in_words: their dates have the month's name."""

    in_words: bool
    structured: bool


@dataclass(frozen=True, slots=True)
class Named:
    """What a company names, and how. told_in: the page that names it. form: `sentence`, `list` or `logos`.

    not_one: whether a page tells besides what looks like it and is not.
    """

    names: tuple[str, ...]
    told_in: PageKind
    form: str
    not_one: bool


@dataclass(frozen=True, slots=True)
class Details:
    """All that a company's pages tell besides. members: of which associations it may be one."""

    numbers: Numbers
    seat: Seat
    openings: Openings
    offers: Offers
    staff: Staff
    news: News
    certificates: Named
    customers: Named
    members: tuple[str, ...]
    awards: Named
    partners: Named


def details(words: Language, who: Company, chances: Chances) -> Details:
    """What this company tells. words: of its language."""
    return Details(
        numbers=_numbers(who, chances("numbers")),
        seat=_seat(who, chances("seat")),
        openings=_openings(who, chances("openings")),
        offers=_offers(chances("offers")),
        staff=_staff(chances("staff")),
        news=_news(chances("news")),
        certificates=_named(CERTIFICATES, chances("certificates"), most=3),
        customers=_named(_firms(who, chances("firms")), chances("customers"), least=3, most=6),
        awards=_named(_awards(words, chances("prizes")), chances("awards"), most=3),
        partners=_named(_firms(who, chances("houses")), chances("partners"), least=2, most=4),
        members=_firms(who, chances("associations"))[:2],
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


def _staff(chance: Random) -> Staff:
    count = chance.choice(_STAFF)
    forms = ("sentence", "sentence", "pair", *(("over",) if count >= _ROUNDED else ()))
    return Staff(
        count=count,
        told_in=chance.choice((PageKind.ABOUT, PageKind.ABOUT, PageKind.HOME, PageKind.CAREERS, None, None)),
        form=chance.choice(forms),
        structured=chance.choice(("number", "range", None, None, None)),
        other=chance.choice((240, 900, 1500, 4000)) if chance.random() < 0.4 else None,
    )


#: Only larger numbers are rounded.
_ROUNDED = 60


def ends(band: str) -> tuple[int, int]:
    """The least and the most of a band."""
    least, most = band.split("-")
    return int(least), int(most)


def _news(chance: Random) -> News:
    return News(in_words=chance.random() < 0.5, structured=chance.random() < 0.25)


def _named(known: Sequence[str], chance: Random, *, most: int, least: int = 1) -> Named:
    """Some of these; half of the companies name none."""
    count = chance.randint(least, most) if chance.random() < 0.5 else 0
    return Named(
        names=tuple(chance.sample(known, count)),
        told_in=chance.choice((PageKind.HOME, PageKind.ABOUT, PageKind.ABOUT)),
        form=chance.choice(("sentence", "list", "logos")),
        not_one=chance.random() < 0.3,
    )


def _firms(who: Company, chance: Random) -> tuple[str, ...]:
    """Names of other companies, some with their form of law."""
    form = who.country.legal_forms[0]
    others = (brand for brand in chance.sample(BRANDS, _FIRMS + 1) if not who.brand.startswith(brand))
    return tuple(f"{brand} {form}" if chance.random() < 0.4 else brand for brand in others)[:_FIRMS]


#: More than anybody names.
_FIRMS = 8


def _awards(words: Language, chance: Random) -> tuple[str, ...]:
    """Every award that there is, each of some year."""
    return tuple(name.format(year=chance.randint(2015, 2024)) for name in words.details["award_names"])
