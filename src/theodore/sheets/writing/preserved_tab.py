"""Theodore's cells on one tab of a person's workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter, quote_sheetname, range_boundaries
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from theodore.model.company import ResultRow
from theodore.model.fields import Field, Tab, Value
from theodore.sheets.cells import sheet_value
from theodore.sheets.columns import LINK, Column, is_details, shown_value
from theodore.sheets.reading.sources import FileTable
from theodore.sheets.writing import xlsx_style
from theodore.sheets.writing.preserved_book import Results, cells_of
from theodore.sheets.writing.preserved_style import Looks, colour_status, freeze, move_drawings, set_width

DETAILS, OUR_DETAILS = "Details", "Details (Theodore)"
_LINK_TEXT = "View details"

#: What a workbook's XML takes for a character by its number, and which our text has to the letter.
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def put(cell: Cell | MergedCell, value: Value) -> None:
    """Write a value of ours by its type; a text stays text, whatever it begins with.

    A cell that a person merged into another one has no value of its own, and takes none.
    """
    if isinstance(cell, MergedCell):
        return
    fit = sheet_value(value)
    if isinstance(fit, str):
        cell.value = _ESCAPE.sub("_x005F_", fit)
        cell.data_type = "s"
    else:
        cell.value = fit


class CompaniesTab:
    """The person's own tab: their cells as they are, ours to the right of them or where they stand already.

    is_new: whether ours stand there for the first time.
    """

    def __init__(
        self, sheet: Worksheet, source: FileTable, columns: Sequence[Column], looks: Looks, *, in_place: bool
    ) -> None:
        self._sheet = sheet
        self._source = source
        self._looks = looks
        self._in_place = in_place
        self._rows = {row.company.record_id: row.number for row in source.rows()}
        self._columns = tuple(self._placed(columns))
        self._new = [place for column, place in self._columns if column.own is None]
        #: What the links show, by their place.
        self.results: Results = {}

    def _placed(self, columns: Sequence[Column]) -> Iterator[tuple[Column, int]]:
        """Each column that shows something of ours, and where it stands in the sheet, from 1."""
        first = self._source.first_column + 1
        free = first + len(self._source.columns)
        for column in columns:
            if column.own is None:
                yield column, free
                free += 1
            elif column.field is not None:
                yield column, first + column.own

    def start(self) -> None:
        """The headers of the columns that are new, and what makes the tab good to read."""
        header_row = self._source.header_number
        for column, place in self._columns:
            if column.field is None:
                continue
            if column.own is None:
                header = self._sheet.cell(header_row, place)
                put(header, column.header)
                if isinstance(header, Cell):
                    self._looks.header(header)
                set_width(self._sheet, place, xlsx_style.width(column.header, column.field))
            if column.field.name == "status":
                colour_status(self._sheet, place, header_row + 1)
        if self._new:
            name = self._source.places.name
            freeze(self._sheet, header_row, None if name is None else self._source.first_column + name + 1)
            self._widen_filter()
            move_drawings(self._sheet, min(self._new), len(self._new))

    def _widen_filter(self) -> None:
        """The filter's buttons over our headers too. A table of Excel's has its own, beside which no other can be."""
        header_row, last_column = self._source.header_number, max(self._new)
        last_row = max(self._rows.values(), default=header_row)
        there = self._sheet.auto_filter.ref
        if there:
            left, top, right, bottom = range_boundaries(there)
            if top == header_row:
                self._sheet.auto_filter.ref = _area(left, top, max(right or 0, last_column), max(bottom or 0, last_row))
        elif not self._sheet.tables:
            first = self._source.first_column + 1
            self._sheet.auto_filter.ref = _area(first, header_row, last_column, max(last_row, header_row + 1))

    def has(self, row: ResultRow) -> bool:
        """Whether the row stands in the file; one that was deleted is not brought back."""
        return row.companies.get("record_id") in self._rows

    def add(self, row: ResultRow, details: str | None) -> None:
        """Write what is ours of a row. details: where its details stand, as a link has it."""
        number = self._rows[row.companies["record_id"]]
        for column, place in self._columns:
            if column.field is None or self._is_theirs(column, row):
                continue
            if column.field.name == LINK:
                self._link(number, place, details)
                continue
            value = shown_value(column.field, row.companies.get(column.field.name))
            _write(self._sheet, number, place, value, column.field, self._looks, is_new=column.own is None)

    def _is_theirs(self, column: Column, row: ResultRow) -> bool:
        """Whether a cell among the person's own columns is to stand as it stands."""
        if column.own is None or column.field is None:
            return False
        pinned = self._in_place and (Tab.COMPANIES, column.field.name) in row.pinned
        return pinned or column.kept(row) is not None

    def _link(self, number: int, place: int, details: str | None) -> None:
        cell = self._sheet.cell(number, place)
        if isinstance(cell, MergedCell):
            return
        self.results.pop((number, place), None)
        if details is None:
            cell.value = None
            return
        cell.value = f'=HYPERLINK("#{details}","{_LINK_TEXT}")'
        self.results[number, place] = ("str", _LINK_TEXT)
        if not cell.has_style:
            self._looks.link(cell)


class DetailsTab:
    """The tab Details: a row for each company that has a profile, found by its Record ID where it stands already."""

    def __init__(self, book: Workbook, fields: Sequence[Field], looks: Looks, *, in_place: bool) -> None:
        self._looks = looks
        self._in_place = in_place
        found = _our_details(book)
        self._sheet = book.create_sheet(_free_title(book)) if found is None else found
        #: As a formula refers to it.
        self._quoted = quote_sheetname(self._sheet.title) if not self._sheet.title.isalnum() else self._sheet.title
        self._is_new = found is None
        self._columns = tuple(self._placed(fields))
        self._rows = dict(self._known_rows())
        self._next = max((row for (row, _), cell in cells_of(self._sheet).items() if cell.value is not None), default=1)

    def _placed(self, fields: Sequence[Field]) -> Iterator[tuple[Field, int]]:
        headers = _headers(self._sheet)
        free = len(headers) + 1
        for shown in fields:
            if shown.header in headers:
                yield shown, headers.index(shown.header) + 1
                continue
            header = self._sheet.cell(1, free)
            put(header, shown.header)
            if isinstance(header, Cell):
                self._looks.header(header)
            set_width(self._sheet, free, xlsx_style.width(shown.header, shown))
            yield shown, free
            free += 1

    def _known_rows(self) -> Iterator[tuple[str, int]]:
        place = next((place for shown, place in self._columns if shown.name == "record_id"), None)
        if place is None:
            return
        # of a row and its copy the upper one is meant, so it comes last
        for (row, column), cell in sorted(cells_of(self._sheet).items(), reverse=True):
            if column == place and row > 1 and cell.value is not None:
                yield str(cell.value).strip(), row

    def add(self, row: ResultRow, found: Mapping[str, Value]) -> str:
        """Write the details of a row; where they stand, as a link has it."""
        record_id = str(row.companies["record_id"])
        number = self._rows.get(record_id)
        is_new = number is None
        if number is None:
            self._next += 1
            number = self._rows[record_id] = self._next
        for shown, place in self._columns:
            if self._in_place and not is_new and (Tab.DETAILS, shown.name) in row.pinned:
                continue
            value = shown_value(shown, found.get(shown.name))
            _write(self._sheet, number, place, value, shown, self._looks, is_new=is_new)
        return f"{self._quoted}!A{number}"

    def finish(self) -> None:
        """What spans all rows, now that their number is known."""
        last = max((place for _, place in self._columns), default=1)
        if self._is_new:
            freeze(self._sheet, 1, 1)
            self._sheet.auto_filter.ref = _area(1, 1, last, self._next)
        elif there := self._sheet.auto_filter.ref:
            left, top, right, bottom = range_boundaries(there)
            self._sheet.auto_filter.ref = _area(left, top or 1, max(right or 0, last), max(bottom or 0, self._next))


def _write(sheet: Worksheet, row: int, column: int, value: Value, shown: Field, looks: Looks, *, is_new: bool) -> None:
    if is_new and value is None:  # most cells, and each that is made takes room
        return
    cell = sheet.cell(row, column)
    put(cell, value)
    if isinstance(cell, Cell) and cell.value is not None:
        looks.value(cell, shown)


def _our_details(book: Workbook) -> Worksheet | None:
    """The tab Details of a former write."""
    named = [sheet for sheet in book.worksheets if sheet.title.casefold().startswith(DETAILS.casefold())]
    return next((sheet for sheet in named if is_details(_headers(sheet))), None)


def _headers(sheet: Worksheet) -> list[str]:
    """The texts of the first row, up to the last that there is."""
    texts = {column: str(cell.value) for (row, column), cell in cells_of(sheet).items() if row == 1 and cell.value}
    return [texts.get(column, "") for column in range(1, max(texts, default=0) + 1)]


def _free_title(book: Workbook) -> str:
    taken = {title.casefold() for title in book.sheetnames}
    return next(title for title in _titles() if title.casefold() not in taken)


def _titles() -> Iterable[str]:
    yield from (DETAILS, OUR_DETAILS)
    yield from (f"{DETAILS} (Theodore {number})" for number in range(2, 1000))


def _area(left: int | None, top: int, right: int, bottom: int) -> str:
    return f"{get_column_letter(left or 1)}{top}:{get_column_letter(right)}{bottom}"


@dataclass(frozen=True, slots=True)
class Tabs:
    """Both tabs, filled together."""

    companies: CompaniesTab
    details: DetailsTab

    def fill(self, rows: Iterable[ResultRow]) -> None:
        """Write the rows that stand in the file."""
        self.companies.start()
        for row in rows:
            if self.companies.has(row):
                self.companies.add(row, None if row.details is None else self.details.add(row, row.details))
        self.details.finish()
