"""One answer from a website: politely, within robots.txt, along its redirects."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from yarl import URL

from theodore.crawl.conditions import validators
from theodore.crawl.hedge import hedged
from theodore.crawl.politeness import Place, SiteHeld, Sites, pause_words
from theodore.crawl.trail import Trail
from theodore.crawl.urls import absolute, site_key
from theodore.crawl.waiting import waited_s
from theodore.model.errors import Failure, FetchFailed, Reason
from theodore.model.page import Page
from theodore.net.exchange import AnyVisit, Limits, Refuse, Response
from theodore.policy.classify import classify_status
from theodore.policy.hedging import hedge_after_s
from theodore.policy.pacing import few_s, patience_s
from theodore.policy.retry_after import retry_after_s

#: As many redirects of a page are followed.
MAX_REDIRECTS = 10
#: A URL may be asked for so often along one way: once more where a site sets a cookie and sends the visitor back.
_SAME_URL = 2
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED = 304
#: What stands in a header for a byte that is not UTF-8, and for the first of these: a Location in Latin-1 has them, and
#: leads where browsers go with each such byte as it is.
_UNREADABLE = re.compile("[\udc80-\udcff]")
_FIRST_UNREADABLE = 0xDC00
_NO_HEADERS: Mapping[str, str] = {}
#: Asks the caches on the way for the page itself.
_PAST_CACHES: Mapping[str, str] = {"Cache-Control": "no-cache"}
_UNASKED = "it says that the page has not changed (304), though it was asked for the page itself"
#: A site that answers so is asked for less, whether or not it says for how long.
_ASK_LESS = frozenset({429, 503})
_RATE_LIMITS = frozenset({Reason.HTTP_429, Reason.HTTP_503_RETRY_AFTER})


class LeavesSite(Exception):
    """A way leads to another website: what lies there is none of the company's."""


#: Asked before each URL of a way; raises where it must not be asked for.
Permit = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found at the end of the redirects. url: where."""

    url: str
    response: Response

    @property
    def is_as_it_was(self) -> bool:
        """Whether the site says that the page has not changed: the answer to conditions alone."""
        return self.response.status == _NOT_MODIFIED


class Fetcher:
    """Requests of one visit.

    now: seconds since the epoch. deadline_s: the seconds of the attempt. usual_s: what a visit of this site usually
    takes. trail: what earlier visits of the website found. held: the keys of the sites that asked to be left alone.
    """

    def __init__(
        self,
        visit: AnyVisit,
        sites: Sites,
        now: Callable[[], float],
        *,
        deadline_s: float,
        usual_s: float | None = None,
        trail: Trail | None = None,
    ) -> None:
        self._visit = visit
        self._sites = sites
        self._now = now
        self._deadline_s = deadline_s
        self._few_s = few_s(deadline_s)
        self._usual_s = usual_s
        self.trail = trail or Trail()
        self.held: set[str] = set()

    def hedge_s(self, url: str) -> float | None:
        """After so many seconds this URL may be asked for again; None where that would not help."""
        return hedge_after_s(self._deadline_s, visit_s=self._usual_s, answer_s=self._sites.answer_s(_key(url)))

    def delay_s(self, url: str) -> float:
        """The seconds that the site of this URL wants between requests."""
        return self._sites.delay_s(_key(url))

    def page_s(self, url: str) -> float:
        """How many seconds a page of the site of this URL took lately; 0 where none was read."""
        return self._sites.page_s(_key(url))

    @property
    def is_busy(self) -> bool:
        """Whether all visits of this process together keep it computing nearly all of the time."""
        return self._sites.busyness.is_busy()

    def comes_back(self, url: str) -> bool:
        """Whether this site's pauses are so long that an attempt ends with each request, and the next one goes on."""
        return self.delay_s(url) > self._few_s

    def cannot_be_had(self, url: str, failed: FetchFailed) -> None:
        """Ask for this URL no more where each request is a visit: it would take the turn of what can be had."""
        if self.comes_back(url):
            self.trail.fails(url, failed)

    def space(self, url: str, delay_s: float) -> None:
        """Leave so many seconds between requests to the site of this URL, as its robots.txt asks.

        Raises FetchFailed with robots_disallowed where nobody has the patience: the site cannot be read.
        """
        if delay_s > patience_s(self._deadline_s):
            detail = f"{pause_words(delay_s)}, longer than Theodore waits"
            raise FetchFailed(Failure(Reason.ROBOTS_DISALLOWED, detail=detail, url=url))
        if delay_s > 0:
            self._sites.space(_key(url), delay_s)

    async def follow(
        self,
        url: str,
        permit: Permit,
        *,
        limits: Limits,
        refuse: Refuse | None = None,
        max_redirects: int = MAX_REDIRECTS,
        last_counts: bool = False,
        hedge_s: float | None = None,
        known: Page | None = None,
        headers: Mapping[str, str] = _NO_HEADERS,
    ) -> Answer:
        """Ask for a URL and follow where it leads. headers: beside those of every request.

        last_counts: at the end of its patience, take the last redirect itself as the answer. hedge_s: as for `get`;
        once on the whole way. known: the page as an earlier visit found it; where the way leads there again, it is
        asked for only if it has changed, and an answer of status 304 says that it has not. Raises FetchFailed, SiteHeld
        where the site must be left alone, and whatever `permit` raises.
        """
        way: list[str] = []
        asks = 0
        while True:
            await permit(url)
            way.append(url)
            onward, response = self.trail.ways.get(url), None
            if onward is None:
                before = self._visit.requests
                conditions = validators(known) if known is not None and url == known.final_url else headers
                response = await self._get(url, limits, refuse, None if asks else hedge_s, conditions)
                asks += self._visit.requests - before > 1
                onward = _location(url, response)
                if onward is None:
                    return Answer(url, response)
                if self.comes_back(url):
                    self.trail.leads(url, onward)
            if len(way) > max_redirects or way.count(onward) >= _SAME_URL:
                if last_counts:
                    return Answer(url, response or await self.get(url, limits=limits, refuse=refuse))
                raise FetchFailed(Failure(Reason.REDIRECT_LOOP, url=url, status=response.status if response else None))
            url = onward

    async def _get(
        self, url: str, limits: Limits, refuse: Refuse | None, hedge_s: float | None, conditions: Mapping[str, str]
    ) -> Response:
        """As `get`, but what earlier visits could not have is not asked for again where each request is a visit.

        conditions: headers by which a page that has not changed is not sent.
        """
        self.trail.refuse(url)
        try:
            response = await self.get(url, limits=limits, refuse=refuse, hedge_s=hedge_s, headers=conditions)
            if response.status == _NOT_MODIFIED and not conditions:
                response = await self._past_caches(url, limits, refuse)
        except FetchFailed as failed:
            self.cannot_be_had(url, failed)
            raise
        return response

    async def _past_caches(self, url: str, limits: Limits, refuse: Refuse | None) -> Response:
        """Ask once more for a page of which the site says that it has not changed, though we do not have it."""
        response = await self.get(url, limits=limits, refuse=refuse, headers=_PAST_CACHES)
        if response.status == _NOT_MODIFIED:
            raise FetchFailed(Failure(Reason.EMPTY, detail=_UNASKED, url=url, status=response.status))
        return response

    async def get(
        self,
        url: str,
        *,
        limits: Limits,
        refuse: Refuse | None = None,
        hedge_s: float | None = None,
        headers: Mapping[str, str] = _NO_HEADERS,
    ) -> Response:
        """Ask for this URL alone. headers: beside those of every request.

        hedge_s: where there is no answer after so many seconds, it is asked for once more beside. Where the site asks
        to be left alone, it is held for as long as it said for every visit of this process. Raises FetchFailed,
        SiteHeld.
        """
        key = _key(url)
        async with self._sites.request(key, few_s=self._few_s) as place:
            if key in self.held:
                # it may have named no time; what it asked for, it asked of this visit
                raise SiteHeld(self._sites.held_s(key))
            response = await self._ask(url, key, headers, limits, refuse, hedge_s)
            self._learn(key, place, response)
            failure = self._rate_limit(response)
            if failure is not None:
                # still in the request's place: whoever waits for it must find the hold standing
                self._sites.hold(key, failure.retry_after_s or 0.0)
                self.held.add(key)
                raise FetchFailed(failure)
        return response

    async def _ask(
        self,
        url: str,
        key: str,
        headers: Mapping[str, str],
        limits: Limits,
        refuse: Refuse | None,
        hedge_s: float | None,
    ) -> Response:
        if hedge_s is None:
            return await self._visit.get(url, headers=headers, limits=limits, refuse=refuse)
        heard: list[int] = []

        def hear(status: int, found: Mapping[str, str]) -> Reason | None:
            heard.append(status)
            return None if refuse is None else refuse(status, found)

        ask = partial(self._visit.get, url, headers=headers, limits=limits, refuse=hear)
        return await hedged(ask, hedge_s, partial(self._sites.spare, key), lambda: bool(heard))

    def _learn(self, key: str, place: Place, response: Response) -> None:
        if response.status in _ASK_LESS:
            self._sites.refused(key, place, longest_gap_s=self._few_s)
            return
        is_page = 200 <= response.status < 300 and not response.url.endswith("/robots.txt")
        self._sites.answered(key, place, waited_s(response.seconds, response.worked_s), is_page=is_page)

    def _rate_limit(self, response: Response) -> Failure | None:
        if response.status not in _ASK_LESS:
            return None
        reason = classify_status(response.status, dict(response.headers))
        if reason not in _RATE_LIMITS:
            return None
        wait_s = retry_after_s(response.header("retry-after"), self._now())
        return Failure(reason, url=response.url, status=response.status, retry_after_s=wait_s)


@lru_cache(1024)
def _key(url: str) -> str:
    return site_key(URL(url).raw_host or "")


def _location(url: str, response: Response) -> str | None:
    """Where a redirect leads; None where this is none. Raises FetchFailed where it leads to no web page."""
    stated = response.header("location") if response.status in _REDIRECTS else None
    if not stated:
        return None
    onward = absolute(url, _UNREADABLE.sub(_quoted, stated))
    if onward is None:
        failure = Failure(Reason.NOT_A_WEBSITE, detail="it redirects to something that is not a web page", url=url)
        raise FetchFailed(replace(failure, status=response.status))
    return onward


def _quoted(found: re.Match[str]) -> str:
    return f"%{ord(found[0]) - _FIRST_UNREADABLE:02X}"
