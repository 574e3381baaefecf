"""A CSV file as a table of companies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from theodore.model.company import SourceRow
from theodore.model.errors import SourceError
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.reading.csv_records import CsvFormat, find_format, first_records, read_records
from theodore.sheets.reading.file_kinds import check_text
from theodore.sheets.reading.header_row import HEAD, find_header
from theodore.sheets.reading.known_table import KnownTable
from theodore.sheets.reading.prose import refuse_prose
from theodore.sheets.reading.source_file import Stamp, check_file, check_unchanged
from theodore.sheets.reading.survey import Survey, header_notices, require_places, require_rows


@dataclass(frozen=True, slots=True)
class CsvSource(KnownTable):
    """A CSV file of which one row names the columns, mostly the first; implements FileTable.

    The file is read once to be opened, and once more for each call of `rows`; it is never held. A row shorter than
    the header is filled up with empty cells; where rows are longer than the header, the header is: their surplus
    cells stand in columns without a name. What stands above the header is left out, and blank rows everywhere.
    """

    path: Path
    format: CsvFormat
    _below: int = field(repr=False)
    _stamp: Stamp = field(repr=False)

    @classmethod
    def open(cls, path: Path, choice: ColumnChoice | None = None) -> CsvSource:
        """Read the file through and make sure that a run can use it.

        Raises SourceError with what was found and the way out.
        """
        choice = choice or ColumnChoice()
        stamp = check_file(path)
        check_text(path)
        form = find_format(path, choice)
        top = first_records(path, form, HEAD)
        if not top:
            raise SourceError(str(path), "the file holds no text", "Fill it with a header and one company a line")
        header = find_header(top, choice)
        below = [cells for _, cells in top[header.last + 1 :]]
        places = require_places(str(path), header.names, choice, below)
        refuse_prose(str(path), header, places, choice, islice(read_records(path, form), header.last + 1, None))
        survey = Survey(header.names, places)
        for record in islice(read_records(path, form), header.last + 1, None):
            survey.add(record)
        known = survey.known([*form.notices, *header_notices(top, header, "line")])
        require_rows(str(path), known, "line")
        # a text file is one table, and begins with the first cell of a line
        return cls("", header.number, 0, known, path, form, header.last + 1, stamp)

    def rows(self) -> Iterator[SourceRow]:
        """The rows from the top; each call starts anew.

        Raises SourceError where the file was changed since it was opened.
        """
        check_unchanged(self.path, self._stamp)
        yield from self.known.rows(islice(read_records(self.path, self.format), self._below, None))
