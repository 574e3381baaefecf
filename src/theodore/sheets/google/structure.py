"""What a spreadsheet lacks to take results, as one call: our columns right of the user's, and the tab Details.

Nothing of the user's is moved or dressed. Where all is there already nothing is asked for, so a second run changes
nothing, and what a person changed of it since stays as they made it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from theodore.model.errors import SourceError
from theodore.model.fields import Field, Tab
from theodore.model.states import SheetStatus
from theodore.sheets.columns import Column, is_details
from theodore.sheets.google.address import sheet_url
from theodore.sheets.google.book import Book, GoogleTab, Top, details_title, find_details, free_gid
from theodore.sheets.google.cells import value_text
from theodore.sheets.google.looks import NewColumn, Request, coloured, dressed, status_choices, status_rules
from theodore.sheets.google.places import NAME, RECORD_ID, WEBSITE, TabPlace
from theodore.sheets.google.ranges import Area
from theodore.sheets.google.table import GoogleTable
from theodore.sheets.reading.header_row import HEAD
from theodore.sheets.reading.records import column_letters
from theodore.sheets.writing.edits import STATUS

#: What Google allows: cells of a whole spreadsheet, blank ones included, and columns of a tab, up to ZZZ.
MOST_CELLS, MOST_COLUMNS = 10_000_000, 18_278

#: Rows of a tab that is made: it grows with its companies.
_ROWS = 1000
#: A header further down, or a name further right, is not kept in sight: too little room would be left for the rest.
_DEEPEST_FROZEN, _WIDEST_FROZEN = 12, 3


@dataclass(frozen=True, slots=True)
class Structure:
    """What is to be made, and where all stands once it is.

    requests: one call of spreadsheets.batchUpdate; none where nothing lacks. companies, details: both tabs then. made:
    what is made, in a few words each. new: by tab the fields whose columns are made, and hold nothing yet.
    """

    requests: list[Request]
    companies: TabPlace
    details: TabPlace
    made: tuple[str, ...]
    new: Mapping[Tab, frozenset[str]]

    @property
    def places(self) -> tuple[TabPlace, TabPlace]:
        """Where to look."""
        return self.companies, self.details


def structure(
    book: Book, tops: Mapping[int, Top], table: GoogleTable, columns: Sequence[Column], fields: Sequence[Field]
) -> Structure:
    """What makes the spreadsheet ready for results.

    tops: see `find_tab`. table: the companies; of a tab that is not there yet, see `new_tab`, it is added. columns:
    what the tab Companies is to have, the user's own first, see `companies_columns`; fields: what the tab Details is to
    have. Raises SourceError where Google's bounds or somebody's protection forbid it.

    Where it is not known whether the call was done, read the spreadsheet again and ask again; do not send it again.
    """
    companies = _companies(book, table, columns)
    details = _details(companies.book, tops, companies.tab, table.count, fields)
    for plan in (companies, details):
        _check_place(plan)
    _check_size(book, companies, details)
    # later a person may have changed what is made only once
    is_first = details.is_new or any(column.field.name == STATUS for column in companies.new)
    requests = [*companies.requests(is_first=is_first), *details.requests(is_first=details.is_new)]
    new = {plan.place.tab: frozenset(column.field.name for column in plan.new) for plan in (companies, details)}
    return Structure(requests, companies.place, details.place, (*companies.made(), *details.made()), new)


def new_tab(book: Book, title: str) -> GoogleTab:
    """A tab that is to be added by `structure`."""
    return GoogleTab(free_gid(book), title, rows=_ROWS)


def proof(place: TabPlace) -> Request:
    """A request that changes nothing, and is refused where our account may not write: it sorts one cell.

    place: a tab whose columns are there.
    """
    column = place.columns[RECORD_ID]
    area = Area(place.header_row, column, place.header_row + 1, column + 1)
    return {
        "sortRange": {
            "range": area.grid_range(place.gid),
            "sortSpecs": [{"dimensionIndex": column, "sortOrder": "ASCENDING"}],
        }
    }


@dataclass(frozen=True, slots=True)
class _Plan:
    """What one tab lacks.

    book: with the tab. tab: as it is, or as it is to be added. new: the columns that it lacks, from left to right.
    rows: how many it must have in the end. name: the place of the company's name, from 0. is_new: whether it is added.
    """

    book: Book
    tab: GoogleTab
    place: TabPlace
    new: tuple[NewColumn, ...]
    rows: int
    name: int | None
    is_new: bool

    @property
    def end(self) -> int:
        """The column after the last of ours."""
        return max(self.place.ours.values(), default=-1) + 1

    @property
    def columns(self) -> int:
        """How many columns the grid is to have."""
        return max(self.tab.columns, self.end)

    @property
    def cells(self) -> int:
        """How many cells the grid has once all companies stand in it."""
        return max(self.tab.rows, self.rows) * self.columns

    def requests(self, *, is_first: bool) -> Iterator[Request]:
        """What makes the tab ready. is_first: whether that is done for the first time."""
        gid, header_row = self.tab.gid, self.place.header_row
        if self.is_new:
            yield self._add_sheet()
        elif self.columns > self.tab.columns:
            length = self.columns - self.tab.columns
            yield {"appendDimension": {"sheetId": gid, "dimension": "COLUMNS", "length": length}}
        if self.new:
            yield from dressed(gid, header_row, self.new)
        if is_first:
            yield from self._status()
        if is_first and not self.tab.closed:
            yield from self._frozen()
            yield from self._filter()

    def _add_sheet(self) -> Request:
        index = next(at for at, tab in enumerate(self.book.tabs) if tab.gid == self.tab.gid)
        grid = {"rowCount": self.tab.rows, "columnCount": self.columns}
        properties = {"sheetId": self.tab.gid, "title": self.tab.title, "index": index, "gridProperties": grid}
        return {"addSheet": {"properties": properties}}

    def _status(self) -> Iterator[Request]:
        place = self.place.columns.get(STATUS)
        if place is not None:
            area = Area(self.place.header_row + 1, place, None, place + 1)
            there = coloured(self.tab.rules, place)
            yield status_choices(self.tab.gid, area)
            yield from status_rules(self.tab.gid, area, [status for status in SheetStatus if status not in there])

    def _frozen(self) -> Iterator[Request]:
        """The header and the columns up to the name stay in sight, unless a person chose what does."""
        if self.tab.frozen_rows or self.tab.frozen_columns:
            return
        rows, columns = self.place.header_row + 1, 0 if self.name is None else self.name + 1
        # Google does not freeze a part of what is merged, nor all rows that there are
        if rows > _DEEPEST_FROZEN or rows >= self.tab.rows or self._is_merged_across(row=rows):
            rows = 0
        if columns > _WIDEST_FROZEN or self._is_merged_across(column=columns):
            columns = 0
        frozen = {"frozenRowCount": rows, "frozenColumnCount": columns}
        wanted = {name: count for name, count in frozen.items() if count}
        if wanted:
            fields = ",".join(f"gridProperties.{name}" for name in wanted)
            properties = {"sheetId": self.tab.gid, "gridProperties": wanted}
            yield {"updateSheetProperties": {"properties": properties, "fields": fields}}

    def _is_merged_across(self, row: int | None = None, column: int | None = None) -> bool:
        """Whether a merged cell reaches over the lower edge of this row, or the right one of this column, from 1."""
        return any(
            (row is not None and merge.top <= row < merge.bottom)
            or (column is not None and merge.left < column <= merge.right)
            for merge in self.tab.merges
        )

    def _filter(self) -> Iterator[Request]:
        # what is merged downwards cannot be filtered
        if self.tab.has_filter or any(merge.top < merge.bottom for merge in self.tab.merges):
            return
        area = Area(self.place.header_row, 0, None, self.end)
        yield {"setBasicFilter": {"filter": {"range": area.grid_range(self.tab.gid)}}}

    def made(self) -> Iterator[str]:
        """What is made, in words."""
        if self.is_new:
            yield f"the tab {self.tab.title}"
        elif self.new:
            first, last = (column_letters(column.place) for column in (self.new[0], self.new[-1]))
            where = f"column {first}" if first == last else f"columns {first} to {last}"
            yield f"{where} of the tab {self.tab.title} ({', '.join(column.header for column in self.new)})"


def _companies(book: Book, table: GoogleTable, columns: Sequence[Column]) -> _Plan:
    tab, is_new = book.tab(table.gid), False
    if tab is None:
        tab, is_new = GoogleTab(table.gid, table.tab, rows=_ROWS), True
        book = replace(book, tabs=(*book.tabs, tab))
    shown = [(each.field, each) for each in columns if each.field is not None]
    lacking = [(field, each.header) for field, each in shown if each.own is None]
    new = tuple(NewColumn(at, header, field) for at, (field, header) in enumerate(lacking, start=table.used))
    there = {field.name: each.own for field, each in shown if each.own is not None}
    places = there | {column.field.name: column.place for column in new}
    # of two rows that name a column together, ours is found by what stands in the lower
    headers = {field.name: _cell(table.header, each.own) or each.header for field, each in shown}
    theirs = {NAME: table.places.name, WEBSITE: table.places.website}
    own = {name: at for name, at in theirs.items() if at is not None and name not in headers}
    place = TabPlace(
        Tab.COMPANIES,
        tab.gid,
        tab.title,
        headers,
        table.header_number - 1,
        own | places,
        {name: _cell(table.header, at) for name, at in own.items()},
        tab.rows,
    )
    return _Plan(book, tab, place, new, 0, place.columns.get(NAME), is_new)


def _details(book: Book, tops: Mapping[int, Top], companies: GoogleTab, count: int, fields: Sequence[Field]) -> _Plan:
    tab = find_details(book, tops)
    headers = {shown.name: shown.header for shown in fields}
    if tab is None:
        after = book.tabs.index(companies) + 1
        tab = GoogleTab(free_gid(book), details_title(book), rows=_ROWS, columns=len(fields))
        book = replace(book, tabs=(*book.tabs[:after], tab, *book.tabs[after:]))
        new = tuple(NewColumn(at, shown.header, shown) for at, shown in enumerate(fields))
        there: dict[str, int] = {}
        row, is_new = 0, True
    else:
        row, texts, used = _details_header(tops[tab.gid])
        there = {name: texts.index(header) for name, header in headers.items() if header in texts}
        lacking = (shown for shown in fields if shown.name not in there)
        # further down a person may have notes in a column that has no header
        room = used if tab.rows <= HEAD else tab.columns
        new = tuple(NewColumn(at, shown.header, shown) for at, shown in enumerate(lacking, start=room))
        is_new = False
    places = there | {column.field.name: column.place for column in new}
    place = TabPlace(Tab.DETAILS, tab.gid, tab.title, headers, row, places, {}, tab.rows)
    return _Plan(book, tab, place, new, row + 1 + count, places.get(NAME), is_new)


def _details_header(top: Top) -> tuple[int, list[str], int]:
    """The row that names the columns of our tab, from 0, its texts, and how many columns hold anything."""
    rows = [[value_text(cell).strip() for cell in row] for row in top]
    at = next(at for at, row in enumerate(rows) if is_details(row))
    return at, rows[at], max(map(len, rows))


def _check_place(plan: _Plan) -> None:
    """Raise SourceError where our cells cannot be written."""
    where, header_row = plan.book.name_of(plan.tab), plan.place.header_row
    if plan.end > MOST_COLUMNS:
        problem = f"our columns would reach beyond column ZZZ, the last of {MOST_COLUMNS:,}"
        raise SourceError(where, problem, "Copy the table of companies to a new spreadsheet")
    for name, column in plan.place.ours.items():
        area = Area(header_row, column, None, column + 1)
        closed = next((each for each in plan.tab.closed if each.keeps_out_of(area)), None)
        if closed is not None:
            problem = (
                f"column {column_letters(column)} ({plan.place.headers[name]}) is protected, by "
                f"{closed.area.a1(plan.tab.title)}, and this account may not change it"
            )
            advice = "Let it in under Data > Protect sheets and ranges, or take the protection away"
            raise SourceError(where, problem, advice)


def _check_size(book: Book, companies: _Plan, details: _Plan) -> None:
    theirs = sum(tab.rows * tab.columns for tab in book.tabs if tab.gid not in {companies.tab.gid, details.tab.gid})
    cells = theirs + companies.cells + details.cells
    if cells > MOST_CELLS:
        problem = f"with the results of all companies it would have {cells:,} cells, and Google allows {MOST_CELLS:,}"
        advice = (
            "Delete blank rows and columns, divide the companies among several spreadsheets, or download the tab and "
            "run the file"
        )
        raise SourceError(sheet_url(book.id), problem, advice)


def _cell(cells: Sequence[str], place: int | None) -> str:
    return "" if place is None or place >= len(cells) else cells[place].strip()
