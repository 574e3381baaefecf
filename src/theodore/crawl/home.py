"""The home page of a website: where it is found, and what lies behind its doormat."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import Final, Protocol

from theodore.crawl.fetch import Permit
from theodore.crawl.links import refresh_of
from theodore.crawl.pages import off_the_loop
from theodore.crawl.rulebook import Rulebook
from theodore.crawl.urls import Website, origin_of
from theodore.crawl.variants import Failed, another, most_telling, moved, start
from theodore.model.errors import CertificateRefused, ErrorType, FetchFailed, Reason
from theodore.model.outcome import Hints
from theodore.model.page import Page, PageKind
from theodore.model.ports import Progress
from theodore.net.exchange import Limits

#: Where a doormat leads to this, it is itself all that there is; and where robots.txt did, the home page did not move.
_NOTHING_THERE: Final = frozenset({ErrorType.NOT_FOUND, ErrorType.PARSING_ERROR})
#: But this is what somebody else put into the site's place, and so is what leads to it.
_GIVEN_UP: Final = frozenset({Reason.PARKED, Reason.FOR_SALE})
#: Another address of the site is given up sooner than the first, by this factor: four that hang fit into an attempt.
_HURRY = 0.5


class Read(Protocol):
    """Reads one page of content."""

    def __call__(
        self, url: str, kind: PageKind, depth: int, permit: Permit, limits: Limits, known_as: str | None = None
    ) -> Awaitable[Page]:
        """Raises FetchFailed, and SiteHeld where the site must be left alone.

        known_as: what a former visit asked for it as, where not as `url`.
        """


class HomePage:
    """Looks for a website's home page under the addresses that may be its own.

    limits: of the first address; the others get part of its time for a connection, but no less than `least_connect_s`.
    """

    def __init__(
        self,
        website: Website,
        hints: Hints,
        rules: Rulebook,
        read: Read,
        progress: Progress,
        *,
        limits: Limits,
        least_connect_s: float,
    ) -> None:
        self._website = website
        self._hints = hints
        self._rules = rules
        self._read = read
        self._progress = progress
        self._first = limits
        connect_s = limits.connect_s
        shorter = None if connect_s is None else max(connect_s * _HURRY, min(least_connect_s, connect_s))
        self._later = replace(limits, connect_s=shorter)

    async def find(self) -> Page:
        """The home page, under the address that it was found at.

        Raises FetchFailed with what says most of the site where no address has one, and SiteHeld.
        """
        errors: list[FetchFailed] = []
        failures: list[Failed] = []
        url: str | None = start(self._website, self._hints.origin)
        try:
            while url is not None:
                try:
                    return await self._at(url, self._later if failures else self._first)
                except FetchFailed as failed:
                    errors.append(failed)
                    failures.append(_failed(url, failed))
                url = another(self._website, failures, self._hints.attempt)
            raise errors[most_telling(failures)]
        finally:
            # an error knows the way that it was raised on, this place included: neither is to hold on to the other
            errors.clear()

    async def _at(self, url: str, limits: Limits) -> Page:
        self._progress("reading robots.txt")
        await self._rules.of(origin_of(url), connect_s=limits.connect_s)
        self._progress("reading the home page")
        page = await self._sent_on(url, limits) or await self._read(url, PageKind.HOME, 0, self._rules.permit, limits)
        onward = await off_the_loop(page.size, refresh_of, page.text, page.final_url)
        if onward is None:
            return page
        # a doormat: what it leads to is the home page, under the address that was asked for
        try:
            return replace(await self._read(onward, PageKind.HOME, 0, self._rules.permit, limits), url=url)
        except FetchFailed as failed:
            if failed.failure.type not in _NOTHING_THERE or failed.failure.reason in _GIVEN_UP:
                raise
        return page

    async def _sent_on(self, url: str, limits: Limits) -> Page | None:
        """The home page at the address that robots.txt was sent on to; None where it was not, or there is none.

        A site that has moved to https or to www. sends on whatever is asked for, and its robots.txt has told where to:
        so nobody has to be sent on once more. It is the page of the address that was asked for, all the same.
        """
        found_at = self._rules.found_at(origin_of(url))
        onward = None if found_at is None else moved(self._website, url, found_at)
        if onward is None:
            return None
        try:
            page = await self._read(onward, PageKind.HOME, 0, self._rules.permit, limits, url)
        except FetchFailed as failed:
            if failed.failure.type not in _NOTHING_THERE:
                raise
            return None
        return replace(page, url=url)


def _failed(url: str, failed: FetchFailed) -> Failed:
    names = failed.names if isinstance(failed, CertificateRefused) else ()
    asked = origin_of(url)
    return Failed(asked, _origin(failed.failure.url) or asked, failed.failure.reason, names)


def _origin(url: str | None) -> str | None:
    """The origin of the URL that a failure names, where it names one that has any."""
    try:
        return None if url is None else origin_of(url)
    except ValueError:
        return None
