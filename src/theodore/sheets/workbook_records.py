"""The rows of a workbook's tabs, of any kind that calamine reads: .xlsx, .xlsm, .xlsb, .xls and .ods.

Cells come as the text that a person would call them by; of a formula it is the result that was saved with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook

from theodore.sheets.csv_records import Record

Cell = int | float | str | bool | time | date | datetime | timedelta


class WorkbookRecords:
    """A workbook that is open for reading; each tab is read when it is asked for."""

    def __init__(self, path: Path) -> None:
        self._book = CalamineWorkbook.from_path(path)

    @property
    def tabs(self) -> tuple[str, ...]:
        """The names of all tabs, in their order."""
        return tuple(self._book.sheet_names)

    def first_column(self, tab: str) -> int:
        """The leftmost column of the tab that holds anything, from 0."""
        start = self._sheet(tab).start
        return 0 if start is None else start[1]

    def records(self, tab: str) -> Iterator[Record]:
        """The rows with any text, each with its number in the sheet, from 1; cells from the tab's first column on."""
        sheet = self._sheet(tab)
        if sheet.start is None:
            return
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            texts = [text_of(cell) for cell in cells]
            if any(text and not text.isspace() for text in texts):
                yield number, texts

    def _sheet(self, tab: str) -> CalamineSheet:
        return self._book.get_sheet_by_name(tab)


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
