"""The words of each language: `data/languages/*.toml` of this package."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from theodore.farm.chance import draws

#: How many ready paragraphs a language has; pages choose among them.
_PARAGRAPHS = 240


@dataclass(frozen=True, slots=True)
class City:
    """A place with its telephone numbers: `local` has a `?` for each digit left open, and reads in two groups."""

    city: str
    postcode: str
    area: str
    local: str
    split: int


@dataclass(frozen=True, slots=True)
class Country:
    """How a country writes addresses, telephone numbers and companies."""

    name: str
    code: str
    calling: str
    legal_forms: tuple[str, ...]
    register: str
    vat: str
    street: str
    town: str
    streets: tuple[str, ...]
    phone_formats: tuple[str, ...]
    cities: tuple[City, ...]


@dataclass(frozen=True, slots=True)
class Industry:
    """A line of business; `word` is part of its companies' names and of no other language's."""

    word: str
    description: str
    offers: tuple[str, ...]
    slug: str


@dataclass(frozen=True, slots=True)
class Language:
    """Everything that a site in this language says."""

    tag: str
    html_lang: tuple[str, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    leaders: tuple[str, ...]
    roles: dict[str, str]
    jobs: tuple[str, ...]
    mail_roles: tuple[str, ...]
    imprint_share: float
    labels: dict[str, str]
    paths: dict[str, tuple[str, ...]]
    phrases: dict[str, Any]
    details: dict[str, Any]
    countries: tuple[Country, ...]
    industries: tuple[Industry, ...]
    paragraphs: tuple[str, ...]


@cache
def language(tag: str) -> Language:
    """The words of this language."""
    text = files("theodore.farm").joinpath(f"data/languages/{tag}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return Language(
        tag=data["tag"],
        html_lang=tuple(data["html_lang"]),
        first_names=tuple(data["first_names"]),
        last_names=tuple(data["last_names"]),
        leaders=tuple(data["leaders"]),
        roles=data["roles"],
        jobs=tuple(data["jobs"]),
        mail_roles=tuple(data["mail_roles"]),
        imprint_share=data["imprint_share"],
        labels=data["labels"],
        paths={kind: tuple(paths) for kind, paths in data["paths"].items()},
        phrases=data["phrases"],
        details=data["details"],
        countries=tuple(_country(country) for country in data["countries"]),
        industries=tuple(_industry(industry) for industry in data["industries"]),
        paragraphs=_paragraphs(tag, data["filler"]["sentences"], data["filler"].get("space", " ")),
    )


def _country(data: dict[str, Any]) -> Country:
    lists = {key: tuple(data[key]) for key in ("legal_forms", "streets", "phone_formats")}
    return Country(**{**data, **lists, "cities": tuple(City(**city) for city in data["cities"])})


def _industry(data: dict[str, Any]) -> Industry:
    slug = data.get("slug") or slugged(data["word"])
    return Industry(data["word"], data["description"], tuple(data["offers"]), slug)


def _paragraphs(tag: str, sentences: list[str], space: str) -> tuple[str, ...]:
    chance = draws("paragraphs", tag)
    return tuple(space.join(chance.sample(sentences, chance.randint(2, 6))) for _ in range(_PARAGRAPHS))


def slugged(text: str) -> str:
    """The text as a part of an address: lower case, ASCII letters without their accents, words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return "-".join(_WORD.findall(plain))


_WORD = re.compile("[a-z0-9]+")
