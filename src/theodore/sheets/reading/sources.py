"""Which reader takes a table of companies."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from theodore.model.errors import SourceError
from theodore.model.ports import SourceTable
from theodore.sheets.headers import ColumnChoice, Places
from theodore.sheets.reading.csv_source import CsvSource
from theodore.sheets.reading.file_kinds import Kind, kind_of
from theodore.sheets.reading.source_file import check_file
from theodore.sheets.reading.workbook_source import WorkbookSource


class FileTable(SourceTable, Protocol):
    """A table of companies in a file.

    places: which columns were found. header_number: the line or the row of the sheet that names the columns, from 1.
    first_column: the column of the sheet in which the table begins, from 0; `columns` and all cells count from there.
    """

    @property
    def path(self) -> Path: ...

    @property
    def places(self) -> Places: ...

    @property
    def header_number(self) -> int: ...

    @property
    def first_column(self) -> int: ...

    def notices_for(self, sink: Path) -> tuple[str, ...]:
        """What a person should know of before a run from this table to `sink`, one sentence each."""


def open_source(path: Path, choice: ColumnChoice | None = None, *, tab: str | None = None) -> FileTable:
    """The table of companies in the file at `path`, by what the file holds.

    tab: the worksheet that is meant, where there are several. Raises SourceError with what was found and the way out.
    """
    check_file(path)
    if kind_of(path) is not Kind.TEXT:
        return WorkbookSource.open(path, choice, tab)
    if tab is not None:
        raise SourceError(str(path), "a text file has no tabs", "Leave out --tab")
    return CsvSource.open(path, choice)
