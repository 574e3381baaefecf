"""Which rows of a table a run is to do: those that pass the filters, of them a sample, of that the first so many.

Rows that are not chosen are in the run all the same, and stay as they are.
"""

from __future__ import annotations

import difflib
import hashlib
import heapq
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from theodore.model.company import SourceRow
from theodore.model.errors import ConfigurationError
from theodore.sheets.headers import columns_named, normal_form

#: Gives the rows of a table from the top; each call starts anew.
Rows = Callable[[], Iterable[SourceRow]]

_CONDITION = re.compile(r"(?P<header>.*?)(?P<sign>!?=)(?P<values>.*)", re.DOTALL)
_BETWEEN = "|"
#: So many headers, or values of a column, are named where none is meant.
_NAMED = 12
#: Rows whose values are counted for that.
_LOOKED_AT = 10_000


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on the cells of a column.

    text: as it was written. header: the column's. values: what a cell may hold, trimmed and without case; a blank one
    means a blank cell. excludes: whether these values are the ones that are not wanted.
    """

    text: str
    header: str
    values: frozenset[str]
    excludes: bool

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `Country=DE|AT` or `Country!=US`. Raises ConfigurationError where it is neither."""
        found = _CONDITION.fullmatch(text)
        if found is None or not found["header"].strip():
            raise ConfigurationError(
                f"--filter {text!r}: this is no condition. Write it like 'Country=DE', 'Country=DE|AT' or "
                "'Country!=US'."
            )
        # the whole text too: a cell may hold a | of its own
        values = {_folded(value) for value in (*found["values"].split(_BETWEEN), found["values"])}
        return cls(text, found["header"].strip(), frozenset(values), found["sign"] == "!=")

    def place_in(self, headers: Sequence[str]) -> int:
        """The index of its column. Raises ConfigurationError where there is none, or more than one."""
        places = columns_named(headers, self.header)
        if len(places) == 1:
            return places[0]
        if places:
            numbers = ", ".join(str(place + 1) for place in places)
            raise ConfigurationError(
                f"--filter {self.text!r}: several columns are called {self.header!r} (columns {numbers}). Give the one "
                "that you mean a name of its own."
            )
        raise ConfigurationError(
            f"--filter {self.text!r}: there is no column {self.header!r} (found: {_listed(headers)}). "
            + _advice(self.header, headers)
        )

    def passes(self, cell: str) -> bool:
        """Whether a row with this cell is wanted."""
        return (_folded(cell) in self.values) is not self.excludes


@dataclass(frozen=True, slots=True)
class Selection:
    """What is chosen of a table. A row must pass every filter.

    sample: so many of the rows that pass; the same ones whenever the same table is asked, and a larger sample holds
    the smaller one. limit: the first so many of what is left, in the table's order. Both from 1; None for all.
    """

    filters: tuple[Filter, ...] = ()
    sample: int | None = None
    limit: int | None = None

    def __post_init__(self) -> None:
        for name, number in (("--sample", self.sample), ("--limit", self.limit)):
            if number is not None and number < 1:
                raise ConfigurationError(
                    f"{name} {number}: nothing would be chosen. Write a number from 1, or leave {name} out for all; "
                    "--dry-run shows what a run would do."
                )

    @property
    def is_all(self) -> bool:
        """Whether every row is chosen, whatever the table."""
        return not self.filters and self.sample is None and self.limit is None

    @property
    def words(self) -> str:
        """What is chosen, for people; empty where all is."""
        parts = [one.text for one in self.filters]
        if self.sample is not None:
            parts.append(f"a sample of {self.sample:,}")
        if self.limit is not None:
            parts.append(f"the first {self.limit:,}")
        return ", ".join(parts)

    def to_json(self) -> dict[str, Any]:
        """As the settings of a run keep it."""
        return {"filter": [one.text for one in self.filters], "sample": self.sample, "limit": self.limit}

    @classmethod
    def from_json(cls, told: Mapping[str, Any] | None) -> Self:
        """What `to_json` made; all, where a run keeps nothing."""
        told = told or {}
        return cls(tuple(map(Filter.parse, told.get("filter", ()))), told.get("sample"), told.get("limit"))

    def chooser(self, columns: Sequence[str], rows: Rows) -> Callable[[SourceRow], bool]:
        """What says of each row whether it is chosen; to be asked once for each, from the top.

        columns: the headers of the rows' cells. A sample reads the rows through at once, and holds as many keys as it
        has rows. Raises ConfigurationError where a filter's column is not there.
        """
        tests = [(one.place_in(columns), one) for one in self.filters]
        last = None if self.sample is None else _last_key(self.sample, (row for row in rows() if _passes(tests, row)))
        left = self.limit

        def is_chosen(row: SourceRow) -> bool:
            nonlocal left
            if left == 0 or not _passes(tests, row) or (last is not None and _key(row) > last):
                return False
            left = None if left is None else left - 1
            return True

        return is_chosen

    def check(self, source: str, columns: Sequence[str], rows: Rows) -> None:
        """Make sure that something is chosen. source: how the table is called.

        Raises ConfigurationError that names what the filters' columns hold.
        """
        tests = [(one.place_in(columns), one) for one in self.filters]
        if not tests or any(_passes(tests, row) for row in rows()):
            return
        named = " and ".join(f"--filter {one.text!r}" for one in self.filters)
        held = "; ".join(_values(place, one.header, rows) for place, one in tests)
        raise ConfigurationError(f"{named}: no row of {source} is like this ({held}). Check its spelling.")


ALL = Selection()


def selection(filters: Iterable[str] = (), sample: int | None = None, limit: int | None = None) -> Selection:
    """The selection that these flags come to. Raises ConfigurationError for what cannot be meant."""
    return Selection(tuple(map(Filter.parse, filters)), sample, limit)


def _folded(text: str) -> str:
    # a file may hold its accents as signs of their own, a keyboard does not
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _passes(tests: Sequence[tuple[int, Filter]], row: SourceRow) -> bool:
    return all(one.passes(row.cells[place] if place < len(row.cells) else "") for place, one in tests)


Key = tuple[bytes, str]


def _key(row: SourceRow) -> Key:
    """A row's place in the lot; with its id, which no other row has, so that no two rows have the same."""
    record_id = row.company.record_id
    return hashlib.blake2b(record_id.encode("utf-8", "surrogatepass"), digest_size=8).digest(), record_id


def _last_key(count: int, rows: Iterable[SourceRow]) -> Key | None:
    """The greatest of the `count` smallest keys; None where there are no more rows than that."""
    kept: list[_Falling] = []
    is_cut = False
    for row in rows:
        key = _Falling(_key(row))
        if len(kept) < count:
            heapq.heappush(kept, key)
        else:
            is_cut = True
            heapq.heappushpop(kept, key)
    return kept[0].key if is_cut else None


@dataclass(frozen=True, slots=True)
class _Falling:
    """A key in falling order: the top of a heap of these is the greatest."""

    key: Key

    def __lt__(self, other: _Falling) -> bool:
        return self.key > other.key


def _listed(headers: Sequence[str]) -> str:
    named = [header.strip()[:40] for header in headers if header.strip()]
    return (", ".join(named[:_NAMED]) + (", ..." if len(named) > _NAMED else "")) or "no names"


def _advice(wanted: str, headers: Sequence[str]) -> str:
    forms = {normal_form(header): header.strip() for header in headers if header.strip()}
    near = difflib.get_close_matches(normal_form(wanted), list(forms), n=1)
    return f"Did you mean {forms[near[0]]!r}?" if near else "Name one of these columns."


def _values(place: int, header: str, rows: Rows) -> str:
    counts: Counter[str] = Counter()
    for number, row in enumerate(rows()):
        if number == _LOOKED_AT:
            break
        counts[(row.cells[place] if place < len(row.cells) else "").strip()[:40]] += 1
    common = [repr(value) for value, _ in counts.most_common(_NAMED)]
    return f"{header} holds {', '.join(common)}" + (", ..." if len(counts) > _NAMED else "")
