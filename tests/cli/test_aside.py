"""Nothing that is written on stderr while the table is shown is lost, and none of it tears the table."""

from __future__ import annotations

import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import ioctl

import pytest

from tests.cli.processes import LIMIT_S, read_until

ALTERNATE, NORMAL = "\x1b[?1049h", "\x1b[?1049l"

_BEGIN = """
import os, subprocess, sys
from theodore.cli import out
from theodore.cli.board import Board
from theodore.cli.consoles import err_console
from theodore.cli.live import live_table
from theodore.store.records import Run

out.prepare_streams()
board = Board()
board.start("leads.csv", "20240229-1", 3, {})
sys.stderr.write("before\\n")
"""


@contextmanager
def terminal(script: str, *, width: int = 80) -> Iterator[int]:
    """The other side of a terminal on which a script runs; its stdin is closed at the end."""
    ours, theirs = pty.openpty()
    resize(theirs, width)
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    process = subprocess.Popen(
        [sys.executable, "-c", _BEGIN + script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**environment, "TERM": "xterm-256color"},
    )
    os.close(theirs)
    try:
        yield ours
    finally:
        process.communicate(timeout=LIMIT_S)
        os.close(ours)


def resize(descriptor: int, width: int) -> None:
    ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))


def shown(script: str) -> str:
    """What a script puts on a terminal, until it says that it has ended."""
    with terminal(script) as screen:
        return read_until(screen, "end of it")


@pytest.mark.parametrize(
    "writes",
    [
        pytest.param('sys.stderr.write("heard\\n")', id="the program"),
        pytest.param('os.write(2, b"heard\\n")', id="a library below Python"),
        pytest.param('subprocess.run(["sh", "-c", "echo heard >&2"], check=True)', id="a child process"),
        pytest.param('os.write(2, b"heard")', id="half a line"),
        pytest.param('os.write(2, b"\\x1b[2Jheard\\n")', id="what would move the cursor does not"),
    ],
)
def test_what_others_write_stands_below_the_table_when_it_is_gone(writes: str) -> None:
    script = f"with live_table(board, err_console()):\n    {writes}\nsys.stderr.write('end of it')"
    before, _, rest = shown(script).partition(ALTERNATE)
    table, _, after = rest.partition(NORMAL)
    assert before == "before\r\n"
    assert "20240229-1" in table
    assert "\x1b[2J" not in after
    assert after.replace("\ufffd[2J", "") == "heard\r\nend of it"


def test_it_is_told_after_an_error_too() -> None:
    script = """
try:
    with live_table(board, err_console()):
        sys.stderr.write("heard\\n")
        raise ZeroDivisionError
except ZeroDivisionError:
    sys.stderr.write("end of it")
"""
    assert shown(script).partition(NORMAL)[2] == "heard\r\nend of it"


WAITING = """
with live_table(board, err_console()):
    sys.stderr.write("heard\\n")
    sys.stdin.read()
"""


def test_it_is_shown_among_the_last_events_meanwhile() -> None:
    with terminal(WAITING) as screen:
        assert NORMAL not in read_until(screen, "heard")


def test_the_table_is_as_wide_as_its_terminal_is_now() -> None:
    with terminal(WAITING, width=50) as screen:
        assert "─" * 40 not in read_until(screen, "heard")
        resize(screen, 100)
        read_until(screen, "─" * 80)
