"""How places are written for people: `Companies!A1:D7`, `'My tab'!B2`."""

from __future__ import annotations

import re

from theodore.farm.sheets.errors import Invalid
from theodore.farm.sheets.formulas.references import column_letters

#: What may stand before the `!` without quotes.
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*")


def quoted(title: str) -> str:
    """A tab's name as it stands before the `!`."""
    if _PLAIN.fullmatch(title) and not _LIKE_A_CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def span(title: str, start: tuple[int, int], end: tuple[int | None, int | None]) -> str:
    """The name of a range. start: its first row and column, from 0; end: those behind its last, None where it is open.

    One cell has no end.
    """
    first = f"{column_letters(start[1])}{start[0] + 1}"
    row, column = end
    last = ("" if column is None else column_letters(column - 1)) + ("" if row is None else str(row))
    return f"{quoted(title)}!{first}" + ("" if last in {first, ""} else f":{last}")


def beyond(place: str, rows: int, columns: int) -> Invalid:
    """The refusal of a place that lies outside of a grid of this size."""
    return Invalid(f"Range ({place}) exceeds grid limits. Max rows: {rows}, max columns: {columns}")
