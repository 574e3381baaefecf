"""A run, its journal, and a Google Sheet on loopback that it is written into."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from tests.batch.live.meddling import Meddled
from tests.store import builders
from theodore.batch.edits import Sink, sink_key
from theodore.batch.live.rounds import MOST_CELLS, Rounds, SheetPlan
from theodore.batch.live.sheet import LiveSheet, Rhythm
from theodore.batch.sheet_reading import read_sheet
from theodore.batch.wishes import new_row
from theodore.farm.sheets.book import Tab as Tab_
from theodore.farm.sheets.emulator import Emulator
from theodore.model.company import SourceRow
from theodore.model.evidence import Extraction
from theodore.model.fields import Tab, catalogue
from theodore.net.google.access import GoogleAccess
from theodore.net.google.pace import Pace
from theodore.net.google.sheets_api import SheetsApi
from theodore.policy.retry import RetryConfig
from theodore.sheets.canonical import digest, held
from theodore.sheets.columns import companies_columns, details_fields
from theodore.sheets.google.address import sheet_url
from theodore.sheets.google.cells import LINK_TEXT, VALUE, cell_data, value_text
from theodore.sheets.google.structure import structure
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.layout import Layout
from theodore.store.journal import Journal
from theodore.store.records import Run, Wish

JOURNAL = "journal.sqlite"
HEADERS = ("Company", "Website", "Note")
#: No test waits for a network that is a machine away.
QUICK = Rhythm(behind_s=0.03, least_s=0.01, longest_wait_s=0.05, patience_s=20.0)


def company(n: int) -> list[str]:
    """A company as its owner wrote it down."""
    return [f"Company {n}", f"c{n}.test", f"note {n}"]


def access(google: Emulator, folder: Path, **more: Any) -> GoogleAccess:
    """How the emulator is reached, without patience."""
    values: dict[str, Any] = {
        "backoff": RetryConfig(base_backoff=0.01, max_backoff=0.05),
        "timeout_s": 20.0,
        "give_up_after_s": 30.0,
        "reads_per_minute": 1_000_000,
        "writes_per_minute": 1_000_000,
    }
    return GoogleAccess(api_base=google.api_base, key_file=google.key_file(folder), **(values | more))


@dataclass(slots=True)
class Desk:
    """A run in a sheet, and what a test does with both. now: the time that attempts end at."""

    google: Emulator
    api: Meddled
    journal: Journal
    run: Run
    plan: SheetPlan
    notices: list[str] = field(default_factory=list)
    now: float = builders.START

    @property
    def book(self) -> str:
        return self.plan.spreadsheet

    def sheet(self, rhythm: Rhythm = QUICK) -> LiveSheet:
        """A writer, as the run has it."""
        return LiveSheet(
            cast("SheetsApi", self.api), self.journal, self.run, self.plan, notice=self.notices.append, rhythm=rhythm
        )

    def rounds(self) -> Rounds:
        """Its rounds, one by one."""
        return Rounds(cast("SheetsApi", self.api), self.journal, self.run, self.plan, self.notices.append)

    # what the run does

    def begin(self, count: int = 1) -> list[Any]:
        """Attempts at the next companies begin."""
        self.now += 1
        return builders.claim(self.journal, self.run, count, now=self.now)

    def complete(self, claim: Any, **profile: Any) -> None:
        """An attempt ends well, with these facts."""
        self.now += 1
        outcome = builders.found()
        facts = {"official_name": f"{claim.company.name} AG", "industry": "Retail", "founding_year": 1999, **profile}
        outcome = replace(outcome, extraction=Extraction(facts, (), {}))
        builders.finish(self.journal, claim, builders.completed(outcome, at=self.now))

    def fail(self, claim: Any) -> None:
        """An attempt fails for good."""
        self.now += 1
        builders.finish(self.journal, claim, builders.failed(at=self.now))

    def work(self, count: int = 1, **profile: Any) -> None:
        """The next companies are done."""
        for claim in self.begin(count):
            self.complete(claim, **profile)

    # what the sheet shows

    def shown(self, tab: str = "Companies") -> list[dict[str, Any]]:
        """The rows of a tab by its headers, blank cells left out."""
        header, *rows = self.google.values(self.book, tab)
        return [{name: value for name, value in zip(header, row, strict=False) if value != ""} for row in rows]

    def by_company(self) -> dict[str, dict[str, Any]]:
        """The rows of the tab Companies by the company's name, of rows without one by their number."""
        return {str(row.get("Company", number)): row for number, row in enumerate(self.shown(), start=2) if row}

    def details(self) -> dict[str, dict[str, Any]]:
        """The rows of the tab Details by their Record ID."""
        rows = [row for row in self.shown("Details") if row]
        found = {str(row.get("Record ID")): row for row in rows}
        assert len(found) == len(rows), "one row a company"
        return found

    def wrong(self) -> list[str]:
        """What the sheet does not show as the journal has it, cell by cell, and what stands where nothing should."""
        with self.journal.read() as reader:
            rows = {str(row.companies["record_id"]): row for row in reader.sheet_rows(self.run.id)}
            pins, again = reader.pins(self.plan.sink.key), reader.asked_again(self.plan.sink.key)
        found: list[str] = []
        for place in self.plan.places:
            header, *lines = self.google.values(self.book, place.title)
            at = {name: header.index(text) for name, text in place.headers.items() if text in header}
            there: set[str] = set()
            for number, line in enumerate(lines, start=2):
                cells = {name: line[column] if column < len(line) else "" for name, column in at.items()}
                record_id = str(cells.pop("record_id"))
                # a copy that a person made shows what they copied
                if record_id in there:
                    continue
                there.add(record_id)
                row = rows.get(record_id)
                if row is None:
                    found += [
                        f"{place.title} {number}: {name} is {text!r}" for name, text in cells.items() if text != ""
                    ]
                    continue
                values = dict(row.companies if place.tab is Tab.COMPANIES else row.details or {})
                values["details_link"] = LINK_TEXT if row.details is not None else None
                values |= {"status": "pending"} if record_id in again else {}
                pinned = pins.get((place.tab, record_id), {})
                for name, stands in cells.items():
                    # a link is no text that could be put back
                    is_right = (name in pinned and name == "details_link") or (
                        held(value_text(stands)).is_still(digest(pinned[name]))
                        if name in pinned
                        else stands == _raw(name, values.get(name))
                    )
                    if not is_right:
                        wanted = pinned.get(name, values.get(name))
                        found.append(f"{place.title} {number} ({record_id}): {name} is {stands!r}, not {wanted!r}")
            if place.tab is Tab.DETAILS:
                due = {record_id for record_id in self.ids() if rows[record_id].details is not None}
                found += [f"{place.title}: no row {record_id}" for record_id in due - there]
        return found

    def ids(self) -> set[str]:
        """The Record IDs of the run that stand in the tab Companies."""
        with self.journal.read() as reader:
            known = {record_id for record_id, _ in reader.source_rows(self.run.id)}
        return {str(row.get("Record ID")) for row in self.shown()} & known

    def change(self, how: Callable[[Tab_], object], tab: str = "Companies") -> Callable[[], None]:
        """A person's hand, for later: it changes a tab between two calls."""

        def do() -> None:
            self.google.change(self.book, lambda book: how(book.tab(tab)))

        return do

    def writes(self) -> int:
        """How many calls changed the sheet."""
        return sum(call.kind == "write" and call.status == 200 and self.book in call.path for call in self.google.calls)


@asynccontextmanager
async def desk(
    google: Emulator,
    folder: Path,
    rows: Sequence[Sequence[Any]],
    *,
    headers: Sequence[str] = HEADERS,
    pace: Pace | None = None,
    most_cells: int = MOST_CELLS,
    **reached: Any,
) -> AsyncIterator[Desk]:
    """A sheet with these companies, made ready, and a run of all of them."""
    book = google.add_book({"Companies": [list(headers), *map(list, rows)]})
    with Journal.open(folder / JOURNAL) as journal:
        async with SheetsApi(access(google, folder)) as patient:
            at = await opened(google, patient, journal, book, most_cells=most_cells)
        async with SheetsApi(access(google, folder, **reached), pace) as api:
            at.api = Meddled(api)
            yield at


async def another(at: Desk) -> Desk:
    """Another run of the same sheet."""
    return await opened(at.google, at.api.api, at.journal, at.book, ours=at.plan.layout.ours)


async def opened(
    google: Emulator,
    api: SheetsApi,
    journal: Journal,
    book: str,
    *,
    most_cells: int = MOST_CELLS,
    ours: Sequence[str] = (),
    tab: str | None = None,
) -> Desk:
    """A new run of a sheet that is there, which is made ready for it. ours: headers of columns of a former run."""
    read = await read_sheet(api, book, tab)
    choice, known, table = ColumnChoice(), catalogue(), read.table
    columns = companies_columns(table.columns, choice, links=True, ours=ours)
    every = frozenset(each.name for each in known.fields)
    made = structure(read.book, read.tops, table, columns, details_fields(every))
    if made.requests:
        await api.update(book, made.requests)
    ours = (*ours, *(column.header for column in columns if column.own is None))
    url = sheet_url(book)
    run = journal.write(lambda ledger: ledger.new_run(url, url, url, table.tab, table.columns, {}, builders.START))
    journal.write(lambda ledger: ledger.add_rows(run.id, _rows(table.rows()), builders.START))
    sink = Sink(sink_key(url, table.tab), table.columns, choice, ours, known)
    layout = Layout(Path(), table.tab, choice, None, in_place=True, rows=table.count, ours=ours)
    return Desk(google, Meddled(api), journal, run, SheetPlan(book, made.places, sink, layout, most_cells))


async def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for something that a writer on its own brings about."""
    with suppress(TimeoutError):
        async with asyncio.timeout(20):
            while not holds():  # noqa: ASYNC110 - what it waits for happens in the emulator's thread
                await asyncio.sleep(0.01)
    assert holds(), what


def _raw(name: str, value: Any) -> Any:
    """What a cell that shows this value holds."""
    return next(iter(cell_data(catalogue()[name], value).get(VALUE, {}).values()), "")


def _rows(rows: Iterator[SourceRow]) -> Iterator[Any]:
    return (new_row(row, Wish.DO) for row in rows)
