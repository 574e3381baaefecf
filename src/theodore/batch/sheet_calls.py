"""Google Sheets of companies, worked on call by call by a program of the caller's own, outside of any run.

The same machinery as a run's: rows are found by their Record IDs in the read before each write, cells are typed, and
all of a company goes into one request. What it has not is a journal: what people do to a row between that read and that
write, a tenth of a second later, it does not look for afterwards.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from theodore.batch.sheet_reading import id_of, prove, read_sheet, read_tabs
from theodore.batch.sheet_said import Said, SheetAccess, is_to_process
from theodore.batch.sheet_setup import columns_of, make_ready, see_now
from theodore.model.company import Company, SourceRow
from theodore.model.errors import ConfigurationError, GoogleRefused, SourceError
from theodore.model.fields import Tab
from theodore.model.states import SheetStatus
from theodore.net.google.sheets_api import SheetsApi
from theodore.sheets.columns import LINK, Column
from theodore.sheets.google.address import sheet_url
from theodore.sheets.google.places import NAME, WEBSITE, TabPlace
from theodore.sheets.google.seen import Lost, Moved, Seen
from theodore.sheets.google.writes import Change, batches, gone
from theodore.sheets.reading.records import cell

#: How a program names a company: its Record ID, what was read of it, or the number of the row where it was read.
CompanyKey = str | int | Mapping[str, Any]

#: Times that a sheet is looked at anew because a person moved its columns or rows meanwhile.
_LOOKS = 5
_BAD_REQUEST = 400


@dataclass(slots=True)
class _Known:
    """What is known of one table. numbers: the Record IDs by the row's number, as they were last told."""

    places: tuple[TabPlace, ...] = ()
    companies: dict[str, Company] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)


class SheetCalls:
    """The calls of one program with one account, done one after the other, on one event loop.

    opened: makes what asks Google, for the first call. journal: see `columns_of`. process: the one that they belong to,
    by its number. All raise GoogleFailed, and ConfigurationError for a spreadsheet that is none.
    """

    def __init__(self, opened: Callable[[], SheetsApi], journal: Path | None = None) -> None:
        self.process = os.getpid()
        self._opened = opened
        self._journal = journal
        self._api: SheetsApi | None = None
        self._turn = asyncio.Lock()
        self._tables: dict[tuple[str, str | None], _Known] = {}

    async def close(self) -> None:
        """Close the connections."""
        async with self._turn:
            api, self._api = self._api, None
            if api is not None:
                await api.__aexit__(None, None, None)

    def forget(self) -> None:
        """Let go of the connections untouched: in a process that was forked off they are its parent's."""
        api, self._api = self._api, None
        if api is not None:
            api.forget()

    async def access(self, named: str) -> SheetAccess:
        """Whether the spreadsheet can be read and written; nothing is changed."""
        async with self._turn:
            api = await self._entered()
            try:
                book, _ = await read_tabs(api, id_of(named))
                await prove(api, book.id)
            except (GoogleRefused, ConfigurationError) as refused:
                return SheetAccess(ok=False, advice=str(refused), account=api.account)
            tabs = tuple(tab.title for tab in book.tabs)
            return SheetAccess(ok=True, account=api.account, title=book.title, tabs=tabs)

    async def to_process(self, named: str, tab: str | None = None) -> list[dict[str, Any]]:
        """The companies that wait to be worked on, from the top. Raises SourceError."""
        async with self._turn:
            read = await read_sheet(await self._entered(), named, tab)
            place, rows = _place_of(columns_of(read, self._journal), "status"), list(read.table.rows())
            waiting = [
                _told(row, status, read.table.columns)
                for row in rows
                if is_to_process(status := cell(row.cells, place))
            ]
            table = self._table(named, tab)
            table.companies = {row.company.record_id: row.company for row in rows}
            table.numbers = {one["row"]: one["record_id"] for one in waiting}
            return waiting

    async def prepare(self, named: str, tab: str | None = None) -> None:
        """Make what the spreadsheet lacks. Raises SourceError, see `make_ready`."""
        async with self._turn:
            await self._prepare(await self._entered(), named, tab)

    async def write_one(self, named: str, company: CompanyKey, said: Said, tab: str | None = None) -> None:
        """Write what is said of a company. Raises SourceError where no row is that company any more."""
        record_id = self._record_id(named, company, tab)
        if await self.write(named, {record_id: said}, tab):
            raise SourceError(
                sheet_url(id_of(named)),
                f"no row has the Record ID {record_id!r}",
                "Somebody may have deleted it. Read the companies again",
            )

    async def write(self, named: str, said: Mapping[str, Said], tab: str | None = None) -> tuple[str, ...]:
        """Write what is said of companies, by their Record IDs; the ids that no row has are returned."""
        async with self._turn:
            api, table = await self._entered(), self._table(named, tab)
            seen = await self._seen_with_all(api, named, tab, said)
            changes = list(_changes(said, table.companies))
            for batch in batches(seen, changes):
                await api.update(id_of(named), batch.requests)
                table.places = tuple(
                    place.grown(batch.grown) if place.tab is Tab.DETAILS else place for place in table.places
                )
            return gone(seen, changes)

    async def _entered(self) -> SheetsApi:
        if self._api is None:
            self._api = await self._opened().__aenter__()
        return self._api

    def _table(self, named: str, tab: str | None) -> _Known:
        return self._tables.setdefault((id_of(named), tab), _Known())

    async def _prepare(self, api: SheetsApi, named: str, tab: str | None) -> None:
        table, ready = self._table(named, tab), await make_ready(api, named, tab, self._journal)
        table.places, table.companies = ready.places, ready.companies

    async def _seen_with_all(self, api: SheetsApi, named: str, tab: str | None, said: Mapping[str, Said]) -> Seen:
        """Where everything stands now; what is missing for what is said is made, once."""
        table, is_fresh = self._table(named, tab), False
        for _ in range(_LOOKS):
            if not table.places:
                await self._prepare(api, named, tab)
                is_fresh = True
            seen = await self._look(api, named, tab, said)
            if isinstance(seen, Moved):
                table.places = _merged(table.places, seen.places)
            elif isinstance(seen, Seen) and (is_fresh or _has_all(seen, said)):
                table.places = _merged(table.places, seen.places)
                return seen
            else:
                table.places = ()
        raise SourceError(sheet_url(id_of(named)), "its columns change all the time", "Wait until nobody moves them")

    async def _look(
        self, api: SheetsApi, named: str, tab: str | None, said: Mapping[str, Said]
    ) -> Seen | Moved | Lost | None:
        """What stands where now; None where a tab is not there any more by the name that it had."""
        try:
            return await see_now(api, id_of(named), _needed(self._table(named, tab).places, said), ())
        except GoogleRefused as refused:
            if refused.status != _BAD_REQUEST:
                raise
            return None

    def _record_id(self, named: str, company: CompanyKey, tab: str | None) -> str:
        """The Record ID of a company that a program names."""
        if isinstance(company, Mapping):
            company = company.get("record_id", "")
        if isinstance(company, int):
            numbers = self._table(named, tab).numbers
            if company not in numbers:
                raise ConfigurationError(
                    f"Row {company} is none that read_companies_to_process gave. Pass the company's Record ID, or what "
                    "that call gave of it: rows are sorted and moved, and found by their Record IDs."
                )
            return numbers[company]
        if not str(company).strip():
            raise ConfigurationError("No company is named. Pass its Record ID, or what read_companies_to_process gave.")
        return str(company).strip()


def _needed(places: Iterable[TabPlace], said: Mapping[str, Said]) -> tuple[TabPlace, ...]:
    """Of these the tabs of which something is said."""
    tabs = {Tab.COMPANIES, *(tab for one in said.values() for tab in one)}
    return tuple(place for place in places if place.tab in tabs)


def _merged(places: Iterable[TabPlace], newer: Iterable[TabPlace]) -> tuple[TabPlace, ...]:
    now = {place.tab: place for place in newer}
    return tuple(now.get(place.tab, place) for place in places)


def _has_all(seen: Seen, said: Mapping[str, Said]) -> bool:
    """Whether every company has its row, and every field that the tab should have its column."""
    is_there = all(record_id in seen.companies.rows for record_id in said)
    return is_there and all(_fields(said, tab).isdisjoint(there.missing) for tab, there in seen.tabs.items())


def _fields(said: Mapping[str, Said], tab: Tab) -> set[str]:
    return {name for one in said.values() for name in one.get(tab, {})}


def _changes(said: Mapping[str, Said], companies: Mapping[str, Company]) -> Iterable[Change]:
    for record_id, one in said.items():
        for tab, values in one.items():
            for name, value in values.items():
                yield Change(tab, record_id, name, value)
        if Tab.DETAILS in one:
            yield Change(Tab.COMPANIES, record_id, LINK, value=True)
            if company := companies.get(record_id):
                yield Change(Tab.DETAILS, record_id, NAME, company.name)
                yield Change(Tab.DETAILS, record_id, WEBSITE, company.website)


def _place_of(columns: Iterable[Column], name: str) -> int | None:
    """Where the user's table has this column of ours, from 0."""
    return next((each.own for each in columns if each.field is not None and each.field.name == name), None)


def _told(row: SourceRow, status: str, headers: Sequence[str]) -> dict[str, Any]:
    """A row as a program reads it."""
    company = row.company
    return {
        "record_id": company.record_id,
        "row": row.number,
        "name": company.name,
        "website": company.website,
        "priority": company.priority,
        "status": status.strip().casefold() or SheetStatus.PENDING.value,
        "values": dict(zip(headers, row.cells, strict=False)),
    }
