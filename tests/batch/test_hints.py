"""What an attempt is told of the visits before it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.batch.jobs import FACTS, FakePipeline, companies, failed, run
from tests.store.builders import START, begin, claim_one, finish, found, retry
from tests.store.builders import page as stored_page
from theodore.batch.entry import Job
from theodore.batch.hints import Memory
from theodore.batch.job import run_job
from theodore.batch.runner import RunnerConfig
from theodore.model.company import Company
from theodore.model.errors import Failure, Reason
from theodore.model.outcome import Crawl, Former, Hints, Outcome
from theodore.model.page import Page, PageKind
from theodore.policy.retry import RetryConfig
from theodore.store.journal import Journal

WEEK = 7 * 86_400.0
CONFIG = RunnerConfig(
    concurrency=1, fresh_for_s=WEEK, retry=RetryConfig(max_retries=1, base_backoff=0.01, jitter=False)
)


def page(path: str = "", kind: PageKind = PageKind.HOME, *, age_s: float = 0.0) -> Page:
    url = f"https://ada.test/{path}"
    return Page(url, url, 200, (), "text/html", path or "home", path, kind, 0, time.time() - age_s, 0.1, 4)


@dataclass
class Told:
    """A pipeline that notes its hints, and answers with these outcomes in turn; the last one stays."""

    outcomes: list[Callable[[], Outcome]]
    hints: list[Hints] = field(default_factory=list)

    async def behave(self, company: Company, hints: Hints) -> Outcome:
        self.hints.append(hints)
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        return outcome()

    def pipeline(self) -> FakePipeline:
        return FakePipeline(self.behave)


def read(*pages: Page) -> Callable[[], Outcome]:
    return lambda: Outcome(crawl=Crawl(pages=pages, seconds=0.01), extraction=FACTS)


def broken(*pages: Page) -> Callable[[], Outcome]:
    crawl, failure = Crawl(pages=pages, seconds=0.01), Failure(Reason.RESET)
    return lambda: Outcome(crawl=crawl, failure=failure)


async def test_a_first_visit_is_told_nothing(tmp_path: Path) -> None:
    told = Told([read(page())])
    await run(companies(tmp_path, ["Ada"]), told.pipeline(), CONFIG)
    assert told.hints == [Hints()]


async def test_a_retry_carries_what_was_read_and_knows_what_was_before(tmp_path: Path) -> None:
    source = companies(tmp_path, ["Ada"])
    old, older = page(), page("team", PageKind.TEAM, age_s=60)
    await run(source, Told([read(old, older)]).pipeline(), CONFIG, settings={"crawl": {"max_pages": 8}})
    home = page(age_s=-10)  # read while the run goes on
    told = Told([broken(home), read(home)])
    await run(source, told.pipeline(), CONFIG)
    first, second = told.hints
    assert first.pages == ()
    assert first.former is not None
    assert (first.former.pages, first.former.max_pages, first.fresh_for_s) == ((old, older), 8, WEEK)
    assert (second.attempt, second.pages) == (1, (home,))
    assert second.former is not None
    assert second.former.pages == (old, older)


@pytest.mark.parametrize(
    ("since", "carried"),
    [
        pytest.param(START - 60, True, id="of this go: it is carried"),
        pytest.param(START + 60, False, id="of an earlier one: it may be out of date, and its plan is not done"),
    ],
)
async def test_what_the_same_run_has_read(tmp_path: Path, since: float, carried: bool) -> None:
    with Journal.open(tmp_path / "journal.sqlite") as journal:
        begun = begin(journal, 1)
        home = stored_page()
        finish(journal, claim_one(journal, begun), retry(outcome=found(home)))
        hints = await Memory(journal, since, WEEK).hints(claim_one(journal, begun, now=START + 90))
    assert hints.pages == ((home,) if carried else ())
    assert hints.former == (None if carried else Former((home,)))
    assert (hints.attempt, hints.fresh_for_s) == (1, WEEK)


async def test_with_refresh_nothing_from_before_counts(tmp_path: Path) -> None:
    source = companies(tmp_path, ["Ada"])
    await run(source, Told([read(page())]).pipeline(), CONFIG)
    home = page(age_s=-10)  # read while the run goes on
    told = Told([broken(home), read(home)])
    config = RunnerConfig(concurrency=1, fresh_for_s=WEEK, refresh=True, retry=CONFIG.retry)
    await run(source, told.pipeline(), config)
    assert [hints.former for hints in told.hints] == [None, None]
    assert [len(hints.pages) for hints in told.hints] == [0, 1], "but a retry carries what this go has read"


async def test_rows_that_a_person_asks_for_again_are_asked_for_anew(tmp_path: Path) -> None:
    source = companies(tmp_path, ["Ada", "Bob"])
    await run(source, Told([read(page())]).pipeline(), CONFIG)
    sheet = tmp_path / "out.csv"
    text = sheet.read_text(encoding="utf-8-sig")
    sheet.write_text(text.replace("completed", "pending", 1), encoding="utf-8-sig")
    told = Told([read(page())])
    report = await run(source, told.pipeline(), CONFIG, fresh_for_s=WEEK)
    assert report.summary["skipped"] == 1
    assert [hints.former for hints in told.hints] == [None]


async def test_nor_do_the_pages_of_the_same_run_count_for_them(tmp_path: Path) -> None:
    source = companies(tmp_path, ["Ada", "Bob"])
    one = RunnerConfig(concurrency=1, max_companies=1, fresh_for_s=WEEK)
    await run(source, Told([read(page())]).pipeline(), one)
    sheet = tmp_path / "out.csv"
    text = sheet.read_text(encoding="utf-8-sig")
    sheet.write_text(text.replace("completed", "pending", 1), encoding="utf-8-sig")
    told = Told([read(page())])
    await run(source, told.pipeline(), one, fresh_for_s=WEEK)
    assert told.hints == [Hints(fresh_for_s=WEEK), Hints()], "once it was given all that it had read"


@pytest.mark.parametrize("sheet", ["others.csv", "leads.csv"])
async def test_a_fresh_company_is_delivered_and_skipped_whatever_the_sheet(tmp_path: Path, sheet: str) -> None:
    await run(companies(tmp_path, ["Ada"]), Told([read(page())]).pipeline(), CONFIG)
    # the same journal, another table: two spellings of the same website
    other = tmp_path / sheet
    other.write_text("Company,Website\nAda Ltd,ada.test\nAda,https://www.ada.test/\n", encoding="utf-8")
    told = Told([read(page())])
    job = Job(other, tmp_path / f"of {sheet}.csv", fresh_for_s=WEEK)
    report = await run_job(job, tmp_path / "journal.sqlite", told.pipeline().opened(), CONFIG)
    assert told.hints == [], "nobody is visited"
    assert (report.summary["skipped"], report.summary["processed"]) == (2, 0)
    assert report.summary["statistics"]["attempts"] == 0
    assert all(result["coverage"] for result in report.summary["results"]), "both rows get the facts"


async def test_two_rows_of_one_website_are_one_visit_and_fresh_together(tmp_path: Path) -> None:
    source = tmp_path / "leads.csv"
    source.write_text("Company,Website\nAda,ada.test\nAda Ltd,https://ada.test\n", encoding="utf-8")
    told = Told([read(page())])
    first = await run(source, told.pipeline(), CONFIG, fresh_for_s=WEEK)
    second = await run(source, told.pipeline(), CONFIG, fresh_for_s=WEEK)
    assert len(told.hints) == 1
    assert (first.summary["processed"], second.summary["skipped"]) == (2, 2)


async def test_a_company_that_failed_is_not_fresh(tmp_path: Path) -> None:
    source = companies(tmp_path, ["Ada"])
    await run(source, Told([lambda: failed(Reason.CHALLENGE)]).pipeline(), CONFIG, fresh_for_s=WEEK)
    told = Told([read(page())])
    report = await run(source, told.pipeline(), CONFIG, fresh_for_s=WEEK)
    assert report.summary["processed"] == 1
    assert told.hints == [Hints()], "and where nothing was read there is nothing to tell"


async def test_a_visit_that_asked_for_nothing_teaches_nothing_of_the_site(tmp_path: Path) -> None:
    crawl = Crawl(pages=(page(),), seconds=0.001, pages_from_cache=8)
    told = Told([lambda: Outcome(crawl=crawl, extraction=FACTS)])
    await run(companies(tmp_path, ["Ada"]), told.pipeline(), CONFIG)
    with Journal.open_reader(tmp_path / "journal.sqlite") as journal, journal.read() as reader:
        assert reader.site("ada.test").seconds == ()
