"""What became other since a reader last looked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.store.builders import START, begin, claim_one, completed, failed, finish, new_row, retry
from theodore.store.journal import Journal
from theodore.store.records import Ending, Run


def changed_since(journal: Journal, run: Run, seq: int) -> set[str] | None:
    with journal.read() as reader:
        found = reader.changes(run.id, seq).record_ids
    return None if found is None else set(found)


def now(journal: Journal, run: Run) -> int:
    with journal.read() as reader:
        return reader.changes(run.id, 0).seq


def notes(journal: Journal, run: Run) -> dict[str, str]:
    with journal.read() as reader:
        return reader.under_way(run.id)


def test_nothing_changed(journal: Journal) -> None:
    run = begin(journal, 3)
    assert changed_since(journal, run, now(journal, run)) == set()


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(completed, id="completed"),
        pytest.param(failed, id="failed"),
        pytest.param(retry, id="to be tried again"),
    ],
)
def test_a_row_that_began_or_ended(journal: Journal, end: Callable[[], Ending]) -> None:
    run = begin(journal, 3)
    before = now(journal, run)
    claim = claim_one(journal, run)
    assert changed_since(journal, run, before) == {"r0"}
    begun = now(journal, run)
    finish(journal, claim, end())
    assert changed_since(journal, run, begun) == {"r0"}
    assert changed_since(journal, run, now(journal, run)) == set()


def test_all_rows_of_a_company(journal: Journal) -> None:
    run = begin(journal, [new_row(0, website="a.test"), new_row(1, website="b.test"), new_row(2, website="a.test")])
    before = now(journal, run)
    claim_one(journal, run)
    assert changed_since(journal, run, before) == {"r0", "r2"}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda ledger, run: ledger.cancel(run.id, START + 1), id="all cancelled"),
        pytest.param(lambda ledger, run: ledger.add_rows(run.id, [new_row(9)], START + 1), id="some added"),
        pytest.param(lambda ledger, run: ledger.resume(run.id, START + 1), id="resumed"),
    ],
)
def test_a_change_of_many_at_once_may_be_of_any(journal: Journal, change: Callable[..., object]) -> None:
    run = begin(journal, 3)
    before = now(journal, run)
    journal.write(lambda ledger: change(ledger, run))
    assert changed_since(journal, run, before) is None


def test_another_run_changes_nothing_here(journal: Journal) -> None:
    run, other = begin(journal, 1), begin(journal, [new_row(0, website="else.test")], key="other")
    before = now(journal, run)
    finish(journal, claim_one(journal, other), completed())
    assert changed_since(journal, run, before) == set()


def test_a_note_of_progress_makes_no_event_and_is_seen_all_the_same(journal: Journal) -> None:
    run = begin(journal, 3)
    claim = claim_one(journal, run)
    before = now(journal, run)
    journal.write(lambda ledger: ledger.note_progress(run.id, {claim.rows[0].row_id: "crawling 4/7"}))
    assert changed_since(journal, run, before) == set()
    assert notes(journal, run) == {"r0": "crawling 4/7"}


def test_a_row_that_waits_says_so_and_one_that_ended_is_on_its_way_no_more(journal: Journal) -> None:
    run = begin(journal, 2)
    first, second = claim_one(journal, run), claim_one(journal, run)
    finish(journal, first, retry(waits_for="retry 1/3"))
    finish(journal, second, completed())
    assert notes(journal, run) == {"r0": "retry 1/3 at 2023-11-14T22:13:29+00:00"}


def test_some_rows_of_the_sheet(journal: Journal) -> None:
    run = begin(journal, 1_200)
    wanted = [f"r{n}" for n in range(0, 1_200, 2)]
    with journal.read() as reader:
        every = {row.companies["record_id"]: row for row in reader.sheet_rows(run.id)}
        some = {row.companies["record_id"]: row for row in reader.some_sheet_rows(run.id, [*wanted, "none"])}
    assert some == {record_id: every[record_id] for record_id in wanted}


def test_what_stood_in_the_source(journal: Journal) -> None:
    run = begin(journal, [new_row(1, cells=("Bob", "b.test", "x")), new_row(0, cells=("Ada",))])
    with journal.read() as reader:
        assert list(reader.source_rows(run.id)) == [("r0", ("Ada",)), ("r1", ("Bob", "b.test", "x"))]
