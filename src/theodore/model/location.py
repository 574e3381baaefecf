"""Where a table is, as the journal names it: the whole path of a file, or the address of a Google Sheet.

Nothing takes one for the other: a path begins with a slash, an address never does.
"""

from __future__ import annotations

from typing import Final

#: What the address of every Google Sheet begins with.
SHEETS: Final = "https://docs.google.com/spreadsheets/d/"


def is_online(name: str) -> bool:
    """Whether this is the address of a Google Sheet, and so no path of a file."""
    return name.startswith(SHEETS)


def called(name: str, title: str = "") -> str:
    """How a person calls the table in a few words: leads.csv, without its folders; of a Google Sheet its title."""
    if is_online(name):
        return title or "Google Sheet"
    return name.rpartition("/")[2] or name
