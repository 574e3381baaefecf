"""The quota that all processes of a journal share."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from theodore.batch.live.pace import JournalPace
from theodore.store.journal import Journal
from theodore.store.quotas import Quota

ROBOT = "robot@emulator.test"


class Clock:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal.open(tmp_path / "journal.sqlite") as opened:
        yield opened


def pace(clock: Clock, most: int = 3) -> JournalPace:
    return JournalPace({"read": Quota(most, 60.0), "write": Quota(most, 60.0, 1.5)}, clock=clock, sleep=clock.sleep)


@pytest.mark.parametrize("is_shared", [False, True], ids=["of one process", "in the journal"])
async def test_calls_keep_to_the_quota(journal: Journal, is_shared: bool) -> None:
    clock = Clock()
    one = pace(clock)
    if is_shared:
        one.share(journal, ROBOT)
    began, made = clock.now, []
    for _ in range(7):
        await one.take("write")
        made.append(round(clock.now - began, 3))
    assert made == [0.0, 1.5, 3.0, 60.0, 61.5, 63.0, 120.0]


async def test_reads_and_writes_do_not_wait_for_each_other(journal: Journal) -> None:
    clock = Clock()
    one = pace(clock)
    one.share(journal, ROBOT)
    await one.take("write")
    await one.take("read")
    await one.take("read")
    assert clock.slept == []


async def test_two_processes_share_one_quota(tmp_path: Path, journal: Journal) -> None:
    clock = Clock()
    began = clock.now
    one, other = pace(clock), pace(clock)
    one.share(journal, ROBOT)
    with Journal.open(tmp_path / "journal.sqlite") as second:
        other.share(second, ROBOT)
        made = []
        for _ in range(2):
            for each in (one, other):
                await each.take("write")
                made.append(clock.now - began)
    assert made == [0.0, 1.5, 3.0, 60.0]


@pytest.mark.parametrize("is_shared", [False, True], ids=["of one process", "in the journal"])
async def test_everybody_waits_after_a_refusal(tmp_path: Path, journal: Journal, is_shared: bool) -> None:
    clock = Clock()
    one = pace(clock)
    if is_shared:
        one.share(journal, ROBOT)
    await one.slow("write", 20.0)
    await one.take("read")
    assert clock.slept == [], "reads were not refused"
    if is_shared:
        one = pace(clock)
        one.share(journal, ROBOT)
    await one.take("write")
    assert clock.slept == [20.0]


async def test_the_loop_goes_on_while_the_journal_is_busy(journal: Journal) -> None:
    one = JournalPace({"read": Quota(9, 60.0), "write": Quota(9, 60.0)})
    one.share(journal, ROBOT)
    turns = 0
    with journal.transaction():
        taking = asyncio.create_task(one.take("write"))
        for _ in range(50):
            await asyncio.sleep(0)
            turns += 1
        assert not taking.done()
    await taking
    assert turns == 50
