"""What of an answer no body's bound sees: the bytes between its parts, and answers before the answer.

aiohttp bounds a header and their number, and we bound the body. But a chunk's extension, a trailer or one 1xx answer
after another may go on without end, and are read as long as they come.
"""

from __future__ import annotations

import asyncio
import re
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError

from theodore.net.inflate import BodyTooLarge

#: Answers with a status below 200 (go on, early hints) that may come first.
MAX_INTERIM = 20
#: What comes after a host's name.
_AUTHORITY_ENDS = re.compile(r"[/:?#]")


@dataclass(slots=True)
class Use:
    """Which connection a request goes over. reused: one that had carried another before."""

    reused: bool = False


_USE: ContextVar[Use] = ContextVar("use")


def noting_use() -> Use:
    """What will have been noted of the next request that is sent from the task that asks."""
    # aiohttp would tell by its traces, which cost each request a dozen calls for the one that is wanted
    use = Use()
    _USE.set(use)
    return use


class BoundedHandler(ResponseHandler):
    """aiohttp's side of a connection, which ends it when one answer has come to more than max_bytes, all counted."""

    def __init__(self, loop: asyncio.AbstractEventLoop, max_bytes: int) -> None:
        super().__init__(loop)
        self._max_bytes = max_bytes
        self._received = 0
        self._interim = 0
        self._is_answered = False
        self._was_used = False

    def set_response_params(self, **told: Any) -> None:
        """A request is being sent: what comes now is its answer."""
        self._received = self._interim = 0
        self._is_answered = False
        use = _USE.get(None)
        if use is not None:
            use.reused = self._was_used
        self._was_used = True
        super().set_response_params(**told)

    def feed_data(self, data: Any, size: int = 0) -> None:
        """Take the head of an answer, of the last one or of one before it."""
        if 100 <= data[0].code < 200:
            self._interim += 1
            if self._interim > MAX_INTERIM:
                return  # not even kept: the connection ends as soon as these bytes are through
        else:
            self._is_answered = True
        if 300 <= data[0].code < 400 and self._leads_away(data[0].headers.get("Location", "")):
            # who sends us on to another host has nothing else for us: else half the visits of a crawl would hold a
            # second connection ready, of which each over TLS is some 70 KB
            self.force_close()
        super().feed_data(data, size)

    def _leads_away(self, location: str) -> bool:
        """Whether a redirect leads to where this connection does not, as far as it knows where it leads itself."""
        scheme, mark, rest = location.strip().lower().partition("://")
        if not mark or self.transport is None:
            return False
        tls = self.transport.get_extra_info("ssl_object")
        return scheme == "https" if tls is None else _AUTHORITY_ENDS.split(rest, 1)[0] != tls.server_hostname

    def close(self) -> None:
        """End the connection now. Over TLS its goodbye would be waited for else, half a minute where nobody answers."""
        self.abort()

    @property
    def _is_over(self) -> bool:
        """Whether the answer is there to its last byte, and no other request was sent."""
        return self._is_answered and (self._payload is None or self._payload.is_eof())

    def data_received(self, data: bytes) -> None:
        if data and self._is_over:
            # nobody asked for it: kept, it would be taken for the answer to what is asked for next
            self.abort()
            return
        self._received += len(data)
        if self._received > self._max_bytes:
            self._end(BodyTooLarge())
            return
        super().data_received(data)
        if self._interim > MAX_INTERIM:
            self._end(HttpProcessingError(message="the answer does not begin"))

    def _end(self, error: Exception) -> None:
        payload, transport = self._payload, self.transport
        self.set_exception(error)
        if payload is not None:
            payload.set_exception(error)
        if transport is not None:
            transport.abort()
