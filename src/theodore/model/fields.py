"""The field catalogue: every fact that Theodore can state of a company, and where it stands in a sheet.

The catalogue is `data/fields.csv` of this package; the order of its lines is the order of the columns.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

#: The fields that hold nothing but people: names of who leads, and who decides what.
PERSONAL_FIELDS = frozenset({"leadership_team", "key_decision_makers"})

#: Any value of a field: text, a number, a truth value, a list or a mapping of these, or an ISO 8601 time as text.
Value = Any


class Tab(StrEnum):
    """The tabs of a sheet."""

    COMPANIES = "companies"
    DETAILS = "details"


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the catalogue.

    type: str, int, float, bool, url, datetime, formula, taxonomy, list[...], dict[...,...], or enum:a|b|c.
    extractable: whether it counts in field coverage. sought: whether this version has anything that fills it; of the
    others only a caller's own pipeline may know.
    """

    name: str
    type: str
    group: str
    header: str
    tabs: frozenset[Tab]
    extractable: bool
    sought: bool
    description: str

    @property
    def choices(self) -> tuple[str, ...]:
        """The values of an enum, in order; empty for any other type."""
        kind, _, values = self.type.partition(":")
        return tuple(values.split("|")) if kind == "enum" else ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All fields, in the order of their columns."""

    fields: tuple[Field, ...]
    _by_name: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {field.name: field for field in self.fields})

    def __getitem__(self, name: str) -> Field:
        return self._by_name[name]

    def get(self, name: str) -> Field | None:
        """The field of this name; None where there is none."""
        return self._by_name.get(name)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def on(self, tab: Tab) -> tuple[Field, ...]:
        """The fields that have a column on this tab."""
        return tuple(field for field in self.fields if tab in field.tabs)

    @property
    def extractable(self) -> tuple[Field, ...]:
        """The fields that count in field coverage."""
        return tuple(field for field in self.fields if field.extractable)

    def joined(self, more: Sequence[Field]) -> Catalogue:
        """This catalogue with more fields, after the last that counts in field coverage."""
        if not more:
            return self
        at = max((place for place, field in enumerate(self.fields, start=1) if field.extractable), default=0)
        return Catalogue((*self.fields[:at], *more, *self.fields[at:]))


@cache
def catalogue() -> Catalogue:
    """The catalogue that this package ships."""
    text = files("theodore.model").joinpath("data/fields.csv").read_text(encoding="utf-8")
    return Catalogue(tuple(_field(line) for line in csv.DictReader(text.splitlines())))


def _field(line: dict[str, str]) -> Field:
    tab = line["tab"]
    return Field(
        name=line["name"],
        type=line["type"],
        group=line["group"],
        header=line["header"],
        tabs=frozenset(Tab) if tab == "both" else frozenset({Tab(tab)}),
        extractable=line["extractable"] == "yes",
        sought=line["sought"] == "yes",
        description=line["description"],
    )


def is_blank(value: Value) -> bool:
    """Whether a value says nothing: None, an empty text, list or mapping. False and 0 are values."""
    return value is None or (isinstance(value, (str, list, tuple, dict)) and not value)


def coverage(
    profile: dict[str, Value],
    fields: Catalogue | None = None,
    *,
    off: Collection[str] = frozenset(),
    custom: Collection[str] = (),
) -> float:
    """The share of the extractable fields that hold a value, 0 to 1; 0 where all are off.

    off: fields that were switched off, which do not count. custom: fields of the user's own, which do.
    """
    every = (*(field.name for field in (fields or catalogue()).extractable), *custom)
    names = [name for name in every if name not in off]
    return sum(not is_blank(profile.get(name)) for name in names) / max(len(names), 1)
