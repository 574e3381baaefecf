"""What is asked of a table of companies wherever it is, in a file or in a Google Sheet."""

from __future__ import annotations

from typing import Protocol

from theodore.model.ports import SourceTable
from theodore.sheets.headers import Places


class Table(SourceTable, Protocol):
    """A table of companies of which it is known where everything stands.

    places: which columns were found. header_number: the line or the row of the sheet that names the columns, from 1.
    first_column: the column of the sheet in which the table begins, from 0; `columns` and all cells count from there.
    """

    @property
    def places(self) -> Places: ...

    @property
    def header_number(self) -> int: ...

    @property
    def first_column(self) -> int: ...
