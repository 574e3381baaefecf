"""What earlier runs left of a company."""

from __future__ import annotations

from typing import Any

import pytest

from tests.store.builders import (
    START,
    TIMEOUT,
    begin,
    claim_one,
    completed,
    ending,
    finish,
    found,
    new_row,
    page,
    retry,
    text_of,
)
from theodore.model.outcome import Crawl, Former, Outcome
from theodore.model.page import MissedPage, PageKind
from theodore.model.states import State
from theodore.store import former as former_
from theodore.store.journal import Journal
from theodore.store.records import Claim, Ending, Run, Wish

HOME = page()
TEAM = page("https://c0.test/team", "Ann", PageKind.TEAM)
RULES = page("https://c0.test/robots.txt", "User-agent: *", PageKind.ROBOTS)
MISS = MissedPage("https://c0.test/about", PageKind.ABOUT, "http_404")


def with_settings(journal: Journal, settings: dict[str, Any]) -> Run:
    """A run with one row, by these settings."""
    run = begin(journal, 1)
    journal.write(lambda ledger: ledger.set_settings(run.id, settings))
    return run


def visited(journal: Journal, run: Run, end: Ending, *, now: float = START) -> Claim:
    claimed = claim_one(journal, run, now=now)
    finish(journal, claimed, end)
    return claimed


def next_claim(journal: Journal, **more: Any) -> Claim:
    return claim_one(journal, begin(journal, [new_row(0, **more)]))


def left(journal: Journal, run_id: str, company_id: int = 1) -> Former:
    with journal.read() as reader:
        return reader.former(run_id, company_id)


def test_a_company_that_nobody_visited_has_no_former_run(journal: Journal) -> None:
    first = next_claim(journal)
    assert (first.former_run, first.again) == (None, False)
    later = claim_one(journal, begin(journal, 1), now=START + 1_000)
    assert later.former_run is None, "one that is being visited has read nothing yet"


def test_the_last_run_that_read_pages_is_the_former_one(journal: Journal) -> None:
    for outcome in (completed(found(HOME)), completed(found(HOME, TEAM))):
        last = begin(journal, 1)
        visited(journal, last, outcome)
    failed = Outcome(crawl=Crawl(), failure=TIMEOUT)
    visited(journal, begin(journal, 1), ending(State.FAILED, "failed", failed))
    assert next_claim(journal).former_run == last.id, "a visit that read nothing has nothing to tell"
    assert next_claim(journal, website="other.test").former_run is None


def test_another_sheet_finds_what_this_one_read(journal: Journal) -> None:
    run = begin(journal, 1, key="leads.csv")
    visited(journal, run, completed(found(HOME)))
    other = begin(journal, [new_row(7, website="c0.test", record_id="x")], key="others.csv")
    assert claim_one(journal, other).former_run == run.id


def test_rows_that_are_asked_for_again_say_so(journal: Journal) -> None:
    rows = [new_row(0, website="c0.test"), new_row(1, website="c0.test", wish=Wish.AGAIN), new_row(2)]
    run = begin(journal, rows)
    assert [claim_one(journal, run).again for _ in range(2)] == [True, False], "one of its rows will do"


def test_what_a_visit_left_comes_back_whole(journal: Journal) -> None:
    run = with_settings(journal, {"crawl": {"max_pages": 8}})
    visited(journal, run, completed(found(HOME, TEAM, RULES, missed=(MISS,), robots_limited=True)))
    assert left(journal, run.id) == Former((HOME, TEAM, RULES), (MISS,), True, 8)


@pytest.mark.parametrize(
    ("label", "settings", "max_pages"),
    [
        pytest.param("completed", {"crawl": {"max_pages": 5}}, 5, id="done to the end"),
        pytest.param("partial", {"crawl": {"max_pages": 5}}, None, id="cut off"),
        pytest.param("completed", {}, None, id="by a version, or a program, that did not say"),
    ],
)
def test_whether_the_plan_was_done(
    journal: Journal, label: str, settings: dict[str, Any], max_pages: int | None
) -> None:
    run = with_settings(journal, settings)
    visited(journal, run, ending(State.COMPLETED, label, found(HOME)))
    assert left(journal, run.id).max_pages == max_pages


def test_the_last_attempt_says_what_was_missed(journal: Journal) -> None:
    run = with_settings(journal, {"crawl": {"max_pages": 8}})
    visited(journal, run, retry(outcome=found(HOME, missed=(MISS,))))
    visited(journal, run, completed(found(HOME, TEAM)), now=START + 60)
    claim_one(journal, begin(journal, 1))
    assert left(journal, run.id) == Former((HOME, TEAM), (), False, 8)


def test_pages_whose_snapshots_were_pruned_are_not_at_hand(journal: Journal) -> None:
    run = with_settings(journal, {"crawl": {"max_pages": 8}})
    old = page(text=text_of(1_000))
    visited(journal, run, completed(found(old), at=START))
    journal.write(lambda ledger: ledger.prune_snapshots(0))
    assert left(journal, run.id) == Former()


def test_a_page_that_the_disk_has_spoilt_is_not_at_hand(journal: Journal) -> None:
    run = with_settings(journal, {"crawl": {"max_pages": 8}})
    visited(journal, run, completed(found(HOME, TEAM)))
    spoil = f"UPDATE snapshots SET body = x'28b52ffd00' WHERE content_hash = '{TEAM.content_hash}'"
    with journal.transaction() as ledger:
        ledger._connection.exec_driver_sql(spoil)
    assert left(journal, run.id) == Former((HOME,)), "and costs the company nothing else"


def test_of_large_pages_as_many_are_at_hand_as_fit(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(former_, "_MOST_BYTES", 1_000)
    run = with_settings(journal, {"crawl": {"max_pages": 8}})
    large = page("https://c0.test/team", "x" * 990, PageKind.TEAM)
    visited(journal, run, completed(found(HOME, large, RULES)))
    assert left(journal, run.id) == Former((HOME, RULES)), "and the plan is not at hand as a whole"


def test_figures_of_what_was_not_asked_for(journal: Journal) -> None:
    run = begin(journal, 2)
    visited(journal, run, completed(found(HOME, pages_from_cache=7, revalidated=1)))
    visited(journal, run, completed(found(HOME, pages_from_cache=2)))
    with journal.read() as reader:
        statistics = reader.statistics(run.id)
        (attempt,) = reader.history(1)
    assert (statistics.pages_from_cache, statistics.revalidated) == (9, 1)
    assert (attempt.pages_from_cache, attempt.revalidated) == (7, 1)
