"""Theodore's crawl alone: its crawler and its retries, with nothing made of the pages."""

from __future__ import annotations

import asyncio
import itertools
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from benchmarks.rivals.task import Results, websites
from theodore.batch.single import with_retries
from theodore.crawl.crawler import SiteCrawler
from theodore.crawl.politeness import Sites
from theodore.model.company import Company
from theodore.model.evidence import Extraction
from theodore.model.outcome import Crawl
from theodore.model.statistics import SiteKnowledge
from theodore.net.client import HttpClient
from theodore.net.overrides import Overrides
from theodore.net.settings import NetSettings
from theodore.pipeline import CompanyPipeline
from theodore.policy.retry import RetryConfig
from theodore.policy.timeout import TimeoutConfig

#: Companies under way at once; the waits before retries count, as no runner gives their places to others here.
SLOTS = 200


class NoFacts:
    """Extracts nothing."""

    async def extract(self, company: Company, crawl: Crawl) -> Extraction:
        del company, crawl
        return Extraction({}, (), {})


def unwatched(_: int) -> None:
    """For whoever does not look on."""


async def crawl(folder: Path, out: Path, scale: float, watch: Callable[[int], None] = unwatched) -> None:
    """Crawl, and write what was read. watch: is told after each company how many are done."""
    done = itertools.count(1)
    net = NetSettings(
        contact="https://example.com",
        overrides=Overrides.read(folder / "resolve.txt"),
        ca_files=(folder / "authority.pem",),
    )
    retry = RetryConfig(base_backoff=2 / scale, max_backoff=60 / scale)
    timeouts = TimeoutConfig(
        default=30 / scale,
        simple_sites=20 / scale,
        complex_sites=60 / scale,
        max_timeout=120 / scale,
        complex_after=40 / scale,
    )
    left: Iterator[tuple[int, tuple[str, str]]] = iter(enumerate(websites(folder)))
    results = Results(out)
    async with HttpClient(net) as client:
        pipeline = CompanyPipeline(SiteCrawler(client, Sites()), NoFacts())

        async def work() -> None:
            for number, (website, _) in left:
                company = Company(str(number), website, website)
                ended = await with_retries(pipeline, company, retry, timeouts, SiteKnowledge(), draw=random.random)
                for page in ended.outcome.crawl.content:
                    results.add(website, page.url, *title_and_text(page.text))
                watch(next(done))

        await asyncio.gather(*(work() for _ in range(SLOTS)))


def title_and_text(html: str) -> tuple[str, str]:
    """What the others make of a page, too."""
    tree = LexborHTMLParser(html)
    title = tree.css_first("title")
    return title.text() if title else "", tree.body.text(separator=" ", strip=True) if tree.body else ""


if __name__ == "__main__":
    asyncio.run(crawl(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])))
