"""One process at a time: locks that the system frees when their holder dies, however it dies."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from theodore.model.errors import ConfigurationError, JournalUnavailable


class RunLock:
    """The right to work on a run: a locked file beside the journal, one for each run key.

    `with RunLock(path, key):` raises ConfigurationError where another process works on that run.
    """

    def __init__(self, journal: Path, key: str) -> None:
        mark = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self.path = journal.with_name(f"{journal.name}.{mark}.lock")
        self._held: int | None = None

    def acquire(self) -> None:
        """Take the lock, or say who has it."""
        try:
            self._held = _locked(self.path, wait=False)
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
        if not holder.isdigit():
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
