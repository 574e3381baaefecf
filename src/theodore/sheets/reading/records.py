"""Rows as they come out of a file, before anybody knows what they say."""

from __future__ import annotations

from collections.abc import Sequence

#: The line on which a record begins, or its row in a sheet, from 1; and its cells.
Record = tuple[int, list[str]]


def cell(cells: Sequence[str], place: int | None) -> str:
    """The cell at this place; empty where the row is shorter, or the table has no such column."""
    return "" if place is None or place >= len(cells) else cells[place]


def column_letters(column: int) -> str:
    """A column as spreadsheets call it, from 0: `A`, ..., `Z`, `AA`."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def width_of(cells: Sequence[str]) -> int:
    """How many cells there are up to the last that holds text."""
    return next((place for place in range(len(cells), 0, -1) if cells[place - 1].strip()), 0)
