"""The source was changed between two invocations of a run."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.store.builders import START, begin, claim, claim_one, completed, failed, finish, new_row, retry, states
from theodore.model.states import State
from theodore.store.journal import Journal
from theodore.store.records import NewRow, Run
from theodore.store.refresh import Refreshed

LATER = START + 60


def refresh(journal: Journal, run: Run, rows: Sequence[NewRow], columns: tuple[str, ...] = ("Company",)) -> Refreshed:
    return journal.write(lambda ledger: ledger.refresh_rows(run.id, columns, rows, LATER))


def table(journal: Journal, run: Run) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    with journal.read() as reader:
        return reader.run(run.id).columns, [row.cells for row in reader.sheet_rows(run.id)]


def test_a_column_put_in_reaches_rows_in_every_state(journal: Journal) -> None:
    run = begin(journal, 4)
    done, broken, again = claim(journal, run, 3)
    finish(journal, done, completed())
    finish(journal, broken, failed())
    finish(journal, again, retry())
    before = states(journal, run)
    changed = [new_row(n, cells=(f"Company {n}", "edited", f"c{n}.test")) for n in range(4)]
    assert refresh(journal, run, changed, ("Company", "Notes", "Website")) == Refreshed(0, 0, 0)
    assert table(journal, run) == (("Company", "Notes", "Website"), [new.row.cells for new in changed])
    assert states(journal, run) == before


def test_rows_move_with_their_ids(journal: Journal) -> None:
    run = begin(journal, 3)
    finish(journal, claim_one(journal, run), completed())
    moved = [new_row(n, record_id=f"r{2 - n}", website=f"c{2 - n}.test", cells=(str(n),)) for n in range(3)]
    refresh(journal, run, moved)
    assert states(journal, run) == [State.PENDING, State.PENDING, State.COMPLETED]
    assert table(journal, run)[1] == [("0",), ("1",), ("2",)]
    assert [row.record_id for one in claim(journal, run, 1) for row in one.rows] == ["r2"], "the top one is next"


def test_rows_that_are_gone_are_not_visited_and_not_shown(journal: Journal) -> None:
    run = begin(journal, 4)
    first, second = claim(journal, run, 2)
    finish(journal, first, completed())
    finish(journal, second, retry(wait_s=1))
    assert refresh(journal, run, [new_row(3, cells=("left",)), new_row(9)]) == Refreshed(1, 3, 2)
    assert table(journal, run)[1] == [("left",), ("Company 9", "c9.test")]
    with journal.read() as reader:
        assert reader.counts(run.id) == {State.PENDING: 2}
        assert reader.statistics(run.id).processed == 0
        assert reader.coverage(run.id).mean == 0
        assert len(list(reader.export_attempts(run.id))) == 2, "what was done is still told"
    visited = claim(journal, run, 9, now=LATER)
    assert sorted(row.record_id for one in visited for row in one.rows) == ["r3", "r9"]
    assert refresh(journal, run, [new_row(3), new_row(9)]).gone == 0, "they are gone once"


def test_rows_that_come_back_go_on(journal: Journal) -> None:
    run = begin(journal, 2)
    finish(journal, claim_one(journal, run), completed())
    refresh(journal, run, [new_row(7)])
    refresh(journal, run, map(new_row, (0, 1)))  # type: ignore[arg-type]  # any iterable will do
    assert states(journal, run) == [State.COMPLETED, State.PENDING]


def test_a_row_that_comes_back_with_another_website_is_of_that_one(journal: Journal) -> None:
    run = begin(journal, 1)
    first = claim_one(journal, run)
    finish(journal, first, retry(wait_s=1))
    refresh(journal, run, [new_row(7)])
    other = NewRow(new_row(0, website="https://other.test").row, "other.test", "other.test")
    refresh(journal, run, [other])
    again = claim_one(journal, run, now=LATER)
    assert (again.company.website, again.site_key, again.retries_done) == ("https://other.test", "other.test", 0)
    assert again.company_id != first.company_id


def test_what_a_person_cancelled_stays_cancelled(journal: Journal) -> None:
    run = begin(journal, 1)
    journal.write(lambda ledger: ledger.cancel(run.id, START))
    refresh(journal, run, [new_row(0, cells=("edited",))])
    assert states(journal, run) == [State.CANCELLED]


@pytest.mark.parametrize(
    ("spelling", "key"),
    [
        pytest.param("https://other.test/", "other.test", id="another website: its company, with all retries"),
        pytest.param("https://www.c0.test/", "c0.test", id="another spelling: the same company"),
    ],
)
def test_the_website_of_a_row_that_is_not_done(journal: Journal, spelling: str, key: str) -> None:
    run = begin(journal, 1)
    first = claim_one(journal, run)
    finish(journal, first, retry(wait_s=1))
    changed = NewRow(new_row(0, website=spelling).row, key, key)
    refresh(journal, run, [changed])
    again = claim_one(journal, run, now=LATER)
    assert again.company.website == spelling
    assert again.site_key == key
    is_same = key == "c0.test"
    assert (again.company_id == first.company_id) is is_same
    assert again.retries_done == (1 if is_same else 0)


def test_a_row_that_is_done_keeps_the_website_that_its_facts_are_of(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), completed())
    refresh(journal, run, [NewRow(new_row(0, website="https://other.test").row, "other.test", "other.test")])
    with journal.read() as reader:
        (result,) = reader.results(run.id)
    assert (result.website, result.state) == ("c0.test", State.COMPLETED)


def test_a_table_that_is_as_it_was_is_not_written(journal: Journal) -> None:
    run = begin(journal, 2)
    first = claim_one(journal, run)
    refresh(journal, run, [new_row(0), new_row(1)])
    finish(journal, first, completed())  # its claim would be stale, had the row been written
    assert states(journal, run) == [State.COMPLETED, State.PENDING]
