"""When a first answer is asked for again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.policy.hedging import hedge_after_s


@pytest.mark.parametrize(
    ("visit_s", "answer_s", "after_s"),
    [
        pytest.param(None, None, 6.0, id="nothing is known: a fifth of the attempt"),
        pytest.param(2.5, None, 2.5, id="a whole visit takes less than this answer alone"),
        pytest.param(0.2, None, 1.5, id="a quick site may hiccup for a moment"),
        pytest.param(28.0, None, 10.0, id="a slow site's answer is late after a third of the attempt"),
        pytest.param(None, 0.1, 6.0, id="quick answers so far say nothing of this page"),
        pytest.param(None, 4.0, 8.0, id="twice as long as its answers take"),
        pytest.param(None, 9.0, None, id="all its answers are slow: it is not asked twice for what it has to do once"),
        pytest.param(2.5, 9.0, None, id="what it takes today counts more than what it took"),
        pytest.param(2.5, 2.0, 4.0, id="both are known"),
    ],
)
def test_when(visit_s: float | None, answer_s: float | None, after_s: float | None) -> None:
    assert hedge_after_s(30.0, visit_s=visit_s, answer_s=answer_s) == (after_s and pytest.approx(after_s))


TIMES = st.none() | st.floats(0, 500)


@given(st.floats(0.1, 120), TIMES, TIMES)
def test_neither_at_once_nor_when_no_time_is_left(
    deadline_s: float, visit_s: float | None, answer_s: float | None
) -> None:
    after_s = hedge_after_s(deadline_s, visit_s=visit_s, answer_s=answer_s)
    assert after_s is None or deadline_s / 20 <= after_s <= deadline_s / 3


@given(st.floats(0.1, 120), st.floats(0, 500), st.floats(1, 10))
def test_a_slower_site_is_asked_again_later_or_not_at_all(deadline_s: float, answer_s: float, times: float) -> None:
    quick, slow = (hedge_after_s(deadline_s, answer_s=seconds) for seconds in (answer_s, answer_s * times))
    assert slow is None or (quick is not None and quick <= slow)
