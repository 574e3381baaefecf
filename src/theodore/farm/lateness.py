"""How late the farm's own loop is, so that nobody is blamed for what it noticed late."""

from __future__ import annotations

import asyncio
import time
from collections import deque

#: Seconds between looks, and how long a look is remembered.
_EVERY_S = 0.05
_KEPT_S = 3.0


class Lateness:
    """Looks at the clock at steady intervals; made and used on the loop that it watches."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        # (when, how late), when in seconds since the epoch
        self._looks: deque[tuple[float, float]] = deque(maxlen=round(_KEPT_S / _EVERY_S))
        self._due = 0.0
        self._next()

    def worst_since(self, moment: float) -> float:
        """The longest, in seconds, that anything has had to wait for its turn since then.

        moment: in seconds since the epoch; what is longer ago than `_KEPT_S` is forgotten.
        """
        return max(0.0, self._loop.time() - self._due, *(late for when, late in self._looks if when >= moment))

    def close(self) -> None:
        """Look no more."""
        self._timer.cancel()

    def _next(self) -> None:
        self._due = self._loop.time() + _EVERY_S
        self._timer = self._loop.call_at(self._due, self._look)

    def _look(self) -> None:
        self._looks.append((time.time(), self._loop.time() - self._due))
        self._next()
