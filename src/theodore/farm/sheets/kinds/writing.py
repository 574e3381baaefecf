"""Requests that write cells: updateCells, appendCells, repeatCell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from theodore.farm.sheets.book import Area, Book, Tab, area_of
from theodore.farm.sheets.cells import BLANK, Cell, entered_of
from theodore.farm.sheets.errors import Invalid
from theodore.farm.sheets.locales import Locale, locale_of
from theodore.farm.sheets.masks import Mask, needed, written
from theodore.farm.sheets.requests import handles

#: What can be written of a cell here; the rest of CellData is worked out, or not known.
_WRITABLE = "userEnteredValue userEnteredFormat note dataValidation textFormatRuns"

_Rows = Sequence[Sequence[Mapping[str, Any]]]
_Patch = Callable[[Cell, Mapping[str, Any]], Cell]


@handles("updateCells")
def update_cells(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Write rows of cells at a place; or into a range, of which the rest is cleared."""
    rows, patch = _rows(request), _patch(book, request)
    if "range" in request:
        tab = book.grid(int(request["range"].get("sheetId", 0)))
        _fill(tab, area_of(tab, request["range"]), rows, patch)
    elif "start" in request:
        _write(*_start(book, request["start"]), rows, patch)
    else:
        raise Invalid("Must specify either start or range.")
    return {}


@handles("appendCells")
def append_cells(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Write rows of cells below the last that has an entry; the grid gets rows where it must, never columns."""
    tab, rows, patch = book.grid(int(request.get("sheetId", 0))), _rows(request), _patch(book, request)
    first = tab.entered_rows
    tab.row_count = max(tab.row_count, first + len(rows))
    book.check_size()
    _write(tab, first, 0, rows, patch)
    return {}


@handles("repeatCell")
def repeat_cell(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Write one cell's parts into all cells of a range."""
    tab = book.grid(int(request.get("range", {}).get("sheetId", 0)))
    area, data, patch = area_of(tab, request.get("range", {})), request.get("cell", {}), _patch(book, request)
    for row in range(area.top, area.bottom):
        held = [tab.cell(row, column) for column in range(area.left, area.right)]
        tab.put_row(row, area.left, _similar(held, data, patch))
    return {}


def _similar(held: Sequence[Cell], data: Mapping[str, Any], patch: _Patch) -> list[Cell]:
    # most cells of a row are alike: work each kind out once
    made: dict[int, Cell] = {}
    for cell in held:
        if id(cell) not in made:
            made[id(cell)] = patch(cell, data)
    return [made[id(cell)] for cell in held]


def _patch(book: Book, request: Mapping[str, Any]) -> _Patch:
    """How the request changes a cell."""
    return partial(patched, mask=needed(request.get("fields"), _WRITABLE), locale=locale_of(book.locale))


def _rows(request: Mapping[str, Any]) -> _Rows:
    return [row.get("values", []) for row in request.get("rows", [])]


def _start(book: Book, start: Mapping[str, Any]) -> tuple[Tab, int, int]:
    tab = book.grid(int(start.get("sheetId", 0)))
    row, column = int(start.get("rowIndex", 0)), int(start.get("columnIndex", 0))
    for name, at, count in (("row", row, tab.row_count), ("column", column, tab.column_count)):
        if not 0 <= at < count:
            raise Invalid(f"GridCoordinate.{name}Index[{at}] is after last {name} in grid[{count - 1}]")
    return tab, row, column


def _write(tab: Tab, top: int, left: int, rows: _Rows, patch: _Patch) -> None:
    _check_room(tab.whole, top, left, rows)
    for row, values in enumerate(rows, top):
        cells = [patch(tab.cell(row, column), data) for column, data in enumerate(values, left)]
        tab.put_row(row, left, cells)


def _fill(tab: Tab, area: Area, rows: _Rows, patch: _Patch) -> None:
    _check_room(area, area.top, area.left, rows)
    for at in range(area.height):
        values = rows[at] if at < len(rows) else ()
        if at >= len(rows) and area.top + at >= len(tab.rows):
            break  # nothing stands from here on, and nothing is given
        cells = [
            patch(tab.cell(area.top + at, area.left + column), values[column] if column < len(values) else {})
            for column in range(area.width)
        ]
        tab.put_row(area.top + at, area.left, cells)


def _check_room(area: Area, top: int, left: int, rows: Sequence[Sequence[object]]) -> None:
    if top + len(rows) > area.bottom:
        raise Invalid(f"Attempting to write row: {area.bottom}, beyond the last requested row of: {area.bottom - 1}")
    if any(left + len(values) > area.right for values in rows):
        raise Invalid(
            f"Attempting to write column: {area.right}, beyond the last requested column of: {area.right - 1}"
        )


def patched(cell: Cell, data: Mapping[str, Any], mask: Mask, locale: Locale) -> Cell:
    """The cell with the parts of CellData that the mask names; those not given are cleared."""
    if "userEnteredValue" in mask:
        cell = replace(cell, entered=entered_of(data.get("userEnteredValue", {}), locale))
    if "userEnteredFormat" in mask:
        new = written(
            {"format": cell.format or {}},
            {"format": data.get("userEnteredFormat") or {}},
            {"format": mask["userEnteredFormat"]},
        )
        cell = replace(cell, format=new.get("format") or None)
    if "note" in mask:
        cell = replace(cell, note=data.get("note") or "")
    if "dataValidation" in mask:
        cell = replace(cell, validation=data.get("dataValidation") or None)
    if "textFormatRuns" in mask:
        cell = replace(cell, runs=tuple(data.get("textFormatRuns") or ()))
    return BLANK if cell == BLANK else cell
