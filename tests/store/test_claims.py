"""Which companies are visited next."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.builders import START, begin, claim, claim_one, completed, ending, finish, new_row, retry, states
from theodore.model.states import State
from theodore.model.statistics import SiteKnowledge
from theodore.store.claims import _AHEAD
from theodore.store.journal import Journal
from theodore.store.records import Claim


def ids(claims: Sequence[Claim]) -> list[list[str]]:
    """The record ids of each claim."""
    return [[row.record_id for row in claim.rows] for claim in claims]


def test_a_claim_says_all_that_an_attempt_needs(journal: Journal) -> None:
    run = begin(journal, [new_row(0, name="Nordwind", website="www.nordwind.test", site="nordwind.test", priority=4)])
    known = SiteKnowledge(seconds=(3.0,), timed_out=(True,), is_complex=True)
    finish(journal, claim_one(journal, run), retry(site=known))
    asked: list[tuple[SiteKnowledge, int]] = []

    def deadline_for(site: SiteKnowledge, retries: int) -> float:
        asked.append((site, retries))
        return 67.5

    (again,) = journal.write(lambda ledger: ledger.claim(run.id, 5, START + 60, "me", 90.0, deadline_for))
    assert (again.company.name, again.company.website, again.company.priority) == ("Nordwind", "www.nordwind.test", 4)
    assert (again.site_key, again.site, again.deadline_s) == ("nordwind.test", known, 67.5)
    assert (again.number, again.retries_done, again.started_at) == (1, 1, START + 60)
    assert asked == [(known, 1)]
    assert states(journal, run) == [State.PROCESSING]
    with journal.read() as reader:
        _, second = reader.history(again.rows[0].row_id)
        assert (second.attempt, second.retry, second.deadline, second.outcome) == (2, 1, 67.5, None)


def test_new_rows_come_by_priority_and_then_from_the_top(journal: Journal) -> None:
    priorities = [3, 5, 1, 3, 5]
    run = begin(journal, [new_row(n, priority=priority) for n, priority in enumerate(priorities)])
    assert ids(claim(journal, run, 9)) == [["r1"], ["r4"], ["r0"], ["r3"], ["r2"]]


def test_a_due_retry_comes_before_new_rows_of_its_priority(journal: Journal) -> None:
    rows = [new_row(0, priority=5), new_row(1), new_row(2), new_row(3, priority=4), new_row(4), new_row(5, priority=2)]
    run = begin(journal, rows)
    taken = {one.rows[0].record_id: one for one in claim(journal, run, 5)}
    for record_id, wait_s in (("r2", 20), ("r1", 10), ("r4", 1_000)):
        finish(journal, taken[record_id], retry(wait_s=wait_s))
    new = [new_row(6, priority=4), new_row(7)]
    journal.write(lambda ledger: ledger.add_rows(run.id, new, START))
    # r4 is not due; the others by the end of their waits
    assert ids(claim(journal, run, 9, now=START + 100)) == [["r6"], ["r1"], ["r2"], ["r7"], ["r5"]]


def test_no_more_than_were_wanted(journal: Journal) -> None:
    run = begin(journal, 10)
    assert [len(claim(journal, run, wanted)) for wanted in (0, 3, 5, 5, 5)] == [0, 3, 5, 2, 0]


def test_a_retry_is_not_claimed_before_it_is_due(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), retry(at=START, wait_s=9))
    assert claim(journal, run, now=START + 8.9) == []
    assert ids(claim(journal, run, now=START + 9)) == [["r0"]]


def test_all_rows_of_a_website_go_together(journal: Journal) -> None:
    rows = [new_row(0), new_row(1, website="twin.test"), new_row(2), new_row(3, website="twin.test", priority=5)]
    run = begin(journal, rows)
    claims = claim(journal, run, 9)
    assert ids(claims) == [["r1", "r3"], ["r0"], ["r2"]]
    finish(journal, claims[0], completed())
    assert states(journal, run) == [State.PROCESSING, State.COMPLETED, State.PROCESSING, State.COMPLETED]


def test_a_row_added_beside_one_of_its_website_that_waits_waits_too(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), retry(at=START, wait_s=500))
    twin, other = new_row(1, website="c0.test"), new_row(2)
    journal.write(lambda ledger: ledger.add_rows(run.id, [twin, other], START + 1))
    assert ids(claim(journal, run, 9, now=START + 2)) == [["r2"]]
    assert ids(claim(journal, run, 9, now=START + 500)) == [["r0", "r1"]]


def test_one_attempt_at_a_site_at_a_time(journal: Journal) -> None:
    shops = [new_row(n, website=f"market.test/shop{n}", site="market.test") for n in range(3)]
    run = begin(journal, [*shops, new_row(3)])
    first, other = claim(journal, run, 9)
    assert ids([first, other]) == [["r0"], ["r3"]]
    assert claim(journal, run, 9) == [], "the site is being visited"
    finish(journal, first, completed())
    assert ids(claim(journal, run, 9)) == [["r1"]]


def test_rows_without_a_site_do_not_wait_for_each_other(journal: Journal) -> None:
    run = begin(journal, [new_row(n, website="") for n in range(5)])
    assert len(claim(journal, run, 9)) == 5


def test_another_run_keeps_off_a_site_that_is_being_visited(journal: Journal) -> None:
    first, second = begin(journal, 1), begin(journal, 2)
    claim_one(journal, first)
    assert ids(claim(journal, second, 9)) == [["r1"]]


def test_a_lease_that_ran_out_keeps_nobody_off(journal: Journal) -> None:
    first, second = begin(journal, 1), begin(journal, 1)
    claim_one(journal, first)
    assert claim(journal, second, now=START + 59) == []
    assert ids(claim(journal, second, now=START + 61)) == [["r0"]]


def test_a_run_s_own_lease_holds_until_it_is_given_back(journal: Journal) -> None:
    run = begin(journal, [new_row(n, website=f"market.test/{n}", site="market.test") for n in range(2)])
    claim_one(journal, run)
    assert claim(journal, run, now=START + 3_600) == []


def test_a_held_site_is_left_alone(journal: Journal) -> None:
    run = begin(journal, 2)
    journal.write(lambda ledger: ledger.hold_site("c0.test", START + 30))
    assert ids(claim(journal, run, 9)) == [["r1"]]
    assert claim(journal, run, 9, now=START + 29) == []
    assert ids(claim(journal, run, 9, now=START + 30)) == [["r0"]]


def test_a_held_site_holds_its_due_retries_too(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), retry(wait_s=1))
    journal.write(lambda ledger: ledger.hold_site("c0.test", START + 100))
    assert claim(journal, run, now=START + 50) == []
    assert ids(claim(journal, run, now=START + 100)) == [["r0"]]


@pytest.mark.parametrize("blocked", [_AHEAD - 1, _AHEAD + 50, 1_000], ids="{} in front".format)
def test_free_rows_are_found_behind_many_that_are_not(journal: Journal, blocked: int) -> None:
    front = [new_row(n, website=f"market.test/{n}", site="market.test") for n in range(blocked)]
    run = begin(journal, [*front, new_row(blocked), new_row(blocked + 1, priority=1)])
    assert ids(claim(journal, run, 3)) == [["r0"], [f"r{blocked}"], [f"r{blocked + 1}"]]
    assert claim(journal, run, 3) == []


def test_at_most_so_many_are_begun(journal: Journal) -> None:
    run = begin(journal, 100)
    first = claim(journal, run, 3)
    finish(journal, first[1], retry(wait_s=1))
    journal.write(lambda ledger: ledger.release([first[2]], START))
    later = START + 50
    assert ids(claim(journal, run, 9, now=later, max_new=2)) == [["r1"], ["r2"], ["r3"], ["r4"]]
    finish(journal, first[0], retry(wait_s=1, at=later))
    assert claim(journal, run, 9, now=later, max_new=0) == []
    assert ids(claim(journal, run, 9, now=later + 9, max_new=0)) == [["r0"]]


def test_what_is_given_back_is_pending_and_its_attempt_interrupted(journal: Journal) -> None:
    run = begin(journal, [new_row(0), new_row(1, website="c0.test"), new_row(2)])
    first, second = claim(journal, run, 9)
    journal.write(lambda ledger: ledger.release([first, second], START + 3))
    assert states(journal, run) == [State.PENDING] * 3
    again = claim_one(journal, run, now=START + 4)
    assert (again.number, again.retries_done) == (1, 0)
    with journal.read() as reader:
        before, now = reader.history(first.rows[1].row_id)
        assert (before.outcome, before.seconds, now.outcome) == ("interrupted", 3.0, None)


def test_giving_back_what_is_not_held_any_more_changes_nothing(journal: Journal) -> None:
    run = begin(journal, 1)
    held = claim_one(journal, run)
    finish(journal, held, completed())
    journal.write(lambda ledger: ledger.release([held], START + 9))
    assert states(journal, run) == [State.COMPLETED]
    with journal.read() as reader:
        assert reader.history(held.rows[0].row_id)[0].outcome == "completed"


def test_what_was_cancelled_stays_cancelled_when_it_is_given_back(journal: Journal) -> None:
    run = begin(journal, 1)
    held = claim_one(journal, run)
    journal.write(lambda ledger: ledger.cancel(run.id, START + 3))
    journal.write(lambda ledger: ledger.release([held], START + 9))
    assert states(journal, run) == [State.CANCELLED]
    with journal.read() as reader:
        (attempt,) = reader.history(held.rows[0].row_id)
    assert (attempt.outcome, attempt.seconds) == ("cancelled", 3.0)


def test_a_deferred_row_is_claimed_when_it_is_due(journal: Journal) -> None:
    run = begin(journal, 1)
    deferred = ending(State.DEFERRED, "deferred", due_at=START + 900, wait_s=895)
    finish(journal, claim_one(journal, run), deferred)
    assert claim(journal, run, now=START + 899) == []
    again = claim_one(journal, run, now=START + 900)
    assert (again.number, again.retries_done) == (1, 0)


@settings(max_examples=50)
@given(
    rows=st.lists(st.tuples(st.integers(1, 5), st.integers(0, 6), st.booleans()), max_size=40),
    limit=st.integers(1, 12),
)
def test_a_claim_is_the_best_of_what_is_free(template: Path, rows: list[tuple[int, int, bool]], limit: int) -> None:
    """Against a model: sort everything, then pass over what is taken. A row is (priority, site, is it a due retry)."""
    with TemporaryDirectory() as folder:
        path = Path(shutil.copy(template, folder))
        with Journal.open(path) as journal:
            run = begin(
                journal,
                [
                    new_row(n, priority=priority, website=f"s{site}.test/{n}", site=f"s{site}.test")
                    for n, (priority, site, _) in enumerate(rows)
                ],
            )
            _make_due(journal, [n for n, (_, _, is_due) in enumerate(rows) if is_due])
            assert ids(claim(journal, run, limit)) == _best(rows, limit)


def _make_due(journal: Journal, positions: list[int]) -> None:
    """These rows have waited; the later in the table, the longer."""
    with journal.transaction() as ledger:
        for position in positions:
            ledger._connection.exec_driver_sql(
                "UPDATE rows SET state = 'waiting', tries = 1, due_at = ? WHERE position = ?",
                (START - position - 1, position),
            )


def _best(rows: list[tuple[int, int, bool]], limit: int) -> list[list[str]]:
    def place(item: tuple[int, tuple[int, int, bool]]) -> tuple[int, bool, int]:
        n, (priority, _, is_due) = item
        return -priority, not is_due, -n if is_due else n

    best: dict[int, list[str]] = {}
    for n, (_, site, _) in sorted(enumerate(rows), key=place):
        best.setdefault(site, [f"r{n}"])
    return list(best.values())[:limit]
