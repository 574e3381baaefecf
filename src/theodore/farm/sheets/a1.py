"""Ranges as people write them: `A1`, `Companies!B2:D`, `'My tab'!1:5`, a tab's name alone."""

from __future__ import annotations

import re

from theodore.farm.sheets.book import Area, Book, Tab
from theodore.farm.sheets.errors import Invalid
from theodore.farm.sheets.formulas.references import column_index
from theodore.farm.sheets.names import beyond, span

_END = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9][0-9]*)?")


def find(book: Book, text: str) -> tuple[Tab, Area]:
    """The tab and the area that this range names, open ends closed by the grid.

    A range may end beyond the grid, which is where it is cut. Raises Invalid where it cannot be read, its tab is
    missing, or it begins beyond the grid.
    """
    tab, cells = _parted(book, text)
    if tab is None:
        raise Invalid(f"Unable to parse range: {text}")
    if cells is None:
        return tab, tab.whole
    area = _area(cells, tab)
    if area is None:
        raise Invalid(f"Unable to parse range: {text}")
    if area.top >= tab.row_count or area.left >= tab.column_count:
        raise beyond(shown(tab, area), tab.row_count, tab.column_count)
    return tab, Area(area.top, area.left, min(area.bottom, tab.row_count), min(area.right, tab.column_count))


def _parted(book: Book, text: str) -> tuple[Tab | None, str | None]:
    """The tab, and what stands behind its name; None where nothing does."""
    if text.startswith("'"):
        name, cells = _quoted(text)
        return (book.find(name) if name is not None else None), cells
    name, mark, cells = text.rpartition("!")
    if mark:
        return book.find(name), cells
    named = book.find(text)
    # a tab's name goes before a cell of the first tab
    if named is not None:
        return named, None
    return book.tabs[0], text


def _quoted(text: str) -> tuple[str | None, str | None]:
    found = re.fullmatch(r"'((?:[^']|'')+)'(?:!(.*))?", text, re.DOTALL)
    if found is None:
        return None, None
    return found[1].replace("''", "'"), found[2]


def _area(cells: str, tab: Tab) -> Area | None:
    first, colon, last = cells.partition(":")
    one, two = _END.fullmatch(first), _END.fullmatch(last)
    if one is None or two is None or not first or (colon and not last):
        return None
    if not colon:
        # a row or a column alone is no range: only `2:2` and `B:B` are
        if not (one[1] and one[2]):
            return None
        two = one
    top, bottom = _ordered(_row(one[2]), _row(two[2]), tab.row_count)
    left, right = _ordered(_column(one[1]), _column(two[1]), tab.column_count)
    return Area(top, left, bottom, right)


def _row(digits: str | None) -> int | None:
    return None if digits is None else int(digits) - 1


def _column(letters: str | None) -> int | None:
    return None if letters is None else column_index(letters)


def _ordered(start: int | None, end: int | None, count: int) -> tuple[int, int]:
    """From the first to before the last, whichever was named first; an open end is the grid's."""
    if start is None and end is None:
        return 0, count
    if start is None or end is None:
        from_here = start if start is not None else end
        return from_here or 0, max(count, (from_here or 0) + 1)
    return min(start, end), max(start, end) + 1


def shown(tab: Tab, area: Area) -> str:
    """The range as Google answers it: `Companies!A1:D7`, `'My tab'!B2`."""
    return span(tab.title, (area.top, area.left), (area.bottom, area.right))
