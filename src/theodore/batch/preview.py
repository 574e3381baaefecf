"""What a run would do, told before it does anything."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from theodore.batch.distinct import Distinct
from theodore.batch.edits import sink_key
from theodore.batch.entry import Job, layout_for, no_run_yet, run_key
from theodore.batch.noted import ours_in
from theodore.batch.online import GoogleSheet
from theodore.batch.pace import Estimate, estimate
from theodore.batch.place import Opened, Place
from theodore.batch.places import file_place, place_of, sink_of
from theodore.batch.selection import ALL, Selection
from theodore.crawl.urls import parse_website
from theodore.model.company import SourceRow
from theodore.model.custom import catalogue_of
from theodore.model.errors import FetchFailed, Reason
from theodore.model.fields import Catalogue, catalogue
from theodore.model.states import State
from theodore.sheets.columns import companies_columns
from theodore.sheets.headers import Role
from theodore.sheets.reading.sources import open_source
from theodore.sheets.table import Table
from theodore.sheets.writing.csv_table import is_csv
from theodore.sheets.writing.edits import asking
from theodore.sheets.writing.losses import losses
from theodore.sheets.writing.package import is_workbook
from theodore.sheets.writing.sinks import MOST_KEPT_ROWS, is_kept, sink_files
from theodore.store.journal import EarlierJournal, Journal, NoJournal
from theodore.store.reader import Reader
from theodore.store.records import Run
from theodore.store.rows import chunks

_EARLIER = (
    "The journal is an earlier version's, which the next run brings up to date: what is fresh or done is not known yet."
)
#: A row in one of these states is through; one that was skipped may be wanted now.
_DONE = frozenset({State.COMPLETED, State.FAILED, State.CANCELLED})


@dataclass(frozen=True, slots=True)
class Found:
    """A column that was recognised. column: its number in the file, from 1."""

    role: Role
    header: str
    column: int

    def as_dict(self) -> dict[str, Any]:
        """As JSON tells of it."""
        return {"role": self.role.value, "header": self.header, "column": self.column}


@dataclass(frozen=True, slots=True)
class Unusable:
    """Rows whose website cannot be visited. reason: of the table of reasons. first: the line or row of the first."""

    reason: Reason
    count: int
    first: int


@dataclass(frozen=True, slots=True)
class Resumed:
    """An unfinished run that the same command goes on with. done: of its rows, how many are through."""

    run_id: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a run would do.

    header_number: the line or row that names the columns, from 1. own_columns: how many are the person's. rows, chosen:
    of the table. Each chosen row is in one of: unusable, done_before, fresh, to_do. duplicates: chosen rows whose
    website a row above them has already. to_do: rows that get their facts by a visit. websites: how many are visited
    for them, by this and later commands; most: this one ends after so many. estimate: None where nothing is known of
    earlier runs. replaces: files of the sink that are there. losses, notices: a sentence each. known: the catalogue,
    with the fields of the run's own. called: the table in a few words.
    """

    source: str
    called: str
    tab: str
    header_number: int
    found: tuple[Found, ...]
    own_columns: int
    rows: int
    selection: Selection
    chosen: int
    unusable: tuple[Unusable, ...]
    duplicates: int
    resumed: Resumed | None
    done_before: int
    fresh: int
    to_do: int
    websites: int
    most: int | None
    estimate: Estimate | None
    sink: str
    in_place: bool
    replaces: tuple[Path, ...]
    fields: tuple[str, ...] | None
    losses: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    known: Catalogue = field(default_factory=catalogue)

    @property
    def now(self) -> int:
        """Websites that this command visits."""
        return self.websites if self.most is None else min(self.websites, self.most)

    @property
    def without_website(self) -> int:
        """Chosen rows whose cell for the website says that there is none."""
        return sum(one.count for one in self.unusable if one.reason is Reason.NO_WEBSITE)

    def as_dict(self) -> dict[str, Any]:
        """As `theodore run --dry-run --json` prints it."""
        return {
            "source": self.source,
            "tab": self.tab,
            "header_row": self.header_number,
            "columns": [one.as_dict() for one in self.found],
            "own_columns": self.own_columns,
            "rows": self.rows,
            "selection": self.selection.to_json(),
            "chosen": self.chosen,
            "without_website": self.without_website,
            "unusable_websites": [
                {"reason": one.reason.label, "count": one.count, "first_row": one.first}
                for one in self.unusable
                if one.reason is not Reason.NO_WEBSITE
            ],
            "duplicates": self.duplicates,
            "resumes": None
            if self.resumed is None
            else {"run_id": self.resumed.run_id, "done": self.resumed.done, "total": self.resumed.total},
            "done_before": self.done_before,
            "fresh": self.fresh,
            "to_do": self.to_do,
            "websites": self.websites,
            "websites_now": self.now,
            "estimated_seconds": None
            if self.estimate is None
            else {"low": round(self.estimate.low_s), "high": round(self.estimate.high_s), "runs": self.estimate.runs},
            "sink": self.sink,
            "in_place": self.in_place,
            "replaces": [str(file) for file in self.replaces],
            "fields": None if self.fields is None else list(self.fields),
            "losses": list(self.losses),
            "notices": list(self.notices),
        }


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a preview needs to know besides the job.

    concurrency, max_concurrency, most: those of the run. now: seconds since the epoch.
    """

    now: float
    concurrency: int | str = "auto"
    max_concurrency: int = 0
    most: int | None = None


def losses_of(job: Job, rows: int | None = None) -> tuple[str, ...]:
    """What the results would lack of the person's own workbook, a sentence each.

    A text file has nothing to lose, and a Google Sheet loses nothing. rows: how many it has; None where that was not
    counted yet.
    """
    source = job.source
    if isinstance(source, GoogleSheet) or is_csv(sink_of(job, source)) or not is_workbook(source):
        return ()
    if rows is None:
        rows = open_source(source, job.columns, tab=job.tab).count
    if not job.in_place and not is_kept(source, rows):
        kept = f"of more than {MOST_KEPT_ROWS:,} rows the new workbook has what the cells say, and no more"
        return (f"Its looks, formulas, comments, pictures and other tabs: {kept}.",)
    return losses(source, in_place=job.in_place)


def preview(job: Job, journal: Path, outlook: Outlook) -> Preview:
    """Look at the table and at the journal, and change nothing: neither is made where it is not there.

    Raises InputError for whatever a run would find wrong before its first company, but for a Google Sheet that may be
    read and not written: only a write shows that. Whoever has an event loop, and a Google Sheet, needs `preview_of`.
    """
    if isinstance(job.source, GoogleSheet):
        return asyncio.run(preview_of(job, journal, outlook))
    # in the thread that Ctrl-C reaches
    place = file_place(job, job.source)
    return _looked(job, place, place.read(), journal, outlook)


async def preview_of(job: Job, journal: Path, outlook: Outlook) -> Preview:
    """The same, on the event loop."""
    async with place_of(job) as place:
        return await asyncio.to_thread(_looked, job, place, await place.open(), journal, outlook)


def _looked(job: Job, place: Place, opened: Opened, journal: Path, outlook: Outlook) -> Preview:
    table, selection = opened.table, job.selection or ALL
    selection.check(place.called, table.columns, table.rows)
    with no_run_yet(), ExitStack() as stack:
        reader, notices = _reading(journal, stack)
        if reader is not None:
            place.check_results(reader)
        key = run_key(place.source, place.sink, table.tab)
        run, former = (None, None) if reader is None else (reader.find_open_run(key), reader.latest_run(key))
        made = () if reader is None else reader.made(sink_key(place.sink, table.tab))
        place.check_room(layout_for(job, table, former, made))
        asks = _asks(reader, job, place, table, former, is_resumed=run is not None)
        counts = _Counts(job, run, reader, asks, outlook.now)
        counts.take(filter(selection.chooser(table.columns, table.rows), table.rows()))
        websites, known = counts.to_do - counts.visits.repeated, catalogue_of(job.settings)
        return Preview(
            source=str(job.source),
            called=place.called,
            tab=table.tab,
            header_number=table.header_number,
            found=tuple(found_columns(table)),
            own_columns=_own_columns(table, job, ours_in(former, made)),
            rows=table.count,
            selection=selection,
            chosen=counts.chosen,
            unusable=counts.unusable,
            duplicates=counts.readable.repeated,
            resumed=None if run is None or reader is None else _resumed(reader, run),
            done_before=counts.done,
            fresh=counts.fresh,
            to_do=counts.to_do,
            websites=websites,
            most=outlook.most,
            estimate=None if reader is None else _estimate(reader, job, outlook, websites),
            sink=str(_sink(job)),
            in_place=job.in_place,
            replaces=tuple(_replaced(job)),
            fields=job.fields,
            losses=losses_of(job, table.count),
            notices=(*notices, *opened.notices, *_unsought(job.fields, known)),
            known=known,
        )


def _asks(
    reader: Reader | None, job: Job, place: Place, table: Table, former: Run | None, *, is_resumed: bool
) -> Callable[[SourceRow], bool]:
    """Whether a person asks for a row again, in the results as they stand now or in a source that is a former result.

    Raises SourceError where the results cannot be read.
    """
    asked: frozenset[str] = frozenset()
    is_known = False
    if reader is not None and former is not None:
        asked = place.asked_again(reader, former)
        is_known = job.in_place and reader.is_known_sink(sink_key(former.sink, former.tab))
    says_so = None if is_resumed or is_known else asking(table.columns, job.columns)
    return lambda row: row.company.record_id in asked or (says_so is not None and says_so(row))


def _reading(journal: Path, stack: ExitStack) -> tuple[Reader | None, tuple[str, ...]]:
    """The journal's reader, None where nothing can be read yet; and what is to be said of that."""
    try:
        opened = stack.enter_context(Journal.open_reader(journal))
        return stack.enter_context(opened.read()), ()
    except NoJournal:
        return None, ()
    except EarlierJournal:
        return None, (_EARLIER,)


def found_columns(table: Table) -> Iterator[Found]:
    """The columns of a table that were recognised."""
    places = table.places
    for role, place in (
        (Role.NAME, places.name),
        (Role.WEBSITE, places.website),
        (Role.PRIORITY, places.priority),
        (Role.RECORD_ID, places.record_id),
    ):
        if place is not None:
            yield Found(role, table.columns[place].strip(), table.first_column + place + 1)


def _own_columns(table: Table, job: Job, ours: Sequence[str]) -> int:
    """How many columns are the person's: a former result has some of ours too. ours: of a table filled in place."""
    known = catalogue_of(job.settings)
    columns = companies_columns(table.columns, job.columns, links=True, ours=ours if job.in_place else (), known=known)
    return sum(column.own is not None and column.field is None for column in columns)


def _resumed(reader: Reader, run: Run) -> Resumed:
    counts, left_out = reader.counts(run.id), reader.not_chosen(run.id)
    final = sum(count for state, count in counts.items() if state.is_final)
    return Resumed(run.id, final - left_out, total=sum(counts.values()) - left_out)


def _estimate(reader: Reader, job: Job, outlook: Outlook, websites: int) -> Estimate | None:
    visits = websites if outlook.most is None else min(websites, outlook.most)
    return estimate(
        reader, visits, outlook.now, outlook.concurrency, outlook.max_concurrency, researcher=job.researcher
    )


def _sink(job: Job) -> Path | GoogleSheet:
    return job.source if isinstance(job.source, GoogleSheet) else sink_of(job, job.source)


def _replaced(job: Job) -> Iterator[Path]:
    """The files of the sink that are there, and hold something."""
    sink = _sink(job)
    if isinstance(sink, Path) and not job.in_place:
        yield from (file for file in sink_files(sink) if file.exists() and file.stat().st_size > 0)


def _unsought(fields: Iterable[str] | None, known: Catalogue) -> Iterator[str]:
    """What was chosen, and this version does not look for: such a column is to surprise nobody."""
    empty = [known[name].header for name in fields or () if not known[name].sought]
    if empty:
        yield f"This version does not look for {', '.join(empty)}: what nobody else has found stays blank."


@dataclass(slots=True)
class _Website:
    """A chosen row with a website that can be read."""

    record_id: str
    key: str
    is_asked: bool


@dataclass(slots=True)
class _Counts:
    """Where the chosen rows stand, counted as they come. asks: whether a person asks for a row again."""

    job: Job
    run: Run | None
    reader: Reader | None
    asks: Callable[[SourceRow], bool]
    now: float
    chosen: int = 0
    done: int = 0
    fresh: int = 0
    to_do: int = 0
    readable: Distinct = field(default_factory=Distinct)
    visits: Distinct = field(default_factory=Distinct)
    _unusable: dict[Reason, Unusable] = field(default_factory=dict)

    def take(self, rows: Iterable[SourceRow]) -> None:
        """Count these rows; nothing of them is kept."""
        for chunk in chunks(self._websites(rows)):
            self._stand(chunk)

    @property
    def unusable(self) -> tuple[Unusable, ...]:
        """Most frequent first, those without a website before all."""
        return tuple(sorted(self._unusable.values(), key=lambda one: (one.reason is not Reason.NO_WEBSITE, -one.count)))

    def _websites(self, rows: Iterable[SourceRow]) -> Iterator[_Website]:
        for row in rows:
            self.chosen += 1
            try:
                key = parse_website(row.company.website).website_key
            except FetchFailed as error:
                self._note(error.failure.reason, row.number)
                continue
            self.readable.add(key)
            yield _Website(row.company.record_id, key, self.asks(row))

    def _note(self, reason: Reason, number: int) -> None:
        before = self._unusable.get(reason)
        self._unusable[reason] = Unusable(reason, before.count + 1 if before else 1, before.first if before else number)

    def _stand(self, chunk: list[_Website]) -> None:
        states = {} if self.run is None else self._states(self.run, chunk)
        open_ = [one for one in chunk if one.is_asked or states.get(one.record_id) not in _DONE]
        # a row that was tried in this run goes on, however fresh its company
        new = {one.key for one in open_ if states.get(one.record_id) in (None, State.PENDING, State.SKIPPED)}
        fresh = self._fresh(new)
        self.done += len(chunk) - len(open_)
        for one in open_:
            if one.key in fresh and not one.is_asked:
                self.fresh += 1
            else:
                self.to_do += 1
                self.visits.add(one.key)

    def _states(self, run: Run, chunk: list[_Website]) -> dict[str, State]:
        return self.reader.states(run.id, [one.record_id for one in chunk]) if self.reader else {}

    def _fresh(self, keys: set[str]) -> set[str]:
        if self.reader is None or self.job.fresh_for_s <= 0 or not keys:
            return set()
        job = self.job
        return self.reader.fresh(keys, self.now, job.fresh_for_s, job.researcher, unproved=job.unproved)
