"""Requests that merge cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from theodore.farm.sheets.book import Area, Book, Tab, area_of
from theodore.farm.sheets.errors import Invalid
from theodore.farm.sheets.requests import handles
from theodore.farm.sheets.spans import overlap


@handles("mergeCells")
def merge_cells(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Make one cell of many; what stood in all but the first is lost."""
    tab, area = _range(book, request)
    _check_frozen(tab, area)
    tab.merges = _without_those_in(tab, area)
    for one in _parts(area, str(request.get("mergeType", "MERGE_ALL"))):
        if one.height * one.width > 1:
            _merge(tab, one)
    return {}


def _merge(tab: Tab, area: Area) -> None:
    for row, column, cell in list(tab.cells_in(area)):
        if (row, column) != (area.top, area.left) and cell.entered is not None:
            tab.enter(row, column, None)
    tab.merges.append(grid_range(tab, area))


def grid_range(tab: Tab, area: Area) -> dict[str, Any]:
    """The area as the API names it."""
    return {
        "sheetId": tab.gid,
        "startRowIndex": area.top,
        "endRowIndex": area.bottom,
        "startColumnIndex": area.left,
        "endColumnIndex": area.right,
    }


def _parts(area: Area, kind: str) -> Iterator[Area]:
    match kind:
        case "MERGE_ALL":
            yield area
        case "MERGE_COLUMNS":
            for column in range(area.left, area.right):
                yield Area(area.top, column, area.bottom, column + 1)
        case "MERGE_ROWS":
            for row in range(area.top, area.bottom):
                yield Area(row, area.left, row + 1, area.right)
        case _:
            raise Invalid(f"Invalid value at 'merge_type', \"{kind}\"")


@handles("unmergeCells")
def unmerge_cells(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Part the merged cells of a range again."""
    tab, area = _range(book, request)
    tab.merges = _without_those_in(tab, area)
    return {}


def _range(book: Book, request: Mapping[str, Any]) -> tuple[Tab, Area]:
    wanted = request.get("range", {})
    tab = book.grid(int(wanted.get("sheetId", 0)))
    return tab, area_of(tab, wanted)


def _without_those_in(tab: Tab, area: Area) -> list[dict[str, Any]]:
    """The tab's merges beside the area. Raises Invalid where one lies only partly in it."""
    kept = []
    for merge in tab.merges:
        held = area_of(tab, merge)
        if not overlap(held, area):
            kept.append(merge)
        elif not (
            area.top <= held.top and held.bottom <= area.bottom and area.left <= held.left and held.right <= area.right
        ):
            raise Invalid("You must select all cells in a merged range to merge or unmerge them.")
    return kept


def _check_frozen(tab: Tab, area: Area) -> None:
    for word, frozen, start, end in (
        ("rows", tab.frozen_rows, area.top, area.bottom),
        ("columns", tab.frozen_columns, area.left, area.right),
    ):
        if start < frozen < end:
            raise Invalid(f"You can't merge frozen and non-frozen {word}.")
