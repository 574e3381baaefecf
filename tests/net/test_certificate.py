"""What is told of a certificate that was refused."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from tests.net.servers import Authority, answer, raw_server
from theodore.model.errors import CertificateRefused, FetchFailed, Reason
from theodore.net.certificate import Certificate, Certificates, read_certificate
from theodore.net.client import HttpClient
from theodore.net.connector import unverified_context
from theodore.net.exchange import Limits
from theodore.net.guard import AddressGuard
from theodore.net.overrides import Overrides
from theodore.net.resolve import NameService, Resolver
from theodore.net.settings import NetSettings

PATIENT = Limits(connect_s=20, read_s=20)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("authority"))


@dataclass
class Stand:
    """A server that notes what came over each connection once hands were shaken."""

    port: int = 0
    heard: list[bytes] = field(default_factory=list)

    def settings(self, *trusted: Path) -> NetSettings:
        lines = [f"{name}:443=127.0.0.1:{self.port}" for name in ("a.test", "b.test")]
        return NetSettings(overrides=Overrides.parse(lines), ca_files=trusted)


@asynccontextmanager
async def standing(tls: ssl.SSLContext) -> AsyncIterator[Stand]:
    stand = Stand()

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        stand.heard.append(await reader.read(1_000))
        writer.write(answer())
        await writer.drain()

    async with raw_server(handler, tls) as stand.port:
        yield stand


async def refusal(settings: NetSettings, url: str = "https://a.test/", limits: Limits = PATIENT) -> CertificateRefused:
    async with HttpClient(settings) as client, client.visit() as visit:
        with pytest.raises(CertificateRefused) as refused:
            await visit.get(url, limits=limits)
        assert visit.requests == 1
    return refused.value


def day(days: int) -> str:
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%d}"


MANY = ("b.test", "www.b.test", "c.test", "d.test", "e.test")


@pytest.mark.parametrize(
    ("host", "days", "self_signed", "names", "trusted", "reason", "words"),
    [
        pytest.param(
            "a.test", (-30, -3), False, None, True, Reason.CERTIFICATE_EXPIRED, "expired on {-3}", id="expired"
        ),
        pytest.param(
            "a.test",
            (5, 9),
            False,
            None,
            True,
            Reason.CERTIFICATE_NOT_YET_VALID,
            "not valid before {5}",
            id="too early",
        ),
        pytest.param(
            "a.test",
            (-1, 9),
            True,
            None,
            False,
            Reason.CERTIFICATE_SELF_SIGNED,
            "by itself, and is for a.test",
            id="self",
        ),
        pytest.param(
            "a.test",
            (-1, 9),
            False,
            None,
            False,
            Reason.CERTIFICATE_UNKNOWN_ISSUER,
            "from 'Test Authority'",
            id="issuer",
        ),
        pytest.param(
            "b.test", (-1, 9), False, None, True, Reason.CERTIFICATE_WRONG_HOST, "for b.test, not for a.test", id="host"
        ),
        pytest.param(
            "b.test",
            (-1, 9),
            False,
            MANY,
            True,
            Reason.CERTIFICATE_WRONG_HOST,
            "for b.test, www.b.test, c.test and 2 more, not for a.test",
            id="many hosts",
        ),
    ],
)
async def test_a_refusal_says_what_is_wrong(
    authority: Authority,
    host: str,
    days: tuple[int, int],
    self_signed: bool,
    names: tuple[str, ...] | None,
    trusted: bool,
    reason: Reason,
    words: str,
) -> None:
    for number in (-3, 5):
        words = words.replace(f"{{{number}}}", day(number))
    async with standing(authority.context(host, days=days, self_signed=self_signed, names=names)) as stand:
        refused = await refusal(stand.settings(*([authority.pem] if trusted else [])))
    assert refused.failure.reason is reason
    assert words in refused.failure.detail
    assert refused.failure.url == "https://a.test/"
    assert refused.names == (names or (host,))
    assert stand.heard in ([], [b""]), "hands were shaken, and nothing was said"


async def test_a_host_is_looked_at_once_in_a_visit(authority: Authority) -> None:
    async with (
        standing(authority.context("b.test")) as stand,
        HttpClient(stand.settings(authority.pem)) as client,
        client.visit() as visit,
    ):
        for path in ("", "about", "team"):
            with pytest.raises(CertificateRefused, match=r"for b\.test, not for a\.test"):
                await visit.get(f"https://a.test/{path}", limits=PATIENT)
        assert (await visit.get("https://b.test/", limits=PATIENT)).status == 200
    assert len([words for words in stand.heard if words]) == 1


async def test_where_nothing_is_shown_the_reason_is_told_alone(authority: Authority) -> None:
    """The server hangs the second time: the bound of a connection holds, and the failure stays what it was."""
    tls = authority.context("b.test")
    accepted = 0

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal accepted
        accepted += 1
        if accepted == 1:
            await writer.start_tls(tls)
        await reader.read()

    async with raw_server(handler) as port:
        refused = await refusal(Stand(port).settings(authority.pem), limits=Limits(connect_s=0.5))
    assert accepted == 2
    assert refused.failure.detail == Reason.CERTIFICATE_WRONG_HOST.meaning
    assert refused.names == ()


async def test_no_certificate_is_looked_at_where_none_was_refused(authority: Authority) -> None:
    async with standing(authority.context("a.test")) as stand:
        async with HttpClient(stand.settings(authority.pem)) as client:
            await client.get("https://a.test/", limits=PATIENT)
        assert len(stand.heard) == 1


async def test_another_failure_is_no_refusal() -> None:
    overrides = Overrides.parse(["a.test:443=127.0.0.1:1"])
    async with HttpClient(NetSettings(overrides=overrides)) as client:
        with pytest.raises(FetchFailed) as failed:
            await client.get("https://a.test/", limits=PATIENT)
    assert not isinstance(failed.value, CertificateRefused)


async def test_a_look_that_is_cut_off_leaves_nothing_in_the_way_of_the_next_connection(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = asyncio.get_running_loop()
    connect = loop.create_connection

    class CutOff(asyncio.Protocol):
        """Hands are shaken, and just then there is no more time."""

        def __init__(self, hand: asyncio.Protocol) -> None:
            self.hand = hand

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.hand.connection_made(transport)
            look.cancel()

    async def cut_off(factory: Callable[[], asyncio.Protocol], **options: Any) -> Any:
        return await connect(lambda: CutOff(factory()), **options)

    async with standing(authority.context("b.test")) as stand:
        guard, settings = AddressGuard(), stand.settings()
        resolver = Resolver(settings.overrides, guard, NameService(5.0))
        certificates = Certificates(resolver, guard, unverified_context())
        with monkeypatch.context() as patched:
            patched.setattr(loop, "create_connection", cut_off)
            look = asyncio.create_task(certificates.of("https://a.test/"))
            with pytest.raises(asyncio.CancelledError):
                await look
        # a new socket is given the lowest number that is free
        with socket.socket() as other:
            other.setblocking(False)
            await loop.sock_connect(other, ("127.0.0.1", stand.port))


def made(subject: str, issuer: list[x509.NameAttribute[str]], *extensions: x509.ExtensionType) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name(issuer))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    found = read_certificate(builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER))
    assert found is not None
    return found


COMMON, ORGANIZATION = NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME


@pytest.mark.parametrize(
    ("issuer", "told"),
    [
        pytest.param([(COMMON, "R3"), (ORGANIZATION, "Ada")], "R3", id="its name"),
        pytest.param([(ORGANIZATION, "Ada Ltd")], "Ada Ltd", id="its house, where it has no name"),
        pytest.param([], "", id="it does not say"),
        pytest.param([(COMMON, "\x1b[31mred\r\n")], "[31mred", id="without what a terminal would obey"),
        pytest.param([(COMMON, " \t"), (ORGANIZATION, "Ada")], "Ada", id="not what nobody sees"),
        pytest.param([(COMMON, "x" * 64)], "x" * 60, id="not at length"),
    ],
)
def test_who_signed_it(issuer: list[tuple[x509.ObjectIdentifier, str]], told: str) -> None:
    assert made("a.test", [x509.NameAttribute(oid, text) for oid, text in issuer]).issuer == told


def names(*hosts: str) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])


@pytest.mark.parametrize(
    ("extensions", "told"),
    [
        pytest.param([], ("subject.test",), id="its subject, where it names no hosts"),
        pytest.param([names("A.test", "a.test", "*.b.test")], ("a.test", "*.b.test"), id="each once"),
        pytest.param([names("a.test\x1b[2J", "b test", "<b>", "c.test")], ("c.test",), id="what can be a host"),
        pytest.param([names(*(f"{n}.test" for n in range(500)))], tuple(f"{n}.test" for n in range(200)), id="bounded"),
    ],
)
def test_whom_it_is_for(extensions: list[x509.ExtensionType], told: tuple[str, ...]) -> None:
    assert made("subject.test", [], *extensions).names == told


@given(st.binary(max_size=200))
def test_whatever_is_shown_nothing_is_raised(shown: bytes) -> None:
    assert read_certificate(shown) is None
