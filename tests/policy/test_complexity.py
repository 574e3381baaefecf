"""What an attempt teaches about a site's speed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.model.statistics import KEPT_ATTEMPTS, SiteKnowledge
from theodore.policy.complexity import learn
from theodore.policy.timeout import TimeoutConfig

CONFIG = TimeoutConfig()

#: (seconds, whether it timed out)
Attempts = list[tuple[float, bool]]
QUICK, SLOW, TIMED_OUT = (2.0, False), (41.0, False), (30.0, True)


def learned(attempts: Attempts, start: SiteKnowledge | None = None) -> SiteKnowledge:
    site = start or SiteKnowledge()
    for seconds, timed_out in attempts:
        site = learn(CONFIG, site, seconds, timed_out=timed_out)
    return site


@pytest.mark.parametrize(
    ("attempts", "is_complex", "is_simple"),
    [
        pytest.param([], False, False, id="nothing is known"),
        pytest.param([(40.0, False)], False, False, id="at complex_after it is not yet complex"),
        pytest.param([SLOW], True, False, id="once over complex_after"),
        pytest.param([TIMED_OUT], True, False, id="timed out: its true time is longer than it was given"),
        pytest.param([SLOW, QUICK, QUICK], True, False, id="once complex, two quick ones change nothing"),
        pytest.param([SLOW, QUICK, QUICK, QUICK], False, True, id="three in a row do"),
        pytest.param([QUICK, QUICK], False, False, id="two quick ones are not enough"),
        pytest.param([QUICK, QUICK, QUICK], False, True, id="the last three under a third of simple_sites"),
        pytest.param([QUICK, QUICK, (20 / 3, False)], False, False, id="a third itself is not under a third"),
        pytest.param([QUICK, QUICK, (1.0, True)], True, False, id="a timeout is never quick"),
        pytest.param([QUICK] * 3 + [(10.0, False)], False, False, id="one of middling speed ends simple"),
        pytest.param([QUICK] * 3 + [SLOW], True, False, id="a slow one makes it complex"),
    ],
)
def test_what_a_site_is_taken_for(attempts: Attempts, is_complex: bool, is_simple: bool) -> None:
    site = learned(attempts)
    assert (site.is_complex, site.is_simple) == (is_complex, is_simple)


ATTEMPTS = st.lists(st.tuples(st.floats(0, 200), st.booleans()), max_size=40)


@given(ATTEMPTS)
def test_a_site_is_never_both(attempts: Attempts) -> None:
    site = learned(attempts)
    assert not (site.is_complex and site.is_simple)


@given(ATTEMPTS)
def test_the_last_attempts_are_kept_oldest_first(attempts: Attempts) -> None:
    site = learned(attempts)
    kept = attempts[-KEPT_ATTEMPTS:]
    assert site.seconds == tuple(seconds for seconds, _ in kept)
    assert site.timed_out == tuple(timed_out for _, timed_out in kept)


def test_a_hold_is_none_of_its_business() -> None:
    assert learned([QUICK], SiteKnowledge(hold_until=99.0)).hold_until == 99.0
