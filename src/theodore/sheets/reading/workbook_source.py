"""A tab of a workbook as a table of companies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import dropwhile
from pathlib import Path

from theodore.model.company import SourceRow
from theodore.model.errors import SourceError
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.reading.csv_records import MOST_CELLS
from theodore.sheets.reading.file_kinds import Kind, kind_of
from theodore.sheets.reading.known_table import KnownTable
from theodore.sheets.reading.marks import Marks
from theodore.sheets.reading.ods_marks import ods_marks
from theodore.sheets.reading.records import Record
from theodore.sheets.reading.sheet_survey import survey_sheet
from theodore.sheets.reading.source_file import Stamp, check_file, check_unchanged
from theodore.sheets.reading.survey import header_notices, require_places, require_rows
from theodore.sheets.reading.workbook_records import WorkbookRecords
from theodore.sheets.reading.workbook_tabs import Found, find_tab
from theodore.sheets.reading.xlsx_marks import xlsx_marks


@dataclass(frozen=True, slots=True)
class WorkbookSource(KnownTable):
    """A tab of a workbook of which one row names the columns; implements FileTable.

    The workbook is read once to be opened, held until `rows` is called, and read once more for each further call. Rows
    and columns that are hidden are read like all others, blank rows are left out.
    """

    path: Path
    _stamp: Stamp = field(repr=False)
    _held: list[WorkbookRecords] = field(repr=False, compare=False)

    @classmethod
    def open(cls, path: Path, choice: ColumnChoice | None = None, tab: str | None = None) -> WorkbookSource:
        """Read the tab through and make sure that a run can use it.

        Raises SourceError with what was found and the way out.
        """
        choice = choice or ColumnChoice()
        stamp = check_file(path)
        book = WorkbookRecords(path)
        found = find_tab(path, book, tab, choice)
        source = f"{path}, tab {found.tab!r}"
        places = require_places(source, found.header.names, choice, found.below)
        first_column = book.first_column(found.tab)
        known = survey_sheet(
            found.header,
            places,
            _marks(path, found.tab, first_column + (places.website or 0)),
            book.merges(found.tab),
            _below(book, found.tab, found.header.number),
            first_column=first_column,
            notices=[*_tab_notices(found), *header_notices(found.top, found.header, "row")],
        )
        require_rows(source, known, "row")
        if first_column + len(known.columns) > MOST_CELLS:
            raise SourceError(
                source,
                "its cells reach beyond column XFD, the last of a sheet",
                "Save it anew in a spreadsheet program",
            )
        return cls(found.tab, found.header.number, first_column, known, path, stamp, [book])

    def rows(self) -> Iterator[SourceRow]:
        """The rows from the top; each call starts anew.

        Raises SourceError where the file was changed since it was opened.
        """
        check_unchanged(self.path, self._stamp)
        # let go of at once: once its rows are in the journal nobody asks again
        book = self._held.pop() if self._held else WorkbookRecords(self.path)
        yield from self.known.rows(_below(book, self.tab, self.header_number))


def _marks(path: Path, tab: str, column: int) -> Marks:
    match kind_of(path):
        case Kind.XLSX:
            return xlsx_marks(path, tab, column)
        case Kind.ODS:
            return ods_marks(path, tab)
        case _:
            return Marks()


def _below(book: WorkbookRecords, tab: str, header_number: int) -> Iterator[Record]:
    return dropwhile(lambda record: record[0] <= header_number, book.records(tab))


def _tab_notices(found: Found) -> Iterator[str]:
    if found.unread:
        others = ", ".join(repr(name[:40]) for name in found.unread[:12]) + (", ..." if found.unread[12:] else "")
        yield f"The tab {found.tab!r} is read, and no other ({others}): it is the only one that names websites."
