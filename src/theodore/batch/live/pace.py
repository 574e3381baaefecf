"""Who may call Google when: one quota for all processes that share a journal, counted in it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Literal

from theodore.store.journal import Journal
from theodore.store.ledger import Ledger
from theodore.store.quotas import Quota, wait_s

Kind = Literal["read", "write"]


class JournalPace:
    """A pace for Google's calls that all processes of a journal keep together; it never blocks the event loop.

    quotas: of each kind of call. Until it is told of a journal it counts for this process alone, for a sheet is looked
    at before anything is made. clock: seconds since the epoch.
    """

    def __init__(
        self,
        quotas: Mapping[Kind, Quota],
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._quotas = quotas
        self._clock = clock
        self._sleep = sleep
        self._turn: dict[Kind, asyncio.Lock] = {"read": asyncio.Lock(), "write": asyncio.Lock()}
        self._calls: dict[Kind, list[float]] = {"read": [], "write": []}
        self._held_until: dict[Kind, float] = {"read": 0.0, "write": 0.0}
        self._journal: Journal | None = None
        self._account = ""

    def share(self, journal: Journal, account: str) -> None:
        """Count in this journal from now on. account: whose quota it is."""
        self._journal, self._account = journal, account

    async def take(self, kind: Kind) -> None:
        """Wait until one call of this kind may be made; it counts as made. Raises JournalUnavailable."""
        async with self._turn[kind]:
            while (wait := await self._taken(kind)) > 0:
                await self._sleep(wait)

    async def slow(self, kind: Kind, wait_s: float) -> None:
        """Google refused a call of this kind as one too many: nobody makes another within so many seconds."""
        now = self._clock()
        until = now + wait_s
        self._held_until[kind] = max(self._held_until[kind], until)
        if self._journal is not None:
            hold = partial(Ledger.hold_calls, account=self._account, kind=kind, until=until, now=now)
            await asyncio.to_thread(self._journal.write, hold)

    async def _taken(self, kind: Kind) -> float:
        """0 once a call was taken, else in how many seconds to ask again."""
        quota = self._quotas[kind]
        if self._journal is not None:
            take = partial(Ledger.take_call, account=self._account, kind=kind, quota=quota, now=self._clock())
            return await asyncio.to_thread(self._journal.write, take)
        now, calls = self._clock(), self._calls[kind]
        wait = wait_s(calls, self._held_until[kind], quota, now)
        if wait == 0:
            self._calls[kind] = [*calls[-quota.most :], now]
        return wait
