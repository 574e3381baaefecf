"""stdout and stderr as the program uses them: the one says when data is lost, the other never troubles the work."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, TextIO

from theodore.model.errors import RunError


class ReaderGone(Exception):
    """Whoever read stdout has closed it, as `head` does when it has enough: no failure of anybody's."""


class OutputFailed(RunError):
    """stdout takes no more: a full disk behind a redirection."""


class _Stream(ABC):
    """A text stream in whose place it stands; all but writing is the stream's own."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @abstractmethod
    def write(self, text: str) -> int: ...

    @abstractmethod
    def flush(self) -> None: ...

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class DataStream(_Stream):
    """stdout: what cannot be written is told in words of its own.

    Elsewhere a broken pipe may be anybody's, a worker's for one; from here it is the reader's of stdout. Raises
    ReaderGone where nobody reads it any more, OutputFailed where it cannot be taken.
    """

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except OSError as error:
            raise _translated(error) from error

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError as error:
            raise _translated(error) from error


def _translated(error: OSError) -> Exception:
    if isinstance(error, BrokenPipeError):
        return ReaderGone()
    return OutputFailed(f"stdout: {error.strerror or 'cannot be written'}. Free some space, or write elsewhere.")


class WordsStream(_Stream):
    """stderr: once it cannot be written it is silent.

    What is told on the way is for people; that they have looked away, or that their disk is full, must not end a
    run that goes well, nor change its exit code.
    """

    silent = False

    def write(self, text: str) -> int:
        if not self.silent:
            try:
                return self._stream.write(text)
            except OSError:
                self.silent = True
        return len(text)

    def flush(self) -> None:
        if not self.silent:
            try:
                self._stream.flush()
            except OSError:
                self.silent = True
