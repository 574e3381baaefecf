"""The runner: who runs when, and that nobody stands in another's way."""

from __future__ import annotations

import asyncio
import csv
import json
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.batch.jobs import DONE, FACTS, QUICK, FakePipeline, Notes, companies, failed, run
from theodore.batch.entry import Job
from theodore.batch.job import Report, run_job
from theodore.batch.runner import Runner, RunnerConfig
from theodore.model.company import Company
from theodore.model.errors import Failure, JournalUnavailable, Reason
from theodore.model.outcome import Crawl, Hints, Hold, Outcome, SiteHold
from theodore.model.states import State
from theodore.policy.retry import RetryConfig
from theodore.policy.timeout import TimeoutConfig
from theodore.store.journal import Journal
from theodore.store.ledger import Ledger
from theodore.store.records import Claim
from theodore.wiring import callers_worker

pytestmark = pytest.mark.usefixtures("sheets_are_forked")


def names(count: int) -> list[str]:
    return [f"Company {index}" for index in range(count)]


async def done(company: Company, hints: Hints) -> Outcome:
    return DONE


async def test_all_companies_are_done_and_stand_in_the_sheet(tmp_path: Path) -> None:
    report = await run(companies(tmp_path, names(5)), FakePipeline(done), RunnerConfig(concurrency=2))
    assert report.summary["success"]
    assert report.finished
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["Company"] for row in rows] == names(5)
    assert {row["Status"] for row in rows} == {"completed"}


async def test_no_more_than_the_limit_run_at_once_and_that_many_do(tmp_path: Path) -> None:
    together = asyncio.Event()
    pipeline = FakePipeline(done)

    async def meet(company: Company, hints: Hints) -> Outcome:
        # each waits until three are under way: were they not worked on at once, this would never end
        if pipeline.under_way >= 3:
            together.set()
        await together.wait()
        return DONE

    pipeline.behave = meet
    await run(companies(tmp_path, names(9)), pipeline, RunnerConfig(concurrency=3))
    assert pipeline.most == 3


async def test_one_slow_site_delays_nobody(tmp_path: Path) -> None:
    others = asyncio.Event()
    finished = 0

    async def behave(company: Company, hints: Hints) -> Outcome:
        nonlocal finished
        if company.name == "Company 0":
            await others.wait()  # ends only when all the others have: it cannot have held them up
            return DONE
        finished += 1
        if finished == 199:
            others.set()
        return DONE

    report = await run(companies(tmp_path, names(200)), FakePipeline(behave), RunnerConfig(concurrency=2))
    assert report.summary["success"]


async def test_fifty_sites_that_wait_for_their_retries_hold_no_slot(tmp_path: Path) -> None:
    others = asyncio.Event()
    finished = 0
    early = 0

    async def behave(company: Company, hints: Hints) -> Outcome:
        nonlocal finished, early
        waits = int(company.name.split()[1]) < 50
        if waits and hints.attempt == 0:
            return failed(Reason.RESET)
        if waits:
            early += not others.is_set()
            return DONE
        finished += 1
        if finished == 150:
            others.set()
        return DONE

    config = RunnerConfig(concurrency=2, retry=RetryConfig(max_retries=1, base_backoff=6.0, jitter=False))
    report = await run(companies(tmp_path, names(200)), FakePipeline(behave), config)
    assert report.summary["success"]
    assert report.summary["statistics"]["retried"] == 50
    assert early == 0, "the other 150 were done before the first retry was due"


async def test_one_that_raises_fails_alone(tmp_path: Path) -> None:
    async def behave(company: Company, hints: Hints) -> Outcome:
        if company.name == "Company 1":
            raise KeyError("a bug")
        return DONE

    report = await run(companies(tmp_path, names(3)), FakePipeline(behave), RunnerConfig(concurrency=3))
    by_name = {result["company_name"]: result for result in report.summary["results"]}
    assert [by_name[name]["success"] for name in names(3)] == [True, False, True]
    assert (by_name["Company 1"]["error_type"], by_name["Company 1"]["reason"]) == ("internal_error", "bug")


async def test_a_passing_failure_is_retried_and_told(tmp_path: Path) -> None:
    async def behave(company: Company, hints: Hints) -> Outcome:
        return failed(Reason.RESET) if hints.attempt < 2 else DONE

    notes = Notes()
    pipeline = FakePipeline(behave)
    report = await run(companies(tmp_path, names(1)), pipeline, RunnerConfig(concurrency=1, retry=QUICK), notes)
    assert report.summary["success"]
    assert [attempt for _, attempt in pipeline.seen] == [0, 1, 2]
    assert len(notes.of("retry_scheduled")) == 2
    assert report.summary["results"][0]["attempts"] == 3


async def test_a_permanent_failure_is_not_retried(tmp_path: Path) -> None:
    async def behave(company: Company, hints: Hints) -> Outcome:
        return failed(Reason.CERTIFICATE_EXPIRED)

    pipeline = FakePipeline(behave)
    await run(companies(tmp_path, names(1)), pipeline, RunnerConfig(concurrency=1, retry=QUICK))
    assert len(pipeline.seen) == 1


async def test_a_hold_counts_no_retry(tmp_path: Path) -> None:
    async def behave(company: Company, hints: Hints) -> Outcome:
        return Outcome(hold=Hold(0.01, "busy")) if len(pipeline.seen) < 6 else DONE

    pipeline = FakePipeline(behave)
    config = RunnerConfig(concurrency=1, retry=RetryConfig(max_retries=0))
    report = await run(companies(tmp_path, names(1)), pipeline, config)
    assert report.summary["success"]
    assert {attempt for _, attempt in pipeline.seen} == {0}


async def test_a_site_s_pauses_are_waited_for_and_said(tmp_path: Path) -> None:
    async def behave(company: Company, hints: Hints) -> Outcome:
        pause = Hold(0.01, "its robots.txt asks for 10 s between requests", paced=True)
        return Outcome(hold=pause) if len(pipeline.seen) < 12 else DONE

    pipeline = FakePipeline(behave)
    report = await run(companies(tmp_path, names(1)), pipeline, RunnerConfig(retry=RetryConfig(max_retries=0)))
    assert report.summary["success"]
    with closing(sqlite3.connect(tmp_path / "journal.sqlite")) as journal:
        told = [json.loads(data) for (data,) in journal.execute("SELECT data FROM events WHERE kind = 'held'")]
    assert {event["because"] for event in told} == {"its robots.txt asks for 10 s between requests"}
    assert len(told) == 11


async def test_a_site_that_asks_for_an_hour_is_deferred_and_the_run_ends(tmp_path: Path) -> None:
    async def behave(company: Company, hints: Hints) -> Outcome:
        if company.name == "Company 0":
            return failed(Reason.HTTP_429, retry_after_s=3600.0)
        return DONE

    report = await run(companies(tmp_path, names(2)), FakePipeline(behave), RunnerConfig(concurrency=1, retry=QUICK))
    assert report.summary["deferred"] == 1
    assert not report.finished
    assert not report.summary["success"]


async def test_a_site_that_always_asks_for_more_patience_than_there_is_is_not_asked_for_ever(tmp_path: Path) -> None:
    async def behave(company: Company, hints: Hints) -> Outcome:
        return failed(Reason.HTTP_429, retry_after_s=0.05)

    retry = RetryConfig(max_retries=2, base_backoff=0.01, jitter=False, max_retry_after=0.01)
    pipeline = FakePipeline(behave)
    source = companies(tmp_path, names(1))
    for _ in range(100):
        # a run ends where only a deferred row is left; the same command goes on with it, once it is due
        report = await run(source, pipeline, RunnerConfig(concurrency=1, retry=retry))
        if report.finished:
            break
    assert [attempt for _, attempt in pipeline.seen] == [0, 1, 2]
    assert (report.summary["failed"], report.finished) == (1, True)


@pytest.mark.parametrize("concurrency", [1, 8])
async def test_all_rows_of_one_busy_site_are_done_in_one_run(tmp_path: Path, concurrency: int) -> None:
    source = tmp_path / "leads.csv"
    lines = [f"Company {index},https://market.test/{index}" for index in range(60)]
    source.write_text("\n".join(["Company,Website", *lines]) + "\n", encoding="utf-8")
    asked = Runner._until_due

    async def slowly(runner: Runner, at: float) -> float | None:
        # the one attempt that is under way ends while the journal is asked what is due
        due = await asked(runner, at)
        if runner._active:
            await asyncio.wait(set(runner._active))
            await asyncio.sleep(0)  # the loop tells the runner of it
        return due

    pipeline = FakePipeline(done)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Runner, "_until_due", slowly)
        report = await run(source, pipeline, RunnerConfig(concurrency=concurrency))
    assert report.finished
    assert (len(pipeline.seen), pipeline.most) == (60, 1)


@pytest.mark.parametrize(
    ("outcome", "holds"),
    [
        pytest.param(
            failed(Reason.HTTP_429, retry_after_s=300.0),
            {"company-0.test": 300},
            id="a failure for good holds its site",
        ),
        pytest.param(
            Outcome(
                crawl=Crawl(seconds=0.1, held=(SiteHold("elsewhere.test", 200.0), SiteHold("quiet.test", 0.0))),
                extraction=FACTS,
            ),
            {"elsewhere.test": 200},
            id="a site that a redirect led to is held, though the row is completed",
        ),
        pytest.param(
            Outcome(
                crawl=Crawl(held=(SiteHold("company-0.test", 50.0),)),
                failure=Failure(Reason.HTTP_503_RETRY_AFTER, retry_after_s=60.0),
            ),
            {"company-0.test": 60},
            id="the longest of what was heard counts",
        ),
        pytest.param(failed(Reason.HTTP_429), {}, id="without a time there is nothing to keep"),
        pytest.param(failed(Reason.HTTP_404), {}, id="other failures hold nothing"),
    ],
)
async def test_who_asked_to_be_left_alone_is_known_to_the_next_run(
    tmp_path: Path, outcome: Outcome, holds: dict[str, int]
) -> None:
    async def behave(company: Company, hints: Hints) -> Outcome:
        return outcome

    began = time.time()
    await run(
        companies(tmp_path, names(1)),
        FakePipeline(behave),
        RunnerConfig(concurrency=1, retry=RetryConfig(max_retries=0)),
    )
    with closing(sqlite3.connect(tmp_path / "journal.sqlite")) as journal:
        found = dict(journal.execute("SELECT site_key, hold_until FROM sites WHERE hold_until > 0").fetchall())
    assert set(found) == set(holds)
    assert all(0 <= found[site] - began - wait_s < 60 for site, wait_s in holds.items())


async def test_a_run_goes_on_as_soon_as_another_gives_its_site_back(tmp_path: Path) -> None:
    first_has_begun, first_may_end = asyncio.Event(), asyncio.Event()

    async def linger(company: Company, hints: Hints) -> Outcome:
        first_has_begun.set()
        await first_may_end.wait()
        return DONE

    source = companies(tmp_path, names(1))
    slow = FakePipeline(linger)
    first = asyncio.create_task(run(source, slow, RunnerConfig(concurrency=1)))
    await first_has_begun.wait()
    what = Job(source, tmp_path / "second.csv")
    quick = FakePipeline(done)
    second = asyncio.create_task(
        run_job(what, tmp_path / "journal.sqlite", quick.opened(), RunnerConfig(concurrency=1))
    )
    await asyncio.sleep(0.1)
    assert not quick.seen
    first_may_end.set()
    async with asyncio.timeout(30):  # the lease that was given back would have lasted for minutes
        assert (await first).finished
        assert (await second).finished


async def test_a_caller_s_own_timeout_teaches_how_long_it_took(tmp_path: Path) -> None:
    async def behave(company: Company, hints: Hints) -> Outcome:
        await asyncio.sleep(0.05)
        raise TimeoutError

    await run(
        companies(tmp_path, names(1)),
        FakePipeline(behave),
        RunnerConfig(concurrency=1, retry=RetryConfig(max_retries=0)),
    )
    with closing(sqlite3.connect(tmp_path / "journal.sqlite")) as journal:
        ((seconds,),) = journal.execute("SELECT seconds FROM sites").fetchall()
    assert json.loads(seconds)[0] >= 0.05


async def test_an_attempt_that_only_met_a_hold_teaches_nothing(tmp_path: Path) -> None:
    async def behave(company: Company, hints: Hints) -> Outcome:
        return replace(DONE, hold=Hold(0.01, "busy")) if len(pipeline.seen) < 3 else DONE

    pipeline = FakePipeline(behave)
    await run(companies(tmp_path, names(1)), pipeline, RunnerConfig(concurrency=1, retry=QUICK))
    with closing(sqlite3.connect(tmp_path / "journal.sqlite")) as journal:
        ((seconds,),) = journal.execute("SELECT seconds FROM sites").fetchall()
    assert json.loads(seconds) == [DONE.crawl.seconds]


async def test_higher_priority_comes_first(tmp_path: Path) -> None:
    pipeline = FakePipeline(done)
    source = companies(tmp_path, names(4), Priority=[1, 5, 3, 4])
    await run(source, pipeline, RunnerConfig(concurrency=1))
    assert [name for name, _ in pipeline.seen] == ["Company 1", "Company 3", "Company 2", "Company 0"]


async def test_one_website_in_two_rows_is_visited_once_and_fills_both(tmp_path: Path) -> None:
    source = tmp_path / "leads.csv"
    source.write_text("Company,Website\nAcme,https://acme.test/\nAcme GmbH,http://www.acme.test\n", encoding="utf-8")
    pipeline = FakePipeline(done)
    report = await run(source, pipeline, RunnerConfig(concurrency=2))
    assert len(pipeline.seen) == 1
    assert [result["success"] for result in report.summary["results"]] == [True, True]
    assert [result["company_name"] for result in report.summary["results"]] == ["Acme", "Acme GmbH"]


async def test_two_companies_of_one_site_are_not_visited_at_once(tmp_path: Path) -> None:
    source = tmp_path / "leads.csv"
    source.write_text("Company,Website\nA,https://host.test/a\nB,https://host.test/b\n", encoding="utf-8")

    async def behave(company: Company, hints: Hints) -> Outcome:
        await asyncio.sleep(0.05)
        return DONE

    pipeline = FakePipeline(behave)
    report = await run(source, pipeline, RunnerConfig(concurrency=4))
    assert report.summary["success"]
    assert pipeline.most == 1


async def test_a_row_without_a_website_fails_as_invalid_input(tmp_path: Path) -> None:
    source = tmp_path / "leads.csv"
    source.write_text("Company,Website\nAcme,\nBeta,https://beta.test\n", encoding="utf-8")

    async def behave(company: Company, hints: Hints) -> Outcome:
        return DONE if company.website else failed(Reason.NO_WEBSITE)

    report = await run(source, FakePipeline(behave), RunnerConfig(concurrency=1))
    assert [result["reason"] for result in report.summary["results"]] == ["no_website", None]


async def test_stopped_it_gives_back_what_was_under_way_and_goes_on_when_asked(tmp_path: Path) -> None:
    source = companies(tmp_path, names(6))
    stop = asyncio.Event()

    async def behave(company: Company, hints: Hints) -> Outcome:
        if company.name in ("Company 4", "Company 5"):
            stop.set()
            await asyncio.sleep(60)
        return DONE

    first = await run(source, FakePipeline(behave), RunnerConfig(concurrency=2), stop=stop)
    assert first.interrupted
    assert first.summary["pending"] == 2
    assert first.summary["processed"] == 4

    pipeline = FakePipeline(done)
    second = await run(source, pipeline, RunnerConfig(concurrency=2))
    assert second.run.id == first.run.id
    assert sorted(pipeline.seen) == [("Company 4", 0), ("Company 5", 0)], "interrupted attempts count no retry"
    assert second.summary["success"]
    assert second.summary["statistics"]["retried"] == 0


async def test_rows_added_to_the_source_meanwhile_are_picked_up(tmp_path: Path) -> None:
    source = companies(tmp_path, names(3))
    stop = asyncio.Event()

    async def behave(company: Company, hints: Hints) -> Outcome:
        stop.set()
        await asyncio.sleep(60)
        return DONE

    await run(source, FakePipeline(behave), RunnerConfig(concurrency=1), stop=stop)
    companies(tmp_path, names(4))
    report = await run(source, FakePipeline(done), RunnerConfig(concurrency=1))
    assert report.summary["total"] == 4
    assert report.summary["success"]


async def test_after_a_finished_run_fresh_companies_are_skipped_and_delivered(tmp_path: Path) -> None:
    source = companies(tmp_path, names(3))
    await run(source, FakePipeline(done), RunnerConfig(concurrency=1))
    pipeline = FakePipeline(done)
    report = await run(source, pipeline, RunnerConfig(concurrency=1), fresh_for_s=3600.0)
    assert pipeline.seen == []
    assert report.summary["skipped"] == 3
    assert report.summary["success"]
    with (tmp_path / "out.details.csv").open(encoding="utf-8-sig", newline="") as lines:
        assert [row["Official Name"] for row in csv.DictReader(lines)] == ["Acme"] * 3


async def test_a_first_portion_and_then_the_next(tmp_path: Path) -> None:
    source = companies(tmp_path, names(5))
    first, second = FakePipeline(done), FakePipeline(done)
    report = await run(source, first, RunnerConfig(concurrency=3, max_companies=2))
    assert len(first.seen) == 2
    assert report.summary["pending"] == 3
    await run(source, second, RunnerConfig(concurrency=3, max_companies=2))
    assert [name for name, _ in second.seen] == ["Company 2", "Company 3"]


async def test_a_portions_own_retries_are_made(tmp_path: Path) -> None:
    async def behave(company: Company, hints: Hints) -> Outcome:
        return failed(Reason.RESET) if hints.attempt == 0 else DONE

    pipeline = FakePipeline(behave)
    config = RunnerConfig(concurrency=1, retry=QUICK, max_companies=1)
    report = await run(companies(tmp_path, names(3)), pipeline, config)
    assert [attempt for _, attempt in pipeline.seen] == [0, 1]
    assert report.summary["processed"] == 1


@pytest.mark.parametrize(
    "busy",
    [
        pytest.param(Outcome(hold=Hold(0.01, "busy")), id="a hold"),
        pytest.param(Outcome(hold=Hold(0.01, "its robots.txt", paced=True)), id="a pause between requests"),
        pytest.param(failed(Reason.HTTP_429, retry_after_s=0.01), id="a 429"),
    ],
)
@pytest.mark.parametrize("concurrency", [1, 8])
async def test_a_company_that_is_held_counts_once_and_the_bound_is_kept(
    tmp_path: Path, busy: Outcome, concurrency: int
) -> None:
    async def behave(company: Company, hints: Hints) -> Outcome:
        return busy if sum(name == company.name for name, _ in pipeline.seen) < 3 else DONE

    pipeline = FakePipeline(behave)
    config = RunnerConfig(concurrency=concurrency, retry=QUICK, max_companies=2)
    report = await run(companies(tmp_path, names(5)), pipeline, config)
    assert sorted(name for name, _ in pipeline.seen) == ["Company 0"] * 3 + ["Company 1"] * 3
    assert (report.summary["processed"], report.summary["pending"]) == (2, 3)


async def test_a_company_that_is_held_for_long_is_none_of_the_next_portion(tmp_path: Path) -> None:
    async def behave(company: Company, hints: Hints) -> Outcome:
        return failed(Reason.HTTP_429, retry_after_s=3600.0) if company.name == "Company 0" else DONE

    source, config = companies(tmp_path, names(5)), RunnerConfig(concurrency=1, retry=QUICK, max_companies=2)
    portions = [FakePipeline(behave), FakePipeline(behave)]
    reports = [await run(source, pipeline, config) for pipeline in portions]
    assert [[name for name, _ in pipeline.seen] for pipeline in portions] == [names(5)[:2], names(5)[2:4]]
    assert [(report.summary["deferred"], report.summary["pending"]) for report in reports] == [(1, 3), (1, 1)]


async def test_a_site_that_is_held_before_its_company_begins_takes_nothing_from_the_bound(tmp_path: Path) -> None:
    source = tmp_path / "leads.csv"
    sites = ["market.test/0", "market.test/1", "other.test", "more.test"]
    lines = [f"Company {index},https://{website}" for index, website in enumerate(sites)]
    source.write_text("\n".join(["Company,Website", *lines]) + "\n", encoding="utf-8")

    async def behave(company: Company, hints: Hints) -> Outcome:
        return failed(Reason.HTTP_429, retry_after_s=3600.0) if company.name == "Company 0" else DONE

    pipeline = FakePipeline(behave)
    report = await run(source, pipeline, RunnerConfig(concurrency=1, retry=QUICK, max_companies=2))
    assert [name for name, _ in pipeline.seen] == ["Company 0", "Company 2"]
    assert (report.summary["deferred"], report.summary["pending"]) == (1, 2)


async def test_what_an_attempt_does_stands_in_the_journal_while_it_does_it(tmp_path: Path) -> None:
    seen = asyncio.Event()

    class Slow(FakePipeline):
        async def attempt(self, company, deadline_s, hints, progress):  # type: ignore[no-untyped-def]
            progress("crawling 4/7")
            await seen.wait()
            return DONE

    async def look() -> None:
        while not seen.is_set():
            await asyncio.sleep(0.05)
            if (tmp_path / "journal.sqlite").exists():
                seen_now = await asyncio.to_thread(progress_texts, tmp_path / "journal.sqlite")
                if "crawling 4/7" in seen_now:
                    seen.set()

    looking = asyncio.create_task(look())
    await run(companies(tmp_path, names(1)), Slow(done), RunnerConfig(concurrency=1))
    await looking


def progress_texts(path: Path) -> list[object]:
    from theodore.model.errors import JournalUnavailable

    try:
        journal = Journal.open_reader(path)
    except JournalUnavailable:
        return []
    try:
        with journal.read() as reader:
            return [row.companies.get("progress") for run in reader.runs() for row in reader.sheet_rows(run.id)]
    finally:
        journal.close()


async def test_a_second_process_on_the_same_run_is_refused(tmp_path: Path) -> None:
    from theodore.model.errors import ConfigurationError

    source = companies(tmp_path, names(1))
    refused: list[str] = []

    async def behave(company: Company, hints: Hints) -> Outcome:
        try:
            await run(source, FakePipeline(done), RunnerConfig(concurrency=1))
        except ConfigurationError as error:
            refused.append(str(error))
        return DONE

    report = await run(source, FakePipeline(behave), RunnerConfig(concurrency=1))
    assert report.summary["success"]
    assert len(refused) == 1


async def test_an_outcome_that_cannot_be_written_fails_its_row_alone(tmp_path: Path) -> None:
    no_profile: Any = 5

    async def behave(company: Company, hints: Hints) -> Outcome:
        facts = replace(FACTS, profile=no_profile) if company.name == "Company 0" else FACTS
        return replace(DONE, extraction=facts)

    report = await run(companies(tmp_path, names(2)), FakePipeline(behave), RunnerConfig(concurrency=1))
    assert [result["reason"] for result in report.summary["results"]] == ["bug", None]


class LateCalls:
    """A caller's sync pipeline whose first call for each company named runs until it is released.

    late_s: how long at most.
    """

    def __init__(self, *late: str, late_s: float = 60.0) -> None:
        self.late = set(late)
        self.late_s = late_s
        self.release = threading.Event()
        self.calls: list[str] = []

    def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> dict[str, str]:
        self.calls.append(company_name)
        if company_name in self.late:
            self.late.discard(company_name)
            self.release.wait(self.late_s)
        return {"industry": "Anvils"}


async def run_callers(source: Path, pipeline: LateCalls, config: RunnerConfig) -> Report:
    what = Job(source, source.parent / "out.csv")
    try:
        async with asyncio.timeout(30):
            return await run_job(what, source.parent / "journal.sqlite", callers_worker(pipeline), config)
    finally:
        pipeline.release.set()


BRIEF = TimeoutConfig(default=0.1, max_timeout=0.1)


async def test_a_slot_that_a_late_call_gives_back_is_used_again(tmp_path: Path) -> None:
    pipeline = LateCalls("Company 0", late_s=1.5)
    # no retry is left for a company whose call returns at once, so its deadline is none that a busy machine may miss
    config = RunnerConfig(concurrency=1, retry=RetryConfig(max_retries=0), timeouts=TimeoutConfig(default=1.0))
    report = await run_callers(companies(tmp_path, names(3)), pipeline, config)
    assert [result["reason"] for result in report.summary["results"]] == ["attempt_deadline", None, None]


async def test_a_call_that_never_returns_spends_its_retries_and_the_run_ends(tmp_path: Path) -> None:
    pipeline = LateCalls("Company 0")
    config = RunnerConfig(concurrency=1, retry=QUICK, timeouts=BRIEF)
    report = await run_callers(companies(tmp_path, names(3)), pipeline, config)
    assert [result["reason"] for result in report.summary["results"]] == ["attempt_deadline", None, None]
    assert report.summary["results"][0]["attempts"] == 4
    assert pipeline.calls.count("Company 0") == 1


def cancel_itself() -> None:
    task = asyncio.current_task()
    assert task is not None
    task.cancel()


def raise_cancelled() -> None:
    raise asyncio.CancelledError


@pytest.mark.parametrize("cancel", [raise_cancelled, cancel_itself])
async def test_a_cancellation_from_within_fails_its_row_alone(tmp_path: Path, cancel: Callable[[], None]) -> None:
    async def behave(company: Company, hints: Hints) -> Outcome:
        if company.name == "Company 0":
            cancel()
            await asyncio.sleep(60)
        return DONE

    report = await run(companies(tmp_path, names(2)), FakePipeline(behave), RunnerConfig(concurrency=2))
    assert [result["reason"] for result in report.summary["results"]] == ["bug", None]
    assert report.finished


async def test_a_claim_whose_task_ends_without_a_record_is_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, taken = Runner._take, 0

    async def lost_once(self: Runner, claim: Claim) -> None:
        nonlocal taken
        taken += 1
        if taken > 1:
            await take(self, claim)

    monkeypatch.setattr(Runner, "_take", lost_once)
    report = await run(companies(tmp_path, names(1)), FakePipeline(done), RunnerConfig(concurrency=1))
    assert taken == 2
    assert report.summary["success"]
    assert report.summary["statistics"]["retried"] == 0


async def test_a_run_that_is_cancelled_gives_back_what_it_claimed(tmp_path: Path) -> None:
    source, begun = companies(tmp_path, names(2)), asyncio.Event()

    async def behave(company: Company, hints: Hints) -> Outcome:
        begun.set()
        await asyncio.sleep(60)
        return DONE

    running = asyncio.create_task(run(source, FakePipeline(behave), RunnerConfig(concurrency=2)))
    await begun.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert set(states(tmp_path / "journal.sqlite")) == {State.PENDING}


def states(path: Path) -> dict[State, int]:
    with Journal.open_reader(path) as journal, journal.read() as reader:
        return {state: count for state, count in reader.counts(reader.runs()[0].id).items() if count}


async def test_cancelled_while_its_helpers_end_it_winds_down_all_the_same(tmp_path: Path) -> None:
    begun, stop = asyncio.Event(), asyncio.Event()

    async def behave(company: Company, hints: Hints) -> Outcome:
        begun.set()
        await asyncio.Event().wait()
        return DONE

    async def work(runner: Runner) -> None:
        await original(runner)
        # the stop was heard; the second signal comes before anything else happens
        task = asyncio.current_task()
        assert task is not None
        task.cancel()

    original = Runner._work
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Runner, "_work", work)
        source, pipeline = companies(tmp_path, names(1)), FakePipeline(behave)
        running = asyncio.create_task(run(source, pipeline, RunnerConfig(concurrency=1), stop=stop))
        await begun.wait()
        stop.set()
        with pytest.raises(asyncio.CancelledError):
            await running
    assert pipeline.under_way == 0, "the attempt was ended, not left to whoever closes the loop"
    with closing(sqlite3.connect(tmp_path / "journal.sqlite")) as journal:
        assert journal.execute("SELECT state FROM rows").fetchall() == [("pending",)]
        assert journal.execute("SELECT outcome FROM attempts").fetchall() == [("interrupted",)]


async def test_a_row_that_was_cancelled_meanwhile_stays_cancelled_and_the_run_goes_on(tmp_path: Path) -> None:
    source = companies(tmp_path, names(2))

    def cancel() -> None:
        with Journal.open(tmp_path / "journal.sqlite") as journal:
            with journal.read() as reader:
                run_id = reader.runs()[0].id
            journal.write(lambda ledger: ledger.cancel(run_id, time.time()))

    async def behave(company: Company, hints: Hints) -> Outcome:
        await asyncio.to_thread(cancel)
        return DONE

    report = await run(source, FakePipeline(behave), RunnerConfig(concurrency=1))
    assert report.summary["cancelled"] == 2
    assert report.finished


async def test_progress_that_cannot_be_written_once_is_written_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = asyncio.Event()
    loop = asyncio.get_running_loop()
    note, notes = Ledger.note_progress, 0

    def fails_once(self: Ledger, run_id: str, notes_: Any = None, **more: Any) -> None:
        nonlocal notes
        notes += 1
        if notes == 1:
            raise JournalUnavailable("busy")
        note(self, run_id, notes_ or more["notes"])
        loop.call_soon_threadsafe(written.set)

    monkeypatch.setattr(Ledger, "note_progress", fails_once)

    class Slow(FakePipeline):
        async def attempt(self, company, deadline_s, hints, progress):  # type: ignore[no-untyped-def]
            progress("crawling 4/7")
            await written.wait()
            return DONE

    report = await run(companies(tmp_path, names(1)), Slow(done), RunnerConfig(concurrency=1))
    assert report.summary["success"]
    assert notes == 2


@pytest.mark.parametrize(("level", "traceback"), [(logging.WARNING, False), (logging.INFO, True)])
async def test_a_mistake_is_an_event_of_the_standard_log_and_nothing_on_stdout(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    level: int,
    traceback: bool,
) -> None:
    async def behave(company: Company, hints: Hints) -> Outcome:
        password = "s3cr3t"  # a local, which has no place in a log
        raise KeyError(len(password))

    caplog.set_level(level, "theodore")
    await run(companies(tmp_path, ["Ac%sme"]), FakePipeline(behave), RunnerConfig(concurrency=1))
    record = next(record for record in caplog.records if "attempt_raised" in record.getMessage())
    assert record.getMessage() == "event=attempt_raised company=Ac%sme error=KeyError"
    assert (record.exc_info is not None) is traceback
    assert "s3cr3t" not in caplog.text
    assert capsys.readouterr() == ("", "")
