"""Rows or columns of a tab as the API names them: its DimensionRange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from theodore.farm.sheets.book import Area, Book, Tab
from theodore.farm.sheets.errors import Invalid


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows or columns of a tab, from start to before end, counted from 0."""

    tab: Tab
    rows: bool
    start: int
    end: int

    @property
    def count(self) -> int:
        """How many rows or columns the tab has in all."""
        return self.tab.row_count if self.rows else self.tab.column_count

    @property
    def word(self) -> str:
        """What they are, in the singular."""
        return "row" if self.rows else "column"

    @property
    def frozen(self) -> int:
        """How many of the tab's are frozen."""
        return self.tab.frozen_rows if self.rows else self.tab.frozen_columns


def lines_of(book: Book, span: Mapping[str, Any]) -> Lines:
    """What a DimensionRange names; all of the tab's rows or columns where it leaves its ends open.

    Raises Invalid where it cannot be read. It may end beyond the grid.
    """
    tab = book.grid(int(span.get("sheetId", 0)))
    if span.get("dimension") not in {"ROWS", "COLUMNS"}:
        raise Invalid("No dimension specified.")
    rows = span["dimension"] == "ROWS"
    start = int(span.get("startIndex", 0))
    end = int(span.get("endIndex", tab.row_count if rows else tab.column_count))
    if start < 0 or end < 0:
        raise Invalid("DimensionRange indexes must be >= 0")
    if end <= start:
        raise Invalid(f"endIndex[{end}] must be after startIndex[{start}].")
    return Lines(tab, rows, start, end)


def lines_within(book: Book, span: Mapping[str, Any]) -> Lines:
    """The same, where all of it must exist."""
    lines = lines_of(book, span)
    if lines.end > lines.count:
        raise Invalid(f"DimensionRange.endIndex[{lines.end}] is after last {lines.word} in grid[{lines.count}]")
    return lines


def overlap(one: Area, other: Area) -> bool:
    """Whether two areas of a tab have cells in common."""
    beside = one.right <= other.left or other.right <= one.left
    return not (beside or one.bottom <= other.top or other.bottom <= one.top)
