"""How many calls are made: fewer than Google allows, for all who share an account together."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Literal, Protocol

#: Google counts calls that read a spreadsheet apart from those that change one.
Kind = Literal["read", "write"]


class Pace(Protocol):
    """Who may call when."""

    async def take(self, kind: Kind) -> None:
        """Wait until one call of this kind may be made; it counts as made."""

    async def slow(self, kind: Kind, wait_s: float) -> None:
        """Google refused a call of this kind as one too many: nobody makes another within so many seconds."""


class Bucket:
    """A pace for one process: so many calls of each kind within any window of time, in the order they were asked for.

    reads, writes: calls within window_s seconds. monotonic, sleep: the clock, seconds since any moment.
    """

    def __init__(
        self,
        reads: int = 50,
        writes: int = 50,
        window_s: float = 60.0,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._most: dict[Kind, int] = {"read": max(reads, 1), "write": max(writes, 1)}
        self._made: dict[Kind, deque[float]] = {"read": deque(), "write": deque()}
        self._not_before: dict[Kind, float] = {}
        # one queue for each kind; asyncio's locks are handed on in the order in which they were asked for
        self._turn: dict[Kind, asyncio.Lock] = {"read": asyncio.Lock(), "write": asyncio.Lock()}
        self._window_s = window_s
        self._monotonic = monotonic
        self._sleep = sleep

    async def take(self, kind: Kind) -> None:
        async with self._turn[kind]:
            while (wait_s := self._wait_s(kind)) > 0:
                await self._sleep(wait_s)
            self._made[kind].append(self._monotonic())

    async def slow(self, kind: Kind, wait_s: float) -> None:
        self._not_before[kind] = max(self._not_before.get(kind, 0.0), self._monotonic() + wait_s)

    def _wait_s(self, kind: Kind) -> float:
        """Seconds until a call of this kind may be made, as far as is known now."""
        now, made = self._monotonic(), self._made[kind]
        while made and made[0] <= now - self._window_s:
            made.popleft()
        until = made[0] + self._window_s if len(made) >= self._most[kind] else now
        return max(until, self._not_before.get(kind, now)) - now
