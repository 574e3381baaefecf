"""One whole job: a table in, a run in the journal, a table out."""

from __future__ import annotations

import asyncio
import os
import platform
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from theodore.batch.control import stop_on_signals
from theodore.batch.deliver import SheetWriter
from theodore.batch.gauge import Gauge
from theodore.batch.runner import Runner, RunnerConfig
from theodore.batch.summary import summarise
from theodore.batch.watch import Silence, Watcher
from theodore.crawl.urls import parse_website
from theodore.model.company import SourceRow
from theodore.model.errors import FetchFailed
from theodore.model.ports import Pipeline, SourceTable
from theodore.sheets.csv_source import CsvSource
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.sinks import check_sink, default_sink
from theodore.store.journal import Journal
from theodore.store.ledger import Ledger
from theodore.store.lock import RunLock
from theodore.store.records import Event, NewRow, Run, RunState
from theodore.store.writer import GroupWriter

#: A last write that would take longer than this is left out when a run is interrupted.
_INTERRUPTED_WRITE_S = 5.0


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done. sink: None for the default beside the source. fresh_for_s: 0 visits every company."""

    source: Path
    sink: Path | None = None
    columns: ColumnChoice = field(default_factory=ColumnChoice)
    fresh_for_s: float = 0.0
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Worker:
    """What makes the attempts. backlog: companies that wait for extraction. occupied: see `Runner`."""

    pipeline: Pipeline
    backlog: Callable[[], int] = lambda: 0
    occupied: Callable[[], int] = lambda: 0


@dataclass(frozen=True, slots=True)
class Report:
    """How a job ended. finished: nothing is left for the same command to do. interrupted: somebody stopped it."""

    run: Run
    summary: dict[str, Any]
    finished: bool
    interrupted: bool


Opened = Callable[[], AbstractAsyncContextManager[Worker]]


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

    An unfinished run of the same source and sink is resumed; otherwise a new one begins. Raises InputError for
    whatever is wrong before the first company, RunError where the run could not go on; the journal then has all
    that was done.
    """
    watcher = watcher or Silence()
    began = time.monotonic()
    source = CsvSource.open(job.source, job.columns)
    sink = job.sink or default_sink(job.source)
    check_sink(sink, job.source, source.count)
    for notice in source.notices:
        watcher.notice(notice)
    key = run_key(job.source, sink)
    journal = Journal.open(journal_path)
    try:
        with RunLock(journal_path, key):
            run, resumed = _enter(journal, key, job, source, sink)
            total = _prepare(journal, run, source, job)
            watcher.run_ready(run, total=total, resumed=resumed)
            session = _Session(journal, run, job.columns, watcher, stop or asyncio.Event(), began)
            return await session.work(worker, config)
    finally:
        journal.close()


def run_key(source: Path, sink: Path, tab: str = "") -> str:
    """What makes two commands the same run: canonical source, sink and tab."""
    return "\n".join((str(source.resolve()), str(sink.resolve()), tab))


def _enter(journal: Journal, key: str, job: Job, source: SourceTable, sink: Path) -> tuple[Run, bool]:
    with journal.read() as reader:
        open_run = reader.find_open_run(key)
    if open_run is not None:
        return open_run, True
    new = journal.write(
        lambda ledger: ledger.new_run(
            key, str(job.source.resolve()), str(sink.resolve()), "", source.columns, job.settings, time.time()
        )
    )
    return new, False


def _prepare(journal: Journal, run: Run, source: SourceTable, job: Job) -> int:
    """Bring the table into the journal; returns how many rows the run has.

    Rows that are there already, from before a stop, keep their state: added ones are picked up.
    """

    def work(ledger: Ledger) -> None:
        now = time.time()
        ledger.resume(run.id, now)
        ledger.add_rows(run.id, map(_new_row, source.rows()), now)
        if job.fresh_for_s > 0:
            ledger.skip_fresh(run.id, now, job.fresh_for_s)

    journal.write(work)
    with journal.read() as reader:
        return sum(reader.counts(run.id).values())


def _new_row(row: SourceRow) -> NewRow:
    try:
        website = parse_website(row.company.website)
    except FetchFailed:
        # the attempt says what is wrong with it, in the row
        return NewRow(row, None, None)
    return NewRow(row, website.website_key, website.site_key)


class _Session:
    """One invocation's work on a run."""

    def __init__(
        self,
        journal: Journal,
        run: Run,
        columns: ColumnChoice,
        watcher: Watcher,
        stop: asyncio.Event,
        began: float,
    ) -> None:
        self._journal = journal
        self._run = run
        self._watcher = watcher
        self._stop = stop
        self._began = began
        self._sheet = SheetWriter(journal.path, run.id, Path(run.sink), columns, notice=watcher.notice)

    async def work(self, opened: Opened, config: RunnerConfig) -> Report:
        try:
            async with opened() as worker, GroupWriter(self._journal, self._on_events) as writer:
                runner = self._runner(worker, writer, config)
                self._sheet.changed()
                with stop_on_signals(self._stop, self._say_stopping):
                    async with self._kept_up():
                        await runner.run()
            return await self._end()
        finally:
            await self._sheet.close()

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
        self._sheet.changed()
        self._watcher.events(events)

    def _say_stopping(self) -> None:
        self._watcher.notice("Stopping: what is under way goes back to pending. The same command resumes the run.")

    @asynccontextmanager
    async def _kept_up(self) -> AsyncIterator[None]:
        """The sheet is written live while this is open."""
        live = asyncio.create_task(self._sheet.keep_up())
        try:
            yield
        finally:
            live.cancel()
            await asyncio.gather(live, return_exceptions=True)

    async def _end(self) -> Report:
        interrupted = self._stop.is_set()
        with self._journal.read() as reader:
            left = sum(count for state, count in reader.counts(self._run.id).items() if not state.is_final)
        if not (interrupted and self._slow_sheet()):
            written = await self._sheet.finish()
            self._write(lambda ledger: ledger.record_delivery(self._run.id, self._run.sink, written.seq, time.time()))
        state: RunState = "finished" if left == 0 else "interrupted"
        self._write(lambda ledger: ledger.end_run(self._run.id, state, time.time()))
        with self._journal.read() as reader:
            run = reader.run(self._run.id)
            summary = summarise(reader, run, duration_s=time.monotonic() - self._began)
        return Report(run, summary, finished=left == 0, interrupted=interrupted)

    def _slow_sheet(self) -> bool:
        last = self._sheet.last
        if last is None or last.seconds <= _INTERRUPTED_WRITE_S:
            return False
        self._watcher.notice("The sheet stays as it was last written; the same command goes on and completes it.")
        return True

    def _write(self, work: Callable[[Ledger], None]) -> None:
        self._journal.write(work)
