"""Work on many at once whose results come in the order of the work, with no more in hand than a bound."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


async def in_order(
    items: Iterator[T],
    work: Callable[[T], Awaitable[R]],
    *,
    at_once: int,
    weight: Callable[[T], int] = lambda _: 0,
    heaviest: int = 0,
) -> AsyncGenerator[R, None]:
    """The result for each item, in their order, each as soon as those before it are there.

    items: may block, for they are taken in a thread. at_once: so many are in hand, whether under way or waiting for
    one before them. weight, heaviest: those in hand weigh no more together, unless it is a single one. What `items` or
    `work` raises ends it all.
    """
    under_way: asyncio.Queue[tuple[asyncio.Future[R], int] | None] = asyncio.Queue()
    room = _Room(at_once, heaviest)
    begun: set[asyncio.Future[R]] = set()

    async def take() -> None:
        while (item := await _next(items)) is not None:
            heavy = weight(item[0])
            await room.enter(heavy)
            task = asyncio.ensure_future(work(item[0]))
            begun.add(task)
            under_way.put_nowait((task, heavy))

    taking = asyncio.create_task(take())
    taking.add_done_callback(lambda _: under_way.put_nowait(None))
    try:
        while (first := await under_way.get()) is not None:
            task, heavy = first
            result = await task
            begun.discard(task)
            await room.leave(heavy)
            yield result
        await taking
    finally:
        taking.cancel()
        for task in begun:
            task.cancel()
        await asyncio.gather(taking, *begun, return_exceptions=True)


class _Room:
    """How much may be in hand."""

    def __init__(self, most: int, heaviest: int) -> None:
        self._most = most
        self._heaviest = heaviest
        self._count = 0
        self._weight = 0
        self._left = asyncio.Condition()

    async def enter(self, heavy: int) -> None:
        async with self._left:
            await self._left.wait_for(lambda: self._fits(heavy))
            self._count += 1
            self._weight += heavy

    async def leave(self, heavy: int) -> None:
        async with self._left:
            self._count -= 1
            self._weight -= heavy
            self._left.notify_all()

    def _fits(self, heavy: int) -> bool:
        return not self._count or (self._count < self._most and self._weight + heavy <= self._heaviest)


async def _next(items: Iterator[T]) -> tuple[T] | None:
    """The next item; None at the end.

    In a thread that nobody waits for: where it is stdin that is read, Ctrl-C must end the program and not wait for
    another line.
    """
    loop = asyncio.get_running_loop()
    taken: asyncio.Future[tuple[T] | None] = loop.create_future()

    def settle(item: tuple[T] | None, error: BaseException | None) -> None:
        if taken.done():
            return
        if error is not None:
            taken.set_exception(error)
        else:
            taken.set_result(item)

    def take() -> None:
        item: tuple[T] | None = None
        error: BaseException | None = None
        try:
            item = (next(items),)
        except StopIteration:
            pass
        except BaseException as raised:  # noqa: BLE001 - raised again where it was asked for
            error = raised
        with suppress(RuntimeError):  # the loop is closed: nobody asks any more
            loop.call_soon_threadsafe(settle, item, error)

    threading.Thread(target=take, name="theodore-lines", daemon=True).start()
    return await taken
