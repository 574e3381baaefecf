"""Draws that repeat."""

from __future__ import annotations

import statistics

import pytest

from theodore.farm.chance import LONGEST_S, draws, latency_s


def test_a_draw_is_a_function_of_what_it_is_for() -> None:
    assert draws(7, "names", 1).random() == draws(7, "names", 1).random()
    assert draws(7, "names", 1).random() != draws(7, "names", 2).random()
    assert draws(7, "names", 1).random() != draws(8, "names", 1).random()


def test_latency_has_the_stated_median_and_95th_percentile() -> None:
    times = [latency_s(7, site, request) for site in range(200) for request in range(20)]
    cuts = statistics.quantiles(times, n=100)
    assert cuts[49] == pytest.approx(0.15, rel=0.1)
    assert cuts[94] == pytest.approx(0.8, rel=0.1)
    assert max(times) == LONGEST_S
