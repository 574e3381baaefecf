"""Asynchronous work for sync callers, inside a running event loop (a notebook) too."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Generic, TypeVar

T = TypeVar("T")

#: The loop that asyncio itself would make.
_OWN_LOOP = asyncio.DefaultEventLoopPolicy().new_event_loop


def run_sync(work: Callable[[], Awaitable[T]], *, stop: asyncio.Event | None = None) -> T:
    """Run a coroutine to its end from sync code, inside a running event loop (a notebook) too.

    There it runs in a thread with a loop of its own, and the caller's loop waits. stop: where Ctrl-C ends the wait,
    this is set and the work winds down; without it the work is cancelled. KeyboardInterrupt is raised after that.
    """

    async def main() -> T:
        return await work()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _run(main())
    return _Elsewhere(main, stop).result()


def _run(work: Coroutine[Any, Any, T]) -> T:
    """`asyncio.run` on asyncio's own loop, whatever policy the caller's program has set (docs/decisions/0007)."""
    with asyncio.Runner(loop_factory=_OWN_LOOP) as runner:
        return runner.run(work)


class _Elsewhere(Generic[T]):
    """Work in a thread with a loop of its own, which does not outlive the wait for it."""

    def __init__(self, main: Callable[[], Coroutine[Any, Any, T]], stop: asyncio.Event | None) -> None:
        self._main = main
        self._stop = stop
        self._results: list[T] = []
        self._errors: list[BaseException] = []
        self._under_way: tuple[asyncio.AbstractEventLoop, asyncio.Task[Any] | None] | None = None
        self._interrupted = 0
        self._thread = threading.Thread(target=self._work, name="theodore")

    def result(self) -> T:
        """Wait for it; raises what it raised."""
        with _usual_interrupt():
            self._heeding(self._thread.start)
            while self._thread.is_alive():
                self._heeding(self._thread.join)
        if self._interrupted:
            raise KeyboardInterrupt
        if self._errors:
            raise self._errors[0]
        return self._results[0]

    def _work(self) -> None:
        try:
            self._results.append(_run(self._watched()))
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            self._errors.append(error)

    async def _watched(self) -> T:
        self._under_way = asyncio.get_running_loop(), asyncio.current_task()
        if self._interrupted:
            self._wind_down()
        return await self._main()

    def _heeding(self, wait: Callable[[], None]) -> None:
        try:
            wait()
        except KeyboardInterrupt:
            self._interrupt()

    def _interrupt(self) -> None:
        self._interrupted += 1
        if self._under_way is not None:
            with suppress(RuntimeError):  # its loop is closed: it has just ended
                self._under_way[0].call_soon_threadsafe(self._wind_down)

    def _wind_down(self) -> None:
        """Asked once the work ends cleanly, asked again at once."""
        if self._stop is not None and self._interrupted == 1:
            self._stop.set()
        elif self._under_way is not None and self._under_way[1] is not None:
            self._under_way[1].cancel()


class KeptLoop:
    """An event loop in a thread of its own, for sync calls that share what belongs to one loop, like a session.

    It begins with the first call; calls may come from any thread. The thread ends with `close`, and with the program.
    A process that was forked off has a loop of its own.
    """

    def __init__(self) -> None:
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._kept: tuple[asyncio.AbstractEventLoop, threading.Thread] | None = None

    def run(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Run a coroutine on the loop, and wait for its end; raises what it raises.

        Where Ctrl-C ends the wait the work is cancelled, and KeyboardInterrupt is raised.
        """
        self._leave_to_parent()
        begun: list[asyncio.Task[T] | None] = []
        given_up: list[bool] = []

        async def watched() -> T:
            begun.append(asyncio.current_task())
            if given_up:
                raise asyncio.CancelledError
            return await work()

        def give_up() -> None:
            for task in filter(None, begun):
                task.cancel()

        with _usual_interrupt():
            try:
                # whoever closes the loop closes it before this or after: on one that has ended nothing is ever done
                with self._lock:
                    future = asyncio.run_coroutine_threadsafe(watched(), self._started())
                return future.result()
            except KeyboardInterrupt:
                # however early it came: work that has not begun looks whether it is still wanted
                given_up.append(True)
                if self._kept is not None:
                    self._kept[0].call_soon_threadsafe(give_up)
                raise

    def close(self, last: Callable[[], Coroutine[Any, Any, None]] | None = None) -> None:
        """End the loop with all that still runs on it; a later call begins another one.

        last: run on the loop before that, if there is one; raises what it raises.
        """
        self._leave_to_parent()
        with self._lock:
            kept, self._kept = self._kept, None
        if kept is None:
            return
        loop, thread = kept

        async def end() -> None:
            try:
                if last is not None:
                    await last()
            finally:
                loop.stop()

        ending = asyncio.run_coroutine_threadsafe(end(), loop)
        # who collects garbage may come here in the loop's own thread, which cannot wait for itself
        if threading.current_thread() is not thread:
            with _usual_interrupt():
                thread.join()
            ending.result()

    def _started(self) -> asyncio.AbstractEventLoop:
        if self._kept is None:
            loop = _OWN_LOOP()
            self._kept = loop, threading.Thread(target=_keep, args=(loop,), name="theodore-calls", daemon=True)
            self._kept[1].start()
        return self._kept[0]

    def _leave_to_parent(self) -> None:
        """In a process that was forked off nobody runs the loop, and nobody gives the lock back."""
        if self._process != os.getpid():
            self._begin_anew()


def _keep(loop: asyncio.AbstractEventLoop) -> None:
    """Run the loop until it is stopped, and then what is left on it to its end."""
    with asyncio.Runner(loop_factory=lambda: loop):
        loop.run_forever()


@contextmanager
def _usual_interrupt() -> Iterator[None]:
    """While this is open Ctrl-C raises KeyboardInterrupt: a loop's own way with it waits for the loop, which waits."""
    before = signal.getsignal(signal.SIGINT)
    # only the main thread may choose; where Ctrl-C is ignored (nohup) or not Python's to handle (None) it stays so
    if threading.current_thread() is not threading.main_thread() or before in (signal.SIG_IGN, None):
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
