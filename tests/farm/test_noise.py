"""Clients that leave rudely are nothing to speak of; everything else is."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable

import pytest

from tests.farm.conftest import StandMaker
from theodore.farm import FarmConfig, Fault, Latency
from theodore.farm.noise import quiet_about_lost_connections

#: More than the buffers of both ends hold.
_MUCH = b"x" * 20_000_000


class _LostTwice(asyncio.Protocol):
    """Closes with something in its buffer, and is reset while it is told that it is lost."""

    def __init__(self) -> None:
        self.lost = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(_MUCH)
        transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        assert self.transport
        self.transport.abort()
        self.lost.set_result(exc)


async def _lose_twice() -> None:
    loop, protocols = asyncio.get_running_loop(), list[_LostTwice]()

    def make() -> _LostTwice:
        protocols.append(_LostTwice())
        return protocols[-1]

    async with await loop.create_server(make, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        assert len(await reader.read(-1)) == len(_MUCH)
        await asyncio.wait_for(protocols[0].lost, 10)
        # what was called soon has been called
        await asyncio.sleep(0)
        writer.close()


async def _fail_alike() -> None:
    nobody: asyncio.Protocol | None = None
    asyncio.get_running_loop().call_soon(lambda: nobody.connection_lost(None))  # type: ignore[union-attr]
    await asyncio.sleep(0)


async def _fail_otherwise() -> None:
    asyncio.get_running_loop().call_exception_handler({"message": "a fault of ours"})


@pytest.mark.parametrize(
    ("happening", "said"),
    [
        pytest.param(_lose_twice, 0, id="a connection lost twice is asyncio's fault, and harmless"),
        pytest.param(_fail_alike, 1, id="the same slip elsewhere is somebody's fault"),
        pytest.param(_fail_otherwise, 1, id="all else is told as ever"),
    ],
)
async def test_only_a_connection_lost_twice_is_passed_over(
    happening: Callable[[], Awaitable[None]], said: int, caplog: pytest.LogCaptureFixture
) -> None:
    with quiet_about_lost_connections():
        await happening()
    assert len(caplog.records) == said, caplog.text


async def test_a_handler_that_was_there_hears_the_rest_and_is_put_back() -> None:
    heard: list[str] = []
    loop = asyncio.get_running_loop()

    def handler(_: asyncio.AbstractEventLoop, context: dict[str, str]) -> None:
        heard.append(context["message"])

    loop.set_exception_handler(handler)
    with quiet_about_lost_connections():
        await _fail_otherwise()
    assert heard == ["a fault of ours"]
    assert loop.get_exception_handler() is handler
    loop.set_exception_handler(None)


@pytest.mark.parametrize(
    ("secure", "sent"),
    [
        pytest.param(True, b"", id="before the handshake"),
        pytest.param(True, b"\x16\x03\x01\x02\x00\x01", id="in its midst"),
        pytest.param(True, b"GET / HTTP/1.1\r\n\r\n", id="plain words where TLS is spoken"),
        pytest.param(False, b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", id="TLS where plain words are"),
        pytest.param(False, b"GET / HTTP/9.9\r\n\r\n", id="no version of HTTP that there is"),
        pytest.param(False, b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", id="headers that are none"),
    ],
)
@pytest.mark.parametrize("linger", [None, struct.pack("ii", 1, 0)], ids=["closed", "reset"])
async def test_a_client_that_leaves_rudely_is_nothing_to_speak_of(
    stand: StandMaker, secure: bool, sent: bytes, linger: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    config = FarmConfig(sites=12, latency=Latency.ZERO, shares={Fault.HEALTHY: 1.0})
    async with stand(config) as at:
        await _leave(at.farm.https_port if secure else at.farm.http_port, sent, linger)
        # once another client is served, the farm has had its turn with this one
        await at.visitor.get(f"{at.truths[0]['final_origin']}/")
    assert caplog.records == []


async def _leave(port: int, sent: bytes, linger: bytes | None) -> None:
    loop = asyncio.get_running_loop()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setblocking(False)
        if linger:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        await loop.sock_sendall(connection, sent)
