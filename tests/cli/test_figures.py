"""Numbers as people read them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.cli import figures


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param(None, "-", id="nothing known"),
        pytest.param(-0.2, "0.0 s", id="a clock that was set back"),
        pytest.param(0.44, "0.4 s", id="tenths below ten"),
        pytest.param(9.96, "10 s", id="never 10.0 s"),
        pytest.param(59.4, "59 s", id="seconds"),
        pytest.param(59.6, "1 m 00 s", id="never 60 s"),
        pytest.param(185, "3 m 05 s", id="minutes"),
        pytest.param(3599.9, "1 h 00 m", id="never 60 m"),
        pytest.param(7_620, "2 h 07 m", id="hours"),
        pytest.param(100_000, "1 d 03 h", id="days"),
    ],
)
def test_seconds(value: float | None, shown: str) -> None:
    assert figures.seconds(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(7, "0:07"), (760, "12:40"), (3723, "1:02:03"), (-5, "0:00")])
def test_clock(value: float, shown: str) -> None:
    assert figures.clock(value) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.0, "0.0%"), (0.975, "97.5%"), pytest.param(0.99999, "99.9%", id="not all is not all"), (1.0, "100%")],
)
def test_percent(share: float, shown: str) -> None:
    assert figures.percent(share) == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 B"), (999, "999 B"), (1_500, "1.5 kB"), (2_600_000, "2.6 MB"), (84_300_000_000, "84.3 GB")],
)
def test_size(count: int, shown: str) -> None:
    assert figures.size(count) == shown


def test_many() -> None:
    assert figures.many(1, "retry", "retries") == "1 retry"
    assert figures.many(1204, "retry", "retries") == "1,204 retries"
    assert figures.many(0, "page") == "0 pages"


def test_a_moment_of_another_day_has_its_date() -> None:
    assert len(figures.moment(time.time() - 3 * 86_400)) == len("2024-02-29 12:00:00")
    assert figures.moment(None) == "-"


@given(st.floats(0, 1e9))
def test_no_duration_is_long_to_read(value: float) -> None:
    assert len(figures.seconds(value)) <= 13
