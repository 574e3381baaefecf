"""Errors as real libraries raise them on real sockets."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from theodore.model.errors import Reason
from theodore.policy.classify import classify

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
LIMIT = aiohttp.ClientTimeout(sock_connect=5, sock_read=0.2)


async def resets(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    # closed with nothing to linger for: the system sends a reset
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def closes(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")


async def hangs(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read(-1)  # until the client goes


def says(answer: bytes) -> Answer:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()

    return handler


@asynccontextmanager
async def served(answer: Answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(once, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


async def by_aiohttp(url: str) -> Reason:
    try:
        async with aiohttp.ClientSession(timeout=LIMIT) as session, session.get(url) as response:
            response.raise_for_status()
            await response.read()
    except Exception as error:  # noqa: BLE001 # whatever is raised is what the test is about
        return classify(error).reason
    pytest.fail("nothing was raised")


def _by_urllib(url: str) -> Reason:
    try:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=0.2).read()
    except Exception as error:  # noqa: BLE001 # whatever is raised is what the test is about
        return classify(error).reason
    pytest.fail("nothing was raised")


async def by_urllib(url: str) -> Reason:
    return await asyncio.to_thread(_by_urllib, url)


TRUNCATED = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"
BUSY = b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "aiohttps", "urllibs"),
    [
        pytest.param(resets, Reason.RESET, Reason.RESET, id="reset"),
        pytest.param(closes, Reason.CLOSED, Reason.CLOSED, id="closed without an answer"),
        pytest.param(hangs, Reason.FIRST_BYTE_TIMEOUT, Reason.ATTEMPT_DEADLINE, id="no answer in time"),
        pytest.param(says(TRUNCATED), Reason.TRUNCATED, Reason.TRUNCATED, id="fewer bytes than promised"),
        # aiohttp reports it as if the site had answered 400
        pytest.param(says(b"\x00junk\r\n\r\n"), Reason.PROTOCOL, Reason.PROTOCOL, id="an answer that is not HTTP"),
        pytest.param(says(BUSY), Reason.HTTP_503_RETRY_AFTER, Reason.HTTP_503_RETRY_AFTER, id="busy, come back"),
    ],
)
async def test_a_fault_on_a_socket(answer: Answer, aiohttps: Reason, urllibs: Reason) -> None:
    async with served(answer) as url:
        assert await by_aiohttp(url) is aiohttps
        assert await by_urllib(url) is urllibs


@pytest.mark.parametrize("get", [by_aiohttp, by_urllib])
async def test_nobody_listens(get: Callable[[str], Awaitable[Reason]]) -> None:
    with socket.socket() as bound:  # bound, so that nobody else takes the port; not listening
        bound.bind(("127.0.0.1", 0))
        assert await get(f"http://127.0.0.1:{bound.getsockname()[1]}/") is Reason.REFUSED


@pytest.mark.parametrize("get", [by_aiohttp, by_urllib])
async def test_tls_that_is_none(get: Callable[[str], Awaitable[Reason]]) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()

    async with served(plain) as url:
        assert await get(url.replace("http:", "https:")) is Reason.TLS_HANDSHAKE


@pytest.fixture(scope="module")
def self_signed(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    folder: Path = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    (folder / "chain.pem").write_bytes(
        made.public_bytes(pem) + key.private_bytes(pem, form, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "chain.pem")
    return context


@pytest.mark.parametrize("get", [by_aiohttp, by_urllib])
async def test_a_certificate_signed_by_itself(
    get: Callable[[str], Awaitable[Reason]], self_signed: ssl.SSLContext
) -> None:
    async with served(closes, self_signed) as url:
        assert await get(url) is Reason.CERTIFICATE_SELF_SIGNED


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        pytest.param("ftp://a.test/", Reason.NOT_A_WEBSITE, id="neither http nor https"),
        pytest.param("not a website", Reason.BAD_URL, id="not an address"),
    ],
)
async def test_an_address_that_cannot_be_asked(url: str, reason: Reason) -> None:
    assert await by_aiohttp(url) is reason
