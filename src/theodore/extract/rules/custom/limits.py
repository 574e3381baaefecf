"""A bound on the processor time of a user's pattern.

A pattern may take years on a text that was made for it. Python's regular expressions look for signals while they
search, so that a timer of the process's own time ends them wherever they are, and nothing else must be trusted.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

#: Whose code may be left at any place: it holds no lock there. All else, say a tracer at its work, is let go on.
_LEAVES: Final = frozenset({"theodore", "re"})
#: So long after, in seconds, it rings again.
_AGAIN_S: Final = 0.01


class TooLong(Exception):
    """The time was not enough."""


class _Bell:
    """Rings until it is heard; what comes after that, or too late, is not."""

    def __init__(self) -> None:
        self.is_set = True

    def ring(self, _: int, frame: FrameType | None) -> None:
        name = str(frame.f_globals.get("__name__")) if frame is not None else ""
        if self.is_set and name.partition(".")[0] in _LEAVES:
            self.is_set = False
            raise TooLong


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TooLong within, once the process has worked so long. seconds: of processor time.

    Only the main thread of a process can be stopped so, in which every worker of the pool works; elsewhere there is no
    limit but that of the whole company.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    bell = _Bell()
    # not given back afterwards: the usual answer to this signal ends the process, and it may still be on its way
    signal.signal(signal.SIGVTALRM, bell.ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN_S)
    try:
        yield
    finally:
        bell.is_set = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
