"""So many calls within any minute, in the order in which they were asked for."""

from __future__ import annotations

import asyncio

import pytest

from theodore.net.google.pace import Bucket, Kind


class Clock:
    """A clock that goes on when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds
        await asyncio.sleep(0)

    def bucket(self, reads: int = 3, writes: int = 2) -> Bucket:
        return Bucket(reads, writes, 60.0, self.monotonic, self.sleep)


async def taken(clock: Clock, bucket: Bucket, *kinds: Kind) -> list[float]:
    """When each of these calls was made, in seconds from the start."""
    start, at = clock.now, []
    for kind in kinds:
        await bucket.take(kind)
        at.append(clock.now - start)
    return at


async def test_the_first_ones_go_at_once_and_the_next_when_the_window_has_room() -> None:
    clock = Clock()
    five: list[Kind] = ["write"] * 5
    assert await taken(clock, clock.bucket(), *five) == [0, 0, 60, 60, 120]


async def test_reads_and_writes_are_counted_apart() -> None:
    clock = Clock()
    assert await taken(clock, clock.bucket(), "write", "write", "read", "read", "read", "write") == [0, 0, 0, 0, 0, 60]


async def test_never_more_than_the_bound_in_any_minute() -> None:
    clock = Clock()
    bucket = clock.bucket(writes=7)
    at = []
    for number in range(60):
        clock.now += number % 5 * 3.7
        await bucket.take("write")
        at.append(clock.now)
    assert all(later - earlier > 59.999 for earlier, later in zip(at, at[7:], strict=False))


@pytest.mark.parametrize(
    ("slowed", "expected"),
    [
        pytest.param([("write", 30.0)], 30.0, id="everybody waits"),
        pytest.param([("write", 30.0), ("write", 5.0)], 30.0, id="a shorter wait does not shorten it"),
        pytest.param([("read", 30.0)], 0.0, id="the other kind goes on"),
    ],
)
async def test_one_call_too_many_slows_those_of_its_kind(slowed: list[tuple[Kind, float]], expected: float) -> None:
    clock = Clock()
    bucket = clock.bucket()
    for kind, wait_s in slowed:
        await bucket.slow(kind, wait_s)
    assert await taken(clock, bucket, "write") == [expected]


async def test_who_asks_first_goes_first() -> None:
    clock = Clock()
    bucket = clock.bucket(writes=1)
    order: list[int] = []

    async def one(number: int) -> None:
        await bucket.take("write")
        order.append(number)

    await asyncio.gather(*(one(number) for number in range(5)))
    assert order == [0, 1, 2, 3, 4]


async def test_who_leaves_the_queue_takes_nothing_along() -> None:
    clock = Clock()
    bucket = Bucket(1, 1, 60.0, clock.monotonic)  # this one really waits
    await bucket.take("write")
    waiting = asyncio.create_task(bucket.take("write"))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    clock.now += 60
    assert await taken(clock, bucket, "write") == [0]


async def test_a_bound_of_none_is_one() -> None:
    clock = Clock()
    assert await taken(clock, clock.bucket(writes=0), "write", "write") == [0, 60]
