"""A website visited again: what is not asked for, what is asked for only if it has changed, and what is asked anew."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest
from aiohttp import web

from tests.crawl.websites import MENU, Site, Web, html, menu, moved, page, serving
from theodore.crawl.crawler import SiteCrawler
from theodore.crawl.politeness import Sites
from theodore.model.errors import Reason
from theodore.model.outcome import Crawl, Former, Hints
from theodore.model.packing import as_bytes, packed
from theodore.model.page import MissedPage, PageKind

NOW = 1_800_000_000.0
HOUR, DAY = 3_600.0, 86_400.0
WEEK = 7 * DAY
HOME = html("Acme", menu(), "<h1>Acme</h1>")


@dataclass
class Shown:
    """What a path shows, and how its site tells that it has not changed. lies: it says so whatever it shows now."""

    text: str
    headers: dict[str, str] = field(default_factory=lambda: {"ETag": '"1"'})
    lies: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)

    def __call__(self, request: web.BaseRequest) -> web.Response:
        conditions = {name: request.headers[name] for name in CONDITIONS if name in request.headers}
        self.asked.append(conditions)
        tag, changed = self.headers.get("ETag"), self.headers.get("Last-Modified")
        same = conditions.get("If-None-Match") == tag if tag else conditions.get("If-Modified-Since") == changed
        if conditions and (same or self.lies):
            return web.Response(status=304, headers=self.headers)
        return web.Response(text=self.text, content_type="text/html", headers=self.headers)


CONDITIONS = ("If-None-Match", "If-Modified-Since")


class Clock:
    """A clock that a test sets."""

    now = NOW

    def __call__(self) -> float:
        return self.now


@dataclass
class Revisit:
    """A website and what its visits asked of it."""

    web: Web
    site: Site
    clock: Clock
    max_pages: int = 8

    async def visit(
        self, former: Crawl | None = None, *, after_s: float = 0.0, fresh_for_s: float = WEEK, **more: object
    ) -> tuple[Crawl, list[str]]:
        """One visit, with what the former one left; and what was asked for."""
        self.clock.now += after_s
        before = len(self.site.asked)
        hints = Hints(former=None if former is None else left_by(former, self.max_pages), fresh_for_s=fresh_for_s)
        crawl = await self.web.crawl("http://acme.test", hints=replace(hints, **more))  # type: ignore[arg-type] # a test's own
        return crawl, self.site.asked[before:]


def left_by(crawl: Crawl, max_pages: int | None = 8) -> Former:
    """As the journal keeps it."""
    whole = max_pages if crawl.failure is None else None
    return Former(crawl.pages, crawl.missed, crawl.robots_limited, whole)


@asynccontextmanager
async def revisited(site: Site, max_pages: int = 8) -> AsyncIterator[Revisit]:
    clock = Clock()
    async with serving(acme=site) as web_:
        web_.crawler = SiteCrawler(web_.client, web_.politeness, max_pages=max_pages, clock=clock)
        yield Revisit(web_, site, clock, max_pages)


def tagged() -> Site:
    """A healthy site whose pages have tags."""
    shown = {path[1:]: Shown(html(text, menu(), f"<h1>{path}</h1>")) for path, text in MENU.items()}
    return Site.whole(**shown, home=Shown(HOME), robots=_rules())


def _rules(
    text: str = "User-agent: *\nDisallow: /private\n", tag: str = '"r"'
) -> Callable[[web.BaseRequest], web.Response]:
    def answer(request: web.BaseRequest) -> web.Response:
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304)
        return web.Response(text=text, headers={"ETag": tag})

    return answer


def texts(crawl: Crawl) -> list[tuple[str, PageKind, str]]:
    return [(found.final_url, found.kind, found.text) for found in crawl.content]


@pytest.mark.parametrize(
    ("after_s", "asked"),
    [
        pytest.param(0.0, [], id="at once: nobody is asked"),
        pytest.param(6 * DAY, [], id="within fresh-for nobody is asked, not for robots.txt either: nothing is fetched"),
        pytest.param(WEEK, ["/robots.txt", "/"], id="then the home page, by rules that are no older than a day"),
    ],
)
async def test_a_site_that_has_not_changed(after_s: float, asked: list[str]) -> None:
    async with revisited(tagged()) as acme:
        first, _ = await acme.visit()
        second, again = await acme.visit(first, after_s=after_s)
    assert again == asked
    assert second.requests == len(asked)
    assert texts(second) == texts(first)
    assert (second.failure, second.final_origin) == (None, "http://acme.test")
    assert second.pages_from_cache + second.revalidated == 8
    assert second.revalidated == (1 if asked else 0)
    assert {found.url for found in second.pages} == {found.url for found in first.pages}, "rules and sitemaps stay too"


async def test_one_request_where_the_rules_are_of_today() -> None:
    async with revisited(tagged()) as acme:
        first, _ = await acme.visit()
        second, asked = await acme.visit(first, after_s=HOUR, fresh_for_s=0.0)
    assert asked == ["/"]
    assert texts(second) == texts(first)


async def test_a_304_renews_the_page_and_keeps_its_body() -> None:
    home = Shown(HOME, {"ETag": '"1"', "X-Powered-By": "Steam"})
    async with revisited(Site.whole(home=home)) as acme:
        first, _ = await acme.visit()
        home.headers = {"ETag": '"1"', "Cache-Control": "max-age=60"}
        second, _ = await acme.visit(first, after_s=WEEK)
    page_ = second.pages[0]
    assert page_.text == HOME
    assert (page_.status, page_.fetched_at) == (200, NOW + WEEK)
    assert page_.header("X-Powered-By") == "Steam"
    assert page_.header("Cache-Control") == "max-age=60"
    assert [found.fetched_at for found in second.content[1:]] == [NOW] * 7, "of the others it is known how old they are"


async def test_a_site_that_cannot_tell_is_known_by_what_it_sends() -> None:
    async with revisited(Site.whole()) as acme:
        first, _ = await acme.visit()
        second, asked = await acme.visit(first, after_s=WEEK)
    assert asked == ["/robots.txt", "/"]
    assert (second.revalidated, second.pages_from_cache) == (0, 7)
    assert second.pages[0].fetched_at == NOW + WEEK


async def test_after_a_month_each_page_is_asked_for_itself() -> None:
    site = tagged()
    async with revisited(site) as acme:
        crawl, _ = await acme.visit()
        for _ in range(4):
            crawl, asked = await acme.visit(crawl, after_s=WEEK)
            assert asked == ["/robots.txt", "/"]
        crawl, asked = await acme.visit(crawl, after_s=WEEK)
    assert set(asked) == {
        "/robots.txt",
        "/",
        "/about",
        "/team",
        "/contact",
        "/impressum",
        "/careers",
        "/products",
        "/pricing",
    }
    assert crawl.revalidated == 8
    assert {found.fetched_at for found in crawl.content} == {NOW + 5 * WEEK}


async def test_a_home_page_that_has_changed_speaks_for_nobody() -> None:
    site = tagged()
    async with revisited(site) as acme:
        first, _ = await acme.visit()
        site.routes["/"] = Shown(HOME.replace("1962", "1963"), {"ETag": '"2"'})
        second, asked = await acme.visit(first, after_s=WEEK)
    assert {"/", "/about", "/team"} <= set(asked)
    assert second.revalidated == 7, "the others are asked whether they have changed, and have not"
    assert "1963" in second.pages[0].text


async def test_what_has_changed_behind_a_changed_home_page_is_read_anew() -> None:
    site = tagged()
    async with revisited(site) as acme:
        first, _ = await acme.visit()
        site.routes["/"] = Shown(HOME + "<!-- 2 -->", {"ETag": '"2"'})
        site.routes["/team"] = Shown(html("Our team", menu(), "<h1>Ann</h1>"), {"ETag": '"2"'})
        second, _ = await acme.visit(first, after_s=WEEK)
    team = next(found for found in second.content if found.kind is PageKind.TEAM)
    assert "Ann" in team.text
    assert second.revalidated == 6


async def test_a_site_that_lies_is_believed_for_a_month_at_most() -> None:
    home = Shown(HOME, lies=True)
    async with revisited(Site.whole(home=home)) as acme:
        first, _ = await acme.visit()
        home.text = HOME.replace("1962", "1963")
        second, _ = await acme.visit(first, after_s=WEEK)
        assert "1962" in second.pages[0].text, "it says that nothing has changed, and who are we"
        anew, _ = await acme.visit(None, after_s=WEEK)
    assert "1963" in anew.pages[0].text, "with --refresh nothing of then is asked about"


async def test_the_same_tag_over_another_text_is_another_page() -> None:
    home = Shown(HOME)
    async with revisited(Site.whole(home=lambda _: page(home.text, ETag='"1"'))) as acme:
        first, _ = await acme.visit()
        home.text = HOME.replace("1962", "1963")
        second, asked = await acme.visit(first, after_s=WEEK)
    assert "1963" in second.pages[0].text
    assert "/team" in asked


async def test_a_page_that_is_to_be_stored_nowhere_never_answers() -> None:
    team = Shown(html("Our team", menu()), {"ETag": '"1"', "Cache-Control": "private, No-Store"})
    site = tagged()
    site.routes["/team"] = team
    async with revisited(site) as acme:
        first, _ = await acme.visit()
        second, asked = await acme.visit(first)
        assert asked == ["/team"]
        assert team.asked == [{}, {}], "nor asked about: there is no copy to ask about"
    assert texts(second) == texts(first)


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        pytest.param({"unverified": True}, True, id="read over a connection that nobody vouched for"),
        pytest.param({"rendered": True}, False, id="made by a browser: it is the page all the same while it is fresh"),
        pytest.param({"fetched_at": NOW + HOUR}, True, id="of a time to come: the clock was set back"),
    ],
)
async def test_pages_of_another_kind(changed: dict[str, object], asked: bool) -> None:
    async with revisited(tagged()) as acme:
        first, _ = await acme.visit()
        pages = tuple(replace(found, **changed) if found.kind is PageKind.TEAM else found for found in first.pages)  # type: ignore[arg-type] # a test's own
        _, again = await acme.visit(replace(first, pages=pages))
    assert ("/team" in again) is asked


async def test_a_page_that_a_browser_made_is_not_asked_about_by_the_tag_of_its_source() -> None:
    home = Shown(HOME)
    async with revisited(Site.whole(home=home)) as acme:
        first, _ = await acme.visit()
        await acme.visit(replace(first, pages=(replace(first.pages[0], rendered=True), *first.pages[1:])), after_s=WEEK)
    assert home.asked == [{}, {}]


async def test_pages_whose_snapshots_are_gone_are_asked_for_again() -> None:
    async with revisited(tagged()) as acme:
        first, _ = await acme.visit()
        pages = tuple(found for found in first.pages if found.kind is not PageKind.TEAM)
        before = len(acme.site.asked)
        second = await acme.web.crawl("http://acme.test", hints=Hints(former=Former(pages), fresh_for_s=WEEK))
    assert acme.site.asked[before:] == ["/team"]
    assert texts(second) == texts(first)


async def test_the_home_page_is_asked_for_where_it_was_found() -> None:
    old = Site({"/": moved("http://www.acme.test/"), "/robots.txt": _rules()})
    async with serving(acme=old, www_acme=tagged()) as web_:
        clock = Clock()
        web_.crawler = SiteCrawler(web_.client, web_.politeness, clock=clock)
        first = await web_.crawl("http://acme.test")
        old.asked.clear()
        web_.sites["www.acme.test"].asked.clear()
        second = await web_.crawl("http://acme.test", hints=Hints(former=left_by(first), fresh_for_s=0.0))
        assert (old.asked, web_.sites["www.acme.test"].asked) == ([], ["/"]), "not by way of the old name"
    assert texts(second) == texts(first)
    assert second.pages[0].url == first.pages[0].url == "http://acme.test/"


@pytest.mark.parametrize("status", [200, 404])
async def test_rules_that_a_redirect_led_to_answer_for_where_they_were_found(status: int) -> None:
    robots = moved("http://www.acme.test/robots.txt")
    old, www = Site({"/": moved("http://www.acme.test/"), "/robots.txt": robots}), tagged()
    www.routes["/robots.txt"] = page("User-agent: *", status)
    async with serving(acme=old, www_acme=www) as web_:
        web_.crawler = SiteCrawler(web_.client, web_.politeness, clock=Clock())
        first = await web_.crawl("http://acme.test")
        old.asked.clear()
        web_.sites["www.acme.test"].asked.clear()
        second = await web_.crawl("http://acme.test", hints=Hints(former=left_by(first), fresh_for_s=0.0))
        assert (old.asked, web_.sites["www.acme.test"].asked) == ([], ["/"])
    assert [found.url for found in second.pages] == [found.url for found in first.pages], "each is kept once"


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(page(html("Gone", prose="no such page"), 404), id="it is gone"),
        pytest.param(moved("http://www.acme.test/new"), id="it leads elsewhere"),
        pytest.param(page(""), id="it is empty"),
        pytest.param(
            page('<html><head><meta http-equiv="refresh" content="0; url=/new"></head><body>Acme</body></html>'),
            id="it is a doormat now",
        ),
    ],
)
async def test_a_home_page_that_is_no_more_where_it_was_is_looked_for_the_usual_way(now: web.Response) -> None:
    old = Site({"/": moved("http://www.acme.test/"), "/robots.txt": _rules()})
    www = tagged()
    async with serving(acme=old, www_acme=www) as web_:
        first = await web_.crawl("http://acme.test")
        www.routes["/"] = now
        www.routes["/new"] = html("Acme anew", menu(), "<h1>Acme</h1>")
        old.routes["/"] = moved("http://www.acme.test/new")
        second = await web_.crawl("http://acme.test", hints=Hints(former=left_by(first)))
    assert second.failure is None
    assert second.pages[0].final_url == "http://www.acme.test/new"
    assert second.pages[0].url == "http://acme.test/"


async def test_what_failed_once_is_tried_the_usual_way() -> None:
    async with revisited(tagged()) as acme:
        first, _ = await acme.visit()
        site = acme.site
        site.routes["/"] = page("busy", 500)
        failed, _ = await acme.visit(first, after_s=WEEK)
        assert failed.failure is not None
        assert failed.failure.reason is Reason.HTTP_5XX
        site.routes["/"] = Shown(HOME)
        second, asked = await acme.visit(first, attempt=1)
    assert asked == ["/robots.txt", "/"]
    assert texts(second) == texts(first)


@pytest.mark.parametrize(
    ("error", "again"),
    [
        pytest.param("first_byte", True, id="what may pass is tried again"),
        pytest.param("http_404", False, id="what is not there is not"),
        pytest.param("too_large", False, id="nor what is too large"),
        pytest.param("robots_disallowed", False, id="nor what nobody may read"),
    ],
)
async def test_pages_that_the_former_visit_missed(error: str, again: bool) -> None:
    async with revisited(tagged()) as acme:
        first, _ = await acme.visit()
        kept = tuple(found for found in first.pages if found.kind is not PageKind.TEAM)
        miss = MissedPage("http://acme.test/team", PageKind.TEAM, error)
        second, asked = await acme.visit(replace(first, pages=kept, missed=(miss,), robots_limited=True))
    assert asked == (["/team"] if again else [])
    if not again:
        assert second.missed == (miss,), "and the history says so again"
        assert second.robots_limited


async def test_a_visit_that_was_cut_off_is_taken_up_where_it_was() -> None:
    async with revisited(tagged()) as acme:
        first, _ = await acme.visit()
        some = first.pages[:3]
        before = len(acme.site.asked)
        former = Former((*some, *(found for found in first.pages if not found.kind.is_content)))
        second = await acme.web.crawl("http://acme.test", hints=Hints(former=former, fresh_for_s=WEEK))
        asked = acme.site.asked[before:]
    assert sorted(asked) == sorted(f"/{found.url.rsplit('/', 1)[1]}" for found in first.content[3:])
    assert texts(second) == texts(first)
    assert second.pages_from_cache == 3


@pytest.mark.parametrize(
    ("max_pages", "more"),
    [pytest.param(4, 0, id="fewer: the best of what is there"), pytest.param(9, 1, id="more: what is missing")],
)
async def test_another_number_of_pages_is_another_plan(max_pages: int, more: int) -> None:
    async with revisited(tagged()) as acme:
        first, _ = await acme.visit()
        acme.web.crawler = SiteCrawler(acme.web.client, acme.web.politeness, max_pages=max_pages, clock=acme.clock)
        second, asked = await acme.visit(first)
    assert len(second.content) == max_pages
    assert len([path for path in asked if path != "/sitemap.xml"]) == more


async def test_rules_that_have_changed_are_heeded() -> None:
    site = tagged()
    async with revisited(site) as acme:
        first, _ = await acme.visit()
        site.routes["/robots.txt"] = _rules("User-agent: *\nDisallow: /team\n", '"r2"')
        second, asked = await acme.visit(first, after_s=WEEK)
        assert "/team" not in asked
        assert PageKind.TEAM not in {found.kind for found in second.content}
        site.routes["/robots.txt"] = _rules("User-agent: *\nDisallow: /\n", '"r3"')
        third, asked = await acme.visit(first, after_s=2 * DAY)
    assert asked == ["/robots.txt"]
    assert third.failure is not None
    assert third.failure.reason is Reason.ROBOTS_DISALLOWED


async def test_rules_that_have_not_changed_hold_for_another_day() -> None:
    async with revisited(tagged()) as acme:
        first, _ = await acme.visit()
        second, _ = await acme.visit(first, after_s=WEEK)
        rules = next(found for found in second.pages if found.kind is PageKind.ROBOTS)
        assert rules.fetched_at == NOW + WEEK
        _, asked = await acme.visit(second, after_s=DAY - 1, fresh_for_s=0.0)
    assert asked == ["/"]


async def test_a_304_that_nobody_asked_for_is_a_fault_of_the_site() -> None:
    site = tagged()
    site.routes["/"] = lambda _: web.Response(status=304)
    async with revisited(site) as acme:
        crawl, asked = await acme.visit()
    assert asked == ["/robots.txt", "/", "/"], "asked for once more, and no more"
    assert crawl.failure is not None
    assert (crawl.failure.reason, crawl.failure.status) == (Reason.EMPTY, 304)
    assert "304" in crawl.failure.message


async def test_a_cache_on_the_way_that_says_304_to_everybody_is_asked_past() -> None:
    def cache(request: web.BaseRequest) -> web.Response:
        if request.headers.get("Cache-Control") == "no-cache":
            return page(HOME)
        return web.Response(status=304)

    site = tagged()
    site.routes["/"] = cache
    async with revisited(site) as acme:
        crawl, _ = await acme.visit()
    assert crawl.failure is None
    assert crawl.pages[0].text == HOME


async def test_a_304_may_state_the_length_of_what_it_does_not_send() -> None:
    home = Shown(HOME)
    site = tagged()

    def long(request: web.BaseRequest) -> web.Response:
        answer = home(request)
        if answer.status == 304:
            answer.headers["Content-Length"] = str(10**9)
            answer.headers["Content-Encoding"] = "gzip"
        return answer

    site.routes["/"] = long
    async with revisited(site) as acme:
        first, _ = await acme.visit()
        second, _ = await acme.visit(first, after_s=WEEK)
    assert second.revalidated == 1
    assert second.pages[0].text == HOME


async def test_a_carried_page_of_this_go_needs_no_shelf() -> None:
    async with revisited(tagged()) as acme:
        first, _ = await acme.visit()
        crawl, asked = await acme.visit(None, after_s=10 * WEEK, pages=first.pages, attempt=1)
    assert asked == []
    assert (crawl.pages_from_cache, crawl.revalidated) == (0, 0)


async def test_of_what_earlier_visits_left_no_more_is_kept_than_a_visit_may_keep(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with revisited(tagged()) as acme:
        first, _ = await acme.visit()
        monkeypatch.setattr("theodore.crawl.pages._MOST_KEPT", 5_000)
        cut_off = Former(first.pages)
        second = await acme.web.crawl("http://acme.test", hints=Hints(former=cut_off, fresh_for_s=WEEK))
    assert {miss.error for miss in second.missed} == {"too_large"}


async def test_a_site_that_wants_long_pauses_is_revisited_in_two_goes() -> None:
    async with revisited(tagged()) as acme:
        first, _ = await acme.visit()
        acme.web.crawler = SiteCrawler(acme.web.client, Sites(monotonic=acme.clock), clock=acme.clock)
        robots = [one for one in first.pages if one.kind is PageKind.ROBOTS]
        slow = [replace(one, body=packed(as_bytes(f"{one.text}Crawl-delay: 20\n"))) for one in robots]
        former = left_by(replace(first, pages=(*first.content, *slow)))
        acme.clock.now += WEEK
        before = len(acme.site.asked)
        rules = await acme.web.crawl("http://acme.test", hints=Hints(former=former, fresh_for_s=WEEK))
        assert rules.hold is not None
        acme.clock.now += 21
        hints = Hints(pages=rules.pages, former=former, fresh_for_s=WEEK)
        second = await acme.web.crawl("http://acme.test", hints=hints)
    assert acme.site.asked[before:] == ["/robots.txt", "/"]
    assert (second.hold, second.failure) == (None, None)
    assert texts(second) == texts(first)
