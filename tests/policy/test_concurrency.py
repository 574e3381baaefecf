"""How many companies are worked on at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.policy.concurrency import ENOUGH_ATTEMPTS, START, Concurrency, Observation, adapt

#: A window in which all went well: 20 attempts a second, every slot in use.
WELL = Observation(attempts=100, faults=0, seconds=5.0, loop_lag_s=0.01, memory=0.3, backlog=0, saturated=True)
#: The same limit with a rate already known.
KNOWN = Concurrency(limit=30, slow_start=False, best_rate=20.0)


@pytest.mark.parametrize(
    ("now", "seen", "limit"),
    [
        pytest.param(Concurrency(), WELL, 2 * START, id="it doubles while that helps"),
        pytest.param(Concurrency(limit=150), WELL, 200, id="up to the maximum"),
        pytest.param(replace(KNOWN, best_rate=10.0), WELL, 34, id="after slow start it adds some"),
        pytest.param(Concurrency(limit=3, slow_start=False), WELL, 4, id="and at least one"),
        pytest.param(KNOWN, WELL, 34, id="while that does no harm"),
        pytest.param(replace(KNOWN, best_rate=30.0), WELL, 30, id="a rate far below the best: it stays"),
        pytest.param(Concurrency(), replace(WELL, saturated=False), START, id="empty slots say nothing"),
        pytest.param(Concurrency(), replace(WELL, attempts=ENOUGH_ATTEMPTS - 1), START, id="too few attempts to tell"),
        pytest.param(Concurrency(), replace(WELL, backlog=9), START, id="work that waits for a processor"),
        pytest.param(KNOWN, replace(WELL, processors=0.8), 34, id="nor to processors with time"),
        pytest.param(KNOWN, replace(WELL, processors=0.81), 30, id="busy processors: none that does not show"),
        pytest.param(replace(KNOWN, best_rate=19.0), replace(WELL, processors=0.81), 34, id="only what does"),
        pytest.param(
            Concurrency(), replace(WELL, processors=0.45), 2 * START, id="half of the processors' time is left"
        ),
        pytest.param(Concurrency(), replace(WELL, processors=0.6), 24, id="room for half as much again"),
        pytest.param(Concurrency(), replace(WELL, processors=0.8), 18, id="room for an eighth"),
        pytest.param(Concurrency(), replace(WELL, processors=0.81), 18, id="near its aim it adds some"),
        pytest.param(KNOWN, replace(WELL, loop_lag_s=0.31), 20, id="a late event loop takes a third away"),
        pytest.param(KNOWN, replace(WELL, memory=0.86), 20, id="so does full memory"),
        pytest.param(KNOWN, replace(WELL, faults=51), 20, id="so do faults of more than half"),
        pytest.param(KNOWN, replace(WELL, faults=50), 34, id="half is a list of bad addresses"),
        pytest.param(KNOWN, replace(WELL, attempts=7, faults=7), 30, id="seven faults may be chance"),
        pytest.param(Concurrency(limit=1), replace(WELL, memory=1.0), 1, id="never below one"),
        pytest.param(Concurrency(), replace(WELL, seconds=0.0), 2 * START, id="a window of no length breaks nothing"),
    ],
)
def test_the_next_limit(now: Concurrency, seen: Observation, limit: int) -> None:
    assert adapt(now, seen).limit == limit


def test_strain_ends_the_slow_start_and_forgets_the_best_rate() -> None:
    after = adapt(Concurrency(limit=30, best_rate=20.0), replace(WELL, loop_lag_s=1.0))
    assert after == Concurrency(limit=20, slow_start=False, best_rate=0.0)


def test_growth_that_does_not_help_twice_ends_the_slow_start() -> None:
    first = adapt(Concurrency(), WELL)
    second = adapt(first, WELL)
    third = adapt(second, WELL)
    assert [now.slow_start for now in (first, second, third)] == [True, True, False]
    assert first.limit == second.limit == third.limit


def test_a_lull_does_not_end_the_slow_start() -> None:
    lull = adapt(adapt(Concurrency(), WELL), replace(WELL, attempts=50))
    assert adapt(lull, replace(WELL, attempts=200)).limit == 4 * START


def test_a_slower_web_is_forgotten_in_time() -> None:
    # the best rate fades, so that a limit is not judged for ever by one good minute
    now = replace(KNOWN, best_rate=100.0)
    assert adapt(now, WELL).limit == now.limit
    for _ in range(40):
        now = adapt(now, WELL)
    assert now.limit > KNOWN.limit


def test_a_rate_that_varies_by_chance_does_not_raise_the_limit_of_busy_processors() -> None:
    now = KNOWN
    for attempts in [96, 104, 88, 111, 92, 107, 85, 109, 100, 94] * 10:
        now = adapt(now, replace(WELL, attempts=attempts, processors=0.86))
    assert now.limit <= 40


def test_busy_processors_are_not_busy_for_ever() -> None:
    now = replace(KNOWN, best_rate=100.0)
    for _ in range(40):
        now = adapt(now, replace(WELL, processors=0.86))
    assert now.limit == KNOWN.limit
    for _ in range(40):
        now = adapt(now, WELL)
    assert now.limit > KNOWN.limit


@pytest.mark.parametrize(
    ("limit", "maximum", "kept"),
    [
        pytest.param(START, 4, 4, id="a maximum below the start"),
        pytest.param(0, 4, 1, id="nobody at work is not an answer"),
        pytest.param(3, 4, 3, id="as given"),
    ],
)
def test_a_limit_lies_between_one_and_the_maximum(limit: int, maximum: int, kept: int) -> None:
    assert Concurrency(limit=limit, maximum=maximum).limit == kept


OBSERVATIONS = st.builds(
    Observation,
    attempts=st.integers(0, 1_000),
    faults=st.integers(0, 1_000),
    seconds=st.floats(0, 60),
    loop_lag_s=st.floats(0, 5),
    memory=st.floats(0, 1),
    backlog=st.integers(0, 500),
    saturated=st.booleans(),
    processors=st.floats(0, 1),
)


@given(st.integers(1, 500), st.lists(OBSERVATIONS, max_size=30))
def test_whatever_is_seen_the_limit_stays_in_its_bounds(maximum: int, windows: list[Observation]) -> None:
    now = Concurrency(maximum=maximum)
    for seen in windows:
        now = adapt(now, seen)
        assert 1 <= now.limit <= maximum
