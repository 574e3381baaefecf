"""What the farm notes of its visitors."""

from __future__ import annotations

import pytest

from tests.farm.visitor import until
from theodore.farm import FarmConfig, Fault
from theodore.farm.ledger import Ledger, is_disallowed
from theodore.farm.sites import Robots, Site, Web


def _site(robots: Robots) -> Site:
    fault = Fault.PROTECTED if robots is Robots.CLOSED else Fault.HEALTHY
    web = Web(FarmConfig(sites=40, shares={fault: 1.0}))
    return next(site for index in range(40) if (site := web.site(index)).style.robots is robots)


@pytest.mark.parametrize(
    ("robots", "path", "expected"),
    [
        pytest.param(Robots.OPEN, "/private/login", False, id="nothing is asked"),
        pytest.param(Robots.MISSING, "/private/login", False, id="no robots.txt, no rules"),
        pytest.param(Robots.SOME_PATHS, "/private/login", True, id="below a disallowed path"),
        pytest.param(Robots.SOME_PATHS, "/privateer", False, id="not below it"),
        pytest.param(Robots.SOME_PATHS, "/", False, id="the home page is free"),
        pytest.param(Robots.CLOSED, "/", True, id="all is disallowed"),
        pytest.param(Robots.CLOSED, "/robots.txt", False, id="robots.txt never is"),
    ],
)
def test_the_rules_of_robots_txt(robots: Robots, path: str, expected: bool) -> None:
    assert is_disallowed(_site(robots), path) is expected


async def test_the_most_requests_at_once_are_counted() -> None:
    ledger, site = Ledger(), _site(Robots.OPEN)
    visits = [ledger.begin(site, site.host, "/") for _ in range(5)]
    for visit in visits:
        ledger.end(visit, abandoned=False)
    ledger.end(ledger.begin(site, site.host, "/"), abandoned=False)
    await until(lambda: ledger.report()["max_in_flight"] == 5)
    report = ledger.report()
    assert (report["requests"], report["sites_asked"]) == (6, 1)
    assert report["violations"]["too_many_in_flight"] == {site.domain: 5}


async def test_a_request_whose_client_left_is_not_held_against_the_next_one() -> None:
    ledger, site = Ledger(), _site(Robots.OPEN)
    visits = [ledger.begin(site, site.host, "/") for _ in range(5)]
    # the fifth was sent when the first had been given up, but was seen before that was
    ledger.end(visits[0], abandoned=True)
    await until(lambda: ledger.report()["max_in_flight"] == 4)
    assert ledger.report()["violations"]["too_many_in_flight"] == {}


async def test_a_site_is_busy_while_any_of_its_requests_is_answered() -> None:
    moments = iter([10.0, 13.5, 20.0, 20.25])
    ledger, site = Ledger(lambda: next(moments)), _site(Robots.OPEN)
    first, second = (ledger.begin(site, site.host, "/") for _ in range(2))
    ledger.end(first, abandoned=True)
    ledger.end(second, abandoned=False)
    ledger.end(ledger.begin(site, site.host, "/"), abandoned=False)
    assert ledger.report()["sites"][site.domain]["busy_seconds"] == 3.75, "two at once count once"


def test_violations_are_told_by_site() -> None:
    ledger, site = Ledger(lambda: 10.0), _site(Robots.SOME_PATHS)
    visit = ledger.begin(site, site.host, "/private/login")
    ledger.received(visit, refused=True, early_s=0.75)
    ledger.end(visit, abandoned=False)
    report = ledger.report()
    assert report["violations"]["disallowed"] == {site.domain: ["/private/login"]}
    assert report["violations"]["early"] == {site.domain: [0.75]}
    assert report["sites"][site.domain] == {
        "requests": 1,
        "max_in_flight": 1,
        "refusals": 1,
        "early": 1,
        "disallowed": 1,
        "busy_seconds": 0.0,
    }
    assert report["cpu_seconds"] > 0
    assert report["peak_rss_bytes"] > 1_000_000


async def test_requests_that_come_closer_than_robots_txt_asks_for_are_told() -> None:
    web = Web(FarmConfig(sites=6, shares={Fault.PACED: 1.0}))
    site = next(site for index in range(6) if (site := web.site(index)).is_("crawl_delay_5"))
    moments = [0.0, 1.0, 2.0, 7.0, 9.5]
    now = 0.0
    ledger = Ledger(lambda: now)
    for moment in moments:
        now = moment
        visit = ledger.begin(site, site.host, "/robots.txt" if moment == 1.0 else "/")
        if moment == 1.0:
            ledger.told_pause(visit)
        ledger.end(visit, abandoned=False)
    # who does not know of the pause cannot make it
    assert ledger.report()["violations"]["hurried"] == {site.domain: [1.0, 2.5]}
