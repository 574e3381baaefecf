"""A caller's own pipeline: sync or async, quick, late or broken."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass
from typing import Any

import pytest

from theodore.batch.caller import CallerPipeline
from theodore.model.company import Company
from theodore.model.errors import ConfigurationError, Reason
from theodore.model.outcome import Hints, Outcome

ACME = Company("r1", "Acme", "acme.test")


async def attempt(pipeline: Any, deadline_s: float = 5.0) -> Outcome:
    return await CallerPipeline(pipeline).attempt(ACME, deadline_s, Hints(), lambda _: None)


class Sync:
    def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> dict[str, Any]:
        return {"industry": f"{company_name} at {website} as {job_id}", "mood": "fine", "phones": []}


class Async:
    async def process_single_company(
        self, company_name: str, website: str, job_id: str | None = None, timeout: float = 0
    ) -> dict[str, Any]:
        await asyncio.sleep(0)
        return {"industry": f"within {timeout:g} s"}


@dataclass
class Facts:
    founding_year: int = 1999


class Returns:
    def __init__(self, result: Any) -> None:
        self.result = result

    def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> Any:
        if isinstance(self.result, BaseException):
            raise self.result
        return self.result


async def test_a_sync_pipeline_serves_and_only_fields_of_the_catalogue_are_taken() -> None:
    outcome = await attempt(Sync())
    assert outcome.extraction is not None
    assert outcome.extraction.profile == {"industry": "Acme at acme.test as r1"}
    assert "phones" in outcome.extraction.blanks


async def test_an_async_pipeline_serves_and_gets_its_deadline_where_it_takes_one() -> None:
    outcome = await attempt(Async(), 7.0)
    assert outcome.extraction is not None
    assert outcome.extraction.profile == {"industry": "within 7 s"}


async def test_an_object_with_fields_serves_too() -> None:
    outcome = await attempt(Returns(Facts()))
    assert outcome.extraction is not None
    assert outcome.extraction.profile == {"founding_year": 1999}


@pytest.mark.parametrize(
    ("result", "reason", "detail"),
    [
        pytest.param(None, Reason.EMPTY, "returned nothing", id="nothing is no success"),
        pytest.param({"success": False, "error": "no luck"}, Reason.OTHER, "no luck", id="its own failure is told"),
        pytest.param({"success": False}, Reason.OTHER, "no reason given", id="a failure without a reason"),
    ],
)
async def test_results_that_are_failures(result: Any, reason: Reason, detail: str) -> None:
    outcome = await attempt(Returns(result))
    assert outcome.failure is not None
    assert outcome.failure.reason is reason
    assert detail in outcome.failure.message
    assert not outcome.has_content


async def test_its_exceptions_pass_to_the_runner() -> None:
    with pytest.raises(ConnectionResetError):
        await attempt(Returns(ConnectionResetError()))


async def test_its_own_timeout_is_not_taken_for_ours() -> None:
    with pytest.raises(TimeoutError):
        await attempt(Returns(TimeoutError()))


async def test_something_without_the_method_is_refused_with_advice() -> None:
    with pytest.raises(ConfigurationError, match="process_single_company"):
        CallerPipeline(object())  # type: ignore[arg-type]  # the very mistake


async def test_a_late_sync_call_keeps_its_slot_and_the_row_says_so() -> None:
    release = threading.Event()

    class Late:
        def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> dict[str, int]:
            release.wait(20)
            return {}

    pipeline = CallerPipeline(Late())
    outcome = await pipeline.attempt(ACME, 0.05, Hints(), lambda _: None)
    assert outcome.failure is not None
    assert outcome.failure.reason is Reason.ATTEMPT_DEADLINE
    assert "keeps its slot" in outcome.failure.message
    assert pipeline.lingering() == 1

    again = await pipeline.attempt(ACME, 5.0, Hints(), lambda _: None)
    assert again.hold is not None, "one active attempt for a company at a time"

    release.set()
    limit = time.monotonic() + 10
    while pipeline.lingering():
        assert time.monotonic() < limit, "the slot was never given back"
        await asyncio.sleep(0.01)


async def test_a_late_async_call_is_cancelled_and_leaves_its_slot() -> None:
    ended = asyncio.Event()

    class Late:
        async def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> None:
            try:
                await asyncio.sleep(60)
            finally:
                ended.set()

    pipeline = CallerPipeline(Late())
    outcome = await pipeline.attempt(ACME, 0.05, Hints(), lambda _: None)
    assert outcome.failure is not None
    assert outcome.failure.reason is Reason.ATTEMPT_DEADLINE
    assert ended.is_set()
    assert pipeline.lingering() == 0
