"""What a site asks for at one of its doors holds at all of them, for every company that is looked for there."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from tests.crawl.websites import MENU, Site, html, menu, moved, page, serving
from theodore.crawl.politeness import PER_SITE, Place, SiteHeld, Sites
from theodore.model.outcome import Hints
from theodore.net import client
from theodore.net.exchange import Limits, Refuse, Response


class Clock:
    """Seconds that pass where the test lets them."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


# Retry-After, wherever it is said

NO_LINKS = html("Acme")
NAMED_ELSEWHERE = "Sitemap: http://files.acme.test/map.xml\n"


def busy(status: int = 429) -> web.Response:
    return page("", status, Retry_After="20")


@pytest.mark.parametrize(
    ("website", "sites"),
    [
        pytest.param("acme.test", {"acme": Site.whole(robots=busy())}, id="on robots.txt"),
        pytest.param("acme.test", {"acme": Site.whole(robots=busy(503))}, id="on robots.txt, as 503"),
        pytest.param("acme.test", {"acme": Site.whole(home=NO_LINKS, sitemap=busy())}, id="on the sitemap"),
        pytest.param("acme.test", {"acme": Site.whole(home=NO_LINKS, sitemap=busy(503))}, id="on the sitemap, as 503"),
        pytest.param(
            "acme.test",
            {"acme": Site.whole(home=NO_LINKS, robots=NAMED_ELSEWHERE), "files_acme": Site({"/map.xml": busy()})},
            id="on a sitemap of another host",
        ),
        pytest.param(
            "acme.test",
            {"acme": Site.whole(home=moved("http://www.acme.test/")), "www_acme": Site.whole(home=busy())},
            id="where the home page leads",
        ),
        pytest.param(
            "acme.test",
            {"acme": Site.whole(team=moved("http://www.acme.test/team")), "www_acme": Site.whole(team=busy())},
            id="where another page leads",
        ),
        pytest.param(
            "acme.test",
            {
                "acme": Site.whole(robots=moved("http://www.acme.test/robots.txt")),
                "www_acme": Site.whole(robots=busy()),
            },
            id="where robots.txt leads",
        ),
        pytest.param(
            "old.test",
            {"old": Site({"/": moved("http://acme.test/")}), "acme": Site.whole(home=busy(503))},
            id="where another site's home page leads",
        ),
    ],
)
async def test_a_retry_after_is_obeyed_on_the_whole_site(website: str, sites: Mapping[str, Site]) -> None:
    clock, jobs = Clock(), Site.whole()
    async with serving(8, clock, **{**sites, "jobs_acme": jobs}) as web_:
        first = await web_.crawl(f"http://{website}")
        assert [(held.site_key, held.wait_s) for held in first.held] == [("acme.test", 20.0)]
        of_acme = [site for name, site in (*sites.items(), ("jobs_acme", jobs)) if "acme" in name]
        asked = [len(site.asked) for site in of_acme]
        for now in (1000.0, 1019.9):
            clock.now = now
            for host in ("jobs.acme.test", "acme.test"):
                held = await web_.crawl(f"http://{host}")
                assert (held.hold is not None, held.requests) == (True, 0)
        assert [len(site.asked) for site in of_acme] == asked, "nobody asks it for anything before its time"
        clock.now = 1020.1
        async with asyncio.timeout(10), web_.politeness.request("acme.test"):
            pass


# four in flight


@dataclass
class Count:
    """Requests in flight, now and at most."""

    now: int = 0
    peak: int = 0
    made: Counter[str] = field(default_factory=Counter)

    def begins(self, what: str) -> None:
        self.made[what] += 1
        self.now += 1
        self.peak = max(self.peak, self.now)

    def ends(self) -> None:
        self.now -= 1


async def _turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def _request(sites: Sites, draw: random.Random, flight: Count) -> None:
    """One request of somebody: asked for again beside where there is a place, answered, refused, or given up."""
    try:
        async with sites.request("acme.test", few_s=0.0) as place:
            flight.begins("asked")
            try:
                await _turns(draw.randrange(4))
                if draw.random() < 0.5:
                    await _again_beside(sites, draw, flight)
                _ends_somehow(sites, draw, place)
            finally:
                flight.ends()
    except (SiteHeld, ConnectionError):
        flight.made["held or broken"] += 1


async def _again_beside(sites: Sites, draw: random.Random, flight: Count) -> None:
    with sites.spare("acme.test") as is_free:
        if is_free:
            flight.begins("asked again")
            try:
                await _turns(draw.randrange(6))
            finally:
                flight.ends()


def _ends_somehow(sites: Sites, draw: random.Random, place: Place) -> None:
    how = draw.random()
    if how < 0.05:
        sites.refused("acme.test", place, longest_gap_s=3.0)
    elif how < 0.1:
        sites.hold("acme.test", 0.5)
    elif how < 0.2:
        raise ConnectionError
    else:
        sites.answered("acme.test", place, draw.choice([0.01, 0.2, 20.0]), is_page=draw.random() < 0.7)


async def _visits(seed: int) -> Count:
    draw, clock, flight = random.Random(seed), Clock(), Count()
    sites = Sites(monotonic=clock)

    async def visit() -> None:
        for _ in range(draw.randrange(1, 6)):
            await _request(sites, draw, flight)  # once more where it broke, too
            clock.now += draw.choice([0.0, 0.0, 0.3, 2.0])

    visits = [asyncio.create_task(visit()) for _ in range(draw.randrange(2, 14))]
    for given_up in draw.sample(visits, k=len(visits) // 4):
        await _turns(draw.randrange(5))
        given_up.cancel()
    await asyncio.wait_for(asyncio.gather(*visits, return_exceptions=True), 20)
    assert flight.now == 0
    assert all(not site.in_flight and not site.queue and not site.users for site in sites._sites.values())
    return flight


@given(st.integers(min_value=0, max_value=2**32))
def test_never_more_than_four_in_flight_whatever_meets(seed: int) -> None:
    assert asyncio.run(_visits(seed)).peak <= PER_SITE


def test_what_is_to_meet_does_meet() -> None:
    flights = [asyncio.run(_visits(seed)) for seed in range(100)]
    assert max(flight.peak for flight in flights) == PER_SITE
    met = sum((flight.made for flight in flights), Counter[str]())
    assert min(met["asked"], met["asked again"], met["held or broken"]) > 100


HOSTS = ("acme", "www_acme", "jobs_acme", "blog_acme", "shop_acme")


@pytest.mark.parametrize("seed", range(4))
async def test_companies_of_one_domain_keep_four_in_flight_together(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five companies, whose pages break and stall, are asked for again within and beside, over real connections."""
    flight, draw, stalled = Count(), random.Random(seed), Counter[str]()
    get = client.Visit.get

    async def counted(
        visit: client.Visit,
        url: str,
        *,
        headers: Mapping[str, str],
        limits: Limits,
        refuse: Refuse | None = None,
    ) -> Response:
        # here, and not at the server, which hears a moment later that somebody has gone
        flight.begins(url)
        try:
            return await get(visit, url, headers=headers, limits=limits, refuse=refuse)
        finally:
            flight.ends()

    async def answer(request: web.BaseRequest) -> str:
        place = f"{request.host}{request.path}"
        if place == "acme.test/" and not stalled[place]:
            stalled[place] += 1
            await asyncio.Event().wait()  # never: it is asked for again beside
        fate = draw.random()
        if fate < 0.15 and request.path != "/":
            assert request.transport is not None
            request.transport.abort()  # it is asked for once more
        await asyncio.sleep(draw.choice([0.0, 0.002, 0.02]))
        return html(place, menu(), f"<h1>{place}</h1>")

    monkeypatch.setattr(client.Visit, "get", counted)
    sites = {host: Site.whole(home=answer, **{path[1:]: answer for path in MENU}) for host in HOSTS}
    async with serving(8, time.monotonic, **sites) as web_:
        crawls = await asyncio.gather(
            *(web_.crawl(f"http://{host.replace('_', '.')}.test", 20.0, Hints(usual_s=0.01)) for host in HOSTS)
        )
    assert flight.peak == PER_SITE
    assert all(crawl.content for crawl in crawls)
    assert max(flight.made.values()) > 1, "something was asked for more than once"
