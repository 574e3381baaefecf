"""Ports of their own, for the sites whose fault comes before the first byte of an answer."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable, Coroutine, Mapping
from functools import partial

from theodore.farm.broken_off import reset_at_close
from theodore.farm.sites import Site

#: A record of TLS 1.2: fatal alert, handshake failure.
_ALERT = bytes([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28])
_PLAIN = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 12\r\nConnection: close\r\n\r\nbad request\n"


def listening_socket(port: int = 0) -> socket.socket:
    """A loopback socket that listens; port 0 is any."""
    return socket.create_server(("127.0.0.1", port), backlog=512)


def closed_socket() -> socket.socket:
    """A loopback socket that has a port and refuses every connection, as long as it is kept."""
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    return silent


class Gate:
    """Strikes at the first connections to a site's port, and hands the later ones to the server."""

    def __init__(
        self, site: Site, protocol: Callable[[], asyncio.BaseProtocol], context: ssl.SSLContext | None
    ) -> None:
        self._strikes_left = site.strikes
        self._strike = _STRIKES[site.variant.name]
        self._protocol = protocol
        self._context = context
        self._socket = listening_socket()
        self._socket.setblocking(False)
        self._tasks: set[asyncio.Task[None]] = set()
        self._start(self._accept())

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    async def close(self) -> None:
        """Accept nothing more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._socket.close()

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            connection, _ = await loop.sock_accept(self._socket)
            connection.setblocking(False)
            if self._strikes_left:
                self._strikes_left -= 1
                self._start(self._strike(connection))
            else:
                self._start(self._hand_over(connection))

    async def _hand_over(self, connection: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        # a handshake that the client breaks off is the client's affair
        with contextlib.suppress(OSError):
            await loop.connect_accepted_socket(self._protocol, connection, ssl=self._context)


async def _reset(connection: socket.socket) -> None:
    reset_at_close(connection)
    connection.close()


async def _answer_with(text: bytes, connection: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    with connection, contextlib.suppress(OSError):
        # read first: closing with bytes unread would reset, and that is another fault
        await loop.sock_recv(connection, 65536)
        await loop.sock_sendall(connection, text)


#: By the name of the variant. A loop's own TLS closes a failed handshake without its alert, so it is sent from here.
_STRIKES: Mapping[str, Callable[[socket.socket], Coroutine[None, None, None]]] = {
    "reset_on_accept": _reset,
    "alert": partial(_answer_with, _ALERT),
    "plain_text": partial(_answer_with, _PLAIN),
}
