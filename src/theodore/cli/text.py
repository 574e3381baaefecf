"""Words from elsewhere, made fit for a terminal.

A company's name, a page's title or a server's message may hold escape sequences that move the cursor, set the
window's title or hide what follows. Whatever is printed for a person goes through here first.
"""

from __future__ import annotations

import re
from typing import Any

from rich.cells import cell_len, chop_cells

from theodore.report.words import masked

__all__ = ["masked"]  # for whoever writes JSON, and not through here

#: Stands where something was taken out, so that nobody thinks the text was whole.
_REMOVED = "\ufffd"

# C0 and C1 controls (C1 holds an escape of its own), what turns the direction of text, what takes no room at all,
# halves of characters, and the invisible tags. Joiners stay: names in Persian and Hindi need them.
_UNFIT = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_SPACES = re.compile("[ \t\r\n\v\f\x85\u2028\u2029]+")
_ELLIPSIS = "…"

#: Cells that a name or an address, and a message, may take in a report: both come from elsewhere, of any length.
NAME_WIDTH = 100
MESSAGE_WIDTH = 400


def masked_in(value: Any) -> Any:
    """The same for every text in a value that becomes JSON."""
    match value:
        case str():
            return masked(value)
        case dict():
            return {name: masked_in(inner) for name, inner in value.items()}
        case list() | tuple():
            return [masked_in(inner) for inner in value]
        case _:
            return value


def one_line(text: object) -> str:
    """The text on one line, without passwords and with nothing in it that a terminal would obey."""
    return _UNFIT.sub(_REMOVED, _SPACES.sub(" ", masked(str(text)))).strip()


def lines(text: object) -> str:
    """The text without passwords, with its line ends and tabs, and nothing else that a terminal would obey."""
    kept = (_UNFIT.sub(_REMOVED, line.replace("\t", "    ")) for line in masked(str(text)).splitlines())
    return "\n".join(kept)


def shortened(text: object, width: int) -> str:
    """One line of at most `width` terminal cells, with a mark where it was cut."""
    line = one_line(text)
    if cell_len(line) <= width:
        return line
    if width < 1:
        return ""
    return (chop_cells(line, width - 1)[0] if width > 1 else "") + _ELLIPSIS


def padded(text: object, width: int) -> str:
    """One line of exactly `width` terminal cells."""
    line = shortened(text, width)
    return line + " " * (width - cell_len(line))


def escaped(json_text: str) -> str:
    r"""JSON with whatever a terminal would obey as \u escapes, which mean the same to every reader of JSON."""
    return _UNFIT_IN_JSON.sub(_escape, json_text)


# within JSON a line end can only stand between values, where it is layout
_UNFIT_IN_JSON = re.compile(_UNFIT.pattern.replace("\x00-\x1f", ""))


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
