"""What the journal knows before a run."""

from __future__ import annotations

import pytest

from tests.store.builders import START, begin, claim_one, completed, failed, finish, new_row, retry
from theodore.model.errors import Failure, Reason
from theodore.model.states import State
from theodore.store.journal import Journal
from theodore.store.outlook import Pace
from theodore.store.records import Run

DAY_S = 86_400.0


def paces(journal: Journal, most: int = 9, now: float = START + DAY_S) -> list[Pace]:
    with journal.read() as reader:
        return reader.paces(now, most)


def visit(journal: Journal, run: Run, *begun: float, seconds: float = 5.0) -> None:
    """A company visited at each of these seconds."""
    for second in begun:
        claim = claim_one(journal, run, now=START + second)
        finish(journal, claim, completed(at=START + second + seconds, seconds=seconds))


def test_rows_stand_as_their_run_has_them(journal: Journal) -> None:
    run = begin(journal, 3)
    visit(journal, run, 0.0)
    with journal.read() as reader:
        found = reader.states(run.id, ["r0", "r2", "unheard of"])
    assert found == {"r0": State.COMPLETED, "r2": State.PENDING}


@pytest.mark.parametrize(
    ("now", "researcher", "expected"),
    [
        pytest.param(START + 60, "theodore", {"c0.test"}, id="a minute ago"),
        pytest.param(START + 2 * DAY_S, "theodore", set(), id="two days ago"),
        pytest.param(START - 60, "theodore", set(), id="in the future, by a clock that was set back"),
        pytest.param(START + 60, "another", set(), id="by somebody else"),
    ],
)
def test_a_website_is_fresh_for_a_while(journal: Journal, now: float, researcher: str, expected: set[str]) -> None:
    run = begin(journal, 2)
    visit(journal, run, 0.0)
    with journal.read() as reader:
        assert reader.fresh(["c0.test", "c1.test", "c9.test"], now, DAY_S, researcher) == expected


def test_the_pace_is_that_of_the_time_at_work(journal: Journal) -> None:
    run = begin(journal, 5)
    visit(journal, run, 0.0, 10.0, 20.0)
    # a night's pause counts as two minutes
    visit(journal, run, 40_000.0, 40_010.0)
    (pace,) = paces(journal)
    assert (pace.run_id, pace.visited, pace.mean_s) == (run.id, 5, 5.0)
    assert pace.seconds == pytest.approx(10 + 10 + 120 + 10 + 5)


def test_a_company_with_retries_is_one_and_a_row_without_a_website_none(journal: Journal) -> None:
    run = begin(journal, [new_row(0), new_row(1, website="")])
    finish(journal, claim_one(journal, run), retry(wait_s=1))
    finish(journal, claim_one(journal, run, now=START + 1), failed(Failure(Reason.NO_WEBSITE), seconds=0.0))
    finish(journal, claim_one(journal, run, now=START + 30), completed(at=START + 35))
    (pace,) = paces(journal)
    assert (pace.visited, pace.mean_s) == (1, 5.0)
    assert pace.seconds == pytest.approx(35)


def test_a_run_that_did_nothing_has_none(journal: Journal) -> None:
    begin(journal, 2)
    assert [(pace.visited, pace.seconds) for pace in paces(journal)] == [(0, 0.0)]


def test_the_latest_runs_come_first(journal: Journal) -> None:
    early, late = begin(journal, 1, key="a"), begin(journal, 1, key="b", now=START + 60)
    assert [pace.run_id for pace in paces(journal)] == [late.id, early.id]
    assert [pace.run_id for pace in paces(journal, 1)] == [late.id]
