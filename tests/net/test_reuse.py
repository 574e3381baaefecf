"""A connection that was kept open, and that the server closed meanwhile."""

from __future__ import annotations

import asyncio

import pytest

from tests.net.servers import answer, raw_server, read_request
from theodore.model.errors import FetchFailed
from theodore.net.client import HttpClient
from theodore.net.overrides import Overrides
from theodore.net.settings import NetSettings


@pytest.mark.parametrize(
    ("answers", "served", "connections"),
    [
        pytest.param(1, True, 2, id="it answered one request: the next one goes over a new connection"),
        pytest.param(0, False, 1, id="it never answered: it is not asked again"),
    ],
)
async def test_only_a_connection_that_was_used_before_may_be_stale(
    answers: int, served: bool, connections: int
) -> None:
    met: list[int] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.append(0)
        for _ in range(answers):
            await read_request(reader)
            writer.write(answer())
            await writer.drain()
        await read_request(reader)  # and closes it without a word

    async with raw_server(handler) as port:
        settings = NetSettings(overrides=Overrides.parse([f"a.test=127.0.0.1:{port}"]))
        async with HttpClient(settings) as client, client.visit() as visit:
            if served:
                assert [(await visit.get("http://a.test/")).status for _ in range(2)] == [200, 200]
            else:
                with pytest.raises(FetchFailed):
                    await visit.get("http://a.test/")
    assert len(met) == connections
