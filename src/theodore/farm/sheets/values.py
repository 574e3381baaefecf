"""The values of ranges: what spreadsheets.values reads and writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from theodore.farm.sheets import a1
from theodore.farm.sheets.book import Area, Book, Tab, area_of
from theodore.farm.sheets.cells import Cell, checked, number
from theodore.farm.sheets.entered import Entered, entered
from theodore.farm.sheets.errors import Invalid
from theodore.farm.sheets.formatted import formatted
from theodore.farm.sheets.formulas import Failure, Formula, Value
from theodore.farm.sheets.formulas.references import column_letters
from theodore.farm.sheets.locales import locale_of
from theodore.farm.sheets.moves import Inserted
from theodore.farm.sheets.reshaping import reshape

RENDERS = ("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA")
_DATES = frozenset({"DATE", "TIME", "DATE_TIME"})


@dataclass(frozen=True, slots=True)
class Reading:
    """How values are told.

    render: one of RENDERS. dates_as_text: dates of FORMULA and UNFORMATTED_VALUE as they are shown, not as numbers.
    by_columns: a list for each column, not for each row.
    """

    render: str = "FORMATTED_VALUE"
    dates_as_text: bool = False
    by_columns: bool = False


def reading(asked: Mapping[str, Any], prefix: str = "") -> Reading:
    """How a call asks for values. prefix: `response` where it asks to have written ones told."""
    names = {
        name: prefix + (name[0].upper() + name[1:] if prefix else name)
        for name in ("valueRenderOption", "dateTimeRenderOption")
    }
    dates = _one_of(asked, names["dateTimeRenderOption"], ("SERIAL_NUMBER", "FORMATTED_STRING"))
    return Reading(
        _one_of(asked, names["valueRenderOption"], RENDERS),
        dates == "FORMATTED_STRING",
        _by_columns(asked),
    )


def _by_columns(asked: Mapping[str, Any]) -> bool:
    return _one_of(asked, "majorDimension", ("ROWS", "COLUMNS")) == "COLUMNS"


def _one_of(asked: Mapping[str, Any], name: str, known: tuple[str, ...]) -> str:
    """The option's word; the first of the known where none is given."""
    found = str(asked.get(name) or known[0])
    if found.endswith("_UNSPECIFIED"):
        return known[0]
    if found not in known:
        raise Invalid(f"Invalid value at '{name}', \"{found}\"")
    return found


def value_range(book: Book, tab: Tab, area: Area, how: Reading) -> dict[str, Any]:
    """The API's ValueRange, without the blanks at the end of rows and of the range."""
    told: dict[str, Any] = {
        "range": a1.shown(tab, area),
        "majorDimension": "COLUMNS" if how.by_columns else "ROWS",
    }
    values = rows_of(book, tab, area, how)
    if how.by_columns:
        values = _turned(values)
    return told | ({"values": values} if values else {})


def rows_of(book: Book, tab: Tab, area: Area, how: Reading) -> list[list[Any]]:
    """The values row by row, without the blanks at the end."""
    rows = [
        _trimmed([_told(book, tab, at, column, cell, how) for column, cell in enumerate(row, area.left)])
        for at, row in enumerate((row[area.left : area.right] for row in tab.rows[area.top : area.bottom]), area.top)
    ]
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _trimmed(values: list[Any]) -> list[Any]:
    # Google leaves out what is blank, not what shows nothing: a formula that comes to "" stays
    while values and values[-1] is None:
        values.pop()
    return ["" if value is None else value for value in values]


def _turned(rows: list[list[Any]]) -> list[list[Any]]:
    widest = max(map(len, rows), default=0)
    return [_cut([row[at] if at < len(row) else "" for row in rows]) for at in range(widest)]


def _cut(values: list[Any]) -> list[Any]:
    while values and values[-1] == "":
        values.pop()
    return values


def _told(book: Book, tab: Tab, row: int, column: int, cell: Cell, how: Reading) -> Any:
    held = cell.entered
    if held is None or (isinstance(held, str) and how.render != "FORMATTED_VALUE"):
        return held
    if isinstance(held, Formula):
        if how.render == "FORMULA":
            return held.text
        return _shown(book, cell, book.outcome(tab, row, column).value, how)
    return _shown(book, cell, held, how)


def _shown(book: Book, cell: Cell, value: Value, how: Reading) -> Any:
    dated = how.dates_as_text and cell.number_format.get("type") in _DATES
    if how.render == "FORMATTED_VALUE" or (dated and not isinstance(value, str)):
        return formatted(value, cell.number_format, locale_of(book.locale))
    if isinstance(value, Failure):
        return value.unformatted
    if value is None:
        return ""
    return number(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


#: What a value of a call becomes in a cell; None leaves the cell as it is.
Entry = Callable[[Any], Entered | None]


def entry(book: Book, option: object, today: dt.date) -> Entry:
    """How values are entered: RAW as they are, USER_ENTERED as if a person typed them.

    Raises Invalid where the call says neither.
    """
    if option not in {"RAW", "USER_ENTERED"}:
        raise Invalid("'valueInputOption' is required but not specified")
    locale = locale_of(book.locale)

    def typed(value: Any) -> Entered | None:
        if value is None:
            return None
        if isinstance(value, str) and option == "USER_ENTERED":
            return entered(value, locale, today)
        if isinstance(value, str | bool):
            return Entered(value)
        if isinstance(value, int | float):
            return Entered(number(value))
        kind = "struct_value" if isinstance(value, Mapping) else "list_value"
        raise Invalid(f"Invalid values: {kind} {{\n}}\n")

    return typed


@dataclass(frozen=True, slots=True)
class Written:
    """What a write came to: where, and how much of it was given."""

    tab: Tab
    area: Area
    rows: int
    columns: int
    cells: int


def write(book: Book, text: str, asked: Mapping[str, Any], enter: Entry, place: str = "") -> Written:
    """Write a ValueRange into the range of this name; null leaves a cell as it is.

    place: what to call it in a refusal, like `data[0]`.
    """
    try:
        tab, area = a1.find(book, text)
        return write_at(tab, area, _values(asked), enter, text)
    except Invalid as invalid:
        raise (invalid.at(place) if place else invalid) from None


def _values(asked: Mapping[str, Any]) -> list[list[Any]]:
    values: list[list[Any]] = asked.get("values", [])
    if _by_columns(asked):
        widest = max(map(len, values), default=0)
        return [[column[at] if at < len(column) else None for column in values] for at in range(widest)]
    return values


def write_at(tab: Tab, area: Area, rows: Sequence[Sequence[Any]], enter: Entry, asked: str) -> Written:
    """Write rows into the area; where it is a single cell, from that one on, as far as the grid goes.

    asked: the range as it was called, for the refusal.
    """
    widest = max(map(len, rows), default=0)
    room = Area(area.top, area.left, tab.row_count, tab.column_count) if area.height == area.width == 1 else area
    if len(rows) > room.height or widest > room.width:
        over = f"row [{room.bottom + 1}]" if len(rows) > room.height else f"column [{column_letters(room.right)}]"
        raise Invalid(f"Requested writing within range [{asked}], but tried writing to {over}")
    written = Area(area.top, area.left, area.top + max(len(rows), 1), area.left + max(widest, 1))
    count = sum(_write_row(tab, at, area.left, row, enter) for at, row in enumerate(rows, area.top))
    return Written(tab, written, len([row for row in rows if row]), widest, count)


def _write_row(tab: Tab, at: int, left: int, values: Sequence[Any], enter: Entry) -> int:
    cells, count = [], 0
    for column, value in enumerate(values, left):
        cell, new = tab.cell(at, column), enter(value)
        if new is not None:
            cell, count = _entered(cell, new), count + 1
        cells.append(cell)
    tab.put_row(at, left, cells)
    return count


def _entered(cell: Cell, new: Entered) -> Cell:
    cell = replace(cell, entered=checked(new.value))
    # what a person formatted stays as they formatted it
    if new.number_format is None or cell.number_format:
        return cell
    return replace(cell, format={**(cell.format or {}), "numberFormat": new.number_format})


def append(
    book: Book, text: str, asked: Mapping[str, Any], enter: Entry, *, insert: bool = False
) -> tuple[Area | None, Written]:
    """Write below the table that stands in the range; the grid grows where it must.

    insert: new rows are put in for it, and what stands below moves down. Returns where the table stands, None where
    nothing does.
    """
    tab, area = a1.find(book, text)
    rows = _values(asked)
    table = _table(tab, area)
    top, left = (table.bottom, table.left) if table else (area.top, area.left)
    widest = max(map(len, rows), default=0)
    if insert and table:
        reshape(book, tab, Inserted(top, len(rows)), rows=True)
    tab.row_count = max(tab.row_count, top + len(rows))
    tab.column_count = max(tab.column_count, left + widest)
    book.check_size()
    space = Area(top, left, top + max(len(rows), 1), left + max(widest, 1))
    return table, write_at(tab, space, rows, enter, text)


def _table(tab: Tab, area: Area) -> Area | None:
    """The last table that reaches into the area: all that hangs together with its lowest entry."""
    lowest = next(
        (
            (row, column)
            for row in range(min(area.bottom, len(tab.rows)) - 1, area.top - 1, -1)
            for column in range(area.left, min(area.right, len(tab.rows[row])))
            if tab.cell(row, column).entered is not None
        ),
        None,
    )
    if lowest is None:
        return None
    found = Area(lowest[0], lowest[1], lowest[0] + 1, lowest[1] + 1)
    while (wider := _wider(tab, found)) != found:
        found = wider
    return found


def _wider(tab: Tab, area: Area) -> Area:
    """The area with the rows and columns at its edges that have an entry beside it."""
    top, left = max(area.top - 1, 0), max(area.left - 1, 0)
    bottom, right = min(area.bottom + 1, tab.row_count), min(area.right + 1, tab.column_count)
    return Area(
        top if _holds(tab, Area(top, left, area.top, right)) else area.top,
        left if _holds(tab, Area(top, left, bottom, area.left)) else area.left,
        bottom if _holds(tab, Area(area.bottom, left, bottom, right)) else area.bottom,
        right if _holds(tab, Area(top, area.right, bottom, right)) else area.right,
    )


def _holds(tab: Tab, area: Area) -> bool:
    return any(cell.entered is not None for _, _, cell in tab.cells_in(area))


def clear(tab: Tab, area: Area) -> None:
    """Remove what was entered there; the looks stay."""
    for row, column, cell in list(tab.cells_in(area)):
        if cell.entered is not None:
            tab.enter(row, column, None)


def filtered(book: Book, chosen: Mapping[str, Any]) -> list[tuple[Tab, Area]]:
    """What a DataFilter names."""
    if "a1Range" in chosen:
        return [a1.find(book, str(chosen["a1Range"]))]
    if "gridRange" in chosen:
        tab = book.grid(int(chosen["gridRange"].get("sheetId", 0)))
        return [(tab, area_of(tab, chosen["gridRange"]))]
    if "developerMetadataLookup" in chosen:
        return [
            place for one in book.developer_metadata if meets(one, chosen) and (place := _place(book, one)) is not None
        ]
    raise Invalid("Must specify a1Range, gridRange or developerMetadataLookup.")


def meets(metadata: Mapping[str, Any], chosen: Mapping[str, Any]) -> bool:
    """Whether developer metadata is what a DataFilter looks up."""
    if "developerMetadataLookup" not in chosen:
        return False
    lookup = chosen["developerMetadataLookup"]
    same = {**metadata, "locationType": metadata.get("location", {}).get("locationType")}
    names = ("metadataId", "metadataKey", "metadataValue", "visibility", "locationType")
    return all(lookup[name] == same.get(name) for name in names if name in lookup)


def _place(book: Book, metadata: Mapping[str, Any]) -> tuple[Tab, Area] | None:
    location = metadata.get("location", {})
    if "dimensionRange" in location:
        span = location["dimensionRange"]
        tab, start, end = book.grid(int(span.get("sheetId", 0))), int(span.get("startIndex", 0)), int(span["endIndex"])
        if span.get("dimension") == "ROWS":
            return tab, Area(start, 0, end, tab.column_count)
        return tab, Area(0, start, tab.row_count, end)
    if "sheetId" in location:
        tab = book.grid(int(location["sheetId"]))
        return tab, tab.whole
    return None
