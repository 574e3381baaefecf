"""Ctrl-Z and Ctrl-\\ while a table covers the terminal: the shell gets its own screen and its cursor back.

The table returns by itself as soon as the run is in the foreground again, which may be long after it goes on: `bg`.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from theodore.cli.streams import WordsStream

_SIGNALS = (signal.SIGTSTP, signal.SIGQUIT)
_LEAVE = b"\x1b[?25h\x1b[?1049l"
_ENTER = "\x1b[?1049h\x1b[?25l"


class TableStream(WordsStream):
    """A terminal's stream that a table is drawn on, a frame a write; while the shell has the terminal, nothing is."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        # held while the process is stopped, too: no frame comes between leaving the screen and stopping
        self._lock = threading.RLock()
        self._is_away = False

    def write(self, text: str) -> int:
        with self._lock:
            if self._is_away and not self._is_in_front():
                return len(text)
            if self._is_away:
                self._is_away = False
                super().write(_ENTER)
            written = super().write(text)
            # a frame that is left in the buffer would be drawn on the shell's screen
            super().flush()
            return written

    def _is_in_front(self) -> bool:
        try:
            return os.tcgetpgrp(self.fileno()) == os.getpgrp()
        except OSError:
            return True  # a terminal without job control is nobody else's

    @contextmanager
    def giving_way(self) -> Iterator[None]:
        """While this is open, what stops or kills from the keyboard does so on the shell's screen.

        Only the main thread may take signals; elsewhere this does nothing. One that is ignored or handled stays so.
        """
        taken = [number for number in _SIGNALS if signal.getsignal(number) is signal.SIG_DFL]
        if threading.current_thread() is not threading.main_thread():
            taken = []
        for number in taken:
            signal.signal(number, self._give_way)
        try:
            yield
        finally:
            for number in taken:
                signal.signal(number, signal.SIG_DFL)

    def _give_way(self, number: int, _: object) -> None:
        with self._lock:
            with suppress(OSError):  # past the buffer, which this signal may have interrupted
                os.write(self.fileno(), _LEAVE)
            self._is_away = True
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
            # here again after SIGCONT
            signal.signal(number, self._give_way)
