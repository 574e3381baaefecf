"""Sites that are made by their scripts: their state is read without a browser, the rest with it, and all is proven."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil

from benchmarks.harness import farm, theodore
from tests.report.browsers import executable
from theodore.crawl.crawler import SiteCrawler
from theodore.crawl.politeness import Sites
from theodore.extract.profile import extract_pages
from theodore.extract.reading.document import Document
from theodore.extract.registry import proven as holds
from theodore.farm import VARIANTS, Farm, FarmConfig, Fault, Latency, write_files
from theodore.model.company import Company
from theodore.model.evidence import Extraction, Proof
from theodore.model.outcome import Crawl, Hints
from theodore.net.browser import Browser
from theodore.net.chromium import BrowserSettings
from theodore.net.client import HttpClient
from theodore.net.overrides import Overrides
from theodore.net.settings import NetSettings

CARRY_STATE = {"next_data", "nuxt_data", "initial_state"}
SITES = len(VARIANTS[Fault.SCRIPTED])

Truth = dict[str, Any]


@asynccontextmanager
async def web(folder: Path, browser: Browser) -> AsyncIterator[tuple[Farm, SiteCrawler, list[Truth]]]:
    """A site of each variant, a crawler with this browser, and the truth."""
    config = FarmConfig(sites=SITES, latency=Latency.ZERO, shares={Fault.SCRIPTED: 1.0})
    async with Farm(config, folder) as served:
        paths = write_files(served, folder)
        net = NetSettings(overrides=Overrides.read(paths.resolve), ca_files=(paths.authority,))
        async with HttpClient(net) as client, browser:
            truths = [json.loads(line) for line in paths.truth.read_text(encoding="utf-8").splitlines()]
            yield served, SiteCrawler(client, Sites(), browser=browser), truths


async def research(crawler: SiteCrawler, truth: Truth) -> tuple[Crawl, Extraction]:
    company = Company("r1", truth["name"], truth["website"])
    crawl = await crawler.crawl(company, 120.0, Hints(), lambda _: None)
    return crawl, extract_pages(company, crawl)


def check(truth: Truth, crawl: Crawl, found: Extraction) -> None:
    """That the site was had, with the facts of the pages that were read, each proven by a stored page."""
    assert crawl.failure is None, truth["variant"]
    assert {page.rendered for page in crawl.content} == {truth["variant"] not in CARRY_STATE}
    read = {page.kind.value for page in crawl.content}
    assert len(read) >= min(len(truth["pages"]), 5)
    stated = {field for field, fact in truth["facts"].items() if read & set(fact["pages"])}
    assert stated <= set(found.profile), truth["variant"]
    leaders = truth["facts"].get("leadership_team", {}).get("each", [])
    expected = {one["value"] for one in leaders if read & set(one["pages"])}
    assert expected <= set(found.profile.get("leadership_team", []))
    stored = {page.final_url: Document(page) for page in crawl.content}
    proofs = [one for one in found.evidence if one.kept and one.kind in (Proof.TEXT, Proof.MARKUP)]
    assert proofs
    assert all(holds(one, stored[str(one.url)]) for one in proofs)


async def test_state_without_a_browser_and_the_rest_with_it(tmp_path: Path) -> None:
    browser = Browser(BrowserSettings(path=Path(executable()), quiet_s=0.15))
    async with web(tmp_path, browser) as (served, crawler, truths):
        before = psutil.Process().children()
        for truth in (one for one in truths if one["variant"] in CARRY_STATE):
            check(truth, *await research(crawler, truth))
        # neither a browser nor what drives one
        assert [one for one in psutil.Process().children() if one not in before] == []
        for truth in (one for one in truths if one["variant"] not in CARRY_STATE):
            check(truth, *await research(crawler, truth))
        report = served.ledger.report()
    assert not any(report["violations"].values()), report["violations"]


def test_without_a_browser_each_row_says_what_it_lacks(tmp_path: Path) -> None:
    more = ("--share", "scripted=1", "--latency", "zero")
    with farm(tmp_path / "farm", sites=2, scale=10, more=more) as served:
        arguments = ["run", str(served.companies), "--json", "--render", "never", *served.network_flags()]
        ran = theodore(arguments, tmp_path / "data")
        truths = {truth["name"]: truth["variant"] for truth in served.truth()}
    assert ran.code == 1, ran.stderr
    assert sorted(truths.values()) == ["next_data", "script_dom"]
    for row in ran.summary["results"]:
        has_state = truths[row["company_name"]] in CARRY_STATE
        assert row["success"] is has_state
        assert row["reason"] == (None if has_state else "empty")
        assert has_state or "made by its scripts" in row["error"]
        assert has_state or "--render auto" in row["error"]
