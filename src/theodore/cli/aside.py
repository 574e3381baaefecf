"""What is written on stderr while a table covers the terminal: kept aside, and told when the table is gone.

A log line, a warning, the last words of a process that died: on a screen that is drawn over five times a second they
would tear the table, and be gone with it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, TextIO, cast

from rich.console import Console

from theodore.cli.streams import WordsStream
from theodore.cli.suspending import TableStream
from theodore.cli.text import lines

_STDERR = 2
#: So much is looked at for news at once; what comes faster is told at the end alone.
_GLANCE = 16_384

News = Callable[[], list[str]]


@contextmanager
def set_aside(console: Console) -> Iterator[tuple[Console, News]]:
    """A console for the terminal alone, and what others wrote meanwhile; afterwards all of it goes to stderr.

    It is the descriptor that leads elsewhere, so that child processes and libraries are heard too. A console that is
    not on stderr, or whose words cannot be kept, stays as it is.
    """
    kept = _file() if _is_stderr(console) else None
    if kept is None:
        yield console, list
        return
    terminal = os.dup(_STDERR)
    with kept, os.fdopen(terminal, "w", encoding=console.encoding, errors="replace") as stream:
        sys.stderr.flush()
        os.dup2(kept.fileno(), _STDERR)
        # a terminal that is gone must not end the run
        table = TableStream(stream)
        try:
            with table.giving_way():
                yield _on(table), _News(kept.fileno())
        finally:
            _give_back(terminal)
            _tell(kept)


def _file() -> IO[bytes] | None:
    try:
        return tempfile.TemporaryFile()
    except OSError:
        return None


def _is_stderr(console: Console) -> bool:
    try:
        return console.file.fileno() == _STDERR
    except (OSError, AttributeError):
        return False


def _on(table: TableStream) -> Console:
    return Console(file=cast("TextIO", table), force_terminal=True, markup=False, highlight=False, emoji=False)


class _News:
    """The lines that came since it was last asked."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._at = 0

    def __call__(self) -> list[str]:
        end = os.fstat(self._descriptor).st_size
        self._at = max(self._at, end - _GLANCE)
        # read without moving the place at which the others write
        got, newline, _ = os.pread(self._descriptor, end - self._at, self._at).rpartition(b"\n")
        self._at += len(got) + len(newline)
        return got.decode(errors="replace").splitlines()


def _give_back(terminal: int) -> None:
    sys.stderr.flush()
    os.dup2(terminal, _STDERR)
    if isinstance(sys.stderr, WordsStream):
        # a full disk under what was kept says nothing of the terminal
        sys.stderr.silent = False


def _tell(kept: IO[bytes]) -> None:
    kept.seek(0)
    for line in kept:
        sys.stderr.write(lines(line.decode(errors="replace")) + "\n")
    sys.stderr.flush()
