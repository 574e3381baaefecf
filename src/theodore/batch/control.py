"""Stopping a run from outside: Ctrl-C, SIGTERM and a closed terminal end it cleanly, a second signal at once."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stop_on_signals(stop: asyncio.Event, on_stop: Callable[[], None]) -> Iterator[None]:
    """While this is open, the first signal sets `stop`; a second one has the effect that it had before.

    A signal that is ignored stays so: nohup is meant to outlive its terminal. Only the main thread may take signals;
    elsewhere this does nothing, and the caller's own handling stays.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    taken = [number for number in _SIGNALS if before[number] is not signal.SIG_IGN]

    def give_back() -> None:
        for number in taken:
            if loop.remove_signal_handler(number) and before[number] is not None:
                signal.signal(number, before[number])

    def first() -> None:
        give_back()
        on_stop()
        stop.set()

    for number in taken:
        loop.add_signal_handler(number, first)
    try:
        yield
    finally:
        give_back()
