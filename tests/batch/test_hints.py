"""What an attempt is told of the visits before it, and who needs none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.batch.jobs import FACTS, FakePipeline, companies, run
from tests.store.builders import START, begin, claim_one, completed, finish, found, new_row, page, retry
from theodore.batch.attempts import learned
from theodore.batch.entry import Job
from theodore.batch.hints import Memory
from theodore.batch.job import run_job
from theodore.batch.runner import RunnerConfig
from theodore.model.company import Company
from theodore.model.errors import Failure, Reason
from theodore.model.outcome import Crawl, Former, Hints, Outcome
from theodore.model.page import PageKind
from theodore.model.statistics import SiteKnowledge
from theodore.policy.timeout import TimeoutConfig
from theodore.store.journal import Journal
from theodore.store.records import Wish

WEEK = 7 * 86_400.0
LATER = START + 90
CONFIG = RunnerConfig(concurrency=1, fresh_for_s=WEEK)
HOME = page()
TEAM = page("https://c0.test/team", "Ann", PageKind.TEAM)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal.open(tmp_path / "journal.sqlite") as opened:
        yield opened


async def test_a_first_visit_is_told_nothing(journal: Journal) -> None:
    assert await Memory(journal, START, WEEK).hints(claim_one(journal, begin(journal, 1))) == Hints()


async def test_a_visit_of_another_run_is_told_what_the_last_one_left(journal: Journal) -> None:
    finish(journal, claim_one(journal, begin(journal, 1)), completed(found(HOME, TEAM)))
    hints = await Memory(journal, LATER, WEEK).hints(claim_one(journal, begin(journal, 1)))
    assert hints == Hints(former=Former((HOME, TEAM)), fresh_for_s=WEEK)


async def test_a_retry_carries_what_this_go_has_read_and_knows_what_was_before(journal: Journal) -> None:
    finish(journal, claim_one(journal, begin(journal, 1)), completed(found(HOME, TEAM)))
    second = begin(journal, 1)
    newer = page(text="anew", fetched_at=LATER)
    finish(journal, claim_one(journal, second), retry(outcome=found(newer)))
    hints = await Memory(journal, LATER, WEEK).hints(claim_one(journal, second, now=LATER))
    assert (hints.attempt, hints.pages, hints.former) == (1, (newer,), Former((HOME, TEAM)))


@pytest.mark.parametrize(
    ("since", "carried"),
    [
        pytest.param(START - 60, True, id="of this go: it is carried"),
        pytest.param(START + 60, False, id="of an earlier one: it may be out of date, and its plan is not done"),
    ],
)
async def test_what_the_same_run_has_read(journal: Journal, since: float, carried: bool) -> None:
    begun = begin(journal, 1)
    finish(journal, claim_one(journal, begun), retry(outcome=found(HOME)))
    hints = await Memory(journal, since, WEEK).hints(claim_one(journal, begun, now=LATER))
    assert hints.pages == ((HOME,) if carried else ())
    assert hints.former == (None if carried else Former((HOME,)))


async def test_of_two_readings_of_a_page_the_later_one_counts(journal: Journal) -> None:
    finish(journal, claim_one(journal, begin(journal, 1)), completed(found(HOME, TEAM)))
    second = begin(journal, 1)
    newer = page(text="anew")
    finish(journal, claim_one(journal, second), retry(outcome=found(newer)))
    hints = await Memory(journal, LATER, WEEK).hints(claim_one(journal, second, now=LATER))
    assert hints.former == Former((newer, TEAM))


@pytest.mark.parametrize(
    ("refresh", "wish"),
    [
        pytest.param(True, Wish.DO, id="with --refresh"),
        pytest.param(False, Wish.AGAIN, id="where a person asks for the row again"),
    ],
)
async def test_asked_anew_nothing_from_before_counts(journal: Journal, refresh: bool, wish: Wish) -> None:
    finish(journal, claim_one(journal, begin(journal, 1)), completed(found(HOME, TEAM)))
    second = begin(journal, [new_row(0, wish=wish)])
    memory = Memory(journal, LATER, WEEK, refresh=refresh)
    first = claim_one(journal, second)
    assert await memory.hints(first) == Hints(fresh_for_s=WEEK)
    newer = page(text="anew", fetched_at=LATER)
    finish(journal, first, retry(outcome=found(newer)))
    hints = await memory.hints(claim_one(journal, second, now=LATER))
    assert (hints.pages, hints.former) == ((newer,), None), "but what this go has read is carried"


def test_a_visit_that_asked_for_less_than_all_teaches_nothing_of_the_sites_speed() -> None:
    crawl = Crawl(pages=(HOME,), seconds=0.001, pages_from_cache=7)
    config, site = TimeoutConfig(), SiteKnowledge()
    assert not (learned(config, site, Outcome(crawl=crawl, extraction=FACTS), 0.1) or site).seconds
    late = Outcome(crawl=crawl, failure=Failure(Reason.ATTEMPT_DEADLINE))
    assert (learned(config, site, late, 30.0) or site).timed_out == (True,), "unless it ran out of time"


class Told:
    """A pipeline that reads a home page, and notes its hints."""

    def __init__(self) -> None:
        self.hints: list[Hints] = []

    async def behave(self, company: Company, hints: Hints) -> Outcome:
        self.hints.append(hints)
        return Outcome(crawl=Crawl(pages=(HOME,), seconds=0.01), extraction=FACTS)

    def pipeline(self) -> FakePipeline:
        return FakePipeline(self.behave)


async def test_in_an_unfinished_run_too_a_row_asked_for_again_in_the_sheet_is_asked_anew(tmp_path: Path) -> None:
    source = companies(tmp_path, ["Ada", "Bob"])
    one = RunnerConfig(concurrency=1, max_companies=1, fresh_for_s=WEEK)
    await run(source, Told().pipeline(), one)
    sheet = tmp_path / "out.csv"
    text = sheet.read_text(encoding="utf-8-sig")
    sheet.write_text(text.replace("completed", "pending", 1), encoding="utf-8-sig")
    told = Told()
    await run(source, told.pipeline(), one, fresh_for_s=WEEK)
    assert [(hints.pages, hints.former) for hints in told.hints] == [((), None)] * 2, "once it was given all of them"


async def test_a_fresh_company_is_delivered_and_skipped_whatever_the_sheet_and_the_row(tmp_path: Path) -> None:
    await run(companies(tmp_path, ["Ada"]), Told().pipeline(), CONFIG)
    # the same journal, another table: two spellings of the same website
    other = tmp_path / "others.csv"
    other.write_text("Company,Website\nAda Ltd,ada.test\nAda,https://www.ada.test/\n", encoding="utf-8")
    told = Told()
    job = Job(other, tmp_path / "of others.csv", fresh_for_s=WEEK)
    report = await run_job(job, tmp_path / "journal.sqlite", told.pipeline().opened(), CONFIG)
    assert told.hints == [], "nobody is visited"
    assert (report.summary["skipped"], report.summary["processed"]) == (2, 0)
    assert report.summary["statistics"]["attempts"] == 0
    assert all(result["coverage"] for result in report.summary["results"]), "both rows get the facts"
