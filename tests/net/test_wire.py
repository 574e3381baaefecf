"""What no body's bound sees is bounded all the same, for each answer anew."""

from __future__ import annotations

import asyncio

import pytest

from tests.net.servers import Handler, answer, raw_server, read_request, replying
from theodore.model.errors import FetchFailed, Reason
from theodore.net.client import HttpClient
from theodore.net.exchange import Limits
from theodore.net.overrides import Overrides
from theodore.net.settings import NetSettings

PATIENT = Limits(connect_s=20, read_s=20)
_INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
_HEAD = b"HTTP/1.1 200 OK\r\n"


def endless(head: bytes, more: bytes) -> Handler:
    """A handler that never comes to the end of what it says."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(head)
        while True:
            writer.write(more)
            await writer.drain()

    return handler


def client_for(port: int, **more: int) -> HttpClient:
    return HttpClient(NetSettings(overrides=Overrides.parse([f"a.test=127.0.0.1:{port}"]), **more))  # type: ignore[arg-type]  # numbers by name


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        pytest.param(endless(b"", _INTERIM), Reason.PROTOCOL, id="hints"),
        pytest.param(endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 5_000), Reason.PROTOCOL, id="many at once"),
        pytest.param(
            endless(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x" * 60_000), Reason.TOO_LARGE, id="an extension"
        ),
        pytest.param(
            endless(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 9_000 + b"\r\nx\r\n"),
            Reason.TOO_LARGE,
            id="an extension for each byte",
        ),
        pytest.param(
            endless(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: " + b"x" * 900 + b"\r\n"),
            Reason.TRUNCATED,
            id="trailers",
        ),
        pytest.param(endless(_HEAD, b"X: " + b"x" * 30_000 + b"\r\n"), Reason.PROTOCOL, id="headers"),
    ],
)
async def test_what_never_ends_is_ended(handler: Handler, reason: Reason) -> None:
    async with raw_server(handler) as port, client_for(port) as client:
        with pytest.raises(FetchFailed) as failed:
            await asyncio.wait_for(client.get("http://a.test/", limits=PATIENT), 20)
    # where a trailer is too much, it depends on what had arrived before whether there was an answer at all
    also = {Reason.PROTOCOL} if reason is Reason.TRUNCATED else set()
    assert failed.value.failure.reason in {reason} | also


async def test_some_answers_before_the_answer_are_waited_through() -> None:
    async with raw_server(replying(_INTERIM * 20 + answer())) as port, client_for(port) as client:
        assert (await client.get("http://a.test/", limits=PATIENT)).body == b"hello"


async def test_each_answer_of_a_connection_has_the_whole_bound() -> None:
    connections = 0

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await replying(_INTERIM * 15 + answer(b"x" * 4_000_000))(reader, writer)

    async with raw_server(handler) as port, client_for(port) as client, client.visit() as visit:
        for _ in range(4):
            assert len((await visit.get("http://a.test/", limits=PATIENT)).body) == 4_000_000
    assert connections == 1


async def test_whoever_wants_larger_pages_gets_them() -> None:
    page = b"x" * 15_000_000
    more = {"max_wire_bytes": 20_000_000, "max_body_bytes": 20_000_000}
    async with raw_server(replying(answer(page))) as port, client_for(port, **more) as client:
        assert len((await client.get("http://a.test/", limits=PATIENT)).body) == len(page)
