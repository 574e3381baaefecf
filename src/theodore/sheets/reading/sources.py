"""Which reader takes a table of companies."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from theodore.model.errors import SourceError
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.reading.csv_source import CsvSource
from theodore.sheets.reading.file_kinds import Kind, kind_of
from theodore.sheets.reading.source_file import check_file
from theodore.sheets.reading.workbook_source import WorkbookSource
from theodore.sheets.table import Table


class FileTable(Table, Protocol):
    """A table of companies in a file."""

    @property
    def path(self) -> Path: ...

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
