"""`--tls lenient`: a site whose certificate is not good is read all the same, and all that it says is marked.

Each run asks for proof first, so that a site that mended its certificate is verified from then on, and nothing of what
was read without proof decides where a later visit begins. What a run has begun so it ends so: a site that wants pauses
is not asked for proof again at each of its turns.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Protocol

from theodore.model.company import Company
from theodore.model.errors import CERTIFICATE_REFUSED
from theodore.model.outcome import Crawl, Hints
from theodore.model.page import Page
from theodore.model.ports import Progress

#: What is said where an earlier process met the certificate.
_UNTOLD: Final = "the site's certificate is not good"

#: So many websites' are kept for their next attempts.
_MOST_TOLD = 10_000


class AnyCrawler(Protocol):
    """A crawler that can be told to read on without proof."""

    async def crawl(
        self, company: Company, deadline_s: float, hints: Hints, progress: Progress, *, verify: bool = True
    ) -> Crawl:
        """As model/ports.Crawler says; without `verify` every page that is read is marked as unverified."""


class LenientCrawler:
    """Reads a site once more, without proof, where its certificate was refused; implements model/ports.Crawler."""

    def __init__(self, crawler: AnyCrawler) -> None:
        self._crawler = crawler
        self._told: dict[str, str] = {}

    async def crawl(self, company: Company, deadline_s: float, hints: Hints, progress: Progress) -> Crawl:
        """Read the company's website within `deadline_s` seconds, both visits together."""
        if any(page.unverified for page in hints.pages):
            begun = await self._crawler.crawl(company, deadline_s, hints, progress, verify=False)
            return replace(begun, distrusted=self._told.get(company.website, _UNTOLD))
        strict = await self._crawler.crawl(company, deadline_s, hints, progress)
        if not _is_refused(strict):
            return strict
        told = self._tell(company.website, strict)
        left_s = max(deadline_s - strict.seconds, 0.0)
        lenient = await self._crawler.crawl(company, left_s, hints, progress, verify=False)
        return replace(
            lenient,
            distrusted=told,
            seconds=strict.seconds + lenient.seconds,
            requests=strict.requests + lenient.requests,
            wire_bytes=strict.wire_bytes + lenient.wire_bytes,
            # the later word on a site counts
            held=(*(hold for hold in strict.held if hold.site_key not in _keys(lenient)), *lenient.held),
        )

    def _tell(self, website: str, strict: Crawl) -> str:
        """What is wrong with the certificate, kept for the attempts to come."""
        told = strict.failure.message if strict.failure else _UNTOLD
        self._told.pop(website, None)
        while len(self._told) >= _MOST_TOLD:
            del self._told[next(iter(self._told))]
        self._told[website] = told
        return told


def verified_alone(hints: Hints) -> Hints:
    """The hints without what was read without proof."""
    if not any(page.unverified for page in hints.pages):
        return hints
    return replace(hints, pages=tuple(page for page in hints.pages if not page.unverified))


def marked(pages: tuple[Page, ...], carried: tuple[Page, ...]) -> tuple[Page, ...]:
    """The pages of a visit without proof, marked; those that it began with are what they were."""
    known = {id(page) for page in carried}
    return tuple(page if id(page) in known else replace(page, unverified=True) for page in pages)


def _is_refused(crawl: Crawl) -> bool:
    return not crawl.content and crawl.failure is not None and crawl.failure.reason in CERTIFICATE_REFUSED


def _keys(crawl: Crawl) -> set[str]:
    return {hold.site_key for hold in crawl.held}
