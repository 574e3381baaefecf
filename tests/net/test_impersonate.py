"""Visits with a browser's TLS: the same bounds and the same reasons as everywhere."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.net.servers import Authority, Handler, answer, raw_server, read_request, replying
from theodore.model.errors import CertificateRefused, FetchFailed, Reason
from theodore.net.browsers import browsers
from theodore.net.client import HttpClient
from theodore.net.exchange import AnyVisit, Limits
from theodore.net.identities import Identity
from theodore.net.manner import Manner
from theodore.net.overrides import Overrides
from theodore.net.settings import NetSettings

LIMITS = Limits(connect_s=20, read_s=20)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("authority"))


@asynccontextmanager
async def visiting(
    port: int, *trusted: Path, tls: bool = True, verify: bool = True, **settings: int
) -> AsyncIterator[AnyVisit]:
    """A visit of a.test, which stands on this port. tls: with a browser's TLS, or its headers alone."""
    net = NetSettings(overrides=Overrides.parse([f"a.test=127.0.0.1:{port}"]), ca_files=trusted, **settings)  # type: ignore[arg-type]  # tests know their names
    manner = Manner(verify, Identity(browsers()[0], tls=tls))
    async with HttpClient(net) as client, client.visit(manner) as visit:
        yield visit


def head(status: str = "200 OK", *lines: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode()


async def _hang_up(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await read_request(reader)


async def _silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    await reader.read()


async def _stops(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.write(head("200 OK", "Content-Length: 10") + b"half")
    await writer.drain()
    await reader.read()


BOMB = answer(gzip.compress(b"\0" * 30_000_000), Content_Encoding="gzip")


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        pytest.param(_hang_up, Reason.CLOSED, id="closed without an answer"),
        pytest.param(_silent, Reason.FIRST_BYTE_TIMEOUT, id="no answer in time"),
        pytest.param(_stops, Reason.BODY_TIMEOUT, id="half an answer in time"),
        pytest.param(replying(BOMB), Reason.TOO_LARGE, id="a bomb"),
        pytest.param(replying(answer(b"x" * 6_000_000)), Reason.TOO_LARGE, id="a large page, said beforehand"),
        pytest.param(
            replying(answer(b"\x1f\x8bhello", Content_Encoding="gzip")), Reason.BAD_ENCODING, id="not its encoding"
        ),
        pytest.param(replying(head("200 OK", *["X-A: " + "a" * 4000] * 100)), Reason.CLOSED, id="a head without end"),
        pytest.param(replying(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), Reason.PROTOCOL, id="not HTTP"),
    ],
)
async def test_reasons_and_bounds(handler: Handler, reason: Reason) -> None:
    async with raw_server(handler) as port, visiting(port) as visit:
        with pytest.raises(FetchFailed) as failed:
            await visit.get("http://a.test/", limits=Limits(connect_s=0.2, read_s=0.3))
    assert failed.value.failure.url == "http://a.test/"
    if handler is not _silent and reason is Reason.CLOSED:
        assert failed.value.failure.type.value == "connection_error"
    else:
        assert failed.value.failure.reason is reason


async def test_a_bomb_costs_its_bound_and_what_may_be_cut_is_cut() -> None:
    async with raw_server(replying(BOMB)) as port, visiting(port) as visit:
        cut = await visit.get("http://a.test/", limits=Limits(20, 20, max_body_bytes=1000, cut=True))
        assert (len(cut.body), cut.cut) == (1000, True)
        whole = await visit.get("http://a.test/", limits=Limits(20, 20, max_wire_bytes=10, cut=True))
        assert whole.cut


async def test_what_comes_before_and_behind_an_answer_is_no_part_of_it() -> None:
    sent = (
        head("103 Early Hints", "Link: </a.css>") + head("200 OK", "Transfer-Encoding: chunked", "X-A: 1")
    ) + b"5\r\nhello\r\n0\r\nX-A: 2\r\nContent-Type: application/pdf\r\n\r\n"

    def refuse(_status: int, headers: object) -> Reason | None:
        asked.append(headers)
        return None

    asked: list[object] = []
    async with raw_server(replying(sent)) as port, visiting(port) as visit:
        found = await visit.get("http://a.test/", limits=LIMITS, refuse=refuse)
    assert (found.status, found.body, found.header("x-a")) == (200, b"hello", "1")
    assert found.header("content-type") is found.header("link") is None
    assert len(asked) == 1


async def test_what_is_not_kept_leaves_its_room_to_the_pages_after_it() -> None:
    torn = answer(gzip.compress(b"a" * 900)[:-9], Content_Encoding="gzip")
    sent = [torn, torn, answer(b"b" * 900), answer(b"c" * 900)]

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(sent.pop(0))
        await writer.drain()

    async with raw_server(handler) as port, visiting(port, max_visit_bytes=1000) as visit:
        for _ in range(2):
            with pytest.raises(FetchFailed):
                await visit.get("http://a.test/", limits=LIMITS)
        assert len((await visit.get("http://a.test/", limits=LIMITS)).body) == 900
        with pytest.raises(FetchFailed) as failed:
            await visit.get("http://a.test/", limits=LIMITS)
    assert failed.value.failure.reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    ("host", "days", "self_signed", "trusted", "reason"),
    [
        pytest.param("a.test", (-1, 30), False, False, Reason.CERTIFICATE_UNKNOWN_ISSUER, id="unknown authority"),
        pytest.param("a.test", (-30, -1), False, True, Reason.CERTIFICATE_EXPIRED, id="expired"),
        pytest.param("a.test", (5, 30), False, True, Reason.CERTIFICATE_NOT_YET_VALID, id="not yet valid"),
        pytest.param("b.test", (-1, 30), False, True, Reason.CERTIFICATE_WRONG_HOST, id="another host's"),
    ],
)
async def test_a_bad_certificate_is_refused_and_taken_where_that_is_asked_for(
    authority: Authority, host: str, days: tuple[int, int], self_signed: bool, trusted: bool, reason: Reason
) -> None:
    files = [authority.pem] if trusted else []
    tls = authority.context(host, days=days, self_signed=self_signed)
    async with raw_server(replying(answer()), tls) as port:
        async with visiting(port, *files) as visit:
            with pytest.raises(CertificateRefused) as failed:
                await visit.get("https://a.test/", limits=LIMITS)
        assert failed.value.failure.reason is reason
        async with visiting(port, *files, verify=False) as visit:
            assert (await visit.get("https://a.test/", limits=LIMITS)).status == 200


async def test_the_handshake_is_a_browser_s(authority: Authority) -> None:
    offered: dict[bool, set[str]] = {}

    def noting(plain: ssl.SSLContext) -> ssl.SSLContext:
        def shown(connection: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
            connections.append(connection)

        plain.sni_callback = shown
        return plain

    for tls in (False, True):
        connections: list[ssl.SSLObject] = []
        async with (
            raw_server(replying(answer()), noting(authority.context("a.test"))) as port,
            visiting(port, authority.pem, tls=tls) as visit,
        ):
            await visit.get("https://a.test/", limits=LIMITS)
            offered[tls] = {name for name, _, _ in connections[0].shared_ciphers() or []}
    assert any(name.startswith("DHE-") for name in offered[False]), "OpenSSL offers what no browser does"
    assert not any(name.startswith("DHE-") for name in offered[True])


@pytest.mark.parametrize("tls", [False, True], ids=["aiohttp", "curl"])
async def test_headers_are_one_browser_s_in_its_order(tls: bool) -> None:
    heads: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await read_request(reader))
        writer.write(answer(Set_Cookie="session=1; Path=/", Connection="close"))
        await writer.drain()

    async with raw_server(handler) as port, visiting(port, tls=tls) as visit:
        first = await visit.get("http://a.test/", limits=LIMITS)
        await visit.get("http://a.test/b", headers={"If-None-Match": '"1"'}, limits=LIMITS)
    assert first.header("set-cookie") is None
    sent = [line.partition(": ")[::2] for line in heads[0].decode().split("\r\n")[1:] if line]
    own = {name for name, _ in browsers()[0].headers}
    assert [pair for pair in sent if pair[0] in own] == list(browsers()[0].headers)
    assert {name for name, _ in sent} - own <= {"Host", "Connection"}
    assert b"theodore" not in heads[0].lower(), "of our own not a word: a mixture would be neither"
    assert b"session=1" in heads[1], "cookies are kept for the visit"
    assert b'if-none-match: "1"' in heads[1].lower()


@pytest.mark.parametrize("tls", [False, True], ids=["aiohttp", "curl"])
async def test_a_cookie_goes_back_as_it_came(tls: bool) -> None:
    heads: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await read_request(reader))
        writer.write(answer(Set_Cookie="gate=Zoë/€==; Path=/", Connection="close"))
        await writer.drain()

    async with raw_server(handler) as port, visiting(port, tls=tls) as visit:
        await visit.get("http://a.test/", limits=LIMITS)
        await visit.get("http://a.test/b", limits=LIMITS)
    assert "\r\nCookie: gate=Zoë/€==\r\n".encode() in heads[1]


async def test_redirects_are_left_to_the_caller_and_refusals_come_before_the_body() -> None:
    def refuse(status: int, headers: object) -> Reason | None:
        assert isinstance(headers, dict)
        return Reason.NOT_HTML if "pdf" in headers.get("content-type", "") else None

    leading_on = replying(answer(status="301 Moved", Location="http://b.test/"))
    async with raw_server(leading_on) as port, visiting(port) as visit:
        moved = await visit.get("http://a.test/", limits=LIMITS)
    assert (moved.status, moved.header("location")) == (301, "http://b.test/")
    async with raw_server(replying(head("200 OK", "Content-Type: application/pdf"))) as port, visiting(port) as visit:
        with pytest.raises(FetchFailed) as failed:
            await visit.get("http://a.test/", limits=LIMITS, refuse=refuse)
    assert failed.value.failure.reason is Reason.NOT_HTML


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        pytest.param("http://nowhere.test/", Reason.DNS_NO_SUCH_NAME, id="no such name"),
        pytest.param("http://10.0.0.1/", Reason.FORBIDDEN_ADDRESS, id="a private address"),
        pytest.param("https://127.0.0.1/", Reason.FORBIDDEN_ADDRESS, id="this machine"),
        pytest.param("http://closed.test/", Reason.REFUSED, id="nothing listens"),
        pytest.param("file:///etc/passwd", Reason.NOT_A_WEBSITE, id="a file"),
    ],
)
async def test_what_the_gateway_does_not_reach_keeps_its_reason(url: str, reason: Reason) -> None:
    lines = ["nowhere.test=-", "closed.test=127.0.0.1:1"]
    manner = Manner(identity=Identity(browsers()[0], tls=True))
    settings = NetSettings(overrides=Overrides.parse(lines))
    async with HttpClient(settings) as client, client.visit(manner) as visit:
        with pytest.raises(FetchFailed) as failed:
            await visit.get(url, limits=LIMITS)
    assert failed.value.failure.reason is reason


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
async def test_an_ipv6_address_is_reached(authority: Authority, tls: bool) -> None:
    heads: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await read_request(reader))
        writer.write(answer(b"six"))
        await writer.drain()

    try:
        server = await asyncio.start_server(handler, "::1", 0, ssl=authority.context("a.test") if tls else None)
    except OSError:
        pytest.skip("this machine has no IPv6")
    place = f"[::1]:{server.sockets[0].getsockname()[1]}"
    manner = Manner(verify=False, identity=Identity(browsers()[0], tls=True))
    async with server, HttpClient(NetSettings(allow_private=True)) as client, client.visit(manner) as visit:
        found = await visit.get(f"{'https' if tls else 'http'}://{place}/", limits=LIMITS)
    assert found.body == b"six"
    assert f"Host: {place}\r\n".encode() in heads[0]
    assert b"proxy" not in heads[0].lower(), "what the gateway is told goes no further"


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "017700000001"])
async def test_a_number_is_an_address_where_private_ones_are_allowed(host: str) -> None:
    manner = Manner(identity=Identity(browsers()[0], tls=True))
    async with (
        raw_server(replying(answer())) as port,
        HttpClient(NetSettings(allow_private=True)) as client,
        client.visit(manner) as visit,
    ):
        assert (await visit.get(f"http://{host}:{port}/", limits=LIMITS)).status == 200


async def test_why_an_ipv6_address_is_not_reached_is_known_however_it_is_written() -> None:
    manner = Manner(identity=Identity(browsers()[0], tls=True))
    async with HttpClient(NetSettings(allow_private=True)) as client, client.visit(manner) as visit:
        for scheme in ("http", "https"):
            with pytest.raises(FetchFailed) as failed:
                await visit.get(f"{scheme}://[::ffff:127.0.0.1]:1/", limits=LIMITS)
            assert failed.value.failure.reason is Reason.REFUSED


async def test_a_request_that_is_cut_off_leaves_nothing_behind() -> None:
    async with raw_server(_silent) as port, visiting(port) as visit:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await visit.get("http://a.test/", limits=LIMITS)
        with pytest.raises(FetchFailed):
            await visit.get("http://a.test/", limits=Limits(connect_s=0.1, read_s=0.1))
