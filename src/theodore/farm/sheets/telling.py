"""A book as spreadsheets.get tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from theodore.farm.sheets import a1
from theodore.farm.sheets.book import Area, Book, Tab
from theodore.farm.sheets.cells import Cell, extended
from theodore.farm.sheets.formatted import formatted
from theodore.farm.sheets.formulas import Formula, Outcome
from theodore.farm.sheets.locales import locale_of
from theodore.farm.sheets.masks import Mask, wants

_WHITE = {"red": 1, "green": 1, "blue": 1}
#: How a cell looks that nobody formatted.
DEFAULT_FORMAT: dict[str, Any] = {
    "backgroundColor": _WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": _WHITE},
}
_ROW_PIXELS, _COLUMN_PIXELS = 21, 100


def spreadsheet(
    book: Book, mask: Mask, areas: Mapping[int, Sequence[Area]] | None = None, *, grid: bool = False
) -> dict[str, Any]:
    """The API's Spreadsheet, as far as the mask wants it; it is not cut to the mask.

    areas: by tab's id, of which areas the cells are told; None for all of all tabs. A tab without any is left out.
    grid: whether cells are told.
    """
    tabs = [tab for tab in book.tabs if areas is None or tab.gid in areas]
    told: dict[str, Any] = {
        "spreadsheetId": book.id,
        "properties": {
            "title": book.title,
            "locale": book.locale,
            "autoRecalc": "ON_CHANGE",
            "timeZone": book.time_zone,
            "defaultFormat": DEFAULT_FORMAT,
            **book.properties,
        },
        "sheets": [
            _sheet(book, tab, mask.get("sheets", {}), (areas or {}).get(tab.gid, [tab.whole]) if grid else [])
            for tab in tabs
        ]
        if wants(mask, "sheets")
        else [],
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{book.id}/edit",
    }
    if book.named_ranges:
        told["namedRanges"] = book.named_ranges
    if metadata := [one for one in book.developer_metadata if "spreadsheet" in one.get("location", {})]:
        told["developerMetadata"] = metadata
    return told


def sheet_properties(book: Book, tab: Tab) -> dict[str, Any]:
    """The API's SheetProperties."""
    grid: dict[str, Any] = {"rowCount": tab.row_count, "columnCount": tab.column_count}
    if tab.frozen_rows:
        grid["frozenRowCount"] = tab.frozen_rows
    if tab.frozen_columns:
        grid["frozenColumnCount"] = tab.frozen_columns
    told = {
        "sheetId": tab.gid,
        "title": tab.title,
        "index": book.tabs.index(tab),
        "sheetType": "GRID",
        "gridProperties": grid | tab.grid,
    }
    return told | ({"hidden": True} if tab.hidden else {}) | tab.properties


def _sheet(book: Book, tab: Tab, mask: Mask, areas: Sequence[Area]) -> dict[str, Any]:
    told: dict[str, Any] = {"properties": sheet_properties(book, tab)}
    if areas and wants(mask, "data"):
        told["data"] = [_grid_data(book, tab, area, mask.get("data", {})) for area in areas]
    held = {
        "merges": tab.merges,
        "conditionalFormats": tab.conditional_formats,
        "filterViews": tab.filter_views,
        "protectedRanges": tab.protected_ranges,
        "basicFilter": tab.basic_filter,
        "bandedRanges": tab.banded_ranges,
        "developerMetadata": _metadata_of(book, tab),
    }
    return told | {name: one for name, one in held.items() if one}


def _metadata_of(book: Book, tab: Tab) -> list[dict[str, Any]]:
    return [one for one in book.developer_metadata if one.get("location", {}).get("sheetId", -1) == tab.gid]


def _grid_data(book: Book, tab: Tab, area: Area, mask: Mask) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if area.top:
        told["startRow"] = area.top
    if area.left:
        told["startColumn"] = area.left
    if wants(mask, "rowData"):
        rows = _row_data(book, tab, area, mask.get("rowData", {}).get("values", {}))
        if rows:
            told["rowData"] = rows
    if wants(mask, "rowMetadata"):
        usual: dict[str, Any] = {"pixelSize": _ROW_PIXELS}
        told["rowMetadata"] = [usual | tab.row_looks.get(row, {}) for row in range(area.top, area.bottom)]
    if wants(mask, "columnMetadata"):
        usual = {"pixelSize": _COLUMN_PIXELS}
        told["columnMetadata"] = [usual | tab.column_looks.get(at, {}) for at in range(area.left, area.right)]
    return told


def _row_data(book: Book, tab: Tab, area: Area, mask: Mask) -> list[dict[str, Any]]:
    rows = []
    for at, row in enumerate(tab.rows[area.top : area.bottom], area.top):
        cells = row[area.left : area.right]
        told = [cell_data(book, tab, at, column, cell, mask) for column, cell in enumerate(cells, area.left)]
        rows.append({"values": told} if told else {})
    while rows and not rows[-1]:
        rows.pop()
    return rows


def cell_data(book: Book, tab: Tab, row: int, column: int, cell: Cell, mask: Mask) -> dict[str, Any]:
    """The API's CellData, as far as the mask wants it."""
    told: dict[str, Any] = {}
    outcome = book.outcome(tab, row, column)
    if cell.entered is not None:
        told["userEnteredValue"] = extended(cell.entered)
        told["effectiveValue"] = extended(outcome.value)
        if wants(mask, "formattedValue"):
            told["formattedValue"] = formatted(outcome.value, cell.number_format, locale_of(book.locale))
    if cell.format:
        told["userEnteredFormat"] = cell.format
    if wants(mask, "effectiveFormat") and (cell.entered is not None or cell.format):
        told["effectiveFormat"] = _effective(cell)
    if link := _link(cell, outcome):
        told["hyperlink"] = link
    held = {"note": cell.note, "dataValidation": cell.validation, "textFormatRuns": list(cell.runs)}
    return told | {name: one for name, one in held.items() if one}


def _effective(cell: Cell) -> dict[str, Any]:
    told = _over(DEFAULT_FORMAT, cell.format or {})
    if not isinstance(cell.entered, str | Formula) and cell.entered is not None:
        told = {"horizontalAlignment": "CENTER" if isinstance(cell.entered, bool) else "RIGHT"} | told
    return told


def _over(under: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(under)
    for name, held in above.items():
        inner = both.get(name)
        # a colour is one thing, whose missing parts are 0
        mixes = isinstance(held, Mapping) and isinstance(inner, Mapping) and "olor" not in name
        both[name] = _over(inner, held) if mixes else held  # type: ignore[arg-type]  # both are seen to be mappings
    return both


def _link(cell: Cell, outcome: Outcome) -> str:
    if outcome.link:
        return outcome.link
    link = (cell.format or {}).get("textFormat", {}).get("link", {})
    return str(link.get("uri", ""))


def areas_of(book: Book, ranges: Sequence[str]) -> dict[int, list[Area]]:
    """By tab's id the areas that these ranges name. Raises Invalid where one cannot be read."""
    found: dict[int, list[Area]] = {}
    for text in ranges:
        tab, area = a1.find(book, text)
        found.setdefault(tab.gid, []).append(area)
    return found
