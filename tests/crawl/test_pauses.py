"""Sites whose robots.txt asks for pauses between requests: read bit by bit, to the end, and never faster."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Iterator
from itertools import pairwise

import pytest
from aiohttp import web

from tests.crawl.websites import MENU, Answer, Handler, Site, Web, html, menu, moved, page, serving
from theodore.crawl import attempt, crawler
from theodore.model.errors import Reason
from theodore.model.outcome import Crawl, Hints
from theodore.model.page import Page, PageKind


class Clock:
    """Seconds that pass where the test lets them."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def noting(clock: Clock, *sites: Site) -> list[float]:
    """The moments at which these sites are asked for anything from now on."""
    moments: list[float] = []
    for site in sites:
        for path, answer in site.routes.items():
            site.routes[path] = _noted(answer, clock, moments)
    return moments


def _noted(answer: Handler | Answer, clock: Clock, moments: list[float]) -> Handler:
    def handler(request: web.BaseRequest) -> Awaitable[Answer] | Answer:
        moments.append(clock())
        return answer(request) if callable(answer) else answer

    return handler


async def to_the_end(web_: Web, clock: Clock, website: str, *, most: int = 60) -> list[Crawl]:
    """All visits of a website: after each pause it is taken up again, as a run does."""
    visits: list[Crawl] = []
    pages: tuple[Page, ...] = ()
    for _ in range(most):
        crawl = await web_.crawl(website, 30.0, Hints(0, pages))
        visits.append(crawl)
        if crawl.hold is None:
            return visits
        assert crawl.hold.paced
        pages = crawl.pages
        clock.now += crawl.hold.wait_s
    raise AssertionError("it never ends")


def robots(delay: str) -> str:
    return f"User-agent: *\nCrawl-delay: {delay}\n"


def closest(moments: list[float]) -> float:
    return min(after - before for before, after in pairwise(moments))


@pytest.mark.parametrize("delay_s", [10, 30])
async def test_a_site_that_wants_long_pauses_is_read_whole_a_request_a_visit(delay_s: int) -> None:
    clock, site = Clock(), Site.whole(robots=robots(f"{delay_s}"))
    moments = noting(clock, site)
    async with serving(acme=site, monotonic=clock) as web_:
        visits = await to_the_end(web_, clock, "http://acme.test")
    assert len(visits) == 9, "robots.txt, and eight pages"
    assert visits[0].hold is not None
    assert visits[0].hold.because == f"its robots.txt asks for {delay_s} s between requests"
    assert visits[0].missed == (), "what is still to come is not missed"
    last = visits[-1]
    assert (last.failure, last.missed, len(last.content)) == (None, (), 8)
    assert [found.kind for found in last.content][:3] == [PageKind.HOME, PageKind.ABOUT, PageKind.TEAM]
    assert closest(moments) >= delay_s
    assert site.asked == ["/robots.txt", "/", "/about", "/team", "/contact", "/impressum", "/careers", "/products",
                          "/pricing"], "the most valuable first, and no sitemap"  # fmt: skip


async def test_what_leads_elsewhere_or_nowhere_is_asked_for_once() -> None:
    clock = Clock()
    bare = Site({"/robots.txt": robots("10"), "/": moved("http://www.acme.test/")})
    whole = Site.whole(
        robots=robots("20"), about=page("", 404), contact=moved("http://other.test/"),
        careers=moved("/jobs"),
    )  # fmt: skip
    whole.routes["/impressum"] = whole.routes["/products"]
    whole.routes["/jobs"] = html("Jobs", "<h1>Jobs</h1>")
    moments = noting(clock, bare, whole)
    async with serving(acme=bare, www_acme=whole, other=Site.whole(), monotonic=clock) as web_:
        visits = await to_the_end(web_, clock, "http://acme.test")
        assert web_.sites["other.test"].asked == []
    last = visits[-1]
    assert last.failure is None
    assert {miss.error for miss in last.missed} == {"http_404"}
    kinds = {found.kind for found in last.content}
    assert {PageKind.HOME, PageKind.TEAM, PageKind.CAREERS, PageKind.PRICING} <= kinds
    asked = [*bare.asked, *whole.asked]
    assert len(asked) == len(set(asked)) + 2, "robots.txt and the home page stand on both hosts"
    assert len(visits) <= len(asked) + 1
    assert closest(moments) >= 10
    assert closest(moments[3:]) >= 20, "the longer pause counts for the whole site"


async def test_a_site_that_moved_to_one_with_long_pauses_is_read_to_the_end_beside_others() -> None:
    clock = Clock()
    old = Site({"/": moved("http://group.test/")})
    new = Site.whole(robots=robots("100"), about=page("", 404), team=page("", 404))
    async with serving(acme=old, group=new, other=Site.whole(), monotonic=clock) as web_:
        pages: tuple[Page, ...] = ()
        for _ in range(12):
            crawl = await web_.crawl("http://acme.test", 30.0, Hints(0, pages))
            if crawl.hold is None:
                break
            pages = crawl.pages
            clock.now += crawl.hold.wait_s
            for _ in range(3):
                await web_.crawl("http://other.test")
    assert crawl.hold is None
    assert {miss.error for miss in crawl.missed} == {"http_404", "robots_disallowed"}
    assert new.asked.count("/about") == new.asked.count("/team") == 1


async def test_an_address_that_answers_nothing_does_not_take_the_turn_of_the_one_that_does() -> None:
    clock, site = Clock(), Site.whole(robots=robots("10"))
    moments = noting(clock, site)
    async with serving(acme=site, monotonic=clock) as web_:
        # https is tried first, and refused
        visits = await to_the_end(web_, clock, "acme.test")
    assert (visits[-1].failure, len(visits[-1].content)) == (None, 8)
    assert len(visits) <= 11
    assert closest(moments) >= 10


@pytest.mark.parametrize(
    ("inside", "home"),
    [
        pytest.param(html("Acme", menu(), "<h1>Acme</h1>"), "http://acme.test/de", id="to the home page"),
        pytest.param(page("", 404), "http://acme.test/", id="to nothing"),
    ],
)
async def test_a_doormat_is_walked_over_once(inside: str | web.Response, home: str) -> None:
    mat = '<html><head><meta http-equiv="refresh" content="0; url=/de"></head><body>Welcome to Acme</body></html>'
    clock, site = Clock(), Site.whole(robots=robots("10"), home=mat, de=inside)
    async with serving(acme=site, monotonic=clock) as web_:
        visits = await to_the_end(web_, clock, "http://acme.test")
    assert visits[-1].content[0].final_url == home
    assert site.asked.count("/") == site.asked.count("/de") == 1


async def test_two_websites_of_one_site_share_its_pauses() -> None:
    clock, site = Clock(), Site.whole(robots=robots("10"))
    site.routes["/de"] = html("Acme", menu({"/de/kontakt": "Kontakt"}))
    site.routes["/de/kontakt"] = html("Kontakt", "<h1>Kontakt</h1>")
    moments = noting(clock, site)
    async with serving(acme=site, monotonic=clock) as web_:
        first = await web_.crawl("http://acme.test")
        other = await web_.crawl("http://acme.test/de")
        assert first.hold is not None
        assert other.hold is not None
        assert (other.requests, other.hold.paced) == (0, True)
        clock.now += other.hold.wait_s
        visits = await to_the_end(web_, clock, "http://acme.test/de")
        await to_the_end(web_, clock, "http://acme.test")
    assert [found.final_url for found in visits[-1].content] == ["http://acme.test/de", "http://acme.test/de/kontakt"]
    assert closest(moments) >= 10


async def test_where_there_is_no_patience_for_all_pages_the_most_valuable_are_read_and_it_is_said() -> None:
    clock, site = Clock(), Site.whole(robots=robots("120"))
    async with serving(acme=site, monotonic=clock) as web_:
        visits = await to_the_end(web_, clock, "http://acme.test")
    last = visits[-1]
    assert site.asked == ["/robots.txt", "/", "/about", "/team"]
    assert last.failure is not None
    assert last.failure.reason is Reason.ROBOTS_DISALLOWED
    assert last.failure.detail == "its robots.txt asks for 120 s between requests: 3 of 8 pages were read"
    assert last.robots_limited
    assert [miss.kind for miss in last.missed][:2] == [PageKind.CONTACT, PageKind.IMPRINT]
    assert {miss.error for miss in last.missed} == {"robots_disallowed"}


@pytest.mark.parametrize("delay", ["3600", "1e9"])
async def test_a_site_that_wants_pauses_of_an_hour_is_not_read_and_the_row_ends(delay: str) -> None:
    site = Site.whole(robots=robots(delay))
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert site.asked == ["/robots.txt"]
    assert crawl.hold is None
    assert crawl.failure is not None
    assert crawl.failure.reason is Reason.ROBOTS_DISALLOWED
    assert crawl.failure.detail.endswith("s between requests, longer than Theodore waits")


async def test_a_host_that_wants_pauses_of_an_hour_costs_its_pages_alone() -> None:
    home = html("Acme", menu({**MENU, "http://jobs.acme.test/careers": "Careers"}))
    site, jobs = Site.whole(home=home), Site.whole(robots=robots("3600"))
    async with serving(acme=site, jobs_acme=jobs) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.failure is None
    assert len(crawl.content) >= 7
    assert jobs.asked in ([], ["/robots.txt"])


async def test_short_pauses_are_made_within_the_visit_one_request_at_a_time() -> None:
    site = Site.whole(robots=robots("0.05"))
    ends: list[float] = []
    gaps: list[float] = []

    def timed(answer: Handler | Answer) -> Handler:
        def handler(request: web.BaseRequest) -> Awaitable[Answer] | Answer:
            gaps.append(time.monotonic() - ends[-1] if ends else 1.0)
            ends.append(time.monotonic())
            return answer(request) if callable(answer) else answer

        return handler

    site.routes = {path: timed(answer) for path, answer in site.routes.items()}
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert (crawl.failure, crawl.hold, len(crawl.content)) == (None, None, 8)
    assert min(gaps) >= 0.05
    assert site.peak == 1


async def test_where_a_visit_has_no_time_for_all_pages_the_next_one_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempt, "pages_now", lambda delay_s, lacking, **_: min(lacking, 3))
    clock, site = Clock(), Site.whole(robots=robots("0.01"), about=page("", 404))
    clock_of_pauses = iter(_quickly())
    async with serving(acme=site, monotonic=lambda: next(clock_of_pauses)) as web_:
        visits = await to_the_end(web_, clock, "http://acme.test")
    assert len(visits) == 3
    assert [miss.error for miss in visits[-1].missed] == ["http_404"]
    assert len(visits[-1].content) == 7
    assert site.asked.count("/about") == 1


def _quickly() -> Iterator[float]:
    """A clock on which each look is a second later, so that no pause is ever waited for."""
    now = 0.0
    while True:
        yield now
        now += 1.0


async def test_visits_that_lead_nowhere_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawler, "_MOST_HOLDS", 3)
    clock, site = Clock(), Site.whole(robots=robots("10"))
    async with serving(acme=site, monotonic=clock) as web_:
        visits = await to_the_end(web_, clock, "http://acme.test")
    last = visits[-1]
    assert len(visits) == 4
    assert len(last.content) == 3
    assert last.failure is not None
    assert last.failure.reason is Reason.ROBOTS_DISALLOWED


async def test_the_hosts_of_a_site_together_have_four_requests_in_flight() -> None:
    gathered = asyncio.Event()
    under_way = peak = 0

    async def slow(request: web.BaseRequest) -> str:
        nonlocal under_way, peak
        under_way += 1
        peak = max(peak, under_way)
        if under_way == 4:
            gathered.set()
        await asyncio.wait_for(gathered.wait(), 10)
        under_way -= 1
        return html(request.path, f"<h1>{request.host}</h1>")

    named = zip("abcdefg", MENU.items(), strict=False)
    links = {f"http://{host}.acme.test{path}": text for host, (path, text) in named}
    hosts = {f"{host}_acme": Site(dict.fromkeys(MENU, slow)) for host in "abcdefg"}
    hosts["acme"] = Site.whole(home=html("Acme", menu(links)))
    async with serving(8, time.monotonic, **hosts) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert len(crawl.content) == 8
    assert peak == 4, "four overlap, though each is on a host of its own, and not five"
