"""The records of a CSV file, one at a time."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from theodore.model.errors import SourceError
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.reading.dialect import SAMPLE, Dialect, find_dialect
from theodore.sheets.reading.encoding import find_encoding
from theodore.sheets.reading.records import Record
from theodore.sheets.reading.source_file import unreadable

#: The most columns that a sheet of Excel has; a record with more is no row of a sheet.
MOST_CELLS = 16_384

#: The longest line in signs; a file without line ends would be read into memory whole.
LONGEST_LINE = 1 << 24

_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class CsvFormat:
    """How to read a file: the codec's name and the dialect.

    guessed: whether the encoding is a guess that may be wrong. notices: what a person should know of it.
    """

    encoding: str
    dialect: Dialect
    guessed: bool = False
    notices: tuple[str, ...] = ()


def find_format(path: Path, choice: ColumnChoice) -> CsvFormat:
    """The format of the file at `path`; SourceError where it is no text."""
    encoding = find_encoding(path)
    with _open(path, encoding.codec) as file:
        dialect = find_dialect(file.read(SAMPLE).lstrip(_MARK), choice)
    return CsvFormat(encoding.codec, dialect, encoding.guessed, encoding.notices)


def read_records(path: Path, form: CsvFormat) -> Iterator[Record]:
    """The records of the file, those without any text left out, and cells without text cut off at their ends.

    Quotes are read strictly: a guess about a quote that does not match could swallow whole rows. Raises
    SourceError with the line for these, for oversized cells and for rows wider than any sheet.
    """
    with _open(path, form.encoding) as file:
        lines = _Lines(path, file)
        for _ in range(form.dialect.preamble):
            next(lines, None)
        reader = form.dialect.records(lines)
        while (cells := _next(path, reader, lines)) is not None:
            if len(cells) > MOST_CELLS:
                raise SourceError(str(path), f"line {lines.first} has more than {MOST_CELLS} cells", _LOOK)
            if any(cell and not cell.isspace() for cell in cells):
                yield lines.first, cells


_LOOK = "Look at this line in a text editor, or save the table as CSV anew"


def _next(path: Path, reader: Iterator[list[str]], lines: _Lines) -> list[str] | None:
    lines.start_record()
    try:
        return next(reader, None)
    except csv.Error as error:
        # csv tells its errors apart by their text alone; the size of the record tells as much
        if lines.signs > csv.field_size_limit():
            problem = f"the cell that begins in line {lines.first} does not end within {csv.field_size_limit()} signs"
        else:
            problem = f"the quotes in line {lines.first} do not match"
        advice = 'A quote inside a quoted cell is written twice (""). ' + _LOOK
        raise SourceError(str(path), problem, advice) from error
    except OSError as error:
        raise unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise SourceError(str(path), "the file was changed while it was read", "Run the command again") from error


class _Lines:
    """The lines of a file, bounded, and where the present record began.

    first: the record's first line, from 1. signs: how many signs of the record were read.
    """

    def __init__(self, path: Path, file: TextIO) -> None:
        self._path = path
        self._file = file
        self._read = 0
        self.first = 1
        self.signs = 0

    def start_record(self) -> None:
        self.first = self._read + 1
        self.signs = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        if self._read == 0:
            # of a mark that was written twice, the codec takes away one
            line = line.lstrip(_MARK) or "\n"
        if len(line) == LONGEST_LINE:
            raise SourceError(str(self._path), f"line {self._read + 1} is too long for a row", _LOOK)
        self._read += 1
        self.signs += len(line)
        return line


def _open(path: Path, encoding: str) -> TextIO:
    try:
        return path.open(encoding=encoding, newline="")
    except OSError as error:
        raise unreadable(path, error) from error


def first_records(path: Path, form: CsvFormat, count: int) -> list[Record]:
    """The first `count` records, or fewer."""
    return list(itertools.islice(read_records(path, form), count))
