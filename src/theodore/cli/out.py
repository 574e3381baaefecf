"""The two streams: stdout carries data alone, stderr what a person reads on the way."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO

from theodore.cli.text import escaped
from theodore.model.errors import RunError


class ReaderGone(Exception):
    """Whoever read stdout has closed it, as `head` does when it has enough: no failure of anybody's."""


class OutputFailed(RunError):
    """stdout takes no more: a full disk behind a redirection."""


def write(text: str) -> None:
    """Put data on stdout.

    Raises ReaderGone where nobody reads it any more, OutputFailed where it cannot be taken.
    """
    try:
        sys.stdout.write(text)
    except BrokenPipeError as error:
        raise ReaderGone from error
    except OSError as error:
        raise _failed(error) from error


def write_line(text: str) -> None:
    """One line of data."""
    write(text + "\n")


def flush() -> None:
    """Send what waits in the buffer; raises what `write` raises."""
    try:
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise ReaderGone from error
    except OSError as error:
        raise _failed(error) from error


def _failed(error: OSError) -> OutputFailed:
    return OutputFailed(f"stdout: {error.strerror or 'cannot be written'}. Free some space, or write elsewhere.")


def write_json(value: Any) -> None:
    """One object, indented."""
    write_line(json_text(value, indent=2))


def json_text(value: Any, *, indent: int | None = None) -> str:
    """JSON that is safe to show on a terminal, too."""
    return escaped(json.dumps(value, ensure_ascii=False, indent=indent, default=str))


def prepare_streams() -> None:
    """Make stdout and stderr take any text.

    A file's name may hold bytes that are no text; they go out as they came in. What the encoding lacks is escaped.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            utf8 = (stream.encoding or "").lower().replace("-", "") == "utf8"
            reconfigure(errors="surrogateescape" if utf8 else "backslashreplace")


def fill_closed_descriptors() -> bool:
    """Whether stdout was open; closed standard streams are opened on nothing.

    Otherwise the next file to be opened, perhaps the journal, would take a stream's number, and what a child
    process prints would go into it.
    """
    was_open = sys.stdout is not None
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stderr is None:
        sys.stderr = _nothing()
    return was_open


def forget_stdout() -> None:
    """Let nothing more go to stdout, so that the interpreter does not stumble over it when it ends."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)


def _nothing() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - a stream for as long as the process lives
