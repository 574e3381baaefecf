"""One attempt at one company: crawl, extract, and an Outcome that says what came of it."""

from __future__ import annotations

from dataclasses import replace

from theodore.extract.privacy.paths import message_without_names, unread_without_names
from theodore.model.company import Company
from theodore.model.errors import ExtractionFailed, Failure, Reason
from theodore.model.outcome import Crawl, Hints, Outcome
from theodore.model.page import VALUABLE
from theodore.model.ports import Crawler, Extractor, Pipeline, Progress


class CompanyPipeline:
    """The one way from a company to its facts."""

    def __init__(self, crawler: Crawler, extractor: Extractor) -> None:
        self._crawler = crawler
        self._extractor = extractor

    async def attempt(self, company: Company, deadline_s: float, hints: Hints, progress: Progress) -> Outcome:
        """Make one attempt; never raises for anything that a website does.

        deadline_s: seconds that the network may take; the extraction has a bound of its own.
        """
        crawl = await self._crawler.crawl(company, deadline_s, hints, progress)
        if not crawl.content:
            # a hold asks for patience, which is no failure
            failure = crawl.failure or (None if crawl.hold else Failure(Reason.EMPTY))
            return Outcome(crawl=crawl, failure=failure, hold=crawl.hold)
        progress(f"reading {len(crawl.content)} pages")
        try:
            extraction = await self._extractor.extract(company, crawl)
        except ExtractionFailed as error:
            return Outcome(crawl=crawl, failure=error.failure)
        return Outcome(
            crawl=crawl,
            extraction=extraction,
            failure=crawl.failure,
            hold=crawl.hold,
            valuable_missing=valuable_missing(crawl),
        )


class PrivatePipeline:
    """Another pipeline, which tells nothing of people: also not in what it says of pages that it could not read."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    async def attempt(self, company: Company, deadline_s: float, hints: Hints, progress: Progress) -> Outcome:
        """Make one attempt. The facts have passed extract/privacy; here the addresses and messages do."""
        outcome = await self._pipeline.attempt(company, deadline_s, hints, progress)
        crawl = replace(
            outcome.crawl,
            failure=_without_names(outcome.crawl.failure),
            missed=tuple(replace(page, url=unread_without_names(page.url)) for page in outcome.crawl.missed),
        )
        return replace(outcome, crawl=crawl, failure=_without_names(outcome.failure))


def _without_names(failure: Failure | None) -> Failure | None:
    if failure is None:
        return None
    url = None if failure.url is None else unread_without_names(failure.url)
    return replace(failure, detail=message_without_names(failure.detail), url=url)


def valuable_missing(crawl: Crawl) -> bool:
    """Whether the failure that ended the crawl cut off a page that is worth another attempt."""
    if crawl.failure is None:
        return False
    cut = crawl.failure.reason.label
    return any(missed.kind in VALUABLE and missed.error == cut for missed in crawl.missed)
