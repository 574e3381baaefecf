"""Connections: where they may go, and whom they trust."""

from __future__ import annotations

import asyncio
import functools
import ssl
from asyncio import sslproto
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

import aiohttp
import certifi
from aiohttp.client_proto import ResponseHandler

from theodore.model.errors import ConfigurationError
from theodore.net.guard import AddressGuard
from theodore.net.resolve import Resolver
from theodore.net.wire import BoundedHandler

#: A connection that idles for this long, in seconds, is closed.
KEEPALIVE_S = 10.0
#: More of one answer is not taken, its chunks and trailers included; in bytes, well above the bounds of bodies.
MAX_ANSWER_BYTES = 9_000_000
#: What a connection over TLS reads at once, in bytes: the longest record that there is. What was once read is what its
#: buffers within OpenSSL stay at.
_READ_AT_ONCE = 16_384 + 256 + 5
#: aiohttp rounds timeouts above its threshold up to whole seconds, to save timers; a deadline of ours is kept exactly.
NEVER_ROUND_S = float("inf")


# asyncio would hold 256 KiB ready for each one, and fill them with zeros first: of what a crawl holds, that was most.
# It is a size of the class and of no connection: there is no other way to say it, and a test watches that it is heard
sslproto.SSLProtocol.max_size = _READ_AT_ONCE


def tls_context(ca_files: Iterable[Path] = ()) -> ssl.SSLContext:
    """A context that trusts certifi's authorities, the same on every system, and these files' beside them.

    Certificates and host names are always verified, and TLS is 1.2 at the least. Raises ConfigurationError.
    """
    context = ssl.create_default_context(cafile=certifi.where())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    for path in ca_files:
        try:
            context.load_verify_locations(cafile=path)
        except (OSError, ssl.SSLError) as unusable:
            raise ConfigurationError(
                f"{path}: no certificates could be read ({type(unusable).__name__}). --ca-file takes a PEM file."
            ) from unusable
    return context


def unverified_context() -> ssl.SSLContext:
    """A context that takes each certificate as it comes; TLS itself is held to what it is held to elsewhere.

    For sites whose certificate was found bad, where the user asked to read them all the same.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context


def authorities(ca_files: Iterable[Path]) -> bytes:
    """What `tls_context` trusts, as one PEM: for a library that takes a file."""
    return b"\n".join(path.read_bytes() for path in (Path(certifi.where()), *ca_files))


class Pool(aiohttp.TCPConnector):
    """Connections of which none outlives the request that gave it up."""

    def forget(self) -> None:
        """Count as closed with connections that another process goes on using."""
        # else the end of this object would close them; there is no public way to say it
        self._closed = True

    async def _wrap_create_connection(self, *where: Any, **more: Any) -> tuple[asyncio.Transport, ResponseHandler]:
        # there is no public way to say it; a test watches that it is heard
        factory: Callable[[], ResponseHandler] = where[0]
        made: list[ResponseHandler] = []

        def noted() -> ResponseHandler:
            made.append(factory())
            return made[-1]

        try:
            return await super()._wrap_create_connection(noted, *where[1:], **more)
        except BaseException:
            # who is cancelled as the handshake ends leaves asyncio to wait for the other's goodbye, half a minute long
            for handler in made:
                handler.abort()
            raise


def connector(
    resolver: Resolver, guard: AddressGuard, tls: ssl.SSLContext, max_answer_bytes: int = MAX_ANSWER_BYTES
) -> aiohttp.TCPConnector:
    """A pool of connections for one visit of one website.

    max_answer_bytes: of one answer, all that comes over the wire counted.
    The number of its connections is bounded by the requests that are in flight at once, which crawl/politeness decides.
    """
    pool = Pool(
        resolver=resolver,
        socket_factory=guard.socket,
        ssl=tls,
        limit=0,
        keepalive_timeout=KEEPALIVE_S,
        timeout_ceil_threshold=NEVER_ROUND_S,
    )
    bound(pool, max_answer_bytes)
    return pool


def bound(pool: aiohttp.TCPConnector, max_answer_bytes: int) -> None:
    """Have the pool take no more of one answer than so many bytes, all that comes over the wire counted."""
    # there is no public way to say it; a test watches that it is heard
    make = functools.partial(BoundedHandler, asyncio.get_running_loop(), max_answer_bytes)
    pool._factory = cast("functools.partial[ResponseHandler]", make)  # noqa: SLF001
