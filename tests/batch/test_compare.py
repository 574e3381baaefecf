"""Two runs compared: the one object that `theodore compare` prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

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
    new_row,
    retry,
)
from theodore.batch.compare import (
    CHANGE_COLUMNS,
    EXAMPLES,
    LISTED,
    changes,
    compare,
    differing_settings,
    matched_by,
    standing,
)
from theodore.model.errors import Failure, Reason
from theodore.model.outcome import Crawl, Outcome
from theodore.model.states import State
from theodore.store.comparison import MatchedBy, RowEnd, RowPair
from theodore.store.journal import Journal
from theodore.store.records import Run, Wish

LATER = START + 100_000
EXPIRED = Failure(Reason.CERTIFICATE_EXPIRED)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal.open(tmp_path / "journal.db") as opened:
        yield opened


def facts(**profile: Any) -> Outcome:
    return Outcome(crawl=Crawl(seconds=1.0, wire_bytes=1_000), extraction=extraction(profile))


def end(journal: Journal, run: Run, at: float) -> Run:
    journal.write(lambda ledger: ledger.end_run(run.id, "finished", at))
    with journal.read() as reader:
        return reader.run(run.id)


def compared(journal: Journal, before: Run, after: Run, now: float = LATER + 500) -> dict[str, Any]:
    with journal.read() as reader:
        return compare(reader, before, after, now=now)


def told(journal: Journal, before: Run, after: Run) -> list[tuple[Any, ...]]:
    with journal.read() as reader:
        found = list(changes(reader, before, after))
    assert all(tuple(change) == CHANGE_COLUMNS for change in found)
    return [(one["change"], one["record_id"], one["field"], one["before"], one["after"]) for one in found]


def two_runs(journal: Journal) -> tuple[Run, Run]:
    """One mended, one broken, one with another fact, one gone and one new; and one that needed a retry at first."""
    before = begin(journal, 4)
    mended, broken, other, gone = claim(journal, before, 4)
    finish(journal, mended, retry(seconds=4.0, wait_s=1.0))
    finish(journal, claim_one(journal, before, now=START + 60), failed(seconds=6.0))
    finish(journal, broken, completed(facts(official_name="B"), seconds=1.0))
    finish(journal, other, completed(facts(official_name="C", emails=["a@c.test", "b@c.test"]), seconds=2.0))
    finish(journal, gone, completed(facts(official_name="D"), seconds=3.0))
    after = begin(journal, [new_row(0), new_row(1), new_row(2), new_row(7)], now=LATER)
    mended, broken, other, fresh = claim(journal, after, 4, now=LATER)
    finish(journal, mended, completed(facts(official_name="A"), seconds=1.0))
    finish(journal, broken, failed(EXPIRED, seconds=1.0))
    finish(journal, other, completed(facts(official_name="C", emails=["b@c.test"], phones=["+1"]), seconds=2.0))
    finish(journal, fresh, completed(facts(official_name="H"), seconds=3.0))
    return end(journal, before, START + 100), end(journal, after, LATER + 50)


def test_what_changed_is_told_in_the_order_of_the_table(journal: Journal) -> None:
    assert told(journal, *two_runs(journal)) == [
        ("now_done", "r0", None, "timeout/attempt_deadline", "completed"),
        ("now_failed", "r1", None, "completed", "ssl_error/certificate_expired"),
        ("changed", "r2", "emails", ["a@c.test", "b@c.test"], ["b@c.test"]),
        ("gained", "r2", "phones", None, ["+1"]),
        ("gone", "r3", None, "completed", None),
        ("new", "r7", None, None, "completed"),
    ]


def test_companies_are_counted_and_named(journal: Journal) -> None:
    companies = compared(journal, *two_runs(journal))["companies"]
    listed = companies.pop("listed")
    assert companies == {
        "both_done": 1,
        "both_failed": 0,
        "now_done": 1,
        "now_failed": 1,
        "other": 0,
        "new": 1,
        "gone": 1,
    }
    assert listed["now_done"] == [
        {
            "record_id": "r0",
            "company_name": "Company 0",
            "website": "c0.test",
            "before": "timeout/attempt_deadline",
            "after": "completed",
        }
    ]
    assert {name: [row["record_id"] for row in rows] for name, rows in listed.items()} == {
        "now_done": ["r0"],
        "now_failed": ["r1"],
        "new": ["r7"],
        "gone": ["r3"],
    }


def test_facts_are_counted_by_field(journal: Journal) -> None:
    found = compared(journal, *two_runs(journal))["facts"]
    assert (found["compared"], found["companies_changed"], found["changes"]) == (1, 1, 2)
    assert {name: (of["gained"], of["lost"], of["changed"]) for name, of in found["by_field"].items()} == {
        "emails": (0, 0, 1),
        "phones": (1, 0, 0),
    }
    assert found["by_field"]["phones"]["examples"][0]["after"] == ["+1"]


def test_figures_have_their_differences_and_verdicts(journal: Journal) -> None:
    figures = compared(journal, *two_runs(journal))["figures"]
    assert figures["total"] == {"before": 4, "after": 4, "difference": 0, "percent": 0.0, "verdict": None}
    assert figures["success_rate"] == {
        "before": 0.75,
        "after": 0.75,
        "difference": 0.0,
        "percent": None,
        "verdict": "same",
    }
    assert figures["companies_per_hour"] == {
        "before": 144.0,
        "after": 288.0,
        "difference": 144.0,
        "percent": 100.0,
        "verdict": "better",
    }
    assert (figures["retried"]["before"], figures["retried"]["after"]) == (1, 0)
    assert figures["retried"]["verdict"] == "better"
    assert (figures["timeouts"]["difference"], figures["timeouts"]["percent"]) == (-2, -100.0)
    assert figures["p95_seconds"]["verdict"] == "better"
    assert figures["bytes"]["verdict"] is None


def test_a_count_is_judged_by_its_share_of_the_companies_visited(journal: Journal) -> None:
    before, after = begin(journal, 2), begin(journal, 20, now=LATER)
    for run, now, bad in ((before, START, 1), (after, LATER, 2)):
        for number, held in enumerate(claim(journal, run, 20, now=now)):
            finish(journal, held, failed() if number < bad else completed(facts(official_name="A")))
    failures = compared(journal, before, after)["figures"]["failed"]
    assert (failures["difference"], failures["verdict"]) == (1, "better")


def test_more_retries_are_no_worse_where_more_were_asked_for(journal: Journal) -> None:
    before, after = two_runs(journal)
    patient, hasty = ({"retry": {"max_retries": number}} for number in (3, 0))
    found = compared(journal, replace(before, settings=patient), replace(after, settings=hasty))
    assert found["figures"]["retried"]["verdict"] is None
    assert found["settings"] == {"retry.max_retries": {"before": 3, "after": 0}}


def test_errors_are_compared_by_class_and_reason_what_differs_most_first(journal: Journal) -> None:
    errors = compared(journal, *two_runs(journal))["errors"]
    assert errors["by_error"] == {
        "ssl_error": {"before": 0, "after": 1, "difference": 1},
        "timeout": {"before": 1, "after": 0, "difference": -1},
    }
    assert list(errors["by_reason"]) == ["ssl_error/certificate_expired", "timeout/attempt_deadline"]


def test_coverage_is_compared_by_field_what_differs_most_first(journal: Journal) -> None:
    coverage = compared(journal, *two_runs(journal))["field_coverage"]
    (first, second, *rest) = coverage["by_field"].items()
    assert first == ("phones", {"before": 0.0, "after": 0.3333, "difference": 0.3333})
    assert all(share["difference"] == 0 for _, share in [second, *rest])
    assert coverage["mean"]["difference"] > 0


def test_without_a_company_that_is_done_there_is_no_coverage(journal: Journal) -> None:
    before, after = begin(journal, 1), begin(journal, 1, now=LATER)
    finish(journal, claim(journal, before)[0], completed(facts(official_name="A")))
    finish(journal, claim(journal, after, now=LATER)[0], failed())
    assert compared(journal, before, after)["field_coverage"] is None


def test_a_run_does_not_differ_from_itself(journal: Journal) -> None:
    before, _ = two_runs(journal)
    found = compared(journal, before, before)
    assert found["same_run"]
    assert found["notes"] == ["This is one run: nothing differs."]
    assert {figure["difference"] for figure in found["figures"].values()} == {0}
    assert {figure["verdict"] for figure in found["figures"].values()} <= {"same", None}
    assert (found["companies"]["both_done"], found["companies"]["both_failed"]) == (3, 1)
    assert found["facts"]["changes"] == 0
    assert told(journal, before, before) == []


def test_another_website_below_one_record_id_is_told_with_its_facts(journal: Journal) -> None:
    before, after = begin(journal, 1), begin(journal, [new_row(0, website="other.test")], now=LATER)
    finish(journal, claim(journal, before)[0], completed(facts(official_name="A")))
    finish(journal, claim(journal, after, now=LATER)[0], completed(facts(official_name="B")))
    assert told(journal, before, after) == [
        ("changed", "r0", "website", "c0.test", "other.test"),
        ("changed", "r0", "official_name", "A", "B"),
    ]
    assert compared(journal, before, after)["facts"]["companies_changed"] == 1


def test_lists_are_bounded_and_counts_are_not(journal: Journal) -> None:
    many = LISTED + 5
    before = begin(journal, many)
    after = begin(journal, [new_row(number, record_id=f"x{number}") for number in range(many)], now=LATER)
    companies = compared(journal, before, after)["companies"]
    assert (companies["new"], companies["gone"]) == (many, many)
    assert (len(companies["listed"]["new"]), len(companies["listed"]["gone"])) == (LISTED, LISTED)
    assert len(told(journal, before, after)) == 2 * many


def test_examples_of_a_field_are_bounded(journal: Journal) -> None:
    many = EXAMPLES + 2
    before, after = begin(journal, many), begin(journal, many, now=LATER)
    for run, now in ((before, START), (after, LATER)):
        for held in claim(journal, run, many, now=now):
            finish(journal, held, completed(facts(official_name=run.id)))
    of_field = compared(journal, before, after)["facts"]["by_field"]["official_name"]
    assert (of_field["changed"], len(of_field["examples"])) == (many, EXAMPLES)


def test_who_was_not_chosen_is_neither_fresh_nor_done(journal: Journal) -> None:
    before = begin(journal, 3)
    for held in claim(journal, before, 3):
        finish(journal, held, completed(facts(official_name="A")))
    after = begin(journal, [new_row(0), new_row(1, wish=Wish.NOT_NOW), new_row(2, wish=Wish.NOT_NOW)], now=LATER)
    finish(journal, claim_one(journal, after, now=LATER), completed(facts(official_name="A")))
    found = compared(journal, before, after)
    assert [found["figures"][name]["after"] for name in ("fresh", "not_chosen")] == [0, 2]
    assert (found["before"]["done"], found["after"]["done"]) == (3, 1)


def test_a_run_that_visited_nobody_has_no_rates_and_says_so(journal: Journal) -> None:
    before = begin(journal, 2)
    for held in claim(journal, before, 2):
        finish(journal, held, completed(facts(official_name="A")))
    after = begin(journal, 2, now=START + 60)
    journal.write(lambda ledger: ledger.skip_fresh(after.id, START + 60, 3_600))
    found = compared(journal, end(journal, before, START + 10), end(journal, after, START + 61))
    assert found["notes"] == [
        f"{after.id} visited no company: what it shows was known before. So it has no rates and no times."
    ]
    for name in ("success_rate", "companies_per_hour", "p50_seconds", "failed"):
        assert found["figures"][name]["verdict"] is None, name
    assert found["figures"]["success_rate"]["after"] is None
    assert (found["companies"]["both_done"], found["facts"]["changes"]) == (2, 0)


@pytest.mark.parametrize(
    ("state", "seconds"),
    [
        pytest.param("running", 500.0, id="one that goes on has come to now"),
        pytest.param("interrupted", 5.0, id="one that was killed came as far as its last event"),
    ],
)
def test_an_unfinished_run_is_compared_as_it_stands(journal: Journal, state: Any, seconds: float) -> None:
    before, after = begin(journal, 2), begin(journal, 2, now=LATER)
    finish(journal, claim(journal, after, now=LATER)[0], completed(facts(official_name="A"), at=LATER + 5))
    found = compared(journal, end(journal, before, START + 9), replace(after, state=state), now=LATER + 500)
    assert found["figures"]["duration_seconds"]["after"] == seconds
    assert f"{after.id} is not finished ({state}): it is compared as it stands." in found["notes"]
    assert found["companies"]["other"] == 2


def test_what_is_put_backwards_is_said(journal: Journal) -> None:
    before, after = two_runs(journal)
    assert compared(journal, after, before)["notes"] == [
        f"{before.id} began before {after.id}: what is called after here came earlier."
    ]


def test_two_tables_are_compared_by_website_and_it_is_said(journal: Journal) -> None:
    before, after = two_runs(journal)
    other = replace(after, source="others.csv")
    found = compared(journal, before, other)
    assert found["matched_by"] == "website"
    assert "A company is found in the other one by its website." in found["notes"][0]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param({}, MatchedBy.RECORD_ID, id="one table"),
        pytest.param({"sink": "elsewhere.csv"}, MatchedBy.RECORD_ID, id="wherever its results went"),
        pytest.param({"source": "others.csv"}, MatchedBy.WEBSITE, id="two tables"),
        pytest.param({"tab": "Sheet 2"}, MatchedBy.WEBSITE, id="two tabs of one file"),
    ],
)
def test_how_companies_are_matched(journal: Journal, more: dict[str, str], expected: MatchedBy) -> None:
    run = begin(journal, 1)
    assert matched_by(run, replace(run, **more)) is expected  # type: ignore[arg-type]  # texts alone are replaced


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({"a": {"x": 1}}, {"a": {"x": 1}}, {}, id="none"),
        pytest.param({"a": {"x": 1}}, {"a": {"x": 2}}, {"a.x": {"before": 1, "after": 2}}, id="another value"),
        pytest.param({"a": {"x": 1}}, {"a": {}}, {"a.x": {"before": 1, "after": None}}, id="one that is gone"),
        pytest.param({"a": {}}, {"b": {"y": [1]}}, {"b.y": {"before": None, "after": [1]}}, id="a new section"),
        pytest.param({"a": 1}, {"a": 2}, {"a": {"before": 1, "after": 2}}, id="one without a section"),
        pytest.param({"run": {"verbose": True}}, {"run": {"verbose": False}}, {}, id="what is shown changes nothing"),
        pytest.param({}, {"a": {"x": 1}}, None, id="none written down"),
    ],
)
def test_settings_that_differ(before: dict[str, Any], after: dict[str, Any], expected: Any) -> None:
    assert differing_settings(before, after) == expected


def row(state: State, profile_id: int | None = None) -> RowEnd:
    return RowEnd("r0", "Ada", "ada.test", 1, state, None, None, profile_id)


_S = State


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(row(_S.COMPLETED, 1), row(_S.COMPLETED, 2), "both_done", id="done twice"),
        pytest.param(row(_S.COMPLETED, 1), row(_S.SKIPPED, 1), "both_done", id="known from before"),
        pytest.param(row(_S.FAILED), row(_S.FAILED), "both_failed", id="failed twice"),
        pytest.param(row(_S.FAILED), row(_S.COMPLETED, 2), "now_done", id="mended"),
        pytest.param(row(_S.COMPLETED, 1), row(_S.FAILED), "now_failed", id="broken"),
        pytest.param(row(_S.COMPLETED, 1), row(_S.SKIPPED), "other", id="not chosen, and nothing known"),
        pytest.param(row(_S.PENDING), row(_S.COMPLETED, 2), "other", id="not come to before"),
        pytest.param(row(_S.FAILED), row(_S.CANCELLED), "other", id="cancelled"),
        pytest.param(row(_S.FAILED), None, "gone", id="gone"),
    ],
)
def test_how_a_company_stands_in_both(before: RowEnd, after: RowEnd | None, expected: str) -> None:
    assert standing(RowPair(before, after, None)) == expected
