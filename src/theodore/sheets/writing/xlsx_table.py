"""Results as a workbook with the tabs Companies and Details."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from theodore.model.company import ResultRow
from theodore.model.errors import SinkUnavailable
from theodore.model.fields import Catalogue, Field, Value
from theodore.sheets.cells import clean
from theodore.sheets.columns import LINK, Column, companies_columns, details_fields, shown_value
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.writing import ours, xlsx_style
from theodore.sheets.writing.quick_sheet import QuickSheet
from theodore.sheets.writing.workbook import MOST_COLUMNS, MOST_ROWS, new_workbook, put_text, put_value

COMPANIES, DETAILS = "Companies", "Details"


def unheard(_: str) -> None:
    """For whoever has nobody to tell."""


@dataclass(frozen=True, slots=True)
class XlsxTable:
    """A workbook that takes results; implements ResultTable.

    Both tabs grow row by row, each in a file of its own beside the workbook, so memory does not grow with them. A
    workbook that a person changed since it was written is kept beside. besides: fields that are shown though this
    version does not look for them. fields: those that the tab Companies shows, None for all of its own. notice: is
    told of a workbook that was kept, in a sentence. known: the catalogue of the run; ours if not given.
    """

    path: Path
    choice: ColumnChoice = field(default_factory=ColumnChoice)
    besides: frozenset[str] = frozenset()
    fields: tuple[str, ...] | None = None
    notice: Callable[[str], None] = unheard
    known: Catalogue | None = None

    def write(self, columns: Sequence[str], rows: Iterable[ResultRow]) -> None:
        """Write the workbook anew, or nothing. Raises SinkUnavailable."""
        shown = companies_columns(
            columns, self.choice, links=True, besides=self.besides, fields=self.fields, known=self.known
        )
        if len(shown) > MOST_COLUMNS:
            raise SinkUnavailable(f"{self.path}: a workbook holds {MOST_COLUMNS:,} columns. {_USE_CSV}")
        kept = Kept(self.path, self.notice)
        with new_workbook(self.path, finish=partial(self._finish, kept), before=kept.tell) as book:
            ours.mark(book)
            companies = _Companies(book, shown)
            details = _Details(book, details_fields(self.besides, self.known))
            for number, row in enumerate(rows, start=2):
                if number > MOST_ROWS:
                    raise SinkUnavailable(f"{self.path}: a workbook holds {MOST_ROWS:,} rows. {_USE_CSV}")
                companies.add(row, None if row.details is None else details.add(row.details))
            companies.finish()
            details.finish()

    def _finish(self, kept: Kept, file: BinaryIO) -> None:
        """Seal the new workbook and see to the old one, as late as can be: its person may be saving it just now."""
        ours.seal(file)
        kept.keep()


class Kept:
    """The workbook at `path`, which is kept beside where a person changed it before another one takes its place."""

    def __init__(self, path: Path, notice: Callable[[str], None]) -> None:
        self._path = path
        self._notice = notice
        self._backup: Path | None = None

    def keep(self) -> None:
        """Keep it, as late as can be. Raises OSError where it cannot be kept."""
        self._backup = ours.keep_changed(self._path)

    def tell(self) -> None:
        """Say where it is kept, if it is."""
        if self._backup is not None:
            self._notice(f"{self._path} was changed since it was last written: it is kept as it was in {self._backup}.")


_USE_CSV = "Pass --to with a name that ends in .csv; the results are safe."


class _Tab:
    """One worksheet, filled from the top."""

    def __init__(self, book: Any, name: str, columns: Sequence[tuple[str, Field | None]]) -> None:
        self._sheet = book.add_worksheet(name, worksheet_class=QuickSheet)
        self._row = 0
        self._formats = [xlsx_style.number_format(book, field) for _, field in columns]
        self._prose = [xlsx_style.is_prose(field) for _, field in columns]
        self._wrapped = xlsx_style.prose_format(book)
        self._last_column = max(len(columns) - 1, 0)
        for place, (header, shown) in enumerate(columns):
            self._sheet.set_column(place, place, xlsx_style.width(header, shown))
            self._text(place, header, xlsx_style.header_format(book, shown))
        # the header and the company's name stay in sight
        self._sheet.freeze_panes(1, 1)

    def finish(self) -> None:
        """What spans all rows, now that their number is known."""
        self._sheet.autofilter(0, 0, self._row, self._last_column)
        # no green corners on postcodes and phone numbers: they are text on purpose
        self._sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{self._row + 1}"})

    def _put(self, column: int, value: Value) -> None:
        if value is None:
            return
        if self._prose[column] and xlsx_style.is_wrapped(value):
            self._text(column, clean(value), self._wrapped)
        elif not isinstance(value, str) or not self._sheet.write_plain(self._row, column, value):
            put_value(self._sheet, self._row, column, value, self._formats[column])

    def _text(self, column: int, text: str, form: Any = None) -> None:
        if form is not None or not self._sheet.write_plain(self._row, column, text):
            put_text(self._sheet, self._row, column, text, form)


class _Companies(_Tab):
    """The tab Companies: the user's columns, then ours."""

    def __init__(self, book: Any, columns: Sequence[Column]) -> None:
        super().__init__(book, COMPANIES, [(column.header, column.field) for column in columns])
        self._columns = columns
        self._widest = [0] * len(columns)
        self._colours = xlsx_style.status_formats(book)
        self._link_format = xlsx_style.link_format(book)

    def add(self, row: ResultRow, details_row: int | None) -> None:
        """details_row: where the row's details stand on the tab Details, from 1; None where it has none."""
        self._row += 1
        for place, column in enumerate(self._columns):
            own = column.kept(row)
            if own is not None:
                self._text(place, own)
                # no line of it is longer than all of it
                if len(own) >= self._widest[place]:
                    self._widest[place] = max(self._widest[place], xlsx_style.width_of(own))
            elif column.field is not None and column.field.name == LINK:
                self._link(place, details_row)
            elif column.field is not None:
                self._put(place, shown_value(column.field, row.companies.get(column.field.name)))

    def finish(self) -> None:
        super().finish()
        for place, column in enumerate(self._columns):
            if column.field is None:
                self._sheet.set_column(place, place, max(self._widest[place], xlsx_style.width(column.header, None)))
            elif column.field.name == "status":
                for status, form in self._colours.items():
                    rule = {"type": "cell", "criteria": "==", "value": f'"{status}"', "format": form}
                    self._sheet.conditional_format(1, place, max(self._row, 1), place, rule)

    def _link(self, place: int, details_row: int | None) -> None:
        # a formula, for a sheet may hold only 65,530 links of the other kind; nothing of a website is in it
        if details_row is not None:
            self._sheet.write_link(self._row, place, f"{DETAILS}!A{details_row}", "View details", self._link_format)


class _Details(_Tab):
    """The tab Details: one row for each company that has a profile."""

    def __init__(self, book: Any, fields: Sequence[Field]) -> None:
        super().__init__(book, DETAILS, [(field.header, field) for field in fields])
        self._fields = fields

    def add(self, details: dict[str, Value]) -> int:
        """Write the next row; its number as Excel counts, from 1."""
        self._row += 1
        for place, shown in enumerate(self._fields):
            self._put(place, shown_value(shown, details.get(shown.name)))
        return self._row + 1
