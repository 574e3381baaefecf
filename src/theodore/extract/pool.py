"""Extraction on every core, off the event loop, with bounds for each company."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import CancelledError, Future, InvalidStateError
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from pebble import ProcessExpired, ProcessPool

from theodore.extract.processes import clean_context, safe_path
from theodore.extract.tasks import WORKER, begin, packed_task, prepare, work
from theodore.model.company import Company
from theodore.model.custom import CustomField
from theodore.model.errors import ExtractionFailed, Failure, Reason, RunError
from theodore.model.evidence import Extraction
from theodore.model.outcome import Crawl

DEFAULT_TIMEOUT_S = 20.0
DEFAULT_MEMORY_BYTES = 1 << 30
#: A worker is replaced after this many companies: what a library leaks goes with it.
COMPANIES_PER_WORKER = 500
#: So often a company is tried again whose pool broke: what broke it may have been another one.
_AGAIN = 2

_NOT_STARTED = "the processes that work out pages could not be started"
_WAY_OUT = "See to free memory and to the number of processes that the system allows, or pass a smaller --workers"


class ExtractionPool:
    """Works companies out in processes of its own; an Extractor of model/ports.

    workers: how many at once; None for one a core. timeout_s: seconds that one company may take, not counting its
    wait for a worker. memory_bytes: what a worker may take beyond its start, where the system can hold it to that.
    off: fields that are not looked for. personal_data: False keeps people out of the facts. custom: the user's own
    fields. A worker that passes a bound is ended and replaced; its company fails, and no other. Entering it raises
    RunError where the system starts no processes.
    """

    def __init__(
        self,
        workers: int | None = None,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        *,
        memory_bytes: int = DEFAULT_MEMORY_BYTES,
        companies_per_worker: int = COMPANIES_PER_WORKER,
        off: frozenset[str] = frozenset(),
        personal_data: bool = True,
        custom: tuple[CustomField, ...] = (),
    ) -> None:
        self._workers = workers or os.cpu_count() or 1
        self._timeout_s = timeout_s
        self._memory_bytes = memory_bytes
        self._companies_per_worker = companies_per_worker
        told = {"off": off, "custom": custom}
        self._besides: dict[str, Any] = {name: value for name, value in told.items() if value}
        if not personal_data:
            self._besides["personal_data"] = False
        self._pool: ProcessPool | None = None
        self._renewing = asyncio.Lock()
        self._suspects = asyncio.Lock()
        self._tasks: dict[Future[Extraction], ProcessPool] = {}

    async def __aenter__(self) -> Self:
        self._pool = await asyncio.to_thread(self._start)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.to_thread(_stop, pool)

    @property
    def backlog(self) -> int:
        """Companies that wait for a worker."""
        return sum(not task.running() for task in self._tasks)

    async def extract(self, company: Company, crawl: Crawl) -> Extraction:
        """Work out what the pages state; cancelling this ends the work.

        Raises ExtractionFailed where the company passed the bounds of time or memory, or broke our own code; RunError
        where the processes are gone and the system starts no others.
        """
        # robots.txt and sitemaps are large, and say nothing of the company
        lean = replace(crawl, pages=crawl.content)
        try:
            return await self._run(company, lean)
        except BrokenProcessPool:
            # a worker died before it said whose work it had taken, or that it had none, so that all who wait are told
            await self._renew()
        # one by one, so that whoever broke it breaks it for itself alone
        async with self._suspects:
            for _ in range(_AGAIN):
                try:
                    return await self._run(company, lean)
                except BrokenProcessPool:
                    await self._renew()
        raise self._failed(Reason.TOO_LARGE, "the processes that work out pages died each time it was tried")

    async def _run(self, company: Company, crawl: Crawl) -> Extraction:
        task = self._submit(company, crawl)
        try:
            return await asyncio.wrap_future(task)
        except TimeoutError:
            raise self._failed(
                Reason.TOO_LARGE, f"working out the pages took longer than {self._timeout_s:g} s"
            ) from None
        except MemoryError:
            raise self._failed(Reason.TOO_LARGE, "working out the pages took more memory than is allowed") from None
        except ProcessExpired as died:
            raise self._failed(
                Reason.TOO_LARGE, f"the process that worked out the pages died ({died.exitcode})"
            ) from died
        except (BrokenProcessPool, CancelledError, asyncio.CancelledError):
            raise
        except Exception as bug:
            raise self._failed(Reason.BUG, f"{type(bug).__name__} while working out the pages") from bug
        finally:
            self._tasks.pop(task, None)

    def _submit(self, company: Company, crawl: Crawl) -> Future[Extraction]:
        if self._pool is None:
            raise RuntimeError("ExtractionPool is used outside its `async with`")
        if not self._pool.active:
            raise BrokenProcessPool
        try:
            packed = packed_task(company, crawl)
            task: Future[Extraction] = self._pool.schedule(
                begin, args=(work, packed), kwargs=self._besides, timeout=self._timeout_s
            )
        except RuntimeError as broken:  # since it was looked at, a line ago
            raise BrokenProcessPool from broken
        self._tasks[task] = self._pool
        return task

    @staticmethod
    def _failed(reason: Reason, detail: str) -> ExtractionFailed:
        return ExtractionFailed(Failure(reason, detail))

    def _start(self) -> ProcessPool:
        with safe_path:
            pool = ProcessPool(
                max_workers=self._workers,
                max_tasks=self._companies_per_worker,
                initializer=prepare,
                initargs=(self._memory_bytes,),
                context=clean_context(WORKER),
            )
            # pebble starts its workers when it is first asked; asking now keeps their start out of the first company
            try:
                is_active = pool.active
            except BrokenProcessPool as error:  # one ended before it had read what it is, or there was none at all
                raise RunError(f"{_NOT_STARTED} ({error.__cause__ or error}). {_WAY_OUT}") from error
        if not is_active:
            raise RunError(f"{_NOT_STARTED}. {_WAY_OUT}")
        return pool

    async def _renew(self) -> None:
        """A new pool in place of one that broke; whoever comes second finds it done."""
        async with self._renewing:
            broken = self._pool
            if broken is None or broken.active:
                return
            self._pool = await asyncio.to_thread(self._start)
        await asyncio.to_thread(_stop, broken)
        # what it had been given and not yet passed on, it has forgotten
        for task in [task for task, pool in self._tasks.items() if pool is broken]:
            with suppress(InvalidStateError):
                task.set_exception(BrokenProcessPool())


def _stop(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call] # pebble leaves it without a type
    pool.join()
