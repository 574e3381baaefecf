"""A site that keeps us waiting, and ourselves being busy, are two things."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from theodore.crawl import waiting
from theodore.crawl.waiting import Busyness, Patience, Waiting, waited_s


@dataclass
class Clocks:
    """The time of day and this thread's own, as a test sets them, in seconds."""

    passed: float = 100.0
    worked: float = 7.0

    def monotonic(self) -> float:
        return self.passed

    def thread_time(self) -> float:
        return self.worked


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    clocks = Clocks()
    monkeypatch.setattr(waiting, "time", clocks)
    return clocks


@pytest.mark.parametrize(
    ("passed_s", "worked_s", "expected"),
    [
        pytest.param(0.4, 0.0, 0.4, id="nothing else to do: all of it is the site's"),
        pytest.param(0.6, 0.2, 0.4, id="busy for a third of it"),
        pytest.param(4.0, 3.9, 2.0, id="busy all the time: a slow site is slow all the same"),
        pytest.param(0.0, 0.0, 0.0, id="at once"),
    ],
)
def test_what_we_computed_ourselves_is_not_waiting(passed_s: float, worked_s: float, expected: float) -> None:
    assert waited_s(passed_s, worked_s) == pytest.approx(expected)


def test_only_what_is_computed_from_the_beginning_on_counts(clocks: Clocks) -> None:
    it = Waiting()
    clocks.passed += 2.0
    clocks.worked += 0.5
    assert it.seconds() == pytest.approx(1.5)


async def test_patience_that_a_busy_thread_used_up_is_given_again(clocks: Clocks) -> None:
    ran_out = asyncio.Event()
    Patience(0.01, ran_out.set)
    clocks.passed += 0.01
    clocks.worked += 0.005
    looked = asyncio.Event()
    asyncio.get_running_loop().call_later(0.012, looked.set)
    await asyncio.wait_for(looked.wait(), 10)
    assert not ran_out.is_set()
    clocks.passed += 0.01
    await asyncio.wait_for(ran_out.wait(), 10)


async def test_patience_that_is_no_longer_needed_never_runs_out(clocks: Clocks) -> None:
    ran_out = asyncio.Event()
    patience = Patience(0.001, ran_out.set)
    clocks.passed += 1.0
    patience.cancel()
    passed = asyncio.Event()
    asyncio.get_running_loop().call_later(0.01, passed.set)
    await asyncio.wait_for(passed.wait(), 10)
    assert not ran_out.is_set()


@pytest.mark.parametrize(
    ("worked_s", "expected"),
    [
        pytest.param(0.1, False, id="it waits for most of the time"),
        pytest.param(0.7, False, id="it has much to do, and does it"),
        pytest.param(0.95, True, id="it computes nearly all of the time"),
    ],
)
def test_a_thread_is_busy_that_computes_nearly_all_of_the_time(clocks: Clocks, worked_s: float, expected: bool) -> None:
    busyness = Busyness()
    assert not busyness.is_busy(), "nothing is known yet"
    clocks.passed += 1.0
    clocks.worked += worked_s
    assert busyness.is_busy() is expected


def test_what_has_just_been_measured_counts_until_there_is_more_to_measure(clocks: Clocks) -> None:
    busyness = Busyness()
    clocks.passed += 1.0
    clocks.worked += 1.0
    assert busyness.is_busy()
    clocks.passed += 0.1
    assert busyness.is_busy(), "a moment without work says little"
    clocks.passed += 1.0
    assert not busyness.is_busy()
