"""What is wished of rows: when they come in, and when their run is resumed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.store.builders import (
    START,
    begin,
    claim,
    completed,
    extraction,
    failed,
    finish,
    found,
    new_row,
    retry,
    states,
)
from theodore.model.states import State
from theodore.store.journal import Journal
from theodore.store.records import Run, Wish

DAY = 86_400.0
LATER = START + 60
S = State


def wish(journal: Journal, run: Run, *wishes: Wish) -> list[str]:
    """Resume the run with these wishes, a row each; the events that tell of it."""
    rows = [new_row(n, wish=wished) for n, wished in enumerate(wishes)]

    def work(ledger):  # type: ignore[no-untyped-def]
        ledger.refresh_rows(run.id, ("Company", "Website"), rows, LATER)
        return [f"{event.kind} {event.data['count']}" for event in ledger.appended]

    return list(journal.write(work))


def in_every_state(journal: Journal) -> Run:
    """A run with a row completed, failed, waiting, pending, skipped, and left out, in this order."""
    earlier = begin(journal, [new_row(4)], key="earlier")
    finish(journal, claim(journal, earlier)[0], completed(at=START - 9))
    run = begin(journal, [*map(new_row, range(5)), new_row(5, wish=Wish.NOT_NOW)])
    journal.write(lambda ledger: ledger.skip_fresh(run.id, START, DAY))
    done, broken, waiting = claim(journal, run, 3)
    finish(journal, done, completed())
    finish(journal, broken, failed())
    finish(journal, waiting, retry())
    assert states(journal, run) == [S.COMPLETED, S.FAILED, S.WAITING, S.PENDING, S.SKIPPED, S.SKIPPED]
    return run


@pytest.mark.parametrize(
    ("wished", "after", "told"),
    [
        pytest.param(
            Wish.DO,
            [S.COMPLETED, S.FAILED, S.WAITING, S.PENDING, S.SKIPPED, S.PENDING],
            ["rows_chosen 1"],
            id="do: what was left out is chosen now",
        ),
        pytest.param(
            Wish.AGAIN,
            [S.PENDING, S.PENDING, S.WAITING, S.PENDING, S.PENDING, S.PENDING],
            ["rows_refreshed 2", "rows_retried 1", "rows_chosen 1"],
            id="again: what is done, or was given up, goes back",
        ),
        pytest.param(
            Wish.NOT_NOW,
            [S.COMPLETED, S.FAILED, S.WAITING, S.SKIPPED, S.SKIPPED, S.SKIPPED],
            ["rows_not_chosen 1"],
            id="not now: results stay, what was begun goes on, what was not is left out",
        ),
    ],
)
def test_a_resumed_row_follows_the_wish(journal: Journal, wished: Wish, after: list[State], told: list[str]) -> None:
    run = in_every_state(journal)
    assert wish(journal, run, *[wished] * 6) == told
    assert states(journal, run) == after
    assert wish(journal, run, *[wished] * 6)[1:] == [], "nothing more is done the second time, but what is asked again"


def test_a_row_that_is_wanted_again_has_all_its_retries_and_shows_its_facts_meanwhile(journal: Journal) -> None:
    run = begin(journal, 2)
    done, broken = claim(journal, run, 2)
    finish(journal, done, retry(wait_s=0))
    finish(journal, broken, failed())
    (done,) = claim(journal, run, 1, now=LATER)
    assert done.retries_done == 1
    finish(journal, done, completed())
    wish(journal, run, Wish.AGAIN, Wish.AGAIN)
    with journal.read() as reader:
        first, second = reader.sheet_rows(run.id)
        assert first.details is not None
        assert [row.companies["status"] for row in (first, second)] == ["pending", "pending"]
        assert (second.companies["error_type"], second.companies["error_notes"]) == (None, None)
        assert reader.statistics(run.id).processed == 0
    assert [one.retries_done for one in claim(journal, run, 2, now=LATER)] == [0, 0]


def test_what_is_wanted_again_is_not_fresh_and_stays_wanted(journal: Journal) -> None:
    earlier = begin(journal, 2, key="earlier")
    for one in claim(journal, earlier, 2):
        finish(journal, one, completed())
    run = begin(journal, [new_row(0, wish=Wish.AGAIN), new_row(1)])
    assert journal.write(lambda ledger: ledger.skip_fresh(run.id, LATER, DAY)) == 1
    # stopped before it was visited: the sheet says "pending" then, and nobody asks any more
    wish(journal, run, Wish.DO, Wish.DO)
    assert journal.write(lambda ledger: ledger.skip_fresh(run.id, LATER, DAY)) == 0
    assert states(journal, run) == [S.PENDING, S.SKIPPED]


def test_a_row_that_names_another_website_and_is_wanted_again_visits_that(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim(journal, run)[0], completed())
    moved = new_row(0, website="moved.test", wish=Wish.AGAIN)
    journal.write(lambda ledger: ledger.refresh_rows(run.id, ("Company",), [moved], LATER))
    assert [(one.rows[0].website, one.site_key) for one in claim(journal, run)] == [("moved.test", "moved.test")]
    with journal.read() as reader:
        assert [row.details for row in reader.sheet_rows(run.id)] == [None], "the facts were another website's"


def test_a_row_that_is_left_out_shows_what_is_known_of_its_company(journal: Journal) -> None:
    earlier = begin(journal, 3, key="earlier")
    mine, theirs, broken = claim(journal, earlier, 3)
    finish(journal, mine, completed())
    others = replace(found(), extraction=replace(extraction(), researcher="caller:a.Stub"))
    finish(journal, theirs, completed(others))
    finish(journal, broken, failed())
    run = begin(journal, [new_row(n, wish=Wish.NOT_NOW) for n in range(3)], now=START + 900 * DAY)
    assert claim(journal, run, 9) == []
    with journal.read() as reader:
        shown = list(reader.sheet_rows(run.id))
        assert [(row.companies["status"], row.companies["progress"]) for row in shown] == [
            ("completed", "not chosen"),
            (None, "not chosen"),
            (None, "not chosen"),
        ]
        assert [row.details is not None for row in shown] == [True, False, False]
        assert shown[0].companies["research_date"] == "2023-11-14T22:13:25+00:00"
        assert (reader.counts(run.id), reader.not_chosen(run.id)) == ({S.SKIPPED: 3}, 3)
        assert all(result.success for result in reader.results(run.id))


def test_a_row_that_is_left_out_of_a_resumed_run_shows_it_too(journal: Journal) -> None:
    earlier = begin(journal, 2, key="earlier")
    finish(journal, claim(journal, earlier)[0], completed())
    run = begin(journal, 2)
    assert wish(journal, run, Wish.NOT_NOW, Wish.NOT_NOW) == ["rows_not_chosen 2"]
    with journal.read() as reader:
        assert [row.details is not None for row in reader.sheet_rows(run.id)] == [True, False]
    assert wish(journal, run, Wish.DO, Wish.DO) == ["rows_chosen 2"]
    assert journal.write(lambda ledger: ledger.skip_fresh(run.id, LATER, DAY)) == 1, "then as any other row"
    with journal.read() as reader:
        assert reader.not_chosen(run.id) == 0


def test_rows_left_out_that_are_gone_are_not_counted(journal: Journal) -> None:
    run = begin(journal, [new_row(n, wish=Wish.NOT_NOW) for n in range(3)])
    wish(journal, run, Wish.NOT_NOW)
    with journal.read() as reader:
        assert reader.not_chosen(run.id) == 1
    wish(journal, run, Wish.NOT_NOW, Wish.DO)
    assert states(journal, run) == [S.SKIPPED, S.PENDING]
