"""Asking once more for what does not come, while the first request lives: whichever answers first serves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager, ExitStack
from typing import Any, Generic, TypeVar

T = TypeVar("T")

#: Sends the same request again; each call over a connection that is free, so over a new one while another call lasts.
Ask = Callable[[], Coroutine[Any, Any, T]]
#: A place for one more request; it gives False where there is none.
Spare = Callable[[], AbstractContextManager[bool]]


async def hedged(ask: Ask[T], after_s: float, spare: Spare, is_heard: Callable[[], bool]) -> T:
    """The answer of this request, or of a second one that is made where there is none after so many seconds.

    spare: a place for the second one; where there is none, the first is waited for alone. is_heard: whether an answer
    has begun to come, so that there is nothing to ask for again. The request that did not answer first is cancelled,
    which closes its connection. Where both fail, it is with what the first one met.
    """
    # nearly every answer comes in time: the first request is made right here, and a task only for the second
    second = _Second(ask, spare, is_heard)
    second.due_in(after_s)
    try:
        try:
            return await ask()
        except asyncio.CancelledError:
            if not second.has_overtaken():
                raise
        except Exception:
            if not await second.serves():
                raise
        return second.answer()
    finally:
        await second.end()


class _Second(Generic[T]):
    """The second request: none, until the first one is late. Made by the task that makes the first."""

    def __init__(self, ask: Ask[T], spare: Spare, is_heard: Callable[[], bool]) -> None:
        self._ask = ask
        self._spare = spare
        self._is_heard = is_heard
        self._loop = asyncio.get_running_loop()
        first = asyncio.current_task()
        assert first is not None  # noqa: S101 - a coroutine that runs is in one
        self._first = first
        self._cancelled_before = first.cancelling()
        self._is_first_under_way = True
        self._task: asyncio.Task[T] | None = None
        self._places = ExitStack()
        self._has_cancelled = False

    def due_in(self, seconds: float) -> None:
        """Make it after so many seconds, unless the first one has ended by then."""
        self._timer = self._loop.call_later(seconds, self._begin)

    def has_overtaken(self) -> bool:
        """Whether the first one was cancelled for this one's answer, and by nobody else."""
        if not self._has_cancelled:
            return False
        self._has_cancelled = False
        return self._first.uncancel() <= self._cancelled_before

    async def serves(self) -> bool:
        """Whether this one has an answer, or will have: now that the first one failed, it is waited for."""
        self._first_ended()
        if self._task is None:
            return False
        await asyncio.wait([self._task])
        return _succeeded(self._task)

    def answer(self) -> T:
        """What it got."""
        assert self._task is not None  # noqa: S101 - it was asked before whether there is any
        return self._task.result()

    async def end(self) -> None:
        """Cancel it where it is under way, and wait until it has let go of its connection."""
        self._first_ended()
        with self._places:
            if self._task is not None:
                self._task.cancel()
                await asyncio.gather(self._task, return_exceptions=True)
        # an error knows the way that it was raised on, this place included: neither is to hold on to the other
        self._task = None

    def _first_ended(self) -> None:
        self._timer.cancel()
        self._is_first_under_way = False
        if self._has_cancelled:  # and it ended in some other way all the same
            self._has_cancelled = False
            self._first.uncancel()

    def _begin(self) -> None:
        if not self._is_heard() and self._places.enter_context(self._spare()):
            self._task = self._loop.create_task(self._ask())
            self._task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[T]) -> None:
        if _succeeded(task) and self._is_first_under_way:
            self._has_cancelled = True
            self._first.cancel()


def _succeeded(task: asyncio.Task[T]) -> bool:
    return not task.cancelled() and task.exception() is None
