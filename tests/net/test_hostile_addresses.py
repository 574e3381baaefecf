"""Where a website might send us and has no business to: each is refused, whichever way it is gone.

The addresses stand in URLs as a page, a redirect or a cell may write them. On the port that each names something
listens, on this machine, IPv4 and IPv6: not one connection may come there.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest

from tests.net.nameserver import asking, name_server
from tests.net.servers import answer, raw_server, read_request, replying
from tests.net.test_gateway import say, status_of
from theodore.crawl.crawler import SiteCrawler
from theodore.crawl.politeness import Sites
from theodore.model.company import Company
from theodore.model.errors import FetchFailed, Reason
from theodore.model.outcome import Crawl, Hints
from theodore.net.browsers import browsers
from theodore.net.client import HttpClient
from theodore.net.exchange import AnyVisit, Limits
from theodore.net.guard import ChosenAddress
from theodore.net.identities import Identity
from theodore.net.manner import Manner
from theodore.net.overrides import Overrides
from theodore.net.resolve import Found, NameService
from theodore.net.settings import NetSettings

REFUSED, UNREADABLE = {Reason.FORBIDDEN_ADDRESS}, {Reason.BAD_URL}
#: Who sees first what is wrong with it differs between versions of the libraries.
EITHER = REFUSED | UNREADABLE
LIMITS = Limits(connect_s=5, read_s=5)

#: Names of the wide world that lead inside, as anybody may enter them into their own zone.
ZONE: dict[str, list[str]] = {
    "loopback.example": ["127.0.0.1"],
    "router.example": ["192.168.1.1"],
    "metadata.example": ["169.254.169.254"],
    "unspecified.example": ["0.0.0.0"],  # noqa: S104 - never bound
    "several.example": ["10.0.0.1", "127.0.0.1", "192.168.1.1"],
    "127.0.0.1.wild.example": ["127.0.0.1"],
    "7f000001.c0a80001.rebind.example": ["127.0.0.1"],
    "xn--bcher-kva.example": ["127.0.0.1"],
}

#: (host as a URL writes it, reasons that HttpClient may give)
HOSTS = [
    # IPv4, plainly
    pytest.param("127.0.0.1", REFUSED, id="this machine"),
    pytest.param("127.0.0.53", REFUSED, id="this machine's name service"),
    pytest.param("127.255.255.254", REFUSED, id="the end of this machine's network"),
    pytest.param("0.0.0.0", REFUSED, id="unspecified, which Linux takes for itself"),  # noqa: S104 - never bound
    pytest.param("0.1.2.3", REFUSED, id="this network"),
    pytest.param("10.0.0.1", REFUSED, id="private A"),
    pytest.param("172.16.0.1", REFUSED, id="private B"),
    pytest.param("172.31.255.254", REFUSED, id="private B, its end"),
    pytest.param("192.168.0.1", REFUSED, id="private C"),
    pytest.param("100.64.0.1", REFUSED, id="carriers' inside"),
    pytest.param("169.254.0.1", REFUSED, id="link-local"),
    pytest.param("192.0.0.8", REFUSED, id="protocol assignments"),
    pytest.param("192.0.2.1", REFUSED, id="documentation 1"),
    pytest.param("198.51.100.1", REFUSED, id="documentation 2"),
    pytest.param("203.0.113.1", REFUSED, id="documentation 3"),
    pytest.param("198.19.0.1", REFUSED, id="benchmarks"),
    pytest.param("224.0.0.251", REFUSED, id="multicast DNS"),
    pytest.param("239.255.255.250", REFUSED, id="UPnP's multicast"),
    pytest.param("240.0.0.1", REFUSED, id="reserved"),
    pytest.param("255.255.255.255", REFUSED, id="broadcast"),
    # clouds' metadata services
    pytest.param("169.254.169.254", REFUSED, id="metadata: AWS, Google, Azure, DigitalOcean, Oracle, OpenStack"),
    pytest.param("169.254.170.2", REFUSED, id="metadata: AWS's containers"),
    pytest.param("169.254.170.23", REFUSED, id="metadata: AWS's pods"),
    pytest.param("169.254.0.23", REFUSED, id="metadata: Tencent"),
    pytest.param("169.254.42.42", REFUSED, id="metadata: Scaleway"),
    pytest.param("100.100.100.200", REFUSED, id="metadata: Alibaba"),
    pytest.param("192.0.0.192", REFUSED, id="metadata: Oracle, the former"),
    pytest.param("168.63.129.16", REFUSED, id="metadata: Azure's wire server"),
    pytest.param("[fd00:ec2::254]", REFUSED, id="metadata: AWS, IPv6"),
    pytest.param("[fd00:ec2::23]", REFUSED, id="metadata: AWS's pods, IPv6"),
    pytest.param("[fd20:ce::254]", REFUSED, id="metadata: Google, IPv6"),
    pytest.param("[fd00:42::42]", REFUSED, id="metadata: Scaleway, IPv6"),
    pytest.param("[fe80::a9fe:a9fe]", REFUSED, id="metadata: OpenStack, IPv6"),
    pytest.param("metadata.google.internal", REFUSED, id="metadata: Google, by name"),
    pytest.param("instance-data.ec2.internal", REFUSED, id="metadata: AWS, by name"),
    pytest.param("metadata", REFUSED, id="metadata, in short"),
    # IPv4 as numbers that C libraries and browsers read
    pytest.param("2130706433", REFUSED, id="one number"),
    pytest.param("017700000001", REFUSED, id="one octal number"),
    pytest.param("0x7f000001", REFUSED, id="one hexadecimal number"),
    pytest.param("0X7F000001", REFUSED, id="one hexadecimal number in capitals"),
    pytest.param("0177.0.0.1", REFUSED, id="octal"),
    pytest.param("0177.0000.0000.0001", REFUSED, id="octal with zeros"),
    pytest.param("0x7f.0x0.0x0.0x1", REFUSED, id="hexadecimal"),
    pytest.param("0x7f.1", REFUSED, id="hexadecimal and short"),
    pytest.param("127.1", REFUSED, id="short"),
    pytest.param("127.0.1", REFUSED, id="three parts"),
    pytest.param("127.0.0.0x1", REFUSED, id="mixed"),
    pytest.param("0", REFUSED, id="zero"),
    pytest.param("4294967297", REFUSED, id="a number that overflows"),
    pytest.param("127.0.0.1.", REFUSED, id="with a dot behind"),
    pytest.param("127.0.0.257", REFUSED, id="a part that overflows"),
    pytest.param("0x", REFUSED, id="a hexadecimal number without digits"),
    # IPv6
    pytest.param("[::1]", REFUSED, id="this machine, IPv6"),
    pytest.param("[0:0:0:0:0:0:0:1]", REFUSED, id="this machine, IPv6 in full"),
    pytest.param("[0000:0000:0000:0000:0000:0000:0000:0001]", REFUSED, id="this machine, IPv6 with all zeros"),
    pytest.param("[::]", REFUSED, id="unspecified, IPv6"),
    pytest.param("[fc00::1]", REFUSED, id="private, IPv6"),
    pytest.param("[fe80::1]", REFUSED, id="link-local, IPv6"),
    pytest.param("[febf::1]", REFUSED, id="link-local, its end"),
    pytest.param("[fec0::1]", REFUSED, id="site-local"),
    pytest.param("[ff02::1]", REFUSED, id="multicast, IPv6"),
    pytest.param("[100::1]", REFUSED, id="discarded"),
    pytest.param("[2001:db8::1]", REFUSED, id="documentation, IPv6"),
    pytest.param("[2001:2::1]", REFUSED, id="benchmarks, IPv6"),
    pytest.param("[2001:20::1]", REFUSED, id="ORCHID"),
    pytest.param("[4000::1]", REFUSED, id="given to nobody"),
    # IPv4 in IPv6's clothes
    pytest.param("[::ffff:127.0.0.1]", REFUSED, id="mapped"),
    pytest.param("[::ffff:7f00:1]", REFUSED, id="mapped, in hexadecimal"),
    pytest.param("[::ffff:169.254.169.254]", REFUSED, id="mapped metadata"),
    pytest.param("[::127.0.0.1]", REFUSED, id="compatible"),
    pytest.param("[::7f00:1]", REFUSED, id="compatible, in hexadecimal"),
    pytest.param("[::ffff:0:127.0.0.1]", REFUSED, id="translated"),
    pytest.param("[64:ff9b::127.0.0.1]", REFUSED, id="NAT64"),
    pytest.param("[64:ff9b::a9fe:a9fe]", REFUSED, id="NAT64 of metadata"),
    pytest.param("[64:ff9b:1::127.0.0.1]", REFUSED, id="local NAT64"),
    pytest.param("[64:ff9b:1:fffe::a00:1]", REFUSED, id="local NAT64 with a prefix of its own"),
    pytest.param("[2002:7f00:1::]", REFUSED, id="6to4"),
    pytest.param("[2002:a9fe:a9fe::1]", REFUSED, id="6to4 of metadata"),
    pytest.param("[2001:0:7f00:1::80ff:fffe]", REFUSED, id="Teredo"),
    pytest.param("[2001:470:1f0b:1::5efe:127.0.0.1]", REFUSED, id="ISATAP in a public network"),
    pytest.param("[2001:470:1f0b:1:200:5efe:a00:1]", REFUSED, id="ISATAP, the universal form"),
    pytest.param("[fe80::5efe:127.0.0.1]", REFUSED, id="ISATAP, link-local"),
    # zones and brackets
    pytest.param("[fe80::1%25lo]", EITHER, id="a zone"),
    pytest.param("[::1%25lo]", EITHER, id="this machine with a zone"),
    pytest.param("[::1%lo]", EITHER, id="a zone, not encoded"),
    pytest.param("[127.0.0.1]", UNREADABLE, id="IPv4 in brackets"),
    pytest.param("[::1", UNREADABLE, id="a bracket that stays open"),
    pytest.param("[v1.127.0.0.1]", EITHER, id="an address of the future"),
    # names
    pytest.param("localhost", REFUSED, id="localhost"),
    pytest.param("LOCALHOST", REFUSED, id="localhost in capitals"),
    pytest.param("localhost.", REFUSED, id="localhost with a dot behind"),
    pytest.param("localhost.localdomain", REFUSED, id="localhost with a domain"),
    pytest.param("a.localhost", REFUSED, id="a name below localhost"),
    pytest.param("ip6-localhost", REFUSED, id="localhost, IPv6"),
    pytest.param("ip6-loopback", REFUSED, id="loopback, IPv6"),
    pytest.param("printer.local", REFUSED, id="the network's own names"),
    pytest.param("wiki.internal", REFUSED, id="an inside name"),
    pytest.param("nas.home.arpa", REFUSED, id="a name of the home"),
    pytest.param("fritz.lan", REFUSED, id="a router's names"),
    pytest.param("intranet", REFUSED, id="a name without a dot"),
    pytest.param("1.0.0.127.in-addr.arpa", REFUSED, id="an address turned round"),
    pytest.param("hidden.onion", REFUSED, id="a hidden service"),
    pytest.param("loopback.example", REFUSED, id="a public name that leads to this machine"),
    pytest.param("LOOPBACK.example.", REFUSED, id="a public name that leads to this machine, written otherwise"),
    pytest.param("router.example", REFUSED, id="a public name that leads to the router"),
    pytest.param("metadata.example", REFUSED, id="a public name that leads to metadata"),
    pytest.param("unspecified.example", REFUSED, id="a public name that leads to the unspecified"),
    pytest.param("several.example", REFUSED, id="a public name that leads to several inside"),
    pytest.param("127.0.0.1.wild.example", REFUSED, id="a public name that holds its address"),
    pytest.param("7f000001.c0a80001.rebind.example", REFUSED, id="a rebinding service"),
    pytest.param("xn--bcher-kva.example", REFUSED, id="an international name"),
    # tricks of writing
    pytest.param("good.example@127.0.0.1", EITHER, id="a public name as the user"),
    pytest.param("good.example:80@127.0.0.1", EITHER, id="a public name and port as the login"),
    pytest.param("good.example%40127.0.0.1", EITHER, id="an encoded at sign"),
    pytest.param("good.example\\@127.0.0.1", UNREADABLE, id="a backslash before the at sign"),
    pytest.param("127.0.0.1\\@good.example", UNREADABLE, id="a backslash after the address"),
    pytest.param("a@good.example@127.0.0.1", EITHER, id="two at signs"),
    pytest.param("127%2e0%2e0%2e1", UNREADABLE, id="encoded dots"),
    pytest.param("%31%32%37.0.0.1", EITHER, id="encoded digits"),
    pytest.param("%6cocalhost", EITHER, id="an encoded letter"),
    pytest.param("127.0.0.1%00.good.example", UNREADABLE, id="a NUL"),
    pytest.param("127.0.0.1%0d%0a.good.example", UNREADABLE, id="a new line"),
    pytest.param("127.0.0.1 .good.example", UNREADABLE, id="a space"),
    pytest.param("１２７.０.０.１", EITHER, id="full-width digits"),  # noqa: RUF001 - they are meant
    pytest.param("①②⑦.⓪.⓪.①", EITHER, id="digits in circles"),
    pytest.param("127。0。0。1", EITHER, id="ideographic dots"),
    pytest.param("ｌｏｃａｌｈｏｓｔ", EITHER, id="full-width letters"),  # noqa: RUF001 - they are meant
    pytest.param("ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", EITHER, id="letters in circles"),
    pytest.param("local\u00adhost", EITHER, id="a soft hyphen"),
    pytest.param("\u200blocalhost", EITHER, id="a space that nobody sees"),
    pytest.param("", UNREADABLE, id="nothing"),
    pytest.param(".", EITHER, id="a dot"),
    pytest.param("..127.0.0.1", EITHER, id="dots before"),
    pytest.param("a" * 70 + ".example", UNREADABLE, id="a label that is too long"),
    pytest.param("a.example" * 40, UNREADABLE, id="a name that is too long"),
]


@dataclass
class Trap:
    """Something that listens on a port of this machine, IPv4 and IPv6 where there is one. caught: what came."""

    port: int
    caught: list[str] = field(default_factory=list)


@asynccontextmanager
async def trap() -> AsyncIterator[Trap]:
    async def caught(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        found.caught.append(str(writer.get_extra_info("sockname")))
        writer.write(answer(b"secret"))
        writer.close()

    server = await asyncio.start_server(caught, "127.0.0.1", 0)
    found = Trap(server.sockets[0].getsockname()[1])
    others = []
    with suppress(OSError):  # where this machine has no IPv6, nothing can come there
        others.append(await asyncio.start_server(caught, "::1", found.port))
    try:
        yield found
    finally:
        for each in (server, *others):
            each.close()


def zone(host: str, _family: socket.AddressFamily) -> Found:
    addresses = ZONE.get(host.lower().rstrip("."))
    if addresses is None:
        raise AssertionError(f"the name service was asked for {host!r}")
    return [(socket.AF_INET, address) for address in addresses]


def client_of(lookup: Callable[[str, socket.AddressFamily], Found] = zone, *lines: str) -> HttpClient:
    return HttpClient(NetSettings(overrides=Overrides.parse(lines)), NameService(5.0, lookup))


@pytest.fixture(scope="module")
def client() -> HttpClient:
    """One for the whole table: it reads its authorities once."""
    return client_of()


@pytest.mark.parametrize(("host", "reasons"), HOSTS)
async def test_no_request_goes_there(client: HttpClient, host: str, reasons: set[Reason]) -> None:
    async with trap() as listening:
        with pytest.raises(FetchFailed) as refused:
            await client.get(f"http://{host}:{listening.port}/", limits=LIMITS)
        assert listening.caught == []
    assert refused.value.failure.reason in reasons


@pytest.mark.parametrize("first", ["GET http://{place}/ HTTP/1.1", "CONNECT {place} HTTP/1.1"], ids=["url", "tunnel"])
async def test_the_gateway_lets_nothing_there(first: str) -> None:
    async with trap() as listening, client_of() as client, client.gateway() as gateway:
        let_through = []
        for case in HOSTS:
            # as a client sends it that does not translate what is not Latin
            place = f"{case.values[0]}:{listening.port}".encode().decode("latin-1")
            if status_of(await say(gateway, first.format(place=place))) not in {400, 403}:
                let_through.append(case.id)
        assert let_through == []
        assert listening.caught == []
        assert gateway.requests == 0
        assert all(gateway.refusal(host) for host in ("127.0.0.1", "::1", "localhost", "2130706433", "router.example"))


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_in_a_browser_s_manner_it_is_refused_for_the_same_reason(client: HttpClient, scheme: str) -> None:
    as_browser = Manner(identity=Identity(browsers()[0], tls=True))
    async with trap() as listening, client.visit() as plainly, client.visit(as_browser) as visit:
        differs = {}
        for case in HOSTS:
            url = f"{scheme}://{case.values[0]}:{listening.port}/"
            told = [await _reason(each, url) for each in (plainly, visit)]
            if told[0] is not told[1] or told[1] is None:
                differs[case.id] = told
        assert differs == {}
        assert listening.caught == []


async def _reason(visit: AnyVisit, url: str) -> Reason | None:
    try:
        await visit.get(url, limits=LIMITS)
    except FetchFailed as refused:
        return refused.failure.reason
    return None


def test_the_table_is_long() -> None:
    assert len(HOSTS) >= 100


async def test_the_trap_would_catch() -> None:
    async with trap() as listening, HttpClient(NetSettings(allow_private=True)) as client:
        for host in ("127.0.0.1", "[::ffff:127.0.0.1]", "localhost", "good.example@127.0.0.1"):
            assert (await client.get(f"http://{host}:{listening.port}/", limits=LIMITS)).body == b"secret"
        assert len(listening.caught) == 4


async def crawled(location: str) -> tuple[Crawl, list[str]]:
    """What comes of a public site whose home page redirects there, and the paths that were asked for."""
    asked: list[str] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            asked.append((await read_request(reader)).split()[1].decode())
            found = asked[-1] == "/"
            writer.write(answer(b"", "302 Found" if found else "404 Not Found", Location=location if found else "/"))

    async with raw_server(handler) as port, client_of(zone, f"good.example=127.0.0.1:{port}") as client:
        company = Company("1", "Good", "http://good.example/")
        # so much time that no answer is late, however busy the machine is: a late one is asked for twice
        return await SiteCrawler(client, Sites()).crawl(company, 600, Hints(), lambda _: None), asked


@pytest.mark.parametrize(
    "location",
    [
        pytest.param("http://127.0.0.1:{port}/", id="an address"),
        pytest.param("//127.0.0.1:{port}/", id="an address without its scheme"),
        pytest.param("http://2130706433:{port}/", id="a number"),
        pytest.param("http://[::ffff:127.0.0.1]:{port}/", id="a mapped address"),
        pytest.param("http://localhost:{port}/", id="a name"),
        pytest.param("http://loopback.example:{port}/", id="a public name"),
        pytest.param("http://good.example@127.0.0.1:{port}/", id="with a login"),
        pytest.param("http://169.254.169.254/latest/meta-data/", id="metadata"),
    ],
)
async def test_no_redirect_from_a_public_site_leads_there(location: str) -> None:
    async with trap() as listening:
        crawl, _ = await crawled(location.format(port=listening.port))
        assert crawl.failure is not None
        assert crawl.failure.reason in EITHER
        assert listening.caught == []


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://good.example/",
        "javascript:alert(1)",
        "data:text/html,<h1>hello</h1>",
        "gopher://127.0.0.1:25/_HELO",
        "dict://127.0.0.1:11211/stat",
        "ldap://127.0.0.1/",
        "blob:http://good.example/1",
        "view-source:http://good.example/",
        "about:blank",
        "ws://good.example/",
        "jar:http://good.example!/",
        "FILE:/etc/passwd",
        "unix:/var/run/docker.sock",
    ],
)
async def test_redirects_to_other_schemes_are_refused(location: str) -> None:
    crawl, asked = await crawled(location)
    assert crawl.failure is not None
    assert crawl.failure.reason is Reason.NOT_A_WEBSITE
    assert asked == ["/robots.txt", "/"]


@pytest.mark.parametrize("scheme", ["file", "ftp", "gopher", "data", "javascript", "ws", "unix"])
async def test_no_other_scheme_is_asked_for(scheme: str) -> None:
    async with client_of() as client:
        with pytest.raises(FetchFailed) as refused:
            await client.get(f"{scheme}://good.example/etc/passwd", limits=LIMITS)
    assert refused.value.failure.reason is Reason.NOT_A_WEBSITE


async def test_a_name_that_changes_its_mind_is_caught_each_time_it_is_asked() -> None:
    """Public at first, then this machine: rebinding, by a real name service whose answers may not be kept."""
    async with trap() as listening:
        with name_server(lambda _, turn: ["127.0.0.1"] if turn else ["198.41.0.4"]) as (port, asked):
            ask = asking(port)

            def lookup(host: str, family: socket.AddressFamily) -> Found:
                # the public one stands for a server of the attacker's, which this test must not reach
                return [(kind, _public(address)) for kind, address in ask(host, family)]

            async with raw_server(replying(answer(b"bait"))) as bait:
                client = client_of(lookup)
                async with client, client.gateway() as gateway:
                    assert (await client.get(f"http://rebind.example:{bait}/", limits=LIMITS)).body == b"bait"
                    with pytest.raises(FetchFailed) as refused:
                        await client.get(f"http://rebind.example:{listening.port}/", limits=LIMITS)
                    assert refused.value.failure.reason in REFUSED
                    assert status_of(await say(gateway, f"CONNECT rebind.example:{listening.port} HTTP/1.1")) == 403
        assert asked == ["rebind.example"] * 3
        assert listening.caught == []


async def test_what_was_checked_is_what_is_used() -> None:
    """Between check and use nobody is asked again: one request is one question."""
    with name_server(lambda _, turn: ["127.0.0.1"] if turn else ["198.41.0.4"]) as (port, asked):
        ask = asking(port)

        def lookup(host: str, family: socket.AddressFamily) -> Found:
            return [(kind, _public(address)) for kind, address in ask(host, family)]

        bait_server = raw_server(replying(answer(b"bait")))
        async with bait_server as bait, client_of(lookup) as client, client.gateway() as gateway:
            data = await say(gateway, f"GET http://rebind.example:{bait}/ HTTP/1.1")
    assert data.endswith(b"bait")
    assert asked == ["rebind.example"]


async def test_of_a_mixed_answer_the_private_addresses_are_never_tried() -> None:
    def mixed(_host: str, _family: socket.AddressFamily) -> Found:
        return [(socket.AF_INET6, "::1"), (socket.AF_INET, "127.0.0.1"), (socket.AF_INET, _public("198.41.0.4"))]

    caught: list[str] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        caught.append(writer.get_extra_info("sockname")[0])
        await replying(answer(b"public"))(reader, writer)

    async with raw_server(handler) as port, client_of(mixed) as client, client.gateway() as gateway:
        assert (await client.get(f"http://mixed.example:{port}/", limits=LIMITS)).body == b"public"
        assert (await say(gateway, f"GET http://mixed.example:{port}/ HTTP/1.1")).endswith(b"public")
    assert len(caught) == 2


async def test_an_override_does_not_open_its_address_to_others() -> None:
    async with (
        raw_server(replying(answer(b"mine"))) as port,
        client_of(zone, f"mine.example=127.0.0.1:{port}") as client,
        client.gateway() as gateway,
    ):
        assert (await client.get("http://mine.example/", limits=LIMITS)).body == b"mine"
        assert (await say(gateway, "GET http://mine.example/ HTTP/1.1")).endswith(b"mine")
        for host in ("127.0.0.1", "loopback.example"):
            with pytest.raises(FetchFailed):
                await client.get(f"http://{host}:{port}/", limits=LIMITS)
            assert status_of(await say(gateway, f"GET http://{host}:{port}/ HTTP/1.1")) == 403


def _public(address: str) -> str:
    return ChosenAddress("127.0.0.1") if address == "198.41.0.4" else address
