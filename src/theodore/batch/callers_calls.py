"""One call of a caller's own pipeline, somewhere that it can be left behind.

A sync call has a thread of its own. Async calls share an event loop in a thread of its own: one that blocks it, or does
not heed its cancellation, then holds up neither the runner nor the end of the program; one that stops the loop fails
the calls under way on it, and the next call begins a new one.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from contextvars import copy_context
from functools import partial
from typing import Any, Protocol

from theodore.batch.log import get_logger
from theodore.model.errors import CompanyError, Failure, Reason

log = get_logger(__name__)

#: Seconds that whoever was cancelled has for clearing up.
MOMENT_S = 0.5

#: What a call came to, to be had by calling it: a future does not take every exception.
Answer = Callable[[], Any]


class Call(Protocol):
    """A call that was begun. answer: settled on the loop that began it. can_be_asked: whether it can be cancelled."""

    answer: asyncio.Future[Answer]
    can_be_asked: bool

    def is_running(self) -> bool: ...

    def cancel(self) -> None:
        """Ask it to end, which it need not heed."""


class ThreadCall:
    """A sync call, in a daemon thread: one that never returns does not keep the program from ending."""

    can_be_asked = False

    def __init__(self, call: Callable[[], Any], name: str) -> None:
        self.answer, self._settle = _awaited_here()
        self._thread = threading.Thread(target=lambda: self._settle(_answer_of(call)), name=name, daemon=True)
        self._thread.start()

    def is_running(self) -> bool:
        return self._thread.is_alive()

    def cancel(self) -> None:
        """Nothing: a thread cannot be stopped."""


class TaskCall:
    """An async call, as a task on a loop that runs in another thread."""

    can_be_asked = True

    def __init__(self, call: Callable[[], Awaitable[Any]], running: _RunningLoop) -> None:
        self.answer, self._settle = _awaited_here()
        self._running = running
        self._task: asyncio.Task[Answer] | None = None
        self._has_ended = threading.Event()
        self._tell(self._begin, call)

    def is_running(self) -> bool:
        return not self._has_ended.is_set()

    def cancel(self) -> None:
        """Ask it to end, which it need not heed."""
        # the loop does in order what it is told, so the task is there when it is asked
        self._tell(self._ask)

    def end_with_loop(self) -> None:
        """Take note, in whatever thread, that its loop was stopped before the call could end, or even begin."""
        self._has_ended.set()
        self._settle(self._cut_off())

    def _tell(self, what: Callable[..., None], *arguments: Any) -> None:
        with suppress(RuntimeError):  # the loop is closed, so the call has ended or its loop is about to end it
            self._running.loop.call_soon_threadsafe(what, *arguments, context=copy_context())

    def _begin(self, call: Callable[[], Awaitable[Any]]) -> None:
        if self._running.died_of is not None:
            self._running.forget(self)
            self.end_with_loop()  # which only clears up, and may take its time
            return
        self._task = self._running.loop.create_task(_answer_of_async(call))
        self._task.add_done_callback(self._end)

    def _ask(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _end(self, task: asyncio.Task[Answer]) -> None:
        self._has_ended.set()
        self._running.forget(self)
        self._settle(self._cut_off() if task.cancelled() else task.result())

    def _cut_off(self) -> Answer:
        """What it comes to if it was cancelled: whoever stopped the loop cancelled all calls under way on it."""
        cause = self._running.died_of
        return partial(_raise, asyncio.CancelledError() if cause is None else _stopped(cause))


class CallsLoop:
    """The event loop of async calls: there from the first of them until nobody has it open any more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._running: _RunningLoop | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Calls made while this is open share one loop, and so may what belongs to a loop: sessions, locks."""
        with self._lock:
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                over, self._running = (None, self._running) if self._users else (self._running, None)
            if over is not None:
                await asyncio.to_thread(over.end)

    def begin(self, call: Callable[[], Awaitable[Any]]) -> TaskCall:
        """Make this call on the loop, while it is open."""
        with self._lock:
            while True:
                self._running = self._running or _RunningLoop()
                begun = self._running.begin(call)
                if begun is not None:
                    return begun
                self._running = None  # the caller's code stopped it; on a new one nothing has run yet that could


class _RunningLoop:
    """An event loop that runs in a daemon thread until it is told to end and its calls have ended.

    The caller's code runs on it, and may stop it sooner. died_of: what stopped it then.
    """

    def __init__(self) -> None:
        # asyncio's own, whatever policy the caller's program has set (docs/decisions/0007)
        self.loop: asyncio.AbstractEventLoop = asyncio.SelectorEventLoop()
        self.died_of: BaseException | None = None
        self._over = asyncio.Event()
        self._lock = threading.Lock()
        self._calls: set[TaskCall] = set()
        self._thread = threading.Thread(target=self._run, name="pipeline-loop", daemon=True)
        self._thread.start()

    def begin(self, call: Callable[[], Awaitable[Any]]) -> TaskCall | None:
        """Make this call here; None where the loop was stopped and takes no more."""
        with self._lock:
            if self.died_of is not None:
                return None
            begun = TaskCall(call, self)
            self._calls.add(begun)
            return begun

    def forget(self, call: TaskCall) -> None:
        """Take note that this call has ended."""
        with self._lock:
            self._calls.discard(call)

    def _run(self) -> None:
        try:
            # at its end it cancels whatever tasks are left, and closes the loop when they have ended
            with asyncio.Runner(loop_factory=lambda: self.loop) as runner:
                self._run_until_over(runner)
        except BaseException as error:  # noqa: BLE001 - the caller's code raised it: it ends this loop, not the program
            log.warning("pipeline_loop_stopped", error=type(error).__name__)
        finally:
            self._end_what_is_left()

    def _run_until_over(self, runner: asyncio.Runner) -> None:
        try:
            runner.run(self._over.wait())
        except BaseException as error:
            with self._lock:  # before the calls are cancelled, so that they can say why
                self.died_of = error
            raise

    def _end_what_is_left(self) -> None:
        """End the calls that the loop did not come to the end of, or not even to the beginning."""
        with self._lock:
            left, self._calls = self._calls, set()
        for call in left:
            call.end_with_loop()

    def end(self) -> None:
        """Wait for its end, but no longer than a moment for calls that do not heed it."""
        with suppress(RuntimeError):  # the loop was stopped, and is closed
            self.loop.call_soon_threadsafe(self._over.set)
        self._thread.join(MOMENT_S)


def _awaited_here() -> tuple[asyncio.Future[Answer], Callable[[Answer], None]]:
    """A future of the running loop, and what settles it from any thread; too late, that does nothing."""
    here = asyncio.get_running_loop()
    future: asyncio.Future[Answer] = here.create_future()

    def settle(answer: Answer) -> None:
        if not future.done():
            future.set_result(answer)

    def from_anywhere(answer: Answer) -> None:
        with suppress(RuntimeError):  # the loop is closed: the run ended meanwhile
            here.call_soon_threadsafe(settle, answer)

    return future, from_anywhere


def _answer_of(call: Callable[[], Any]) -> Answer:
    try:
        result = call()
    except BaseException as raised:  # noqa: BLE001 - carried over to the loop, where it is classified
        return partial(_raise, _harmless(raised))
    return lambda: result


async def _answer_of_async(call: Callable[[], Awaitable[Any]]) -> Answer:
    try:
        result = await call()
    except asyncio.CancelledError:
        raise
    except BaseException as raised:  # noqa: BLE001 - carried over; out of a task an exit would end its loop
        return partial(_raise, _harmless(raised))
    return lambda: result


def _harmless(raised: BaseException) -> Exception:
    """The same, unless it is one that would end more than its company: a pipeline may end that, not the program."""
    if isinstance(raised, SystemExit):
        error: Exception = RuntimeError("the caller's pipeline asked the program to exit")
    elif isinstance(raised, Exception):
        return raised
    else:
        error = RuntimeError(type(raised).__name__)
    error.__cause__ = raised
    return error


def _stopped(cause: BaseException) -> CompanyError:
    """The failure of a call whose event loop was stopped under it; each call has its own, for it is raised."""
    # an exit ends a loop from whatever runs on it; else somebody stopped it, or cancelled all of its tasks
    how = "" if isinstance(cause, Exception | asyncio.CancelledError) else f": {type(cause).__name__} was raised on it"
    detail = f"the caller's pipeline stopped its event loop while this call was under way{how}"
    error = CompanyError(Failure(Reason.BUG, detail=detail))
    error.__cause__ = cause
    return error


def _raise(error: BaseException) -> None:
    raise error
