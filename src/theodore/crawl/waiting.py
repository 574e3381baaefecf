"""How long a site kept us waiting, told apart from how long we were busy ourselves.

One event loop reads hundreds of sites. While it works on the answer of one, the others' lie unread, and by the clock
each of them looks slow. Whoever asks more of them for that, over more connections, has more work yet, and finds them
slower still.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

#: At least this share of the time counts as the site's, however busy we were: one that is slow may not pass for quick.
_SITES_SHARE = 1 / 2
#: Over at least so many seconds it is measured how busy we are, and who computes for more than this share of them is.
_LATELY_S = 0.5
_BUSY_SHARE = 0.8
#: A timer may fire as much too early, in seconds: the clock has no finer steps.
_NEXT_TO_NOTHING_S = 0.001


def waited_s(passed_s: float, worked_s: float) -> float:
    """How many of the seconds that passed we waited. worked_s: how many of them this thread computed."""
    return max(passed_s - worked_s, passed_s * _SITES_SHARE)


class Waiting:
    """Something that is waited for from now on, in the thread of one event loop."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._worked = time.thread_time()

    def seconds(self) -> float:
        """How many seconds it has been waited for so far, without what this thread computed meanwhile."""
        return waited_s(time.monotonic() - self._began, time.thread_time() - self._worked)


class Busyness:
    """Whether the thread of this event loop has lately had more to do than it got done."""

    def __init__(self) -> None:
        self._at = time.monotonic()
        self._worked = time.thread_time()
        self._is_busy = False

    def is_busy(self) -> bool:
        """Whether it has computed nearly all of the time; so long as nobody asks, nothing is measured."""
        passed_s = time.monotonic() - self._at
        if passed_s >= _LATELY_S:
            worked = time.thread_time()
            self._is_busy = worked - self._worked > passed_s * _BUSY_SHARE
            self._at, self._worked = self._at + passed_s, worked
        return self._is_busy


class Patience:
    """Calls back once something has been waited for so many seconds, unless it is cancelled before."""

    def __init__(self, seconds: float, ran_out: Callable[[], None]) -> None:
        self._seconds = seconds
        self._ran_out = ran_out
        self._waiting = Waiting()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._look)

    def cancel(self) -> None:
        """It is there, or given up."""
        self._timer.cancel()

    def _look(self) -> None:
        left_s = self._seconds - self._waiting.seconds()
        if left_s > _NEXT_TO_NOTHING_S:
            self._timer = asyncio.get_running_loop().call_later(left_s, self._look)
        else:
            self._ran_out()
