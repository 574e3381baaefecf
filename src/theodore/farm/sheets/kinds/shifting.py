"""Requests that insert or delete a block of cells and shift those beside it, and that copy a block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from theodore.farm.sheets.book import Area, Book, Tab, area_of
from theodore.farm.sheets.cells import BLANK, Cell
from theodore.farm.sheets.errors import Invalid
from theodore.farm.sheets.formulas import Formula
from theodore.farm.sheets.formulas.shifting import Change, carried, following_within, rewritten
from theodore.farm.sheets.locales import locale_of
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
    height = max(target.height // area.height, 1) * area.height
    width = max(target.width // area.width, 1) * area.width
    if target.top + height > to.row_count or target.left + width > to.column_count:
        raise Invalid("The destination of the paste lies beyond the grid.")
    taken = [[tab.cell(row, column) for column in range(area.left, area.right)] for row in range(area.top, area.bottom)]
    for row in range(height):
        for column in range(width):
            at = (target.top + row, target.left + column)
            here = (area.top + row % area.height, area.left + column % area.width)
            cell = taken[row % area.height][column % area.width]
            change = carried(at[0] - here[0], at[1] - here[1])
            to.put(*at, _pasted(book, tab, here, cell, to.cell(*at), kind, change))
    return {}


_PASTES = frozenset({"PASTE_NORMAL", "PASTE_VALUES", "PASTE_FORMAT", "PASTE_FORMULA", "PASTE_DATA_VALIDATION"})


def _pasted(book: Book, tab: Tab, here: tuple[int, int], cell: Cell, old: Cell, kind: str, change: Change) -> Cell:
    held = cell.entered
    if isinstance(held, Formula):
        held = Formula(rewritten(held.text, locale_of(book.locale), change))
    match kind:
        case "PASTE_VALUES":
            value = book.outcome(tab, *here).value
            shown = value if isinstance(value, str | int | float | bool | None) else cell.entered
            now = replace(old, entered=shown)
        case "PASTE_FORMULA":
            now = replace(old, entered=held)
        case "PASTE_FORMAT":
            now = replace(old, format=cell.format)
        case "PASTE_DATA_VALIDATION":
            now = replace(old, validation=cell.validation)
        case _:
            now = replace(cell, entered=held)
    return BLANK if now == BLANK else now
