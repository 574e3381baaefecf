"""Many at once, told in order, bounded."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from theodore.batch.in_order import in_order

LIMIT_S = 30


def test_results_come_in_the_order_of_the_items() -> None:
    async def main() -> list[int]:
        second_done = asyncio.Event()

        async def work(item: int) -> int:
            if item == 1:
                await second_done.wait()
            if item == 2:
                second_done.set()
            return item * 10

        return [each async for each in in_order(iter([1, 2, 3]), work, at_once=2)]

    assert asyncio.run(asyncio.wait_for(main(), LIMIT_S)) == [10, 20, 30]


@pytest.mark.parametrize(
    ("at_once", "heaviest", "most"),
    [
        pytest.param(3, 100, 3, id="by their number"),
        pytest.param(10, 25, 2, id="by their weight"),
        pytest.param(10, 5, 1, id="one alone may be heavier"),
    ],
)
def test_no_more_in_hand_than_the_bound(at_once: int, heaviest: int, most: int) -> None:
    in_hand: list[int] = [0, 0]

    async def work(item: int) -> int:
        in_hand[0] += 1
        in_hand[1] = max(in_hand)
        for _ in range(20):
            await asyncio.sleep(0)
        in_hand[0] -= 1
        return item

    async def main() -> int:
        results = in_order(iter(range(30)), work, at_once=at_once, weight=lambda _: 10, heaviest=heaviest)
        return len([each async for each in results])

    assert asyncio.run(asyncio.wait_for(main(), LIMIT_S)) == 30
    assert in_hand[1] <= most


def test_a_result_does_not_wait_for_the_next_item() -> None:
    told = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        assert told.wait(LIMIT_S)
        yield 2

    async def work(item: int) -> int:
        return item

    async def main() -> list[int]:
        found = []
        async for each in in_order(items(), work, at_once=4):
            found.append(each)
            told.set()
        return found

    assert asyncio.run(asyncio.wait_for(main(), LIMIT_S)) == [1, 2]


@pytest.mark.parametrize("where", ["items", "work"])
def test_what_is_raised_ends_it(where: str) -> None:
    def items() -> Iterator[int]:
        yield 1
        if where == "items":
            raise LookupError("here")
        yield 2

    async def work(item: int) -> int:
        if where == "work" and item == 2:
            raise LookupError("here")
        return item

    async def main() -> None:
        async with aclosing(in_order(items(), work, at_once=2)) as results:
            assert await anext(results) == 1
            with pytest.raises(LookupError, match="here"):
                await anext(results)

    asyncio.run(asyncio.wait_for(main(), LIMIT_S))
