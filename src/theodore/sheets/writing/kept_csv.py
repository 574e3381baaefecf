"""Results in a person's own CSV file: each line as it was, with Theodore's cells at its end or where they stand."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO

from theodore.model.company import ResultRow, SourceRow
from theodore.model.errors import SinkUnavailable, SourceError
from theodore.model.fields import Field, Tab
from theodore.sheets.columns import Column, companies_columns, details_fields
from theodore.sheets.layout import Layout
from theodore.sheets.reading.csv_source import CsvSource
from theodore.sheets.reading.source_file import is_as, take_stamp
from theodore.sheets.writing.beside import replacing
from theodore.sheets.writing.csv_table import Lines, details_path, our_cell
from theodore.sheets.writing.xlsx_table import unheard

#: Codecs that hold every character there is.
_WHOLE = ("utf-8", "utf-8-sig", "utf-16", "utf-32")
_MARKED = "utf-8-sig"
_COPIED = 1 << 20


@dataclass(frozen=True, slots=True)
class KeptCsvTable:
    """A person's CSV file that takes results; implements ResultTable.

    Their cells stay to the letter, with their quotes, and so do the delimiter, the line ends, what stands above the
    header, and the encoding if it holds what was found; else it becomes UTF-8 with its mark. Rows are found by their
    Record ID. The details stand in a file of their own beside. A person who saves the file in the midst of a write
    wins.

    besides: fields that are shown though this version does not look for them. notice: is told of another encoding.
    """

    path: Path
    layout: Layout
    besides: frozenset[str] = frozenset()
    notice: Callable[[str], None] = unheard

    def write(self, columns: Sequence[str], rows: Iterable[ResultRow]) -> None:  # noqa: ARG002 - the file's own are its
        """Write both files anew, or neither. Raises SinkUnavailable."""
        try:
            stamp = take_stamp(self.path)
            source = CsvSource.open(self.path, self.layout.choice)
        except SourceError as error:
            raise SinkUnavailable(f"{error} It stays as it is; the results are safe.") from error
        with replacing(self.path, details_path(self.path)) as (companies, details):
            encoding = self._write(source, rows, companies, details)
            if not is_as(self.path, stamp):
                problem = f"{self.path}: the file was saved by somebody else while it was written"
                raise SinkUnavailable(f"{problem}. It stays as it is; the results are safe.")
            if encoding != source.format.encoding:
                former = source.format.encoding
                # before it takes its place: after that nobody can see what it was
                self.notice(f"{self.path} becomes UTF-8: {former} does not hold all that was found on the websites.")

    def _write(self, source: CsvSource, rows: Iterable[ResultRow], companies: BinaryIO, details: BinaryIO) -> str:
        """Write both files; the encoding of the companies' one."""
        delimiter, encoding = source.format.dialect.delimiter, source.format.encoding
        with ExitStack() as stack:
            fields = details_fields(self.besides, self.layout.catalogue)
            found = _Found(rows, stack.enter_context(Lines(details, delimiter)), fields)
            columns = companies_columns(
                source.columns,
                self.layout.choice,
                links=False,
                besides=self.besides,
                fields=self.layout.fields,
                ours=self.layout.ours,
                known=self.layout.catalogue,
            )
            file = _File(source, columns)
            texts = file.texts(found)
            if encoding in _WHOLE:
                _pour(texts, companies, encoding)
                found.finish()
                return encoding
            draft = stack.enter_context(TemporaryFile("w+", encoding="utf-8", newline="", dir=self.path.parent))
            draft.writelines(texts)
            found.finish()
            draft.seek(0)
            encoding = encoding if _fits(draft, encoding) else _MARKED
            draft.seek(0)
            _pour(iter(lambda: draft.read(_COPIED), ""), companies, encoding)
            return encoding


def _pour(texts: Iterable[str], file: BinaryIO, encoding: str) -> None:
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        text.writelines(texts)
        text.flush()
    finally:
        text.detach()


def _fits(draft: IO[str], encoding: str) -> bool:
    try:
        for text in iter(lambda: draft.read(_COPIED), ""):
            text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


class _Found:
    """The results, by the Record ID of their row. Those that come before they are asked for wait here."""

    def __init__(self, rows: Iterable[ResultRow], details: Lines, fields: Sequence[Field]) -> None:
        self._rows = iter(rows)
        self._waiting: dict[str, ResultRow] = {}
        self._details = details
        self._fields = fields
        details.write(shown.header for shown in self._fields)

    def of(self, record_id: str) -> ResultRow | None:
        """The result of a row; None where the run does not know it. The file's order is mostly that of the run."""
        if record_id in self._waiting:
            return self._waiting.pop(record_id)
        for row in self._rows:
            self._note(row)
            found = row.companies.get("record_id")
            if found == record_id:
                return row
            self._waiting[str(found)] = ResultRow(row.cells, row.companies, {} if row.details else None, row.pinned)
        return None

    def _note(self, row: ResultRow) -> None:
        if row.details is not None:
            known = row.details
            self._details.write(our_cell(shown, known) for shown in self._fields)

    def finish(self) -> None:
        """Take what is left: rows that are no longer in the file keep their details."""
        for row in self._rows:
            self._note(row)


class _File:
    """The person's file, line by line."""

    def __init__(self, source: CsvSource, columns: Sequence[Column]) -> None:
        self._source = source
        self._delimiter = source.format.dialect.delimiter
        self._reused = [column for column in columns if column.own is not None and column.field is not None]
        self._added = [column for column in columns if column.own is None]
        self._width = len(source.columns)
        # a field in quotes, or one without; what follows it is the delimiter or the end
        cut = re.escape(self._delimiter)
        self._field = re.compile(rf'(?:"[^"]*(?:""[^"]*)*"[^{cut}]*|[^{cut}]*)', re.DOTALL)

    def texts(self, found: _Found) -> Iterator[str]:
        """All of the file with what was found."""
        rows = self._source.rows()
        following = next(rows, None)
        for number, text in _records(self._source):
            if number == self._source.header_number:
                yield self._with(text, {}, [column.header for column in self._added])
            elif following is not None and following.number == number:
                yield self._row(text, following, found)
                following = next(rows, None)
            else:
                yield text

    def _row(self, text: str, row: SourceRow, found: _Found) -> str:
        result = found.of(row.company.record_id)
        if result is None:
            # the columns that come with ours must not become those of a neighbour
            return self._with(text, {}, [""] * len(self._added))
        changed = {
            column.own: self._quoted(_ours(column, result))
            for column in self._reused
            if column.own is not None and not _is_theirs(column, result)
        }
        return self._with(text, changed, [_ours(column, result) for column in self._added])

    def _with(self, text: str, changed: dict[int, str], added: Sequence[str]) -> str:
        """A record's text with some cells changed, and some at its end."""
        body = text.rstrip("\r\n")
        end = text[len(body) :]
        cells = self._cells(body)
        if changed or added:
            cells += [""] * (self._width - len(cells))
        for place, cell in changed.items():
            cells[place] = cell
        if added:
            # cells without text that a program wrote beyond the table's last column would push ours out of theirs
            cells = [*cells[: self._width], *map(self._quoted, added)]
        return self._delimiter.join(cells) + end

    def _cells(self, body: str) -> list[str]:
        cells, at = [], 0
        while True:
            cell = self._field.match(body, at)
            assert cell is not None  # noqa: S101 - the pattern matches nothing, too
            cells.append(cell[0])
            at = cell.end() + 1
            if at > len(body):
                return cells

    def _quoted(self, cell: str) -> str:
        line = io.StringIO()
        # an empty cell alone on its line would be written as quotes, so it is never alone
        csv.writer(line, delimiter=self._delimiter, lineterminator="").writerow(["", cell])
        return line.getvalue()[1:]


def _ours(column: Column, row: ResultRow) -> str:
    shown = column.field
    return "" if shown is None else our_cell(shown, row.companies)


def _is_theirs(column: Column, row: ResultRow) -> bool:
    pinned = column.field is not None and (Tab.COMPANIES, column.field.name) in row.pinned
    return pinned or column.kept(row) is not None


def _records(source: CsvSource) -> Iterator[tuple[int, str]]:
    """Each record's first line, from 1, and its text with its line end; blank lines and those above the header too."""
    form = source.format
    with source.path.open(encoding=form.encoding, newline="") as file:
        taken: list[str] = []
        read = 0
        lines = _noted(file, taken)
        for _ in range(form.dialect.preamble):
            yield read + 1, next(lines, "")
            read += len(taken)
            taken.clear()
        for _ in csv.reader(lines, delimiter=form.dialect.delimiter, strict=True):
            yield read + 1, "".join(taken)
            read += len(taken)
            taken.clear()


def _noted(file: IO[str], taken: list[str]) -> Iterator[str]:
    for line in file:
        taken.append(line)
        yield line
