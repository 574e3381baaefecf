"""Where words for people go: a console on stderr, and one whose text is a look-up's data."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from theodore.cli import out

#: Where the paragraphs of a report are broken when it goes to a file.
REPORT_WIDTH = 110
#: More than any line has: what goes to another program is not broken at all.
_UNBROKEN = 100_000

_PADDING = re.compile(" +$", re.MULTILINE)


def err_console() -> Console:
    """A console on stderr that takes no word for markup."""
    return _roomy(Console(stderr=True, markup=False, highlight=False, emoji=False), REPORT_WIDTH)


@contextmanager
def printing(width: int = _UNBROKEN) -> Iterator[Console]:
    """A console whose text becomes data on stdout: what a person reads of a look-up, coloured on a terminal alone.

    width: where lines are broken that do not go to a terminal; nowhere, if not given. They end without blanks.
    """
    shown = _roomy(Console(markup=False, highlight=False, emoji=False), width)
    with shown.capture() as captured:
        yield shown
    text = captured.get()
    out.write(text if shown.is_terminal else _PADDING.sub("", text))


def _roomy(console: Console, width: int) -> Console:
    """A log or a file has no width; where none is asked for, it gets this one."""
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = width
    return console
