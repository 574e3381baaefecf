"""Asking once more for what does not come, while the first request lives: whichever answers first serves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Any, TypeVar

T = TypeVar("T")

#: Sends the same request again; each call over a connection that is free, so over a new one while another call lasts.
Ask = Callable[[], Coroutine[Any, Any, T]]


async def hedged(
    ask: Ask[T], after_s: float, spare: Callable[[], AbstractContextManager[bool]], is_heard: Callable[[], bool]
) -> T:
    """The answer of this request, or of a second one that is made where there is none after so many seconds.

    spare: a place for the second one; it gives False where there is none, and the first is waited for alone. is_heard:
    whether an answer has begun to come, so that there is nothing to ask for again. The request that did not answer
    first is cancelled, which closes its connection. Where both fail, it is with what the first one met.
    """
    asked = [asyncio.create_task(ask())]
    with ExitStack() as places:
        try:
            await asyncio.wait(asked, timeout=after_s)
            if not asked[0].done() and not is_heard() and places.enter_context(spare()):
                asked.append(asyncio.create_task(ask()))
            return await _first(asked)
        finally:
            await _end(asked)
            # an error knows the way that it was raised on, this place included: neither is to hold on to the other
            asked.clear()


async def _first(asked: Sequence[asyncio.Task[T]]) -> T:
    """What the first of them to succeed returns."""
    while (served := _served(asked)) is None and not all(task.done() for task in asked):
        await asyncio.wait([task for task in asked if not task.done()], return_when=asyncio.FIRST_COMPLETED)
    return (asked[0] if served is None else served).result()


def _served(asked: Sequence[asyncio.Task[T]]) -> asyncio.Task[T] | None:
    """The first of them that succeeded."""
    return next((task for task in asked if task.done() and not task.cancelled() and task.exception() is None), None)


async def _end(asked: Sequence[asyncio.Task[T]]) -> None:
    """Cancel those that are still under way, and wait until they have let go of their connections."""
    for task in asked:
        task.cancel()
    await asyncio.gather(*asked, return_exceptions=True)
