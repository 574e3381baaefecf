"""Events with their fields, through the standard library's logging.

A library is silent until its user configures logging: nothing goes to stdout or stderr by itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from typing import Any

logging.getLogger("theodore").addHandler(logging.NullHandler())


def get_logger(name: str) -> Any:
    """A logger of events: `log.warning("outcome_dropped", company="Acme")`."""
    return _Events(name)


class _Events:
    """A logger that is made when there is an event to log: what makes it is 5 MB, and most runs never need it.

    An event of a level that nobody listens to is dropped before that.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, method: str) -> Callable[..., None]:
        level = logging.ERROR if method == "exception" else logging.getLevelNamesMapping().get(method.upper())
        if level is None:
            raise AttributeError(f"there are no events of the level {method!r}")
        if not logging.getLogger(self._name).isEnabledFor(level):
            return _unheard
        made: Callable[..., None] = getattr(_made(self._name), method)
        return made


def _unheard(_event: str, **_fields: object) -> None:
    """Nobody listens."""


@cache
def _made(name: str) -> Any:
    from theodore.batch.structured import structured  # noqa: PLC0415 - what it loads is 5 MB, see _Events

    return structured(name)
