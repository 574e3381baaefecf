"""One answer from a website: politely, within robots.txt, along its redirects."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from yarl import URL

from theodore.crawl.conditions import validators
from theodore.crawl.politeness import Sites
from theodore.crawl.urls import absolute, site_key
from theodore.model.errors import Failure, FetchFailed, Reason
from theodore.model.page import Page
from theodore.net.client import Visit
from theodore.net.exchange import Limits, Refuse, Response
from theodore.policy.classify import classify_status
from theodore.policy.retry_after import retry_after_s

#: As many redirects of a page are followed.
MAX_REDIRECTS = 10
#: A URL may be asked for so often along one way: once more where a site sets a cookie and sends the visitor back.
_SAME_URL = 2
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED = 304
_NO_HEADERS: Mapping[str, str] = {}
#: Asks the caches on the way for the page itself.
_PAST_CACHES: Mapping[str, str] = {"Cache-Control": "no-cache"}
_UNASKED = "it says that the page has not changed (304), though it was asked for the page itself"
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

    now: seconds since the epoch. held: the keys of the sites that asked to be left alone.
    """

    def __init__(self, visit: Visit, sites: Sites, now: Callable[[], float]) -> None:
        self._visit = visit
        self._sites = sites
        self._now = now
        self.held: set[str] = set()

    async def follow(
        self,
        url: str,
        permit: Permit,
        *,
        limits: Limits,
        refuse: Refuse | None = None,
        max_redirects: int = MAX_REDIRECTS,
        last_counts: bool = False,
        known: Page | None = None,
    ) -> Answer:
        """Ask for a URL and follow where it leads.

        last_counts: at the end of its patience, take the last redirect itself as the answer. known: the page as an
        earlier visit found it; where the way leads there again, it is asked for only if it has changed, and an answer
        of status 304 says that it has not. Raises FetchFailed, SiteHeld where the site must be left alone, and whatever
        `permit` raises.
        """
        way: list[str] = []
        while True:
            await permit(url)
            way.append(url)
            conditions = validators(known) if known is not None and url == known.final_url else {}
            response = await self._answered(url, conditions, limits, refuse)
            onward = _location(url, response)
            if onward is None:
                return Answer(url, response)
            if len(way) > max_redirects or way.count(onward) >= _SAME_URL:
                if last_counts:
                    return Answer(url, response)
                raise FetchFailed(Failure(Reason.REDIRECT_LOOP, url=url, status=response.status))
            url = onward

    async def _answered(
        self, url: str, conditions: Mapping[str, str], limits: Limits, refuse: Refuse | None
    ) -> Response:
        """Ask for this URL; once more where the site says that a page has not changed which we do not have."""
        response = await self.get(url, limits=limits, refuse=refuse, headers=conditions)
        if response.status != _NOT_MODIFIED or conditions:
            return response
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
        headers: Mapping[str, str] = _NO_HEADERS,
    ) -> Response:
        """Ask for this URL alone. headers: beside those of every request.

        Where the site asks to be left alone, it is held for as long as it said for every visit of this process. Raises
        FetchFailed, SiteHeld.
        """
        host = URL(url).raw_host or ""
        key = site_key(host)
        async with self._sites.request(host, key):
            response = await self._visit.get(url, headers=headers, limits=limits, refuse=refuse)
            failure = self._rate_limit(response)
            if failure is not None:
                # still in the request's place: whoever waits for it must find the hold standing
                self._sites.hold(key, failure.retry_after_s or 0.0)
                self.held.add(key)
                raise FetchFailed(failure)
        return response

    def _rate_limit(self, response: Response) -> Failure | None:
        if response.status not in {429, 503}:
            return None
        reason = classify_status(response.status, dict(response.headers))
        if reason not in _RATE_LIMITS:
            return None
        wait_s = retry_after_s(response.header("retry-after"), self._now())
        return Failure(reason, url=response.url, status=response.status, retry_after_s=wait_s)


def _location(url: str, response: Response) -> str | None:
    """Where a redirect leads; None where this is none. Raises FetchFailed where it leads to no web page."""
    stated = response.header("location") if response.status in _REDIRECTS else None
    if not stated:
        return None
    onward = absolute(url, stated)
    if onward is None:
        failure = Failure(Reason.NOT_A_WEBSITE, detail="it redirects to something that is not a web page", url=url)
        raise FetchFailed(replace(failure, status=response.status))
    return onward
