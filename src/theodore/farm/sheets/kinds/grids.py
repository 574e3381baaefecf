"""Requests that concern tabs and the size of their grids."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from theodore.farm.sheets.book import Book, Tab
from theodore.farm.sheets.errors import Invalid
from theodore.farm.sheets.formulas.shifting import renamed
from theodore.farm.sheets.masks import needed, wants, written
from theodore.farm.sheets.requests import handles
from theodore.farm.sheets.reshaping import change_formulas
from theodore.farm.sheets.telling import sheet_properties

_SHEET = (
    "sheetId title index sheetType gridProperties hidden tabColor tabColorStyle rightToLeft dataSourceSheetProperties"
)
#: Of a tab's properties those that nothing is worked out from.
_LOOKS = ("tabColor", "tabColorStyle", "rightToLeft")
_GRID_LOOKS = ("hideGridlines", "rowGroupControlAfter", "columnGroupControlAfter")


@handles("appendDimension")
def append_dimension(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Add rows at the lower end, or columns at the right one."""
    tab, count = book.grid(int(request.get("sheetId", 0))), int(request.get("length", 0))
    if count < 1:
        raise Invalid("length must be greater than zero.")
    match request.get("dimension"):
        case "ROWS":
            tab.row_count += count
        case "COLUMNS":
            tab.column_count += count
        case _:
            raise Invalid("dimension must be ROWS or COLUMNS.")
    book.check_size()
    return {}


@handles("addSheet")
def add_sheet(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Add a tab, behind the others if no place is named."""
    wanted = request.get("properties", {})
    gid = int(wanted.get("sheetId", free_gid(book)))
    if any(tab.gid == gid for tab in book.tabs):
        raise Invalid(f"A sheet with the id {gid} already exists. Please enter another id.")
    tab = Tab(gid, str(wanted.get("title") or free_title(book)))
    check_title(book, tab.title)
    grid = wanted.get("gridProperties", {})
    tab.row_count, tab.column_count = int(grid.get("rowCount", 1000)), int(grid.get("columnCount", 26))
    book.tabs.insert(_place(wanted.get("index"), len(book.tabs)), tab)
    set_properties(book, tab, {name: held for name, held in wanted.items() if name != "index"})
    return {"addSheet": {"properties": sheet_properties(book, tab)}}


@handles("deleteSheet")
def delete_sheet(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Remove a tab; the last one has to stay."""
    gid = int(request.get("sheetId", 0))
    if all(tab.gid != gid for tab in book.tabs):
        raise Invalid(f"No sheet with id: {gid}")
    if len(book.tabs) == 1:
        raise Invalid("You can't remove all the sheets in a document.")
    book.tabs = [tab for tab in book.tabs if tab.gid != gid]
    return {}


@handles("updateSheetProperties")
def update_sheet_properties(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Change a tab's name, place, size, frozen rows and looks."""
    wanted, mask = request.get("properties", {}), needed(request.get("fields"), _SHEET)
    gid = int(wanted.get("sheetId", 0))
    tab = next((tab for tab in book.tabs if tab.gid == gid), None)
    if tab is None:
        raise Invalid(f"No sheet with id: {gid}")
    now = sheet_properties(book, tab)
    set_properties(book, tab, written(now, wanted, mask))
    if wants(mask, "index") and "index" in wanted:
        move(book, tab, int(wanted["index"]))
    return {}


def set_properties(book: Book, tab: Tab, wanted: Mapping[str, Any]) -> None:
    """Make the tab as SheetProperties says: all of it but its id and place."""
    title = str(wanted.get("title", tab.title))
    if title != tab.title:
        check_title(book, title, besides=tab)
        follow = renamed(tab.title, title)
        change_formulas(book, lambda _: follow)
        tab.title = title
    tab.hidden = bool(wanted.get("hidden", False))
    if tab.hidden and all(other.hidden for other in book.tabs):
        raise Invalid("You can't hide all the sheets in a document.")
    tab.properties = {name: wanted[name] for name in _LOOKS if wanted.get(name)}
    _set_grid(tab, wanted.get("gridProperties", {}))
    book.check_size()


def _set_grid(tab: Tab, grid: Mapping[str, Any]) -> None:
    rows, columns = int(grid.get("rowCount", tab.row_count)), int(grid.get("columnCount", tab.column_count))
    frozen = int(grid.get("frozenRowCount", 0)), int(grid.get("frozenColumnCount", 0))
    if rows < 1 or columns < 1:
        raise Invalid("gridProperties.rowCount and gridProperties.columnCount must be greater than zero.")
    if frozen[0] >= rows or frozen[1] >= columns:
        what = "rows" if frozen[0] >= rows else "columns"
        raise Invalid(f"You can't freeze all visible {what} on the sheet.")
    cut(tab, rows, columns)
    tab.frozen_rows, tab.frozen_columns = frozen
    tab.grid = {name: True for name in _GRID_LOOKS if grid.get(name)}


def cut(tab: Tab, rows: int, columns: int) -> None:
    """Give the grid this size; what stands beyond is lost."""
    tab.row_count, tab.column_count = rows, columns
    del tab.rows[rows:]
    for at, row in enumerate(tab.rows):
        if len(row) > columns:
            tab.rows[at] = ()
            tab.put_row(at, 0, row[:columns])


def move(book: Book, tab: Tab, index: int) -> None:
    """Give the tab this place, counted as it is before the tab leaves its old one."""
    if not 0 <= index <= len(book.tabs):
        raise Invalid(f"Invalid sheet index: {index}")
    before = book.tabs.index(tab)
    book.tabs.insert(index, tab)
    # the one it came from
    del book.tabs[before if before < index else before + 1]


def check_title(book: Book, title: str, besides: Tab | None = None) -> None:
    """Raise Invalid where a tab cannot be named so."""
    if not title:
        raise Invalid("The sheet name cannot be empty.")
    if len(title) > 100:
        raise Invalid("The sheet name cannot be greater than 100 characters.")
    if any(tab is not besides and tab.title.casefold() == title.casefold() for tab in book.tabs):
        raise Invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')


def free_title(book: Book) -> str:
    """The first of Sheet1, Sheet2, ... that no tab is called."""
    taken = {tab.title.casefold() for tab in book.tabs}
    return next(f"Sheet{at}" for at in range(len(taken) + 1, len(taken) * 2 + 3) if f"sheet{at}" not in taken)


def free_gid(book: Book) -> int:
    """A number that no tab of the book has; drawn from the book's id, so that it repeats."""
    taken = {tab.gid for tab in book.tabs}
    chance = Random(f"{book.id}/{len(taken)}")
    return next(gid for gid in iter(lambda: chance.randint(1, 2**31 - 1), None) if gid not in taken)


def _place(index: Any, count: int) -> int:
    if index is None:
        return count
    if not 0 <= int(index) <= count:
        raise Invalid(f"Invalid sheet index: {index}")
    return int(index)
