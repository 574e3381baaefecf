"""Where words for people go: a console on stderr, and one whose text is a look-up's data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from theodore.cli import out

#: Where the paragraphs of a report are broken when it goes to a file.
_FILE_WIDTH = 110


def err_console() -> Console:
    """A console on stderr that takes no word for markup."""
    return _roomy(Console(stderr=True, markup=False, highlight=False, emoji=False))


@contextmanager
def printing() -> Iterator[Console]:
    """A console whose text becomes data on stdout: what a person reads of a look-up, coloured on a terminal alone."""
    shown = _roomy(Console(markup=False, highlight=False, emoji=False))
    with shown.capture() as captured:
        yield shown
    out.write(captured.get())


def _roomy(console: Console) -> Console:
    """A log or a file has no width; where none is asked for, its paragraphs are broken at a readable one."""
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _FILE_WIDTH
    return console
