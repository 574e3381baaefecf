"""One company with its retries, outside of any run."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.batch.jobs import DONE, failed
from tests.crawl.websites import Site, serving
from theodore.batch.attempts import attempt_outcome
from theodore.batch.known import known_site
from theodore.batch.single import Ended, with_retries
from theodore.model.company import Company
from theodore.model.errors import ConfigurationError, JournalUnavailable, Reason
from theodore.model.evidence import Extraction
from theodore.model.outcome import Crawl, Hints, Hold, Outcome
from theodore.model.packing import packed
from theodore.model.page import Page, PageKind
from theodore.model.ports import Progress
from theodore.model.states import State
from theodore.model.statistics import SiteKnowledge
from theodore.pipeline import CompanyPipeline
from theodore.policy.conclude import conclude
from theodore.policy.retry import RetryConfig
from theodore.policy.timeout import TimeoutConfig
from theodore.store.journal import Journal

ACME = Company("r1", "Acme", "https://www.acme.test/de")
PAGE = Page(
    url="https://acme.test/",
    final_url="https://acme.test/",
    status=200,
    headers=(),
    content_type="text/html",
    body=packed(b"<p>Hello</p>"),
    content_hash="0",
    kind=PageKind.HOME,
    depth=0,
    fetched_at=0.0,
    seconds=0.0,
    wire_bytes=0,
)

Step = Outcome | BaseException


@dataclass
class Scripted:
    """A pipeline that does one thing after the other, and notes what it was given."""

    steps: list[Step]
    deadlines: list[float] = field(default_factory=list)
    hints: list[Hints] = field(default_factory=list)

    async def attempt(self, company: Company, deadline_s: float, hints: Hints, progress: Progress) -> Outcome:
        self.deadlines.append(deadline_s)
        self.hints.append(hints)
        step = self.steps.pop(0)
        if isinstance(step, BaseException):
            raise step
        return step


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were waited for, without waiting."""
    asked: list[float] = []

    async def sleep(seconds: float) -> None:
        asked.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return asked


async def ended(pipeline: Scripted, site: SiteKnowledge | None = None, **more: Any) -> Ended:
    retry = more.pop("retry", RetryConfig())
    return await with_retries(
        pipeline, ACME, retry, TimeoutConfig(), site or SiteKnowledge(), **({"draw": lambda: 0.0} | more)
    )


@pytest.mark.parametrize(
    ("draw", "waited"),
    [
        pytest.param(0.0, [2.0, 4.0], id="at the least"),
        pytest.param(0.5, [2.25, 4.5], id="stretched by chance"),
    ],
)
async def test_chance_stretches_its_waits(waits: list[float], draw: float, waited: list[float]) -> None:
    pipeline = Scripted([failed(Reason.RESET), failed(Reason.RESET), DONE])
    assert (await ended(pipeline, draw=lambda: draw)).attempts == 3
    assert waits == waited


async def test_what_is_known_of_the_site_decides_its_deadlines(waits: list[float]) -> None:
    pipeline = Scripted([failed(Reason.RESET), DONE])
    await ended(pipeline, SiteKnowledge(is_complex=True))
    assert pipeline.deadlines == [60.0, 90.0]


async def test_a_timeout_makes_the_site_complex_as_in_a_run(waits: list[float]) -> None:
    pipeline = Scripted([failed(Reason.ATTEMPT_DEADLINE), DONE])
    await ended(pipeline)
    assert pipeline.deadlines == [30.0, 90.0]


async def test_a_hold_from_an_earlier_visit_is_waited_for(waits: list[float]) -> None:
    pipeline = Scripted([DONE])
    result = await ended(pipeline, SiteKnowledge(hold_until=107.0), clock=lambda: 100.0)
    assert waits == [7.0]
    assert (result.attempts, result.outcome) == (1, DONE)


async def test_a_site_s_own_pauses_are_waited_for_however_many_there_are(waits: list[float]) -> None:
    pause = Outcome(hold=Hold(10.0, "its robots.txt asks for 10 s between requests", paced=True))
    result = await ended(Scripted([*[pause] * 20, DONE]))
    assert (result.outcome, waits) == (DONE, [10.0] * 20)


async def test_other_holds_are_waited_for_some_times(waits: list[float]) -> None:
    result = await ended(Scripted([Outcome(hold=Hold(10.0, "the site asked to be left alone"))] * 20))
    assert result.conclusion.label == "held"
    assert len(waits) < 10


async def test_what_a_visit_usually_takes_goes_with_the_attempt(waits: list[float]) -> None:
    pipeline = Scripted([DONE])
    await ended(pipeline, SiteKnowledge((1.0, 2.0, 30.0), (False, False, True)))
    assert [hints.usual_s for hints in pipeline.hints] == [1.0]


async def test_a_hold_of_an_hour_is_not(waits: list[float]) -> None:
    pipeline = Scripted([])
    result = await ended(pipeline, SiteKnowledge(hold_until=3700.0), clock=lambda: 100.0)
    assert (result.attempts, result.conclusion.label, waits) == (0, "held", [])


async def test_what_was_read_is_kept_over_an_attempt_that_raised(waits: list[float]) -> None:
    read = Outcome(crawl=Crawl(pages=(PAGE,)), failure=failed(Reason.RESET).failure)
    pipeline = Scripted([read, ConnectionResetError(), DONE])
    await ended(pipeline)
    assert [hints.pages for hints in pipeline.hints] == [(), (PAGE,), (PAGE,)]
    assert [hints.attempt for hints in pipeline.hints] == [0, 1, 2]


async def test_a_cancellation_from_within_is_a_failure(waits: list[float]) -> None:
    result = await ended(Scripted([asyncio.CancelledError()]))
    assert result.outcome.failure is not None
    assert result.outcome.failure.reason is Reason.BUG


@pytest.mark.parametrize("error", [JournalUnavailable("full"), ConfigurationError("wrong")])
async def test_what_is_no_companys_fault_is_raised(error: Exception) -> None:
    with pytest.raises(type(error)):
        await ended(Scripted([error]))


def _own_cancel() -> None:
    task = asyncio.current_task()
    assert task is not None
    task.cancel()


@pytest.mark.parametrize(
    "is_ending",
    [pytest.param(lambda: True, id="meant for us"), pytest.param(lambda: False, id="from within")],
)
async def test_whoever_makes_an_attempt_says_whether_a_cancellation_is_meant_for_it(
    is_ending: Callable[[], bool],
) -> None:
    async def cancels() -> Outcome:
        _own_cancel()
        await asyncio.Event().wait()
        return DONE

    making: Awaitable[Outcome] = attempt_outcome(ACME, cancels, is_ending=is_ending)
    if is_ending():
        with pytest.raises(asyncio.CancelledError):
            await asyncio.create_task(making)  # type: ignore[arg-type]  # it is a coroutine
        return
    outcome = await making
    assert outcome.failure is not None
    assert outcome.failure.reason is Reason.BUG
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0, "the cancellation was answered"


async def test_a_real_cancellation_ends_it() -> None:
    class Waits(Scripted):
        async def attempt(self, *_: Any) -> Outcome:
            begun.set()
            await asyncio.Event().wait()
            return DONE

    begun = asyncio.Event()
    task = asyncio.create_task(ended(Waits([])))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_what_a_journal_knows_of_a_site(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with Journal.open(path) as journal:
        journal.write(lambda ledger: ledger.hold_site("acme.test", 500.0))
    assert known_site(path, "https://www.acme.test/de") == SiteKnowledge(hold_until=500.0)
    assert known_site(path, "other.test") == SiteKnowledge()


@pytest.mark.parametrize(
    "website", [pytest.param("acme.test", id="no journal"), pytest.param("mailto:nobody", id="no website")]
)
def test_where_nothing_can_be_known_nothing_is_and_nothing_is_made(tmp_path: Path, website: str) -> None:
    path = tmp_path / "data" / "journal.sqlite"
    assert known_site(path, website) == SiteKnowledge()
    assert not path.parent.exists()


class NoFacts:
    """Takes the pages as they are."""

    async def extract(self, *_: object, **__: object) -> Extraction:
        return Extraction(profile={}, evidence=(), blanks={})


@pytest.mark.parametrize(
    ("max_retries", "labels"),
    [
        pytest.param(0, ["partial"], id="no retry is left"),
        pytest.param(1, ["retry", "partial"], id="a page of value is missing: once more, and that is it"),
    ],
)
async def test_a_deadline_with_pages_in_hand_ends_as_completed_and_partial(max_retries: int, labels: list[str]) -> None:
    async def dripping(request: web.BaseRequest) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/html"})
        await answer.prepare(request)
        while True:  # never silent, and never done
            await answer.write(b"<p>")
            await asyncio.sleep(0.05)

    seen: list[Outcome] = []

    class Watched(CompanyPipeline):
        async def attempt(self, *args: Any) -> Outcome:
            seen.append(await super().attempt(*args))
            return seen[-1]

    async with serving(acme=Site.whole(about=dripping)) as web_:
        result = await with_retries(
            Watched(web_.crawler, NoFacts()),
            Company("r1", "Acme", "http://acme.test"),
            retry := RetryConfig(max_retries=max_retries, base_backoff=0.01),
            TimeoutConfig(default=0.7, complex_sites=0.7, increase_factor=1.0),
            SiteKnowledge(),
            draw=lambda: 0.0,
        )
    assert [conclude(retry, outcome, number).label for number, outcome in enumerate(seen)] == labels
    assert (result.conclusion.state, result.conclusion.partial) == (State.COMPLETED, True)
    assert result.conclusion.failure is not None
    assert result.conclusion.failure.reason is Reason.ATTEMPT_DEADLINE
    assert len(result.outcome.crawl.content) == 7
    assert [miss.error for miss in result.outcome.crawl.missed] == ["attempt_deadline"]
