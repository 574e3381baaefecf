"""One whole job: a table in, a run in the journal, a table out."""

from __future__ import annotations

import asyncio
import os
import platform
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from theodore.batch.control import stop_on_signals, unless_stopped
from theodore.batch.deliver import Written
from theodore.batch.entry import Job, Stopped, bring_in, enter, no_run_yet, run_key
from theodore.batch.gauge import Gauge
from theodore.batch.noted import layout_of
from theodore.batch.personal_data import begins
from theodore.batch.place import Writer
from theodore.batch.places import place_of
from theodore.batch.runner import Runner, RunnerConfig
from theodore.batch.summary import summarise, visited
from theodore.batch.watch import Silence, Watcher
from theodore.model.errors import TheodoreError
from theodore.model.ports import Pipeline, SourceTable
from theodore.store.abandoned import settle_abandoned
from theodore.store.journal import Journal
from theodore.store.lock import RunLock
from theodore.store.records import Event, Run, RunState
from theodore.store.writer import GroupWriter

#: A last write that takes longer than this is given up when a run is interrupted.
_INTERRUPTED_WRITE_S = 5.0

#: The events that bring a row to its end.
_ENDINGS = frozenset({"completed", "partial", "failed", "skipped", "cancelled"})

_STOPPING = "Stopping: what is under way goes back to pending."
_RESUMES = " The same command resumes the run."
_UNWRITTEN = "The sheet stays as it was last written"
_COMPLETES = "; the same command goes on and completes it"


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
    wrote the sheet, perhaps not to its end. beside: the file that its last write went to, because the sheet itself is
    open elsewhere; None where it went into the sheet.
    """

    run: Run
    summary: dict[str, Any]
    finished: bool
    interrupted: bool
    written: bool
    beside: Path | None = None


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

    An unfinished run of the same source and sink is resumed; otherwise a new one begins. stop: set to end the run as
    Ctrl-C does. Raises InputError for whatever is wrong before the first company, RunError where the run could not go
    on; the journal then has all that was done. Raises KeyboardInterrupt where it was stopped before there was a run.
    """
    watcher, stop = watcher or Silence(), stop or asyncio.Event()
    began = time.monotonic()
    stopping = _STOPPING + _RESUMES * job.resumable
    with stop_on_signals(stop, lambda: watcher.stopping(stopping)):
        async with place_of(job) as place:
            # a Google that is silent is waited for for minutes
            opened = await unless_stopped(stop, place.open())
            table = opened.table
            if job.selection is not None:
                await asyncio.to_thread(job.selection.check, place.called, table.columns, table.rows)
            for notice in opened.notices:
                watcher.notice(notice)
            with no_run_yet():
                journal = await asyncio.to_thread(Journal.open, journal_path)
            with journal, ExitStack() as locks:
                locks.enter_context(RunLock(journal_path, key := run_key(place.source, place.sink, table.tab)))
                for lock in place.locks(journal_path):
                    locks.enter_context(lock)
                if stop.is_set():
                    # nothing was begun that could be reported
                    raise KeyboardInterrupt
                with no_run_yet():
                    run, resumed = await enter(journal, key, job, place, opened, watcher.notice, stop)
                if not job.personal_data:
                    with journal.read() as reader:
                        watcher.notice(begins(reader, run))
                layout = layout_of(run, job.columns, job.fields, table.count)
                sheet = place.writer(journal, run, layout, watcher.notice)
                session = _Session(journal, run, job, sheet, watcher, stop, began)
                return await session.work(table, worker, config, resumed=resumed)


def _rivals(journal: Journal, run: Run) -> list[Run]:
    """Living runs that want to visit some of the same sites; what dead ones held is free after this."""
    others = [other for other in settle_abandoned(journal, time.time()) if other.id != run.id]
    with journal.read() as reader:
        return [other for other in others if reader.shares_sites(run.id, other.id)]


class _Session:
    """One invocation's work on a run."""

    def __init__(
        self, journal: Journal, run: Run, job: Job, sheet: Writer, watcher: Watcher, stop: asyncio.Event, began: float
    ) -> None:
        self._journal = journal
        self._run = run
        self._job = job
        self._watcher = watcher
        self._stop = stop
        self._began = began
        self._sheet = sheet
        self._is_ended = False
        #: Rows that were through before this invocation did anything; None as long as it has not begun.
        self._ended_before: int | None = None

    async def work(self, source: SourceTable, opened: Opened, config: RunnerConfig, *, resumed: bool) -> Report:
        """From the source to the sheet. However it ends, the journal says that nobody works on the run any more."""
        self._sheet.start()
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
                bring_in, self._journal, self._run, source, self._job, self._stop, resumed=resumed
            )
        except Stopped:
            return False
        self._ended_before = visited(counts)
        rivals = await asyncio.to_thread(_rivals, self._journal, self._run)
        if rivals:
            named = ", ".join(f"{run.id} ({run.called})" for run in rivals)
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
            beside=None if self._sheet.last is None else self._sheet.last.beside,
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
