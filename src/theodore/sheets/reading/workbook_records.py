"""The rows of a workbook's tabs, of any kind that calamine reads: .xlsx, .xlsm, .xlsb, .xls and .ods.

Cells come as the text that a person would call them by; of a formula it is the result that was saved with it.
"""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, SheetTypeEnum, SheetVisibleEnum

from theodore.model.errors import SourceError
from theodore.sheets.reading import workbook_trial
from theodore.sheets.reading.file_kinds import Kind, damaged, kind_of, protected
from theodore.sheets.reading.header_row import Merge
from theodore.sheets.reading.records import Record
from theodore.sheets.reading.source_file import Stamp, take_stamp, unreadable

Cell = int | float | str | bool | time | date | datetime | timedelta


#: By which suffix calamine knows each kind.
SUFFIXES = {Kind.XLSX: ".xlsx", Kind.XLSB: ".xlsb", Kind.XLS: ".xls", Kind.ODS: ".ods"}


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of a workbook. is_sheet: whether it has cells, as a chart's own tab has not."""

    name: str
    is_sheet: bool
    is_hidden: bool


class WorkbookRecords:
    """A workbook that is open for reading; each tab is read when it is asked for, and the last one is kept."""

    def __init__(self, path: Path) -> None:
        """Raises SourceError where the workbook cannot be read."""
        self._path = path
        suffix = SUFFIXES.get(kind_of(path))
        if suffix is None:
            raise SourceError(str(path), "this is a text file, and no workbook", "Give the path of a workbook")
        _try_reading(path, suffix, take_stamp(path))
        try:
            self._book = workbook_trial.open_book(path, suffix)
        except OSError as error:
            raise unreadable(path, error) from error
        except CalamineError as error:
            raise _refusal(path, type(error).__name__) from error
        self._last: CalamineSheet | None = None

    @property
    def tabs(self) -> tuple[str, ...]:
        """The names of all tabs, in their order."""
        return tuple(self._book.sheet_names)

    @property
    def all_tabs(self) -> tuple[Tab, ...]:
        """All tabs, in their order."""
        return tuple(
            Tab(sheet.name, sheet.typ is SheetTypeEnum.WorkSheet, sheet.visible is not SheetVisibleEnum.Visible)
            for sheet in self._book.sheets_metadata
        )

    def first_column(self, tab: str) -> int:
        """The leftmost column of the tab that holds anything, from 0."""
        start = self._sheet(tab).start
        return 0 if start is None else start[1]

    def merges(self, tab: str) -> tuple[Merge, ...]:
        """The merged cells of the tab, as far as its kind of workbook tells of them."""
        left = self.first_column(tab)
        found = self._sheet(tab).merged_cell_ranges or ()
        return tuple(
            Merge(top + 1, start - left, bottom + 1, end - left)
            for (top, start), (bottom, end) in found
            if start >= left
        )

    def records(self, tab: str) -> Iterator[Record]:
        """The rows with any text, each with its number in the sheet, from 1; cells from the tab's first column on."""
        sheet = self._sheet(tab)
        if sheet.start is None:
            return
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            # most cells are text already, and a call for each costs as much as all the rest of this loop
            texts = [cell if type(cell) is str else text_of(cell) for cell in cells]
            if any(text and not text.isspace() for text in texts):
                yield number, texts

    def _sheet(self, tab: str) -> CalamineSheet:
        if self._last is None or self._last.name != tab:
            self._last = None  # or two of them would be in memory
            try:
                self._last = self._book.get_sheet_by_name(tab)
            except CalamineError as error:
                raise damaged(self._path) from error
        return self._last


@functools.lru_cache(maxsize=64)
def _try_reading(path: Path, suffix: str, stamp: Stamp) -> None:  # noqa: ARG001 - one state of a file need be tried only once
    """Raise SourceError where reading the workbook would end this process, or break the reader."""
    # /dev/stdin is another file over there
    command = [sys.executable, "-P", workbook_trial.__file__, os.path.realpath(path), suffix]
    tried = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if tried.returncode:
        raise _refusal(path, tried.stdout.decode("ascii", "replace"), tried.returncode)


def _refusal(path: Path, error: str, code: int = 1) -> SourceError:
    """The SourceError for the reader's own, which its type tells. code: how the process that tried it ended."""
    if error == "PasswordError":
        return protected(path)
    if error == workbook_trial.TooManyTabs.__name__:
        problem = f"the workbook has more than {workbook_trial.MOST_TABS:,} tabs"
        return SourceError(str(path), problem, "Copy the table of companies to a new workbook")
    if error == "MemoryError" or code in {-signal.SIGABRT, -signal.SIGKILL, -signal.SIGXCPU}:
        problem = "the workbook is too large to be read: its cells reach too far right and down, or there are too many"
        return SourceError(str(path), problem, "Copy the table of companies to a new workbook, or save it as CSV")
    return damaged(path)


def text_of(cell: Cell) -> str:
    """A cell's value as text: 3.0 is `3`, a truth value `TRUE`, a day or a moment ISO 8601."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell) if isinstance(cell, int | timedelta) else cell.isoformat()
