"""When there is something to claim again."""

from __future__ import annotations

from tests.store.builders import START, begin, claim, claim_one, completed, ending, finish, new_row, retry
from theodore.model.states import State
from theodore.store.journal import Journal
from theodore.store.records import Run
from theodore.store.waits import LOOK_AGAIN_S


def next_due(journal: Journal, run: Run, *, now: float = START, only_begun: bool = False) -> float | None:
    """In seconds from the start."""
    with journal.read() as reader:
        due = reader.next_due(run.id, now, only_begun=only_begun)
    return None if due is None else due - START


def test_nothing_waits_at_first(journal: Journal) -> None:
    assert next_due(journal, begin(journal, 3)) is None


def test_the_soonest_wait_counts(journal: Journal) -> None:
    run = begin(journal, 3)
    for held, wait_s in zip(claim(journal, run, 3), (50, 20, 90), strict=True):
        finish(journal, held, retry(at=START, wait_s=wait_s))
    assert next_due(journal, run) == 20
    assert next_due(journal, run, now=START + 20) == 50, "what is due already is not waited for"
    assert next_due(journal, run, now=START + 90) is None


def test_pending_rows_of_a_held_site_wait_for_its_hold(journal: Journal) -> None:
    run = begin(journal, 2)
    journal.write(lambda ledger: ledger.hold_site("c1.test", START + 30))
    journal.write(lambda ledger: ledger.hold_site("elsewhere.test", START + 10))
    assert next_due(journal, run) == 30
    assert next_due(journal, run, now=START + 30) is None


def test_due_rows_of_a_held_site_wait_for_its_hold(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), retry(at=START, wait_s=5))
    journal.write(lambda ledger: ledger.hold_site("c0.test", START + 30))
    assert next_due(journal, run, now=START + 6) == 30


def test_a_held_site_whose_rows_have_ended_keeps_nobody_waiting(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), completed())
    journal.write(lambda ledger: ledger.hold_site("c0.test", START + 30))
    assert next_due(journal, run) is None


def test_a_site_that_another_run_visits_is_free_when_its_lease_is_over(journal: Journal) -> None:
    first, second = begin(journal, 1), begin(journal, 1)
    claim_one(journal, first)
    assert next_due(journal, second) == LOOK_AGAIN_S, "it may be given back at any moment, and nobody would tell"
    assert next_due(journal, second, now=START + 60) is None, "then it is free"
    assert next_due(journal, first) is None, "a run knows of its own"


def test_deferred_rows_are_not_waited_for(journal: Journal) -> None:
    run = begin(journal, 2)
    first, second = claim(journal, run, 2)
    finish(journal, first, ending(State.DEFERRED, "deferred", due_at=START + 20, wait_s=20))
    journal.write(lambda ledger: ledger.hold_site("c0.test", START + 20))
    assert next_due(journal, run) is None, "neither for their own wait nor for the hold of their site"
    finish(journal, second, retry(at=START, wait_s=50))
    assert next_due(journal, run) == 50


def test_rows_that_were_never_tried_may_be_left_out(journal: Journal) -> None:
    run = begin(journal, [new_row(0), new_row(1)])
    finish(journal, claim_one(journal, run), retry(at=START, wait_s=50))
    journal.write(lambda ledger: ledger.hold_site("c1.test", START + 30))
    assert next_due(journal, run) == 30
    assert next_due(journal, run, only_begun=True) == 50
