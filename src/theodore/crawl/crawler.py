"""Company in, pages out: one visit of one website under one deadline."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace

from theodore.crawl.attempt import Attempt
from theodore.crawl.fetch import Fetcher
from theodore.crawl.leniency import marked, verified_alone
from theodore.crawl.letting_go import let_go
from theodore.crawl.politeness import SiteHeld, Sites
from theodore.crawl.trail import Trail
from theodore.crawl.urls import Website, parse_website
from theodore.model.company import Company
from theodore.model.errors import ErrorType, Failure, FetchFailed, Reason
from theodore.model.outcome import Crawl, Hints, Hold, SiteHold
from theodore.model.ports import Progress
from theodore.net.browser import Browser
from theodore.net.client import HttpClient
from theodore.net.identities import Identities
from theodore.net.manner import Manner
from theodore.policy.classify import classify

_log = logging.getLogger(__name__)

MAX_PAGES = 8
#: A website is not taken up again more often than this for its site's pauses. Eight pages, each behind a redirect to a
#: host with a robots.txt of its own, come to fewer.
_MOST_HOLDS = 40


class SiteCrawler:
    """Reads companies' websites; implements model/ports.Crawler.

    max_pages: pages of content a company, the home page included. identities: as whom visits are made. browser: makes
    the pages that are made by their scripts; None leaves those unread. clock: seconds since the epoch. monotonic:
    seconds since any moment.
    """

    def __init__(
        self,
        client: HttpClient,
        sites: Sites,
        *,
        max_pages: int = MAX_PAGES,
        identities: Identities | None = None,
        browser: Browser | None = None,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._sites = sites
        self._max_pages = max_pages
        self._identities = identities or Identities()
        self._browser = browser
        self._clock = clock
        self._monotonic = monotonic

    async def crawl(
        self, company: Company, deadline_s: float, hints: Hints, progress: Progress, *, verify: bool = True
    ) -> Crawl:
        """Read the company's website within `deadline_s` seconds.

        verify: whether the site has to prove who it is; if not, the pages are marked as unverified. Never raises for
        anything that a website does: what went wrong is in the result, beside the pages that were read before it did.
        """
        try:
            website = parse_website(company.website)
        except FetchFailed as unreadable:
            return Crawl(failure=unreadable.failure)
        wait_s = self._sites.held_s(website.site_key)
        if wait_s > 0:
            return Crawl(pages=hints.pages, hold=_hold(SiteHeld(wait_s)))
        try:
            with self._identities.taken(hints.rung, website.site_key) as taken:
                manner = Manner(verify, taken.identity)
                known = verified_alone(hints) if verify else hints
                crawl = await self._visit(website, deadline_s, known, progress, manner)
                taken.ended(crawl.failure)
                return replace(
                    crawl,
                    rung=taken.rung,
                    way=taken.way.words,
                    proxied=taken.is_proxied,
                    another_proxy=taken.another_proxy,
                )
        except FetchFailed as no_way:
            way = self._identities.ladder.at(hints.rung).words
            return Crawl(pages=hints.pages, failure=no_way.failure, rung=hints.rung, way=way, proxied=True)

    async def _visit(
        self, website: Website, deadline_s: float, hints: Hints, progress: Progress, manner: Manner
    ) -> Crawl:
        started = self._monotonic()
        failure: Failure | None = None
        hold: Hold | None = None
        # what was found without proof, or as another visitor, is not taken for what this visit would find
        trail_of = " ".join((website.url, *(() if manner.verify else ("unverified",)), *_as_whom(manner)))
        async with self._client.visit(manner) as visit, AsyncExitStack() as stack:
            browser = await stack.enter_async_context(self._browser.visit()) if self._browser else None
            fetcher = Fetcher(
                visit,
                self._sites,
                self._clock,
                deadline_s=deadline_s,
                usual_s=hints.usual_s,
                trail=self._sites.trail(website.site_key, trail_of),
            )
            attempt = Attempt(
                fetcher,
                website,
                hints,
                progress,
                deadline_s=deadline_s,
                max_pages=self._max_pages,
                clock=self._clock,
                browser=browser,
            )
            try:
                async with asyncio.timeout(deadline_s):
                    await attempt.run()
            except Exception as error:  # noqa: BLE001 - one website's oddness must not end another company's row
                failure, hold = _ending(error, deadline_s)
                let_go(error)
        if hold is not None and hold.paced:
            failure, hold = _in_the_end(hold, fetcher.trail)
        if hold is None:
            self._sites.ended(website.site_key, trail_of)
        return Crawl(
            pages=attempt.pages if manner.verify else marked(attempt.pages, hints.pages),
            final_origin=attempt.final_origin,
            failure=failure,
            hold=hold,
            missed=attempt.missed_after(_cut_off_by(failure, hold)),
            seconds=self._monotonic() - started,
            requests=visit.requests,
            wire_bytes=visit.wire_bytes,
            robots_limited=attempt.robots_limited,
            pages_from_cache=attempt.shelf.pages_taken,
            revalidated=attempt.shelf.revalidated,
            held=tuple(SiteHold(key, self._sites.held_s(key)) for key in sorted(fetcher.held)),
        )


def _as_whom(manner: Manner) -> tuple[str, ...]:
    """What tells this visitor from others; nothing for who comes by our own name and directly."""
    identity = manner.identity
    if identity is None:
        return ()
    return (
        identity.browser.name if identity.browser else "",
        str(identity.tls),
        identity.route.tier if identity.route else "",
    )


def _ending(error: Exception, deadline_s: float) -> tuple[Failure | None, Hold | None]:
    """What ended the attempt early: a failure, or a site that must be left alone."""
    # pages are read side by side: the one that met the limit says more than those that then found the site held
    first = min(_leaves(error), key=lambda leaf: isinstance(leaf, SiteHeld))
    if isinstance(first, SiteHeld):
        return None, _hold(first)
    if isinstance(first, TimeoutError):
        return Failure(Reason.ATTEMPT_DEADLINE, detail=f"the attempt's {deadline_s:g} s were used up"), None
    failure = classify(first)
    if failure.type in (ErrorType.UNKNOWN, ErrorType.INTERNAL_ERROR):
        # the row can say no more than its name: whoever is to mend it needs to see where it came from
        traceback = first if _log.isEnabledFor(logging.INFO) else None
        _log.warning("event=crawl_failed url=%s error=%s", failure.url, failure.detail, exc_info=traceback)
    return failure, None


def _hold(held: SiteHeld) -> Hold:
    return Hold(held.wait_s, held.because, paced=held.paced)


def _in_the_end(hold: Hold, trail: Trail) -> tuple[Failure | None, Hold | None]:
    """The same hold, unless there have been so many that they lead nowhere: then it is the end."""
    trail.holds += 1
    if trail.holds <= _MOST_HOLDS:
        return None, hold
    return Failure(Reason.ROBOTS_DISALLOWED, detail=f"{hold.because}, and asked so it has no end"), None


def _cut_off_by(failure: Failure | None, hold: Hold | None) -> Reason | None:
    """Why pages that were chosen are missing; None where none are, or they are still to come."""
    if failure is not None:
        return failure.reason
    # a site is held because another visit met its limit
    return Reason.HTTP_429 if hold is not None and not hold.paced else None


def _leaves(error: Exception) -> Iterator[Exception]:
    if not isinstance(error, ExceptionGroup):
        yield error
        return
    for inner in error.exceptions:
        yield from _leaves(inner)
