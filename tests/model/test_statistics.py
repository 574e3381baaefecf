"""The numbers of a run."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.model.fields import catalogue, coverage
from theodore.model.states import State
from theodore.model.statistics import RowResult, RunStatistics, SiteKnowledge, field_coverage, per_minute, percentile

NAMES = [field.name for field in catalogue().extractable]
PROFILES = st.lists(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["x", "", 0, None, [], ["y"]])), max_size=8)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        pytest.param([], 0.95, None, id="of nothing there is none"),
        pytest.param([7.0], 0.5, 7.0, id="one value is every percentile"),
        pytest.param([3.0, 1.0, 2.0], 0.5, 2.0, id="the median; order does not matter"),
        pytest.param([1.0, 2.0, 3.0, 4.0], 0.5, 2.0, id="a value that was seen, not a mean of two"),
        pytest.param([float(n) for n in range(1, 21)], 0.95, 19.0, id="the nineteenth of twenty"),
        pytest.param([1.0, 2.0], 0.0, 1.0, id="share 0 is the least"),
        pytest.param([1.0, 2.0], 1.0, 2.0, id="share 1 is the greatest"),
        pytest.param([float(n) for n in range(1, 101)], 0.07, 7.0, id="0.07 of 100 is 7, whatever floats say"),
    ],
)
def test_percentile(values: list[float], share: float, expected: float | None) -> None:
    assert percentile(values, share) == expected


@given(st.lists(st.floats(0, 1e6), min_size=1), st.integers(0, 100))
def test_enough_values_lie_at_or_below_the_percentile_and_it_is_the_least_such(values: list[float], per: int) -> None:
    found = percentile(values, per / 100)
    assert found in values
    wanted = math.ceil(per * len(values) / 100)
    assert sum(value <= found for value in values if found is not None) >= wanted
    assert sum(value < found for value in values if found is not None) < max(1, wanted)


def test_a_run_without_companies_has_no_coverage() -> None:
    nothing = field_coverage([])
    assert (nothing.mean, nothing.best, nothing.worst) == (0, 0, 0)
    assert nothing.by_field == dict.fromkeys(NAMES, 0.0)


@given(PROFILES.filter(bool))
def test_coverage_adds_up(profiles: list[dict[str, object]]) -> None:
    shares = [coverage(profile) for profile in profiles]
    total = field_coverage(profiles)
    assert total.best == pytest.approx(max(shares))
    assert total.worst == pytest.approx(min(shares))
    assert total.mean == pytest.approx(sum(shares) / len(shares))
    assert sum(total.by_field.values()) / len(NAMES) == pytest.approx(total.mean)


def test_coverage_by_field_is_a_share_of_the_companies() -> None:
    by_field = field_coverage([{"emails": ["a@b.test"]}, {"emails": [], "has_forms": False}]).by_field
    assert (by_field["emails"], by_field["has_forms"], by_field["phones"]) == (0.5, 0.5, 0.0)


@pytest.mark.parametrize("state", list(State))
def test_a_row_succeeded_if_it_has_its_facts(state: State) -> None:
    assert RowResult("r", "A", "a.test", state).success == (state in (State.COMPLETED, State.SKIPPED))


def test_a_row_as_the_summary_lists_it() -> None:
    row = RowResult("r_1", "A", "a.test", State.FAILED, error_type="timeout", reason="body", attempts=4, coverage=1 / 3)
    assert row.as_dict() == {
        "record_id": "r_1",
        "company_name": "A",
        "website": "a.test",
        "success": False,
        "partial": False,
        "error_type": "timeout",
        "reason": "body",
        "error": None,
        "attempts": 4,
        "processing_time": 0.0,
        "coverage": 0.3333,
    }


def test_the_statistics_have_the_designs_keys_and_those_of_earlier_visits() -> None:
    keys = (
        "processed, failed, retried, timeouts, ssl_errors, start_time, end_time, attempts, by_error, by_reason, "
        "pages, bytes, p50_seconds, p95_seconds, input_tokens, output_tokens, cost_usd, "
        "pages_from_cache, revalidated, climbs"
    )
    assert list(RunStatistics.__dataclass_fields__) == keys.split(", ")


@pytest.mark.parametrize(
    ("count", "seconds", "rate"),
    [
        pytest.param(30, 60.0, 30.0, id="a minute"),
        pytest.param(5, 0.0, 0.0, id="no time passed: no rate"),
        pytest.param(5, -1.0, 0.0, id="a clock set back: no rate"),
    ],
)
def test_per_minute(count: int, seconds: float, rate: float) -> None:
    assert per_minute(count, seconds) == rate


@pytest.mark.parametrize(
    ("seconds", "timed_out", "usual_s"),
    [
        pytest.param((), (), None, id="never met"),
        pytest.param((30.0, 45.0), (True, True), None, id="never came to an end"),
        pytest.param((1.0, 9.0, 2.0, 30.0), (False, False, False, True), 2.0, id="the median of those that did"),
    ],
)
def test_what_a_visit_usually_takes(
    seconds: tuple[float, ...], timed_out: tuple[bool, ...], usual_s: float | None
) -> None:
    assert SiteKnowledge(seconds, timed_out).usual_s == usual_s
