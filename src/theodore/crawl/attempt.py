"""One attempt at one website: robots.txt first and alone, then the home page, then the pages most worth reading."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from yarl import URL

from theodore.crawl.fetch import Answer, Fetcher, LeavesSite, Permit
from theodore.crawl.home import HomePage
from theodore.crawl.lanes import Lanes, quick_s
from theodore.crawl.links import links_of
from theodore.crawl.pages import content_page, off_the_loop, refuse_beyond_bound, refuse_files, room_for
from theodore.crawl.politeness import PER_SITE, SiteHeld, pause_words
from theodore.crawl.rendering import Rendering, with_state
from theodore.crawl.revisit import home_again
from theodore.crawl.rulebook import Rulebook
from theodore.crawl.selection import Candidate, asked_at_most, candidates_of, choose
from theodore.crawl.shelf import Shelf
from theodore.crawl.sitemap import MAX_BYTES
from theodore.crawl.sitemaps import Sitemaps
from theodore.crawl.together import Together
from theodore.crawl.tongues import front_of
from theodore.crawl.urls import Website, origin_of, same_site, site_key
from theodore.crawl.waiting import waited_s
from theodore.model.errors import ErrorType, Failure, FetchFailed, Reason
from theodore.model.outcome import Hints
from theodore.model.page import MissedPage, Page, PageKind
from theodore.model.ports import Progress
from theodore.net.browser import BrowserVisit
from theodore.net.exchange import Limits
from theodore.policy.pacing import few_s, pages_in_all, pages_now

_log = logging.getLogger(__name__)

#: Shares of the attempt's time: for a connection, for the silence of one page among others, for all sitemaps.
_CONNECT_SHARE = 1 / 3
_PAGE_SHARE = 0.6
_SITEMAP_SHARE = 0.15
#: So much of what is left of it, those pages may take that are under way when the site asks to be left alone.
_LAST_SHARE = 0.5
#: No connection is given up before so many seconds, unless the deadline itself is shorter.
_LEAST_CONNECT_S = 3.0
#: A page whose connection broke is asked for again after so many seconds.
_PAUSE_S = 0.25
#: From the second attempt on, so many pages are plan enough, and time is not spent on sitemaps.
_PLAN_ENOUGH = 3


class Attempt:
    """What one attempt knows and has so far; `run` takes it as far as it gets.

    robots_limited: robots.txt kept pages from being read. shelf: what former visits left.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        website: Website,
        hints: Hints,
        progress: Progress,
        *,
        deadline_s: float,
        max_pages: int,
        clock: Callable[[], float],
        browser: BrowserVisit | None = None,
    ) -> None:
        self._fetcher = fetcher
        self._website = website
        self._hints = hints
        self._progress = progress
        self._deadline_s = deadline_s
        self._max_pages = max_pages
        self._clock = clock
        self._limits = Limits(connect_s=max(deadline_s * _CONNECT_SHARE, min(_LEAST_CONNECT_S, deadline_s)))
        self.shelf = Shelf(hints, clock)
        self._rules = Rulebook(fetcher, self._limits, clock, hints.pages, self.shelf)
        self._rendering = Rendering(browser, fetcher, self._rules.permit, deadline_s)
        self._sitemaps = Sitemaps(
            fetcher,
            Limits(self._limits.connect_s, max_wire_bytes=MAX_BYTES, max_body_bytes=MAX_BYTES, cut=True),
            clock,
            {page.url: page for page in hints.pages if page.kind is PageKind.SITEMAP},
            self.shelf,
        )
        self._content = {page.url: page for page in hints.pages if page.kind.is_content}
        self._home = next((page for page in hints.pages if page.kind is PageKind.HOME), None)
        self._home_s: float | None = None
        self._began = clock()
        self._chosen: tuple[Candidate, ...] = ()
        self._left_out: tuple[Candidate, ...] = ()
        self._missed: list[MissedPage] = []
        self._settled = set(self._content)
        self.robots_limited = False

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages in hand: home first, then in the order of their value, then what served the crawl."""
        rank = {candidate.url: place for place, candidate in enumerate(self._chosen, start=1)}
        if self._home is not None:
            rank[self._home.url] = 0
        content = sorted(self._content.values(), key=lambda page: rank.get(page.url, len(rank)))
        return (*content, *self._rules.pages.values(), *self._sitemaps.pages.values())

    @property
    def final_origin(self) -> str | None:
        """Scheme and host that the home page was found at."""
        return None if self._home is None else origin_of(self._home.final_url)

    def missed_after(self, ending: Reason | None) -> tuple[MissedPage, ...]:
        """The chosen pages that could not be had. ending: what cut the attempt off, if anything did."""
        if ending is None:
            return tuple(self._missed)
        cut_off = (MissedPage(page.url, page.kind, ending.label) for page in self._chosen if self._lacks(page))
        return (*self._missed, *cut_off)

    async def run(self) -> None:
        """Read what can be read. Raises FetchFailed and SiteHeld where the attempt cannot go on."""
        home = await self._find_home()
        if self._take_former_plan():
            return
        # carried or new: its origin's rules are needed for the pages to come
        await self._rules.of(origin_of(home.final_url))
        await self._choose(home)
        self._take_at_hand()
        self._recall(home)
        await self._read_chosen(home)
        if self._left_out:
            raise FetchFailed(self._no_time(home))
        self._rendering.say_what_it_lacks()

    async def _find_home(self) -> Page:
        if self._home is None:
            self._home = self.shelf.fresh_home()
        if self._home is None:
            self._home = await self._home_again() or await self._home_anew()
        self._content[self._home.url] = self._home
        self.shelf.found_home(self._home)
        return self._home

    async def _home_again(self) -> Page | None:
        """The home page where a former visit found it; None where the usual way to it is the better one."""
        former = self.shelf.home
        if former is None or self._hints.attempt:
            return None  # what failed once is tried the usual way
        self._progress("looking whether the home page has changed")

        def read(url: str, permit: Permit) -> Awaitable[Page]:
            return self._read(url, PageKind.HOME, 0, permit, self._limits, former.url)

        return await home_again(former, read, self._rules.permit)

    async def _home_anew(self) -> Page:
        """The home page, looked for under the addresses that may be its own."""
        # nothing of it is kept: it knows how we read, and two that know each other stay until garbage is looked for
        looked_for = HomePage(
            self._website,
            self._hints,
            self._rules,
            self._read,
            self._progress,
            limits=self._limits,
            least_connect_s=_LEAST_CONNECT_S,
        )
        return await looked_for.find()

    def _take_former_plan(self) -> bool:
        """Whether the plan of the former visit is still the plan: its pages are in hand then, and nobody is asked."""
        if len(self._content) > 1:
            return False
        pages = self.shelf.plan(self._max_pages)
        if pages is None:
            return False
        self._progress("taking the other pages from an earlier visit")
        self._missed = list(self.shelf.missed)
        self.robots_limited = self.shelf.robots_limited
        for page in pages:
            if page.kind is PageKind.ROBOTS:
                self._rules.pages.setdefault(page.url, page)
            elif page.kind is PageKind.SITEMAP:
                self._sitemaps.pages.setdefault(page.url, page)
            else:
                self._keep(page)
        return True

    async def _choose(self, home: Page) -> None:
        text = home.text
        html = await off_the_loop(len(text), with_state, text)
        links = await off_the_loop(len(html), links_of, html, home.final_url)
        front = front_of(text, home.final_url)
        site = partial(candidates_of, home=home.final_url, site_key=_key(home), front=front)
        candidates = site(links, ())
        await self._take(home, candidates)
        if len(self._chosen) >= self._max_pages - 1 or (self._hints.attempt and len(self._chosen) >= _PLAN_ENOUGH):
            return  # the links leave no place for what a sitemap may list
        if self._chosen and self._fetcher.comes_back(home.final_url):
            return  # each request is a whole attempt here: they are for pages
        self._progress("reading the sitemap")
        listed = await self._listed(home)
        if listed:
            await self._take(home, site((), listed, known=candidates))

    async def _listed(self, home: Page) -> list[str]:
        origin = origin_of(home.final_url)
        robots = await self._rules.of(origin)
        within_s = self._deadline_s * _SITEMAP_SHARE
        return await self._sitemaps.listed(origin, robots.sitemaps, _key(home), self._within_site, within_s=within_s)

    async def _take(self, home: Page, candidates: list[Candidate]) -> None:
        robots = await self._rules.of(origin_of(home.final_url))
        most_asked = asked_at_most(robots.size)
        work = robots.size * min(len(candidates), most_asked)
        selection = await off_the_loop(
            work, choose, candidates, robots.allows, places=self._max_pages - 1, most_asked=most_asked
        )
        places = pages_in_all(self._fetcher.delay_s(home.final_url), self._max_pages, self._deadline_s) - 1
        self._chosen, self._left_out = selection.pages[:places], selection.pages[places:]
        self.robots_limited = self.robots_limited or selection.robots_limited or bool(self._left_out)

    def _recall(self, home: Page) -> None:
        """What earlier visits asked for in vain is not asked for again where the site wants pauses."""
        for candidate in self._chosen if self._fetcher.delay_s(home.final_url) > 0 else ():
            if self._lacks(candidate) and candidate.url in self._fetcher.trail.vain:
                self._settled.add(candidate.url)
                missed = self._fetcher.trail.vain[candidate.url]
                self._missed += [] if missed is None else [missed]

    def _take_at_hand(self) -> None:
        """What need not be asked for is in hand before anybody is asked for the rest."""
        for candidate in self._chosen:
            page = self.shelf.take(candidate.url, candidate.kind, candidate.depth) if self._lacks(candidate) else None
            if page is None:
                continue
            try:
                refuse_beyond_bound(page, self._content.values())
            except FetchFailed as failed:
                self._miss(candidate, failed.failure)
            else:
                self._keep(page)
            self._settled.add(candidate.url)

    async def _read_chosen(self, home: Page) -> None:
        self._say()
        lacking = [candidate for candidate in self._chosen if self._lacks(candidate)]
        delay_s = self._fetcher.delay_s(home.final_url)
        now = lacking[: self._time_for(home, delay_s, len(lacking))]
        most, busy = 1 if delay_s > 0 else PER_SITE, self._fetcher.is_busy
        # where the home page is in hand from the attempt before, what it took then says how slow the site is
        home_s = self._home_s if self._home_s is not None else self._fetcher.page_s(home.final_url) or None
        lanes = Lanes(home_s, quick_s(self._deadline_s), most=most, busy=busy)
        together = Together(min(few_s(self._deadline_s), self._left_s * _LAST_SHARE))
        await together.read(self._read_candidate(candidate, lanes, together) for candidate in now)
        if len(now) < len(lacking):
            # the rest comes with the next attempt
            raise SiteHeld(delay_s, because=pause_words(delay_s), paced=True)

    @property
    def _left_s(self) -> float:
        """How many seconds this attempt has yet."""
        return max(self._deadline_s - (self._clock() - self._began), 0.0)

    def _time_for(self, home: Page, delay_s: float, lacking: int) -> int:
        """For how many of the lacking pages this attempt has time."""
        return pages_now(
            delay_s,
            lacking,
            answer_s=self._fetcher.page_s(home.final_url),
            left_s=self._left_s,
            deadline_s=self._deadline_s,
        )

    async def _read_candidate(self, candidate: Candidate, lanes: Lanes, together: Together) -> None:
        try:
            async with lanes.one():
                if together.is_over:
                    return
                page = await self._read_again(candidate)
            if not self._keep(page):
                self._fetcher.trail.is_vain(candidate.url, None)
        except LeavesSite:
            # it is not the company's, so that nothing was missed
            self._fetcher.trail.is_vain(candidate.url, None)
        except FetchFailed as failed:
            if failed.failure.type is ErrorType.RATE_LIMIT:
                together.refuse(failed)
                return
            self._miss(candidate, failed.failure)
            self._fetcher.trail.is_vain(candidate.url, self._missed[-1])
        except SiteHeld as held:
            together.refuse(held)
            return
        except Exception as error:  # noqa: BLE001 - a mistake of ours over one page must not cost the others
            traceback = _log.isEnabledFor(logging.INFO)
            _log.warning("event=page_failed url=%s error=%s", candidate.url, type(error).__name__, exc_info=traceback)
            self._miss(candidate, Failure(Reason.BUG, url=candidate.url))
        self._settled.add(candidate.url)
        self._say()

    async def _read_again(self, candidate: Candidate) -> Page:
        """Read a page; once more where its connection broke."""
        limits = Limits(self._limits.connect_s, read_s=self._deadline_s * _PAGE_SHARE)
        arguments = (candidate.url, candidate.kind, candidate.depth, self._within_site, limits)
        try:
            return await self._read(*arguments)
        except FetchFailed as failed:
            if failed.failure.type is not ErrorType.CONNECTION_ERROR or self._fetcher.comes_back(candidate.url):
                raise
        await asyncio.sleep(_PAUSE_S)
        return await self._read(*arguments)

    async def _read(
        self, url: str, kind: PageKind, depth: int, permit: Permit, limits: Limits, known_as: str | None = None
    ) -> Page:
        """Read a page. known_as: what a former visit asked for it as, where not as `url`."""
        if url in self._fetcher.trail.doormats:
            return self._fetcher.trail.doormats[url]
        known = self.shelf.known(known_as or url)
        # of the first page alone: the others do not keep each other waiting
        hedge_s = self._fetcher.hedge_s(url) if kind is PageKind.HOME else None
        answer = await self._fetcher.follow(
            url, permit, limits=limits, refuse=refuse_files, hedge_s=hedge_s, known=known
        )
        if kind is PageKind.HOME:
            self._home_s = waited_s(answer.response.seconds, answer.response.worked_s)
        try:
            if answer.is_as_it_was and known is not None:
                page = replace(self.shelf.renew(known, answer.response), kind=kind, depth=depth)
                text = page.text
            else:
                page, text = await self._page(url, answer, kind, depth)
            page = await self._rendering.made(page, text, permit)
            # others may have come meanwhile
            refuse_beyond_bound(page, self._content.values())
        except FetchFailed as failed:
            self._fetcher.cannot_be_had(answer.url, failed)
            raise
        if kind is PageKind.HOME and self._fetcher.comes_back(answer.url):
            self._fetcher.trail.lies_before(url, page)
        return page

    async def _page(self, url: str, answer: Answer, kind: PageKind, depth: int) -> tuple[Page, str]:
        """What was answered, as a page, and its text. Raises FetchFailed where it is none, or too large by now."""
        size = len(answer.response.body)
        room = room_for(size, answer.response.wire_bytes, self._content.values())
        return await off_the_loop(size, content_page, url, answer, kind, depth, self._clock(), room)

    async def _within_site(self, url: str) -> None:
        if self._home is not None and not same_site(url, _key(self._home)):
            raise LeavesSite
        await self._rules.permit(url)

    def _keep(self, page: Page) -> bool:
        # sites built of scripts send one text under every URL; a page counts once
        is_new = all(page.content_hash != other.content_hash for other in self._content.values())
        if is_new:
            self._content[page.url] = page
        return is_new

    def _no_time(self, home: Page) -> Failure:
        """What is said where the site wants such long pauses that pages were left out."""
        label = Reason.ROBOTS_DISALLOWED.label
        self._missed += [MissedPage(left.url, left.kind, label) for left in self._left_out]
        read, wanted = len(self._content), len(self._content) + len(self._left_out)
        words = pause_words(self._fetcher.delay_s(home.final_url))
        return Failure(Reason.ROBOTS_DISALLOWED, detail=f"{words}: {read} of {wanted} pages were read", url=home.url)

    def _miss(self, candidate: Candidate, failure: Failure) -> None:
        self._missed.append(MissedPage(candidate.url, candidate.kind, failure.reason.label))
        if failure.reason is Reason.ROBOTS_DISALLOWED:
            self.robots_limited = True

    def _lacks(self, candidate: Candidate) -> bool:
        return candidate.url not in self._settled

    def _say(self) -> None:
        done = sum(not self._lacks(candidate) for candidate in self._chosen)
        self._progress(f"crawling {done + 1}/{len(self._chosen) + 1}")


def _key(home: Page) -> str:
    return site_key(URL(home.final_url).raw_host or "")
