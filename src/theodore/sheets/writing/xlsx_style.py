"""How a workbook looks, whoever writes it: XlsxWriter a new one, openpyxl a person's own."""

from __future__ import annotations

from typing import Any

from theodore.model.fields import Field
from theodore.model.states import SheetStatus

#: Background and letters of each status, as spreadsheets colour "neutral", "good" and "bad".
STATUS_COLOURS = {
    SheetStatus.PENDING: ("#FFEB9C", "#7F6000"),
    SheetStatus.PROCESSING: ("#BDD7EE", "#1F4E79"),
    SheetStatus.COMPLETED: ("#C6EFCE", "#006100"),
    SheetStatus.FAILED: ("#FFC7CE", "#9C0006"),
}

#: The user's own headers are grey, ours are blue.
OWN_COLOUR, OUR_COLOUR, HEADER_LETTERS = "#595959", "#1F4E79", "#FFFFFF"
LINK_COLOUR = "#0563C1"

#: Widths in characters, by the type of a field; what is not listed holds words.
_WIDTHS = {"int": 10, "float": 10, "bool": 10, "url": 32, "datetime": 27, "formula": 13}
_WORDS, _LIST, _PROSE = 18, 36, 60
_OWN_WIDTH = range(12, 41)

#: Prose is wrapped as long as no row grows beyond this many lines; a longer text stays on one, cut off by its column.
_MOST_LINES = 3

_PROSE_FIELDS = frozenset({"ai_summary", "company_description", "error_notes", "classification_justification"})
_NUMBER_FORMATS = {
    "field_coverage": "0%",
    "classification_confidence": "0%",
    "crawl_duration": "0.0",
    "total_cost_usd": "0.0000",
}


def header_format(book: Any, shown: Field | None) -> Any:
    """The look of a header; `shown` is None for a column of the user's."""
    colour = OWN_COLOUR if shown is None else OUR_COLOUR
    return _format(book, {"bold": True, "font_color": HEADER_LETTERS, "bg_color": colour, "valign": "vcenter"})


def status_formats(book: Any) -> dict[SheetStatus, Any]:
    """The look of a Status cell, by what it says."""
    return {
        status: _format(book, {"bg_color": background, "font_color": letters})
        for status, (background, letters) in STATUS_COLOURS.items()
    }


def link_format(book: Any) -> Any:
    """The look of the link to a row's details."""
    return _format(book, {"font_color": LINK_COLOUR, "underline": 1})


def number_format(book: Any, shown: Field | None) -> Any:
    """How numbers of a field are shown; None for as they are."""
    pattern = number_pattern(shown)
    return None if pattern is None else _format(book, {"num_format": pattern})


def number_pattern(shown: Field | None) -> str | None:
    """The pattern by which numbers of a field are shown; None for as they are."""
    return None if shown is None else _NUMBER_FORMATS.get(shown.name)


def prose_format(book: Any) -> Any:
    """The look of a text that is wrapped."""
    return _format(book, {"text_wrap": True, "valign": "top"})


def is_prose(shown: Field | None) -> bool:
    """Whether a column holds texts that are to be wrapped where they fit."""
    return shown is not None and shown.name in _PROSE_FIELDS


def is_wrapped(text: object) -> bool:
    """Whether a value of a column of prose is shown whole in a few lines."""
    if not isinstance(text, str):
        return False
    # a line that is broken between words is some signs shorter than its column
    lines = sum(-(-len(line) // (_PROSE - 6)) or 1 for line in text.splitlines())
    return 1 < lines <= _MOST_LINES


def width(header: str, shown: Field | None) -> int:
    """A column's width in characters, wide enough for its header and the filter's button."""
    least = min(len(header) + 4, _OWN_WIDTH[-1])
    if shown is None:
        return max(least, _OWN_WIDTH[0])
    if shown.name in _PROSE_FIELDS:
        return _PROSE
    kind = shown.type.partition("[")[0]
    return max(least, _LIST if kind in {"list", "dict"} else _WIDTHS.get(kind, _WORDS))


def width_of(cell: str) -> int:
    """The width in characters in which a cell of the user's is read whole, within reason."""
    return min(max(map(len, cell.splitlines()), default=0) + 1, _OWN_WIDTH[-1])


def _format(book: Any, properties: dict[str, object]) -> Any:
    return book.add_format(properties)
