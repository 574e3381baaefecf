"""Whether a company needs a visit."""

from __future__ import annotations

import pytest

from theodore.policy.freshness import is_fresh

DAY = 86_400.0


@pytest.mark.parametrize(
    ("researched_at", "fresh"),
    [
        pytest.param(None, False, id="never visited"),
        pytest.param(100 * DAY, True, id="this very moment"),
        pytest.param(94 * DAY, True, id="six days ago"),
        pytest.param(93 * DAY, False, id="seven days ago: the time is up"),
        pytest.param(101 * DAY, False, id="in the future: a clock was set back"),
    ],
)
def test_within_seven_days(researched_at: float | None, fresh: bool) -> None:
    assert is_fresh(researched_at, now=100 * DAY, fresh_for_s=7 * DAY) is fresh


def test_nothing_is_fresh_for_no_time() -> None:
    assert not is_fresh(5.0, now=5.0, fresh_for_s=0.0)
