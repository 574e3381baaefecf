"""A caller's own pipeline, made to fit: anything with `process_single_company(company_name, website, job_id=None)`."""

from __future__ import annotations

import asyncio
import inspect
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, Protocol, runtime_checkable

from theodore.batch.callers_facts import read_result
from theodore.model.company import Company
from theodore.model.errors import ConfigurationError, Failure, Reason
from theodore.model.outcome import Crawl, Hints, Outcome
from theodore.model.ports import Progress


@runtime_checkable
class CallersPipeline(Protocol):
    """What a caller's pipeline must have; it may be sync or async, and may take `timeout=` in seconds."""

    def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> Any: ...


class CallerPipeline:
    """Makes attempts with a caller's own pipeline.

    A sync one runs in a thread of its own. A thread cannot be stopped: past its deadline the attempt ends, the row
    says so, and the slot stays taken until the call returns (see `lingering`). Runs in several threads may share one.
    """

    def __init__(self, pipeline: CallersPipeline) -> None:
        method = getattr(pipeline, "process_single_company", None)
        if not callable(method):
            raise ConfigurationError(
                f"{type(pipeline).__name__} has no process_single_company(company_name, website, job_id=None); "
                "give a pipeline that has, or none for Theodore's own."
            )
        self._method: Callable[..., Any] = method
        self._takes_timeout = _accepts(method, "timeout")
        self._late: dict[threading.Thread, Company] = {}
        self._lock = threading.Lock()

    def lingering(self) -> int:
        """Calls that outlived their attempt and still run."""
        return len(self._still_late())

    def _still_late(self) -> list[Company]:
        with self._lock:
            self._late = {thread: company for thread, company in self._late.items() if thread.is_alive()}
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
        limit = asyncio.timeout(deadline_s)
        try:
            async with limit:
                result = await self._call(company, deadline_s)
        except TimeoutError:
            if not limit.expired():
                raise  # its own, not ours
            return _late(self._how_late(company, deadline_s), deadline_s)
        return read_result(result, company, time.monotonic() - began)

    def _how_late(self, company: Company, deadline_s: float) -> str:
        detail = f"the caller's pipeline took longer than {deadline_s:g} s"
        if company in self._still_late():
            detail += "; it is sync, so it goes on and keeps its slot until it returns"
        return detail

    async def _call(self, company: Company, deadline_s: float) -> Any:
        extra = {"timeout": deadline_s} if self._takes_timeout else {}
        call = partial(self._method, company.name, company.website, job_id=company.record_id, **extra)
        try:
            result = call() if inspect.iscoroutinefunction(self._method) else await self._in_thread(call, company)
            return await result if inspect.isawaitable(result) else result
        except SystemExit as error:
            # a pipeline may end its company, not the program
            raise RuntimeError("the caller's pipeline asked the program to exit") from error

    async def _in_thread(self, call: Callable[[], Any], company: Company) -> Any:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Callable[[], Any]] = loop.create_future()

        def settle(answer: Callable[[], Any]) -> None:
            if not done.done():
                done.set_result(answer)

        def work() -> None:
            answer = _answer_of(call)
            with suppress(RuntimeError):  # the loop is closed: the run ended meanwhile
                loop.call_soon_threadsafe(settle, answer)

        # a daemon: a call that never returns does not keep the program from ending
        thread = threading.Thread(target=work, name=f"pipeline-{company.record_id}", daemon=True)
        thread.start()
        try:
            answer = await done
        except asyncio.CancelledError:
            with self._lock:
                self._late[thread] = company
            raise
        return answer()


def _answer_of(call: Callable[[], Any]) -> Callable[[], Any]:
    """What the call came to, to be had by calling the answer: a future does not take every exception."""
    try:
        result = call()
    except BaseException as raised:  # noqa: BLE001 - carried over to the loop, where it is classified
        error = raised if isinstance(raised, Exception) else RuntimeError(type(raised).__name__)
        return partial(_raise, error)
    return lambda: result


def _raise(error: Exception) -> None:
    raise error


def _late(detail: str, seconds: float = 0.0) -> Outcome:
    return Outcome(crawl=Crawl(seconds=seconds), failure=Failure(Reason.ATTEMPT_DEADLINE, detail=detail))


def _accepts(method: Callable[..., Any], name: str) -> bool:
    try:
        parameters = inspect.signature(method).parameters.values()
    except (TypeError, ValueError):
        return False
    return any(parameter.name == name or parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters)
