"""The logger that `theodore.batch.log` makes when there is something to log."""

from __future__ import annotations

import logging
from typing import Any

import structlog
from structlog.typing import EventDict


def structured(name: str) -> Any:
    """A logger whose events are lines of names and values to the standard library's logger of this name."""
    return structlog.wrap_logger(
        logging.getLogger(name),
        processors=[structlog.stdlib.filter_by_level, _as_record],
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


_logfmt = structlog.processors.LogfmtRenderer(key_order=["event"])


def _as_record(logger: logging.Logger, method: str, event: EventDict) -> tuple[tuple[str], dict[str, Any]]:
    """The event as its message; its traceback, which never shows locals, for those who log at INFO and below."""
    exc_info = event.pop("exc_info", None)
    traceback = exc_info if logger.isEnabledFor(logging.INFO) else None
    return (str(_logfmt(logger, method, event)),), {"exc_info": traceback}
