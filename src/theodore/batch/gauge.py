"""How many companies may be worked on at once, from moment to moment."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Literal

import psutil

from theodore.model.errors import ErrorType, Failure
from theodore.policy.concurrency import START, Concurrency, Observation, adapt

WINDOW_S = 2.0
_TICK_S = 0.1
_FAULTS = frozenset({ErrorType.TIMEOUT, ErrorType.CONNECTION_ERROR})


class Gauge:
    """Holds the limit: a fixed number, or one that grows while it helps and shrinks under strain.

    backlog: companies whose pages wait for extraction. on_change: told the new limit. memory, processors: used shares
    of the machine's, 0 to 1; the second since it was last asked.
    """

    def __init__(
        self,
        concurrency: int | Literal["auto"],
        maximum: int,
        *,
        backlog: Callable[[], int] = lambda: 0,
        on_change: Callable[[int], None] = lambda _: None,
        memory: Callable[[], float] = lambda: psutil.virtual_memory().percent / 100,
        processors: Callable[[], float] = lambda: psutil.cpu_percent() / 100,
    ) -> None:
        self._auto = concurrency == "auto"
        # the maximum bounds what is found out, not what somebody asked for
        self._state = (
            Concurrency(limit=START, maximum=maximum)
            if concurrency == "auto"
            else Concurrency(limit=concurrency, maximum=concurrency)
        )
        self._backlog = backlog
        self._on_change = on_change
        self._memory = memory
        self._processors = processors
        self._attempts = 0
        self._faults = 0
        self._lag_s = 0.0
        self._saturated = False

    @property
    def limit(self) -> int:
        return self._state.limit

    def ended(self, failure: Failure | None) -> None:
        """Count an attempt that ended."""
        self._attempts += 1
        self._faults += failure is not None and failure.type in _FAULTS

    def in_use(self, slots: int) -> None:
        """Take note of how many slots are in use."""
        self._saturated = self._saturated or slots >= self.limit

    async def watch(self) -> None:
        """Adapt until cancelled; returns at once where the limit is fixed."""
        if not self._auto:
            return
        began = time.monotonic()
        self._processors()  # it counts from one call to the next; what the first one says means nothing
        while True:
            before = time.monotonic()
            await asyncio.sleep(_TICK_S)
            now = time.monotonic()
            self._lag_s = max(self._lag_s, now - before - _TICK_S)
            if now - began >= WINDOW_S:
                self._decide(now - began)
                began = now

    def _decide(self, seconds: float) -> None:
        seen = Observation(
            attempts=self._attempts,
            faults=self._faults,
            seconds=seconds,
            loop_lag_s=self._lag_s,
            memory=self._memory(),
            backlog=self._backlog(),
            saturated=self._saturated,
            processors=self._processors(),
        )
        before = self.limit
        self._state = adapt(self._state, seen)
        self._attempts = self._faults = 0
        self._lag_s = 0.0
        self._saturated = False
        if self.limit != before:
            self._on_change(self.limit)
