"""Whole visits of the farm's sites that call and place their pages in ways of their own."""

from __future__ import annotations

import asyncio
from pathlib import Path

from theodore.crawl.crawler import SiteCrawler
from theodore.crawl.politeness import Sites
from theodore.farm import VARIANTS, Farm, FarmConfig, Fault, Latency, write_files
from theodore.farm.config import KNOWN_LANGUAGES
from theodore.farm.sites import Site
from theodore.model.company import Company
from theodore.model.outcome import Crawl, Hints
from theodore.model.page import VALUABLE
from theodore.net.client import HttpClient
from theodore.net.overrides import Overrides
from theodore.net.settings import NetSettings

CONFIG = FarmConfig(sites=28, seed=5, latency=Latency.ZERO, shares={Fault.VARIED: 1.0}, languages=KNOWN_LANGUAGES)


async def test_what_is_worth_reading_is_read_and_nothing_twice(tmp_path: Path) -> None:
    async with Farm(CONFIG, tmp_path) as farm:
        paths = write_files(farm, tmp_path)
        overrides = Overrides.parse(paths.resolve.read_text().splitlines())
        async with HttpClient(NetSettings(overrides=overrides, ca_files=(paths.authority,))) as client:
            crawler = SiteCrawler(client, Sites(), max_pages=8)
            sites = [farm.web.site(index) for index in range(CONFIG.sites)]
            crawls = await asyncio.gather(*(_crawl(crawler, site) for site in sites))
        violations = farm.ledger.report()["violations"]
    assert {site.variant for site in sites} == set(VARIANTS[Fault.VARIED])
    for site, crawl in zip(sites, crawls, strict=True):
        assert crawl.failure is None
        read = [page.final_url.removeprefix(site.origin) for page in crawl.content]
        assert len(read) <= 8
        sought = {path for kind, path in site.pages.items() if kind in VALUABLE}
        assert sought <= set(read), f"{site.domain} ({site.variant.name})"
        assert not set(read) & set(site.naming.twins), "a page has one address"
    assert violations == {"too_many_in_flight": {}, "disallowed": {}, "early": {}, "strayed": {}, "hurried": {}}


async def _crawl(crawler: SiteCrawler, site: Site) -> Crawl:
    return await crawler.crawl(Company(str(site.index), site.name, site.website), 30.0, Hints(), lambda _said: None)
