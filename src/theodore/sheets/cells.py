"""Values as the text, number or truth value of a cell.

Text from a website may be written to be run: a cell that begins with `=` is a formula to every spreadsheet that opens
a CSV file. Such text gets an apostrophe before it there, which spreadsheets take as "this is text". A workbook says of
each cell what it is, so in one nothing is changed.

Where a cell begins is for the spreadsheet to say: one that parts cells by semicolons, as most of Europe's do, ignores
our commas and our quotes, and finds a cell's beginning in the middle of `Hello;=1+1`. So the sign gets its apostrophe
after each mark that may part cells, too, as OWASP advises ("CSV Injection"): after `;`, `,`, `|`, tabs and line ends,
with spaces and quotes between or not. There a `+`, `-` or `@` is more often a dash of somebody's prose, and stays as it
is unless what follows has a bracket, `!`, `|` or `#`: without one a formula can call, fetch and start nothing.

What was marked can be read again: where a text has apostrophes of its own before such a sign it gets one more, so that
`unmarked` takes away exactly what was put in: `unmarked(csv_cell(value)) == clean(cell_text(value))` for all that fits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
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
# one set, searched several times as fast as the two in turn
_UNFIT = re.compile(f"{_UNPRINTABLE.pattern[:-1]}{_SURROGATE.pattern[1:]}")

# What may come before the sign: spreadsheets drop some of it, so none of it is trusted. The wide signs are those
# of Chinese and Japanese keyboards, which Excel reads as the narrow ones there.
_DROPPED = "\\s\u200b-\u200f\u2028-\u202f\u2060\ufeff"
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_TRIGGER = re.compile(f"[{_DROPPED}]*[{_SIGNS}]|[\t\r\n]")
_SIGN = re.compile(f"[{_SIGNS}]")

# A sign after whatever may part cells or be dropped before it, from the first of these on: begun at each of them, the
# search would take the square of their number.
_BEFORE = f';,|"{_DROPPED}'
_INNER_TRIGGER = re.compile(f"(?<![{_BEFORE}])(?P<before>[{_BEFORE}]++)(?P<marks>'*+)(?P<sign>[{_SIGNS}])")
_PARTS_CELLS = re.compile("[;,|\t\r\n]")
_ENDS_FIGURE = re.compile("[;\t\r\n]")
_EQUALS = "=\uff1d"
_CAN_ACT = ("(", "[", "!", "|", "#")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?\s?%?")
_PHONE = re.compile(r"\+\d(?:[ \xa0().\-/]{0,3}\d){6,14}")


def csv_cell(value: Value, limit: int = XLSX_LIMIT) -> str:
    """A value of ours as a cell of a CSV file, safe to open in a spreadsheet.

    limit: cells above it spill over into the next ones when Excel opens the file.
    """
    if value is None:  # most cells, so worth a line of its own
        return ""
    # cut first as well, so that no more is searched than is written
    text = cut(clean(cell_text(value)), limit)
    return text if isinstance(value, int | float) else cut(harmless(text), limit)


def sheet_value(value: Value, limit: int = XLSX_LIMIT) -> str | int | float | bool | None:
    """A value as a cell that knows its type; None for an empty one.

    Whole numbers too long for a spreadsheet stay exact as text.
    """
    # most cells of a large sheet are texts that fit as they are; to hear so of each as soon as can be saves much
    if type(value) is str:
        return value if fits(value, limit) else cut(line_feeds(clean(value)), limit) or None
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) <= _EXACT_INTEGER:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    text = cell_text(value)
    return text if fits(text, limit) else cut(line_feeds(clean(text)), limit) or None


def fits(text: str, limit: int = XLSX_LIMIT) -> bool:
    """Whether a cell holds the text, not an empty one, as it is; False where that takes a closer look."""
    # what is printable has no controls, line ends or surrogates; a character takes one or two units
    return text.isprintable() and 0 < len(text) <= limit // 2


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


def harmless(text: str) -> str:
    """The text with an apostrophe before each sign that may begin a formula, wherever a spreadsheet parts its cells.

    One more where apostrophes stand there already: `unmarked` makes the text of it again.
    """
    inner = _each_trigger(text, lambda found: f"{found['before']}'{found['marks']}{found['sign']}")
    return f"'{inner}" if may_run(text.lstrip("'")) else inner


def unmarked(cell: str) -> str:
    """The text that `harmless` made this of; a text that it would not have made stays as it is."""
    inner = _each_trigger(cell, lambda found: f"{found['before']}{found['marks'][1:]}{found['sign']}")
    return inner[1:] if inner.startswith("'") and may_run(inner.lstrip("'")) else inner


def _each_trigger(text: str, changed: Callable[[re.Match[str]], str]) -> str:
    """The text with each sign within that may begin a formula, and what stands before it, as `changed` has it.

    Whether a sign may begin one depends on no apostrophe before it or another: what was marked is found again.
    """
    # most texts hold none of the signs, and are told by that in a tenth of the time
    if not (_SIGN.search(text) and _INNER_TRIGGER.search(text)):
        return text
    last = max(map(text.rfind, _CAN_ACT))
    return _INNER_TRIGGER.sub(lambda found: changed(found) if _may_begin(found, text, last) else found[0], text)


def _may_begin(found: re.Match[str], text: str, last: int) -> bool:
    """Whether a formula may begin with the sign found. last: where the last sign stands that can act."""
    if _PARTS_CELLS.search(found["before"]) is None:
        return False
    return found["sign"] in _EQUALS or (found.end() < last and not _is_figure(text, found.start("sign")))


def _is_figure(text: str, start: int) -> bool:
    """Whether a number or a phone number stands from here to the end of its cell.

    A comma and a bar may stand within a cell that semicolons part: `-1,5+SUM(A1)` is no number.
    """
    end = _ENDS_FIGURE.search(text, start)
    part = text[start : end.start() if end else len(text)].rstrip()
    return bool(_NUMBER.fullmatch(part) or _PHONE.fullmatch(part))


def cut(text: str, limit: int) -> str:
    """The text where it is no longer than `limit` UTF-16 units; else its beginning, and the mark."""
    if 2 * len(text) <= limit:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * limit:
        return text
    # "ignore" drops the half of a character that the cut may have split
    return units[: 2 * (limit - len(CUT_MARK))].decode("utf-16-le", "ignore") + CUT_MARK
