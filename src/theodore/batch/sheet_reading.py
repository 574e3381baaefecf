"""A Google Sheet, read as a table of companies: four calls, whatever its size, unless somebody sorts meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from theodore.model.errors import ConfigurationError, GoogleRefused, GoogleUnavailable
from theodore.net.google.sheets_api import Render, SheetsApi
from theodore.sheets.google.address import gid_of, spreadsheet_id
from theodore.sheets.google.book import (
    BOOK_FIELDS,
    Book,
    GoogleTab,
    Top,
    find_tab,
    is_book,
    read_book,
    top_ranges,
    whole_range,
)
from theodore.sheets.google.table import (
    MARK_FIELDS,
    Doubt,
    GoogleTable,
    check_ids,
    has_marks,
    read_hidden,
    read_links,
    read_numbers,
    read_table,
)
from theodore.sheets.headers import ColumnChoice

#: Deletes what is never there: a call that only an editor may make, and that changes nothing.
_HARMLESS: Final = {
    "deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataKey": "theodore-access"}}}
}
_FORBIDDEN: Final = 403
#: Times that a sheet is read in which people sort between the read of the rows and that of what is behind them.
_TRIES: Final = 4


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A spreadsheet and its table of companies, as they were at one moment.

    tops: the first rows of each tab, by its number. rows: all of the table's tab, as they are shown.
    """

    book: Book
    tops: dict[int, Top]
    tab: GoogleTab
    rows: Sequence[Sequence[Any]]
    table: GoogleTable


def id_of(named: str) -> str:
    """The id of the spreadsheet that an address or an id names. Raises ConfigurationError where it names none."""
    found = spreadsheet_id(str(named))
    if found is None:
        raise ConfigurationError(
            f"{named!r} names no Google Sheet. Give its address as the browser shows it, "
            "https://docs.google.com/spreadsheets/d/..., or the long id in it."
        )
    return found


async def read_tabs(api: SheetsApi, book_id: str) -> tuple[Book, dict[int, Top]]:
    """The spreadsheet, and what stands at the top of each of its tabs."""
    book = read_book(await api.spreadsheet(book_id, fields=BOOK_FIELDS, is_whole=is_book))
    ranges = top_ranges(book)
    rows = await api.values(book_id, list(ranges.values()), render=Render.FORMATTED)
    return book, dict(zip(ranges, rows, strict=True))


async def read_sheet(
    api: SheetsApi, named: str, tab: str | None = None, choice: ColumnChoice | None = None
) -> ReadSheet:
    """Read the table of companies.

    named: the spreadsheet's address or id. tab: its title, or its number from 1; None finds it. Raises SourceError for
    a table that cannot be used, GoogleFailed where the sheet cannot be read.

    Links, numbers and hidden rows come by a call of their own, after that for the rows. Where somebody sorted in
    between, all is read anew.
    """
    before: tuple[object, ...] = ()
    for _ in range(_TRIES):
        read, marks = await _read_once(api, named, tab, choice)
        doubt = read.table.doubt(marks)
        # what comes the same each time was not moved: Google shows it otherwise to one of the two reads
        if not doubt or (read.rows, marks) == before:
            doubt = Doubt()
            break
        before = read.rows, marks
    if doubt.ids:
        # with an id that may be another's, a row would get the results of that company
        raise GoogleUnavailable(
            f"{read.book.name_of(read.tab)}: its rows are sorted faster than they can be read, by people or by another "
            "program. Give the same command again later."
        )
    check_ids(read.book, read.tab, read.table, marks)
    links, hidden, numbers = read_links(marks), read_hidden(marks), read_numbers(marks)
    table = read_table(read.book, read.tab, read.rows, choice, links, hidden, numbers, unsure=doubt.links)
    return replace(read, table=table)


async def _read_once(
    api: SheetsApi, named: str, tab: str | None, choice: ColumnChoice | None
) -> tuple[ReadSheet, dict[str, Any]]:
    """What there is, with the table as its texts say it, and the answer for its MARK_FIELDS, read a moment later."""
    book_id = id_of(named)
    book, tops = await read_tabs(api, book_id)
    found = find_tab(book, tab, tops, choice=choice, gid=gid_of(str(named)))
    [rows] = await api.values(book_id, [whole_range(found)], render=Render.FORMATTED)
    table = read_table(book, found, rows, choice)
    # which columns may show something else than they hold is known only now
    ranges = table.mark_ranges
    marks = await api.spreadsheet(
        book_id, fields=MARK_FIELDS, ranges=ranges, grid=True, is_whole=lambda told: has_marks(told, ranges)
    )
    return ReadSheet(book, tops, found, rows, table), marks


async def prove(api: SheetsApi, book_id: str) -> None:
    """Raise GoogleRefused where our account may not change the spreadsheet; nothing is changed by it."""
    try:
        await api.update(book_id, [_HARMLESS])
    except GoogleRefused as refused:
        # whoever is told that a request is no good was let in
        if refused.status == _FORBIDDEN:
            raise
