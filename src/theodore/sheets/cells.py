"""Values as the text, number or truth value of a cell.

Text from a website may be written to be run: a cell that begins with `=` is a formula to every spreadsheet that opens
a CSV file. Such text gets an apostrophe before it there, which spreadsheets take as "this is text". A workbook says of
each cell what it is, so in one nothing is changed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

from theodore.model.fields import Value, is_blank

#: The most characters of a cell, counted in UTF-16 as Excel counts them.
XLSX_LIMIT = 32_767
SHEETS_LIMIT = 50_000

#: Stands at the end of a text that was cut.
CUT_MARK = " [...]"

#: Whole numbers beyond this lose digits in a spreadsheet, whose numbers are all floating point.
_EXACT_INTEGER = 2**53

# what XML cannot hold and nobody can read: controls but tab and line ends, and the two last of the plane
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNFIT = re.compile(f"{_UNPRINTABLE.pattern}|{_SURROGATE.pattern}")

# What may come before the sign: spreadsheets drop some of it, so none of it is trusted. The wide signs are those
# of Chinese and Japanese keyboards, which Excel reads as the narrow ones there.
_TRIGGER = re.compile("[\\s\u200b-\u200f\u2028-\u202f\u2060\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?\s?%?")
_PHONE = re.compile(r"\+\d(?:[ \xa0().\-/]{0,3}\d){6,14}")


def csv_cell(value: Value, limit: int = XLSX_LIMIT) -> str:
    """A value of ours as a cell of a CSV file, safe to open in a spreadsheet.

    limit: cells above it spill over into the next ones when Excel opens the file.
    """
    if value is None:  # most cells, so worth a line of its own
        return ""
    text = clean(cell_text(value))
    is_number = isinstance(value, int | float)
    return cut(f"'{text}" if may_run(text) and not is_number else text, limit)


def sheet_value(value: Value, limit: int = XLSX_LIMIT) -> str | int | float | bool | None:
    """A value as a cell that knows its type; None for an empty one.

    Whole numbers too long for a spreadsheet stay exact as text.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) <= _EXACT_INTEGER:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return cut(line_feeds(clean(cell_text(value))), limit) or None


def cell_text(value: Value) -> str:
    """A value in words: `a; b` for a list, `key: value; key: value` for a mapping, nothing for a blank."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_inner_text(item)}" for key, item in value.items() if not is_blank(item))
    if isinstance(value, list | tuple):
        return "; ".join(_inner_text(item) for item in value if not is_blank(item))
    return _scalar_text(value)


def _inner_text(value: Value) -> str:
    """An item of a list or mapping; its own items are joined by commas, so that the outer ones stay apart."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_inner_text(item)}" for key, item in value.items() if not is_blank(item))
    if isinstance(value, list | tuple):
        return ", ".join(_inner_text(item) for item in value if not is_blank(item))
    return _scalar_text(value)


def _scalar_text(value: Value) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def clean(text: str) -> str:
    """Text that every format can hold: without control characters, and lone surrogates replaced."""
    if not _UNFIT.search(text):
        return text
    return _SURROGATE.sub("\ufffd", _UNPRINTABLE.sub("", text))


def line_feeds(text: str) -> str:
    """The text with each line end as a single LF, the only one that a cell of a workbook knows."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def may_run(text: str) -> bool:
    """Whether a spreadsheet might take this text for a formula; numbers and phone numbers are none."""
    if not _TRIGGER.match(text):
        return False
    return not (_NUMBER.fullmatch(text) or all(_PHONE.fullmatch(part) for part in text.split("; ")))


def cut(text: str, limit: int) -> str:
    """The text where it is no longer than `limit` UTF-16 units; else its beginning, and the mark."""
    if 2 * len(text) <= limit:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * limit:
        return text
    # "ignore" drops the half of a character that the cut may have split
    return units[: 2 * (limit - len(CUT_MARK))].decode("utf-16-le", "ignore") + CUT_MARK
