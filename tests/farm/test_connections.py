"""Over real sockets: which requests the farm takes for early."""

from __future__ import annotations

import asyncio
import math
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web

from tests.farm.conftest import Stand, StandMaker
from tests.farm.visitor import of_variant, until
from theodore.farm import FarmConfig, Fault, Latency, behaviour, connections
from theodore.farm.connections import Connection, ConnectionServer

#: Retry-After is 10 to 30 s: none of these tests sees a hold's end.
_CONFIG = FarmConfig(sites=12, latency=Latency.ZERO, shares={Fault.RATE_LIMITED: 1.0})


@dataclass
class Client:
    """A client that does as the test says. site: the host that limits."""

    at: Stand
    site: str
    stated: tuple[str, ...] = ()

    @asynccontextmanager
    async def connected(self, *, secure: bool = True) -> AsyncIterator[Callable[[], Any]]:
        """A connection, as a call that asks for the home page over it and reads the answer's head and body."""
        port = self.at.farm.https_port if secure else self.at.farm.http_port
        trusted = ssl.create_default_context(cafile=str(self.at.paths.authority)) if secure else None
        name = self.site if secure else None
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusted, server_hostname=name)

        async def ask() -> str:
            lines = (f"GET / HTTP/1.1\r\nHost: {self.site}\r\n", *(f"{line}\r\n" for line in self.stated), "\r\n")
            writer.write("".join(lines).encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next(line for line in head.splitlines() if line.lower().startswith("content-length"))
            await reader.readexactly(int(length.partition(":")[2]))
            return head

        try:
            yield ask
        finally:
            writer.close()
            await writer.wait_closed()

    async def ask(self, *, secure: bool = True) -> str:
        """Ask over a connection of its own, which is closed after the answer was read."""
        async with self.connected(secure=secure) as ask:
            return str(await ask())

    def early(self) -> int:
        """How often the farm took this client for one that came too early."""
        return sum(len(moments) for moments in self.at.farm.ledger.report()["violations"]["early"].values())


@asynccontextmanager
async def _client(stand: StandMaker) -> AsyncIterator[Client]:
    async with stand(_CONFIG) as at:
        yield Client(at, of_variant(at.truths, "status_429_seconds")["final_origin"].partition("//")[2])


@pytest.fixture
def never_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it takes: who does not show that the refusal was read is taken not to have read it."""
    monkeypatch.setattr(behaviour, "UNREAD_S", math.inf)


@pytest.mark.usefixtures("never_read")
@pytest.mark.parametrize(
    ("secure", "stated"),
    [
        pytest.param(True, (), id="the site itself, over TLS"),
        pytest.param(False, (), id="the name that leads to it"),
        pytest.param(True, ("Connection: close",), id="a client that keeps no connection anyway"),
    ],
)
async def test_who_goes_on_after_reading_the_refusal_is_noted(
    stand: StandMaker, secure: bool, stated: tuple[str, ...]
) -> None:
    async with _client(stand) as client:
        client.stated = stated
        assert "429" in await client.ask()
        async with asyncio.timeout(20):
            while not client.early():
                head = await client.ask(secure=secure)
                assert "429" in head
                assert "Connection: close" in head


async def test_who_asks_again_over_the_same_connection_is_noted_at_once(stand: StandMaker) -> None:
    async with _client(stand) as client, client.connected() as ask:
        assert [("429" in await ask(), client.early()) for _ in range(3)] == [(True, 0), (True, 1), (True, 2)]


@pytest.mark.usefixtures("never_read")
async def test_who_has_not_read_the_refusal_yet_is_not_blamed(stand: StandMaker) -> None:
    async with _client(stand) as client, client.connected() as refused:
        await refused()
        # this connection stays open: for all that can be seen, its client has not looked at the answer yet
        async with client.connected() as secure, client.connected(secure=False) as plain:
            assert "429" in await secure()
            assert "429" in await plain()
            assert client.early() == 0


async def test_a_name_that_leads_elsewhere_still_does_when_nothing_is_held(stand: StandMaker) -> None:
    async with _client(stand) as client:
        assert "301" in await client.ask(secure=False)
        assert client.at.farm.ledger.report()["refusals"] == 0


@pytest.mark.parametrize(
    ("moments", "pieces", "begun"),
    [
        pytest.param((10.2, 12.0), (1, 1), [10.0, 12.0], id="the connection was opened for the first one alone"),
        pytest.param((11.0,), (1,), [11.0], id="it was opened for nothing in particular"),
        pytest.param((10.2,), (2,), [10.0, 10.0], id="one was sent ahead of the other's answer"),
        pytest.param((11.0, 12.0), (1, 2), [11.0, 12.0, 12.0], id="so on a connection that was in use"),
    ],
)
async def test_a_request_begins_when_its_client_is_first_seen_about_it(
    monkeypatch: pytest.MonkeyPatch, moments: tuple[float, ...], pieces: tuple[int, ...], begun: list[float]
) -> None:
    clock, found = SimpleNamespace(now=10.0), list[float]()
    monkeypatch.setattr(connections, "time", SimpleNamespace(time=lambda: clock.now))

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        assert isinstance(request.protocol, Connection)
        found.append(request.protocol.take().begun)
        return web.Response()

    server = ConnectionServer(handle)
    async with await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0) as listening:
        _, writer = await asyncio.open_connection(*listening.sockets[0].getsockname())
        await until(lambda: bool(server.connections))
        for moment, piece in zip(moments, pieces, strict=True):
            clock.now, before = moment, len(found)
            writer.write(b"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n" * piece)
            await until(lambda before=before, piece=piece: len(found) == before + piece)  # type: ignore[misc]
        writer.close()
        await server.shutdown()
    assert found == begun
