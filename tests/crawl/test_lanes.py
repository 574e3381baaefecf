"""Two lanes to a quick site, all to a slow one."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from aiohttp import web

from tests.crawl.websites import MENU, Site, html, serving, until
from theodore.crawl.lanes import BUSY_LANES, QUICK_LANES, Lanes, quick_s
from theodore.crawl.politeness import PER_SITE
from theodore.model.outcome import Hints
from theodore.model.page import PageKind

PATIENT_S = 60.0
IMPATIENT_S = 0.01
#: Long enough for what a test looks at before it passes once more.
LENDING_S = 0.2


@pytest.mark.parametrize(
    ("deadline_s", "expected"),
    [
        pytest.param(30.0, 0.5, id="the usual attempt"),
        pytest.param(120.0, 0.5, id="a patient attempt does not make a site quick"),
        pytest.param(3.0, 0.5, id="seven pages of half a second, two by two, fit into three"),
        pytest.param(0.6, 0.1, id="a short attempt has less time to lose"),
    ],
)
def test_what_is_quick_depends_on_the_attempt(deadline_s: float, expected: float) -> None:
    assert quick_s(deadline_s) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("home_s", "busy", "open_lanes"),
    [
        pytest.param(0.05, False, QUICK_LANES, id="a quick home page"),
        pytest.param(PATIENT_S, False, PER_SITE, id="a slow home page"),
        pytest.param(None, False, PER_SITE, id="a home page of an earlier attempt says nothing of today"),
        pytest.param(0.05, True, BUSY_LANES, id="a quick home page, and answers wait for us as it is"),
        pytest.param(PATIENT_S, True, PER_SITE, id="a slow home page, however busy we are"),
        pytest.param(None, True, BUSY_LANES, id="nothing known of today, but that we are busy"),
    ],
)
async def test_the_home_page_decides(home_s: float | None, busy: bool, open_lanes: int) -> None:
    lanes = Lanes(home_s, PATIENT_S, busy=busy)
    async with asyncio.TaskGroup() as group:
        pages = [_Page(lanes) for _ in range(7)]
        for page in pages:
            group.create_task(page.read())
        await _settled()
        assert sum(page.under_way for page in pages) == open_lanes
        for page in pages:
            page.there.set()


async def test_pages_that_keep_us_waiting_lend_their_lanes() -> None:
    lanes = Lanes(0.0, IMPATIENT_S)
    async with asyncio.TaskGroup() as group:
        pages = [_Page(lanes) for _ in range(7)]
        for page in pages:
            group.create_task(page.read())
        await until(lambda: sum(page.under_way for page in pages) == PER_SITE)
        pages[0].there.set()
        await pages[0].done.wait()
        await until(lambda: pages[PER_SITE].under_way)
        assert sum(page.under_way for page in pages) == PER_SITE, "the cap holds, however long a page takes"
        for page in pages:
            page.there.set()


async def test_a_lane_that_was_lent_is_closed_again() -> None:
    lanes = Lanes(0.0, LENDING_S)
    async with asyncio.TaskGroup() as group:
        pages = [_Page(lanes) for _ in range(7)]
        for page in pages:
            group.create_task(page.read())
        await until(lambda: sum(page.under_way for page in pages) == PER_SITE)
        for page in pages[:PER_SITE]:
            page.there.set()
        await asyncio.gather(*(page.done.wait() for page in pages[:PER_SITE]))
        await _settled()
        assert sum(page.under_way for page in pages) == QUICK_LANES
        for page in pages:
            page.there.set()


async def test_never_more_lanes_than_politeness_allows() -> None:
    lanes = Lanes(0.0, PATIENT_S, most=1)
    page, other = _Page(lanes), _Page(lanes)
    async with asyncio.TaskGroup() as group:
        group.create_task(page.read())
        group.create_task(other.read())
        await _settled()
        assert (page.under_way, other.under_way) == (True, False)
        page.there.set()
        other.there.set()


async def test_pages_of_a_quick_site_are_read_two_by_two() -> None:
    gathered = asyncio.Event()

    async def together(request: web.BaseRequest) -> str:
        if site.in_flight == QUICK_LANES:
            gathered.set()
        await asyncio.wait_for(gathered.wait(), 10)
        return html(request.path, f"<h1>{request.path}</h1>")

    site = Site.whole(**{path[1:]: together for path in MENU})
    async with serving(acme=site) as web_:
        # an attempt of minutes, so that a machine under load is not taken for a slow site too easily
        crawl = await web_.crawl("http://acme.test", deadline_s=300.0)
    assert len(crawl.content) == 8
    assert site.peak >= QUICK_LANES


async def test_an_attempt_that_carries_the_home_page_reads_over_all_lanes_at_once() -> None:
    gathered = asyncio.Event()

    async def slow(request: web.BaseRequest) -> str:
        if site.in_flight == PER_SITE:
            gathered.set()
        await asyncio.wait_for(gathered.wait(), 10)
        return html(request.path, f"<h1>{request.path}</h1>")

    async with serving(acme=Site.whole()) as web_:
        first = await web_.crawl("http://acme.test")
    carried = tuple(replace(page, seconds=0.0) for page in first.pages if page.kind in {PageKind.HOME, PageKind.ROBOTS})
    site = Site.whole(**{path[1:]: slow for path in MENU})
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test", hints=Hints(1, carried))
    assert len(crawl.content) == 8
    assert site.peak == PER_SITE


class _Page:
    """A page that takes as long as the test wants it to."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes
        self.there, self.done = asyncio.Event(), asyncio.Event()
        self.under_way = False

    async def read(self) -> None:
        async with self._lanes.one():
            self.under_way = True
            await self.there.wait()
            self.under_way = False
        self.done.set()


async def _settled() -> None:
    """Let every task run as far as it gets."""
    for _ in range(5):
        await asyncio.sleep(0)
