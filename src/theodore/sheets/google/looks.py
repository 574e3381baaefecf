"""How our columns look: requests that dress them, and nothing of the user's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from theodore.model.fields import Field
from theodore.model.states import SheetStatus
from theodore.sheets.columns import LINK
from theodore.sheets.google.cells import VALUE, cell_data
from theodore.sheets.google.ranges import Area
from theodore.sheets.writing import xlsx_style

Request = dict[str, Any]

#: Pixels of one character of Google's usual letters, and of a cell's two edges.
_PER_CHARACTER, _EDGES = 7, 10
_NUMBER, _PERCENT = "NUMBER", "PERCENT"


@dataclass(frozen=True, slots=True)
class NewColumn:
    """A column that is to be made. place: from 0."""

    place: int
    header: str
    field: Field


def dressed(gid: int, header_row: int, columns: Sequence[NewColumn]) -> Iterator[Request]:
    """What makes columns that stand side by side: their headers, their widths, and how their values are shown.

    header_row: from 0.
    """
    first, end = columns[0].place, columns[-1].place + 1
    yield _headers(gid, header_row, columns)
    for width, same in groupby(columns, key=lambda each: xlsx_style.width(each.header, each.field)):
        places = [each.place for each in same]
        yield _width(gid, places[0], places[-1] + 1, round(width * _PER_CHARACTER) + _EDGES)
    # a long text stays in its cell, and its row as high as the others
    yield _repeat(gid, Area(header_row + 1, first, None, end), {"wrapStrategy": "CLIP"})
    for each in columns:
        look = _look(each.field)
        if look:
            yield _repeat(gid, Area(header_row + 1, each.place, None, each.place + 1), look)


def _headers(gid: int, header_row: int, columns: Sequence[NewColumn]) -> Request:
    look = {
        "backgroundColorStyle": _colour(xlsx_style.OUR_COLOUR),
        "textFormat": {"bold": True, "foregroundColorStyle": _colour(xlsx_style.HEADER_LETTERS)},
        "verticalAlignment": "MIDDLE",
    }
    return {
        "updateCells": {
            "start": {"sheetId": gid, "rowIndex": header_row, "columnIndex": columns[0].place},
            "rows": [{"values": [{**cell_data(None, each.header), "userEnteredFormat": look} for each in columns]}],
            "fields": f"{VALUE},{_mask(look)}",
        }
    }


def _look(shown: Field) -> dict[str, Any]:
    """How values of a field are shown, where that is not as they are."""
    if shown.name == LINK:
        return {"textFormat": {"foregroundColorStyle": _colour(xlsx_style.LINK_COLOUR), "underline": True}}
    pattern = xlsx_style.number_pattern(shown)
    if pattern is None:
        return {}
    return {"numberFormat": {"type": _PERCENT if pattern.endswith("%") else _NUMBER, "pattern": pattern}}


def status_rules(gid: int, area: Area, wanted: Sequence[SheetStatus]) -> Iterator[Request]:
    """What colours a column of statuses by what they say."""
    for status in wanted:
        background, letters = xlsx_style.STATUS_COLOURS[status]
        rule = {
            "ranges": [area.grid_range(gid)],
            "booleanRule": {
                "condition": {"type": "TEXT_EQ", "values": [{"userEnteredValue": status.value}]},
                "format": {
                    "backgroundColorStyle": _colour(background),
                    "textFormat": {"foregroundColorStyle": _colour(letters)},
                },
            },
        }
        # the first place is there, however many of the user's were taken away meanwhile
        yield {"addConditionalFormatRule": {"rule": rule, "index": 0}}


def coloured(rules: Sequence[Mapping[str, Any]], column: int) -> frozenset[SheetStatus]:
    """The statuses that are coloured in a column already, by whichever colour. rules: of its tab."""
    found, where = set(), Area(0, column, None, column + 1)
    for rule in rules:
        condition = rule.get("booleanRule", {}).get("condition", {})
        texts = {str(value.get("userEnteredValue", "")).strip().casefold() for value in condition.get("values", [])}
        is_here = any(Area.read(each).touches(where) for each in rule.get("ranges", []))
        if is_here and condition.get("type") == "TEXT_EQ":
            found |= {status for status in SheetStatus if status.value in texts}
    return frozenset(found)


def status_choices(gid: int, area: Area) -> Request:
    """What offers the four statuses in each cell; not strict, for a person may blank one, or write what they like."""
    values = [{"userEnteredValue": status.value} for status in SheetStatus]
    rule = {"condition": {"type": "ONE_OF_LIST", "values": values}, "strict": False, "showCustomUi": True}
    return {"setDataValidation": {"range": area.grid_range(gid), "rule": rule}}


def _repeat(gid: int, area: Area, look: Mapping[str, Any]) -> Request:
    return {
        "repeatCell": {
            "range": area.grid_range(gid),
            "cell": {"userEnteredFormat": look},
            "fields": _mask(look),
        }
    }


def _mask(look: Mapping[str, Any]) -> str:
    return f"userEnteredFormat({','.join(look)})"


def _width(gid: int, first: int, end: int, pixels: int) -> Request:
    return {
        "updateDimensionProperties": {
            "range": {"sheetId": gid, "dimension": "COLUMNS", "startIndex": first, "endIndex": end},
            "properties": {"pixelSize": pixels},
            "fields": "pixelSize",
        }
    }


def _colour(text: str) -> dict[str, Any]:
    parts = (text[at : at + 2] for at in (1, 3, 5))
    return {
        "rgbColor": {
            name: round(int(part, 16) / 255, 4) for name, part in zip(("red", "green", "blue"), parts, strict=True)
        }
    }
