"""One request: an answer within its bounds, or the reason why there is none. Against real sockets."""

from __future__ import annotations

import asyncio
import errno
import gzip
import random
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager

import pytest

from tests.net.servers import Handler, answer, raw_server, read_request, replying
from theodore.model.errors import AddressRefused, FetchFailed, Reason
from theodore.net.client import HttpClient
from theodore.net.exchange import Limits, Response
from theodore.net.overrides import Overrides
from theodore.net.resolve import NameService
from theodore.net.settings import NetSettings

PATIENT = Limits(connect_s=20, read_s=20)
MEGABYTE = 1_000_000


def client_for(port: int, max_wire_bytes: int = 5_000_000) -> HttpClient:
    overrides = Overrides.parse([f"a.test=127.0.0.1:{port}"])
    return HttpClient(NetSettings(overrides=overrides, max_wire_bytes=max_wire_bytes))


@asynccontextmanager
async def serving(handler: Handler, max_wire_bytes: int = 5_000_000) -> AsyncIterator[HttpClient]:
    async with raw_server(handler) as port, client_for(port, max_wire_bytes) as client:
        yield client


async def reason_of(request: Awaitable[Response]) -> Reason:
    with pytest.raises(FetchFailed) as failed:
        await asyncio.wait_for(request, 30)
    assert failed.value.failure.url is not None
    assert failed.value.failure.detail
    return failed.value.failure.reason


async def test_an_answer_has_what_was_sent() -> None:
    sent = answer(gzip.compress(b"hello" * 100), Content_Encoding="gzip", X_Thing="Ü", Set_Cookie="a=1")
    async with serving(replying(sent)) as client:
        response = await client.get("http://a.test/page?x=1", limits=PATIENT)
    assert response.url == "http://a.test/page?x=1"
    assert (response.status, response.body, response.cut) == (200, b"hello" * 100, False)
    assert 0 < response.wire_bytes < 100
    assert response.header("Content-Encoding") == "gzip"
    assert "set-cookie" not in dict(response.headers)
    assert response.header("nothing") is None
    assert response.seconds >= 0


async def test_a_request_is_ours_and_whole() -> None:
    heads: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await read_request(reader))
        writer.write(answer())
        await writer.drain()

    async with serving(handler) as client:
        await client.get("http://a.test/ü?q=a b", headers={"If-None-Match": '"x"'}, limits=PATIENT)
    head = heads[0].decode()
    assert head.startswith("GET /%C3%BC?q=a+b HTTP/1.1\r\nHost: a.test\r\n")
    assert "Theodore/" in head
    assert 'If-None-Match: "x"' in head
    assert "zstd" not in head


@pytest.mark.parametrize("status", ["301 Moved", "404 Not Found", "429 Slow Down", "500 Oops", "204 No Content"])
async def test_every_status_is_an_answer_and_no_redirect_is_followed(status: str) -> None:
    body = b"" if status.startswith("204") else b"x"
    async with serving(replying(answer(body, status, Location="http://a.test/next"))) as client:
        response = await client.get("http://a.test/", limits=PATIENT)
    assert response.status == int(status[:3])


async def _reset(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    sock: socket.socket = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def _close(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await read_request(reader)


async def _silence(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


def _broken(data: bytes) -> Handler:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(data)
        await writer.drain()

    return handler


async def _stalling(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
    await writer.drain()
    await reader.read()


@pytest.mark.parametrize(
    ("handler", "limits", "reason"),
    [
        pytest.param(_reset, PATIENT, Reason.RESET, id="reset on accept"),
        pytest.param(_close, PATIENT, Reason.CLOSED, id="closed after the request"),
        pytest.param(_silence, Limits(read_s=0.05), Reason.FIRST_BYTE_TIMEOUT, id="no first byte"),
        pytest.param(_stalling, Limits(read_s=0.05), Reason.BODY_TIMEOUT, id="the body stops"),
        pytest.param(
            _broken(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"), PATIENT, Reason.TRUNCATED, id="short body"
        ),
        pytest.param(
            _broken(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nabc"),
            PATIENT,
            Reason.TRUNCATED,
            id="cut chunk",
        ),
        pytest.param(
            _broken(
                b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"a")[:9]
            ),
            PATIENT,
            Reason.TRUNCATED,
            id="cut gzip, whose length nobody said",
        ),
        pytest.param(
            _broken(answer(b"\x99\x99 not brotli", Content_Encoding="br")), PATIENT, Reason.BAD_ENCODING, id="not br"
        ),
        pytest.param(_broken(b"SSH-2.0-OpenSSH\r\n\r\n"), PATIENT, Reason.PROTOCOL, id="another protocol"),
        pytest.param(_broken(b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n"), PATIENT, Reason.PROTOCOL, id="bad header"),
        pytest.param(
            _broken(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n"),
            PATIENT,
            Reason.PROTOCOL,
            id="endless header",
        ),
    ],
)
async def test_a_fault_has_its_reason(handler: Handler, limits: Limits, reason: Reason) -> None:
    async with serving(handler) as client:
        assert await reason_of(client.get("http://a.test/", limits=limits)) is reason


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        pytest.param("http://ghost.test/", Reason.DNS_NO_SUCH_NAME, id="no such name"),
        pytest.param("http://refused.test/", Reason.REFUSED, id="nobody listens"),
        pytest.param("http://127.0.0.1/", Reason.FORBIDDEN_ADDRESS, id="an address of this machine"),
        pytest.param("http://[::ffff:10.0.0.1]/", Reason.FORBIDDEN_ADDRESS, id="a private one, in disguise"),
        pytest.param("http://2130706433/", Reason.FORBIDDEN_ADDRESS, id="an address as one number"),
        pytest.param("http://127.1/", Reason.FORBIDDEN_ADDRESS, id="an address in short"),
        pytest.param("http://0x7f.0.0.1/", Reason.FORBIDDEN_ADDRESS, id="an address in other figures"),
        pytest.param("http://:80/", Reason.BAD_URL, id="no host"),
        pytest.param("http://a.test:99999/", Reason.BAD_URL, id="no port"),
    ],
)
async def test_where_no_request_can_go(url: str, reason: Reason) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        closed = unused.getsockname()[1]
    names = NameService(20, lookup=lambda _host, _family: [(socket.AF_INET, "127.0.0.1")])
    overrides = Overrides.parse(["ghost.test=-", f"refused.test=127.0.0.1:{closed}"])
    async with HttpClient(NetSettings(overrides=overrides), names) as client:
        assert await reason_of(client.get(url, limits=PATIENT)) is reason


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        pytest.param(socket.EAI_NONAME, Reason.DNS_NO_SUCH_NAME, id="no such name"),
        pytest.param(socket.EAI_AGAIN, Reason.DNS_FAILURE, id="the name service fails"),
    ],
)
async def test_the_name_service_s_failures(number: int, reason: Reason) -> None:
    def fail(_host: str, _family: socket.AddressFamily) -> list[tuple[socket.AddressFamily, str]]:
        raise socket.gaierror(number, "timed out, refused, 404")  # its words decide nothing

    async with HttpClient(NetSettings(), NameService(20, lookup=fail)) as client:
        assert await reason_of(client.get("http://a.test/", limits=PATIENT)) is reason


async def test_a_connection_that_is_not_made_in_time() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        fillers = [_start_connecting(port) for _ in range(8)]
        try:
            async with client_for(port) as client:
                reason = await reason_of(client.get("http://a.test/", limits=Limits(connect_s=0.2)))
        finally:
            for filler in fillers:
                filler.close()
    assert reason is Reason.CONNECT_TIMEOUT


def _start_connecting(port: int) -> socket.socket:
    """Take a place in a listener's queue."""
    filler = socket.socket()
    filler.setblocking(False)
    assert filler.connect_ex(("127.0.0.1", port)) in {0, errno.EINPROGRESS}
    return filler


@pytest.mark.parametrize(
    ("sent", "limits"),
    [
        pytest.param(answer(b"x" * 2_000), Limits(max_wire_bytes=1_000), id="longer than the wire's bound, as it says"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + b"x" * 2_000 + b"\r\n0\r\n\r\n",
            Limits(max_wire_bytes=1_000),
            id="longer than the wire's bound, unannounced",
        ),
        pytest.param(
            answer(gzip.compress(bytes(10_000_000)), Content_Encoding="gzip"), Limits(max_body_bytes=1_000), id="bomb"
        ),
    ],
)
async def test_a_body_beyond_its_bound_is_refused_or_cut(sent: bytes, limits: Limits) -> None:
    async with serving(replying(sent)) as client:
        assert await reason_of(client.get("http://a.test/", limits=limits)) is Reason.TOO_LARGE
        cut = Limits(max_wire_bytes=limits.max_wire_bytes, max_body_bytes=limits.max_body_bytes, cut=True)
        response = await client.get("http://a.test/", limits=cut)
    assert response.cut
    assert response.body


async def test_the_settings_bounds_hold_where_a_request_names_none() -> None:
    async with serving(replying(answer(b"x" * 2_000)), max_wire_bytes=1_000) as client:
        assert await reason_of(client.get("http://a.test/")) is Reason.TOO_LARGE


def _packed(size: int) -> bytes:
    return answer(gzip.compress(bytes(size)), Content_Encoding="gzip")


async def test_many_bombs_of_one_visit_hold_no_more_than_one() -> None:
    async with serving(replying(_packed(900_000))) as client, client.visit() as visit:
        assert len((await visit.get("http://a.test/")).body) == 900_000
        for _ in range(3):
            assert await reason_of(visit.get("http://a.test/")) is Reason.TOO_LARGE
    async with serving(replying(_packed(900_000))) as client, client.visit() as visit:
        assert len((await visit.get("http://a.test/")).body) == 900_000, "another visit has room of its own"


async def test_a_bomb_that_was_refused_leaves_its_room_to_others() -> None:
    sent = iter([_packed(9_000_000), _packed(900_000)])

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await read_request(reader)
            writer.write(next(sent))
            await writer.drain()

    async with serving(handler) as client, client.visit() as visit:
        assert await reason_of(visit.get("http://a.test/", limits=PATIENT)) is Reason.TOO_LARGE
        assert len((await visit.get("http://a.test/", limits=PATIENT)).body) == 900_000


async def test_what_may_be_cut_is_cut_where_the_visit_has_no_more_room_and_takes_none() -> None:
    async with serving(replying(_packed(9_000_000))) as client, client.visit() as visit:
        for _ in range(3):
            response = await visit.get("http://a.test/", limits=Limits(cut=True))
            assert response.cut
            assert MEGABYTE <= len(response.body) < 2 * MEGABYTE


async def test_what_was_sent_plain_or_packed_as_pages_are_has_room() -> None:
    text = random.Random(7).randbytes(300_000).hex().encode()
    packed = answer(gzip.compress(text), Content_Encoding="gzip")
    for sent in (answer(text), packed):
        async with serving(replying(sent)) as client, client.visit() as visit:
            for _ in range(8):
                assert len((await visit.get("http://a.test/", limits=PATIENT)).body) == 600_000


async def test_a_visit_s_bodies_have_a_bound_together_however_they_are_sent() -> None:
    async with raw_server(replying(answer(b"x" * 400))) as port:
        settings = NetSettings(overrides=Overrides.parse([f"a.test=127.0.0.1:{port}"]), max_visit_bytes=1_000)
        async with HttpClient(settings) as client, client.visit() as visit:
            for _ in range(2):
                assert len((await visit.get("http://a.test/", limits=PATIENT)).body) == 400
            assert await reason_of(visit.get("http://a.test/", limits=PATIENT)) is Reason.TOO_LARGE


@pytest.mark.parametrize(
    ("count", "size", "kept"),
    [
        pytest.param(20, 100, 20, id="ordinary ones are kept"),
        pytest.param(3, 30_000, 2, id="the first up to 64 KiB"),
        pytest.param(200, 30_000, 2, id="megabytes of them"),
    ],
)
async def test_headers_have_a_bound_together(count: int, size: int, kept: int) -> None:
    lines = "".join(f"X-{n}: {'y' * size}\r\n" for n in range(count))
    sent = f"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n{lines}\r\nhello".encode()
    async with serving(replying(sent)) as client:
        response = await client.get("http://a.test/", limits=PATIENT)
    assert response.body == b"hello"
    assert [name for name, _ in response.headers] == ["content-length", *(f"x-{n}" for n in range(kept))]


async def test_headers_may_end_a_request_before_its_body() -> None:
    def refuse(status: int, headers: Mapping[str, str]) -> Reason | None:
        return Reason.NOT_HTML if (status, headers["content-type"]) == (200, "video/mp4") else None

    sent = b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\nContent-Type: video/mp4\r\n\r\nabc"
    async with serving(_stalled_after(sent)) as client:
        with pytest.raises(FetchFailed) as failed:
            await asyncio.wait_for(client.get("http://a.test/", limits=PATIENT, refuse=refuse), 30)
    assert failed.value.failure.reason is Reason.NOT_HTML
    assert failed.value.failure.status == 200


def _stalled_after(sent: bytes) -> Handler:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(sent)
        await writer.drain()
        await reader.read()

    return handler


async def test_a_request_that_fails_is_made_once() -> None:
    asked = 0

    async def handler(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        await read_request(reader)
        asked += 1

    async with serving(handler) as client, client.visit() as visit:
        assert await reason_of(visit.get("http://a.test/", limits=PATIENT)) is Reason.CLOSED
        assert (asked, visit.requests) == (1, 1)


async def test_a_kept_connection_that_had_closed_meanwhile_is_no_failure() -> None:
    """Many a server closes after each answer without saying so: the next request finds the door shut."""
    connections = 0

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await read_request(reader)
        writer.write(answer(b"first"))
        await writer.drain()
        await read_request(reader)  # the second request of a connection gets no answer

    async with serving(handler) as client, client.visit() as visit:
        for _ in range(3):
            assert (await visit.get("http://a.test/", limits=PATIENT)).body == b"first"
    assert connections == 3


async def test_connections_are_kept_within_a_visit_and_closed_after_it() -> None:
    opened, closed = 0, asyncio.Event()

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        try:
            await replying(answer())(reader, writer)
        finally:
            closed.set()

    async with serving(handler) as client:
        async with client.visit() as visit:
            for _ in range(5):
                await visit.get("http://a.test/", limits=PATIENT)
            assert (opened, closed.is_set()) == (1, False)
        await asyncio.wait_for(closed.wait(), 10)
    assert (visit.requests, visit.wire_bytes) == (5, 25)


async def test_cookies_stay_within_their_visit() -> None:
    seen: list[bool] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            seen.append(b"Cookie: session=7" in await read_request(reader))
            writer.write(answer(Set_Cookie="session=7"))
            await writer.drain()

    async with serving(handler) as client:
        for _ in range(2):
            async with client.visit() as visit:
                await visit.get("http://a.test/", limits=PATIENT)
                await visit.get("http://a.test/", limits=PATIENT)
    assert seen == [False, True, False, True]


async def test_an_answer_that_nobody_asked_for_answers_nothing() -> None:
    gone = asyncio.Event()

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await read_request(reader)).split()[1]
        writer.write(answer(path))
        await writer.drain()
        if path == b"/1":
            await heard.wait()
            writer.write(answer(b"/stray"))
            await reader.read()
            gone.set()

    heard = asyncio.Event()
    async with serving(handler) as client, client.visit() as visit:
        assert (await visit.get("http://a.test/1", limits=PATIENT)).body == b"/1"
        heard.set()
        await asyncio.wait_for(gone.wait(), 10)
        assert (await visit.get("http://a.test/2", limits=PATIENT)).body == b"/2"


@pytest.mark.parametrize("value", ["YWJjZA==", "a/b+c", "{a:1,b:2}", "x@y.test", "a b"])
async def test_a_cookie_goes_back_as_it_came(value: str) -> None:
    heads: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            heads.append(await read_request(reader))
            writer.write(answer(Set_Cookie=f"gate={value}; Path=/"))
            await writer.drain()

    async with serving(handler) as client, client.visit() as visit:
        await visit.get("http://a.test/", limits=PATIENT)
        await visit.get("http://a.test/", limits=PATIENT)
    assert f"\r\nCookie: gate={value}\r\n".encode() in heads[1], "in quotes it is another value to who compares it"


async def test_an_override_s_address_is_open_by_its_name_alone() -> None:
    async with raw_server(replying(answer())) as port, client_for(port) as client:
        assert (await client.get("http://a.test/", limits=PATIENT)).status == 200
        with pytest.raises(AddressRefused):
            await client.get(f"http://127.0.0.1:{port}/", limits=PATIENT)
    async with raw_server(replying(answer())) as port, HttpClient(NetSettings(allow_private=True)) as client:
        assert (await client.get(f"http://127.0.0.1:{port}/", limits=PATIENT)).status == 200


async def test_a_cancelled_request_ends_at_once_and_leaves_nothing_open() -> None:
    gone = asyncio.Event()

    async def handler(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        asked.set()
        await reader.read()
        gone.set()

    asked = asyncio.Event()
    async with serving(handler) as client:
        task = asyncio.create_task(client.get("http://a.test/", limits=PATIENT))
        await asyncio.wait_for(asked.wait(), 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(gone.wait(), 10)


async def test_requests_overlap() -> None:
    """Four answers that each wait until all four were asked for."""
    waiting = 0
    all_there = asyncio.Event()

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal waiting
        await read_request(reader)
        waiting += 1
        if waiting == 4:
            all_there.set()
        await all_there.wait()
        writer.write(answer())
        await writer.drain()

    async with serving(handler) as client, client.visit() as visit:
        requests: list[Awaitable[Response]] = [visit.get("http://a.test/", limits=PATIENT) for _ in range(4)]
        responses = await asyncio.wait_for(asyncio.gather(*requests), 30)
    assert [response.status for response in responses] == [200] * 4
