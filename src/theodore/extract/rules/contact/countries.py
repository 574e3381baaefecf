"""Countries by their names in seven languages, and in their own: as addresses close with them."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from theodore.extract.reading.wording import plain

#: In words: `United States of America`.
_LONGEST = 4
_CODE = re.compile(r"[A-Z]{2}")
#: With one of these before it a country's name is a part of a town's or a state's: `New Mexico`, `West Jordan`.
_PART_OF_A_NAME = frozenset(
    ["new", "old", "west", "east", "north", "south", "mount", "port", "lake", "fort", "little", "great", "of", "de"]
)


@cache
def _by_name() -> dict[str, str]:
    """Each name in `data/countries.csv`, plain, to the country's code."""
    text = files("theodore.extract").joinpath("data/countries.csv").read_text(encoding="utf-8")
    return {
        _plain(name): row["code"]
        for row in csv.DictReader(text.splitlines())
        for column, written in row.items()
        if column != "code"
        for name in written.split("|")
        if name
    }


def _plain(name: str) -> str:
    return plain(name).strip(" .").replace(".", "").replace("\u2019", "'")


def is_country(written: str) -> bool:
    """Whether this is a country's name, in any of the languages, in any case."""
    return _plain(written) in _by_name()


def is_code(written: str) -> bool:
    """Whether this is a country's code (ISO 3166, two capital letters)."""
    return bool(_CODE.fullmatch(written)) and written in _by_name().values()


def code_of(name: str) -> str | None:
    """The code of the country that has this name in any of the languages; None for anything else."""
    return _by_name().get(_plain(name))


def closing(text: str) -> tuple[str, str]:
    """The text without the country that ends it, and the country: `Lyon France` is Lyon and France.

    The country is empty where none ends the text, or where there is nothing else.
    """
    words = text.split()
    for count in range(min(_LONGEST, len(words) - 1), 0, -1):
        before = words[-count - 1].casefold()
        if before not in _PART_OF_A_NAME and is_country(" ".join(words[-count:])):
            return " ".join(words[:-count]).rstrip(" ,"), " ".join(words[-count:])
    return text, ""
