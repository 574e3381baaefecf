"""How a CSV file separates its cells, and how it quotes them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from theodore.sheets.headers import ColumnChoice, find_places
from theodore.sheets.reading.header_row import find_header

#: In the order in which they are believed, all else being equal; the last two are those of old databases.
DELIMITERS = (",", ";", "\t", "|", "^", "~")

#: How many signs of the file are looked at.
SAMPLE = 1 << 16

#: The first line by which Excel tells itself the delimiter; it is no row.
_SEP_LINE = re.compile(r'"?sep=(?P<delimiter>[^\w"\r\n])"?(?:\r\n|\r|\n)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is parted.

    delimiter: the sign between two cells. preamble: how many lines come before the header. quote: the sign around a
    cell that holds others. escape: the sign before a quote within one, where it is not written twice. skips_spaces:
    whether spaces before a quote are none of the cell's.
    """

    delimiter: str
    preamble: int = 0
    quote: str = '"'
    escape: str | None = None
    skips_spaces: bool = False

    def records(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """The cells of each record of these lines. Raises csv.Error where quotes do not match or a cell is too long."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            escapechar=self.escape,
            skipinitialspace=self.skips_spaces,
            strict=True,
        )


def find_dialect(sample: str, choice: ColumnChoice) -> Dialect:
    """The dialect of a file that begins with `sample`.

    The delimiter is the one under which the header names a website; else the one under which the most rows are
    as wide as the header; else the comma. Quotes are those of RFC 4180, unless the rows tell otherwise.
    """
    told = _SEP_LINE.match(sample)
    if told:
        return _quoted(sample[told.end() :], Dialect(told["delimiter"], preamble=1), is_cut=len(sample) >= SAMPLE)
    delimiter = max(DELIMITERS, key=lambda delimiter: _score(sample, delimiter, choice))
    return _quoted(sample, Dialect(delimiter), is_cut=len(sample) >= SAMPLE)


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


def _quoted(sample: str, plain: Dialect, *, is_cut: bool) -> Dialect:
    """The dialect with the quotes under which the rows fit best; the first of equals wins."""
    return max(_quotings(sample, plain), key=lambda dialect: _fit(sample, dialect, is_cut=is_cut))


def _quotings(sample: str, plain: Dialect) -> Iterator[Dialect]:
    """The ways of quoting of which the sample shows signs."""
    mark = re.escape(plain.delimiter)
    header = re.match(rf"'[^'\r\n]*'(?:{mark}'[^'\r\n]*')*(?=[\r\n]|\Z)", sample.lstrip("\r\n"))
    kinds = [plain] if header is None else [replace(plain, quote="'"), plain]
    for kind in kinds:
        yield kind
        if f"\\{kind.quote}" in sample:
            yield replace(kind, escape="\\")
    if re.search(rf'{mark} +"', sample):
        yield replace(plain, skips_spaces=True)


def _fit(sample: str, dialect: Dialect, *, is_cut: bool) -> tuple[bool, float]:
    """Whether the quotes of all rows match, and the share of rows as wide as the first."""
    file = io.StringIO(sample, newline="")
    widths: list[int] = []
    matches = True
    try:
        widths.extend(len(row) for row in dialect.records(file) if any(map(str.strip, row)))
    except csv.Error:
        # the sample's end may have cut a quoted cell
        matches = is_cut and file.tell() == len(sample)
    even = sum(width == widths[0] for width in widths) / len(widths) if widths else 0.0
    return matches, even
