"""The numbers of a run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.store.builders import (
    START,
    begin,
    claim,
    claim_one,
    completed,
    ending,
    extraction,
    failed,
    finish,
    found,
    new_row,
    page,
    retry,
)
from theodore.model.errors import Failure, Reason
from theodore.model.outcome import Outcome
from theodore.model.page import PageKind
from theodore.model.states import State
from theodore.model.statistics import CoverageTally, RunStatistics, percentile
from theodore.store.journal import Journal
from theodore.store.records import ErrorExample, Run, SlowSite


def statistics(journal: Journal, run: Run) -> RunStatistics:
    with journal.read() as reader:
        return reader.statistics(run.id)


def test_a_run_that_has_not_begun_counts_nothing(journal: Journal) -> None:
    assert statistics(journal, begin(journal, 3)) == RunStatistics(start_time=START)


def test_the_counts_of_a_run_are_summed_from_its_journal(journal: Journal) -> None:
    run = begin(journal, 6)
    done, again, expired, parked, parked_too, _running = claim(journal, run, 6)
    robots = page("https://c0.test/robots.txt", "x", PageKind.ROBOTS)
    finish(journal, done, completed(found(page(), robots), seconds=1.0))
    finish(journal, again, retry(seconds=2.0, wait_s=1))
    finish(journal, claim_one(journal, run, now=START + 60), completed(seconds=6.0))
    finish(journal, expired, failed(Failure(Reason.CERTIFICATE_EXPIRED), seconds=3.0))
    finish(journal, parked, failed(Failure(Reason.PARKED), seconds=4.0))
    finish(journal, parked_too, failed(Failure(Reason.PARKED), seconds=5.0))
    journal.write(lambda ledger: ledger.end_run(run.id, "finished", START + 99))
    assert statistics(journal, run) == RunStatistics(
        processed=5,
        failed=3,
        retried=1,
        timeouts=1,
        ssl_errors=1,
        start_time=START,
        end_time=START + 99,
        attempts=7,
        by_error={"not_found": 2, "ssl_error": 1},
        by_reason={"not_found/parked": 2, "ssl_error/certificate_expired": 1},
        pages=2,
        bytes=2 * 900 + 3 * 100,
        p50_seconds=4.0,
        p95_seconds=8.0,
    )


def test_an_interrupted_retry_is_not_one_that_was_made(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), retry(wait_s=1))
    claim_one(journal, run, now=START + 60)
    journal.write(lambda ledger: ledger.resume(run.id, START + 61))
    counted = statistics(journal, run)
    assert (counted.attempts, counted.retried) == (2, 0)


def test_a_climb_is_no_retry(journal: Journal) -> None:
    run = begin(journal, 1)
    turned_away = Outcome(failure=Failure(Reason.CHALLENGE))
    climb = ending(State.WAITING, "climb", turned_away, failure=turned_away.failure, due_at=START + 1)
    finish(journal, claim_one(journal, run), replace(climb, rung=1))
    finish(journal, claim_one(journal, run, now=START + 60), completed())
    counted = statistics(journal, run)
    assert (counted.attempts, counted.retried, counted.climbs) == (2, 0, 1)


def test_a_retry_that_met_a_hold_is_counted_when_it_is_made(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), retry(wait_s=1))
    held = ending(State.WAITING, "held", due_at=START + 70, wait_s=9.0)
    finish(journal, claim_one(journal, run, now=START + 60), held)
    assert statistics(journal, run).retried == 0
    finish(journal, claim_one(journal, run, now=START + 90), completed())
    assert statistics(journal, run).retried == 1


def test_percentiles_are_those_of_the_model(journal: Journal) -> None:
    run = begin(journal, 21)
    times = [float(n * n) for n in range(21)]
    for held, seconds in zip(claim(journal, run, 21), times, strict=True):
        finish(journal, held, completed(seconds=seconds))
    counted = statistics(journal, run)
    assert (counted.p50_seconds, counted.p95_seconds) == (percentile(times, 0.5), percentile(times, 0.95))


def test_spending_is_summed(journal: Journal) -> None:
    run = begin(journal, 1)
    with journal.transaction() as ledger:
        for cost in (0.25, 0.5):
            ledger._connection.exec_driver_sql(
                "INSERT INTO spending (run_id, at, model, purpose, input_tokens, output_tokens, cost_usd) "
                "VALUES (?, 0, 'm', 'p', 1000, 10, ?)",
                (run.id, cost),
            )
    counted = statistics(journal, run)
    assert (counted.input_tokens, counted.output_tokens, counted.cost_usd) == (2_000, 20, 0.75)


def test_coverage_counts_each_company_that_is_done_once(journal: Journal) -> None:
    one, two = {"official_name": "A", "emails": ["a@b.test"]}, {"official_name": "B"}
    earlier = begin(journal, [new_row(5)])
    finish(journal, claim_one(journal, earlier), completed(Outcome(extraction=extraction(two))))
    run = begin(journal, [new_row(0), new_row(1, website="c0.test"), new_row(2), new_row(3), new_row(5)])
    journal.write(lambda ledger: ledger.skip_fresh(run.id, START + 60, 3_600))
    twins, waiting, bad = claim(journal, run, 9)
    finish(journal, twins, completed(Outcome(extraction=extraction(one))))
    finish(journal, waiting, retry(outcome=found()))
    finish(journal, bad, failed())
    tally = CoverageTally()
    tally.add(one)
    tally.add(two)
    with journal.read() as reader:
        assert reader.coverage(run.id) == tally.result()


def test_the_slowest_sites_come_first(journal: Journal) -> None:
    run = begin(journal, [new_row(0), new_row(1), new_row(2), new_row(3, website="c1.test")])
    first, second, third = claim(journal, run, 3)
    finish(journal, first, completed(seconds=5.0))
    finish(journal, second, retry(seconds=4.0, wait_s=1))
    finish(journal, third, completed(seconds=1.0))
    finish(journal, claim_one(journal, run, now=START + 60), completed(seconds=4.0))
    with journal.read() as reader:
        assert reader.slowest(run.id, 2) == [
            SlowSite("r1", "Company 1", "c1.test", "c1.test", 8.0, 2),
            SlowSite("r0", "Company 0", "c0.test", "c0.test", 5.0, 1),
        ]
        assert reader.slowest("none", 2) == []


def test_each_kind_of_failure_has_an_example(journal: Journal) -> None:
    run = begin(journal, 4)
    reasons = [Reason.PARKED, Reason.REFUSED, Reason.PARKED]
    for held, reason in zip(claim(journal, run, 3), reasons, strict=True):
        finish(journal, held, failed(Failure(reason, f"it was {reason.label}")))
    finish(journal, claim_one(journal, run), retry())
    with journal.read() as reader:
        assert reader.error_examples(run.id) == [
            ErrorExample("not_found", "parked", 2, "r0", "Company 0", "c0.test", "it was parked"),
            ErrorExample("connection_error", "refused", 1, "r1", "Company 1", "c1.test", "it was refused"),
        ]


@pytest.mark.parametrize("state", [State.WAITING, State.DEFERRED])
def test_what_still_waits_has_not_failed(journal: Journal, state: State) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), ending(state, "retry", failure=Failure(Reason.RESET), due_at=START + 9))
    counted = statistics(journal, run)
    assert (counted.processed, counted.failed, counted.by_error) == (0, 0, {})
