"""Pages that are made by their scripts: which are told so, and what is done about them."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from tests.crawl.test_pauses import Clock, to_the_end
from tests.crawl.websites import PROSE, Site, Web, html, menu, page, serving
from tests.report.browsers import executable
from theodore.crawl.crawler import SiteCrawler
from theodore.crawl.rendering import Need, need_of, with_state
from theodore.model.errors import Failure, Reason
from theodore.model.page import PageKind
from theodore.net.browser import Browser
from theodore.net.chromium import BrowserSettings

SCRIPT = '<script src="/app.js"></script>'


def state(value: object) -> str:
    return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(value)}</script>'


@pytest.mark.parametrize(
    ("source", "need"),
    [
        pytest.param(html("Acme", menu(), SCRIPT), Need.NONE, id="it shows its text"),
        pytest.param("<p>We are moving house.</p>", Need.NONE, id="little text, and no script to make more"),
        pytest.param(f'<div id="root"></div>{SCRIPT}', Need.SURELY, id="an empty root"),
        pytest.param(f"<div class='x' id=__next></div>{SCRIPT}", Need.SURELY, id="Next's"),
        pytest.param(f"<body><app-root></app-root>{SCRIPT}", Need.SURELY, id="Angular's"),
        pytest.param(
            f"<noscript>You need to enable JavaScript to run this app.</noscript><div></div>{SCRIPT}",
            Need.SURELY,
            id="it asks for JavaScript",
        ),
        pytest.param(f"<noscript>Bitte aktivieren Sie JavaScript.</noscript>{SCRIPT}", Need.SURELY, id="in German"),
        pytest.param(f"<noscript>JavaScript est désactivé, activez-le</noscript>{SCRIPT}", Need.SURELY, id="in French"),
        pytest.param(
            f'<div id="root"></div>{state({"text": PROSE})}{SCRIPT}', Need.NONE, id="an empty root with its state"
        ),
        pytest.param(
            f'<div id="root"></div>{state({"build": "x"})}{SCRIPT}', Need.SURELY, id="with a state that says nothing"
        ),
        pytest.param(f'<div id="app"><p>{PROSE[:200]}</p></div>{SCRIPT}', Need.PERHAPS, id="a root with a few words"),
        pytest.param(f"<h1>Acme</h1>{SCRIPT}", Need.PERHAPS, id="a heading and a script"),
        pytest.param(f"<h1>Acme</h1>{menu()}{SCRIPT}", Need.NONE, id="a heading, and links that lead on"),
        pytest.param(
            f'<meta http-equiv="refresh" content="0;url=/en"><div id="root"></div>{SCRIPT}', Need.NONE, id="a doormat"
        ),
        pytest.param("<script>" * 50_000, Need.PERHAPS, id="nothing but beginnings"),
    ],
)
def test_which_pages_need_a_browser(source: str, need: Need) -> None:
    assert need_of(source) is need


def test_the_links_of_a_state_are_the_pages() -> None:
    shell = f'<div id="root"></div>{state({"nav": [{"href": "/team", "label": "Team"}], "text": PROSE})}'
    assert '<a href="/team">Team</a>' in with_state(shell)
    assert with_state(html("Acme", shell)) == html("Acme", shell)


@asynccontextmanager
async def rendering(
    browser: Browser, monotonic: Callable[[], float] = time.monotonic, **sites: Site
) -> AsyncIterator[Web]:
    """These sites, and a crawler with this browser."""
    async with serving(8, monotonic, **sites) as at:
        at.crawler = SiteCrawler(at.client, at.politeness, browser=browser)
        yield at


APP = f'<html><head><title>Acme</title></head><body><div id="root"></div>{SCRIPT}</body></html>'
WITH_STATE = {
    "nav": [{"href": path, "label": text} for path, text in (("/about", "About us"), ("/team", "Our team"))],
    "text": PROSE,
}
#: Shows the page of this address, out of JSON that it asks for.
MAKES = """fetch('/api' + location.pathname).then(answer => answer.json()).then(page => {
  document.getElementById('root').innerHTML = page.html
})"""


def scripted(**changes: object) -> Site:
    """A website that is made by its scripts alone."""
    paths = ("/", "/about", "/team")
    site = Site({path: page(APP) for path in paths})
    site.routes["/robots.txt"] = "User-agent: *\nDisallow: /private\n"
    site.routes["/app.js"] = web.Response(text=MAKES, content_type="text/javascript")
    for path in paths:
        body = menu({"/about": "About us", "/team": "Our team"}) + f"<h1>{path}</h1><p>{PROSE}</p>"
        site.routes[f"/api{path}"] = web.json_response({"html": body})
    for name, answer in changes.items():
        site.routes[f"/{name}"] = answer  # type: ignore[assignment] # as of `Site`
    return site


async def test_state_is_read_without_a_browser() -> None:
    source = f'<html><title>Acme</title><div id="__next"></div>{state(WITH_STATE)}{SCRIPT}</html>'
    site = Site({"/": source, "/about": source.replace("1962", "1963"), "/team": source.replace("1962", "1964")})
    async with serving(acme=site) as at:
        crawl = await at.crawl("http://acme.test")
    assert crawl.failure is None
    assert [one.kind for one in crawl.content] == [PageKind.HOME, PageKind.ABOUT, PageKind.TEAM]
    assert not any(one.rendered for one in crawl.content)


async def test_without_a_browser_the_row_says_what_to_install() -> None:
    async with serving(acme=scripted()) as at:
        crawl = await at.crawl("http://acme.test")
    assert crawl.content == ()
    assert crawl.failure is not None
    assert crawl.failure.reason is Reason.EMPTY
    assert "made by its scripts" in crawl.failure.message


async def test_a_script_that_names_structured_data_states_none() -> None:
    site = scripted()
    site.routes["/"] = page(APP.replace(SCRIPT, "<script>show({type: 'application/ld+json'})</script>"))
    async with serving(acme=site) as at:
        crawl = await at.crawl("http://acme.test")
    assert crawl.content == ()


async def test_what_it_lacks_is_named() -> None:
    lacking = Browser(BrowserSettings(path=Path("/no/such/chromium")))
    async with rendering(lacking, acme=scripted()) as at:
        crawl = await at.crawl("http://acme.test")
    assert crawl.failure is not None
    assert "apt install chromium-headless-shell" in crawl.failure.message


async def test_a_home_page_with_a_few_facts_is_kept_and_the_row_says_what_it_lacks() -> None:
    described = APP.replace("</head>", '<meta name="description" content="Acme builds instruments."></head>')
    site = scripted()
    site.routes["/"] = page(described)
    async with serving(acme=site) as at:
        crawl = await at.crawl("http://acme.test")
    assert [one.kind for one in crawl.content] == [PageKind.HOME]
    assert crawl.failure is not None
    assert "made by its scripts" in crawl.failure.message


# --- with a real browser

pytestmark = pytest.mark.filterwarnings("error")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with Browser(BrowserSettings(path=Path(executable()), quiet_s=0.12, timeout_s=8.0)) as opened:
        yield opened


@pytest.mark.asyncio(loop_scope="module")
async def test_a_site_made_by_scripts_is_read_whole(browser: Browser) -> None:
    site = scripted()
    async with rendering(browser, acme=site) as at:
        crawl = await at.crawl("http://acme.test")
    assert crawl.failure is None
    assert [(one.kind, one.rendered) for one in crawl.content] == [
        (PageKind.HOME, True),
        (PageKind.ABOUT, True),
        (PageKind.TEAM, True),
    ]
    assert all(PROSE.strip() in one.text for one in crawl.content)
    # robots.txt comes first, and a script that all pages share is asked for once
    assert site.asked[0] == "/robots.txt"
    assert site.asked.count("/app.js") == 1
    assert site.peak <= 4


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("script", "asked"),
    [
        pytest.param("fetch('/private/data')", [], id="what robots.txt forbids is not asked for"),
        pytest.param("location.href = '/private/'", [], id="nor gone to"),
        pytest.param("fetch('/send', {method: 'POST', body: '{}'})", [], id="nothing is sent"),
        pytest.param("fetch('http://127.0.0.1:1/')", [], id="this machine is refused"),
        pytest.param("fetch('http://169.254.169.254/latest/meta-data/')", [], id="a metadata service is refused"),
        pytest.param("fetch('http://other.test/x')", ["/robots.txt", "/x"], id="another host is asked like any"),
    ],
)
async def test_what_a_page_may_ask_for(browser: Browser, script: str, asked: list[str]) -> None:
    own = f"{script}; document.getElementById('root').innerHTML = '<p>{PROSE}</p>'"
    acme = Site({"/": page(APP), "/app.js": web.Response(text=own, content_type="text/javascript")})
    acme.routes["/robots.txt"] = "User-agent: *\nDisallow: /private\n"
    other = Site({"/robots.txt": "User-agent: *\nDisallow:\n"})
    async with rendering(browser, acme=acme, other=other) as at:
        crawl = await at.crawl("http://acme.test")
    assert crawl.failure is None
    assert [one.rendered for one in crawl.content] == [True]
    assert other.asked == asked
    assert {"/", "/app.js", "/robots.txt", "/sitemap.xml"} >= set(acme.asked)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_home_page_may_have_moved_and_no_other(browser: Browser) -> None:
    leaves = page("<title>x</title><script>location.replace('http://other.test/')</script>")
    other = Site({"/": html("Acme", menu({"/about": "About us"})), "/robots.txt": "User-agent: *"})
    third = Site({"/": html("Strangers")})
    other.routes["/about"] = page("<title>x</title><script>location.replace('http://third.test/')</script>")
    async with rendering(browser, acme=Site({"/": leaves}), other=other, third=third) as at:
        crawl = await at.crawl("http://acme.test")
    assert crawl.final_origin == "http://other.test"
    assert third.asked == []


@pytest.mark.asyncio(loop_scope="module")
async def test_a_challenge_is_not_rendered_past(browser: Browser) -> None:
    wall = page(f"<title>Just a moment...</title><div id='root'></div>{SCRIPT}")
    site = scripted()
    site.routes["/"] = wall
    async with rendering(browser, acme=site) as at:
        crawl = await at.crawl("http://acme.test")
    assert crawl.failure == Failure(Reason.CHALLENGE, url="http://acme.test/", status=200)
    assert "/app.js" not in site.asked


@pytest.mark.asyncio(loop_scope="module")
async def test_a_challenge_that_a_script_makes_is_one(browser: Browser) -> None:
    site = scripted()
    site.routes["/api/"] = web.json_response({"html": "<h1>Verify you are human</h1><p>Complete the captcha.</p>"})
    async with rendering(browser, acme=site) as at:
        crawl = await at.crawl("http://acme.test")
    assert crawl.failure is not None
    assert crawl.failure.reason is Reason.CHALLENGE


@pytest.mark.asyncio(loop_scope="module")
async def test_a_site_that_asks_for_patience_in_the_midst_gets_it(browser: Browser) -> None:
    site = scripted()
    site.routes["/api/"] = web.Response(status=429, headers={"Retry-After": "30"})
    async with rendering(browser, acme=site) as at:
        crawl = await at.crawl("http://acme.test")
        held_s = at.politeness.held_s("acme.test")
    assert crawl.failure is not None
    assert crawl.failure.reason is Reason.HTTP_429
    assert held_s > 25
    assert site.asked[-1] == "/api/"


@pytest.mark.asyncio(loop_scope="module")
async def test_a_site_that_wants_long_pauses_is_not_asked_for_scripts(browser: Browser) -> None:
    # each request is an attempt of its own there: a page would never come together
    site = scripted()
    site.routes["/robots.txt"] = "User-agent: *\nCrawl-delay: 20\n"
    clock = Clock()
    async with rendering(browser, clock, acme=site) as at:
        visits = await to_the_end(at, clock, "http://acme.test")
    failure = visits[-1].failure
    assert failure is not None
    assert "pauses" in failure.message
    assert "/app.js" not in site.asked


@pytest.mark.asyncio(loop_scope="module")
async def test_a_page_that_shows_nothing_in_a_browser_either_is_empty(browser: Browser) -> None:
    site = scripted()
    site.routes["/app.js"] = web.Response(text="", content_type="text/javascript")
    async with rendering(browser, acme=site) as at:
        crawl = await at.crawl("http://acme.test")
    assert crawl.failure is not None
    assert crawl.failure.message == "the page is made by its scripts, and shows nothing in a browser either"


@pytest.mark.asyncio(loop_scope="module")
async def test_a_page_without_end_costs_its_own_time(browser: Browser) -> None:
    endless = replace(BrowserSettings(path=Path(executable())), timeout_s=1.0)
    site = scripted()
    site.routes["/app.js"] = web.Response(text="for (;;);", content_type="text/javascript")
    async with Browser(endless) as own, rendering(own, acme=site) as at:
        crawl = await at.crawl("http://acme.test")
    assert crawl.failure is not None
    assert crawl.failure.reason is Reason.RENDER_TIMEOUT
