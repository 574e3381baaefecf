"""The gateway between hostile clients and hostile servers: it answers or hangs up, and holds on to nothing."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from random import Random
from typing import Any

from tests.crawl.websites import until
from tests.fuzz.answers import mangled
from tests.fuzz.server import Case, Everywhere, hostile_server
from tests.net.test_gateway import connected, credentials
from theodore.net.client import HttpClient
from theodore.net.gateway import Gateway, GatewayLimits
from theodore.net.relay import Bounds
from theodore.net.settings import NetSettings

_TALKS = 120
_LIMITS = GatewayLimits(
    head_s=0.2, connect_s=2, bounds=Bounds(idle_s=0.4, total_s=1.5, down_bytes=2_000_000, linger_s=0.2)
)


async def test_nothing_that_comes_from_either_side_escapes_or_stays() -> None:
    escaped: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: escaped.append(context))
    cases: dict[str, Case] = {}

    def case_of(host: str) -> Case:
        return cases.setdefault(host, Case(host, seed=len(cases)))

    with hostile_server(case_of) as port:
        async with (
            HttpClient(NetSettings(overrides=Everywhere(port))) as client,
            client.gateway(None, _LIMITS) as gateway,
        ):
            rng = Random(1)
            for start in range(0, _TALKS, 40):
                talks = (_talk(gateway, Random(rng.random()), number) for number in range(start, start + 40))
                firsts = await asyncio.gather(*talks)
                assert all(first[:9] in {b"", b"HTTP/1.1 ", b"HTTP/1.0 "} for first in firsts)
            await until(lambda: not gateway._serving)
            assert gateway.requests > _TALKS / 4
            assert len(gateway._failures) <= 1_000
    assert escaped == []


async def _talk(gateway: Gateway, rng: Random, number: int) -> bytes:
    """What comes back first for a request that is proper or not."""
    host = f"s{number % 60}.test"
    request = rng.choice(
        (
            f"GET http://{host}/ HTTP/1.1\r\n{credentials(gateway)}\r\n",
            f"GET http://{host}/robots.txt HTTP/1.1\r\n{credentials(gateway)}Accept: */*\r\n\r\n",
            f"POST http://{host}/ HTTP/1.1\r\n{credentials(gateway)}Content-Length: 5\r\n\r\nhello",
            f"CONNECT {host}:80 HTTP/1.1\r\n{credentials(gateway)}\r\nGET / HTTP/1.1\r\nHost: {host}\r\n\r\n",
            f"CONNECT {host}:443 HTTP/1.1\r\n{credentials(gateway)}\r\n",
        )
    ).encode()
    if rng.random() < 0.4:
        request = mangled(rng, request)
    async with connected(gateway) as (reader, writer):
        with suppress(ConnectionError):
            writer.write(request)
            if rng.random() < 0.1:
                writer.transport.abort()
                return b""
            first = await asyncio.wait_for(reader.read(65_536), 20)
            if rng.random() < 0.5:
                await asyncio.wait_for(reader.read(), 20)
            return first
    return b""
