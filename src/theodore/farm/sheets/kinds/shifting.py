"""Requests that insert or delete a block of cells and shift those beside it, and that copy a block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from theodore.farm.sheets.book import Area, Book, Tab, area_of
from theodore.farm.sheets.cells import BLANK, Cell
from theodore.farm.sheets.errors import Invalid
from theodore.farm.sheets.formulas import Failure, Formula
from theodore.farm.sheets.formulas.shifting import carried, following_within, rewritten
from theodore.farm.sheets.locales import Locale, locale_of
from theodore.farm.sheets.moves import Deleted, Inserted, Move
from theodore.farm.sheets.requests import handles
from theodore.farm.sheets.reshaping import change_formulas


@handles("insertRange")
def insert_range(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Insert blank cells; those that stood there go down or to the right, and the grid grows where it must."""
    tab, area, rows = _block(book, request)
    if rows:
        below = any(tab.cell(row, column) != BLANK for row, column in _edge(tab, area, rows=True))
        tab.row_count += area.height if below else 0
    else:
        beside = any(tab.cell(row, column) != BLANK for row, column in _edge(tab, area, rows=False))
        tab.column_count += area.width if beside else 0
    book.check_size()
    count = area.height if rows else area.width
    _shift(book, tab, area, Inserted(area.top if rows else area.left, count), rows=rows)
    return {}


def _edge(tab: Tab, area: Area, *, rows: bool) -> list[tuple[int, int]]:
    """The places whose cells would be pushed out of the grid."""
    if rows:
        return [
            (row, column)
            for row in range(max(tab.row_count - area.height, area.top), tab.row_count)
            for column in range(area.left, area.right)
        ]
    return [
        (row, column)
        for row in range(area.top, area.bottom)
        for column in range(max(tab.column_count - area.width, area.left), tab.column_count)
    ]


@handles("deleteRange")
def delete_range(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Delete cells; those below or to the right of them come up or over."""
    tab, area, rows = _block(book, request)
    move = Deleted(area.top, area.bottom) if rows else Deleted(area.left, area.right)
    _shift(book, tab, area, move, rows=rows)
    return {}


def _block(book: Book, request: Mapping[str, Any]) -> tuple[Tab, Area, bool]:
    wanted = request.get("range", {})
    tab = book.grid(int(wanted.get("sheetId", 0)))
    way = request.get("shiftDimension")
    if way not in {"ROWS", "COLUMNS"}:
        raise Invalid("No shiftDimension specified.")
    return tab, area_of(tab, wanted), way == "ROWS"


def _shift(book: Book, tab: Tab, area: Area, move: Move, *, rows: bool) -> None:
    """Move what stands in the block and behind it along one way."""
    if rows:
        behind = Area(area.top, area.left, max(len(tab.rows), area.bottom), area.right)
    else:
        behind = Area(area.top, area.left, area.bottom, max(tab.used.right, area.right))
    held = list(tab.cells_in(behind))
    for row, column, _ in held:
        tab.put(row, column, BLANK)
    for row, column, cell in held:
        to = move.place(row if rows else column)
        if to is not None:
            tab.put(to if rows else row, column if rows else to, cell)
    across = (area.left, area.right - 1) if rows else (area.top, area.bottom - 1)
    change_formulas(book, lambda own: following_within(tab.title, own.title, move, across, rows=rows))


@handles("copyPaste")
def copy_paste(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Copy a block of cells to another place, as often as it fits in there."""
    source, destination = request.get("source", {}), request.get("destination", {})
    tab, to = book.grid(int(source.get("sheetId", 0))), book.grid(int(destination.get("sheetId", 0)))
    area, target = area_of(tab, source), area_of(to, destination)
    kind = str(request.get("pasteType") or "PASTE_NORMAL")
    if kind not in _PASTES:
        raise Invalid(f"Invalid value at 'paste_type', \"{kind}\"")
    if not area.height or not area.width:
        raise Invalid("The source of the paste has no cells.")
    height = max(target.height // area.height, 1) * area.height
    width = max(target.width // area.width, 1) * area.width
    if target.top + height > to.row_count or target.left + width > to.column_count:
        raise Invalid("The destination of the paste lies beyond the grid.")
    block = _Block(area, _taken(book, tab, area, values=kind == "PASTE_VALUES"), locale_of(book.locale))
    for row in range(target.top, target.top + height):
        now = [
            _pasted(to.cell(row, column), block.cell(row - target.top, column - target.left, row, column), kind)
            for column in range(target.left, target.left + width)
        ]
        if row < len(to.rows) or any(cell is not BLANK for cell in now):
            to.put_row(row, target.left, now)
    return {}


_PASTES = frozenset({"PASTE_NORMAL", "PASTE_VALUES", "PASTE_FORMAT", "PASTE_FORMULA", "PASTE_DATA_VALIDATION"})


@dataclass(frozen=True, slots=True)
class _Block:
    """Cells that are copied, as they were before any was pasted."""

    area: Area
    cells: list[list[Cell]]
    locale: Locale

    def cell(self, down: int, right: int, row: int, column: int) -> Cell:
        """The cell for this place of the destination. down, right: how far within the destination it is."""
        down, right = down % self.area.height, right % self.area.width
        cell = self.cells[down][right]
        if not isinstance(cell.entered, Formula):
            return cell
        change = carried(row - self.area.top - down, column - self.area.left - right)
        return replace(cell, entered=Formula(rewritten(cell.entered.text, self.locale, change)))


def _taken(book: Book, tab: Tab, area: Area, *, values: bool) -> list[list[Cell]]:
    def cell(row: int, column: int) -> Cell:
        held = tab.cell(row, column)
        if not values or not isinstance(held.entered, Formula):
            return held
        value = book.outcome(tab, row, column).value
        # a cell cannot hold a failure that nothing fails
        return held if isinstance(value, Failure) else replace(held, entered=value)

    return [[cell(row, column) for column in range(area.left, area.right)] for row in range(area.top, area.bottom)]


def _pasted(old: Cell, new: Cell, kind: str) -> Cell:
    match kind:
        case "PASTE_VALUES" | "PASTE_FORMULA":
            now = replace(old, entered=new.entered)
        case "PASTE_FORMAT":
            now = replace(old, format=new.format)
        case "PASTE_DATA_VALIDATION":
            now = replace(old, validation=new.validation)
        case _:
            now = new
    return BLANK if now == BLANK else now
