"""The robots.txt of each origin that a visit comes to, asked for once and before anything else of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace

from theodore.crawl.decode import decode
from theodore.crawl.fetch import Fetcher
from theodore.crawl.pages import off_the_loop, page_of
from theodore.crawl.robots import ALLOW_ALL, MAX_BYTES, MAX_REDIRECTS, Robots, parse_robots
from theodore.crawl.shelf import Shelf, ends_at
from theodore.crawl.urls import origin_of
from theodore.model.errors import ErrorType, Failure, FetchFailed, Reason
from theodore.model.outcome import Hints
from theodore.model.page import Page, PageKind
from theodore.net.exchange import Limits, Response
from theodore.policy.classify import classify_status

#: All robots.txt files of a visit, in bytes: each subdomain may have one.
_MAX_KEPT = 2 * MAX_BYTES
#: Where a redirect leads that leads to no host at all.
_NOWHERE = frozenset({Reason.FORBIDDEN_ADDRESS, Reason.DNS_NO_SUCH_NAME, Reason.BAD_URL})


class Rulebook:
    """Robots by origin.

    limits: of a request. now: seconds since the epoch. carried: pages of earlier attempts, whose robots.txt files
    are not asked for again. shelf: those of former visits. pages: the robots.txt files in hand, as long as they are not
    too large together.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        limits: Limits,
        now: Callable[[], float],
        carried: Iterable[Page] = (),
        shelf: Shelf | None = None,
    ) -> None:
        self._shelf = shelf or Shelf(Hints(), now)
        self._fetcher = fetcher
        self._limits = replace(limits, max_wire_bytes=MAX_BYTES, max_body_bytes=MAX_BYTES, cut=True)
        self._now = now
        self._robots: dict[str, Robots] = {}
        self._asking = asyncio.Lock()
        self.pages: dict[str, Page] = {page.url: page for page in carried if page.kind is PageKind.ROBOTS}

    async def of(self, origin: str, *, connect_s: float | None = None) -> Robots:
        """The rules of this origin. connect_s: for a connection to it, in place of the visit's own seconds.

        A robots.txt that is missing or refused (4xx) allows everything, and so does an answer that nobody can read, or
        a redirect that nobody can follow. One that cannot be had (5xx, no connection) forbids everything for now, which
        fails the attempt (RFC 9309, 2.3.1). The pause that it asks for holds from then on, for the whole site. Raises
        FetchFailed, SiteHeld.
        """
        if origin not in self._robots:
            async with self._asking:
                if origin not in self._robots:
                    self._robots[origin] = await self._read(f"{origin}/robots.txt", connect_s)
        robots = self._robots[origin]
        self._fetcher.space(origin, robots.delay_s)
        return robots

    async def permit(self, url: str) -> None:
        """Raise FetchFailed with robots_disallowed unless robots.txt lets this URL be read."""
        robots = await self.of(origin_of(url))
        if not robots.allows(url):
            raise FetchFailed(Failure(Reason.ROBOTS_DISALLOWED, url=url))

    def found_at(self, origin: str) -> str | None:
        """The origin that this one's robots.txt was sent on to; None where it was not, or to no robots.txt."""
        page = self.pages.get(f"{origin}/robots.txt")
        if page is None:
            return None
        onward = origin_of(page.final_url)
        return onward if onward != origin and ends_at(page, f"{onward}/robots.txt") else None

    async def _read(self, url: str, connect_s: float | None) -> Robots:
        page = self._in_hand(url) or self._shelf.rules(url)
        if page is None:
            try:
                page = await self._ask(url, connect_s)
            except FetchFailed as failed:
                if _is_unusable(failed.failure, url):
                    return ALLOW_ALL
                raise
            self._shelf.found_rules(page)
        self._keep(page)
        if page.status >= 300 or not page.body:
            return ALLOW_ALL
        return await off_the_loop(page.size, parse_robots, page.text, page.final_url)

    def _in_hand(self, url: str) -> Page | None:
        """The answer of this address, whether it was asked for or a redirect led to it.

        Half of all sites send their visitors on from example.com to www.example.com, robots.txt included.
        """
        return self.pages.get(url) or next((page for page in self.pages.values() if ends_at(page, url)), None)

    def _keep(self, page: Page) -> None:
        if page.url in self.pages:
            return
        if sum(one.size for one in (page, *self.pages.values())) <= _MAX_KEPT:
            self.pages[page.url] = page

    async def _ask(self, url: str, connect_s: float | None) -> Page:
        known = self._shelf.known(url)
        # a visit begins with the first of them: what stalls here stalls all
        hedge_s = None if self._robots else self._fetcher.hedge_s(url)
        answer = await self._fetcher.follow(
            url,
            _anything,
            limits=self._limits if connect_s is None else replace(self._limits, connect_s=connect_s),
            max_redirects=MAX_REDIRECTS,
            last_counts=True,
            hedge_s=hedge_s,
            known=known,
        )
        if answer.is_as_it_was and known is not None:
            return self._shelf.renew(known, answer.response)
        status = answer.response.status
        if status >= 500:
            raise FetchFailed(Failure(classify_status(status) or Reason.HTTP_5XX, url=url, status=status))
        text = decode(_whole_lines(answer.response), answer.response.header("content-type")) if status < 300 else ""
        return page_of(url, answer, text, PageKind.ROBOTS, 0, self._now())


def _whole_lines(response: Response) -> bytes:
    """What was read, without the rule that the bound cut: `Disallow: /a-page` would become `Disallow: /`."""
    body = response.body
    return body[: body.rfind(b"\n") + 1] or body if response.cut else body


def _is_unusable(failure: Failure, url: str) -> bool:
    """Whether there was an answer, but none that holds rules: as good as no file at all, as search engines have it."""
    if failure.reason in _NOWHERE:
        return failure.url != url  # a redirect led there; the site itself is another matter
    return failure.type is ErrorType.PARSING_ERROR or failure.reason is Reason.NOT_A_WEBSITE


async def _anything(_url: str) -> None:
    """A robots.txt may always be asked for."""
