"""A table of companies in a Google Sheet, which is filled itself, live."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from theodore.batch.edits import Sink, found_in, sink_key
from theodore.batch.live.lately import unsure_ids
from theodore.batch.live.look import Looker, SheetLost
from theodore.batch.live.pace import JournalPace, Kind
from theodore.batch.live.rounds import SheetPlan
from theodore.batch.live.sheet import LiveSheet, Rhythm
from theodore.batch.live.taking import forget_columns, take_online
from theodore.batch.noted import ours_in
from theodore.batch.online import GoogleSheet
from theodore.batch.place import Notice, Opened, Writer
from theodore.batch.sheet_reading import ReadSheet, read_sheet, read_tabs
from theodore.model.custom import catalogue_of
from theodore.model.errors import ConfigurationError, GoogleFailed, GoogleRefused, GoogleUnavailable, SourceError
from theodore.model.fields import Tab
from theodore.net.google.access import GoogleAccess
from theodore.net.google.sheets_api import SheetsApi
from theodore.sheets.columns import LINK, companies_columns, details_fields
from theodore.sheets.google.book import Top, titled
from theodore.sheets.google.places import RECORD_ID, TabPlace
from theodore.sheets.google.structure import Structure, proof, structure
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.layout import Layout
from theodore.sheets.writing.edits import SheetRow
from theodore.store.journal import Journal
from theodore.store.ledger import Ledger
from theodore.store.lock import RunLock, SinkLock
from theodore.store.quotas import Quota
from theodore.store.reader import Reader
from theodore.store.records import Run

#: For so many seconds the last write goes on without getting any further, or for as long as a call, if that is less.
_PATIENCE_S = 90.0
#: Times that the sheet is looked at anew and completed, where it is not known whether that was done.
_TRIES = 4


class GooglePlace:
    """A `Place` in a Google Sheet. columns, tab: see `Job`."""

    def __init__(self, sheet: GoogleSheet, columns: ColumnChoice, *, tab: str | None) -> None:
        self._sheet = sheet
        self._columns = columns
        self._tab = tab
        self._pace = pace_of(sheet.access)
        self._read: ReadSheet | None = None
        self._places: tuple[TabPlace, TabPlace] | None = None

    @property
    def source(self) -> str:
        return str(self._sheet)

    @property
    def sink(self) -> str:
        return str(self._sheet)

    @property
    def called(self) -> str:
        return str(self._sheet) if self._read is None else self._read.book.title

    async def __aenter__(self) -> Self:
        self._api = await SheetsApi(self._sheet.access, self._pace).__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._api.__aexit__(kind, error, trace)

    async def open(self) -> Opened:
        with before_anything():
            self._read = await read_sheet(self._api, self._sheet.given, self._tab, self._columns)
        return Opened(self._read.table, self._read.table.notices, self._read.book.title)

    def locks(self, journal: Path) -> list[RunLock]:
        # the tab Details is one for all tabs of companies
        return [SinkLock(journal, self.sink, "stop that run")]

    def check_results(self, reader: Reader) -> None:
        """Nobody else's stand there: source and results are one."""

    def check_room(self, layout: Layout) -> None:
        if self._read is not None:
            _lacking(self._read, layout)

    def asked_again(self, reader: Reader, former: Run) -> frozenset[str]:
        key = sink_key(former.sink, former.tab)
        noted, unsure = reader.asked_again(key), unsure_ids(reader.sent(key))
        rows = (row for row in self._rows(former) if row.record_id not in unsure)
        return noted.union(found_in(reader, key, rows)[1]) if reader.is_known_sink(key) else noted

    async def prepare(self, journal: Journal, layout: Layout, notice: Notice) -> None:
        # what was called until now was little, and there was no journal to count it in
        self._pace.share(journal, self._api.account)
        with before_anything():
            for _ in range(_TRIES):
                wanted = await self._wanted(layout)
                if await self._is_noted_and_made(journal, wanted, layout):
                    self._places = wanted.places
                    break
                self._read = None
            else:
                raise GoogleUnavailable(
                    f"{self.sink}: it could not be made ready for results; Google breaks off each time. Give the same "
                    "command again later."
                )
        if wanted.made:
            notice(f"Added to the sheet: {'; '.join(wanted.made)}.")

    async def take_edits(self, journal: Journal, former: Run) -> str | None:
        with before_anything():
            looker = Looker(self._api, self._sheet.id, self._made)
            try:
                taken = await take_online(looker, journal, sink_key(former.sink, former.tab))
            except SheetLost as lost:
                raise ConfigurationError(str(lost)) from lost
        return taken.told(self.called)

    def writer(self, journal: Journal, run: Run, layout: Layout, notice: Notice) -> Writer:
        sink = Sink(sink_key(run.sink, run.tab), run.columns, layout.choice, layout.ours, layout.catalogue)
        plan = SheetPlan(self._sheet.id, self._made, sink, layout)
        access = self._sheet.access
        rhythm = Rhythm(least_s=access.min_pause_s, patience_s=min(_PATIENCE_S, access.give_up_after_s))
        return LiveSheet(self._api, journal, run, plan, notice=notice, rhythm=rhythm)

    @property
    def _made(self) -> tuple[TabPlace, TabPlace]:
        if self._places is None:
            raise RuntimeError("a place is prepared before it is written to")
        return self._places

    async def _wanted(self, layout: Layout) -> Structure:
        """What the spreadsheet lacks, as it was read last."""
        if self._read is None:
            self._read = await self._read_again(layout.tab)
        return _lacking(self._read, layout)

    async def _read_again(self, title: str) -> ReadSheet:
        """Read the table of a tab that was found before, and is known by its title now.

        Raises SourceError where no tab is called so any more: whoever has results to deliver chooses none.
        """
        book, _ = await read_tabs(self._api, self._sheet.id)
        # looked for here: a title that is a number would be taken for the place of another tab
        if titled(book, title) is None:
            found = ", ".join(tab.title for tab in book.tabs)
            problem = f"the tab {title!r} is gone, or has another name now (found: {found})"
            raise SourceError(
                self.sink, problem, f"Call it {title!r} again; `theodore run` begins a run on another tab"
            )
        return await read_sheet(self._api, self._sheet.given, title, self._columns)

    async def _is_noted_and_made(self, journal: Journal, wanted: Structure, layout: Layout) -> bool:
        """The same as `_is_made`, with a note of what is made."""
        sink = sink_key(self.sink, layout.tab)
        # before they are made: whoever comes after a kill in between must know them for ours, and not find that a
        # person emptied them
        before = await asyncio.to_thread(_note_columns, journal, sink, wanted, layout)
        try:
            return await self._is_made(wanted)
        except GoogleRefused:
            # nothing was made: a column that a person adds by such a name is theirs
            await asyncio.to_thread(journal.write, partial(Ledger.note_made, sink=sink, headers=before))
            raise

    async def _is_made(self, wanted: Structure) -> bool:
        """Make what is lacking, and show that our account may write.

        False where nobody knows whether it was made, or a person changed the header since it was read: then it is to be
        looked at again.
        """
        requests = wanted.requests or [proof(wanted.companies)]
        if wanted.requests and not await self._is_as_read(wanted):
            return False
        try:
            await self._api.update(self._sheet.id, requests, is_repeatable=False)
        except GoogleUnavailable:
            return False
        return True

    async def _is_as_read(self, wanted: Structure) -> bool:
        """Whether the headers stand where they were read.

        A column that somebody inserts moves those beside it to where ours are about to be, and reading a large table
        takes seconds.
        """
        _, tops = await read_tabs(self._api, self._sheet.id)
        read = self._read
        return read is not None and all(
            _row(tops, place) == _row(read.tops, place) for place in wanted.places if place.gid in read.tops
        )

    def _rows(self, former: Run) -> Iterator[SheetRow]:
        """The rows of the companies as they were read, with what stands in our columns."""
        read = self._read
        if read is None:
            return
        columns = companies_columns(
            read.table.columns, self._columns, links=True, ours=ours_in(former), known=catalogue_of(former.settings)
        )
        places = {
            column.field.name: column.own for column in columns if column.field is not None and column.own is not None
        }
        for name in (RECORD_ID, LINK):
            places.pop(name, None)
        for row in read.table.rows():
            texts = {name: row.cells[place] for name, place in places.items()}
            yield SheetRow(Tab.COMPANIES, row.company.record_id, texts, read.tab.title, row.number, places)


def _row(tops: Mapping[int, Top], place: TabPlace) -> list[str]:
    """The header of a tab; empty where it stands further down than was read, or nowhere."""
    rows = tops.get(place.gid, ())
    return [str(cell) for cell in rows[place.header_row]] if place.header_row < len(rows) else []


def _lacking(read: ReadSheet, layout: Layout) -> Structure:
    """What a spreadsheet lacks to take results that are laid out so. Raises SourceError where they do not fit."""
    known = layout.catalogue
    columns = companies_columns(
        read.table.columns, layout.choice, links=True, fields=layout.fields, ours=layout.ours, known=known
    )
    return structure(read.book, read.tops, read.table, columns, details_fields(known=known))


def _note_columns(journal: Journal, sink: str, wanted: Structure, layout: Layout) -> tuple[str, ...]:
    """Note which columns are about to be made; returns those that were noted before. Blocks."""
    forget_columns(journal, sink, wanted.new)
    with journal.read() as reader:
        before = reader.made(sink)
    if any(wanted.new.values()):
        # a run that is delivered knows of none that were made after it
        ours = tuple(dict.fromkeys([*before, *layout.ours]))
        journal.write(lambda ledger: ledger.note_made(sink, ours))
    return before


def quotas_of(access: GoogleAccess) -> dict[Kind, Quota]:
    """What is allowed of each kind of call: reads first."""
    window_s = access.minute_s
    return {
        "read": Quota(access.reads_per_minute, window_s),
        "write": Quota(access.writes_per_minute, window_s, access.min_pause_s),
    }


def pace_of(access: GoogleAccess) -> JournalPace:
    """Who may call when, so that all runs on this machine keep to what is set."""
    return JournalPace(quotas_of(access))


@contextmanager
def before_anything() -> Iterator[None]:
    """What Google refuses before anything was changed is wrong input, and so is a Google that does not answer."""
    try:
        yield
    except GoogleFailed as error:
        raise ConfigurationError(str(error)) from error
