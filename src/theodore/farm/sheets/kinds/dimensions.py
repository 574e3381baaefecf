"""Requests that insert, delete, move and size rows and columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from theodore.farm.sheets.book import Area, Book, Tab
from theodore.farm.sheets.cells import BLANK, Cell
from theodore.farm.sheets.errors import Invalid
from theodore.farm.sheets.masks import needed, written
from theodore.farm.sheets.moves import Deleted, Inserted, Moved
from theodore.farm.sheets.requests import handles
from theodore.farm.sheets.reshaping import reshape
from theodore.farm.sheets.spans import Lines, lines_of, lines_within


@handles("insertDimension")
def insert_dimension(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Insert blank rows or columns, which look like those before or behind them."""
    lines, like_before = lines_of(book, request.get("range", {})), bool(request.get("inheritFromBefore", False))
    if like_before and lines.start == 0:
        raise Invalid("inheritFromBefore cannot be true if range.startIndex is 0.")
    if lines.start > lines.count or (lines.start == lines.count and not like_before):
        bound = "or equal to " if like_before else ""
        raise Invalid(
            f"range.startIndex must be less than {bound}the grid size ({lines.count}) "
            f"if inheritFromBefore is {'true' if like_before else 'false'}."
        )
    reshape(book, lines.tab, Inserted(lines.start, lines.end - lines.start), rows=lines.rows)
    book.check_size()
    _inherit(lines, lines.start - 1 if like_before else lines.end)
    return {}


def _inherit(lines: Lines, model: int) -> None:
    """Let the new rows or columns look as this one does; nothing is entered in them."""
    tab = lines.tab
    looks = tab.row_looks if lines.rows else tab.column_looks
    for at in range(lines.start, lines.end):
        if model in looks:
            looks[at] = dict(looks[model])
    if lines.rows:
        cells = [_looks_of(tab.cell(model, column)) for column in range(tab.used.right)]
        if any(cell is not BLANK for cell in cells):
            for at in range(lines.start, lines.end):
                tab.put_row(at, 0, cells)
        return
    for row in range(len(tab.rows)):
        cell = _looks_of(tab.cell(row, model))
        if cell is not BLANK:
            tab.put_row(row, lines.start, [cell] * (lines.end - lines.start))


def _looks_of(cell: Cell) -> Cell:
    kept = Cell(format=cell.format, validation=cell.validation)
    return BLANK if kept == BLANK else kept


@handles("deleteDimension")
def delete_dimension(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Delete rows or columns with all that stands in them."""
    lines = lines_of(book, request.get("range", {}))
    if lines.end > lines.count:
        raise Invalid(
            f"Cannot delete a {lines.word} that doesn't exist. Tried to delete {lines.word} index "
            f"{max(lines.start, lines.count)} but there are only {lines.count} {lines.word}s."
        )
    gone = lines.end - lines.start
    if gone == lines.count:
        raise Invalid(f"You can't delete all the {lines.word}s on the sheet.")
    unfrozen = lines.count - lines.frozen
    if lines.end - max(lines.start, lines.frozen) == unfrozen:
        raise Invalid(f"Sorry, it is not possible to delete all non-frozen {lines.word}s.")
    reshape(book, lines.tab, Deleted(lines.start, lines.end), rows=lines.rows)
    return {}


@handles("moveDimension")
def move_dimension(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Move rows or columns before another one, as it is counted before they leave."""
    lines, to = lines_within(book, request.get("source", {})), int(request.get("destinationIndex", 0))
    if not 0 <= to <= lines.count:
        raise Invalid(f"destinationIndex[{to}] is after last {lines.word} in grid[{lines.count}]")
    if not lines.start <= to <= lines.end:
        reshape(book, lines.tab, Moved(lines.start, lines.end, to), rows=lines.rows)
    return {}


@handles("updateDimensionProperties")
def update_dimension_properties(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Hide rows or columns, or give them a size."""
    lines = lines_within(book, request.get("range", {}))
    mask = needed(request.get("fields"), "hiddenByUser pixelSize developerMetadata")
    wanted = request.get("properties", {})
    if int(wanted.get("pixelSize", 0)) < 0:
        raise Invalid("pixelSize must not be negative.")
    for at in range(lines.start, lines.end):
        _look(lines, at, written(_looks(lines).get(at, {}), wanted, mask))
    return {}


def _looks(lines: Lines) -> dict[int, dict[str, Any]]:
    return lines.tab.row_looks if lines.rows else lines.tab.column_looks


def _look(lines: Lines, at: int, look: dict[str, Any]) -> None:
    kept = {name: held for name, held in look.items() if held}
    if kept:
        _looks(lines)[at] = kept
    else:
        _looks(lines).pop(at, None)


#: How wide a character of the usual face is, and what stands beside the text, in pixels.
_CHARACTER, _BESIDE, _LEAST = 7, 10, 21


@handles("autoResizeDimensions")
def auto_resize_dimensions(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Make columns as wide as what they hold; rows get their usual height."""
    lines = lines_within(book, request.get("dimensions", {}))
    for at in range(lines.start, lines.end):
        look = dict(_looks(lines).get(at, {}))
        look.pop("pixelSize", None)
        if not lines.rows and (widest := _widest(lines.tab, at)):
            look["pixelSize"] = max(widest * _CHARACTER + _BESIDE, _LEAST)
        _look(lines, at, look)
    return {}


def _widest(tab: Tab, column: int) -> int:
    held = tab.cells_in(Area(0, column, len(tab.rows), column + 1))
    return max((len(str(cell.entered)) for _, _, cell in held if cell.entered is not None), default=0)
