"""Events with their fields, through the standard library's logging.

A library is silent until its user configures logging: nothing goes to stdout or stderr by itself.
"""

from __future__ import annotations

import logging
from typing import Any

import structlog
from structlog.typing import EventDict

logging.getLogger("theodore").addHandler(logging.NullHandler())


def get_logger(name: str) -> Any:
    """A logger of events: `log.warning("outcome_dropped", company="Acme")`."""
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
