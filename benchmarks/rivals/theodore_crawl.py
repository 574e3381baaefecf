"""Theodore's crawl alone: its crawler and its retries, with nothing made of the pages.

    python -m benchmarks.rivals.theodore_crawl FOLDER OUT SCALE [PROCESSES]

Theodore crawls in one process. With more, the websites are parted by their sites, as they would be over workers.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import multiprocessing
import random
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from benchmarks.rivals.task import Results, websites
from theodore.batch.single import with_retries
from theodore.crawl.crawler import SiteCrawler
from theodore.crawl.letting_go import looking_seldom
from theodore.crawl.politeness import Sites
from theodore.crawl.urls import parse_website
from theodore.model.company import Company
from theodore.model.errors import FetchFailed
from theodore.model.evidence import Extraction
from theodore.model.outcome import Crawl, Hints, Outcome
from theodore.model.ports import Progress
from theodore.model.statistics import SiteKnowledge
from theodore.net.client import HttpClient
from theodore.net.overrides import Overrides
from theodore.net.settings import NetSettings
from theodore.pipeline import CompanyPipeline
from theodore.policy.retry import RetryConfig
from theodore.policy.timeout import TimeoutConfig

#: Companies that are attempted at once; one that waits for its retry leaves its place to others, as in a run. So many
#: that the requests under way come to `AT_ONCE` at their most, as the others' do: 196 were counted, mostly some 160.
SLOTS = 145


class NoFacts:
    """Extracts nothing."""

    async def extract(self, company: Company, crawl: Crawl) -> Extraction:
        del company, crawl
        return Extraction({}, (), {})


class Slotted:
    """One company's attempts, each within a place among all that are made.

    The first place is taken by whoever begins with the company, before it does: so no more than one that is new is ever
    in the queue, and a retry does not wait behind all that are still to come.
    """

    def __init__(self, pipeline: CompanyPipeline, slots: asyncio.Semaphore) -> None:
        self._pipeline = pipeline
        self._slots = slots
        self._has_slot = True

    async def attempt(self, company: Company, deadline_s: float, hints: Hints, progress: Progress) -> Outcome:
        """Make one attempt, and leave the place."""
        if not self._has_slot:
            await self._slots.acquire()
        try:
            return await self._pipeline.attempt(company, deadline_s, hints, progress)
        finally:
            self._has_slot = False
            self._slots.release()


def unwatched(_: int) -> None:
    """For whoever does not look on."""


def everything(_: str) -> bool:
    """For whoever crawls alone."""
    return True


async def crawl(
    folder: Path,
    out: Path,
    scale: float,
    watch: Callable[[int], None] = unwatched,
    is_mine: Callable[[str], bool] = everything,
) -> None:
    """Crawl, and write what was read. watch: is told after each company how many are done. is_mine: of a website."""
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
    results = Results(out)
    slots = asyncio.Semaphore(SLOTS)
    with looking_seldom():  # as the program does
        async with HttpClient(net) as client:
            pipeline = CompanyPipeline(SiteCrawler(client, Sites()), NoFacts())

            async def work(company: Company) -> None:
                slotted = Slotted(pipeline, slots)
                ended = await with_retries(slotted, company, retry, timeouts, SiteKnowledge(), draw=random.random)
                for page in ended.outcome.crawl.content:
                    results.add(company.website, page.url, *title_and_text(page.raw))
                watch(next(done))

            async with asyncio.TaskGroup() as companies:
                for number, (website, _) in enumerate(websites(folder)):
                    if not is_mine(website):
                        continue
                    await slots.acquire()
                    companies.create_task(work(Company(str(number), website, website)))


def title_and_text(html: bytes) -> tuple[str, str]:
    """What the others make of a page, too."""
    tree = LexborHTMLParser(html)
    title = tree.css_first("title")
    return title.text() if title else "", tree.body.text(separator=" ", strip=True) if tree.body else ""


def part(folder: Path, out: Path, scale: float, number: int, processes: int) -> None:
    """Crawl the sites that are this process's, of so many; numbers count from 0."""

    def is_mine(website: str) -> bool:
        try:
            site = parse_website(website).site_key
        except FetchFailed:
            site = website
        return zlib.crc32(site.encode()) % processes == number

    asyncio.run(crawl(folder, out, scale, is_mine=is_mine))


def parted(folder: Path, out: Path, scale: float, processes: int) -> None:
    """Crawl in several processes, which share what was loaded before they parted."""
    gc.freeze()
    outs = [out.with_suffix(f".{number}") for number in range(processes)]
    fork = multiprocessing.get_context("fork")
    children = [
        fork.Process(target=part, args=(folder, each, scale, number, processes)) for number, each in enumerate(outs)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()
        if child.exitcode:
            raise SystemExit(child.exitcode)
    out.write_text("".join(each.read_text(encoding="utf-8") for each in outs), encoding="utf-8")


if __name__ == "__main__":
    given = (Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
    if len(sys.argv) > 4 and int(sys.argv[4]) > 1:
        parted(*given, int(sys.argv[4]))
    else:
        asyncio.run(crawl(*given))
