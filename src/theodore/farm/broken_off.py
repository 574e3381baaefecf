"""Answers that end before their end, of websites and of the service of sheets."""

from __future__ import annotations

import socket
import struct

from aiohttp import web

#: Closing with this set sends a reset in place of an orderly end.
_RESET = struct.pack("ii", 1, 0)


def reset_at_close(connection: socket.socket) -> None:
    """Have the other side see a reset once this connection is closed."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)


async def send_half(
    request: web.BaseRequest, status: int, headers: dict[str, str], body: bytes, *, chunked: bool = False
) -> web.StreamResponse:
    """Send half of the body under headers that promise the whole, and end the connection.

    chunked: whether the promise is a last chunk; else it is the length.
    """
    response = web.StreamResponse(status=status, headers=headers)
    if chunked:
        response.enable_chunked_encoding()
    else:
        response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport:
        request.transport.close()
    return response
