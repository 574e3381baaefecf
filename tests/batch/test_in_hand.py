"""Pages of companies that are not done with, where none is stored."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from tests.batch.jobs import FACTS, QUICK, FakePipeline, companies, run
from tests.store.builders import page
from theodore.batch.in_hand import PagesInHand
from theodore.batch.runner import RunnerConfig
from theodore.model.company import Company
from theodore.model.errors import Failure, Reason
from theodore.model.outcome import Crawl, Hints, Outcome

HOME = page()
SIZE = len(HOME.body)


def test_they_are_held_until_the_company_is_done_with() -> None:
    held = PagesInHand()
    held.put(1, (HOME,))
    assert held.of(1) == (HOME,)
    held.put(1, ())
    assert held.of(1) == ()
    assert held.of(2) == ()


def test_those_that_are_held_stay_where_there_is_no_room_so_that_they_come_to_an_end() -> None:
    held = PagesInHand(most_bytes=2 * SIZE)
    for company in (1, 2, 3):
        held.put(company, (HOME,))
    assert [held.of(company) for company in (1, 2, 3)] == [(HOME,), (HOME,), ()]
    held.put(1, ())
    held.put(3, (HOME,))
    assert held.of(3) == (HOME,)


def test_what_a_later_attempt_has_read_takes_the_place_of_the_earlier() -> None:
    held = PagesInHand(most_bytes=2 * SIZE)
    held.put(1, (HOME,))
    held.put(1, (HOME, HOME))
    assert held.of(1) == (HOME, HOME)


async def test_a_run_that_keeps_no_pages_carries_them_all_the_same_and_stores_none(tmp_path: Path) -> None:
    source, read = companies(tmp_path, ["Acme"]), page("https://acme.test/", fetched_at=time.time() + 60)
    told: list[Hints] = []

    async def behave(_: Company, hints: Hints) -> Outcome:
        told.append(hints)
        crawl = Crawl(pages=(read,), final_origin="https://acme.test", seconds=0.01)
        if len(told) == 1:
            return Outcome(crawl=crawl, extraction=FACTS, failure=Failure(Reason.RESET), valuable_missing=True)
        return Outcome(crawl=crawl, extraction=FACTS)

    pipeline = FakePipeline(behave)
    report = await run(source, pipeline, RunnerConfig(retry=QUICK, keeps_pages=False))
    assert (report.summary["processed"], report.summary["statistics"]["pages"]) == (1, 1)
    assert [hints.pages for hints in told] == [(), (read,)]
    connection = sqlite3.connect(tmp_path / "journal.sqlite")
    kept = [connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in ("pages", "snapshots")]
    connection.close()
    assert kept == [(0,), (0,)]


async def test_a_later_run_finds_no_pages_of_it_and_knows_that(tmp_path: Path) -> None:
    source = companies(tmp_path, ["Acme"])
    told: list[Hints] = []

    async def behave(_: Company, hints: Hints) -> Outcome:
        told.append(hints)
        read = page("https://acme.test/", fetched_at=time.time())
        return Outcome(crawl=Crawl(pages=(read,), seconds=0.01), extraction=FACTS)

    settings = {"crawl": {"max_pages": 8}}
    for _ in range(2):
        config = RunnerConfig(retry=QUICK, keeps_pages=False, fresh_for_s=3600.0)
        await run(source, FakePipeline(behave), config, settings=settings)
    former = told[1].former
    assert former is not None
    assert (former.pages, former.max_pages) == ((), None), "a plan whose pages are nowhere does not count as done"
