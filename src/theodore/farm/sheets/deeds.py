"""What a person may do in a sheet, one thing at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from types import MappingProxyType
from typing import Any

from theodore.farm.sheets.book import Area, Book, Tab
from theodore.farm.sheets.cells import Entered
from theodore.farm.sheets.kinds.sorting import sort
from theodore.farm.sheets.moves import Deleted, Inserted
from theodore.farm.sheets.reshaping import reshape

#: Headers that Theodore gives to what it goes by; a person leaves these columns alone, but for the Status.
RECORD_ID, STATUS = "Record ID", "Status"
_LEFT_ALONE = frozenset({RECORD_ID, STATUS, "Progress"})


class Deed(StrEnum):
    """What a person does."""

    SORT = "sort"
    INSERT_BLANK = "insert_blank"
    INSERT_COMPANY = "insert_company"
    DELETE = "delete"
    COPY = "copy"  # a row, with all that Theodore wrote in it, to another place
    EDIT_OWN = "edit_own"
    EDIT_OURS = "edit_ours"  # a cell of Theodore's columns
    RESET = "reset"  # Status is set to pending or blanked: the row is to be run again
    INSERT_COLUMN = "insert_column"


class View:
    """A tab as its user sees it: headers and rows. Rows and columns are counted from 0."""

    def __init__(self, book: Book, tab: Tab, header: int) -> None:
        self.book, self.tab, self.header = book, tab, header
        row = tab.rows[header] if header < len(tab.rows) else ()
        self._columns: dict[str, int] = {}
        for column, cell in enumerate(row):
            if isinstance(cell.entered, str):
                self._columns.setdefault(cell.entered, column)
        self.filled = [
            at
            for at, held in enumerate(tab.rows[header + 1 :], header + 1)
            if any(cell.entered is not None for cell in held)
        ]

    @property
    def headers(self) -> list[str]:
        """The headers, from the left."""
        return list(self._columns)

    @property
    def bottom(self) -> int:
        """The row below the last that holds anything."""
        return self.filled[-1] + 1 if self.filled else self.header + 1

    def column(self, header: str) -> int:
        """Where the column of this header stands."""
        return self._columns[header]

    def cells(self, row: int, headers: Sequence[str]) -> dict[str, Any]:
        """What was entered in these columns of a row; blank ones and missing columns are left out."""
        held = {name: self.tab.cell(row, self._columns[name]).entered for name in headers if name in self._columns}
        return {name: value for name, value in held.items() if value is not None}

    def cells_of_all(self, headers: Sequence[str]) -> list[dict[str, Any]]:
        """The same of every row below the headers, as far down as one of these columns holds anything."""
        rows = [self.cells(row, headers) for row in range(self.header + 1, len(self.tab.rows))]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def record_id(self, row: int) -> str:
        """The row's Record ID; empty where it has none."""
        return str(self.cells(row, [RECORD_ID]).get(RECORD_ID, ""))

    @property
    def known(self) -> list[int]:
        """Rows with a Record ID that no other row has."""
        found: dict[str, list[int]] = {}
        for row in self.filled:
            found.setdefault(self.record_id(row), []).append(row)
        return [rows[0] for record_id, rows in found.items() if record_id and len(rows) == 1]


@dataclass(slots=True)
class Habits:
    """What a person works on.

    own: the headers of the person's own columns. keep: those of them that stay as they are in rows that are there.
    newcomers: companies still to be inserted. least_rows: no row is deleted where no more are left. edits: how many
    cells were changed so far, so that each gets a value of its own.
    """

    own: tuple[str, ...]
    keep: frozenset[str]
    newcomers: list[Mapping[str, Any]]
    least_rows: int
    edits: int = field(default=0)


#: What a deed tells of itself, by the names of an Act; None where there was nothing to do it to.
Told = dict[str, Any] | None


def _sort(view: View, _habits: Habits, chance: Random) -> Told:
    if len(view.filled) < 2 or not view.headers:
        return None
    header = chance.choice(view.headers)
    spec = {"dimensionIndex": view.column(header), "sortOrder": chance.choice(("ASCENDING", "DESCENDING"))}
    sort(view.book, view.tab, Area(view.header + 1, 0, view.bottom, view.tab.used.right), [spec])
    return {"row": view.header + 2, "header": header}


def _insert_blank(view: View, _habits: Habits, chance: Random) -> Told:
    return {"row": _new_row(view, chance) + 1}


def _insert_company(view: View, habits: Habits, chance: Random) -> Told:
    if not habits.newcomers:
        return None
    at, cells = _new_row(view, chance), dict(habits.newcomers.pop(0))
    for header, value in cells.items():
        view.tab.enter(at, view.column(header), value)
    return {"row": at + 1, "cells": cells}


def _new_row(view: View, chance: Random) -> int:
    at = chance.randint(view.header + 1, view.bottom)
    reshape(view.book, view.tab, Inserted(at, 1), rows=True)
    return at


def _delete(view: View, habits: Habits, chance: Random) -> Told:
    if len(view.filled) <= habits.least_rows:
        return None
    at = chance.choice(view.filled)
    record_id = view.record_id(at)
    told = {"row": at + 1, "record_id": record_id, "cells": view.cells(at, habits.own)}
    told["left"] = sum(view.record_id(row) == record_id for row in view.filled) - 1
    reshape(view.book, view.tab, Deleted(at, at + 1), rows=True)
    return told


def _copy(view: View, habits: Habits, chance: Random) -> Told:
    if not view.filled:
        return None
    source = chance.choice(view.filled)
    held = view.tab.rows[source]
    told = {"record_id": view.record_id(source), "cells": view.cells(source, habits.own)}
    at = _new_row(view, chance)
    view.tab.put_row(at, 0, held)
    return told | {"row": at + 1}


def _edit_own(view: View, habits: Habits, chance: Random) -> Told:
    headers = [header for header in habits.own if header not in habits.keep and header in view.headers]
    return _edit(view, habits, chance, headers, view.filled)


def _edit_ours(view: View, habits: Habits, chance: Random) -> Told:
    headers = [header for header in view.headers if header not in {*habits.own, *_LEFT_ALONE}]
    return _edit(view, habits, chance, headers, view.known)


def _edit(view: View, habits: Habits, chance: Random, headers: Sequence[str], rows: Sequence[int]) -> Told:
    if not headers or not rows:
        return None
    habits.edits += 1
    row, header = chance.choice(rows), chance.choice(headers)
    values: list[Entered] = [f"by hand {habits.edits}", f"007-{habits.edits}", habits.edits + 0.5]
    # a blank cell is not emptied
    return _enter(view, habits, row, header, chance.choice([*values, None] if view.cells(row, [header]) else values))


def _reset(view: View, habits: Habits, chance: Random) -> Told:
    if STATUS not in view.headers or not view.known:
        return None
    return _enter(view, habits, chance.choice(view.known), STATUS, chance.choice(("pending", "Pending", None)))


def _enter(view: View, habits: Habits, row: int, header: str, value: Entered) -> Told:
    told = {"row": row + 1, "record_id": view.record_id(row), "header": header, "after": value}
    told["cells"] = view.cells(row, habits.own)
    told["before"] = view.cells(row, [header]).get(header)
    view.tab.enter(row, view.column(header), value)
    return told


def _insert_column(view: View, habits: Habits, chance: Random) -> Told:
    habits.edits += 1
    header, at = f"Note {habits.edits}", chance.randint(0, len(view.headers))
    reshape(view.book, view.tab, Inserted(at, 1), rows=False)
    view.tab.enter(view.header, at, header)
    return {"row": view.header + 1, "header": header}


#: Each changes the view's book and tells of it.
DEEDS: Mapping[Deed, Callable[[View, Habits, Random], Told]] = MappingProxyType(
    {
        Deed.SORT: _sort,
        Deed.INSERT_BLANK: _insert_blank,
        Deed.INSERT_COMPANY: _insert_company,
        Deed.DELETE: _delete,
        Deed.COPY: _copy,
        Deed.EDIT_OWN: _edit_own,
        Deed.EDIT_OURS: _edit_ours,
        Deed.RESET: _reset,
        Deed.INSERT_COLUMN: _insert_column,
    }
)
