"""One process at a time: locks that the system frees when their holder dies, however it dies."""

from __future__ import annotations

import fcntl
import glob
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from theodore.model.errors import ConfigurationError, JournalUnavailable

#: Who looks whether a lock is held has it for a moment: a refusal is believed when it stands for a tenth of a second.
_LOOKS = 5
_LOOK_S = 0.02


class RunLock:
    """The right to work on a run: a locked file beside the journal, one for each run key.

    `with RunLock(path, key):` raises ConfigurationError where another process works on that run.
    """

    def __init__(self, journal: Path, key: str) -> None:
        self.path = _path(journal, key)
        self._held: int | None = None

    def acquire(self) -> None:
        """Take the lock, or say who has it."""
        try:
            self._held = _soon_locked(self.path)
        except BlockingIOError:
            raise ConfigurationError(self._taken()) from None
        except OSError as error:
            raise JournalUnavailable(f"{self.path} cannot be locked: {error.strerror}.") from error
        os.ftruncate(self._held, 0)
        os.write(self._held, str(os.getpid()).encode())

    def release(self) -> None:
        """Give the lock back; harmless where it is not held."""
        if self._held is not None:
            _unlock(self.path, self._held)
            self._held = None

    def _taken(self) -> str:
        try:
            holder = self.path.read_text(encoding="ascii", errors="replace")
        except OSError:
            holder = ""
        return self._refusal(holder if holder.isdigit() else "")

    def _refusal(self, holder: str) -> str:
        """What is said to whoever comes second. holder: the number of the process; empty where nobody knows."""
        if holder == str(os.getpid()):
            return "this program is already working on this run. Wait until that has ended."
        if not holder:
            return "another process is working on this run. Wait until it has ended."
        return (
            f"process {holder} is working on this run. Wait until it has ended, or stop it with: kill {holder} "
            "(the same command then resumes the run)."
        )

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


class SinkLock(RunLock):
    """The right to write results to a sink: two runs there would replace each other's by turns.

    sink: its name in the journal, or that of a further file of it. besides: what a person can do but wait.
    """

    def __init__(self, journal: Path, sink: str, besides: str = "pass another name with --to") -> None:
        # no run's key begins so: those begin with the name of a source
        super().__init__(journal, f"sink\n{sink}")
        self._sink = sink
        self._besides = besides

    def _refusal(self, holder: str) -> str:
        who = f"process {holder}" if holder else "another process"
        writer = "this program" if holder == str(os.getpid()) else who
        return (
            f"{self._sink}: {writer} is writing the results of another run to it. Wait until that has ended, or "
            f"{self._besides}."
        )


def _soon_locked(path: Path) -> int:
    """As `_locked`, but patient for as long as somebody may be looking whether the lock is held."""
    for _ in range(_LOOKS):
        try:
            return _locked(path, wait=False)
        except BlockingIOError:
            time.sleep(_LOOK_S)
    return _locked(path, wait=False)


def is_held(journal: Path, key: str) -> bool:
    """Whether somebody works on the run of this key now; nothing is made, changed or waited for."""
    return _is_locked(_path(journal, key))


def is_at_work(journal: Path) -> bool:
    """Whether somebody works on any run of this journal now, be it one that has only just begun."""
    return any(_is_locked(file) for file in journal.parent.glob(f"{glob.escape(journal.name)}.*.lock"))


@contextmanager
def no_new_run(journal: Path) -> Iterator[None]:
    """Let runs that begin now wait: they open the journal when this ends. Raises OSError as `file_lock` does."""
    with file_lock(opening_lock(journal)):
        yield


def opening_lock(journal: Path) -> Path:
    """The file that is locked while the journal is opened for writing."""
    return journal.with_name(f"{journal.name}.open")


def _is_locked(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        # a holder's file is there as long as it holds it
        return False
    try:
        # shared: two that ask at once must not take each other for the holder
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _path(journal: Path, key: str) -> Path:
    mark = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return journal.with_name(f"{journal.name}.{mark}.lock")


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Wait for this file's lock, and hold it. Raises OSError where the file cannot be made."""
    held = _locked(path, wait=True)
    try:
        yield
    finally:
        _unlock(path, held)


def _locked(path: Path, *, wait: bool) -> int:
    """A descriptor of the file that holds its lock; BlockingIOError where another has it and we do not wait."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(path, descriptor):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        # its holder removed it between our opening and our locking: what we hold is no lock for anybody else
        os.close(descriptor)


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _unlock(path: Path, descriptor: int) -> None:
    # removed while it is still locked, so that nobody can have locked it and lose it by this
    path.unlink(missing_ok=True)
    os.close(descriptor)
