"""What an attempt's end does to its rows, its history, its site and the feed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.store.builders import (
    START,
    TIMEOUT,
    begin,
    claim,
    claim_one,
    completed,
    ending,
    failed,
    finish,
    found,
    new_row,
    page,
    retry,
    states,
)
from theodore.model.errors import Failure, IllegalTransition, Reason
from theodore.model.outcome import Crawl, Outcome
from theodore.model.page import MissedPage, PageKind
from theodore.model.states import ALLOWED, State
from theodore.model.statistics import RowResult, SiteKnowledge
from theodore.store.journal import Journal
from theodore.store.records import AttemptRecord, Claim, Ending, Event, StaleClaim

REACHABLE = sorted(ALLOWED[State.PROCESSING])


def only_result(journal: Journal, run_id: str) -> RowResult:
    with journal.read() as reader:
        (result,) = reader.results(run_id)
        return result


def only_attempt(journal: Journal, claim: Claim) -> AttemptRecord:
    with journal.read() as reader:
        (attempt,) = reader.history(claim.rows[0].row_id)
        return attempt


def last_event(journal: Journal, run_id: str) -> Event:
    with journal.read() as reader:
        return reader.events_after(run_id, 0, 1_000)[-1]


@pytest.mark.parametrize("state", list(State))
def test_an_attempt_ends_in_the_states_that_the_table_allows(journal: Journal, state: State) -> None:
    run = begin(journal, 1)
    held = claim_one(journal, run)
    if state in REACHABLE:
        finish(journal, held, ending(state, "any"))
        assert states(journal, run) == [state]
    else:
        with pytest.raises(IllegalTransition):
            finish(journal, held, ending(state, "any"))
        assert states(journal, run) == [State.PROCESSING]


@pytest.mark.parametrize(
    ("ended", "result"),
    [
        pytest.param(completed(), {"state": State.COMPLETED, "success": True}, id="completed"),
        pytest.param(
            completed(failure=TIMEOUT, partial=True),
            {"state": State.COMPLETED, "partial": True, "error_type": "timeout", "reason": "attempt_deadline"},
            id="a partial success says what it lacks",
        ),
        pytest.param(
            failed(),
            {"state": State.FAILED, "success": False, "error_type": "timeout", "error": "nothing came in 30 s"},
            id="a failure says why",
        ),
        pytest.param(
            failed(Failure(Reason.PARKED)),
            {"error_type": "not_found", "reason": "parked", "error": Reason.PARKED.meaning},
            id="one without words of its own says what its reason means",
        ),
        pytest.param(retry(), {"state": State.WAITING, "error_type": "timeout"}, id="a retry says why too"),
    ],
)
def test_a_row_says_how_its_attempt_ended(journal: Journal, ended: Ending, result: dict[str, Any]) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), ended)
    row = only_result(journal, run.id)
    assert {name: getattr(row, name) for name in result} == result
    assert (row.attempts, row.processing_time) == (1, 5.0)


@pytest.mark.parametrize(
    ("ended", "notes", "progress"),
    [
        pytest.param(
            retry(wait_s=5, waits_for="retry 1/3"),
            "timeout: nothing came in 30 s.",
            "retry 1/3 at 2023-11-14T22:13:30+00:00",
            id="one that waits says what happened, and what it waits for till when",
        ),
        pytest.param(
            ending(State.DEFERRED, "deferred", failure=TIMEOUT, due_at=START + 900, wait_s=895.0),
            "timeout: nothing came in 30 s.",
            "again at 2023-11-14T22:28:20+00:00",
            id="and so does one that was deferred",
        ),
        pytest.param(failed(), TIMEOUT.note, "", id="one that has failed says what to do"),
    ],
)
def test_advice_is_for_rows_that_have_ended(journal: Journal, ended: Ending, notes: str, progress: str) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), ended)
    with journal.read() as reader:
        (row,) = reader.sheet_rows(run.id)
    assert (row.companies["error_notes"], row.companies["progress"] or "") == (notes, progress)


def test_the_history_tells_of_every_attempt(journal: Journal) -> None:
    run = begin(journal, 1)
    missed = MissedPage("https://c0.test/team", PageKind.TEAM, "attempt_deadline")
    cut = Outcome(crawl=Crawl(missed=(missed,)), failure=TIMEOUT)
    finish(journal, claim_one(journal, run), retry(wait_s=4.5, outcome=cut))
    finish(journal, claim_one(journal, run, now=START + 60), completed(found(page(), page("https://c0.test/about"))))
    with journal.read() as reader:
        first, second = reader.history(1)
    common: dict[str, Any] = {
        "run_id": run.id,
        "record_id": "r0",
        "name": "Company 0",
        "website": "c0.test",
        "deadline": 30.0,
    }
    assert first == AttemptRecord(
        **common,
        attempt=1,
        retry=0,
        started_at=START,
        seconds=5.0,
        outcome="retry",
        error_type="timeout",
        reason="attempt_deadline",
        message="nothing came in 30 s",
        url="https://slow.test/",
        status=None,
        wait=4.5,
        pages=0,
        requests=0,
        wire_bytes=0,
        final_origin=None,
        missed=(MissedPage("https://c0.test/team", PageKind.TEAM, "attempt_deadline"),),
    )
    assert second == AttemptRecord(
        **common,
        attempt=2,
        retry=1,
        started_at=START + 60,
        seconds=5.0,
        outcome="completed",
        error_type=None,
        reason=None,
        message=None,
        url=None,
        status=None,
        wait=None,
        pages=2,
        requests=3,
        wire_bytes=900,
        final_origin="https://c0.test",
        missed=(),
    )


def test_only_retries_that_count_are_counted(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), retry(counts_retry=False, wait_s=1))
    again = claim_one(journal, run, now=START + 60)
    assert (again.number, again.retries_done) == (1, 0)
    finish(journal, again, retry(wait_s=1))
    assert claim_one(journal, run, now=START + 60).retries_done == 1


def test_a_later_success_leaves_no_trace_of_the_failure_in_the_row(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), retry())
    finish(journal, claim_one(journal, run, now=START + 60), completed())
    row = only_result(journal, run.id)
    assert (row.error_type, row.reason, row.error, row.attempts, row.processing_time) == (None, None, None, 2, 10.0)


def test_facts_of_an_earlier_attempt_stay_when_a_later_one_fails(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), retry(outcome=found()))
    finish(journal, claim_one(journal, run, now=START + 60), failed())
    with journal.read() as reader:
        facts = reader.facts(1)
    assert facts is not None
    assert facts.profile == {"official_name": "Nordwind AG"}
    assert facts.completed_at is None


@pytest.mark.parametrize("change", ["cancel", "resume", "finish"])
def test_who_comes_too_late_changes_nothing(journal: Journal, change: str) -> None:
    run = begin(journal, 1)
    held = claim_one(journal, run)
    if change == "finish":
        finish(journal, held, failed())
    else:
        journal.write(lambda ledger: getattr(ledger, change)(run.id, START + 1))
    before = states(journal, run)
    with pytest.raises(StaleClaim, match="changed hands"):
        finish(journal, held, completed(found(page("https://late.test/"))))
    assert states(journal, run) == before
    with journal.read() as reader:
        assert list(reader.pages_of(1)) == []
        assert reader.facts(1) is None


def test_one_row_that_changed_keeps_the_whole_claim_from_ending(journal: Journal) -> None:
    run = begin(journal, [new_row(0), new_row(1, website="c0.test")])
    held = claim_one(journal, run)
    half = Claim(**{name: getattr(held, name) for name in held.__slots__} | {"rows": held.rows[:1]})
    journal.write(lambda ledger: ledger.release([half], START))
    with pytest.raises(StaleClaim):
        finish(journal, held, completed())
    assert states(journal, run) == [State.PENDING, State.PROCESSING]


def test_what_is_known_of_a_site_is_kept_across_runs(journal: Journal) -> None:
    knowledge = SiteKnowledge(seconds=(3.5, 4.0), timed_out=(False, True), is_complex=True, hold_until=START + 3)
    finish(journal, claim_one(journal, begin(journal, 1)), completed(site=knowledge))
    with journal.read() as reader:
        assert reader.site("c0.test") == knowledge
        assert reader.site("never.met") == SiteKnowledge()
    assert claim_one(journal, begin(journal, 1), now=START + 9).site == knowledge


@pytest.mark.parametrize(
    ("before", "after", "stands"),
    [
        pytest.param(10, 50, 50, id="a longer hold replaces a shorter"),
        pytest.param(50, 10, 50, id="a shorter one does not end a longer"),
    ],
)
def test_a_hold_only_grows(journal: Journal, before: float, after: float, stands: float) -> None:
    known = SiteKnowledge(seconds=(1.0,), timed_out=(False,), is_simple=True)
    finish(journal, claim_one(journal, begin(journal, 1)), completed(site=known))
    journal.write(lambda ledger: ledger.hold_site("c0.test", START + before))
    journal.write(lambda ledger: ledger.hold_site("c0.test", START + after))
    with journal.read() as reader:
        site = reader.site("c0.test")
    assert site == SiteKnowledge((1.0,), (False,), is_simple=True, hold_until=START + stands)


def test_what_an_attempt_taught_does_not_end_a_hold(journal: Journal) -> None:
    held = claim_one(journal, begin(journal, 1))
    journal.write(lambda ledger: ledger.hold_site("c0.test", START + 99))
    finish(journal, held, completed(site=SiteKnowledge(seconds=(2.0,), timed_out=(False,))))
    with journal.read() as reader:
        assert reader.site("c0.test") == SiteKnowledge((2.0,), (False,), hold_until=START + 99)


@pytest.mark.parametrize(
    ("ended", "kind", "told"),
    [
        pytest.param(completed(), "completed", {"pages": 1, "seconds": 5.0}, id="completed"),
        pytest.param(completed(found(distrusted="expired")), "completed", {"unverified": "expired"}, id="unverified"),
        pytest.param(
            ending(State.COMPLETED, "partial", found(), failure=TIMEOUT, partial=True),
            "partial",
            {"pages": 1, "error_type": "timeout", "reason": "attempt_deadline"},
            id="partial",
        ),
        pytest.param(
            retry(wait_s=4.5), "retry_scheduled", {"retry": 1, "wait_s": 4.5, "due_at": START + 9.5}, id="retry"
        ),
        pytest.param(failed(), "failed", {"message": "nothing came in 30 s"}, id="failed"),
        pytest.param(
            ending(State.DEFERRED, "deferred", due_at=START + 900, wait_s=895),
            "deferred",
            {"due_at": START + 900, "wait_s": 895},
            id="deferred",
        ),
        pytest.param(ending(State.WAITING, "held", due_at=START + 9, wait_s=4), "held", {"wait_s": 4}, id="held"),
    ],
)
def test_everybody_can_hear_of_it(journal: Journal, ended: Ending, kind: str, told: dict[str, Any]) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), ended)
    event = last_event(journal, run.id)
    assert (event.kind, event.row_id, event.at) == (kind, 1, START + 5)
    named = {"company": "Company 0", "website": "c0.test", "record_id": "r0", "attempt": 1}
    assert {name: event.data.get(name) for name in named | told} == named | told
    assert None not in event.data.values()


def test_each_row_of_a_website_has_its_event(journal: Journal) -> None:
    run = begin(journal, [new_row(0), new_row(1, website="c0.test")])
    finish(journal, claim_one(journal, run), completed())
    with journal.read() as reader:
        heard = [(event.kind, event.row_id) for event in reader.events_after(run.id, 0, 99) if event.row_id]
    assert heard == [("attempt_started", 1), ("attempt_started", 2), ("completed", 1), ("completed", 2)]


def test_what_the_web_sends_cannot_fail_a_write(journal: Journal) -> None:
    run = begin(journal, 1)
    nasty = Failure(Reason.OTHER, "found \0 and \ud800", url="https://x.test/\udfff")
    read = page("https://c0.test/\ud800", "\0\ud800", headers=(("x-\ud800", "\0"),))
    outcome = Outcome(crawl=found(read).crawl, extraction=found().extraction, failure=nasty)
    finish(journal, claim_one(journal, run), ending(State.COMPLETED, "partial", outcome, failure=nasty, partial=True))
    assert only_result(journal, run.id).error == "found \ufffd and \ufffd"


def test_an_internal_error_can_be_recorded_like_any_other(journal: Journal) -> None:
    run = begin(journal, 2)
    first, second = claim(journal, run, 2)
    finish(journal, first, failed(Failure(Reason.BUG, "ZeroDivisionError")))
    finish(journal, second, completed())
    assert states(journal, run) == [State.FAILED, State.COMPLETED]
    assert only_attempt(journal, first).error_type == "internal_error"
