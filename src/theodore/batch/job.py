"""One whole job: a table in, a run in the journal, a table out."""

from __future__ import annotations

import asyncio
import os
import platform
import random
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from theodore.batch.control import stop_on_signals
from theodore.batch.deliver import SheetWriter, Written
from theodore.batch.edits import Sink, sink_key, take_edits
from theodore.batch.gauge import Gauge
from theodore.batch.runner import Runner, RunnerConfig
from theodore.batch.selection import ALL, Selection
from theodore.batch.summary import summarise, visited
from theodore.batch.watch import Silence, Watcher
from theodore.batch.wishes import Wishes, new_row
from theodore.model.company import SourceRow
from theodore.model.errors import ConfigurationError, JournalUnavailable, TheodoreError
from theodore.model.evidence import OWN
from theodore.model.ports import Pipeline, SourceTable
from theodore.model.states import State
from theodore.sheets.backup import back_up
from theodore.sheets.columns import companies_columns
from theodore.sheets.edits import asking
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.layout import Layout
from theodore.sheets.sinks import check_sink, default_sink, sink_files, sinks_of
from theodore.sheets.sources import open_source
from theodore.store.abandoned import settle_abandoned
from theodore.store.journal import Journal
from theodore.store.ledger import Ledger
from theodore.store.lock import RunLock, SinkLock
from theodore.store.reader import Reader
from theodore.store.records import Event, Run, RunState
from theodore.store.writer import GroupWriter

#: A last write that takes longer than this is given up when a run is interrupted.
_INTERRUPTED_WRITE_S = 5.0

#: Settings of a run that the command that resumes it may change.
_CHOSEN = ("selection", "fields")

#: The events that bring a row to its end.
_ENDINGS = frozenset({"completed", "partial", "failed", "skipped", "cancelled"})

_STOPPING = "Stopping: what is under way goes back to pending."
_RESUMES = " The same command resumes the run."
_UNWRITTEN = "The sheet stays as it was last written"
_COMPLETES = "; the same command goes on and completes it"


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done.

    sink: None for the default beside the source. tab: the worksheet, where the source has several. fields: see
    `Layout`. in_place: whether the results go into the source itself. selection: which rows are worked on, None for
    all; of the others what is known is shown. fresh_for_s: 0 visits every company. researcher: who does the work; what
    somebody else found is not fresh. resumable: whether the same command can go on where this one stops; it changes
    what is said, and nothing else.
    """

    source: Path
    sink: Path | None = None
    columns: ColumnChoice = field(default_factory=ColumnChoice)
    tab: str | None = None
    fields: tuple[str, ...] | None = None
    in_place: bool = False
    selection: Selection | None = None
    fresh_for_s: float = 0.0
    researcher: str = OWN
    settings: dict[str, Any] = field(default_factory=dict)
    resumable: bool = True


@dataclass(frozen=True, slots=True)
class Worker:
    """What makes the attempts. backlog: companies that wait for extraction. occupied: see `Runner`."""

    pipeline: Pipeline
    backlog: Callable[[], int] = lambda: 0
    occupied: Callable[[], int] = lambda: 0


@dataclass(frozen=True, slots=True)
class Report:
    """How a job ended.

    finished: nothing is left for the same command to do. interrupted: somebody stopped it. written: this invocation
    wrote the sheet, perhaps not to its end.
    """

    run: Run
    summary: dict[str, Any]
    finished: bool
    interrupted: bool
    written: bool


Opened = Callable[[], AbstractAsyncContextManager[Worker]]
Counts = Mapping[State, int]


async def run_job(
    job: Job,
    journal_path: Path,
    worker: Opened,
    config: RunnerConfig,
    watcher: Watcher | None = None,
    *,
    stop: asyncio.Event | None = None,
) -> Report:
    """Do the job, from wherever it stands.

    An unfinished run of the same source and sink is resumed; otherwise a new one begins. stop: set to end the run as
    Ctrl-C does. Raises InputError for whatever is wrong before the first company, RunError where the run could not go
    on; the journal then has all that was done. Raises KeyboardInterrupt where it was stopped before there was a run.
    """
    watcher, stop = watcher or Silence(), stop or asyncio.Event()
    began = time.monotonic()
    stopping = _STOPPING + _RESUMES * job.resumable
    with stop_on_signals(stop, lambda: watcher.stopping(stopping)):
        source = await asyncio.to_thread(open_source, job.source, job.columns, tab=job.tab)
        sink = sink_of(job)
        check_sink(sink, job.source, source.count, in_place=job.in_place)
        if job.selection is not None:
            await asyncio.to_thread(job.selection.check, job.source.name, source.columns, source.rows)
        for notice in source.notices_for(sink):
            watcher.notice(notice)
        with no_run_yet():
            journal = await asyncio.to_thread(Journal.open, journal_path)
        try:
            with ExitStack() as locks:
                locks.enter_context(RunLock(journal_path, key := run_key(job.source, sink, source.tab)))
                for file in sink_files(sink):
                    locks.enter_context(SinkLock(journal_path, file.resolve()))
                if stop.is_set():
                    # nothing was begun that could be reported
                    raise KeyboardInterrupt
                if job.in_place:
                    watcher.notice(f"{sink} is kept as it is now in {await asyncio.to_thread(back_up, sink)}.")
                with no_run_yet():
                    run, resumed = await asyncio.to_thread(_enter, journal, key, job, source, sink, watcher.notice)
                session = _Session(journal, run, job, source.count, watcher, stop, began)
                return await session.work(source, worker, config, resumed=resumed)
        finally:
            journal.close()


@contextmanager
def no_run_yet() -> Iterator[None]:
    """A journal that cannot be used is wrong input here: there is no run that could not go on."""
    try:
        yield
    except JournalUnavailable as error:
        raise ConfigurationError(str(error)) from error


def sink_of(job: Job) -> Path:
    """Where the job's results go."""
    return job.source if job.in_place else job.sink or default_sink(job.source)


def run_key(source: Path, sink: Path, tab: str = "") -> str:
    """What makes two commands the same run: canonical source, sink and tab."""
    return "\n".join((str(source.resolve()), str(sink.resolve()), tab))


def check_results(reader: Reader, source: Path, sink: Path) -> None:
    """Raise ConfigurationError where the sink holds the results of another source, which would be lost."""
    for file in filter(_holds_something, sink_files(sink)):
        for owner in sinks_of(file.resolve()):
            other = reader.source_of_sink(str(owner))
            if other is None or (owner, other) == (sink.resolve(), str(source.resolve())):
                continue
            raise ConfigurationError(
                f"{file}: the results of {other} stand here, and those of {source} would replace them. Pass "
                "another name with --to, or move this file."
            )


def _holds_something(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0


def _enter(
    journal: Journal, key: str, job: Job, source: SourceTable, sink: Path, notice: Callable[[str], None]
) -> tuple[Run, bool]:
    """The run that the job goes on with, or a new one; what people did in the sink is in the journal then."""
    with journal.read() as reader:
        check_results(reader, job.source, sink)
        open_run, former = reader.find_open_run(key), reader.latest_run(key)
    if former is not None:
        told = take_edits(journal, _watched(sink, former, job.columns)).told(sink)
        if told is not None:
            notice(told)
    ours = {"ours": _ours(former, job, source)} if job.in_place else {}
    if open_run is not None:
        # what a run goes by now: the command that resumes it may choose other rows and columns
        chosen = {name: job.settings[name] for name in _CHOSEN if name in job.settings}
        now = replace(open_run, settings=open_run.settings | chosen | ours)
        journal.write(lambda ledger: ledger.set_settings(now.id, now.settings))
        return now, True
    settings = job.settings | ours
    new = journal.write(
        lambda ledger: ledger.new_run(
            key, str(job.source.resolve()), str(sink.resolve()), source.tab, source.columns, settings, time.time()
        )
    )
    return new, False


def _watched(sink: Path, former: Run, columns: ColumnChoice) -> Sink:
    """The sink as the former run left it."""
    return Sink(sink, former.tab, former.columns, columns, former.settings.get("ours", ()))


def _ours(former: Run | None, job: Job, source: SourceTable) -> list[str]:
    """The headers of the columns that are Theodore's in a table that is filled in place, added now or before.

    They are kept in the journal: of columns that a person chose, the table itself does not tell whose they are.
    """
    before: list[str] = former.settings.get("ours", []) if former is not None else []
    columns = companies_columns(source.columns, job.columns, links=True, fields=job.fields, ours=before)
    return list(dict.fromkeys([*before, *(column.header for column in columns if column.own is None)]))


class _Stopped(Exception):
    """The preparation was stopped; nothing of it is in the journal."""


def _prepare(
    journal: Journal, run: Run, source: SourceTable, job: Job, stop: asyncio.Event, *, resumed: bool
) -> Counts:
    """Bring the table into the journal, all of it or nothing; returns how many rows are in each state then.

    A resumed run gets the table as it is now; rows that were there before keep their state.
    """

    sink = sink_key(Path(run.sink), run.tab)
    with journal.read() as reader:
        # of a table that is filled in place it is known what we wrote there: what differs from that has been found
        is_known = run.sink == run.source and reader.is_known_sink(sink)
        wishes = Wishes(
            (job.selection or ALL).chooser(source.columns, lambda: _until(stop, source.rows())),
            reader.asked_again(sink),
            asking(source.columns, job.columns) if not resumed and not is_known else None,
        )

    def work(ledger: Ledger) -> None:
        now = time.time()
        rows = (new_row(row, wishes.of(row)) for row in _until(stop, source.rows()))
        if resumed:
            ledger.resume(run.id, now)
            ledger.refresh_rows(run.id, source.columns, rows, now, job.researcher, fresh_for_s=job.fresh_for_s)
        else:
            ledger.add_rows(run.id, rows, now, job.researcher)
        ledger.take_up(sink, wishes.taken_up)
        if job.fresh_for_s > 0:
            ledger.skip_fresh(run.id, now, job.fresh_for_s, job.researcher)

    journal.write(work)
    with journal.read() as reader:
        return reader.counts(run.id)


def _until(stop: asyncio.Event, rows: Iterable[SourceRow]) -> Iterator[SourceRow]:
    for row in rows:
        if stop.is_set():
            raise _Stopped
        yield row


def _rivals(journal: Journal, run: Run) -> list[Run]:
    """Living runs that want to visit some of the same sites; what dead ones held is free after this."""
    others = [other for other in settle_abandoned(journal, time.time()) if other.id != run.id]
    with journal.read() as reader:
        return [other for other in others if reader.shares_sites(run.id, other.id)]


class _Session:
    """One invocation's work on a run."""

    def __init__(
        self, journal: Journal, run: Run, job: Job, rows: int, watcher: Watcher, stop: asyncio.Event, began: float
    ) -> None:
        self._journal = journal
        self._run = run
        self._job = job
        self._watcher = watcher
        self._stop = stop
        self._began = began
        ours = tuple(run.settings.get("ours", ()))
        layout = Layout(Path(run.source), run.tab, job.columns, job.fields, job.in_place, rows, ours)
        self._sheet = SheetWriter(journal.path, run.id, Path(run.sink), layout, notice=watcher.notice)
        self._is_ended = False
        #: Rows that were through before this invocation did anything; None as long as it has not begun.
        self._ended_before: int | None = None

    async def work(self, source: SourceTable, opened: Opened, config: RunnerConfig, *, resumed: bool) -> Report:
        """From the source to the sheet. However it ends, the journal says that nobody works on the run any more."""
        try:
            is_ready = await self._get_ready(source, resumed=resumed)
            if is_ready:
                await self._visit(opened, config)
            return await self._end(deliver=is_ready)
        except BaseException:
            # a preparation that still goes on in its thread ends at its next row
            self._stop.set()
            self._leave()
            raise
        finally:
            await self._sheet.close()

    async def _get_ready(self, source: SourceTable, *, resumed: bool) -> bool:
        """Bring the table in and look around; False where it was stopped meanwhile."""
        try:
            counts = await asyncio.to_thread(
                _prepare, self._journal, self._run, source, self._job, self._stop, resumed=resumed
            )
        except _Stopped:
            return False
        self._ended_before = visited(counts)
        rivals = await asyncio.to_thread(_rivals, self._journal, self._run)
        if rivals:
            named = ", ".join(f"{run.id} ({Path(run.source).name})" for run in rivals)
            self._watcher.notice(
                f"Some of the websites are in another run that is at work: {named}. A website is visited by one run at "
                "a time, so this one waits for them."
            )
        self._watcher.run_ready(self._run, total=sum(counts.values()), resumed=resumed)
        return True

    async def _visit(self, opened: Opened, config: RunnerConfig) -> None:
        async with opened() as worker, GroupWriter(self._journal, self._on_events) as writer:
            runner = self._runner(worker, writer, config)
            self._sheet.changed()
            async with self._kept_up():
                await runner.run()

    def _runner(self, worker: Worker, writer: GroupWriter, config: RunnerConfig) -> Runner:
        gauge = Gauge(config.concurrency, config.max_concurrency, backlog=worker.backlog, on_change=self._watcher.limit)
        self._watcher.limit(gauge.limit)
        return Runner(
            self._run,
            self._journal,
            writer,
            worker.pipeline,
            config,
            gauge,
            self._watcher,
            draw=random.SystemRandom().random,
            owner=f"{platform.node()}:{os.getpid()}",
            stop=self._stop,
            occupied=worker.occupied,
        )

    def _on_events(self, events: Sequence[Event]) -> None:
        self._sheet.changed(sum(event.kind in _ENDINGS for event in events))
        self._watcher.events(events)

    @asynccontextmanager
    async def _kept_up(self) -> AsyncIterator[None]:
        """The sheet is written live while this is open."""
        live = asyncio.create_task(self._sheet.keep_up())
        try:
            yield
        finally:
            live.cancel()
            await asyncio.gather(live, return_exceptions=True)

    async def _end(self, *, deliver: bool) -> Report:
        is_delivered = deliver and await self._deliver()
        with self._journal.read() as reader:
            left = sum(count for state, count in reader.counts(self._run.id).items() if not state.is_final)
        # a sheet that lacks something is left to do: the same command must find this run again
        is_finished = is_delivered and left == 0
        await asyncio.to_thread(self._say_ended, "finished" if is_finished else "interrupted")
        with self._journal.read() as reader:
            run = reader.run(self._run.id)
            before = visited(reader.counts(run.id)) if self._ended_before is None else self._ended_before
            summary = summarise(reader, run, duration_s=time.monotonic() - self._began, ended_before=before)
        return Report(
            run,
            summary,
            finished=is_finished,
            interrupted=self._stop.is_set() and not is_finished,
            written=self._sheet.last is not None,
        )

    def _say_ended(self, state: RunState) -> None:
        self._journal.write(lambda ledger: ledger.end_run(self._run.id, state, time.time()))
        self._is_ended = True

    def _leave(self) -> None:
        """What can still be said of a run that something broke off."""
        if self._is_ended:
            return
        with suppress(TheodoreError):  # without its journal it stays as it is; the next run finds it abandoned
            self._journal.write(lambda ledger: ledger.interrupt_run(self._run.id, time.time()))

    async def _deliver(self) -> bool:
        """The last write; False where a stop cut it short, and the sheet stays as it was."""
        last = self._sheet.last
        is_too_slow = self._stop.is_set() and last is not None and last.seconds > _INTERRUPTED_WRITE_S
        written = None if is_too_slow else await self._last_write()
        if written is None:
            self._watcher.notice(f"{_UNWRITTEN}{_COMPLETES * self._job.resumable}.")
            return False
        if written.beside is not None:
            return False
        run, now = self._run, time.time()
        self._journal.write(lambda ledger: ledger.record_delivery(run.id, run.sink, written.seq, now))
        return True

    async def _last_write(self) -> Written | None:
        """None where somebody stopped the run, and would have to wait for it."""
        writing = asyncio.create_task(self._sheet.finish())
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({writing, stopping}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({writing}, timeout=_INTERRUPTED_WRITE_S)
        finally:
            stopping.cancel()
            writing.cancel()
            await asyncio.wait({writing})
        return None if writing.cancelled() else writing.result()
