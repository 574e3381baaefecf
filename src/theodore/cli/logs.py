"""Logs go to stderr: warnings always, everything with -v."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from theodore.cli.text import lines


def set_up(*, verbose: bool) -> None:
    """Send logs to stderr as events with their fields."""
    level = logging.INFO if verbose else logging.WARNING
    # a traceback is for those who asked for details
    tracebacks: structlog.typing.Processor = structlog.processors.format_exc_info if verbose else _without_traceback
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
    logging.basicConfig(level=level, handlers=[_Handler()], force=True)


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
    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(lines(self.format(record)) + "\n")
