"""One process at a time on a run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from theodore.model.errors import ConfigurationError, JournalUnavailable
from theodore.store.lock import RunLock, is_held

HOLD = """
import pathlib, sys
from theodore.store.lock import RunLock, is_held
with RunLock(pathlib.Path(sys.argv[1]), "key"):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process(path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock until its input ends."""
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process


def test_a_second_process_is_told_who_has_it(path: Path) -> None:
    with another_process(path) as holder:
        with pytest.raises(ConfigurationError, match=f"process {holder.pid} .*kill {holder.pid}"):
            RunLock(path, "key").acquire()
        with RunLock(path, "another key"):
            pass


def test_the_lock_of_a_killed_process_is_free(path: Path) -> None:
    with another_process(path) as holder:
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait(30)
        with RunLock(path, "key"):
            pass


def test_a_lock_is_had_once_in_a_process_too(path: Path) -> None:
    with RunLock(path, "key"), pytest.raises(ConfigurationError, match="this program is already working"):
        RunLock(path, "key").acquire()


def test_a_lock_that_was_given_back_leaves_nothing(path: Path) -> None:
    lock = RunLock(path, "key\ud800")
    with lock:
        assert lock.path.read_text() == str(os.getpid())
    lock.release()
    assert list(path.parent.iterdir()) == []
    with lock:
        pass


def test_a_file_left_by_a_crash_is_no_lock(path: Path) -> None:
    lock = RunLock(path, "key")
    lock.path.write_text("999999999999")
    with lock:
        assert lock.path.read_text() == str(os.getpid())


def test_a_holder_that_has_not_signed_yet(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with RunLock(path, "key") as held:
        held.path.write_text("")
        with pytest.raises(ConfigurationError, match="another process"):
            RunLock(path, "key").acquire()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(JournalUnavailable, match="cannot be locked"):
        RunLock(tmp_path / "nowhere" / "journal.db", "key").acquire()


def test_whether_a_lock_is_held_can_be_asked_by_anybody(path: Path) -> None:
    assert not is_held(path, "key")
    with another_process(path) as holder:
        assert is_held(path, "key")
        assert not is_held(path, "another key")
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait(30)
        assert not is_held(path, "key"), "its file is still there"
    with RunLock(path, "key"):
        assert is_held(path, "key")
    assert list(path.parent.iterdir()) == [], "who asks leaves nothing"
