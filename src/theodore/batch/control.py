"""Stopping a run from outside: Ctrl-C, SIGTERM and a closed terminal end it cleanly, a second signal at once."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stop_on_signals(stop: asyncio.Event, on_stop: Callable[[], None]) -> Iterator[None]:
    """While this is open, the first signal sets `stop`; a second one ends the run as Ctrl-C ends any program.

    One that the caller handles itself goes to the caller the second time. A signal that is ignored stays so: nohup is
    meant to outlive its terminal. Only the main thread may take signals; elsewhere this does nothing, and the caller's
    own handling stays.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    taken = [number for number in _SIGNALS if before[number] is not signal.SIG_IGN]

    interrupt = before[signal.SIGINT] if callable(before[signal.SIGINT]) else signal.default_int_handler

    def give_back() -> None:
        for number in taken:
            loop.remove_signal_handler(number)
            if before[number] is not None:
                signal.signal(number, before[number])

    def first() -> None:
        give_back()
        for number in taken:
            if before[number] is signal.SIG_DFL:
                # it would kill us on the spot, with our children left to themselves
                signal.signal(number, interrupt)
        on_stop()
        stop.set()

    for number in taken:
        loop.add_signal_handler(number, first)
    try:
        yield
    finally:
        give_back()


async def unless_stopped(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T:
    """What the work comes to. Where it is stopped meanwhile it is cancelled, and KeyboardInterrupt raised."""
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise KeyboardInterrupt
        return working.result()
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
