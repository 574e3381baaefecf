"""Logs go to stderr: warnings always, everything with -v."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from theodore.cli.text import lines
from theodore.extract.privacy.paths import message_without_names


def set_up(*, verbose: bool, personal_data: bool = True) -> None:
    """Send logs to stderr as events with their fields.

    personal_data: False leaves out what may hold some: tracebacks, and names in addresses.
    """
    level = logging.INFO if verbose else logging.WARNING
    # a traceback is for those who asked for details
    has_details = verbose and personal_data
    tracebacks: structlog.typing.Processor = structlog.processors.format_exc_info if has_details else _without_traceback
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
            tracebacks,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_Stderr,
        cache_logger_on_first_use=False,
    )
    # libraries that log in the usual way
    handler = _Handler()
    handler.setFormatter(_Formatter(verbose=has_details, personal_data=personal_data))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # how it goes about making the tables is of no use to anybody
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # each cookie with a name that may not be, with that name: what a website sends is not for the terminal
    logging.getLogger("aiohttp").setLevel(logging.ERROR)


def _without_traceback(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event.pop("exc_info", None)
    return event


class _Stderr:
    """Writes to whatever stderr is at that moment: the live table puts its own in place while it is shown."""

    def __init__(self, *_: Any) -> None:
        pass

    def msg(self, message: str) -> None:
        sys.stderr.write(lines(message) + "\n")

    debug = info = warning = warn = error = critical = exception = fatal = log = msg


class _Handler(logging.Handler):
    """Writes what comes through the standard library's logging in the same form."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(lines(self.format(record)) + "\n")


class _Formatter(logging.Formatter):
    """`timestamp=10:15:00 level=warning event=...`, and a traceback below it for those who asked for details."""

    def __init__(self, *, verbose: bool, personal_data: bool) -> None:
        super().__init__(datefmt="%H:%M:%S")
        self._verbose = verbose
        self._personal_data = personal_data

    def format(self, record: logging.LogRecord) -> str:
        head = f"timestamp={self.formatTime(record, self.datefmt)} level={record.levelname.lower()}"
        line = f"{head} {_event(record)}"
        if not self._personal_data:
            return message_without_names(line)
        if self._verbose and record.exc_info and record.exc_info[0] is not None:
            return f"{line}\n{self.formatException(record.exc_info)}"
        return line


def _event(record: logging.LogRecord) -> str:
    """What happened, with its fields: our own records bring them along, a library's are a sentence."""
    message = record.getMessage()
    if message.startswith("event="):
        return message
    fields = {"event": message, "logger": record.name}
    return str(structlog.processors.LogfmtRenderer(key_order=["event"])(None, "", fields))
