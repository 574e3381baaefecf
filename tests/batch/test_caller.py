"""A caller's own pipeline: sync or async, quick, late or broken."""

from __future__ import annotations

import asyncio
import csv
import threading
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.batch.jobs import companies
from theodore.batch.caller import CallerPipeline, researcher_name
from theodore.batch.callers_calls import MOMENT_S
from theodore.batch.callers_facts import fit
from theodore.batch.entry import Job
from theodore.batch.job import run_job
from theodore.batch.runner import RunnerConfig
from theodore.model.company import Company
from theodore.model.errors import CompanyError, ConfigurationError, ErrorType, Reason
from theodore.model.evidence import Blank
from theodore.model.fields import catalogue
from theodore.model.outcome import Hints, Outcome
from theodore.wiring import callers_worker

pytestmark = pytest.mark.usefixtures("sheets_are_forked")

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
        pytest.param({}, Reason.EMPTY, "no field", id="an empty mapping is no success"),
        pytest.param({"mood": "fine"}, Reason.EMPTY, "no field", id="nor is one of unknown keys"),
        pytest.param({"founding_year": "old"}, Reason.EMPTY, "no field", id="nor is one whose values do not fit"),
        pytest.param({"industry"}, Reason.EMPTY, "a set", id="a set has no values"),
        pytest.param(b"industry", Reason.EMPTY, "a bytes", id="bytes have no fields"),
        pytest.param("industry", Reason.EMPTY, "a str", id="nor has a text"),
        pytest.param(object(), Reason.EMPTY, "a object", id="nor has a plain object"),
        pytest.param(Facts, Reason.EMPTY, "a type", id="a class is not what it makes"),
    ],
)
async def test_results_that_are_failures(result: Any, reason: Reason, detail: str) -> None:
    outcome = await attempt(Returns(result))
    assert outcome.failure is not None
    assert outcome.failure.reason is reason
    assert detail in outcome.failure.message
    assert not outcome.has_content


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [
        pytest.param("industry", "Anvils", "Anvils", id="a text"),
        pytest.param("industry", "  ", None, id="a blank text"),
        pytest.param("industry", 5, None, id="a number is no text"),
        pytest.param("founding_year", 1949, 1949, id="a whole number"),
        pytest.param("founding_year", True, None, id="a truth value is no number"),
        pytest.param("founding_year", 1949.5, None, id="a fraction is no year"),
        pytest.param("has_forms", False, False, id="false is a value"),
        pytest.param("has_forms", 1, None, id="a number is no truth value"),
        pytest.param("company_size", "small", "small", id="a choice"),
        pytest.param("company_size", "tiny", None, id="a choice that is not offered"),
        pytest.param("saas_classification", "Unclassified", "Unclassified", id="a category"),
        pytest.param("saas_classification", "Anvils", None, id="a category that there is not"),
        pytest.param("phones", ("+1", "", 7), ["+1"], id="of a list what fits is kept"),
        pytest.param("phones", "+1", None, id="a text is no list"),
        pytest.param("phones", {"+1"}, None, id="a set has no order"),
        pytest.param(
            "social_media",
            {"x": "https://x.test/a", "y": "nowhere", "z": "http://[", 3: "https://x.test"},
            {"x": "https://x.test/a"},
            id="of a mapping what fits is kept",
        ),
        pytest.param("contact_info", ["a"], None, id="a list is no mapping"),
        pytest.param(
            "recent_news_events",
            [{"title": "Won", "rank": 10**400, "share": float("nan")}, "no event"],
            [{"title": "Won", "rank": 10**400}],
            id="mappings in a list hold plain values",
        ),
    ],
)
async def test_values_are_held_against_their_fields_types(name: str, value: Any, taken: Any) -> None:
    outcome = await attempt(Returns({"location": "Here", name: value}))
    assert outcome.extraction is not None
    expected = {"location": "Here"} if taken is None else {"location": "Here", name: taken}
    assert outcome.extraction.profile == expected


def test_every_type_of_the_catalogue_that_a_caller_may_fill_is_known() -> None:
    for field in catalogue().fields:
        if field.group != "system":
            assert fit(field, None) is None


@pytest.mark.parametrize(
    ("result", "profile"),
    [
        pytest.param(
            {"success": True, "profile": {"industry": "Anvils"}, "pages": ["https://acme.test/"], "error_type": None},
            {"industry": "Anvils"},
            id="nested, as our own pipeline returns them",
        ),
        pytest.param(
            {"industry": "Anvils", "location": "Here", "profile": {"industry": "Bells"}},
            {"industry": "Bells", "location": "Here"},
            id="beside it too, and what is nested wins",
        ),
        pytest.param(
            {"industry": "Anvils", "profile": "of it"}, {"industry": "Anvils"}, id="a profile of another kind"
        ),
        pytest.param(
            {"industry": "Anvils", "languages": ["de"], "final_website": "https://acme.test", "crawl_depth": 2},
            {"industry": "Anvils", "languages": ["de"], "final_website": "https://acme.test", "crawl_depth": 2},
            id="fields that do not count in coverage",
        ),
        pytest.param(
            {"industry": "Anvils", "name": "Other", "website": "https://other.test", "status": "failed", "attempts": 9},
            {"industry": "Anvils"},
            id="not what the user wrote nor what the journal states",
        ),
    ],
)
async def test_where_the_facts_of_a_result_stand(result: Any, profile: dict[str, Any]) -> None:
    outcome = await attempt(Returns(result))
    assert outcome.extraction is not None
    assert outcome.extraction.profile == profile
    assert outcome.failure is None


@pytest.mark.parametrize(
    ("told", "reason", "message"),
    [
        pytest.param(
            {"success": False, "error_type": "timeout", "reason": "connect", "error": "too slow"},
            Reason.CONNECT_TIMEOUT,
            "too slow",
            id="a row of the table, in its own words",
        ),
        pytest.param(
            {"success": False, "error_type": ErrorType.RATE_LIMIT, "reason": "http_429"},
            Reason.HTTP_429,
            Reason.HTTP_429.meaning,
            id="without words",
        ),
        pytest.param(
            {"error_type": "server_error", "reason": "http_5xx"},
            Reason.HTTP_5XX,
            Reason.HTTP_5XX.meaning,
            id="no facts, no word of success",
        ),
        pytest.param(
            {"success": False, "error_type": "timeout", "reason": "http_429", "error": "odd"},
            Reason.OTHER,
            "odd",
            id="of another class",
        ),
        pytest.param({"success": False, "error_type": "timeout"}, Reason.OTHER, "no reason given", id="no reason"),
        pytest.param(
            {"success": False, "error_type": ["timeout"], "reason": {}}, Reason.OTHER, "no reason given", id="no names"
        ),
    ],
)
async def test_the_failure_that_a_result_tells_of(told: dict[str, Any], reason: Reason, message: str) -> None:
    outcome = await attempt(Returns(told))
    assert outcome.failure is not None
    assert (outcome.failure.reason, outcome.failure.message) == (reason, message)


async def test_facts_beside_a_failure_are_both_taken() -> None:
    told = {"success": True, "profile": {"industry": "Anvils"}, "error_type": "timeout", "reason": "body"}
    outcome = await attempt(Returns(told))
    assert outcome.has_content
    assert outcome.failure is not None
    assert outcome.failure.reason is Reason.BODY_TIMEOUT


async def test_why_fields_are_blank_is_taken_where_it_is_told() -> None:
    blanks = {"awards": "blocked", "phones": "no idea", "industry": "blocked"}
    outcome = await attempt(Returns({"profile": {"industry": "Anvils"}, "blanks": blanks}))
    assert outcome.extraction is not None
    assert outcome.extraction.blanks["awards"] is Blank.BLOCKED
    assert outcome.extraction.blanks["phones"] is Blank.NOT_PUBLISHED
    assert "industry" not in outcome.extraction.blanks


@pytest.mark.parametrize("raised", [StopIteration("end"), SystemExit(2), asyncio.CancelledError()])
async def test_what_a_future_or_a_loop_would_not_carry_is_an_ordinary_failure(raised: BaseException) -> None:
    pipeline = CallerPipeline(Returns(raised))
    with pytest.raises(RuntimeError):
        await pipeline.attempt(ACME, 5.0, Hints(), lambda _: None)
    assert pipeline.lingering() == 0


async def test_an_async_one_that_exits_ends_its_company_alone() -> None:
    class Exits:
        async def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> None:
            raise SystemExit(2)

    with pytest.raises(RuntimeError, match="exit"):
        await attempt(Exits())


async def _exits() -> None:
    raise SystemExit(2)


async def _is_interrupted() -> None:
    raise KeyboardInterrupt


def _spawns(work: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[asyncio.AbstractEventLoop], object]:
    return lambda loop: loop.create_task(work())


def _stops(loop: asyncio.AbstractEventLoop) -> None:
    loop.stop()


def _cancels_all(loop: asyncio.AbstractEventLoop) -> None:
    for task in asyncio.all_tasks(loop):
        task.cancel()


class Saboteur:
    """An async pipeline that does something to its event loop for one company, and then waits for what comes of it."""

    def __init__(self, harm: Callable[[asyncio.AbstractEventLoop], object], at: str) -> None:
        self.harm = harm
        self.at = at
        self.waiting = threading.Event()

    async def process_single_company(
        self, company_name: str, website: str, job_id: str | None = None
    ) -> dict[str, str]:
        if company_name == self.at:
            self.harm(asyncio.get_running_loop())
        if company_name in (self.at, "Waits"):
            self.waiting.set()
            await asyncio.sleep(60)
        return {"industry": "Anvils"}


STOPPED = "the caller's pipeline stopped its event loop while this call was under way"
NAMES = ("Ada", "Bob", "Cy", "Dee", "Eve")


@pytest.mark.parametrize("at", ["Cy", "Eve"], ids=["others follow", "the last of the run"])
@pytest.mark.parametrize(
    ("harm", "words"),
    [
        pytest.param(_spawns(_exits), f"{STOPPED}: SystemExit was raised on it.", id="a task of it exits"),
        pytest.param(_spawns(_is_interrupted), f"{STOPPED}: KeyboardInterrupt was raised on it.", id="or interrupts"),
        pytest.param(_stops, f"{STOPPED}.", id="it stops the loop"),
        pytest.param(_cancels_all, "cancelled from within", id="it cancels all tasks, the loop's own too"),
    ],
)
async def test_one_that_ends_its_loop_fails_that_company_and_the_run_goes_on(
    tmp_path: Path, harm: Callable[[asyncio.AbstractEventLoop], object], words: str, at: str
) -> None:
    rows = await _run(tmp_path, Saboteur(harm, at))
    assert {row["Company"]: row["Status"] for row in rows} == {
        name: "failed" if name == at else "completed" for name in NAMES
    }
    (row,) = (row for row in rows if row["Company"] == at)
    assert row["Error Type"] == "internal_error"
    assert words in row["Error Notes"]


async def test_a_loop_that_is_closed_in_a_callback_stays_open_for_it_runs(tmp_path: Path) -> None:
    class Closes:
        async def process_single_company(
            self, company_name: str, website: str, job_id: str | None = None
        ) -> dict[str, str]:
            if company_name == "Cy":
                loop = asyncio.get_running_loop()
                loop.call_soon(loop.close)
                await asyncio.sleep(0)
            return {"industry": "Anvils"}

    rows = await _run(tmp_path, Closes())
    assert [row["Status"] for row in rows] == ["completed"] * 5


async def _run(folder: Path, theirs: Any) -> list[dict[str, str]]:
    """The rows of a real run of this pipeline over five companies, one after the other."""
    what = Job(companies(folder, NAMES), folder / "out.csv")
    async with asyncio.timeout(60):
        await run_job(what, folder / "journal.sqlite", callers_worker(theirs), RunnerConfig(concurrency=1))
    with (folder / "out.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


async def test_all_calls_under_way_on_a_loop_that_is_stopped_fail_and_later_ones_have_a_new_loop() -> None:
    theirs = Saboteur(_stops, "Stops")
    pipeline = CallerPipeline(theirs)

    async def of(name: str) -> Outcome:
        return await pipeline.attempt(Company(name, name, "acme.test"), 30.0, Hints(), lambda _: None)

    async with pipeline.open():
        waits = asyncio.create_task(of("Waits"))
        assert await asyncio.to_thread(theirs.waiting.wait, 20)
        for ended in await asyncio.gather(of("Stops"), waits, return_exceptions=True):
            assert isinstance(ended, CompanyError)
            assert ended.failure.reason is Reason.BUG
        assert (await of("Acme")).has_content
    assert pipeline.lingering() == 0


async def test_a_call_that_a_stopped_loop_had_not_begun_yet_fails_too_and_at_once() -> None:
    release = threading.Event()

    def blocks_and_stops(loop: asyncio.AbstractEventLoop) -> None:
        theirs.waiting.set()
        release.wait(20)
        loop.stop()

    theirs = Saboteur(blocks_and_stops, "Stops")
    pipeline = CallerPipeline(theirs)

    async def of(name: str) -> Outcome:
        return await pipeline.attempt(Company(name, name, "acme.test"), 30.0, Hints(), lambda _: None)

    async with pipeline.open():
        stops = asyncio.create_task(of("Stops"))
        assert await asyncio.to_thread(theirs.waiting.wait, 20)
        queued = asyncio.create_task(of("Acme"))
        await asyncio.sleep(0)  # it is told to the loop, which is blocked
        release.set()
        for ended in await asyncio.gather(stops, queued, return_exceptions=True):
            assert isinstance(ended, CompanyError)
            assert STOPPED in ended.failure.message
    assert pipeline.lingering() == 0


async def test_a_call_that_clings_to_a_stopped_loop_holds_up_no_other() -> None:
    clings = Stubborn()

    class Both:
        async def process_single_company(
            self, company_name: str, website: str, job_id: str | None = None
        ) -> dict[str, str]:
            if company_name == "Clings":
                return await clings.process_single_company(company_name, website, job_id)
            if company_name == "Stops":
                asyncio.get_running_loop().stop()
                await asyncio.sleep(60)
            return {"industry": "Anvils"}

    pipeline = CallerPipeline(Both())

    async def of(name: str, deadline_s: float = 30.0) -> Outcome:
        return await pipeline.attempt(Company(name, name, "acme.test"), deadline_s, Hints(), lambda _: None)

    async with pipeline.open():
        late = asyncio.create_task(of("Clings", 0.5))
        assert await asyncio.to_thread(clings.begun.wait, 20)
        with pytest.raises(CompanyError, match="stopped its event loop"):
            await of("Stops")
        assert (await of("Acme")).has_content
        outcome = await late
        assert outcome.failure is not None
        assert outcome.failure.reason is Reason.ATTEMPT_DEADLINE
        assert pipeline.lingering() == 1
        clings.release.set()
        await _until_none_lingers(pipeline)


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
    assert again.hold is None, "a hold would count no retry, and a call that never returns would have no end"
    assert again.failure is not None
    assert again.failure.reason is Reason.ATTEMPT_DEADLINE
    assert "still runs" in again.failure.message
    assert pipeline.lingering() == 1, "one active call for a company at a time"

    release.set()
    limit = time.monotonic() + 10
    while pipeline.lingering():
        assert time.monotonic() < limit, "the slot was never given back"
        await asyncio.sleep(0.01)


def test_a_call_that_outlives_its_run_frees_its_slot_all_the_same() -> None:
    release = threading.Event()

    class Late:
        def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> None:
            release.wait(20)

    pipeline = CallerPipeline(Late())
    asyncio.run(pipeline.attempt(ACME, 0.05, Hints(), lambda _: None))
    assert pipeline.lingering() == 1
    release.set()
    limit = time.monotonic() + 10
    while pipeline.lingering():
        assert time.monotonic() < limit, "its loop is gone, and nobody took note of its end"
        time.sleep(0.01)


async def test_a_late_async_call_is_cancelled_and_leaves_its_slot() -> None:
    ended = asyncio.Event()

    class Late:
        async def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> None:
            try:
                await asyncio.sleep(60)
            finally:
                ended.set()

    pipeline = CallerPipeline(Late())
    # time enough to begin on a busy machine: a call that has not begun has nothing to clear up
    outcome = await pipeline.attempt(ACME, 0.5, Hints(), lambda _: None)
    assert outcome.failure is not None
    assert outcome.failure.reason is Reason.ATTEMPT_DEADLINE
    assert ended.is_set()
    assert pipeline.lingering() == 0


async def _until_none_lingers(pipeline: CallerPipeline) -> None:
    limit = time.monotonic() + 10
    while pipeline.lingering():
        assert time.monotonic() < limit, "the slot was never given back"
        await asyncio.sleep(0.01)


class Stubborn:
    """An async pipeline that does not heed its cancellation, and has a result when it is released."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.begun = threading.Event()
        self.cancelled = threading.Event()

    async def process_single_company(
        self, company_name: str, website: str, job_id: str | None = None
    ) -> dict[str, str]:
        self.begun.set()
        while not self.release.is_set():
            try:
                await asyncio.sleep(0.01)
            except asyncio.CancelledError:
                self.cancelled.set()
        return {"industry": "Anvils"}


class Blocks(Stubborn):
    """An async pipeline that blocks its event loop."""

    async def process_single_company(
        self, company_name: str, website: str, job_id: str | None = None
    ) -> dict[str, str]:
        self.release.wait(20)
        return {"industry": "Anvils"}


class Wrapped(Stubborn):
    """A sync method that returns something to await."""

    def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> Any:
        return super().process_single_company(company_name, website, job_id)


@pytest.mark.parametrize("kind", [Stubborn, Blocks, Wrapped])
async def test_an_async_call_that_does_not_heed_its_end_is_left_behind_and_keeps_its_slot(
    kind: type[Stubborn],
) -> None:
    theirs = kind()
    pipeline = CallerPipeline(theirs)
    async with pipeline.open():
        # time enough to begin on a busy machine: a call that has not begun is ended like any other
        outcome = await pipeline.attempt(ACME, 0.5, Hints(), lambda _: None)
        assert outcome.failure is not None
        assert outcome.failure.reason is Reason.ATTEMPT_DEADLINE
        assert "did not heed its cancellation" in outcome.failure.message
        assert pipeline.lingering() == 1
        again = await pipeline.attempt(ACME, 5.0, Hints(), lambda _: None)
        assert again.failure is not None
        assert "still runs" in again.failure.message
        theirs.release.set()
        await _until_none_lingers(pipeline)


async def test_what_an_async_call_says_after_its_deadline_is_ignored() -> None:
    class Excuses:
        async def process_single_company(
            self, company_name: str, website: str, job_id: str | None = None
        ) -> dict[str, str]:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                return {"industry": "Anvils"}
            return {}

    pipeline = CallerPipeline(Excuses())
    outcome = await pipeline.attempt(ACME, 0.05, Hints(), lambda _: None)
    assert not outcome.has_content
    assert outcome.failure is not None
    assert outcome.failure.message == "the caller's pipeline took longer than 0.05 s"
    assert pipeline.lingering() == 0


async def test_an_attempt_that_is_cancelled_cancels_its_async_call_and_does_not_wait_for_it() -> None:
    theirs = Stubborn()
    pipeline = CallerPipeline(theirs)
    async with pipeline.open():
        attempt_ = asyncio.create_task(pipeline.attempt(ACME, 60.0, Hints(), lambda _: None))
        assert await asyncio.to_thread(theirs.begun.wait, 20)
        attempt_.cancel()
        with pytest.raises(asyncio.CancelledError):
            async with asyncio.timeout(20 * MOMENT_S):
                await attempt_
        assert theirs.cancelled.is_set()
        assert pipeline.lingering() == 1
        theirs.release.set()
        await _until_none_lingers(pipeline)


async def test_while_it_is_open_all_async_calls_share_one_loop_and_what_belongs_to_it() -> None:
    class Shares:
        def __init__(self) -> None:
            self.loops: set[asyncio.AbstractEventLoop] = set()
            self.background: asyncio.Task[None] | None = None

        async def process_single_company(
            self, company_name: str, website: str, job_id: str | None = None
        ) -> dict[str, str]:
            self.loops.add(asyncio.get_running_loop())
            self.background = self.background or asyncio.create_task(asyncio.sleep(60))
            return {"industry": "Anvils"}

    theirs = Shares()
    pipeline = CallerPipeline(theirs)
    async with pipeline.open():
        for _ in range(2):
            await pipeline.attempt(ACME, 5.0, Hints(), lambda _: None)
    (loop,) = theirs.loops
    assert loop is not asyncio.get_running_loop(), "one that blocks must not hold up the runner"
    assert loop.is_closed()
    assert theirs.background is not None
    assert theirs.background.cancelled(), "what it left on its loop ends with it"


async def test_an_async_one_that_is_cancelled_from_within_says_so_as_it_is() -> None:
    class Cancels:
        async def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> None:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await attempt(Cancels())
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0, "nobody asked us"


def _function(company_name: str, website: str, job_id: str | None = None) -> dict[str, str]:
    return {"industry": "Anvils"}


class Static:
    process_single_company = staticmethod(_function)


@pytest.mark.parametrize(
    ("pipeline", "name"),
    [
        pytest.param(Sync(), "Sync", id="its class"),
        pytest.param(SimpleNamespace(process_single_company=_function), "_function", id="its function"),
        pytest.param(SimpleNamespace(process_single_company=Sync().process_single_company), "Sync", id="its method's"),
        pytest.param(Static, "Static", id="a class itself"),
        pytest.param(Static(), "_function", id="a static method"),
    ],
)
async def test_the_name_of_a_callers_pipeline_in_the_journal(pipeline: Any, name: str) -> None:
    assert researcher_name(pipeline) == f"caller:{__name__}.{name}"
    outcome = await attempt(pipeline)
    assert outcome.extraction is not None
    assert outcome.extraction.researcher == researcher_name(pipeline)
