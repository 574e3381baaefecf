"""Calls that a service counts, shared by all who call by one account."""

from __future__ import annotations

import random
import threading
from pathlib import Path

import pytest

from theodore.store.journal import Journal
from theodore.store.quotas import LONGEST_HOLD_S, Quota, wait_s

#: As Google counts, with a pause beside.
QUOTA = Quota(3, 60.0, 1.5)


@pytest.mark.parametrize(
    ("calls", "held_until", "wait"),
    [
        pytest.param([], 0.0, 0.0, id="the first call goes at once"),
        pytest.param([99.0], 0.0, 0.5, id="the pause after the last one"),
        pytest.param([98.5], 0.0, 0.0, id="the pause is over"),
        pytest.param([50.0, 60.0, 70.0], 0.0, 10.0, id="until the oldest leaves the window"),
        pytest.param([40.0, 60.0, 70.0], 0.0, 0.0, id="a window of 60 s is half open"),
        pytest.param([41.0, 45.0, 60.0, 70.0], 0.0, 5.0, id="the third last counts, not the oldest"),
        pytest.param([], 130.0, 30.0, id="all wait after a refusal"),
        pytest.param([50.0, 60.0, 70.0], 105.0, 10.0, id="the longer of the two"),
        pytest.param([100.5], 0.0, 2.0, id="who asked for the time later took its call before"),
        pytest.param([5_000.0], 0.0, 0.0, id="a call from the future: the clock was set back"),
        pytest.param([], 100.0 + 2 * LONGEST_HOLD_S, 0.0, id="a hold without an end: likewise"),
    ],
)
def test_how_long_to_wait(calls: list[float], held_until: float, wait: float) -> None:
    assert wait_s(calls, held_until, QUOTA, now=100.0) == pytest.approx(wait)


def take(journal: Journal, now: float, *, account: str = "robot@a.test", kind: str = "write") -> float:
    return journal.write(lambda ledger: ledger.take_call(account, kind, QUOTA, now))


def hold(journal: Journal, until: float, now: float) -> None:
    journal.write(lambda ledger: ledger.hold_calls("robot@a.test", "write", until, now))


def test_calls_are_counted(journal: Journal) -> None:
    assert [take(journal, at) for at in (0.0, 1.0, 2.0, 4.0, 6.0)] == [0.0, 0.5, 0.0, 0.0, 54.0]
    assert take(journal, 60.0) == 0.0, "the first one left the window"
    assert take(journal, 61.5) == 0.5, "the second one has not"


def test_kinds_and_accounts_have_quotas_of_their_own(journal: Journal) -> None:
    assert take(journal, 0.0) == 0.0
    assert take(journal, 0.0, kind="read") == 0.0
    assert take(journal, 0.0, account="other@a.test") == 0.0
    assert take(journal, 0.0) == 1.5


def test_a_hold_keeps_everybody_and_no_shorter_one_ends_it(journal: Journal) -> None:
    hold(journal, until=30.0, now=0.0)
    hold(journal, until=10.0, now=0.0)
    assert take(journal, 5.0) == 25.0
    assert take(journal, 30.0) == 0.0


def test_a_hold_from_a_clock_that_was_set_back_gives_way(journal: Journal) -> None:
    hold(journal, until=1e9, now=1e9 - 1)
    hold(journal, until=10.0, now=0.0)
    assert take(journal, 5.0) == 5.0


def test_what_was_called_is_not_forgotten_by_a_hold(journal: Journal) -> None:
    for at in (0.0, 2.0, 4.0):
        take(journal, at)
    hold(journal, until=10.0, now=5.0)
    assert take(journal, 10.0) == 50.0


def test_two_processes_take_no_more_than_one(path: Path, journal: Journal) -> None:
    """Each has the journal open by itself; the clock is the test's."""
    taken: list[float] = []
    start = threading.Barrier(2)

    def call(seed: int) -> None:
        draw = random.Random(seed)
        with Journal.open(path) as other:
            start.wait()
            for _ in range(30):
                # neither knows when the other asked for the time
                now = draw.uniform(0, 50)
                if take(other, now) == 0.0:
                    taken.append(now)

    threads = [threading.Thread(target=call, args=(seed,)) for seed in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) <= 3
