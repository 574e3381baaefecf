"""Many small writes, one commit.

A commit waits for the disk, so writes that arrive while one is under way share the next:

    callers (event loop)   a  b c   d e f          g
    thread                 [a]──commit──[b c d e f]──commit──[g]──commit
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

from theodore.model.errors import JournalUnavailable
from theodore.store.faults import translated
from theodore.store.journal import Journal
from theodore.store.ledger import Ledger
from theodore.store.records import Event

T = TypeVar("T")

#: Works that share a commit at most, so that the first of them does not wait for ever.
_GROUP = 64


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[Ledger], Any]
    answer: Future[Any]


@dataclass(frozen=True, slots=True)
class _Result:
    value: Any = None
    error: Exception | None = None


class WriterClosed(RuntimeError):
    """The writer is asked outside of its `async with`: nothing was written."""


class GroupWriter:
    """Writes to the journal from an event loop, in one thread of its own.

    on_events: called on the loop after each commit with the events that it made durable, before the writes'
    callers go on.
    """

    def __init__(self, journal: Journal, on_events: Callable[[Sequence[Event]], None] | None = None) -> None:
        self._journal = journal
        self._on_events = on_events
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="journal-writer", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_open = False

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._is_open = True
        self._thread.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_open = False
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    async def do(self, work: Callable[[Ledger], T]) -> T:
        """Do this work and return what it returns, once it is durable.

        Works are done in the order in which they were asked for. One that raises is undone by itself and raises
        here; where the commit fails, all that share it raise JournalUnavailable and none of them is done. A caller
        that is cancelled before its work began takes it back; after that it is done all the same.
        """
        if not self._is_open:
            raise WriterClosed("the writer is not open: use it inside `async with GroupWriter(...)`")
        answer: Future[T] = Future()
        self._jobs.put(_Job(work, answer))
        return await asyncio.wrap_future(answer)

    def _run(self) -> None:
        is_open = True
        while is_open:
            group, is_open = self._next_group()
            if group:
                self._commit(group)

    def _next_group(self) -> tuple[list[_Job], bool]:
        """What waits now, in order, and whether more may come; blocks until there is something."""
        jobs = [self._jobs.get()]
        while len(jobs) < _GROUP and jobs[-1] is not None:
            try:
                jobs.append(self._jobs.get_nowait())
            except queue.Empty:
                break
        wanted = [job for job in jobs if job is not None and job.answer.set_running_or_notify_cancel()]
        return wanted, jobs[-1] is not None

    def _commit(self, group: Sequence[_Job]) -> None:
        try:
            with self._journal.transaction() as ledger:
                results = [self._result(ledger, job.work) for job in group]
        except Exception as error:  # noqa: BLE001 - whatever it is, somebody waits for an answer
            results = [_Result(error=error) for _ in group]
        else:
            self._tell(ledger.appended)
        for job, result in zip(group, results, strict=True):
            _answer(job.answer, result)

    def _result(self, ledger: Ledger, work: Callable[[Ledger], Any]) -> _Result:
        """What the work came to; raises only what ends the whole transaction."""
        try:
            with translated(self._journal.path), ledger.savepoint():
                return _Result(work(ledger))
        except JournalUnavailable:
            raise
        except Exception as error:
            if ledger.is_lost:
                raise
            return _Result(error=error)

    def _tell(self, events: Sequence[Event]) -> None:
        if self._on_events is not None and self._loop is not None and events:
            with suppress(RuntimeError):  # the loop was closed under us: nobody is left to listen
                self._loop.call_soon_threadsafe(self._on_events, tuple(events))


def _answer(answer: Future[Any], result: _Result) -> None:
    if result.error is None:
        answer.set_result(result.value)
    else:
        answer.set_exception(result.error)
