"""Certificates: verified always, and each fault by its own name."""

from __future__ import annotations

import asyncio
import ssl
from asyncio import sslproto
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.net.servers import Authority, answer, raw_server, read_request, replying
from theodore.model.errors import ConfigurationError, FetchFailed, Reason
from theodore.net.client import HttpClient
from theodore.net.connector import tls_context
from theodore.net.exchange import Limits, Response
from theodore.net.manner import PLAIN, Manner
from theodore.net.overrides import Overrides
from theodore.net.settings import NetSettings
from theodore.net.wire import BoundedHandler


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("authority"))


async def ask(tls: ssl.SSLContext, *trusted: Path) -> Response:
    async with raw_server(replying(answer()), tls) as port:
        overrides = Overrides.parse([f"a.test:443=127.0.0.1:{port}"])
        async with HttpClient(NetSettings(overrides=overrides, ca_files=trusted)) as client:
            return await client.get("https://a.test/", limits=Limits(connect_s=20, read_s=20))


async def test_an_authority_of_the_user_s_own_is_trusted(authority: Authority) -> None:
    assert (await ask(authority.context("a.test"), authority.pem)).status == 200


async def test_a_connection_holds_no_more_ready_than_it_needs(authority: Authority) -> None:
    ready: list[int] = []

    class Noting(sslproto.SSLProtocol):
        def get_buffer(self, n: int) -> memoryview:
            buffer = super().get_buffer(n)
            ready.append(len(buffer))
            return buffer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sslproto, "SSLProtocol", Noting)
        assert (await ask(authority.context("a.test"), authority.pem)).body
    assert ready
    assert max(ready) <= 16_645


async def test_a_page_longer_than_what_is_read_at_once_comes_whole(authority: Authority) -> None:
    page = bytes(range(256)) * 4_000
    async with raw_server(replying(answer(page)), authority.context("a.test")) as port:
        overrides = Overrides.parse([f"a.test:443=127.0.0.1:{port}"])
        async with HttpClient(NetSettings(overrides=overrides, ca_files=(authority.pem,))) as client:
            got = await client.get("https://a.test/", limits=Limits(connect_s=20, read_s=20))
    assert got.body == page


async def test_pages_that_are_read_side_by_side_come_each_whole(authority: Authority) -> None:
    pages = {f"/{letter}": letter.encode() * 300_000 for letter in "abcd"}

    async def by_path(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await read_request(reader)
        writer.write(answer(pages[head.split()[1].decode()]))
        await writer.drain()

    async with raw_server(by_path, authority.context("a.test")) as port:
        overrides = Overrides.parse([f"a.test:443=127.0.0.1:{port}"])
        settings = NetSettings(overrides=overrides, ca_files=(authority.pem,))
        async with HttpClient(settings) as client, client.visit() as visit:
            limits = Limits(connect_s=20, read_s=20)
            got = await asyncio.gather(*(visit.get(f"https://a.test{path}", limits=limits) for path in pages))
    assert [response.body for response in got] == list(pages.values())


@pytest.mark.parametrize(
    ("host", "days", "self_signed", "trusted", "reason"),
    [
        pytest.param("a.test", (-1, 30), False, False, Reason.CERTIFICATE_UNKNOWN_ISSUER, id="unknown authority"),
        pytest.param("a.test", (-30, -1), False, True, Reason.CERTIFICATE_EXPIRED, id="expired"),
        pytest.param("a.test", (5, 30), False, True, Reason.CERTIFICATE_NOT_YET_VALID, id="not yet valid"),
        pytest.param("b.test", (-1, 30), False, True, Reason.CERTIFICATE_WRONG_HOST, id="another host's"),
        pytest.param("a.test", (-1, 30), True, True, Reason.CERTIFICATE_SELF_SIGNED, id="self-signed"),
    ],
)
async def test_a_bad_certificate_is_refused(
    authority: Authority, host: str, days: tuple[int, int], self_signed: bool, trusted: bool, reason: Reason
) -> None:
    with pytest.raises(FetchFailed) as failed:
        await ask(authority.context(host, days=days, self_signed=self_signed), *([authority.pem] if trusted else []))
    assert failed.value.failure.reason is reason


async def _hang_up(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read(100)


async def _talk_plainly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()


@pytest.mark.parametrize("handler", [_hang_up, _talk_plainly])
async def test_a_handshake_that_breaks_off(handler: object) -> None:
    async with raw_server(handler) as port:  # type: ignore[arg-type]  # pytest's parameters have no types
        overrides = Overrides.parse([f"a.test:443=127.0.0.1:{port}"])
        async with HttpClient(NetSettings(overrides=overrides)) as client:
            with pytest.raises(FetchFailed) as failed:
                await client.get("https://a.test/", limits=Limits(connect_s=20))
    assert failed.value.failure.reason is Reason.TLS_HANDSHAKE


def test_verification_is_never_off(authority: Authority) -> None:
    context = tls_context([authority.pem])
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


@pytest.mark.parametrize("content", [None, b"no certificate"], ids=["missing", "not a certificate"])
def test_an_unreadable_authority_is_a_configuration_error(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "mine.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"mine\.pem.*--ca-file"):
        HttpClient(NetSettings(ca_files=(path,)))


@pytest.mark.parametrize(
    ("host", "days", "self_signed"),
    [
        pytest.param("a.test", (-1, 30), False, id="unknown authority"),
        pytest.param("a.test", (-30, -1), False, id="expired"),
        pytest.param("b.test", (-1, 30), False, id="another host's"),
        pytest.param("a.test", (-1, 30), True, id="self-signed"),
    ],
)
async def test_a_visit_that_does_not_verify_takes_any_certificate(
    authority: Authority, host: str, days: tuple[int, int], self_signed: bool
) -> None:
    tls = authority.context(host, days=days, self_signed=self_signed)
    async with raw_server(replying(answer()), tls) as port:
        settings = NetSettings(overrides=Overrides.parse([f"a.test:443=127.0.0.1:{port}"]))
        async with HttpClient(settings) as client, client.visit(Manner(verify=False)) as visit:
            assert (await visit.get("https://a.test/", limits=Limits(connect_s=20, read_s=20))).status == 200
        async with HttpClient(settings) as client, client.visit() as visit:
            with pytest.raises(FetchFailed):
                await visit.get("https://a.test/", limits=Limits(connect_s=20, read_s=20))


async def test_a_visit_that_does_not_verify_sends_no_cookie_back(authority: Authority) -> None:
    heads: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            heads.append(await read_request(reader))
            writer.write(answer(Set_Cookie="session=1; Path=/"))
            await writer.drain()

    async with raw_server(handler, authority.context("a.test")) as port:
        settings = NetSettings(overrides=Overrides.parse([f"a.test:443=127.0.0.1:{port}"]))
        for manner in (Manner(verify=False), PLAIN):
            trusted = NetSettings(overrides=settings.overrides, ca_files=(authority.pem,))
            async with HttpClient(trusted) as client, client.visit(manner) as visit:
                for _ in range(2):
                    await visit.get("https://a.test/", limits=Limits(connect_s=20, read_s=20))
    assert [b"cookie: session=1" in head.lower() for head in heads] == [False, False, False, True]


@dataclass
class Mute:
    """A server that shakes hands, and then neither answers nor says goodbye. gone: the connection has ended."""

    tls: ssl.SSLContext
    shaken: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard, said = ssl.MemoryBIO(), ssl.MemoryBIO()
        session = self.tls.wrap_bio(heard, said, server_side=True)
        while not _shaken(session):
            writer.write(said.read())
            heard.write(await reader.read(65_536))
        writer.write(said.read())
        self.shaken.set()
        if heard.pending:  # the request came with the last words of the handshake
            self.asked.set()
        while await reader.read(65_536):
            self.asked.set()
        self.gone.set()


def _shaken(session: ssl.SSLObject) -> bool:
    try:
        session.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True


@pytest.mark.parametrize("when", ["as the handshake ends", "a turn later", "while it waits for the answer"])
async def test_a_request_that_is_given_up_keeps_no_connection_open(
    authority: Authority, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(handler: BoundedHandler, transport: asyncio.BaseTransport) -> None:
        connected(handler, transport)
        if when == "as the handshake ends":
            task.cancel()
        elif when == "a turn later":
            asyncio.get_running_loop().call_soon(task.cancel)

    connected = BoundedHandler.connection_made
    monkeypatch.setattr(BoundedHandler, "connection_made", made)
    server = Mute(authority.context("a.test"))
    async with raw_server(server) as port:
        net = NetSettings(overrides=Overrides.parse([f"a.test=127.0.0.1:{port}"]), ca_files=(authority.pem,))
        async with HttpClient(net) as client, client.visit() as visit:
            task = asyncio.create_task(visit.get("https://a.test/", limits=Limits(connect_s=60, read_s=60)))
            await asyncio.wait_for(server.shaken.wait(), 20)
            if when == "while it waits for the answer":
                await asyncio.wait_for(server.asked.wait(), 20)
                task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            # while the visit goes on; asyncio would wait for thirty seconds
            await asyncio.wait_for(server.gone.wait(), 20)
