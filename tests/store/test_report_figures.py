"""The numbers that a report draws, summed in the database."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

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
    new_row,
    retry,
)
from tests.store.test_plans import asked, plans
from theodore.model.errors import Failure, Reason
from theodore.model.outcome import Crawl, Outcome
from theodore.model.states import State
from theodore.store.journal import Journal
from theodore.store.records import Run, Wish
from theodore.store.report_figures import (
    DURATION_EDGES_S,
    MOST_STEPS,
    AttemptTimes,
    Deadline,
    DurationBin,
    Fold,
    Progress,
    RetriedClass,
    Retries,
    Shares,
    Step,
)


def ask(journal: Journal, what: str, run: Run, *more: Any) -> Any:
    with journal.read() as reader:
        found = getattr(reader, what)(run.id, *more)
        return list(found) if what == "report_rows" else found


def with_profiles(journal: Journal, *profiles: dict[str, Any]) -> Run:
    """A run whose companies are completed with these profiles."""
    run = begin(journal, len(profiles))
    for held, profile in zip(claim(journal, run, len(profiles)), profiles, strict=True):
        finish(journal, held, completed(Outcome(extraction=extraction(profile))))
    return run


def test_a_run_that_has_not_begun_has_nothing_to_draw(journal: Journal) -> None:
    run = begin(journal, 2)
    assert ask(journal, "progress", run) == Progress(START, 0.0, ())
    assert ask(journal, "attempt_times", run) == AttemptTimes((), ())
    assert ask(journal, "retries", run) == Retries(0, 0, ())
    assert ask(journal, "not_chosen", run) == 0
    assert ask(journal, "shares", run, "industry", 5) == Shares()


def test_progress_is_told_in_steps_of_the_same_length(journal: Journal) -> None:
    run = begin(journal, 5)
    ends = [completed(at=START + 1), failed(at=START + 1.5), completed(at=START + 60), completed(at=START + 120)]
    for held, end in zip(claim(journal, run, 4), ends, strict=True):
        finish(journal, held, end)
    found = ask(journal, "progress", run)
    assert (found.start, found.step_s) == (START, 1.0)
    # what ends with the run belongs to the last step, not to one after it
    assert found.steps == (Step(1, 1, 1), Step(60, 1, 0), Step(MOST_STEPS - 1, 1, 0))


def test_a_large_run_has_no_more_steps_than_a_small_one(journal: Journal) -> None:
    run = begin(journal, 400)
    for number, held in enumerate(claim(journal, run, 400)):
        finish(journal, held, completed(at=START + number))
    steps = ask(journal, "progress", run).steps
    assert len(steps) == MOST_STEPS
    assert sum(step.completed for step in steps) == 400


def test_a_clock_that_was_set_back_puts_nothing_before_the_beginning(journal: Journal) -> None:
    run = begin(journal, 2)
    for held, at in zip(claim(journal, run, 2), (START - 60, START + 60), strict=True):
        finish(journal, held, completed(at=at))
    found = ask(journal, "progress", run)
    assert found.start == START - 60
    assert [step.number for step in found.steps] == [0, MOST_STEPS - 1]


def test_attempts_are_counted_by_their_length_and_their_deadline(journal: Journal) -> None:
    run = begin(journal, 4)
    first, second, third, given_back = claim(journal, run, 4)
    finish(journal, first, completed(seconds=0.05))
    finish(journal, second, completed(seconds=1.0))
    finish(journal, third, failed(seconds=1_000.0))
    finish(journal, given_back, ending(State.PENDING, "interrupted", seconds=2.0))
    assert ask(journal, "attempt_times", run) == AttemptTimes(
        bins=(
            DurationBin(0, 1, 0),
            DurationBin(DURATION_EDGES_S.index(1.0) + 1, 1, 0),
            DurationBin(len(DURATION_EDGES_S), 1, 1),
        ),
        deadlines=(Deadline(30.0, 3, 1),),
    )


def test_what_retries_won_is_told_by_class(journal: Journal) -> None:
    run = begin(journal, 4)
    won, lost, both, _at_once = claim(journal, run, 4)
    busy = Failure(Reason.HTTP_429)
    finish(journal, _at_once, completed())
    finish(journal, won, retry(wait_s=2.0))
    finish(journal, lost, retry(wait_s=4.0))
    finish(journal, both, retry(busy, wait_s=9.0))
    for held in claim(journal, run, 3, now=START + 60):
        again = {lost.company_id: failed(), won.company_id: completed()}.get(held.company_id, retry(wait_s=6.0))
        finish(journal, held, again)
    finish(journal, claim_one(journal, run, now=START + 120), completed())
    assert ask(journal, "retries", run) == Retries(
        companies=3,
        won=2,
        by_class=(RetriedClass("timeout", 3, 3, 2, 4.0, 6.0), RetriedClass("rate_limit", 1, 1, 1, 9.0, 9.0)),
    )


def test_whether_a_company_was_won_is_looked_up_by_the_company(journal: Journal) -> None:
    run = begin(journal, 3)
    finish(journal, claim_one(journal, run), retry())
    with journal.read() as reader:
        with asked(reader._connection) as statements:
            reader.retries(run.id)
        steps = plans(reader._connection, statements)
    assert [step for step in steps if "rows USING" in step and "(company_id=? AND run_id=? AND state=?)" in step]


def test_rows_that_were_not_to_be_done_are_counted(journal: Journal) -> None:
    run = begin(journal, 3)
    with journal.transaction() as ledger:
        mark = text("UPDATE rows SET state = 'skipped', wish = :wish WHERE record_id = :record_id")
        ledger._connection.execute(mark, {"wish": Wish.NOT_NOW.value, "record_id": "r1"})
        ledger._connection.execute(mark, {"wish": Wish.DO.value, "record_id": "r2"})
    assert ask(journal, "not_chosen", run) == 1
    assert [row.is_chosen for row in ask(journal, "report_rows", run, 9)] == [True, False, True]


def test_what_is_known_of_rows_that_were_not_chosen_tells_nothing_of_the_run(journal: Journal) -> None:
    earlier = begin(journal, 2, key="earlier")
    for held in claim(journal, earlier, 2):
        finish(journal, held, completed(Outcome(crawl=Crawl(), extraction=extraction({"industry": "Wood"}))))
    run = begin(journal, [new_row(0, wish=Wish.NOT_NOW), new_row(1)])
    assert (ask(journal, "coverage", run).mean, ask(journal, "shares", run, "industry", 9, Fold.NONE).companies) == (
        0.0,
        0,
    )
    journal.write(lambda ledger: ledger.skip_fresh(run.id, START + 60, 3_600))
    assert ask(journal, "coverage", run).mean > 0
    assert ask(journal, "shares", run, "industry", 9, Fold.NONE).companies == 1


@pytest.mark.parametrize(
    ("field", "fold", "profiles", "expected"),
    [
        pytest.param(
            "industry",
            Fold.NONE,
            [{"industry": "Wood"}, {"industry": "Steel"}, {"industry": "Wood"}, {}],
            Shares(3, 2, (("Wood", 2), ("Steel", 1))),
            id="a text",
        ),
        pytest.param(
            "tech_stack",
            Fold.NONE,
            [{"tech_stack": ["nginx", "nginx", "PHP"]}, {"tech_stack": ["nginx"]}, {"tech_stack": []}],
            Shares(2, 2, (("nginx", 2), ("PHP", 1))),
            id="of a list each item, once a company",
        ),
        pytest.param(
            "founding_year",
            Fold.DECADE,
            [{"founding_year": year} for year in (1990, 1999, 2000, 1989)],
            Shares(4, 3, (("1990", 2), ("1980", 1), ("2000", 1))),
            id="years by their decade",
        ),
        pytest.param(
            "languages",
            Fold.LANGUAGE,
            [{"languages": ["de", "de-AT"]}, {"languages": ["DE-CH", "en"]}, {"languages": ["tlh"]}],
            Shares(3, 3, (("de", 2), ("en", 1), ("tlh", 1))),
            id="languages without their countries",
        ),
        pytest.param(
            "industry",
            Fold.NONE,
            [{"industry": ""}, {"industry": None}, {"industry": {"name": {"a": 1}}}],
            Shares(),
            id="nothing of what says nothing",
        ),
        pytest.param(
            "industry",
            Fold.NONE,
            [{"industry": "x" * 9_999}],
            Shares(1, 1, (("x" * 120, 1),)),
            id="cut",
        ),
        pytest.param(
            "industry",
            Fold.NONE,
            [{"industry": f"i{number}"} for number in range(9)],
            Shares(9, 9, tuple((f"i{number}", 1) for number in range(5))),
            id="so many, and how many there are",
        ),
    ],
)
def test_values_are_counted_in_the_database(
    journal: Journal, field: str, fold: Fold, profiles: list[dict[str, Any]], expected: Shares
) -> None:
    run = with_profiles(journal, *profiles)
    assert ask(journal, "shares", run, field, 5, fold) == expected


def test_two_rows_of_a_website_are_one_company(journal: Journal) -> None:
    run = begin(journal, [new_row(0), new_row(1, website="c0.test")])
    finish(journal, claim_one(journal, run), completed(Outcome(extraction=extraction({"industry": "Wood"}))))
    assert ask(journal, "shares", run, "industry", 5) == Shares(1, 1, (("Wood", 1),))


def test_rows_come_in_the_order_of_the_table_and_no_more_than_asked_for(journal: Journal) -> None:
    run = begin(journal, 3)
    held = claim(journal, run, 2)
    finish(journal, held[0], completed(seconds=2.0))
    finish(journal, held[1], failed(Failure(Reason.PARKED, "x" * 9_999)))
    done, bad = ask(journal, "report_rows", run, 2)
    assert (done.name, done.website, done.state, done.attempts, done.seconds) == (
        "Company 0",
        "c0.test",
        State.COMPLETED,
        1,
        2.0,
    )
    assert done.coverage is not None
    assert (bad.error_type, bad.reason, bad.coverage) == ("not_found", "parked", None)
    assert len(bad.message) == 400
