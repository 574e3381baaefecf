"""The pool: which proxy serves which site, and what becomes of those that fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from theodore.model.errors import ConfigurationError, Failure, Reason
from theodore.net.browsers import browser_for, browsers
from theodore.net.identities import Identities
from theodore.net.proxies import BANNED_S, ProxyPool, Route, Tier, read_proxies, read_proxy_file
from theodore.net.upstream import ProxyAddress, ProxyFailed
from theodore.policy.ladder import ladder_of
from theodore.policy.proxy_health import OPEN_S, ProxyFault

POOL = read_proxies([f"http://ann:secret@10.0.0.{number}:8080" for number in range(8)], "a test")
SITES = [f"site{number}.test" for number in range(200)]


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pool(clock: Clock) -> ProxyPool:
    return ProxyPool([Tier("pool", POOL), Tier("one", POOL[:1])], clock)


def route(pool: ProxyPool, site: str = "a.test", tier: str = "pool") -> Route:
    found = pool.route(tier, site)
    assert found is not None
    return found


def proxy_of(pool: ProxyPool, site: str = "a.test", tier: str = "pool") -> ProxyAddress:
    taken = route(pool, site, tier)
    taken.close()
    assert taken.proxy is not None
    return taken.proxy


def test_a_site_gets_the_same_proxy_each_time_and_sites_are_spread(pool: ProxyPool) -> None:
    first = {site: proxy_of(pool, site) for site in SITES}
    assert {site: proxy_of(pool, site) for site in SITES} == first
    assert set(first.values()) == set(POOL)


def test_a_dead_proxy_moves_its_sites_and_nobody_else_s(pool: ProxyPool) -> None:
    before = {site: proxy_of(pool, site) for site in SITES}
    dead = before[SITES[0]]
    for _ in range(3):
        pool.failed(dead, ProxyFault.DEAD, "x.test")
    after = {site: proxy_of(pool, site) for site in SITES}
    assert dead not in after.values()
    assert all(after[site] == before[site] for site in SITES if before[site] != dead)


def test_a_proxy_that_comes_back_is_tried_by_one_visit_first(pool: ProxyPool, clock: Clock) -> None:
    proxy = POOL[0]
    for _ in range(3):
        pool.failed(proxy, ProxyFault.DEAD, "x.test")
    assert pool.route("one", "a.test") is None
    clock.now += OPEN_S
    trial = route(pool, "a.test", "one")
    assert pool.route("one", "b.test") is None, "one at a time"
    trial.close()
    again = route(pool, "b.test", "one")
    again.answered(proxy, 0.1)
    assert proxy_of(pool, "c.test", "one") == proxy


def test_a_proxy_that_failed_a_site_is_avoided_for_it_while_there_is_another(pool: ProxyPool) -> None:
    first = proxy_of(pool)
    taken = route(pool)
    taken.failed(first, ProxyFault.BROKEN)
    assert taken.proxy not in (None, first)
    taken.close()
    assert proxy_of(pool) != first
    pool.failed(POOL[0], ProxyFault.BROKEN, "a.test")
    assert proxy_of(pool, tier="one") == POOL[0], "but the only one is tried again"


def test_a_proxy_that_a_site_turned_away_is_kept_from_it_alone(pool: ProxyPool, clock: Clock) -> None:
    taken = route(pool, "a.test", "one")
    assert not taken.has_another
    taken.turned_away()
    taken.close()
    assert pool.route("one", "a.test") is None
    assert proxy_of(pool, "b.test", "one") == POOL[0]
    clock.now += BANNED_S
    assert proxy_of(pool, "a.test", "one") == POOL[0]


def test_requests_side_by_side_move_a_visit_on_once(pool: ProxyPool) -> None:
    taken = route(pool)
    first = taken.proxy
    assert first is not None
    taken.failed(first, ProxyFault.DEAD)
    second = taken.proxy
    taken.failed(first, ProxyFault.DEAD)
    assert taken.proxy == second
    assert pool.health(first).in_a_row == 1


def test_a_visit_has_its_fill_of_proxies(pool: ProxyPool) -> None:
    taken = route(pool)
    tried = 0
    while taken.proxy is not None:
        tried += 1
        taken.failed(taken.proxy, ProxyFault.DEAD)
    assert tried == 4


def test_a_tier_without_a_proxy_that_does_leads_to_the_next() -> None:
    ladder = ladder_of(("cheap", "dear"))
    identities = Identities(ladder, [Tier("cheap", POOL[:1]), Tier("dear", POOL[1:2])])
    with identities.taken(1, "a.test") as taken:
        assert (taken.rung, taken.way.words) == (1, "through a proxy of cheap")
        taken.ended(Failure(Reason.CHALLENGE))
    with identities.taken(1, "a.test") as taken:
        assert taken.rung == 2
        taken.ended(Failure(Reason.CHALLENGE))
    with pytest.raises(ProxyFailed, match=r"no proxy can be used .*cheap, dear"), identities.taken(1, "a.test"):
        pass


@pytest.mark.parametrize(
    ("failure", "fault_of_its_own"),
    [
        pytest.param(Reason.ROBOTS_DISALLOWED, False, id="robots.txt is no word about the proxy"),
        pytest.param(Reason.HTTP_429, False, id="nor is a rate limit"),
        pytest.param(Reason.ATTEMPT_DEADLINE, True, id="time that ran out is"),
    ],
)
def test_what_an_attempt_s_end_says_of_its_proxy(failure: Reason, fault_of_its_own: bool) -> None:
    identities = Identities(ladder_of(("pool",), lowest="pool"), [Tier("pool", POOL)])
    with identities.taken(0, "a.test") as taken:
        first = taken.identity.route.proxy if taken.identity and taken.identity.route else None
        taken.ended(Failure(failure))
    with identities.taken(0, "a.test") as taken:
        again = taken.identity.route.proxy if taken.identity and taken.identity.route else None
    assert (again != first) is fault_of_its_own


def test_without_configuration_there_is_nobody_else_to_be() -> None:
    with Identities().taken(5, "a.test") as taken:
        assert (taken.rung, taken.identity, taken.way.words) == (0, None, "")


def test_browsers_are_whole_and_each_site_has_its_own() -> None:
    assert {browser_for(site) for site in SITES} == set(browsers())
    assert browser_for("a.test") is browser_for("a.test")
    for browser in browsers():
        names = [name.lower() for name, _ in browser.headers]
        assert len(set(names)) == len(names)
        assert {"user-agent", "accept", "accept-language", "accept-encoding"} <= set(names)
        says_chrome = "Chrome/" in browser.user_agent
        assert ("sec-ch-ua" in names) is says_chrome
        assert browser.tls.startswith(("chrome" if says_chrome else "firefox", "safari"))


SECRET = "s3cr3t"


@pytest.mark.parametrize(
    "line",
    [
        f"ftp://ann:{SECRET}@proxy.test:21",
        f"http://ann:{SECRET}@proxy.test:99999",
        f"http://ann:{SECRET}@",
        f"ann:{SECRET}@proxy.test:8080",
        f"http://ann:{SECRET}@proxy.test:8080/path",
    ],
)
def test_a_line_that_is_no_proxy_is_said_and_not_repeated(line: str, tmp_path: Path) -> None:
    file = tmp_path / "proxies.txt"
    file.write_text(f"# mine\n\nhttp://good.test:1\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"proxies\.txt, number 4: ") as refused:
        read_proxy_file(file)
    assert SECRET not in str(refused.value) + repr(refused.value) + repr(refused.value.__cause__)


@pytest.mark.parametrize(
    ("content", "problem"),
    [(None, "FileNotFoundError"), (b"\xff\xfe\x00", "UnicodeDecodeError"), (b"# nothing\n", "no proxy in it")],
    ids=["missing", "not text", "empty"],
)
def test_a_file_without_proxies_is_said(content: bytes | None, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "proxies.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigurationError, match=problem):
        read_proxy_file(file)


def test_what_is_secret_of_a_proxy_is_not_in_its_words() -> None:
    [proxy] = read_proxies([f"socks5h://an%40n:{SECRET}%2F@[2001:db8::1]:1081"], "a test")
    assert (proxy.username, proxy.password) == ("an@n", f"{SECRET}/")
    assert str(proxy) == "socks5://[2001:db8::1]:1081"
    assert SECRET not in repr(proxy)
    assert "an@n" not in repr(proxy)
