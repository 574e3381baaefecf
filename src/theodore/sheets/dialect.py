"""How a CSV file separates its cells."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from theodore.sheets.header_row import find_header
from theodore.sheets.headers import ColumnChoice, find_places

#: In the order in which they are believed, all else being equal.
DELIMITERS = (",", ";", "\t", "|")

#: How many signs of the file are looked at.
SAMPLE = 1 << 16

#: The first line by which Excel tells itself the delimiter; it is no row.
_SEP_LINE = re.compile(r'"?sep=(?P<delimiter>[^\w"\r\n])"?(?:\r\n|\r|\n)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """delimiter: the sign between two cells. preamble: how many lines come before the header."""

    delimiter: str
    preamble: int = 0


def find_dialect(sample: str, choice: ColumnChoice) -> Dialect:
    """The dialect of a file that begins with `sample`.

    The delimiter is the one under which the header names a website; else the one under which the most rows are
    as wide as the header; else the comma.
    """
    told = _SEP_LINE.match(sample)
    if told:
        return Dialect(told["delimiter"], preamble=1)
    return Dialect(max(DELIMITERS, key=lambda delimiter: _score(sample, delimiter, choice)))


def _score(sample: str, delimiter: str, choice: ColumnChoice) -> tuple[bool, bool, float, int]:
    """How well a delimiter fits: names a website, no title above, share of even rows, width. The first of equals wins.

    A title matters only where no website is named: under a wrong delimiter the first row looks like one.
    """
    rows = _rows(sample, delimiter)
    if not rows:
        return (False, False, 0.0, 0)
    header = find_header(list(enumerate(rows)), choice)
    table = rows[header.last :]
    width = len(table[0])
    if width < 2:
        return (False, False, 0.0, 0)
    even = sum(len(row) == width for row in table) / len(table)
    names_website = find_places(header.names, choice).website is not None
    return (names_website, names_website or header.last == 0, even, width)


def _rows(sample: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    try:
        rows.extend(row for row in reader if any(cell.strip() for cell in row))
    except csv.Error:
        # an oversized cell: under this delimiter the file makes no sense from here on
        return rows
    # the sample's end may have cut the last row
    return rows[:-1] if len(sample) >= SAMPLE and len(rows) > 1 else rows
