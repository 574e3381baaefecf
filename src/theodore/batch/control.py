"""Stopping a run from outside: Ctrl-C and SIGTERM end it cleanly, a second one at once."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stop_on_signals(stop: asyncio.Event, on_stop: Callable[[], None]) -> Iterator[None]:
    """While this is open, the first signal sets `stop`; a second one has its usual effect.

    Only the main thread may take signals; elsewhere this does nothing, and the caller's own handling stays.
    """
    loop = asyncio.get_running_loop()
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def first() -> None:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
        on_stop()
        stop.set()

    for number in _SIGNALS:
        loop.add_signal_handler(number, first)
    try:
        yield
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
