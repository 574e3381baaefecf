"""The marks of a sheet of .ods, as far as they are looked for: rows that are hidden."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from theodore.sheets.reading.marks import MOST_ROWS, UNREADABLE, Marks, attributes, pieces

_CONTENT = "content.xml"
#: The programs that write such files all use this prefix; of any other nothing is known.
_TAG = re.compile(rb"<table:table(-row)?(?=[\s/>])[^<>]*>")


def ods_marks(path: Path, tab: str) -> Marks:
    """The marks of a tab; none where the file is not as it should be."""
    hidden, is_filtered = bytearray(MOST_ROWS + 1), False
    number, is_wanted = 1, False
    try:
        with zipfile.ZipFile(path) as package:
            for piece in pieces(package, _CONTENT, (b"<table:table-row", b"<table:table ")):
                for found in _TAG.finditer(piece):
                    if not found[1]:
                        number, is_wanted = 1, attributes(found[0]).get("name") == tab
                    elif is_wanted:
                        said = attributes(found[0])
                        end = min(number + _times(said), MOST_ROWS + 1)
                        if said.get("visibility") in {"filter", "collapse"}:
                            hidden[number:end] = b"\1" * (end - number)
                            is_filtered = is_filtered or said["visibility"] == "filter"
                        number = end
    except UNREADABLE:
        return Marks()
    return Marks(hidden, is_filtered)


def _times(row: dict[str, str]) -> int:
    times = row.get("number-rows-repeated", "1")
    return int(times[:8]) if times.isascii() and times.isdigit() else 1
