"""What an attempt's outcome means for its row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.model.errors import Failure, Reason
from theodore.model.evidence import Extraction
from theodore.model.outcome import Crawl, Hold, Outcome
from theodore.model.states import FINAL, State, check_transition
from theodore.policy.conclude import Conclusion, conclude
from theodore.policy.ladder import ladder_of
from theodore.policy.retry import RetryConfig

CONFIG = RetryConfig(jitter=False)
FACTS = Extraction({"official_name": "A"}, (), {})
DEADLINE = Failure(Reason.ATTEMPT_DEADLINE)
CHALLENGE = Failure(Reason.CHALLENGE)
BUSY = Failure(Reason.HTTP_429, retry_after_s=601)


@pytest.mark.parametrize(
    ("outcome", "retries_done", "conclusion"),
    [
        pytest.param(Outcome(extraction=FACTS), 0, Conclusion(State.COMPLETED, "completed"), id="whole"),
        pytest.param(
            Outcome(),
            3,
            Conclusion(State.FAILED, "failed", Failure(Reason.EMPTY), because="another try would not help"),
            id="nothing failed and nothing was read: that is no success",
        ),
        pytest.param(
            Outcome(failure=DEADLINE),
            0,
            Conclusion(State.WAITING, "retry", DEADLINE, wait_s=2.0, counts_retry=True),
            id="no page in hand: once more",
        ),
        pytest.param(
            Outcome(failure=DEADLINE),
            3,
            Conclusion(State.FAILED, "failed", DEADLINE, because="3 of 3 retries made"),
            id="no page, no retries left",
        ),
        pytest.param(
            Outcome(failure=CHALLENGE),
            0,
            Conclusion(State.FAILED, "failed", CHALLENGE, because="another try would not help"),
            id="what no retry mends",
        ),
        pytest.param(
            Outcome(extraction=FACTS, failure=DEADLINE),
            0,
            Conclusion(State.COMPLETED, "partial", DEADLINE, because="nothing of value is missing"),
            id="pages in hand, and only a blog is missing: partial",
        ),
        pytest.param(
            Outcome(extraction=FACTS, failure=DEADLINE, valuable_missing=True),
            0,
            Conclusion(State.WAITING, "retry", DEADLINE, wait_s=2.0, counts_retry=True),
            id="pages in hand, the imprint is missing, retries remain: once more",
        ),
        pytest.param(
            Outcome(extraction=FACTS, failure=DEADLINE, valuable_missing=True),
            3,
            Conclusion(State.COMPLETED, "partial", DEADLINE, because="3 of 3 retries made"),
            id="pages in hand, none left: partial, not failed",
        ),
        pytest.param(
            Outcome(failure=BUSY),
            0,
            Conclusion(State.DEFERRED, "deferred", BUSY, wait_s=601.0, counts_retry=True),
            id="a Retry-After beyond the bound ends the row's turn, and spends a retry: nobody is asked for ever",
        ),
        pytest.param(
            Outcome(hold=Hold(30.0, "busy")),
            0,
            Conclusion(State.WAITING, "held", None, wait_s=30.0),
            id="a hold is not this row's failure and spends no retry",
        ),
        pytest.param(
            Outcome(hold=Hold(601.0, "busy")),
            3,
            Conclusion(State.DEFERRED, "held", None, wait_s=601.0),
            id="a long hold defers, with all retries made too",
        ),
    ],
)
def test_what_follows_an_outcome(outcome: Outcome, retries_done: int, conclusion: Conclusion) -> None:
    assert conclude(CONFIG, outcome, retries_done) == conclusion
    assert conclusion.partial == (conclusion.label == "partial")


OUTCOMES = st.builds(
    Outcome,
    extraction=st.sampled_from([None, FACTS]),
    failure=st.none() | st.builds(Failure, st.sampled_from(Reason), retry_after_s=st.none() | st.floats(0, 2_000)),
    hold=st.none() | st.builds(Hold, st.floats(0, 2_000), st.just("busy")),
    valuable_missing=st.booleans(),
)


@given(OUTCOMES, st.integers(0, 5), st.floats(0, 1, exclude_max=True))
def test_every_conclusion_is_a_state_that_may_follow(outcome: Outcome, retries_done: int, draw: float) -> None:
    conclusion = conclude(CONFIG, outcome, retries_done, draw=draw)
    check_transition(State.PROCESSING, conclusion.state)
    # a row is either done or has a time to come back
    assert (conclusion.wait_s is None) == (conclusion.state in FINAL)
    assert conclusion.state is not State.COMPLETED or outcome.has_content
    assert conclusion.state is not State.FAILED or conclusion.failure is not None
    assert not conclusion.counts_retry or retries_done < CONFIG.max_retries


@given(OUTCOMES, st.integers(0, 5))
def test_a_held_site_costs_no_row_a_retry(outcome: Outcome, retries_done: int) -> None:
    if outcome.hold is not None:
        assert not conclude(CONFIG, outcome, retries_done).counts_retry


LADDER = ladder_of(("pool",), browser_headers=True)


def protected(rung: int, *, reason: Reason = Reason.CHALLENGE, another: bool = False) -> Outcome:
    return Outcome(crawl=Crawl(rung=rung, another_proxy=another), failure=Failure(reason))


@pytest.mark.parametrize(
    ("outcome", "climbs", "label", "rung", "wait_s"),
    [
        pytest.param(protected(0), 0, "climb", 1, 2.0, id="the next rung, after a pause"),
        pytest.param(protected(1), 1, "climb", 2, 4.0, id="and the next, after a longer one"),
        pytest.param(protected(2, another=True), 2, "climb", 2, 8.0, id="another proxy of the highest"),
        pytest.param(protected(2), 2, "failed", None, None, id="no rung is left"),
        pytest.param(protected(0), 3, "failed", None, None, id="no climb is left"),
        pytest.param(protected(0, reason=Reason.ROBOTS_DISALLOWED), 0, "failed", None, None, id="robots.txt"),
        pytest.param(protected(0, reason=Reason.LOGIN_WALL), 0, "failed", None, None, id="a login"),
    ],
)
def test_a_protected_site_is_tried_again_only_on_another_rung(
    outcome: Outcome, climbs: int, label: str, rung: int | None, wait_s: float | None
) -> None:
    found = conclude(CONFIG, outcome, 3, ladder=LADDER, climbs_done=climbs)
    assert (found.label, found.rung, found.wait_s) == (label, rung, wait_s)
    assert not found.counts_retry, "a climb has a bound of its own"


def test_pages_in_hand_are_not_climbed_for_unless_something_of_value_is_missing() -> None:
    some = Outcome(extraction=FACTS, failure=CHALLENGE)
    assert conclude(CONFIG, some, 0, ladder=LADDER).label == "partial"
