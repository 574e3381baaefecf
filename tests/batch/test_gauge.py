"""The limit of companies at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from theodore.batch.gauge import Gauge
from theodore.model.errors import Failure, Reason
from theodore.policy.concurrency import START


def idle(concurrency: Literal["auto"], maximum: int, on_change: Callable[[int], None] = lambda _: None) -> Gauge:
    """A gauge on a machine that has all its memory and processors free."""
    return Gauge(concurrency, maximum, on_change=on_change, memory=lambda: 0.1, processors=lambda: 0.1)


def busy_window(gauge: Gauge, attempts: int, failure: Failure | None = None) -> None:
    gauge.in_use(gauge.limit)
    for _ in range(attempts):
        gauge.ended(failure)
    gauge._decide(2.0)


def test_a_fixed_limit_is_the_number_given() -> None:
    assert Gauge(7, 200).limit == 7


def test_a_fixed_limit_beyond_what_is_found_out_is_the_number_given_too() -> None:
    assert Gauge(300, 200).limit == 300


async def test_a_fixed_limit_is_not_watched() -> None:
    await Gauge(7, 200).watch()  # returns at once


def test_auto_starts_low_and_grows_while_it_helps() -> None:
    told: list[int] = []
    gauge = idle("auto", 200, on_change=told.append)
    assert gauge.limit == START
    busy_window(gauge, 40)
    assert gauge.limit == 2 * START
    assert told == [2 * START]


def test_auto_never_passes_its_maximum() -> None:
    gauge = idle("auto", 20)
    for attempts in (40, 80, 160, 320):
        busy_window(gauge, attempts)
    assert gauge.limit == 20


def test_auto_starts_at_the_maximum_where_that_is_lower() -> None:
    assert idle("auto", 3).limit == 3


def test_auto_shrinks_when_most_attempts_meet_a_faulty_network() -> None:
    gauge = idle("auto", 200)
    busy_window(gauge, 40, Failure(Reason.CONNECT_TIMEOUT))
    assert gauge.limit < START


def test_sites_that_are_gone_are_no_sign_of_strain() -> None:
    gauge = idle("auto", 200)
    busy_window(gauge, 40, Failure(Reason.HTTP_404))
    assert gauge.limit > START


def test_auto_does_not_grow_where_the_processors_have_no_time() -> None:
    gauge = Gauge("auto", 200, memory=lambda: 0.1, processors=lambda: 0.96)
    busy_window(gauge, 40)
    first = gauge.limit
    busy_window(gauge, 40)
    assert START <= first == gauge.limit < 2 * START


def test_an_idle_window_changes_nothing() -> None:
    gauge = idle("auto", 200)
    gauge._decide(2.0)
    assert gauge.limit == START
