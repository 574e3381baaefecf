"""Whoever stops or kills a run from the keyboard finds the shell's screen, with its cursor."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.cli.processes import LIMIT_S, read_until
from theodore.cli.suspending import TableStream

ENTER, LEAVE = "\x1b[?1049h", "\x1b[?1049l"
HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"
TABLE = "Reading the table"
CTRL_C, CTRL_Z, CTRL_BACKSLASH = b"\x03", b"\x1a", b"\x1c"

_TABLE = """
import resource, sys, threading
from theodore.cli import out
from theodore.cli.board import Board
from theodore.cli.consoles import err_console
from theodore.cli.live import live_table

resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
out.prepare_streams()
try:
    with live_table(Board(), err_console()):
        sys.stderr.write("heard\\n")
        threading.Event().wait()
except KeyboardInterrupt:
    sys.stderr.write("end of it")
"""

# All that a shell does for a job: whose group has the terminal, and when it goes on.
_SHELL = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
job = os.fork()
if not job:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpgrp())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    os.execv(sys.executable, [sys.executable, "-c", sys.argv[1]])
while True:
    _, status = os.waitpid(job, os.WUNTRACED)
    os.tcsetpgrp(0, os.getpgrp())
    if not os.WIFSTOPPED(status):
        break
    os.write(2, b"<stopped>")
    typed = sys.stdin.readline()
    if typed == "bg\\n":
        os.killpg(job, signal.SIGCONT)
        os.write(2, b"<goes on>")
        sys.stdin.readline()
        os.tcsetpgrp(0, job)
    else:
        os.tcsetpgrp(0, job)
        os.killpg(job, signal.SIGCONT)
os.write(2, b"<ended %d>" % os.waitstatus_to_exitcode(status))
"""


@contextmanager
def shell() -> Iterator[int]:
    """The keyboard and screen of a terminal on which a shell shows a table."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", _SHELL, _TABLE], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    try:
        yield ours
        assert process.wait(LIMIT_S) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def covered(shown: str) -> tuple[bool, bool]:
    """Whether after all this the table's screen is up, and whether the cursor is hidden."""
    return shown.rfind(ENTER) > shown.rfind(LEAVE), shown.rfind(HIDE) > shown.rfind(SHOW)


@pytest.mark.parametrize("goes_on", [["fg"], ["bg", "fg"]], ids=" ".join)
def test_ctrl_z_gives_the_screen_to_the_shell_until_the_run_is_in_front_again(goes_on: list[str]) -> None:
    with shell() as terminal:
        shown = read_until(terminal, TABLE)
        for _ in range(2):
            assert covered(shown) == (True, True)
            os.write(terminal, CTRL_Z)
            shown += read_until(terminal, "<stopped>")
            assert covered(shown) == (False, False)
            for word in goes_on:
                os.write(terminal, f"{word}\n".encode())
                if word == "bg":
                    shown += read_until(terminal, "<goes on>")
                    assert covered(shown) == (False, False)
            shown += read_until(terminal, TABLE)
        os.write(terminal, CTRL_C)
        ended = read_until(terminal, "<ended 0>")
    assert covered(ended) == (False, False)
    assert ended.partition(LEAVE)[2] == "heard\r\nend of it<ended 0>"


def test_a_core_dump_leaves_the_screen_to_the_shell_too() -> None:
    with shell() as terminal:
        shown = read_until(terminal, TABLE)
        os.write(terminal, CTRL_BACKSLASH)
        assert covered(shown + read_until(terminal, "<ended -3>")) == (False, False)


def _is_ours() -> int:
    return os.getpgrp()


def _is_anothers() -> int:
    return os.getpgrp() + 1


def _has_no_job_control() -> int:
    raise OSError


@pytest.mark.parametrize(
    ("group", "drawn"),
    [
        pytest.param(_is_ours, ENTER + HIDE + "frame", id="in front again"),
        pytest.param(_is_anothers, "", id="in the background the shell has the screen"),
        pytest.param(_has_no_job_control, ENTER + HIDE + "frame", id="nobody else has it"),
    ],
)
def test_a_frame_waits_until_the_run_is_in_front(
    monkeypatch: pytest.MonkeyPatch, group: Callable[[], int], drawn: str
) -> None:
    shown = io.StringIO()
    monkeypatch.setattr(shown, "fileno", lambda: 9, raising=False)
    stream = TableStream(shown)
    monkeypatch.setattr(stream, "_is_away", True)
    monkeypatch.setattr(os, "tcgetpgrp", lambda _: group())
    stream.write("frame")
    assert shown.getvalue() == drawn
