"""How much a proxy can be trusted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.policy.proxy_health import (
    FAULTS_IN_A_ROW,
    HALF_LIFE_S,
    MOST_OPEN_S,
    OPEN_S,
    Health,
    ProxyFault,
    answered,
    failed,
)


def after(*faults: ProxyFault, now: float = 100.0) -> Health:
    health = Health()
    for fault in faults:
        health = failed(health, fault, now)
    return health


@pytest.mark.parametrize(
    ("faults", "is_open"),
    [
        pytest.param([ProxyFault.DEAD] * (FAULTS_IN_A_ROW - 1), False, id="now and then is no reason"),
        pytest.param([ProxyFault.DEAD] * FAULTS_IN_A_ROW, True, id="repeated faults"),
        pytest.param([ProxyFault.REFUSED], True, id="a wrong password does not get better"),
        pytest.param([ProxyFault.UNREACHED] * 9, False, id="sites that are down"),
        pytest.param([ProxyFault.BANNED] * 9, False, id="sites that do not like it"),
        pytest.param([ProxyFault.SLOW, ProxyFault.BROKEN, ProxyFault.DEAD], True, id="of different kinds"),
    ],
)
def test_the_circuit_opens(faults: list[ProxyFault], is_open: bool) -> None:
    assert after(*faults).is_open(100.0) is is_open


def test_it_is_half_open_when_its_time_is_over_and_one_fault_opens_it_for_longer() -> None:
    health = after(*[ProxyFault.DEAD] * 3)
    assert not health.is_half_open(100.0)
    later = 100.0 + OPEN_S
    assert health.is_half_open(later)
    again = failed(health, ProxyFault.DEAD, later)
    assert again.open_until == later + 2 * OPEN_S


def test_one_answer_closes_it() -> None:
    health = answered(after(*[ProxyFault.DEAD] * 3), 0.2, 200.0)
    assert not health.is_open(200.0)
    assert not health.is_half_open(200.0)
    assert health.in_a_row == 0


def test_side_by_side_faults_open_it_once() -> None:
    assert after(*[ProxyFault.DEAD] * 9).openings == 1


def test_an_answer_between_starts_the_count_anew() -> None:
    health = after(ProxyFault.DEAD, ProxyFault.DEAD)
    assert not failed(answered(health, 0.1, 100.0), ProxyFault.DEAD, 100.0).is_open(100.0)


def test_scores_forget() -> None:
    health = after(ProxyFault.DEAD, ProxyFault.DEAD)
    lost = 1 - health.score
    assert 1 - health.score_at(100.0 + HALF_LIFE_S) == pytest.approx(lost / 2)
    assert health.score_at(1e9) == pytest.approx(1.0)


def test_a_slow_one_is_worth_less_than_a_quick_one() -> None:
    assert answered(Health(), 5.0, 0.0).worth(0.0) == pytest.approx(answered(Health(), 0.0, 0.0).worth(0.0) / 2)


@given(st.lists(st.tuples(st.sampled_from([*ProxyFault, None]), st.floats(0, 1e4)), max_size=40))
def test_nothing_leaves_its_bounds(story: list[tuple[ProxyFault | None, float]]) -> None:
    health, now = Health(), 0.0
    for fault, passed in story:
        now += passed
        health = answered(health, passed, now) if fault is None else failed(health, fault, now)
        assert 0 <= health.score <= 1
        assert 0 < health.worth(now) <= 1
        assert health.open_until <= now + MOST_OPEN_S
