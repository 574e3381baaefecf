"""What it wins to ask again for a first answer that does not come: the demo web's slow starters, with it and without.

    python -m benchmarks.soft_deadlines [SITES]

The same sites twice in one command, each time by a demo web that nobody has visited yet. Every site stalls its first
one or two visitors for 45 s, divided by the scale like all times; the others answer as usual. Prints a line of JSON a
run, then both side by side.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import mean
from typing import Any
from unittest.mock import patch

from benchmarks.harness import Farm, farm
from theodore.batch.single import Ended, with_retries
from theodore.crawl import fetch
from theodore.crawl.crawler import SiteCrawler
from theodore.crawl.politeness import Sites
from theodore.model.company import Company
from theodore.model.evidence import Extraction
from theodore.model.statistics import SiteKnowledge
from theodore.net.client import HttpClient
from theodore.net.overrides import Overrides
from theodore.net.settings import NetSettings
from theodore.pipeline import CompanyPipeline
from theodore.policy.retry import RetryConfig
from theodore.policy.timeout import TimeoutConfig

SCALE = 10.0
AT_ONCE = 20
#: Theodore's own times, divided as the demo web's are.
TIMEOUTS = TimeoutConfig(30 / SCALE, 20 / SCALE, 60 / SCALE, 120 / SCALE, complex_after=40 / SCALE)
RETRIES = RetryConfig(base_backoff=2 / SCALE, max_backoff=60 / SCALE)


class _NoFacts:
    """Takes the pages as they are: it is the crawl that is measured."""

    async def extract(self, *_: object, **__: object) -> Extraction:
        return Extraction(profile={}, evidence=(), blanks={})


async def _read_all(web: Farm) -> list[Ended]:
    net = NetSettings(overrides=Overrides.read(web.folder / "resolve.txt"), ca_files=(web.folder / "authority.pem",))
    slots = asyncio.Semaphore(AT_ONCE)
    async with HttpClient(net) as client:
        pipeline = CompanyPipeline(SiteCrawler(client, Sites()), _NoFacts())

        async def read(number: int, website: str) -> Ended:
            async with slots:
                company = Company(f"r{number}", website, website)
                return await with_retries(pipeline, company, RETRIES, TIMEOUTS, SiteKnowledge(), draw=lambda: 0.0)

        return await asyncio.gather(*(read(number, truth["website"]) for number, truth in enumerate(web.truth())))


def measured(sites: int, *, soft: bool) -> dict[str, Any]:
    """One run over so many slow starters. soft: with soft deadlines."""
    with tempfile.TemporaryDirectory() as folder:
        more = ["--share", "slow_start=1"]
        with farm(Path(folder), sites=sites, scale=SCALE, more=more) as web:
            began = time.monotonic()
            if soft:
                ended = asyncio.run(_read_all(web))
            else:
                with patch.object(fetch, "hedge_after_s", lambda *_, **__: None):
                    ended = asyncio.run(_read_all(web))
            seconds = time.monotonic() - began
        report = web.report()
    return {
        "soft_deadlines": soft,
        "sites": sites,
        "obtained": sum(one.outcome.has_content for one in ended),
        "seconds": round(seconds, 1),
        "seconds_a_site": round(mean(one.seconds for one in ended), 2),
        "attempts": sum(one.attempts for one in ended),
        "done_at_first": sum(one.attempts == 1 for one in ended),
        "requests": report["requests"],
        "max_in_flight": report["max_in_flight"],
    }


def main() -> None:
    sites = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    runs = [measured(sites, soft=soft) for soft in (False, True)]
    for one in runs:
        print(json.dumps(one))
    without, with_ = runs
    for key in ("seconds_a_site", "attempts", "done_at_first", "requests"):
        print(f"{key:16} {without[key]:>8} -> {with_[key]:>8}")


if __name__ == "__main__":
    main()
