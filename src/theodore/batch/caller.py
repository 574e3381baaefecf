"""A caller's own pipeline, made to fit: anything with `process_single_company(company_name, website, job_id=None)`."""

from __future__ import annotations

import asyncio
import inspect
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Protocol, runtime_checkable

from theodore.batch.callers_calls import MOMENT_S, Call, CallsLoop, ThreadCall
from theodore.batch.callers_facts import read_result
from theodore.model.company import Company
from theodore.model.errors import ConfigurationError, Failure, Reason
from theodore.model.outcome import Crawl, Hints, Outcome
from theodore.model.ports import Progress


@runtime_checkable
class CallersPipeline(Protocol):
    """What a caller's pipeline must have; it may be sync or async, and may take `timeout=` in seconds."""

    def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> Any: ...


def researcher_name(pipeline: CallersPipeline) -> str:
    """What a caller's pipeline is called in the journal: by its class, or by its function where that is no method."""
    method: Any = pipeline.process_single_company
    if isinstance(pipeline, type):
        named: Any = pipeline
    else:
        named = method if inspect.isfunction(method) else type(getattr(method, "__self__", pipeline))
    return f"caller:{named.__module__}.{named.__qualname__}"


class CallerPipeline:
    """Makes attempts with a caller's own pipeline.

    A sync one runs in a thread of its own, which cannot be stopped; an async one is cancelled at its deadline, and
    has a moment to end. Whatever goes on beyond that is left to itself: the attempt ends, the row says so, its result
    is ignored, and the slot stays taken until it returns (see `lingering`). Runs in several threads may share one.
    """

    def __init__(self, pipeline: CallersPipeline) -> None:
        method = getattr(pipeline, "process_single_company", None)
        if not callable(method):
            raise ConfigurationError(
                f"{type(pipeline).__name__} has no process_single_company(company_name, website, job_id=None); "
                "give a pipeline that has, or none for Theodore's own."
            )
        self._method: Callable[..., Any] = method
        self._name = researcher_name(pipeline)
        self._takes_timeout = _accepts(method, "timeout")
        self._late: dict[Call, Company] = {}
        self._lock = threading.Lock()
        self._loop = CallsLoop()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Async calls made while this is open share one event loop."""
        async with self._loop.open():
            yield

    def lingering(self) -> int:
        """Calls that outlived their attempt and still run."""
        return len(self._still_late())

    def _still_late(self) -> list[Company]:
        with self._lock:
            self._late = {call: company for call, company in self._late.items() if call.is_running()}
            return list(self._late.values())

    async def attempt(self, company: Company, deadline_s: float, hints: Hints, progress: Progress) -> Outcome:
        """One call; its exceptions pass through, for the runner to classify.

        While an earlier call for the company still runs none is made: that is a failure, and it spends a retry, or a
        call that never returns would keep the run from ending.
        """
        del hints  # a caller's pipeline begins anew each time
        if company in self._still_late():
            return _late("the caller's pipeline has not returned from its last call yet, which still runs")
        progress("in the caller's pipeline")
        began = time.monotonic()
        try:
            async with self.open():
                result = await self._call(company, deadline_s)
        except _PastDeadline as late:
            detail = f"the caller's pipeline took longer than {deadline_s:g} s{late.what_now}"
            return _late(detail, time.monotonic() - began)
        return read_result(result, company, time.monotonic() - began, self._name)

    async def _call(self, company: Company, deadline_s: float) -> Any:
        until = time.monotonic() + deadline_s
        extra = {"timeout": deadline_s} if self._takes_timeout else {}
        call = partial(self._method, company.name, company.website, job_id=company.record_id, **extra)
        if inspect.iscoroutinefunction(self._method):
            return await self._answered(self._loop.begin(call), company, until)
        result = await self._answered(ThreadCall(call, f"pipeline-{company.record_id}"), company, until)
        if not inspect.isawaitable(result):
            return result
        return await self._answered(self._loop.begin(lambda: result), company, until)

    async def _answered(self, call: Call, company: Company, until: float) -> Any:
        """What this call comes to. However the wait for it ends, a call that goes on is not forgotten."""
        is_late = False
        try:
            await asyncio.wait({call.answer}, timeout=until - time.monotonic())
            is_late = not call.answer.done()
        finally:
            if not call.answer.done():
                await self._left(call, company)
        if is_late:
            raise _PastDeadline("" if call.answer.done() else _WHAT_NOW[call.can_be_asked])
        return call.answer.result()()

    async def _left(self, call: Call, company: Company) -> None:
        """Ask a call to end, and give it a moment for that; one that does not is kept in mind."""
        try:
            if call.can_be_asked:
                call.cancel()
                await asyncio.wait({call.answer}, timeout=MOMENT_S)
        finally:
            if not call.answer.done():
                with self._lock:
                    self._late[call] = company


class _PastDeadline(Exception):
    """A call's time is over. what_now: what became of it, where it goes on."""

    def __init__(self, what_now: str = "") -> None:
        super().__init__(what_now)
        self.what_now = what_now


#: By whether the call could be asked to end.
_WHAT_NOW = {
    True: "; it did not heed its cancellation, so it goes on and keeps its slot until it returns",
    False: "; it is sync, so it goes on and keeps its slot until it returns",
}


def _late(detail: str, seconds: float = 0.0) -> Outcome:
    return Outcome(crawl=Crawl(seconds=seconds), failure=Failure(Reason.ATTEMPT_DEADLINE, detail=detail))


def _accepts(method: Callable[..., Any], name: str) -> bool:
    try:
        parameters = inspect.signature(method).parameters.values()
    except (TypeError, ValueError):
        return False
    return any(parameter.name == name or parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters)
