"""Connections that know when each request on them was first under way, and when their client left them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

#: Who opens a connection for a request sends it as soon as hands are shaken: in less than this many seconds. Else the
#: connection was opened for nothing in particular, and the request began with its first byte.
_PROMPT_S = 0.25


# compared by identity: each is one connection
@dataclass(slots=True, eq=False)
class Line:
    """One connection, as its client treats it. left: when the client closed it, in seconds since the epoch."""

    left: float | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a request came in.

    begun: the moment, in seconds since the epoch, at which the farm first saw the client about it: when it accepted
    the connection that was opened for it, else when its first byte came in.
    """

    begun: float
    line: Line


class Connection(web.RequestHandler):
    """A connection of the farm's server. It is made as soon as it is accepted, before any handshake."""

    __slots__ = ("_accepted", "_begun", "_first_byte", "_line", "_ready")

    def __init__(self, manager: web.Server, **settings: Any) -> None:
        super().__init__(manager, **settings)
        self._line = Line()
        self._accepted: float | None = time.time()
        self._first_byte: float | None = None
        self._ready = self._begun = self._accepted

    def connection_made(self, transport: Any) -> None:
        """Hands are shaken."""
        self._ready = time.time()
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Bytes of a request, or of several."""
        if data and self._first_byte is None:
            self._first_byte = time.time()
        super().data_received(data)

    def eof_received(self) -> None:
        """The client has closed its end."""
        self._leave()
        super().eof_received()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Both ends are closed, whoever began."""
        if exc is None:
            # not so where it was reset: that is what a system sends whose program left bytes unread
            self._leave()
        super().connection_lost(exc)

    def log_exception(self, *args: Any, **details: Any) -> None:
        """Say what went wrong, unless it is the client's affair: that it does not speak HTTP."""
        if not isinstance(details.get("exc_info"), HttpProcessingError):
            super().log_exception(*args, **details)

    def _leave(self) -> None:
        if self._line.left is None:
            self._line.left = time.time()

    def take(self) -> Arrival:
        """How the request came in that is about to be answered; called once for each, in turn."""
        # one that came in a piece with the request before it began with that one
        if self._first_byte is not None:
            self._begun = self._first_byte
        if self._accepted is not None and self._begun - self._ready < _PROMPT_S:
            self._begun = self._accepted
        self._accepted = self._first_byte = None
        return Arrival(self._begun, self._line)


class ConnectionServer(web.Server):
    """aiohttp's server, with connections of our own."""

    def __call__(self) -> web.RequestHandler:
        """A connection that was just accepted."""
        return Connection(self, loop=self._loop, **self._kwargs)
