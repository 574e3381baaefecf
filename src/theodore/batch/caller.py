"""A caller's own pipeline, made to fit: anything with `process_single_company(company_name, website, job_id=None)`."""

from __future__ import annotations

import asyncio
import dataclasses
import inspect
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol, runtime_checkable

from theodore.model.company import Company
from theodore.model.errors import ConfigurationError, Failure, Reason
from theodore.model.evidence import Blank, Evidence, Extraction, Proof
from theodore.model.fields import Value, catalogue, is_blank
from theodore.model.outcome import Crawl, Hints, Hold, Outcome
from theodore.model.ports import Progress

#: Seconds until a company whose last call still runs is looked at again.
_LINGER_S = 5.0


@runtime_checkable
class CallersPipeline(Protocol):
    """What a caller's pipeline must have; it may be sync or async, and may take `timeout=` in seconds."""

    def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> Any: ...


class CallerPipeline:
    """Makes attempts with a caller's own pipeline.

    A sync one runs in a thread of its own. A thread cannot be stopped: past its deadline the attempt ends, the row
    says so, and the slot stays taken until the call returns (see `lingering`).
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
        self._lingering: set[str] = set()

    def lingering(self) -> int:
        """Calls that outlived their attempt and still run."""
        return len(self._lingering)

    async def attempt(self, company: Company, deadline_s: float, hints: Hints, progress: Progress) -> Outcome:
        """One call; its exceptions pass through, for the runner to classify."""
        del hints  # a caller's pipeline begins anew each time
        if company.record_id in self._lingering:
            return Outcome(hold=Hold(_LINGER_S, "its last attempt has not ended yet"))
        progress("in the caller's pipeline")
        began = time.monotonic()
        try:
            async with asyncio.timeout(deadline_s):
                result = await self._call(company, deadline_s)
        except TimeoutError as error:
            if time.monotonic() - began < deadline_s:
                raise  # its own, not ours
            return Outcome(crawl=Crawl(seconds=deadline_s), failure=self._late(company, deadline_s, error))
        return _outcome(result, company, time.monotonic() - began)

    def _late(self, company: Company, deadline_s: float, _: TimeoutError) -> Failure:
        detail = f"the caller's pipeline took longer than {deadline_s:g} s"
        if company.record_id in self._lingering:
            detail += "; it is sync, so it goes on and keeps its slot until it returns"
        return Failure(Reason.ATTEMPT_DEADLINE, detail=detail)

    async def _call(self, company: Company, deadline_s: float) -> Any:
        extra = {"timeout": deadline_s} if self._takes_timeout else {}
        args = (company.name, company.website)
        if inspect.iscoroutinefunction(self._method):
            return await self._method(*args, job_id=company.record_id, **extra)
        result = await self._in_thread(
            lambda: self._method(*args, job_id=company.record_id, **extra), company.record_id
        )
        return await result if inspect.isawaitable(result) else result

    async def _in_thread(self, call: Callable[[], Any], record_id: str) -> Any:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Any] = loop.create_future()

        def settle(result: Any, error: BaseException | None) -> None:
            self._lingering.discard(record_id)
            if done.cancelled():
                return
            if error is None:
                done.set_result(result)
            else:
                done.set_exception(error)

        def work() -> None:
            result, error = None, None
            try:
                result = call()
            except BaseException as raised:  # noqa: BLE001 - carried over to the loop, where it is classified
                error = raised if isinstance(raised, Exception) else RuntimeError(type(raised).__name__)
            if not loop.is_closed():
                loop.call_soon_threadsafe(settle, result, error)

        # a daemon: a call that never returns does not keep the program from ending
        threading.Thread(target=work, name=f"pipeline-{record_id}", daemon=True).start()
        try:
            return await done
        except asyncio.CancelledError:
            self._lingering.add(record_id)
            raise


def _accepts(method: Callable[..., Any], name: str) -> bool:
    try:
        parameters = inspect.signature(method).parameters.values()
    except (TypeError, ValueError):
        return False
    return any(parameter.name == name or parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters)


def _outcome(result: Any, company: Company, seconds: float) -> Outcome:
    values = _mapping(result)
    crawl = Crawl(seconds=seconds)
    if values is None:
        return Outcome(crawl=crawl, failure=Failure(Reason.EMPTY, detail="the caller's pipeline returned nothing"))
    if values.get("success") is False:
        return Outcome(crawl=crawl, failure=Failure(Reason.OTHER, detail=str(values.get("error") or "no reason given")))
    return Outcome(crawl=crawl, extraction=_extraction(values, company))


def _mapping(result: Any) -> Mapping[str, Any] | None:
    if isinstance(result, Mapping):
        return result
    if dataclasses.is_dataclass(result) and not isinstance(result, type):
        return dataclasses.asdict(result)
    if callable(dump := getattr(result, "model_dump", None)):
        dumped = dump()
        return dumped if isinstance(dumped, Mapping) else None
    return vars(result) if hasattr(result, "__dict__") else None


def _extraction(values: Mapping[str, Any], company: Company) -> Extraction:
    """The fields of the catalogue that the caller's result holds; what else it holds is the caller's own."""
    profile: dict[str, Value] = {
        field.name: values[field.name]
        for field in catalogue().fields
        if field.extractable and not is_blank(values.get(field.name))
    }
    evidence = tuple(
        Evidence(name, value, Proof.OBSERVED, company.website or None, "", "caller", 1.0)
        for name, value in profile.items()
    )
    blanks = {field.name: Blank.NOT_PUBLISHED for field in catalogue().extractable if field.name not in profile}
    return Extraction(profile=profile, evidence=evidence, blanks=blanks)
