"""Visits through real proxies on loopback."""

from __future__ import annotations

import asyncio
import base64
import gc
import logging
import socket
import traceback
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from tests.net.forward_proxies import ForwardProxy, Mood, forward_proxy
from tests.net.servers import Authority, answer, raw_server, replying
from theodore.model.errors import FetchFailed, Reason
from theodore.net.client import HttpClient
from theodore.net.exchange import AnyVisit, Limits
from theodore.net.identities import Identities
from theodore.net.manner import Manner
from theodore.net.overrides import Overrides
from theodore.net.proxies import Tier, read_proxies
from theodore.net.resolve import NameService
from theodore.net.settings import NetSettings
from theodore.net.upstream import ProxyFailed
from theodore.policy.ladder import ladder_of
from theodore.policy.proxy_health import ProxyFault

SECRET = "s3cr3t-pa55"
USER = "ann-session-1"
LIMITS = Limits(connect_s=20, read_s=20)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("authority"))


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def visiting(
    proxies: Sequence[str], *, lines: Sequence[str] = ("a.test=127.0.0.1",), tls: bool = False, **settings: object
) -> AsyncIterator[AnyVisit]:
    """A visit of a.test through these proxies. lines: overrides."""
    net = NetSettings(overrides=Overrides.parse(lines), **settings)  # type: ignore[arg-type]  # tests know their names
    ladder = ladder_of(("pool",), browser_tls=tls, lowest="pool")
    identities = Identities(ladder, [Tier("pool", read_proxies(proxies, "a test"))])
    with identities.taken(0, "a.test") as taken:
        async with HttpClient(net) as client, client.visit(Manner(identity=taken.identity)) as visit:
            yield visit


@asynccontextmanager
async def proxy_to(port: int, scheme: str = "http", mood: Mood = Mood.WELL) -> AsyncIterator[ForwardProxy]:
    """A proxy for which a.test stands on this port."""
    one = ForwardProxy(lambda _host, _port: ("127.0.0.1", port), scheme, USER, SECRET, mood=mood)
    async with forward_proxy(one):
        yield one


ways = pytest.mark.parametrize("tls", [False, True], ids=["aiohttp", "curl"])


@ways
@pytest.mark.parametrize("scheme", ["http", "socks5", "socks5h"])
async def test_pages_come_through_a_proxy_with_a_password(authority: Authority, scheme: str, tls: bool) -> None:
    async with (
        raw_server(replying(answer(b"plain"))) as port,
        raw_server(replying(answer(b"secure")), authority.context("a.test")) as secure,
    ):

        def place(_host: str, asked: int) -> tuple[str, int]:
            return "127.0.0.1", secure if asked == 443 else port

        one = ForwardProxy(place, scheme, USER, SECRET)
        async with (
            forward_proxy(one),
            visiting([one.url], tls=tls, ca_files=(authority.pem,)) as visit,
        ):
            assert (await visit.get("http://a.test/x?y=1", limits=LIMITS)).body == b"plain"
            assert (await visit.get("https://a.test/", limits=LIMITS)).body == b"secure"
            assert visit.requests == 2
            assert visit.wire_bytes == 11
    assert one.strangers == 0
    assert [port for _, port in one.asked] == [80, 443]
    assert one.urls == (["http://a.test/x?y=1"] if scheme == "http" else [])


faulty = pytest.mark.parametrize(
    ("scheme", "mood", "fault"),
    [
        pytest.param("http", Mood.SILENT, ProxyFault.DEAD, id="http, silent"),
        pytest.param("http", Mood.BANNED, ProxyFault.BANNED, id="http, 403"),
        pytest.param("http", Mood.UNREACHED, ProxyFault.UNREACHED, id="http, 502"),
        pytest.param("socks5", Mood.SILENT, ProxyFault.DEAD, id="socks5, silent"),
        pytest.param("socks5", Mood.BANNED, ProxyFault.BANNED, id="socks5, not allowed"),
        pytest.param("socks5", Mood.UNREACHED, ProxyFault.UNREACHED, id="socks5, host unreachable"),
    ],
)


@ways
@faulty
async def test_a_proxy_that_fails_is_what_is_wrong(scheme: str, mood: Mood, fault: ProxyFault, tls: bool) -> None:
    async with proxy_to(1, scheme, mood) as bad, visiting([bad.url], tls=tls, proxy_connect_s=0.3) as visit:
        with pytest.raises(ProxyFailed) as failed:
            await visit.get("https://a.test/", limits=LIMITS)
    assert failed.value.failure.reason is Reason.PROXY
    assert failed.value.fault is fault
    assert failed.value.failure.url == "https://a.test/"


@ways
@pytest.mark.parametrize("scheme", ["http", "socks5"])
@pytest.mark.parametrize("url", ["http://a.test/", "https://a.test/"])
async def test_a_wrong_password_is_the_proxy_s_refusal(scheme: str, url: str, tls: bool) -> None:
    async with proxy_to(1, scheme) as proxy, visiting([proxy.url.replace(SECRET, "wr0ng")], tls=tls) as visit:
        with pytest.raises(ProxyFailed) as failed:
            await visit.get(url, limits=LIMITS)
    assert failed.value.fault is ProxyFault.REFUSED
    assert proxy.strangers == 1


@ways
@pytest.mark.parametrize("scheme", ["http", "socks5", "https"])
async def test_a_proxy_that_is_not_there_is_dead(scheme: str, tls: bool) -> None:
    async with visiting([f"{scheme}://{USER}:{SECRET}@127.0.0.1:{closed_port()}"], tls=tls) as visit:
        with pytest.raises(ProxyFailed) as failed:
            await visit.get("https://a.test/", limits=LIMITS)
    assert failed.value.fault is ProxyFault.DEAD


@ways
@pytest.mark.parametrize("mood", [Mood.HANGS_UP, Mood.BABBLES])
@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_what_is_no_proxy_fails_as_a_connection(scheme: str, mood: Mood, tls: bool) -> None:
    async with proxy_to(1, scheme, mood) as bad, visiting([bad.url], tls=tls) as visit:
        with pytest.raises(FetchFailed) as failed:
            await visit.get("https://a.test/", limits=LIMITS)
    assert failed.value.failure.type.value == "connection_error"


@ways
async def test_the_proxies_that_fail_are_passed_over(tls: bool) -> None:
    async with (
        raw_server(replying(answer())) as port,
        proxy_to(port, "http", Mood.HANGS_UP) as hangs_up,
        proxy_to(port, "socks5", Mood.UNREACHED) as unreached,
        proxy_to(port) as good,
        visiting([f"http://127.0.0.1:{closed_port()}", unreached.url, good.url], tls=tls) as visit,
    ):
        for _ in range(3):
            assert (await visit.get("http://a.test/", limits=LIMITS)).status == 200
        assert len(good.asked) >= 3
        assert len(unreached.asked) <= 1, "what failed is not asked again in this visit"
        assert not hangs_up.asked


@ways
async def test_of_whole_urls_too_another_proxy_is_asked_where_one_did_not_get_through(tls: bool) -> None:
    async with (
        raw_server(replying(answer())) as port,
        proxy_to(port, mood=Mood.UNREACHED) as unreached,
        proxy_to(port, mood=Mood.UNREACHED) as other,
        proxy_to(port) as good,
    ):
        async with visiting([unreached.url, good.url], tls=tls) as visit:
            for _ in range(3):
                assert (await visit.get("http://a.test/", limits=LIMITS)).status == 200
        async with visiting([unreached.url, other.url], tls=tls) as visit:
            assert (await visit.get("http://a.test/", limits=LIMITS)).status == 502


@ways
async def test_a_proxy_that_dies_midway_is_left_after_its_failure(tls: bool) -> None:
    async with (
        raw_server(replying(answer())) as port,
        proxy_to(port) as one,
        proxy_to(port) as two,
        visiting([one.url, two.url], tls=tls) as visit,
    ):
        await visit.get("http://a.test/", limits=LIMITS)
        first, second = (one, two) if one.asked else (two, one)
        await visit.get("http://a.test/b", limits=LIMITS)
        assert not second.asked, "one proxy serves a whole visit"
        first.mood = Mood.BREAKS
        with pytest.raises(FetchFailed) as failed:
            await visit.get("http://a.test/c", limits=LIMITS)
        assert not isinstance(failed.value, ProxyFailed), "nobody can tell whether it was the site"
        assert (await visit.get("http://a.test/c", limits=LIMITS)).status == 200
        assert len(second.asked) == 1


@ways
@pytest.mark.parametrize("url", ["http://10.0.0.1/", "https://[::1]/", "http://127.0.0.1:8080/", "http://inside.test/"])
async def test_behind_a_proxy_too_nothing_private_is_asked_for(url: str, tls: bool) -> None:
    def look_up(_host: str, _family: socket.AddressFamily) -> list[tuple[socket.AddressFamily, str]]:
        return [(socket.AF_INET, "192.168.1.1")]

    async with proxy_to(1) as proxy:
        identities = Identities(
            ladder_of(("pool",), browser_tls=tls, lowest="pool"), [Tier("pool", read_proxies([proxy.url], "a test"))]
        )
        with identities.taken(0, "a.test") as taken:
            names = NameService(5.0, look_up)
            async with (
                HttpClient(NetSettings(), names) as client,
                client.visit(Manner(identity=taken.identity)) as visit,
            ):
                with pytest.raises(FetchFailed) as failed:
                    await visit.get(url, limits=LIMITS)
    assert failed.value.failure.reason is Reason.FORBIDDEN_ADDRESS
    assert not proxy.asked


@ways
async def test_the_environment_leads_nobody_past_the_proxy(monkeypatch: pytest.MonkeyPatch, tls: bool) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("no_proxy", "*")
    async with raw_server(replying(answer())) as port, proxy_to(port) as proxy, visiting([proxy.url], tls=tls) as visit:
        await visit.get("http://a.test/", limits=LIMITS)
        assert proxy.asked


async def test_a_proxy_may_speak_tls_itself(authority: Authority) -> None:
    async with raw_server(replying(answer(b"secure")), authority.context("a.test")) as port:
        one = ForwardProxy(lambda _host, _port: ("127.0.0.1", port), "https", USER, SECRET)
        async with (
            forward_proxy(one, authority.context("localhost")),
            visiting([one.url.replace("127.0.0.1", "localhost")], ca_files=(authority.pem,)) as visit,
        ):
            assert (await visit.get("https://a.test/", limits=LIMITS)).body == b"secure"
        async with (
            forward_proxy(one, authority.context("localhost")),
            visiting([one.url], ca_files=(authority.pem,)) as visit,
        ):
            with pytest.raises(ProxyFailed) as failed:
                await visit.get("https://a.test/", limits=LIMITS)
    assert failed.value.fault is ProxyFault.BROKEN, "its certificate names another host"
    assert "certificate" not in str(failed.value), "the site's own is another matter"


@ways
async def test_what_is_secret_of_a_proxy_shows_nowhere(
    tls: bool, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    loop = asyncio.get_running_loop()
    shown: list[str] = []
    loop.set_exception_handler(lambda _, context: shown.append(repr(context)))
    loop.set_debug(True)
    gone = closed_port()
    proxies = [f"{scheme}://{USER}:{SECRET}@127.0.0.1:{gone}" for scheme in ("http", "socks5", "https")]
    async with AsyncExitStack() as stack:
        for scheme in ("http", "socks5"):
            for mood in (Mood.BANNED, Mood.HANGS_UP, Mood.BABBLES, Mood.SILENT, Mood.BREAKS, Mood.WELL):
                proxies += [(await stack.enter_async_context(proxy_to(gone, scheme, mood))).url]
        proxies += [url.replace(f":{SECRET}@", f":not-{SECRET}@") for url in proxies[-1:]]
        for proxy in proxies:
            for url in ("http://a.test/", "https://a.test/"):
                async with visiting([proxy], tls=tls, proxy_connect_s=0.05) as visit:
                    try:
                        await visit.get(url, limits=Limits(connect_s=1, read_s=0.05))
                    except FetchFailed as failed:
                        shown += [str(failed), repr(failed), repr(failed.failure), *traceback.format_exception(failed)]
                        shown += [repr(link) for link in _behind(failed)]
                    shown += [repr(visit), repr(vars(visit))]
    gc.collect()
    shown += [f"{record.getMessage()} {record.__dict__}" for record in caplog.records]
    shown += capsys.readouterr()
    everything = "\n".join(shown)
    assert "127.0.0.1" in everything, "what is no secret is said: which proxy it was"
    for secret in (SECRET, USER, base64.b64encode(f"{USER}:{SECRET}".encode()).decode()):
        assert secret not in everything


def _behind(error: BaseException) -> list[BaseException]:
    links, waiting = [], [error.__cause__, error.__context__]
    for link in waiting:
        if link is not None and link not in links:
            links.append(link)
            waiting += [link.__cause__, link.__context__]
    return links
