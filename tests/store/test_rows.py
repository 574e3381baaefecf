"""Bringing rows in, and what is done to many at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.store.builders import (
    START,
    begin,
    claim,
    claim_one,
    completed,
    extraction,
    failed,
    finish,
    found,
    new_row,
    retry,
    states,
)
from theodore.model.evidence import OWN
from theodore.model.states import State
from theodore.store.journal import Journal
from theodore.store.records import NewRow, StaleClaim

DAY = 86_400.0


def test_rows_are_read_as_they_come(journal: Journal) -> None:
    run = begin(journal, (new_row(position) for position in range(1_700)))
    with journal.read() as reader:
        assert reader.counts(run.id) == {State.PENDING: 1_700}
        assert [row.record_id for row in reader.results(run.id)] == [f"r{n}" for n in range(1_700)]


def test_a_stream_that_breaks_brings_nothing_in(journal: Journal) -> None:
    def stream() -> Iterator[NewRow]:
        yield from map(new_row, range(700))
        raise EOFError

    with pytest.raises(EOFError):
        begin(journal, stream())
    with journal.read() as reader:
        assert reader.runs() == []


def test_rows_that_are_there_keep_their_state(journal: Journal) -> None:
    run = begin(journal, 2)
    finish(journal, claim_one(journal, run), completed())
    assert journal.write(lambda ledger: ledger.add_rows(run.id, map(new_row, range(3)), START + 9)) == 1
    assert states(journal, run) == [State.COMPLETED, State.PENDING, State.PENDING]


def test_another_run_has_rows_of_its_own(journal: Journal) -> None:
    first, second = begin(journal, 2), begin(journal, 2)
    finish(journal, claim_one(journal, first), completed())
    assert states(journal, first) == [State.COMPLETED, State.PENDING]
    assert states(journal, second) == [State.PENDING, State.PENDING]


def test_cells_and_names_come_back_as_they_went_in(journal: Journal) -> None:
    run = begin(journal, [new_row(0, name="  Größe \ud83d\ude00", cells=("", "a\nb", "=1+1", "x\0"))])
    with journal.read() as reader:
        (row,) = reader.sheet_rows(run.id)
        assert row.cells == ("", "a\nb", "=1+1", "x\ufffd")
        assert row.companies["name"] == "  Größe 😀"


def test_rows_without_a_website_are_companies_apart(journal: Journal) -> None:
    run = begin(journal, [new_row(0, website=""), new_row(1, website="")])
    claims = claim(journal, run, 9)
    assert [[row.record_id for row in one.rows] for one in claims] == [["r0"], ["r1"]]
    assert claims[0].site_key is None


def test_resuming_gives_back_what_a_dead_worker_left(journal: Journal) -> None:
    run = begin(journal, 5)
    done, again, cut, cut_too = claim(journal, run, 4)
    finish(journal, done, completed())
    finish(journal, again, retry(wait_s=60))
    assert journal.write(lambda ledger: ledger.resume(run.id, START + 7)) == 2
    assert states(journal, run) == [State.COMPLETED, State.WAITING, State.PENDING, State.PENDING, State.PENDING]
    with journal.read() as reader:
        (attempt,) = reader.history(cut.rows[0].row_id)
    assert (attempt.outcome, attempt.seconds, attempt.retry) == ("interrupted", 7.0, 0)
    with pytest.raises(StaleClaim):
        finish(journal, cut_too, completed())


def test_an_attempt_found_after_days_did_not_take_days(journal: Journal) -> None:
    run = begin(journal, 1)
    cut = claim_one(journal, run)
    journal.write(lambda ledger: ledger.resume(run.id, START + 3 * DAY))
    with journal.read() as reader:
        (attempt,) = reader.history(cut.rows[0].row_id)
    assert attempt.seconds == cut.deadline_s


def test_an_interrupted_attempt_counts_no_retry(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), retry())
    second = claim_one(journal, run, now=START + 60)
    assert (second.number, second.retries_done) == (1, 1)
    journal.write(lambda ledger: ledger.resume(run.id, START + 70))
    third = claim_one(journal, run, now=START + 80)
    assert (third.number, third.retries_done) == (2, 1)


def test_cancelling_ends_everything_that_has_not_ended(journal: Journal) -> None:
    run = begin(journal, 5)
    done, bad, again, running = claim(journal, run, 4)
    finish(journal, done, completed())
    finish(journal, bad, failed())
    finish(journal, again, retry())
    assert journal.write(lambda ledger: ledger.cancel(run.id, START + 9)) == 3
    assert states(journal, run) == [State.COMPLETED, State.FAILED, *[State.CANCELLED] * 3]
    with journal.read() as reader:
        assert reader.history(running.rows[0].row_id)[0].outcome == "cancelled"
        assert reader.next_due(run.id, START) is None
    with pytest.raises(StaleClaim):
        finish(journal, running, completed())


@pytest.mark.parametrize(
    ("age_s", "fresh_for_s", "skipped"),
    [
        pytest.param(3_600, 7_200, 1, id="an hour old is fresh for two"),
        pytest.param(7_201, 7_200, 0, id="not for longer"),
        pytest.param(7_200, 7_200, 0, id="nor for just as long"),
        pytest.param(-60, 7_200, 0, id="not from the future: the clock was set back"),
    ],
)
def test_what_was_researched_lately_is_skipped(
    journal: Journal, age_s: float, fresh_for_s: float, skipped: int
) -> None:
    earlier = begin(journal, 1)
    finish(journal, claim_one(journal, earlier), completed(at=START))
    run = begin(journal, 2)
    assert journal.write(lambda ledger: ledger.skip_fresh(run.id, START + age_s, fresh_for_s)) == skipped
    with journal.read() as reader:
        first, second = reader.sheet_rows(run.id)
        assert second.details is None
        assert (first.details is not None) is bool(skipped)
        if first.details is not None:
            assert first.details["official_name"] == "Nordwind AG"
            assert first.companies["status"] == "completed"
            assert first.companies["research_date"] == "2023-11-14T22:13:20+00:00"


def test_what_another_researcher_found_is_not_fresh(journal: Journal) -> None:
    earlier = begin(journal, 2)
    theirs, ours = claim(journal, earlier, 2)
    finish(journal, theirs, completed(replace(found(), extraction=replace(extraction(), researcher="caller:a.Stub"))))
    finish(journal, ours, completed())
    run = begin(journal, 2, key="another")
    assert journal.write(lambda ledger: ledger.skip_fresh(run.id, START + 60, DAY, "caller:b.Stub")) == 0
    assert journal.write(lambda ledger: ledger.skip_fresh(run.id, START + 60, DAY, "caller:a.Stub")) == 1
    assert journal.write(lambda ledger: ledger.skip_fresh(run.id, START + 60, DAY)) == 1


def test_what_a_site_said_without_proof_is_fresh_to_who_asks_for_none(journal: Journal) -> None:
    earlier = begin(journal, 2)
    unproved, proved = claim(journal, earlier, 2)
    finish(journal, unproved, completed(found(distrusted="the site's certificate expired")))
    finish(journal, proved, completed())
    keys, now = ["c0.test", "c1.test"], START + 60
    with journal.read() as reader:
        assert reader.fresh(keys, now, DAY, OWN) == {"c1.test"}
        assert reader.fresh(keys, now, DAY, OWN, unproved=True) == set(keys)

    run = begin(journal, 2, key="another")
    assert journal.write(lambda ledger: ledger.skip_fresh(run.id, now, DAY, unproved=True)) == 2
    # the run goes on as one that asks for proof
    rows = [new_row(0), new_row(1)]
    journal.write(lambda ledger: ledger.refresh_rows(run.id, ("Company", "Website"), rows, now, fresh_for_s=DAY))
    assert journal.write(lambda ledger: ledger.skip_fresh(run.id, now, DAY)) == 0
    assert states(journal, run) == [State.PENDING, State.SKIPPED]


def test_a_failure_is_no_research(journal: Journal) -> None:
    earlier = begin(journal, 1)
    finish(journal, claim_one(journal, earlier), failed(at=START))
    run = begin(journal, 1)
    assert journal.write(lambda ledger: ledger.skip_fresh(run.id, START + 1, DAY)) == 0


def test_facts_of_an_attempt_that_is_made_again_are_no_research_yet(journal: Journal) -> None:
    earlier = begin(journal, 1)
    finish(journal, claim_one(journal, earlier), retry(outcome=found()))
    run = begin(journal, 1)
    assert journal.write(lambda ledger: ledger.skip_fresh(run.id, START + 60, DAY)) == 0


def test_progress_is_noted_for_rows_on_their_way_alone(journal: Journal) -> None:
    run = begin(journal, 4)
    running, again, done = claim(journal, run, 3)
    finish(journal, again, retry())
    finish(journal, done, completed())
    notes = {one.rows[0].row_id: "crawling 4/7" for one in (running, again, done)}
    journal.write(lambda ledger: ledger.note_progress(run.id, {**notes, 4: "crawling 4/7"}))
    with journal.read() as reader:
        progress = [row.companies["progress"] for row in reader.sheet_rows(run.id)]
    assert progress == ["crawling 4/7", "crawling 4/7", "1 page", None]
