"""Processes that are forked from a small clean one, and never run the user's own script again.

A forked copy of a program with threads may inherit a lock that nobody will ever open, so that workers must not be
forked from it. `forkserver` forks them from a helper that has no threads, and that has our modules loaded: their
memory is shared. But multiprocessing also has each child import the main script, which runs it once more where it
has no `if __name__ == "__main__"`, as most people's first scripts have none. Nothing of ours lives in that script, so
it is hidden while a process is started.

And the helpers are started with `python -c`, which looks for modules in the working directory first: a `signal.py` that
lies beside somebody's table would be run. So Python is told meanwhile to leave that directory alone.

Ctrl-C in a terminal reaches every process of the program, and is for the main one alone. The helpers ignore it, but
not before they have loaded what they need: until then it would end them in a traceback. So it is kept from them.
"""

from __future__ import annotations

import multiprocessing.context
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from types import ModuleType
from typing import Any

_SAFE = "PYTHONSAFEPATH"

_swap = threading.Lock()


class _SafePath:
    """While any thread is inside, children of this process find no modules in the working directory."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._inside = 0
        self._before: str | None = None

    def __enter__(self) -> None:
        with self._turn:
            if not self._inside:
                self._before = os.environ.get(_SAFE)
                os.environ[_SAFE] = "1"
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._turn:
            self._inside -= 1
            if self._inside:
                return
            if self._before is None:
                del os.environ[_SAFE]
            else:
                os.environ[_SAFE] = self._before


#: Also for those who make locks and queues of multiprocessing: the first one starts a helper, too.
safe_path = _SafePath()


class _Hidden(ModuleType):
    """Stands in for the main module: has all that it has, but not where it came from."""

    def __init__(self, real: ModuleType) -> None:
        super().__init__("__main__")
        self.__real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__real, name)


@contextmanager
def hidden_main() -> Iterator[None]:
    """While this lasts, multiprocessing finds no script that a child would have to import."""
    with _swap:
        real = sys.modules["__main__"]
        hidden = _Hidden(real)
        hidden.__file__ = None
        sys.modules["__main__"] = hidden
        try:
            yield
        finally:
            sys.modules["__main__"] = real


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """While this lasts, what the calling thread starts is started with SIGINT blocked, and stays so."""
    # it unblocks SIGINT itself when it is started, so it has to be there before
    with safe_path:
        resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Worker(multiprocessing.context.ForkServerProcess):
    """A process that knows nothing of the main script."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802 - multiprocessing calls it so
        with hidden_main(), safe_path, deaf_to_interrupts():
            return multiprocessing.context.ForkServerProcess._Popen(process_obj)  # noqa: SLF001 - its one seam

    def run(self) -> None:
        """Do what it is for; where that fails, end with code 1, which tells whoever waits, and with no traceback."""
        try:
            super().run()
        except Exception:  # noqa: BLE001 - memory that did not suffice to read a task, above all
            sys.exit(1)


class Context(multiprocessing.context.ForkServerContext):
    """Starts `Worker`s.

    A lock is found by its name, and has none any more once its maker has dropped it: a worker that starts while its
    pool is closed would end in a traceback. So locks are kept for as long as this is.
    """

    Process = Worker

    def __init__(self) -> None:
        super().__init__()
        self._locks: list[object] = []

    def RLock(self) -> Any:  # noqa: N802 - multiprocessing calls it so
        """A lock that its owner may take again."""
        lock = super().RLock()
        self._locks.append(lock)
        return lock


def clean_context(preload: str) -> Context:
    """A context whose helper process has the module `preload` loaded before it forks."""
    context = Context()
    context.set_forkserver_preload([preload])
    return context
