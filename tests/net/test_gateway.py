"""Our own proxy on loopback: what goes out through it, what it refuses, and that it leaves nothing behind."""

from __future__ import annotations

import asyncio
import base64
import re
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from tests.net.servers import Authority, Handler, answer, raw_server, read_request, replying
from theodore.model.errors import Failure, Reason
from theodore.net.client import HttpClient
from theodore.net.gateway import Gateway, GatewayLimits
from theodore.net.overrides import Overrides
from theodore.net.relay import Bounds
from theodore.net.settings import NetSettings
from theodore.net.upstream import ProxyAddress

WAIT_S = 20.0


def credentials(gateway: Gateway) -> str:
    pair = base64.b64encode(f"{gateway.username}:{gateway.password}".encode()).decode()
    return f"Proxy-Authorization: Basic {pair}\r\n"


@asynccontextmanager
async def open_gateway(
    *lines: str, limits: GatewayLimits | None = None, upstream: ProxyAddress | None = None
) -> AsyncIterator[Gateway]:
    settings = NetSettings(overrides=Overrides.parse(lines))
    async with HttpClient(settings) as client, client.gateway(upstream, limits) as gateway:
        yield gateway


@asynccontextmanager
async def connected(gateway: Gateway) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(gateway.address.rpartition(":")[2]))
    try:
        yield reader, writer
    finally:
        writer.close()


async def say(gateway: Gateway, first: str, headers: str = "", body: bytes = b"", *, known: bool = True) -> bytes:
    """All that the gateway answers to one request."""
    async with connected(gateway) as (reader, writer):
        head = f"{first}\r\n{credentials(gateway) if known else ''}{headers}\r\n"
        writer.write(head.encode("latin-1") + body)
        return await asyncio.wait_for(whole(reader), WAIT_S)


async def whole(reader: asyncio.StreamReader) -> bytes:
    """An answer as its client reads it: as long as it says, else until its end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as ended:
        return ended.partial
    length = re.search(rb"Content-Length: ([0-9]+)", head)
    return head + (await reader.readexactly(int(length[1])) if length else await reader.read())


def status_of(data: bytes) -> int:
    return int(data.split(b" ", 2)[1])


def recording(heads: list[bytes], reply: bytes) -> Handler:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            heads.append(await read_request(reader))
            writer.write(reply)
            await writer.drain()

    return handler


async def test_a_plain_request_is_passed_on_with_nothing_that_was_for_the_gateway() -> None:
    heads: list[bytes] = []
    async with (
        raw_server(recording(heads, answer(b"hello", Keep_Alive="timeout=5", X_Thing="1"))) as port,
        open_gateway(f"a.test=127.0.0.1:{port}") as gateway,
    ):
        headers = (
            "Host: other.test\r\nProxy-Connection: keep-alive\r\nConnection: X-Secret\r\nX-Secret: 1\r\nX-Kept: 2\r\n"
        )
        data = await say(gateway, "GET http://A.test/page?x=1 HTTP/1.1", headers)
    head, _, body = data.partition(b"\r\n\r\n")
    assert body == b"hello"
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"X-Thing: 1" in head
    assert b"Keep-Alive" not in head
    assert head.endswith(b"Connection: close")
    assert heads == [b"GET /page?x=1 HTTP/1.1\r\nHost: a.test\r\nX-Kept: 2\r\nConnection: close\r\n\r\n"]
    assert (gateway.requests, gateway.refusal("a.test")) == (1, None)
    assert gateway.wire_bytes > 5


async def test_a_body_is_passed_on_as_long_as_it_says() -> None:
    bodies: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        bodies.append(await reader.readexactly(5))
        writer.write(answer())

    async with raw_server(handler) as port, open_gateway(f"a.test=127.0.0.1:{port}") as gateway:
        data = await say(
            gateway, "POST http://a.test/ HTTP/1.1", "Content-Length: 5\r\n", b"abcdeGET / HTTP/1.1\r\n\r\n"
        )
    assert status_of(data) == 200
    assert bodies == [b"abcde"]


async def test_a_second_request_on_a_connection_is_never_sent_to_the_first_ones_host() -> None:
    heads: list[bytes] = []
    async with (
        raw_server(recording(heads, answer(Connection="keep-alive"))) as port,
        open_gateway(f"a.test=127.0.0.1:{port}", "b.test=127.0.0.1:1") as gateway,
        connected(gateway) as (reader, writer),
    ):
        for host in ("a.test", "b.test"):
            writer.write(f"GET http://{host}/ HTTP/1.1\r\n{credentials(gateway)}\r\n".encode())
        await asyncio.wait_for(reader.readuntil(b"hello"), WAIT_S)
        writer.write_eof()
        assert await asyncio.wait_for(reader.read(), WAIT_S) == b""
    assert [head.split(b"\r\n")[1] for head in heads] == [b"Host: a.test"]


async def test_a_tunnel_carries_tls_from_end_to_end(tmp_path: Path) -> None:
    authority = Authority.make(tmp_path)
    trusting = ssl.create_default_context(cafile=authority.pem)
    async with (
        raw_server(replying(answer(b"secret")), authority.context("a.test")) as port,
        open_gateway(f"a.test:443=127.0.0.1:{port}") as gateway,
        connected(gateway) as (reader, writer),
    ):
        writer.write(f"CONNECT a.test:443 HTTP/1.1\r\n{credentials(gateway)}\r\n".encode())
        assert status_of(await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), WAIT_S)) == 200
        await asyncio.wait_for(writer.start_tls(trusting, server_hostname="a.test"), WAIT_S)
        writer.write(b"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")
        assert (await asyncio.wait_for(reader.readuntil(b"secret"), WAIT_S)).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param("", id="none"),
        pytest.param("Proxy-Authorization: Basic dGhlb2RvcmU6d3Jvbmc=\r\n", id="a wrong password"),
        pytest.param("Proxy-Authorization: Basic \xff\r\n", id="not even base64"),
        pytest.param("Proxy-Authorization: Basic\r\n", id="none after its kind"),
        pytest.param("Authorization: {pair}\r\n", id="in the wrong header"),
        pytest.param("Proxy-Authorization: {pair}\r\nProxy-Authorization: Basic x\r\n", id="two of them"),
    ],
)
async def test_strangers_get_nothing(headers: str) -> None:
    async with open_gateway() as gateway:
        pair = credentials(gateway).partition(": ")[2].strip()
        data = await say(gateway, "GET http://127.0.0.1/ HTTP/1.1", headers.format(pair=pair), known=False)
        assert status_of(data) == 407
        assert b'Proxy-Authenticate: Basic realm="theodore"' in data
        assert gateway.failure("127.0.0.1") is None


async def test_each_gateway_has_a_secret_of_its_own_and_does_not_show_it() -> None:
    async with open_gateway() as one, open_gateway() as other:
        assert one.password != other.password
        assert one.password not in repr(one) + one.address
        assert one.address.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    ("first", "headers", "status"),
    [
        pytest.param("GET / HTTP/1.1", "Host: a.test\r\n", 400, id="no proxy's request: the gateway is no website"),
        pytest.param("GET https://a.test/ HTTP/1.1", "", 400, id="https without a tunnel"),
        pytest.param("GET file:///etc/passwd HTTP/1.1", "", 400, id="a file"),
        pytest.param("GET ftp://a.test/ HTTP/1.1", "", 400, id="ftp"),
        pytest.param("GET gopher://a.test/ HTTP/1.1", "", 400, id="gopher"),
        pytest.param("GET http:///path HTTP/1.1", "", 400, id="no host"),
        pytest.param("GET http://user:pw@a.test/ HTTP/1.1", "", 400, id="with a login"),
        pytest.param("GET http://a.test\\@b.test/ HTTP/1.1", "", 400, id="a backslash"),
        pytest.param("GET http://a.test:0/ HTTP/1.1", "", 400, id="port 0"),
        pytest.param("GET http://a.test:65536/ HTTP/1.1", "", 400, id="no port at all"),
        pytest.param("GET http://[::1%25lo]/ HTTP/1.1", "", 400, id="a zone"),
        pytest.param("GET http://[127.0.0.1]/ HTTP/1.1", "", 400, id="IPv4 in brackets"),
        pytest.param("GET http://a.test/ b HTTP/1.1", "", 400, id="a space in the URL"),
        pytest.param("GET http://a.test/\xfc HTTP/1.1", "", 400, id="not ASCII"),
        pytest.param("GET http://a.test/ HTTP/2.0", "", 400, id="another HTTP"),
        pytest.param("GET http://a.test/", "", 400, id="HTTP 0.9"),
        pytest.param("get http://a.test/ HTTP/1.1", "", 400, id="small letters"),
        pytest.param("CONNECT a.test HTTP/1.1", "", 400, id="a tunnel to no port"),
        pytest.param("CONNECT http://a.test:443/ HTTP/1.1", "", 400, id="a tunnel to a URL"),
        pytest.param("PUT http://a.test/ HTTP/1.1", "", 405, id="another method"),
        pytest.param("TRACE http://a.test/ HTTP/1.1", "", 405, id="TRACE"),
        pytest.param("GET http://a.test/ HTTP/1.1", "X : 1\r\n", 400, id="a space before the colon"),
        pytest.param("GET http://a.test/ HTTP/1.1", "X: 1\r\n folded\r\n", 400, id="a folded header"),
        pytest.param("GET http://a.test/ HTTP/1.1", "no colon\r\n", 400, id="no header"),
        pytest.param("GET http://a.test/ HTTP/1.1", "X: a\nY: b\r\n", 400, id="a line feed alone"),
        pytest.param("GET http://a.test/ HTTP/1.1", "X: a\rY: b\r\n", 400, id="a carriage return alone"),
        pytest.param("GET http://a.test/ HTTP/1.1", "X: a\0\r\n", 400, id="a NUL"),
        pytest.param(
            "POST http://a.test/ HTTP/1.1", "Content-Length: 1\r\nContent-Length: 2\r\n", 400, id="two lengths"
        ),
        pytest.param("POST http://a.test/ HTTP/1.1", "Content-Length: 1, 1\r\n", 400, id="a list of lengths"),
        pytest.param("POST http://a.test/ HTTP/1.1", "Content-Length: +1\r\n", 400, id="a length with a sign"),
        pytest.param("POST http://a.test/ HTTP/1.1", "Content-Length: 0x1\r\n", 400, id="a length in hex"),
        pytest.param(
            "POST http://a.test/ HTTP/1.1",
            "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
            411,
            id="a length and chunks",
        ),
        pytest.param("POST http://a.test/ HTTP/1.1", "Transfer-Encoding: xchunked\r\n", 411, id="a strange encoding"),
        pytest.param("POST http://a.test/ HTTP/1.1", "Content-Length: 99999999\r\n", 413, id="an upload without end"),
        pytest.param("GET http://a.test/ HTTP/1.1", "X: 1\r\n" * 300, 431, id="many headers"),
        pytest.param("GET http://a.test/ HTTP/1.1", f"X: {'x' * 70_000}\r\n", 431, id="a long header"),
    ],
)
async def test_what_could_be_read_in_two_ways_is_refused(first: str, headers: str, status: int) -> None:
    heads: list[bytes] = []
    async with (
        raw_server(recording(heads, answer())) as port,
        open_gateway(f"a.test=127.0.0.1:{port}", f"b.test=127.0.0.1:{port}") as gateway,
    ):
        assert status_of(await say(gateway, first, headers)) == status
    assert heads == []


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        pytest.param(b"", Reason.CLOSED, id="nothing"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: 1", Reason.TRUNCATED, id="half a head"),
        pytest.param(b"SSH-2.0-OpenSSH\r\n\r\n", Reason.PROTOCOL, id="not HTTP"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: a\nY: b\r\n\r\n", Reason.PROTOCOL, id="a line feed alone"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000, Reason.PROTOCOL, id="a head without end"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 300 + b"\r\n", Reason.PROTOCOL, id="many headers"),
        pytest.param(b"HTTP/1.1 103 Early\r\n\r\n" * 50, Reason.PROTOCOL, id="hints without end"),
        pytest.param(answer(status="407 Login"), Reason.PROXY, id="a question that would be taken for the gateway's"),
    ],
)
async def test_an_answer_that_cannot_be_passed_on_is_none(reply: bytes, reason: Reason) -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(reply)
        await writer.drain()

    async with raw_server(handler) as port, open_gateway(f"a.test=127.0.0.1:{port}") as gateway:
        assert status_of(await say(gateway, "GET http://a.test/ HTTP/1.1")) == 502
        failure = gateway.failure("a.test")
        assert failure is not None
        assert failure.reason is reason
        assert gateway.refusal("a.test") is None


async def test_answers_before_the_answer_are_skipped() -> None:
    reply = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + answer(b"late")
    async with raw_server(replying(reply)) as port, open_gateway(f"a.test=127.0.0.1:{port}") as gateway:
        data = await say(gateway, "GET http://a.test/ HTTP/1.1")
    assert status_of(data) == 200
    assert b"103" not in data


async def test_a_name_that_does_not_exist_and_a_port_where_nothing_listens_are_told_apart() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        async with open_gateway("none.test=-", f"shut.test=127.0.0.1:{port}") as gateway:
            for host, reason in (("none.test", Reason.DNS_NO_SUCH_NAME), ("shut.test", Reason.REFUSED)):
                assert status_of(await say(gateway, f"CONNECT {host}:443 HTTP/1.1")) == 502
                failure = gateway.failure(host.upper() + ".")
                assert failure is not None
                assert failure.reason is reason


async def test_an_answer_of_its_own_is_marked_and_a_websites_cannot_be() -> None:
    reply = answer(Proxy_Status="theodore; error=destination_ip_prohibited")
    async with raw_server(replying(reply)) as port, open_gateway(f"a.test=127.0.0.1:{port}") as gateway:
        assert b"Proxy-Status" not in await say(gateway, "GET http://a.test/ HTTP/1.1")
        data = await say(gateway, "GET http://127.0.0.1/ HTTP/1.1")
    assert b"Proxy-Status: theodore; error=destination_ip_prohibited\r\n" in data


async def test_a_host_that_is_reached_again_has_no_failure() -> None:
    replies = [b"", answer()]

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(replies.pop(0))

    async with raw_server(handler) as port, open_gateway(f"a.test=127.0.0.1:{port}") as gateway:
        await say(gateway, "GET http://a.test/ HTTP/1.1")
        assert gateway.failure("a.test") is not None
        await say(gateway, "GET http://a.test/ HTTP/1.1")
        assert gateway.failure("a.test") is None


async def test_what_is_remembered_of_failures_is_bounded() -> None:
    async with open_gateway() as gateway:
        for number in range(1_100):
            gateway._note(f"host{number}.example", Failure(Reason.REFUSED))
        assert len(gateway._failures) == 1_000
        assert gateway.failure("host0.example") is None
        assert gateway.failure("host1099.example") is not None


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(-1)


async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"x" * 10_000)
        await writer.drain()


async def dripping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while not reader.at_eof():
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("handler", "bounds"),
    [
        pytest.param(silent, Bounds(idle_s=0.1), id="a server that never answers"),
        pytest.param(dripping, Bounds(total_s=0.3), id="one that drips"),
        pytest.param(endless, Bounds(down_bytes=100_000), id="one that never ends"),
    ],
)
@pytest.mark.parametrize("tunnelled", [False, True])
async def test_no_connection_passes_its_bounds(handler: Handler, bounds: Bounds, tunnelled: bool) -> None:
    async with (
        raw_server(handler) as port,
        open_gateway(f"a.test=127.0.0.1:{port}", limits=GatewayLimits(bounds=bounds)) as gateway,
    ):
        if tunnelled:
            data = await say(gateway, "CONNECT a.test:80 HTTP/1.1", body=b"GET / HTTP/1.1\r\n\r\n")
        else:
            data = await say(gateway, "GET http://a.test/ HTTP/1.1")
        assert len(data) < 300_000
        assert gateway.wire_bytes < 300_000


async def test_what_is_sent_through_a_tunnel_is_bounded_too() -> None:
    async with (
        raw_server(silent) as port,
        open_gateway(f"a.test=127.0.0.1:{port}", limits=GatewayLimits(bounds=Bounds(up_bytes=1_000))) as gateway,
    ):
        data = await say(gateway, "CONNECT a.test:80 HTTP/1.1", body=b"x" * 5_000)
    assert data.count(b"HTTP/1.1") == 1


async def test_a_head_that_does_not_come_is_not_waited_for() -> None:
    async with open_gateway(limits=GatewayLimits(head_s=0.05)) as gateway, connected(gateway) as (reader, writer):
        writer.write(b"GET http://a.test/ HTTP/1.1\r\n")
        assert status_of(await asyncio.wait_for(reader.read(), WAIT_S)) == 408


async def test_more_connections_than_there_may_be_are_turned_away() -> None:
    async with (
        open_gateway(limits=GatewayLimits(connections=2)) as gateway,
        connected(gateway) as (_, first),
        connected(gateway) as (_, second),
        connected(gateway) as (reader, _),
    ):
        for writer in (first, second):
            writer.write(b"GET")
        # the client's loop may see the end or the reset first
        with suppress(ConnectionError):
            assert await asyncio.wait_for(reader.read(), WAIT_S) == b""


def open_descriptors() -> int:
    return len(list(Path("/dev/fd").iterdir()))


async def test_nothing_is_left_when_it_ends() -> None:
    async with raw_server(silent) as port:
        before, tasks = open_descriptors(), asyncio.all_tasks()
        async with open_gateway(f"a.test=127.0.0.1:{port}") as gateway, connected(gateway) as (reader, writer):
            writer.write(f"CONNECT a.test:80 HTTP/1.1\r\n{credentials(gateway)}\r\n".encode())
            await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), WAIT_S)
            assert len(gateway._serving) == 1
        assert gateway._serving == set()
        with pytest.raises(RuntimeError):
            _ = gateway.address
        for _ in range(3):
            await asyncio.sleep(0)
        assert {task for task in asyncio.all_tasks() - tasks if task.get_name() == "gateway"} == set()
        assert open_descriptors() <= before + 1  # the server's own end of the tunnel
