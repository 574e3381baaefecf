"""Cells as the API gives and takes them.

A text is sent as a text: nothing in it is parsed, so 007 stays 007 and =1+1 adds nothing up. The one formula is the
link from a row to its details.
"""

from __future__ import annotations

from typing import Any

from theodore.model.fields import Field, Value
from theodore.sheets.cells import SHEETS_LIMIT, sheet_value
from theodore.sheets.columns import shown_value
from theodore.sheets.google.ranges import quoted
from theodore.sheets.reading.records import column_letters

#: What of a cell is written; its looks, its note and its validation stay.
VALUE = "userEnteredValue"

#: What the link shows.
LINK_TEXT = "Details"
#: What a link shows whose row on the tab Details is not there begins so, by another name in some countries.
_NO_DETAILS = ("#N/A", "#NV", "#N/D", "#REF!")


def cell_data(shown: Field | None, value: Value) -> dict[str, Any]:
    """A value of a field as a CellData with its type; an empty one, which blanks the cell, for what says nothing.

    shown: None for what is no field's, like a header. A text is cut at 50,000 characters, with a mark.
    """
    fit = sheet_value(value if shown is None else shown_value(shown, value), SHEETS_LIMIT)
    if fit is None or fit == "":
        return {}
    # a truth value is a number to Python
    if isinstance(fit, bool):
        return {VALUE: {"boolValue": fit}}
    return {VALUE: {"stringValue" if isinstance(fit, str) else "numberValue": fit}}


def is_link(text: str) -> bool:
    """Whether a cell that shows this holds our link, be the row there that it leads to or not."""
    return text == LINK_TEXT or text.startswith(_NO_DETAILS)


def link_formula(row: int, id_column: int, gid: int, title: str, details_column: int) -> str:
    """The link from a row to its details, wherever they stand, for they are found by the row's own Record ID.

    row, id_column: where that stands, from 0. gid, title: of the tab Details. details_column: where its Record IDs
    stand. The formula tells of no row but its own: sorted, copied, or written into another one, it still leads right.
    """
    sought = f'${column_letters(id_column)}{row + 1}&""'  # a number that is an id stands as a text on Details
    letters = column_letters(details_column)
    # semicolons part arguments in every country's formulas, commas in some
    where = f"MATCH({sought};{quoted(title)}!${letters}:${letters};0)"
    return f'=HYPERLINK("#gid={gid}&range=A"&{where};"{LINK_TEXT}")'


def value_text(value: Any) -> str:
    """What a cell of an answer holds, as a text: 3.0 is `3`, a truth value `TRUE`."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)
