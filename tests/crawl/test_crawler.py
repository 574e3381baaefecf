"""Company in, pages out: whole visits of websites over real sockets."""

from __future__ import annotations

import asyncio
import gzip
import random
import time
from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import web

from tests.crawl.websites import MENU, PROSE, Site, html, menu, moved, page, serving, until
from theodore.crawl import pages as crawl_pages
from theodore.crawl.blocks import detect
from theodore.crawl.lanes import Lanes
from theodore.crawl.sitemap import MAX_KEPT
from theodore.crawl.urls import parse_website
from theodore.extract.blanks import blanks
from theodore.model.errors import Failure, Reason
from theodore.model.evidence import Blank
from theodore.model.outcome import Crawl, Hints
from theodore.model.page import PageKind
from theodore.net.guard import AddressGuard


def paths(crawl: Crawl) -> list[str]:
    return [found.final_url.split("/", 3)[3] for found in crawl.content]


def missed(crawl: Crawl) -> dict[str, str]:
    return {miss.url.rsplit("/", 1)[-1]: miss.error for miss in crawl.missed}


async def test_reads_home_and_the_most_valuable_pages() -> None:
    async with serving(acme=Site.whole()) as web_:
        crawl = await web_.crawl("acme.test")
        asked = web_.sites["acme.test"].asked
    assert crawl.failure is None
    assert crawl.hold is None
    assert paths(crawl) == ["", "about", "team", "contact", "impressum", "careers", "products", "pricing"]
    assert [found.kind for found in crawl.content][:3] == [PageKind.HOME, PageKind.ABOUT, PageKind.TEAM]
    assert crawl.final_origin == "http://acme.test"
    assert asked[:2] == ["/robots.txt", "/"], "robots.txt comes first and alone"
    assert crawl.requests == len(asked) + 1, "https was tried, and nobody listened"
    assert crawl.wire_bytes > 8 * len(PROSE)
    assert web_.said[-1] == "crawling 8/8"


async def test_a_page_carries_all_that_was_sent() -> None:
    site = Site.whole(about=page(html("About"), X_Powered_By="Steam", Set_Cookie="a=1"))
    before = time.time()
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test")
    about = next(found for found in crawl.content if found.kind is PageKind.ABOUT)
    assert about.url == about.final_url == "http://acme.test/about"
    assert (about.status, about.content_type, about.depth) == (200, "text/html", 1)
    assert about.header("X-Powered-By") == "Steam"
    assert about.header("Set-Cookie") is None
    assert PROSE.strip() in about.text
    assert len(about.content_hash) == 64
    assert before <= about.fetched_at <= time.time()
    assert about.wire_bytes > 0


async def test_a_site_that_was_slow_is_a_slow_one_in_the_next_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[float | None] = []

    class Watched(Lanes):
        def __init__(self, home_s: float | None, *arguments: Any, **more: Any) -> None:
            told.append(home_s)
            super().__init__(home_s, *arguments, **more)

    async def slow(request: web.BaseRequest) -> str:
        await asyncio.sleep(0.1)
        return html(request.path, menu(), f"<h1>{request.path}</h1>")

    monkeypatch.setattr("theodore.crawl.attempt.Lanes", Watched)
    site = Site.whole(home=slow, **{path[1:]: slow for path in MENU})
    async with serving(acme=site) as web_:
        first = await web_.crawl("http://acme.test")
        home = tuple(found for found in first.pages if found.kind is PageKind.HOME)
        await web_.crawl("http://acme.test", hints=Hints(1, home))
    assert site.asked.count("/") == 1
    # half of it may be our own work
    assert [seconds is not None and seconds >= 0.05 for seconds in told] == [True, True]


async def test_what_we_compute_ourselves_makes_no_site_slow() -> None:
    spent: list[float] = []

    def computes(request: web.BaseRequest) -> str:
        # the site is in our own thread here: while it works, we do
        began, worked = time.monotonic(), time.thread_time()
        while time.thread_time() - worked < 0.2:
            pass
        spent.append(time.monotonic() - began)
        return html("Acme")

    async with serving(acme=Site({"/": computes})) as web_:
        await web_.crawl("http://acme.test")
        assert 0 < web_.politeness.page_s("acme.test") < spent[0]


async def test_never_more_than_four_requests_at_once() -> None:
    gathered = asyncio.Event()

    async def slow(request: web.BaseRequest) -> str:
        if site.in_flight == 4:
            gathered.set()
        await asyncio.wait_for(gathered.wait(), 10)
        return html(request.path, f"<h1>{request.path}</h1>")

    site = Site.whole(**{path[1:]: slow for path in MENU})
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert len(crawl.content) == 8
    assert site.peak == 4, "four overlap, and not five"


@pytest.mark.parametrize("website", ["acme.test", "www.acme.test", "http://acme.test/", "https://acme.test"])
async def test_http_is_tried_where_no_scheme_was_written_and_https_is_refused(website: str) -> None:
    async with serving(acme=Site.whole(), www_acme=Site.whole()) as web_:
        crawl = await web_.crawl(website)
    if website.startswith("https"):
        assert crawl.failure is not None
        assert crawl.failure.reason is Reason.REFUSED
    else:
        assert len(crawl.content) == 8


# robots.txt


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        pytest.param("User-agent: *\nDisallow: /", False, id="everybody stays away"),
        pytest.param("User-agent: Theodore\nDisallow: /", False, id="we stay away"),
        pytest.param("User-agent: OtherBot\nDisallow: /", True, id="another stays away"),
        pytest.param("User-agent: *\nDisallow: /\n\nUser-agent: Theodore\nAllow: /", True, id="we alone may"),
        pytest.param(page("", 404), True, id="there is none"),
        pytest.param(page("", 403), True, id="it is refused, which by the standard allows everything"),
        pytest.param(html("Home"), True, id="a page of HTML in its place"),
        pytest.param("", True, id="empty"),
    ],
)
async def test_robots_txt_is_obeyed(robots: str | web.Response, allowed: bool) -> None:
    async with serving(acme=Site.whole(robots=robots)) as web_:
        crawl = await web_.crawl("http://acme.test")
        asked = web_.sites["acme.test"].asked
    if allowed:
        assert len(crawl.content) == 8
    else:
        assert crawl.failure is not None
        assert crawl.failure.reason is Reason.ROBOTS_DISALLOWED
        assert asked == ["/robots.txt"]


async def test_robots_txt_files_are_kept_as_long_as_they_are_not_too_large_together() -> None:
    words = "# a long word\n" * 30_000
    large, strict = f"User-agent: *\nDisallow: /x\n{words}", f"User-agent: *\nDisallow: /team\n{words}"
    home = html("Acme", menu({"http://a.acme.test/about": "About us", "http://b.acme.test/team": "Team"}))
    async with serving(
        acme=Site.whole(home=home, robots=large), a_acme=Site.whole(robots=large), b_acme=Site.whole(robots=strict)
    ) as web_:
        crawl = await web_.crawl("http://acme.test")
    kept = [found.url for found in crawl.pages if found.kind is PageKind.ROBOTS]
    assert len(kept) == 2
    assert kept[0] == "http://acme.test/robots.txt"
    assert missed(crawl) == {"team": "robots_disallowed"}, "its rules count, kept or not"


@pytest.mark.parametrize(
    "robots",
    [
        pytest.param(page("x", Content_Encoding="nonsense"), id="packed in a way that nobody knows"),
        pytest.param(page("User-agent: *", Content_Encoding="br"), id="not packed as it says"),
        pytest.param(moved("mailto:ann@acme.test"), id="a redirect to no web page"),
        pytest.param(moved("http://127.0.0.1:1/robots.txt"), id="a redirect to where no request may go"),
    ],
)
async def test_a_robots_txt_that_nobody_can_read_forbids_nothing(robots: web.Response) -> None:
    async with serving(acme=Site.whole(robots=robots)) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.failure is None
    assert len(crawl.content) == 8


async def test_a_robots_txt_that_leads_to_no_server_is_a_fault_of_the_network() -> None:
    async with serving(acme=Site.whole(robots=moved("https://acme.test/robots.txt"))) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.failure is not None
    assert crawl.failure.reason is Reason.REFUSED


@pytest.mark.parametrize(
    ("robots", "reason", "retry_after"),
    [
        pytest.param(page("", 500), Reason.HTTP_5XX, None, id="5xx forbids for now"),
        pytest.param(page("", 503), Reason.HTTP_5XX, None, id="503 without a time"),
        pytest.param(page("", 503, Retry_After="7"), Reason.HTTP_503_RETRY_AFTER, 7.0, id="503 with a time"),
        pytest.param(page("", 429, Retry_After="9"), Reason.HTTP_429, 9.0, id="429"),
        pytest.param(page("", 429), Reason.HTTP_429, None, id="429 without a time"),
    ],
)
async def test_a_robots_txt_that_cannot_be_had_fails_the_attempt(
    robots: web.Response, reason: Reason, retry_after: float | None
) -> None:
    async with serving(acme=Site.whole(robots=robots)) as web_:
        crawl = await web_.crawl("http://acme.test")
        assert web_.sites["acme.test"].asked == ["/robots.txt"]
    assert crawl.failure is not None
    assert (crawl.failure.reason, crawl.failure.retry_after_s) == (reason, retry_after)
    assert crawl.pages == ()


async def test_disallowed_pages_are_left_out_and_said() -> None:
    site = Site.whole(robots="User-agent: *\nDisallow: /team\nDisallow: /careers")
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.robots_limited
    assert "/team" not in site.asked
    assert "/careers" not in site.asked
    assert crawl.failure is None


async def test_the_lines_of_robots_txt_are_not_pages_to_read() -> None:
    site = Site.whole(robots="User-agent: *\nDisallow: /about-secret-plans")
    async with serving(acme=site) as web_:
        await web_.crawl("http://acme.test")
    assert "/about-secret-plans" not in site.asked


async def test_redirects_of_robots_txt_are_followed_but_not_without_end() -> None:
    site = Site.whole(robots=moved("/rules.txt"))
    site.routes["/rules.txt"] = "User-agent: *\nDisallow: /"
    looping = Site.whole(robots=moved("/robots.txt"))
    async with serving(acme=site, loop=looping) as web_:
        crawl = await web_.crawl("http://acme.test")
        assert crawl.failure is not None
        assert crawl.failure.reason is Reason.ROBOTS_DISALLOWED
        assert len((await web_.crawl("http://loop.test")).content) == 8


async def test_robots_txt_of_another_origin_comes_before_its_pages() -> None:
    old = Site({"/robots.txt": "", "/": moved("http://new.test/start")})
    new = Site.whole(start=html("Acme", menu()))
    async with serving(old=old, new=new) as web_:
        crawl = await web_.crawl("http://old.test")
    assert new.asked[:2] == ["/robots.txt", "/start"]
    assert old.asked == ["/robots.txt", "/"]
    assert crawl.final_origin == "http://new.test"
    assert crawl.content[0].url == "http://old.test/"
    assert crawl.content[0].final_url == "http://new.test/start"
    assert {found.final_url.split("/")[2] for found in crawl.content} == {"new.test"}


async def test_robots_txt_that_a_redirect_led_to_is_not_asked_for_again_as_its_own_origin_s() -> None:
    bare = Site({"/robots.txt": moved("http://www.acme.test/robots.txt"), "/": moved("http://www.acme.test/")})
    www = Site.whole(robots="User-agent: *\nDisallow: /team\n")
    async with serving(acme=bare, www_acme=www) as web_:
        first = await web_.crawl("http://acme.test")
        second = await web_.crawl("http://acme.test", hints=Hints(1, first.pages))
    assert www.asked.count("/robots.txt") == 1, "of another attempt neither"
    assert "/team" not in www.asked
    for crawl in (first, second):
        kept = [page for page in crawl.pages if page.kind is PageKind.ROBOTS]
        assert [page.url for page in kept] == ["http://acme.test/robots.txt"]
        assert len(crawl.content) == 8


async def test_a_site_that_sent_on_our_first_request_is_not_asked_to_do_so_again() -> None:
    bare = Site({"/robots.txt": moved("http://www.acme.test/robots.txt"), "/": moved("http://www.acme.test/")})
    www = Site.whole()
    async with serving(acme=bare, www_acme=www) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert bare.asked == ["/robots.txt"]
    assert www.asked[:2] == ["/robots.txt", "/"]
    home = crawl.content[0]
    assert (home.url, home.final_url) == ("http://acme.test/", "http://www.acme.test/")
    assert len(crawl.content) == 8


@pytest.mark.parametrize(
    ("www", "other"),
    [
        pytest.param("http://www.acme.test/robots.txt", Site({"/robots.txt": ""}), id="no home page is there"),
        pytest.param("http://www.acme.test/rules.txt", Site.whole(**{"rules.txt": ""}), id="it is no robots.txt"),
        pytest.param("http://new.test/robots.txt", Site.whole(), id="it is another website's"),
    ],
)
async def test_a_robots_txt_elsewhere_does_not_move_the_home_page(www: str, other: Site) -> None:
    bare = Site.whole(robots=moved(www))
    async with serving(acme=bare, www_acme=other, new=other) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.failure is None
    assert crawl.final_origin == "http://acme.test"
    assert len(crawl.content) == 8


async def test_robots_txt_that_leads_round_in_a_circle_says_nothing_of_where_it_ends() -> None:
    bare = Site({"/robots.txt": moved("http://www.acme.test/robots.txt"), "/": moved("http://www.acme.test/")})
    circle = iter([moved("http://acme.test/robots.txt")] * 2)
    www = Site.whole(robots=lambda _: next(circle, "User-agent: *\nDisallow: /team\n"))
    async with serving(acme=bare, www_acme=www) as web_:
        await web_.crawl("http://acme.test")
    assert www.asked.count("/robots.txt") == 3
    assert "/team" not in www.asked


async def test_robots_txt_of_another_origin_may_forbid_what_the_first_allowed() -> None:
    old = Site({"/robots.txt": "", "/": moved("http://new.test/")})
    async with serving(old=old, new=Site.whole(robots="User-agent: *\nDisallow: /")) as web_:
        crawl = await web_.crawl("http://old.test")
        assert web_.sites["new.test"].asked == ["/robots.txt"]
    assert crawl.failure is not None
    assert crawl.failure.reason is Reason.ROBOTS_DISALLOWED


# redirects


async def test_no_later_page_leaves_the_final_site() -> None:
    links = {"http://other.test/about": "About us", "/team": "Team", "http://jobs.acme.test/careers": "Careers"}
    site = Site.whole(home=html("Acme", menu(links)), team=moved("http://other.test/team"))
    other, jobs = Site.whole(), Site.whole()
    async with serving(acme=site, other=other, jobs_acme=jobs) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert other.asked == []
    assert "/careers" in jobs.asked, "a subdomain is the same site"
    assert jobs.asked[0] == "/robots.txt", "with rules of its own"
    assert paths(crawl) == ["", "careers"]
    assert crawl.missed == (), "a page that lies elsewhere is not the company's"


@pytest.mark.parametrize(
    ("home", "reason"),
    [
        pytest.param(moved("/"), Reason.REDIRECT_LOOP, id="to itself"),
        pytest.param(moved("itms-apps://store"), Reason.NOT_A_WEBSITE, id="to an app"),
        pytest.param(moved("http://127.0.0.1:1/"), Reason.FORBIDDEN_ADDRESS, id="to this machine"),
        pytest.param(moved("http://169.254.169.254/latest/meta-data"), Reason.FORBIDDEN_ADDRESS, id="to metadata"),
        pytest.param(moved("http://[::1]/"), Reason.FORBIDDEN_ADDRESS, id="to this machine, IPv6"),
    ],
)
async def test_redirects_that_lead_nowhere(home: web.Response, reason: Reason) -> None:
    async with serving(acme=Site.whole(home=home)) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.failure is not None
    assert crawl.failure.reason is reason
    assert crawl.content == ()


async def test_ten_redirects_are_followed_and_no_more() -> None:
    site = Site.whole()
    site.routes |= {f"/{n}": moved(f"/{n + 1}") for n in range(1, 30)}
    site.routes["/10"] = html("Acme", menu())
    site.routes["/"] = moved("/1")
    async with serving(acme=site) as web_:
        assert (await web_.crawl("http://acme.test")).failure is None
        site.routes["/10"] = moved("/11")
        crawl = await web_.crawl("http://acme.test")
    assert crawl.failure is not None
    assert crawl.failure.reason is Reason.REDIRECT_LOOP


async def test_a_site_that_sets_a_cookie_and_sends_back_is_read() -> None:
    def bounce(request: web.BaseRequest) -> web.Response | str:
        if "session" in request.headers.get("Cookie", ""):
            return html("Acme", menu())
        answer = moved("/", 302)
        answer.headers["Set-Cookie"] = "session=1"
        return answer

    async with serving(acme=Site.whole(home=bounce)) as web_:
        assert (await web_.crawl("http://acme.test")).failure is None


async def test_a_doormat_is_walked_over() -> None:
    doormat = '<html><head><meta http-equiv="refresh" content="0; url=/en/"></head><body>Welcome</body></html>'
    site = Site.whole(home=doormat)
    site.routes["/en/"] = html("Acme", menu())
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.content[0].final_url == "http://acme.test/en/"
    assert crawl.content[0].kind is PageKind.HOME
    assert len(crawl.content) == 8


def doormat(content: str) -> str:
    return f'<html><head><meta http-equiv="refresh" content="{content}"></head><body>Welcome</body></html>'


@pytest.mark.parametrize(
    ("content", "target", "home"),
    [
        pytest.param("0; url=/en/", html("Acme"), "en/", id="at once"),
        pytest.param("10; url=/en/", html("Acme"), "en/", id="soon"),
        pytest.param("1.5;url=/en/", html("Acme"), "en/", id="a part of a second"),
        pytest.param("30; url=/en/", html("Acme"), "", id="late: the page is there to be read"),
        pytest.param("9" * 1_000 + "; url=/en/", html("Acme"), "", id="never"),
        pytest.param("0; url=/en/", page("", 404), "", id="to nothing"),
        pytest.param("0; url=/en/", page("", 410), "", id="to what is gone"),
        pytest.param("0; url=/en/", page(" "), "", id="to an empty page"),
        pytest.param("0; url=/en/", web.Response(body=b"%PDF", content_type="application/pdf"), "", id="to a file"),
    ],
)
async def test_where_a_doormat_leads(content: str, target: web.Response | str, home: str) -> None:
    site = Site.whole(home=doormat(content))
    site.routes["/en/"] = target
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.failure is None
    assert paths(crawl)[0] == home


@pytest.mark.parametrize(
    ("words", "reason"),
    [("This domain is parked", Reason.PARKED), ("This domain is for sale", Reason.FOR_SALE)],
)
@pytest.mark.parametrize("by_frame", [False, True], ids=["refresh", "frame"])
async def test_a_doormat_before_what_stands_on_a_domain_without_a_site_is_no_page(
    words: str, reason: Reason, by_frame: bool
) -> None:
    home = framed('<frame src="http://parking.test/">') if by_frame else doormat("0; url=http://parking.test/")
    parking = Site.whole(home=page(f"<title>acme.test</title>{words}"))
    async with serving(acme=Site.whole(home=home), parking=parking) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.failure is not None
    assert crawl.failure.reason is reason
    assert crawl.content == ()


def framed(*frames: str) -> str:
    return f"<html><head></head><frameset rows='100%,*'>{''.join(frames)}<noframes>No</noframes></frameset></html>"


@pytest.mark.parametrize(
    "frames",
    [
        pytest.param(['<frame src="http://real.test/" frameborder=0>'], id="alone"),
        pytest.param(["<FRAME SRC='http://real.test/'>", '<frame src="about:blank">', "<frame>"], id="by empty ones"),
    ],
)
async def test_a_site_that_is_shown_in_a_frame_is_read_where_it_lies(frames: list[str]) -> None:
    async with serving(acme=Site.whole(home=framed(*frames)), real=Site.whole()) as web_:
        crawl = await web_.crawl("http://acme.test")
        assert web_.sites["real.test"].asked[:2] == ["/robots.txt", "/"]
    assert crawl.final_origin == "http://real.test"
    assert len(crawl.content) == 8


async def test_what_stands_in_several_frames_is_read_as_further_pages() -> None:
    site = Site.whole(home=framed('<frame src="/top.html" title="Top">', '<frame src="/right.html">'))
    site.routes["/top.html"] = html("Acme", "<h1>Acme</h1>")
    site.routes["/right.html"] = html("Instruments", "<h1>What we make</h1>")
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.failure is None
    assert paths(crawl) == ["", "top.html", "right.html"]


async def test_a_doormat_before_a_site_that_is_down_is_not_the_home_page() -> None:
    site = Site.whole(home=doormat("0; url=/en/"))
    site.routes["/en/"] = page("", 500)
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.failure is not None
    assert crawl.failure.reason is Reason.HTTP_5XX


# what stands in a home page's place


@pytest.mark.parametrize(
    ("home", "reason"),
    [
        pytest.param(page("<title>Just a moment...</title>", 403), Reason.CHALLENGE, id="challenge"),
        pytest.param(page("<title>Just a moment...</title>"), Reason.CHALLENGE, id="challenge with a good status"),
        pytest.param(page("no", 403), Reason.FORBIDDEN, id="403"),
        pytest.param(page("no", 451), Reason.FORBIDDEN, id="451"),
        pytest.param(page("gone", 404), Reason.HTTP_404, id="404"),
        pytest.param(page("gone", 410), Reason.HTTP_410, id="410"),
        pytest.param(page("oops", 500), Reason.HTTP_5XX, id="500"),
        pytest.param(page("busy", 429, Retry_After="30"), Reason.HTTP_429, id="429"),
        pytest.param(page("busy", 503, Retry_After="30"), Reason.HTTP_503_RETRY_AFTER, id="503 with a time"),
        pytest.param(page("   "), Reason.EMPTY, id="blank"),
        pytest.param(web.Response(status=204), Reason.EMPTY, id="204"),
        pytest.param(web.Response(body=b"%PDF-1.4", content_type="application/pdf"), Reason.NOT_HTML, id="a file"),
        pytest.param(page("<title>acme.test</title>This domain is for sale"), Reason.FOR_SALE, id="for sale"),
        pytest.param(page("<title>acme.test</title>This domain is parked"), Reason.PARKED, id="parked"),
        pytest.param(page("<title>Welcome to nginx!</title>"), Reason.DEFAULT_PAGE, id="default page"),
        pytest.param(page("<title>500 Internal Server Error</title>"), Reason.ERROR_PAGE, id="error with status 200"),
    ],
)
async def test_without_its_home_page_an_attempt_fails_with_the_home_page_s_reason(
    home: web.Response, reason: Reason
) -> None:
    async with serving(acme=Site.whole(home=home)) as web_:
        crawl = await web_.crawl("http://acme.test")
        assert web_.sites["acme.test"].asked == ["/robots.txt", "/"]
    assert crawl.failure is not None
    assert crawl.failure.reason is reason
    assert crawl.content == ()
    assert crawl.final_origin is None


async def test_a_refusal_with_a_whole_page_of_content_is_content() -> None:
    async with serving(acme=Site.whole(home=page(html("Acme", menu()), 403))) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.failure is None
    assert crawl.content[0].status == 403


async def test_other_pages_failures_cost_those_pages_alone() -> None:
    site = Site.whole(
        about=page("oops", 500),
        team=page("<title>Just a moment...</title>"),
        contact=page("", 404),
        careers=web.Response(body=b"%PDF", content_type="application/pdf"),
    )
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.failure is None
    assert missed(crawl) == {"about": "http_5xx", "team": "challenge", "contact": "http_404", "careers": "not_html"}
    assert paths(crawl) == ["", "impressum", "products", "pricing"]


async def test_what_nobody_knows_is_the_row_s_failure_and_stands_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumbling(*_: object) -> None:
        raise RuntimeError("File descriptor 7 is used by transport")

    monkeypatch.setattr(AddressGuard, "socket", stumbling)
    async with serving(acme=Site.whole()) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.failure is not None
    assert crawl.failure.reason is Reason.OTHER
    (record,) = [record for record in caplog.records if "event=crawl_failed" in record.getMessage()]
    assert "url=http://acme.test/robots.txt" in record.getMessage()
    assert "RuntimeError" in record.getMessage()


async def test_a_mistake_of_ours_over_one_page_costs_that_page_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumbling(url: str, status: int, headers: Mapping[str, str], text: str) -> Failure | None:
        if url.endswith("/team"):
            raise ZeroDivisionError
        return detect(url, status, headers, text)

    monkeypatch.setattr(crawl_pages, "detect", stumbling)
    async with serving(acme=Site.whole()) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.failure is None
    assert missed(crawl) == {"team": "bug"}
    assert paths(crawl) == ["", "about", "contact", "impressum", "careers", "products", "pricing"]
    assert "event=page_failed url=http://acme.test/team error=ZeroDivisionError" in caplog.messages


async def test_a_page_whose_connection_breaks_is_asked_once_more() -> None:
    calls = {"/about": 0, "/team": 0}

    async def breaking(request: web.BaseRequest) -> str:
        calls[request.path] += 1
        if request.path == "/team" or calls[request.path] == 1:
            assert request.transport is not None
            request.transport.abort()
        return html("About")

    async with serving(acme=Site.whole(about=breaking, team=breaking)) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert calls["/about"] == 2
    assert calls["/team"] in {2, 3}, "a kept connection that broke may be the server's habit, and counts for itself"
    assert "about" in paths(crawl)
    assert missed(crawl) == {"team": "closed"}


async def test_a_site_of_legal_pages_alone_still_has_its_home_page() -> None:
    site = Site({"/robots.txt": "", "/": html("Acme", menu({"/privacy": "Privacy"})), "/privacy": html("Privacy")})
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert [found.kind for found in crawl.content] == [PageKind.HOME, PageKind.LEGAL]


async def test_a_site_without_links_has_its_home_page() -> None:
    async with serving(acme=Site({"/robots.txt": "", "/": html("Acme")})) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.failure is None
    assert paths(crawl) == [""]


async def test_one_text_under_many_urls_is_one_page() -> None:
    same = html("Acme", menu())
    async with serving(acme=Site.whole(**dict.fromkeys(["home", *[path[1:] for path in MENU]], same))) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert paths(crawl) == [""]


def packed(text: str) -> web.Response:
    headers = {"Content-Encoding": "gzip"}
    return web.Response(body=gzip.compress(text.encode()), content_type="text/html", charset="utf-8", headers=headers)


async def test_bombs_are_missed_and_the_other_pages_are_read() -> None:
    bomb = html("Acme", prose="lorem ipsum " * 800_000)
    site = Site.whole(**dict.fromkeys(["about", "team", "contact"], packed(bomb)))
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.failure is None
    assert missed(crawl) == dict.fromkeys(["about", "team", "contact"], "too_large")
    assert paths(crawl) == ["", "impressum", "careers", "products", "pricing"]


async def test_a_bomb_whose_characters_take_four_bytes_is_measured_as_it_is_kept() -> None:
    wide = html("Acme", prose="lorem ipsum " * 60_000 + "😀")
    site = Site.whole(team=packed(wide), about=packed(html("About", prose="lorem ipsum " * 60_000)))
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert missed(crawl) == {"team": "too_large"}


async def test_large_pages_as_they_are_packed_by_honest_sites_are_read() -> None:
    words = random.Random(7)
    site = Site.whole()
    for path in MENU:
        text = " ".join(f"{words.getrandbits(40):x}" for _ in range(50_000))
        site.routes[path] = packed(html(path, prose=f"{text} 😀"))
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.missed == ()
    assert len(crawl.content) == 8


def shop(title: str, length: int) -> str:
    """A page of so many characters, with an emoji, as shops write them: each product in the same long words."""
    words = random.Random(title)
    around = "".join(f'<div class="{words.getrandbits(64):x}">' for _ in range(9))
    cards = (f"{around}{words.getrandbits(64):x}" for _ in range(length // 286))
    return html(title, menu(), f"<h1>{title} 😀</h1>", *cards)


@pytest.mark.parametrize(
    "length",
    [
        pytest.param(550_000, id="a large shop"),
        pytest.param(1_900_000, id="pages that are hardly ever as large"),
    ],
)
async def test_pages_packed_to_a_twentieth_are_read_with_an_emoji_on_each(length: int) -> None:
    pages = {"home": shop("Acme", length), **{path[1:]: shop(path, length) for path in MENU}}
    answers = {name: packed(text) for name, text in pages.items()}
    async with serving(acme=Site.whole(**answers)) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.failure is None
    assert crawl.missed == ()
    assert len(crawl.content) == 8
    assert all(20 < len(page.text) / page.wire_bytes < 25 for page in crawl.content)


async def test_a_page_beyond_what_a_visit_may_keep_is_missed_and_its_facts_are_not_said_to_be_unpublished() -> None:
    wide = html("Acme", prose="lorem ipsum " * 75_000 + "😀")
    async with serving(acme=Site.whole(team=packed(wide))) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert missed(crawl) == {"team": "too_large"}
    assert blanks({}, crawl, ())["leadership_team"] is Blank.PAGE_NOT_REACHED


# rate limits and holds


async def test_a_429_ends_the_attempt_and_holds_the_site() -> None:
    site = Site.whole(team=page("slow down", 429, Retry_After="20"))
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test")
        asked = len(site.asked)
        assert crawl.failure is not None
        assert (crawl.failure.reason, crawl.failure.retry_after_s) == (Reason.HTTP_429, 20.0)
        assert "" in paths(crawl)
        assert missed(crawl)["team"] == "http_429"
        assert {"careers", "products", "pricing"} <= set(missed(crawl)), "what was not read is known"
        assert 15 < web_.politeness.held_s(parse_website("acme.test").site_key) <= 20

        again = await web_.crawl("http://www.acme.test", hints=Hints(1, crawl.pages))
        assert again.hold is not None
        assert 15 < again.hold.wait_s <= 20
        assert again.failure is None
        assert again.pages == crawl.pages, "what was in hand is not lost"
        assert len(site.asked) == asked, "a held site is asked for nothing"


async def test_a_request_in_the_queue_does_not_start_once_the_site_is_held() -> None:
    """Four pages are in flight, the others queue; the first answer says 429."""
    release = asyncio.Event()

    async def waiting(request: web.BaseRequest) -> web.Response | str:
        if request.path == "/about":
            await until(lambda: site.in_flight == 4)
            return page("", 429, Retry_After="20")
        await release.wait()
        return html(request.path)

    site = Site.whole(**{path[1:]: waiting for path in MENU})
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test", deadline_s=10.0)
        release.set()
    assert crawl.failure is not None
    assert crawl.failure.reason is Reason.HTTP_429
    assert len(site.asked) == 2 + 4


@pytest.mark.parametrize(
    "asks",
    [
        pytest.param({"Retry_After": "20"}, id="it says for how long"),
        pytest.param({}, id="it names no time"),
    ],
)
async def test_what_is_under_way_when_a_site_asks_for_less_is_read_and_nothing_else(asks: dict[str, str]) -> None:
    """Four pages are in flight; one is refused, and the others are answered once we have heard of it."""

    async def answered_late(request: web.BaseRequest) -> web.Response | str:
        if request.path == "/about":
            await until(lambda: site.in_flight == 4)
            return page("", 429, **asks)
        await until(lambda: web_.politeness._site("acme.test").wants_pauses)
        return html(request.path, f"<h1>{request.path}</h1>")

    site = Site.whole(**{path[1:]: answered_late for path in MENU})
    async with serving(acme=site) as web_:
        first = await web_.crawl("http://acme.test", deadline_s=10.0)
        web_.politeness._holds.clear()
        asked = len(site.asked)
        site.routes["/about"] = html("About us", "<h1>/about</h1>")
        second = await web_.crawl("http://acme.test", deadline_s=10.0, hints=Hints(1, first.pages))
    assert first.failure is not None
    assert first.failure.reason is Reason.HTTP_429
    assert asked == 2 + 4
    assert len(first.content) == 1 + 3, "what the site had counted is not given up"
    assert second.failure is None
    assert len(second.content) == 8
    assert len(site.asked) == len(set(site.asked)) + 1, "the refused page alone is asked for again"


async def test_what_comes_no_more_keeps_no_refusal_waiting() -> None:
    """The refusal stands, and not the deadline: the site said when it wants to be asked again."""

    async def refused(_request: web.BaseRequest) -> web.Response:
        await until(lambda: site.in_flight == 4)
        return page("", 429, Retry_After="20")

    site = Site.whole(**{path[1:]: _never for path in MENU})
    site.routes["/about"] = refused
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test", deadline_s=5.0)
    assert crawl.failure is not None
    assert (crawl.failure.reason, crawl.failure.retry_after_s) == (Reason.HTTP_429, 20.0)
    assert crawl.seconds < 5.0


async def test_a_429_without_a_time_ends_the_attempt_too() -> None:
    async with serving(acme=Site.whole(team=page("", 429))) as web_:
        crawl = await web_.crawl("http://acme.test")
        assert crawl.failure is not None
        assert (crawl.failure.reason, crawl.failure.retry_after_s) == (Reason.HTTP_429, None)
        assert web_.politeness.held_s("acme.test") == 0.0


@pytest.mark.parametrize(
    ("website", "changes", "wait_s"),
    [
        pytest.param("acme.test", {"team": page("", 429, Retry_After="20")}, 20.0, id="a page, 429"),
        pytest.param("acme.test", {"team": page("", 503, Retry_After="20")}, 20.0, id="a page, 503 with a time"),
        pytest.param("acme.test", {"robots": page("", 429, Retry_After="9")}, 9.0, id="robots.txt"),
        pytest.param("jobs.acme.test", {"home": page("", 429, Retry_After="9")}, 9.0, id="its site, not its host"),
        pytest.param("acme.test", {"home": page("", 429)}, 0.0, id="without a time"),
    ],
)
async def test_a_site_that_asked_to_be_left_alone_is_told(
    website: str, changes: dict[str, web.Response], wait_s: float
) -> None:
    site = Site.whole(**changes)
    async with serving(acme=site, jobs_acme=site) as web_:
        crawl = await web_.crawl(f"http://{website}")
    (held,) = crawl.held
    assert held.site_key == "acme.test"
    assert wait_s - 5 < held.wait_s <= wait_s


async def test_a_site_that_a_redirect_led_to_is_told_under_its_own_key() -> None:
    old = Site({"/robots.txt": "", "/": moved("http://new.test/")})
    async with serving(old=old, new=Site.whole(home=page("", 503, Retry_After="20"))) as web_:
        crawl = await web_.crawl("http://old.test")
    assert [held.site_key for held in crawl.held] == ["new.test"]


async def test_who_asked_for_nothing_is_not_told() -> None:
    busy = Site.whole(robots=page("", 503))
    async with serving(acme=busy, beta=Site.whole()) as web_:
        assert (await web_.crawl("http://acme.test")).held == (), "503 without a time"
        assert (await web_.crawl("http://beta.test")).held == ()
        web_.politeness.hold("beta.test", 20)
        assert (await web_.crawl("http://beta.test")).held == (), "this visit asked it for nothing"


# deadlines


async def _never(_request: web.BaseRequest) -> str:
    await asyncio.Event().wait()
    return ""


@pytest.mark.parametrize("where", ["robots", "home"])
async def test_a_site_that_never_answers_ends_at_the_deadline(where: str) -> None:
    async with serving(acme=Site.whole(**{where: _never})) as web_:
        started = time.monotonic()
        crawl = await web_.crawl("http://acme.test", deadline_s=0.3)
        took = time.monotonic() - started
    assert crawl.failure is not None
    assert crawl.failure.reason is Reason.ATTEMPT_DEADLINE
    assert took < 0.3 + 1.0, "no attempt ends more than a second after its deadline"
    assert crawl.content == ()


async def test_a_deadline_keeps_the_pages_in_hand_and_the_next_attempt_asks_for_the_rest_alone() -> None:
    open_now = asyncio.Event()

    async def gated(request: web.BaseRequest) -> str:
        await open_now.wait()
        return html(request.path, f"<h1>{request.path}</h1>")

    site = Site.whole(team=gated, contact=gated, products=gated, pricing=gated)
    async with serving(acme=site) as web_:
        # the silence of one page is given up before the deadline; four of them take the deadline with them
        first = await web_.crawl("http://acme.test", deadline_s=0.6)
        assert first.content
        assert {"team", "contact"} <= set(missed(first))
        asked = len(site.asked)
        open_now.set()
        second = await web_.crawl("http://acme.test", hints=Hints(1, first.pages))
    fresh = site.asked[asked:]
    assert second.failure is None
    assert len(second.content) == 8
    assert "/robots.txt" not in fresh
    assert "/" not in fresh
    assert set(fresh).isdisjoint("/" + path for path in paths(first))
    assert second.requests == len(fresh)
    assert second.content[0].kind is PageKind.HOME


async def test_a_page_that_lies_elsewhere_is_not_missed_at_the_deadline() -> None:
    links = {"/team": "Team", "/contact": "Contact"}
    site = Site.whole(home=html("Acme", menu(links)), team=moved("http://other.test/"), contact=_never)
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test", deadline_s=1.0, hints=Hints(1))
    assert set(missed(crawl)) == {"contact"}


async def test_a_hold_that_comes_midway_is_a_hold() -> None:
    """Another visit of the site meets its limit while this one reads the home page."""

    async def home(_request: web.BaseRequest) -> str:
        web_.politeness.hold("acme.test", 30)
        return html("Acme", menu())

    async with serving(acme=Site.whole(home=home)) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.failure is None
    assert crawl.hold is not None
    assert 25 < crawl.hold.wait_s <= 30
    assert paths(crawl) == [""]
    assert missed(crawl)["about"] == "http_429"


async def test_a_slow_page_costs_itself_and_not_the_attempt() -> None:
    async with serving(acme=Site.whole(pricing=_never)) as web_:
        crawl = await web_.crawl("http://acme.test", deadline_s=2.0)
    assert crawl.failure is None
    assert missed(crawl) == {"pricing": "first_byte"}


async def test_cancelling_a_crawl_lets_go_at_once() -> None:
    site = Site.whole(home=_never)
    async with serving(acme=site) as web_:
        task = asyncio.create_task(web_.crawl("http://acme.test"))
        await until(lambda: "/" in site.asked)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: site.in_flight == 0)


# sitemaps


def urlset(*urls: str) -> str:
    return "<?xml version='1.0'?><urlset>" + "".join(f"<url><loc>{url}</loc></url>" for url in urls) + "</urlset>"


async def test_a_sitemap_is_read_where_the_links_leave_places() -> None:
    site = Site.whole(
        home=html("Acme", menu({"/contact": "Contact"})),
        sitemap=urlset("http://acme.test/about", "/team", "http://other.test/careers", "http://acme.test/item-4711"),
    )
    async with serving(acme=site, other=Site.whole()) as web_:
        crawl = await web_.crawl("http://acme.test")
        assert web_.sites["other.test"].asked == []
    assert paths(crawl) == ["", "about", "team", "contact"]


async def test_a_sitemap_is_left_alone_where_the_links_fill_all_places() -> None:
    site = Site.whole(sitemap=urlset())
    async with serving(acme=site) as web_:
        await web_.crawl("http://acme.test")
    assert "/sitemap.xml" not in site.asked


@pytest.mark.parametrize(
    "sitemap",
    [
        pytest.param(page("", 404), id="missing"),
        pytest.param(page("", 500), id="failing"),
        pytest.param("<not xml", id="not a sitemap"),
        pytest.param(_never, id="never answering"),
        pytest.param(moved("/sitemap.xml"), id="redirecting to itself"),
    ],
)
async def test_a_sitemap_s_failure_costs_nothing_but_the_sitemap(sitemap: object) -> None:
    site = Site.whole(home=html("Acme", menu({"/contact": "Contact"})), sitemap=sitemap)  # type: ignore[arg-type]  # pytest's parameters have no types
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test", deadline_s=3.0)
    assert crawl.failure is None
    assert paths(crawl) == ["", "contact"]


async def test_a_sitemap_that_lies_on_another_site_is_left_alone() -> None:
    other = Site({"/robots.txt": "", "/sitemap.xml": urlset("http://acme.test/about")})
    site = Site.whole(home=html("Acme", menu({"/contact": "Contact"})), sitemap=moved("http://other.test/sitemap.xml"))
    async with serving(acme=site, other=other) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert other.asked == []
    assert paths(crawl) == ["", "contact"]
    assert crawl.failure is None


async def test_a_sitemap_on_another_host_of_the_site_is_read() -> None:
    www = Site({"/robots.txt": "", "/map.xml": urlset("http://acme.test/about")})
    site = Site.whole(home=html("Acme", menu({"/contact": "Contact"})), sitemap=moved("http://www.acme.test/map.xml"))
    async with serving(acme=site, www_acme=www) as web_:
        assert paths(await web_.crawl("http://acme.test")) == ["", "about", "contact"]


async def test_sitemaps_named_by_robots_txt_are_read_with_their_children() -> None:
    site = Site.whole(
        home=html("Acme", menu({"/contact": "Contact"})),
        robots="Sitemap: http://acme.test/maps.xml",
    )
    children = "".join(f"<sitemap><loc>/map-{n}.xml</loc></sitemap>" for n in range(20))
    site.routes["/maps.xml"] = f"<sitemapindex>{children}</sitemapindex>"
    site.routes["/map-0.xml"] = urlset("/about")
    site.routes["/map-1.xml"] = "<sitemapindex><sitemap><loc>/too-deep.xml</loc></sitemap></sitemapindex>"
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test")
        maps = [path for path in site.asked if path.endswith(".xml")]
        assert paths(crawl) == ["", "about", "contact"]
        assert len(maps) == 5, "no more files than that"
        assert "/too-deep.xml" not in maps
        assert "/sitemap.xml" not in maps

        asked = len(site.asked)
        again = await web_.crawl("http://acme.test", hints=Hints(0, crawl.pages))
        assert len(site.asked) == asked, "carried sitemaps are not asked for again"
        assert paths(again) == paths(crawl)


async def test_of_all_sitemaps_together_no_more_is_kept_than_of_one() -> None:
    site = Site.whole(
        home=html("Acme", menu({"/contact": "Contact"})),
        robots="".join(f"Sitemap: /map-{n}.xml\n" for n in range(5)),
    )
    for n in range(5):
        site.routes[f"/map-{n}.xml"] = urlset(*(f"/{n}/{m}/about" for m in range(MAX_KEPT // 2)))
    async with serving(acme=site) as web_:
        await web_.crawl("http://acme.test")
    assert [path for path in site.asked if path.endswith(".xml")] == ["/map-0.xml", "/map-1.xml"]


ONE_LINK = html("Acme", menu({"/contact": "Contact"}))


async def test_a_sitemap_may_be_packed_without_saying_so() -> None:
    packed = web.Response(body=gzip.compress(urlset("http://acme.test/about").encode()), content_type="text/plain")
    site = Site.whole(home=ONE_LINK, sitemap=packed)
    async with serving(acme=site) as web_:
        assert paths(await web_.crawl("http://acme.test")) == ["", "about", "contact"]


async def test_indexes_that_lead_in_a_circle_come_to_an_end() -> None:
    turn = "<sitemapindex><loc>/a.xml</loc><loc>/b.xml</loc><loc>/sitemap.xml</loc></sitemapindex>"
    site = Site.whole(home=ONE_LINK, sitemap=turn)
    site.routes |= {"/a.xml": turn, "/b.xml": turn}
    async with serving(acme=site) as web_:
        assert paths(await web_.crawl("http://acme.test")) == ["", "contact"]
    maps = [path for path in site.asked if path.endswith(".xml")]
    assert sorted(maps) == ["/a.xml", "/b.xml", "/sitemap.xml"], "each once"


async def test_what_sitemaps_listed_before_one_was_too_slow_is_kept() -> None:
    site = Site.whole(home=ONE_LINK, robots="Sitemap: /posts.xml\nSitemap: /pages.xml\n")
    site.routes |= {"/pages.xml": urlset("http://acme.test/about"), "/posts.xml": _never}
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test", deadline_s=3.0)
    assert paths(crawl) == ["", "about", "contact"]
    maps = [path for path in site.asked if path.endswith(".xml")]
    assert maps == ["/pages.xml", "/posts.xml"], "the map of the pages is asked for first"


async def test_a_429_on_a_sitemap_is_a_429() -> None:
    site = Site.whole(home=html("Acme"), sitemap=page("", 429, Retry_After="5"))
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test")
    assert crawl.failure is not None
    assert crawl.failure.reason is Reason.HTTP_429


# input


@pytest.mark.parametrize(
    ("website", "reason"),
    [
        pytest.param("", Reason.NO_WEBSITE, id="nothing"),
        pytest.param("n/a", Reason.NO_WEBSITE, id="a word for nothing"),
        pytest.param("ftp://acme.test", Reason.NOT_A_WEBSITE, id="another scheme"),
        pytest.param("acme", Reason.BAD_URL, id="a name without a domain"),
        pytest.param("http://127.0.0.1:8080", Reason.FORBIDDEN_ADDRESS, id="this machine"),
        pytest.param("localhost", Reason.FORBIDDEN_ADDRESS, id="this machine by name"),
    ],
)
async def test_websites_that_cannot_be_visited(website: str, reason: Reason) -> None:
    async with serving(acme=Site.whole()) as web_:
        crawl = await web_.crawl(website)
    assert crawl.failure is not None
    assert crawl.failure.reason is reason


async def test_two_crawls_share_nothing_but_politeness() -> None:
    async with serving(acme=Site.whole(), beta=Site.whole(home=_never)) as web_:
        good, bad = await asyncio.gather(web_.crawl("http://acme.test"), web_.crawl("http://beta.test", deadline_s=0.5))
    assert good.failure is None
    assert bad.failure is not None
