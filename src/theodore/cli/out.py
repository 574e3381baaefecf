"""The two streams: stdout carries data alone, stderr what a person reads on the way."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO, cast

from theodore.cli.streams import DataStream, OutputFailed, ReaderGone, WordsStream
from theodore.cli.text import escaped, masked_in

__all__ = ["OutputFailed", "ReaderGone"]  # they are what writing may raise


def write(text: str) -> None:
    """Put data on stdout.

    Raises ReaderGone where nobody reads it any more, OutputFailed where it cannot be taken.
    """
    sys.stdout.write(text)


def write_line(text: str) -> None:
    """One line of data."""
    write(text + "\n")


def flush() -> None:
    """Send what waits in the buffer; raises what `write` raises."""
    sys.stdout.flush()


def write_json(value: Any) -> None:
    """One object, indented."""
    write_line(object_json(value))


def object_json(value: Any) -> str:
    """One object that tells of a run or a company, indented; the addresses in it lose their passwords."""
    return json_text(masked_in(value), indent=2)


def json_text(value: Any, *, indent: int | None = None) -> str:
    """JSON that is safe to show on a terminal, too."""
    return escaped(json.dumps(value, ensure_ascii=False, indent=indent, default=str))


def on_terminal() -> bool:
    """Whether a person reads stdout as it comes."""
    return sys.stdout.isatty()


def prepare_streams() -> None:
    """Make stdout and stderr take any text, and fail as DataStream and WordsStream say.

    A file's name may hold bytes that are no text; they go out as they came in. What the encoding lacks is escaped.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            utf8 = (stream.encoding or "").lower().replace("-", "") == "utf8"
            reconfigure(errors="surrogateescape" if utf8 else "backslashreplace")
    # they stay to the interpreter's end, which flushes both once more
    if sys.stdout is not None and not isinstance(sys.stdout, DataStream):
        sys.stdout = cast("TextIO", DataStream(sys.stdout))
    if not isinstance(sys.stderr, WordsStream):
        sys.stderr = cast("TextIO", WordsStream(sys.stderr))


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
