"""Requests that sort and filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from theodore.farm.sheets.book import Area, Book, Tab, area_of
from theodore.farm.sheets.cells import Cell
from theodore.farm.sheets.errors import Invalid
from theodore.farm.sheets.formulas import Failure, Formula, Value
from theodore.farm.sheets.formulas.shifting import carried, rewritten
from theodore.farm.sheets.formulas.values import rank
from theodore.farm.sheets.locales import Locale, locale_of
from theodore.farm.sheets.requests import handles
from theodore.farm.sheets.spans import overlap


@handles("sortRange")
def sort_range(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Sort the rows of a range by some of its columns."""
    wanted = request.get("range", {})
    tab = book.grid(int(wanted.get("sheetId", 0)))
    specs = request.get("sortSpecs") or []
    if not specs:
        raise Invalid("Must specify at least one sort spec.")
    sort(book, tab, area_of(tab, wanted), specs)
    return {}


def sort(book: Book, tab: Tab, area: Area, specs: Sequence[Mapping[str, Any]]) -> None:
    """Sort the rows of the area; each goes as a whole, its looks too, and its formulas keep to their row."""
    held = [area_of(tab, merge) for merge in tab.merges]
    if any(one.height > 1 and overlap(one, area) for one in held):
        raise Invalid("You can't sort a range with vertical merges.")
    rows = range(area.top, min(area.bottom, len(tab.rows)))
    order = list(rows)
    for spec in reversed(specs):
        order = _sorted(book, tab, order, area, spec)
    locale = locale_of(book.locale)
    taken = {row: [tab.cell(row, column) for column in range(area.left, area.right)] for row in rows}
    for to, row in zip(rows, order, strict=True):
        tab.put_row(to, area.left, [_carried(cell, to - row, locale) for cell in taken[row]])


def _sorted(book: Book, tab: Tab, rows: list[int], area: Area, spec: Mapping[str, Any]) -> list[int]:
    column = int(spec.get("dimensionIndex", 0))
    if not area.left <= column < area.right:
        raise Invalid(f"sortSpecs.dimensionIndex[{column}] is not within the range.")
    downwards = spec.get("sortOrder") == "DESCENDING"
    values = {row: book.outcome(tab, row, column).value for row in rows}
    filled = [row for row in rows if values[row] not in {None, ""}]
    # blanks come last in either order
    blank = [row for row in rows if values[row] in {None, ""}]
    return sorted(filled, key=lambda row: _place(values[row]), reverse=downwards) + blank


def _place(value: Value) -> tuple[int, float | str]:
    # failures come after all values
    return (3, value.sign) if isinstance(value, Failure) else rank(value)


def _carried(cell: Cell, down: int, locale: Locale) -> Cell:
    if not down or not isinstance(cell.entered, Formula):
        return cell
    return replace(cell, entered=Formula(rewritten(cell.entered.text, locale, carried(down, 0))))


@handles("setBasicFilter")
def set_basic_filter(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Give a tab its filter, in place of the one that it has; what it is to sort is sorted."""
    wanted = request.get("filter")
    if not wanted or "range" not in wanted:
        raise Invalid("Must specify a filter with a range.")
    tab = book.grid(int(wanted["range"].get("sheetId", 0)))
    area = area_of(tab, wanted["range"])
    tab.basic_filter = dict(wanted)
    if wanted.get("sortSpecs") and area.height > 1:
        sort(book, tab, replace(area, top=area.top + 1), wanted["sortSpecs"])
    return {}


@handles("clearBasicFilter")
def clear_basic_filter(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Take a tab's filter away, if it has one."""
    book.grid(int(request.get("sheetId", 0))).basic_filter = None
    return {}
