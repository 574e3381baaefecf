"""A Google Sheet made ready for a program's own calls: tabs, columns and Record IDs, whatever of them it lacks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from theodore.batch.edits import sink_key
from theodore.batch.entry import run_key
from theodore.batch.noted import ours_in
from theodore.batch.sheet_reading import ReadSheet, id_of, read_sheet, read_tabs
from theodore.model.company import Company
from theodore.model.errors import GoogleUnavailable, JournalUnavailable, SourceError
from theodore.model.fields import Tab
from theodore.net.google.sheets_api import Render, SheetsApi
from theodore.sheets.columns import Column, companies_columns, details_fields
from theodore.sheets.google.address import sheet_url
from theodore.sheets.google.book import COMPANIES, Book, GoogleTab, Top, find_tab
from theodore.sheets.google.cells import VALUE, cell_data
from theodore.sheets.google.ids import KnownRow, contents, known_row, place_ids
from theodore.sheets.google.places import RECORD_ID, TabPlace, find_columns
from theodore.sheets.google.ranges import quoted
from theodore.sheets.google.seen import Lost, Moved, Seen, look_at, see
from theodore.sheets.google.structure import Structure, new_tab, structure
from theodore.sheets.google.table import read_table
from theodore.sheets.google.writes import Change, Request, batches
from theodore.sheets.headers import ColumnChoice, find_places
from theodore.sheets.reading.header_row import HEAD
from theodore.store.journal import Journal
from theodore.store.records import Run

#: What a table of companies has that is made here.
HEADERS: Final = ("Company", "Website")
#: Times that something is done again because it is not known whether it was done, or because people sort meanwhile.
_TRIES: Final = 4


@dataclass(frozen=True, slots=True)
class Ready:
    """A spreadsheet that can be written into. places: of both tabs. companies: by their Record IDs."""

    places: tuple[TabPlace, ...]
    companies: dict[str, Company]


async def make_ready(api: SheetsApi, named: str, tab: str | None = None, journal: Path | None = None) -> Ready:
    """Make whatever is missing, and nothing where all is there.

    named: the spreadsheet's address or id. tab: see `read_sheet`; one of this title is made where there is none, and
    one called Companies where no title is given and no tab holds a table of companies. journal: see `columns_of`.
    Raises SourceError for a tab that holds something else, GoogleFailed.
    """
    read, structured = await _structured(api, named, tab, journal)
    rows = [] if read is None else list(read.table.rows())
    if read is not None:
        places = read.table.places
        columns = columns_of(read, journal)
        known = [known_row(row.company.record_id, row.cells, columns, places.name, places.website) for row in rows]
        await _write_ids(api, read.book.id, structured.companies, known)
    return Ready(structured.places, {row.company.record_id: row.company for row in rows})


def columns_of(read: ReadSheet, journal: Path | None = None) -> tuple[Column, ...]:
    """The columns of the tab of companies, the user's own first.

    journal: knows which columns a person chose for the last run, and which it added; it is not made for that.
    """
    former, made = (None, ()) if journal is None else _former(journal, sheet_url(read.book.id), read.tab.title)
    fields = None if former is None else former.settings.get("fields")
    return companies_columns(read.table.columns, links=True, fields=fields, ours=ours_in(former, made))


def _former(journal: Path, url: str, tab: str) -> tuple[Run | None, tuple[str, ...]]:
    """The last run on this sheet, and what was made there, as far as the journal can be read."""
    # whatever is wrong with it is said where it is needed
    with suppress(JournalUnavailable), ExitStack() as stack:
        reader = stack.enter_context(stack.enter_context(Journal.open_reader(journal)).read())
        return reader.latest_run(run_key(url, url, tab)), reader.made(sink_key(url, tab))
    return None, ()


async def _structured(
    api: SheetsApi, named: str, tab: str | None, journal: Path | None
) -> tuple[ReadSheet | None, Structure]:
    """What was read, None for a table without companies, and the structure once it is there."""
    for attempt in range(1, _TRIES + 1):
        read, wanted, more = await _wanted(api, named, tab, journal)
        requests = [*wanted.requests, *more]
        try:
            # a tab cannot be made twice
            await api.update(id_of(named), requests, is_repeatable=False)
        except GoogleUnavailable:
            if attempt == _TRIES:
                raise
        else:
            return read, wanted
    raise AssertionError("unreachable")


async def _wanted(
    api: SheetsApi, named: str, tab: str | None, journal: Path | None
) -> tuple[ReadSheet | None, Structure, list[Request]]:
    try:
        read = await read_sheet(api, named, tab)
    except SourceError as problem:
        return None, *await _begun(api, named, tab, problem)
    wanted = structure(read.book, read.tops, read.table, columns_of(read, journal), details_fields())
    return read, wanted, []


async def _begun(api: SheetsApi, named: str, tab: str | None, problem: SourceError) -> tuple[Structure, list[Request]]:
    """The structure of a table that has no companies yet, and what writes its first headers.

    problem: what is wrong with the spreadsheet as it is; raised where there is something else in the place.
    """
    book, tops = await read_tabs(api, id_of(named))
    found, rows = await _place_for(api, book, tops, tab)
    is_blank = not any(str(cell).strip() for row in rows for cell in row)
    if not is_blank and _is_table(book, found, rows):
        raise problem
    top = [HEADERS] if is_blank else rows
    try:
        table = read_table(book, found, top, may_be_empty=True)
    except SourceError:
        raise problem from None
    wanted = structure(book, tops, table, companies_columns(table.columns, links=True), details_fields())
    return wanted, [_first_headers(found)] if is_blank else []


def _is_table(book: Book, tab: GoogleTab, rows: Sequence[Sequence[Any]]) -> bool:
    """Whether there are companies, so that something else than their lack is wrong."""
    try:
        read_table(book, tab, rows)
    except SourceError:
        return False
    return True


async def _place_for(
    api: SheetsApi, book: Book, tops: dict[int, Top], tab: str | None
) -> tuple[GoogleTab, Sequence[Sequence[Any]]]:
    """The tab in which a table is to begin, and what stands there; one that is not there yet where there is none."""
    try:
        found = find_tab(book, tab, tops)
    except SourceError:
        return new_tab(book, tab or COMPANIES), []
    [rows] = await api.values(book.id, [quoted(found.title)], render=Render.FORMATTED)
    is_meant = tab is not None or _is_titled(found, COMPANIES) or _has_header(rows)
    return (found, rows) if is_meant else (new_tab(book, COMPANIES), [])


def _is_titled(tab: GoogleTab, title: str) -> bool:
    return tab.title.strip().casefold() == title.casefold()


def _has_header(rows: Sequence[Sequence[Any]]) -> bool:
    """Whether one of these rows, all of a tab that nobody named, names the websites of companies."""
    return any(find_places([str(cell) for cell in row], ColumnChoice()).website is not None for row in rows[:HEAD])


def _first_headers(tab: GoogleTab) -> Request:
    start = {"sheetId": tab.gid, "rowIndex": 0, "columnIndex": 0}
    values = [cell_data(None, header) for header in HEADERS]
    return {"updateCells": {"start": start, "rows": [{"values": values}], "fields": VALUE}}


async def _write_ids(api: SheetsApi, book_id: str, place: TabPlace, known: Sequence[KnownRow]) -> None:
    """Write each company's Record ID into its row, and look whether people sorted meanwhile."""
    unsure: frozenset[str] = frozenset()
    for _ in range(_TRIES):
        [rows] = await api.values(book_id, [quoted(place.title)], render=Render.FORMATTED)
        found = find_columns(rows[: place.header_row + 20], place)
        if found is None:
            return
        ids = place_ids(contents(rows, found.place), known, unsure)
        if not ids.by_row:
            return
        changes = [Change(Tab.COMPANIES, held, RECORD_ID, held or None, row) for row, held in ids.by_row.items()]
        seen = await see_now(api, book_id, (found.place,), ())
        if isinstance(seen, Seen):
            for batch in batches(seen, changes):
                await api.update(book_id, batch.requests)
            unsure = frozenset(filter(None, ids.by_row.values()))


async def see_now(
    api: SheetsApi, book_id: str, places: tuple[TabPlace, ...], fields: Collection[str]
) -> Seen | Moved | Lost:
    """What stands where now, in one read. fields: see `look_at`."""
    look = look_at(places, fields=fields)
    return see(look, await api.values(book_id, look.ranges))
