"""A connection that was kept open, and that the server closed meanwhile."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.net.servers import Authority, answer, raw_server, read_request
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


@pytest.mark.parametrize(
    ("scheme", "location", "is_kept"),
    [
        pytest.param("https", "https://www.a.test/", False, id="to another host"),
        pytest.param("https", "HTTPS://WWW.A.TEST/?a.test", False, id="in capitals"),
        pytest.param("https", "https://a.test:444/x", True, id="to the same, on another port"),
        pytest.param("https", "https://a.test/x", True, id="to another page"),
        pytest.param("https", "/x", True, id="to another page, in short"),
        pytest.param("https", "//www.a.test/x", True, id="whatever it means"),
        pytest.param("http", "https://a.test/", False, id="to https"),
        pytest.param("http", "http://www.a.test/", True, id="where it leads itself is not known"),
        pytest.param("http", "", True, id="nowhere"),
    ],
)
async def test_no_connection_is_kept_to_where_we_were_sent_on_from(
    tmp_path: Path, scheme: str, location: str, is_kept: bool
) -> None:
    authority = Authority.make(tmp_path)
    met: list[int] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.append(0)
        while True:
            await read_request(reader)
            writer.write(answer(b"moved", "301 Moved Permanently", Location=location))
            await writer.drain()

    async with raw_server(handler, authority.context("a.test") if scheme == "https" else None) as port:
        overrides = Overrides.parse([f"a.test=127.0.0.1:{port}"])
        settings = NetSettings(overrides=overrides, ca_files=(authority.pem,))
        async with HttpClient(settings) as client, client.visit() as visit:
            for _ in range(2):
                assert (await visit.get(f"{scheme}://a.test/")).body == b"moved"
    assert len(met) == (1 if is_kept else 2)
