"""Out through proxies of other people: real ones on loopback, which may refuse, be gone, or be asked for too much."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.net.servers import Authority, answer, raw_server, read_request, replying
from tests.net.test_gateway import WAIT_S, connected, credentials, open_gateway, say, status_of
from theodore.model.errors import ConfigurationError, Reason
from theodore.net.client import HttpClient
from theodore.net.gateway import Gateway
from theodore.net.overrides import Overrides
from theodore.net.relay import all_of, pump
from theodore.net.resolve import Found, NameService
from theodore.net.settings import NetSettings
from theodore.net.upstream import ProxyAddress

_NAME, _IPV4 = 3, 1


@asynccontextmanager
async def socks5(site: int, login: tuple[str, str] | None = None) -> AsyncIterator[tuple[int, list[str]]]:
    """A SOCKS5 proxy that leads everybody to one port here; gives its own, and what it was asked for."""
    asked: list[str] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, count = await reader.readexactly(2)
        await reader.readexactly(count)
        writer.write(b"\x05\x02" if login else b"\x05\x00")
        if login:
            told = [(await reader.readexactly((await reader.readexactly(size))[-1])).decode() for size in (2, 1)]
            writer.write(b"\x01\x00" if tuple(told) == login else b"\x01\x01")
            if tuple(told) != login:
                return
        kind = (await reader.readexactly(4))[3]
        size = (await reader.readexactly(1))[0] if kind == _NAME else 4
        where = await reader.readexactly(size)
        port = struct.unpack(">H", await reader.readexactly(2))[0]
        asked.append(f"{where.decode() if kind == _NAME else socket.inet_ntoa(where)}:{port}")
        writer.write(b"\x05\x00\x00\x01\0\0\0\0\0\0")
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", site)
        try:
            await all_of(pump(reader, far_writer, lambda _: None), pump(far_reader, writer, lambda _: None))
        finally:
            far_writer.close()

    async with raw_server(handler) as port:
        yield port, asked


@asynccontextmanager
async def out_through(upstream: ProxyAddress, *lines: str, ca: tuple[Path, ...] = ()) -> AsyncIterator[Gateway]:
    """A gateway behind this proxy, for which every name is a public one."""

    def public(_host: str, _family: socket.AddressFamily) -> Found:
        return [(socket.AF_INET, "198.41.0.4")]

    settings = NetSettings(overrides=Overrides.parse(lines), ca_files=ca)
    async with HttpClient(settings, NameService(5.0, public)) as client, client.gateway(upstream) as gateway:
        yield gateway


def of_gateway(gateway: Gateway) -> ProxyAddress:
    port = int(gateway.address.rpartition(":")[2])
    return ProxyAddress("http", "127.0.0.1", port, gateway.username, gateway.password)


async def tunnelled(gateway: Gateway, place: str) -> bytes:
    """The answer of a plain HTTP server at the end of a tunnel."""
    async with connected(gateway) as (reader, writer):
        writer.write(f"CONNECT {place} HTTP/1.1\r\n{credentials(gateway)}\r\n".encode())
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), WAIT_S)
        if status_of(head) != 200:
            return head
        writer.write(b"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")
        return await asyncio.wait_for(reader.readuntil(b"hello"), WAIT_S)


async def test_through_an_http_proxy_with_its_login() -> None:
    async with (
        raw_server(replying(answer(b"hello"))) as port,
        open_gateway(f"a.test=127.0.0.1:{port}") as proxy,
        out_through(of_gateway(proxy)) as gateway,
    ):
        assert (await say(gateway, "GET http://a.test/ HTTP/1.1")).endswith(b"hello")
        assert (await tunnelled(gateway, "a.test:80")).endswith(b"hello")
        assert proxy.requests == gateway.requests == 2


async def test_an_http_proxy_is_handed_the_url_and_our_login_for_it_alone() -> None:
    heads: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await read_request(reader))
        writer.write(answer())

    async with (
        raw_server(handler) as port,
        out_through(ProxyAddress("http", "127.0.0.1", port, "ann", "pw")) as gateway,
    ):
        await say(gateway, "GET http://a.test:8080/x HTTP/1.1", "Proxy-Authorization-Not: x\r\n")
        assert heads[0].startswith(b"GET http://a.test:8080/x HTTP/1.1\r\nHost: a.test:8080\r\n")
        assert heads[0].count(b"Proxy-Authorization:") == 1
        assert b"Proxy-Authorization: Basic YW5uOnB3\r\n" in heads[0]
        assert gateway.password.encode() not in heads[0]


async def test_through_an_https_proxy_that_is_verified(tmp_path: Path) -> None:
    authority = Authority.make(tmp_path)
    async with raw_server(replying(answer(b"hello")), authority.context("localhost")) as port:
        proxy = ProxyAddress("https", "localhost", port)
        async with out_through(proxy, ca=(authority.pem,)) as trusting, out_through(proxy) as doubting:
            assert (await say(trusting, "GET http://a.test/ HTTP/1.1")).endswith(b"hello")
            assert status_of(await say(doubting, "GET http://a.test/ HTTP/1.1")) == 502
            failure = doubting.failure("a.test")
            assert failure is not None
            assert failure.reason is Reason.PROXY


@pytest.mark.parametrize("login", [None, ("ann", "s@cret")])
async def test_through_a_socks5_proxy_names_go_as_names(login: tuple[str, str] | None) -> None:
    async with (
        raw_server(replying(answer(b"hello"))) as port,
        socks5(port, login) as (proxy, asked),
        out_through(ProxyAddress("socks5", "127.0.0.1", proxy, *(login or ()))) as gateway,
    ):
        assert (await say(gateway, "GET http://a.test/ HTTP/1.1")).endswith(b"hello")
        assert (await tunnelled(gateway, "b.test:443")).endswith(b"hello")
    assert asked == ["a.test:80", "b.test:443"]


async def test_an_address_that_the_user_chose_is_what_the_proxy_is_told() -> None:
    async with (
        raw_server(replying(answer(b"hello"))) as port,
        socks5(port) as (proxy, asked),
        out_through(ProxyAddress("socks5", "127.0.0.1", proxy), "a.test=10.1.2.3:8080") as gateway,
    ):
        await say(gateway, "GET http://a.test/ HTTP/1.1")
    assert asked == ["10.1.2.3:8080"]


@pytest.mark.parametrize("host", ["127.0.0.1", "169.254.169.254", "localhost", "metadata.google.internal", "[::1]"])
async def test_what_is_refused_here_is_never_told_to_a_proxy(host: str) -> None:
    async with (
        raw_server(replying(answer(b"hello"))) as port,
        socks5(port) as (proxy, asked),
        out_through(ProxyAddress("socks5", "127.0.0.1", proxy)) as gateway,
    ):
        assert status_of(await say(gateway, f"GET http://{host}/ HTTP/1.1")) == 403
        assert status_of(await tunnelled(gateway, f"{host}:443")) == 403
    assert asked == []


@pytest.mark.parametrize("scheme", ["http", "https", "socks4", "socks5"])
async def test_a_proxy_that_is_gone_is_a_fault_of_the_proxy(scheme: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        async with out_through(ProxyAddress(scheme, "127.0.0.1", unused.getsockname()[1], "ann", "s3cret")) as gateway:
            assert status_of(await tunnelled(gateway, "a.test:443")) == 502
            failure = gateway.failure("a.test")
            assert failure is not None
            assert failure.reason is Reason.PROXY
            assert "s3cret" not in failure.message
            assert gateway.refusal("a.test") is None


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(b"HTTP/1.1 407 Login\r\nContent-Length: 0\r\n\r\n", id="a wrong login"),
        pytest.param(b"HTTP/1.1 403 Banned\r\nContent-Length: 0\r\n\r\n", id="a ban"),
        pytest.param(b"nonsense\r\n\r\n", id="nonsense"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfe\r\n\r\n", id="no text at all"),
        pytest.param(b"HTTP/1.1 " + b"x" * 300_000, id="a status without end"),
    ],
)
async def test_a_proxy_that_makes_no_tunnel_is_a_fault_of_the_proxy(reply: bytes) -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(reply)
        await writer.drain()

    async with raw_server(handler) as port, out_through(ProxyAddress("http", "127.0.0.1", port)) as gateway:
        assert status_of(await tunnelled(gateway, "a.test:443")) == 502
        failure = gateway.failure("a.test")
        assert failure is not None
        assert failure.reason is Reason.PROXY


async def test_a_wrong_login_at_a_socks5_proxy_is_a_fault_of_the_proxy() -> None:
    async with (
        raw_server(replying(answer())) as port,
        socks5(port, ("ann", "right")) as (proxy, asked),
        out_through(ProxyAddress("socks5", "127.0.0.1", proxy, "ann", "wrong")) as gateway,
    ):
        assert status_of(await tunnelled(gateway, "a.test:443")) == 502
    assert asked == []


async def test_tls_goes_through_two_proxies_from_end_to_end(tmp_path: Path) -> None:
    authority = Authority.make(tmp_path)
    trusting = ssl.create_default_context(cafile=authority.pem)
    async with (
        raw_server(replying(answer(b"hello")), authority.context("a.test")) as site,
        socks5(site) as (port, _),
        out_through(ProxyAddress("socks5", "127.0.0.1", port)) as gateway,
        connected(gateway) as (reader, writer),
    ):
        writer.write(f"CONNECT a.test:443 HTTP/1.1\r\n{credentials(gateway)}\r\n".encode())
        await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), WAIT_S)
        await asyncio.wait_for(writer.start_tls(trusting, server_hostname="a.test"), WAIT_S)
        writer.write(b"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")
        assert (await asyncio.wait_for(reader.readuntil(b"hello"), WAIT_S)).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("http://proxy.example:8080", "http://proxy.example:8080", id="plain"),
        pytest.param("https://ann:s%40cret@proxy.example", "https://proxy.example:443", id="https, with a login"),
        pytest.param("SOCKS5://[2001:db8::1]", "socks5://[2001:db8::1]:1080", id="socks5, IPv6"),
        pytest.param("socks5h://proxy.example:9050", "socks5://proxy.example:9050", id="socks5h: always so"),
    ],
)
def test_a_proxy_is_read_and_shown_without_its_secret(text: str, shown: str) -> None:
    proxy = ProxyAddress.parse(text)
    assert str(proxy) == shown
    assert "cret" not in repr(proxy)
    assert (proxy.password == "s@cret") == ("cret" in text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "proxy.example:8080",
        "ftp://u:secret@p.example",
        "http://",
        "http://u:secret@p.example:99999/",
        "http://u:secret@p/x",
    ],
)
def test_a_proxy_that_cannot_be_read_is_not_repeated(text: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        ProxyAddress.parse(text)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["socks4", "socks5", "socks5h"])
@pytest.mark.parametrize(
    "login",
    [
        pytest.param("ann:secret%C3%BC", id="a sign that is not ASCII"),
        pytest.param("ann%E2%82%AC:secret", id="one in the user name"),
        pytest.param(f"ann:secret{'x' * 250}", id="longer than its length can be told"),
    ],
)
def test_a_login_that_socks_cannot_send_is_found_before_the_first_company(scheme: str, login: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        ProxyAddress.parse(f"{scheme}://{login}@p.example")
    assert "secret" not in str(refused.value)
    assert ProxyAddress.parse(f"http://{login}@p.example").username


async def test_a_login_in_any_script_is_told_alike_for_tunnels_and_for_urls() -> None:
    told: list[str] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await read_request(reader)).decode()
        told.append(head.partition("Proxy-Authorization: ")[2].partition("\r\n")[0])
        writer.write(b"HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n")

    async with raw_server(handler) as port:
        proxy = ProxyAddress("http", "127.0.0.1", port, "ann", "s€crüt")
        async with out_through(proxy) as gateway:
            for first in ("GET http://a.test/ HTTP/1.1", "CONNECT a.test:443 HTTP/1.1"):
                await say(gateway, first)
    assert told == [proxy.authorization, proxy.authorization]
