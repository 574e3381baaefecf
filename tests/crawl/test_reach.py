"""How sites are reached: a web of those with another address or a bad certificate, read as a run reads them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.x509 import load_pem_x509_certificate

from tests.net.servers import answer, raw_server, read_request
from theodore.batch.attempts import learned
from theodore.crawl.crawler import SiteCrawler
from theodore.crawl.leniency import LenientCrawler
from theodore.crawl.politeness import Sites
from theodore.crawl.urls import origin_of
from theodore.extract.profile import extract_pages
from theodore.farm import Farm, FarmConfig, Fault, Latency, write_files
from theodore.farm.faults import VARIANTS
from theodore.model.company import Company
from theodore.model.errors import CERTIFICATE_REFUSED, Reason
from theodore.model.evidence import Proof
from theodore.model.outcome import Crawl, Hints, Outcome
from theodore.model.statistics import SiteKnowledge
from theodore.net.client import HttpClient
from theodore.net.overrides import Overrides
from theodore.net.settings import NetSettings
from theodore.policy.timeout import TimeoutConfig

OTHER_ADDRESS = [variant.name for variant in VARIANTS[Fault.OTHER_ADDRESS]]
BAD_CERTIFICATES = [variant.name for fault in (Fault.TLS_BAD, Fault.TLS_UNTRUSTED) for variant in VARIANTS[fault]]


@dataclass
class Reach:
    """A farm's sites by variant, and crawlers for them."""

    farm: Farm
    truths: dict[str, dict[str, Any]]
    strict: SiteCrawler
    lenient: LenientCrawler

    async def crawl(self, variant: str, *, lenient: bool = False, hints: Hints | None = None) -> Crawl:
        truth = self.truths[variant]
        company = Company("r", truth["name"], truth["website"])
        crawler = self.lenient if lenient else self.strict
        return await crawler.crawl(company, 30.0, hints or Hints(), lambda _: None)

    @property
    def harm(self) -> list[Any]:
        return [sites for sites in self.farm.ledger.report()["violations"].values() if sites]


@asynccontextmanager
async def reaching(folder: Path, *faults: Fault) -> AsyncIterator[Reach]:
    config = FarmConfig(
        sites=sum(len(VARIANTS[fault]) for fault in faults), latency=Latency.ZERO, shares=dict.fromkeys(faults, 1.0)
    )
    async with Farm(config, folder) as farm:
        paths = write_files(farm, folder)
        truths = [json.loads(line) for line in paths.truth.read_text(encoding="utf-8").splitlines()]
        settings = NetSettings(overrides=Overrides.read(paths.resolve), ca_files=(paths.authority,))
        async with HttpClient(settings) as client:
            crawler = SiteCrawler(client, Sites())
            yield Reach(farm, {truth["variant"]: truth for truth in truths}, crawler, LenientCrawler(crawler))


async def test_each_site_is_found_under_the_address_that_serves_it(tmp_path: Path) -> None:
    async with reaching(tmp_path, Fault.OTHER_ADDRESS) as reach:
        for variant in OTHER_ADDRESS:
            truth = reach.truths[variant]
            crawl = await reach.crawl(variant)
            assert crawl.failure is None, variant
            assert crawl.final_origin == truth["final_origin"], variant
            assert len(crawl.content) >= min(8, len(truth["pages"])), variant
            assert not any(page.unverified for page in crawl.content)
        assert reach.harm == []


async def test_the_next_run_begins_where_it_was_found_and_asks_for_less(tmp_path: Path) -> None:
    async with reaching(tmp_path, Fault.OTHER_ADDRESS) as reach:
        for variant in OTHER_ADDRESS:
            first = await reach.crawl(variant)
            outcome = Outcome(first, extract_pages(Company("r", "", ""), first))
            site = learned(TimeoutConfig(), SiteKnowledge(), outcome, 1.0)
            assert site is not None
            second = await reach.crawl(variant, hints=Hints(origin=site.origin))
            assert origin_of(second.content[0].url) == reach.truths[variant]["final_origin"], "it was asked for there"
            assert second.requests < first.requests, variant
            assert [page.final_url for page in second.content] == [page.final_url for page in first.content]


async def test_a_site_that_is_well_costs_not_one_request_more(tmp_path: Path) -> None:
    config = FarmConfig(sites=6, latency=Latency.ZERO, shares={Fault.HEALTHY: 1.0})
    async with Farm(config, tmp_path) as farm:
        paths = write_files(farm, tmp_path)
        settings = NetSettings(overrides=Overrides.read(paths.resolve), ca_files=(paths.authority,))
        async with HttpClient(settings) as client:
            crawler = SiteCrawler(client, Sites())
            for index in range(6):
                origin = farm.web.site(index).origin
                crawl = await crawler.crawl(Company("r", "", origin), 30.0, Hints(), lambda _: None)
                asked = {page.url for page in crawl.pages}
                assert all(origin_of(url) == origin for url in asked)
                others = [page for page in crawl.pages if not page.kind.is_content]
                missing = crawl.requests - len(crawl.content) - len(others)
                assert missing <= 1, "but for a sitemap that is not there"


#: What a person is told; braces take the site's domain, and the days of which the certificates speak.
TOLD = {
    "certificate_expired": "the site's certificate expired on {expired:%Y-%m-%d}",
    "certificate_not_yet_valid": "the site's certificate is not valid before {early:%Y-%m-%d}",
    "certificate_self_signed": "the site's certificate is signed by itself, and is for {0}, www.{0}",
    "certificate_unknown_issuer": "the site's certificate comes from 'Nobody knows this authority', "
    "an authority that is not known here",
    "certificate_wrong_host": "the site's certificate is for elsewhere-{0}, not for ",
}


@pytest.mark.parametrize("variant", BAD_CERTIFICATES)
async def test_a_bad_certificate_fails_with_its_reason_or_is_read_and_marked(tmp_path: Path, variant: str) -> None:
    async with reaching(tmp_path, Fault.TLS_BAD, Fault.TLS_UNTRUSTED) as reach:
        strict = await reach.crawl(variant)
        lenient = await reach.crawl(variant, lenient=True)
        truth, harm = reach.truths[variant], reach.harm
    assert strict.failure is not None
    assert strict.failure.reason.label == truth["reason"] == variant
    # asked of the farm's own certificate, which is a day old: by our clock it may be the next day already
    expired = load_pem_x509_certificate((tmp_path / "authority.pem").read_bytes()).not_valid_before_utc
    told = TOLD[variant].format(truth["site"], expired=expired, early=expired + timedelta(days=31))
    assert strict.failure.detail.startswith(told)
    assert strict.content == ()
    assert lenient.failure is None
    assert lenient.distrusted == strict.failure.detail
    assert len(lenient.content) > 1
    assert all(page.unverified for page in lenient.pages)
    assert harm == []


async def test_what_such_a_site_says_is_marked_and_nothing_else(tmp_path: Path) -> None:
    async with reaching(tmp_path, Fault.TLS_BAD) as reach:
        crawl = await reach.crawl("certificate_expired", lenient=True)
        truth = reach.truths["certificate_expired"]
    found = extract_pages(Company("r", truth["name"], truth["website"]), crawl)
    said = [each for each in found.evidence if each.kind is not Proof.OBSERVED]
    assert said
    assert all(each.unverified for each in said)
    assert not any(each.unverified for each in found.evidence if each.kind is Proof.OBSERVED), "that is our own word"
    site = learned(TimeoutConfig(), SiteKnowledge(), Outcome(crawl, found), 1.0)
    assert site is not None
    assert site.origin is None, "trust is not remembered"


async def test_a_strict_attempt_carries_nothing_on_that_was_read_without_proof(tmp_path: Path) -> None:
    async with reaching(tmp_path, Fault.TLS_BAD) as reach:
        lenient = await reach.crawl("certificate_expired", lenient=True)
        strict = await reach.crawl("certificate_expired", hints=Hints(1, lenient.pages))
        again = await reach.crawl("certificate_expired", lenient=True, hints=Hints(1, lenient.pages))
    assert strict.failure is not None
    assert strict.failure.reason in CERTIFICATE_REFUSED
    assert strict.pages == ()
    assert again.failure is None
    assert set(again.content) == set(lenient.content), "what is in hand is not asked for again"
    assert again.distrusted == lenient.distrusted


async def test_a_lenient_visit_of_a_good_site_is_verified(tmp_path: Path) -> None:
    async with reaching(tmp_path, Fault.OTHER_ADDRESS) as reach:
        crawl = await reach.crawl("certificate_of_www", lenient=True)
    assert crawl.failure is None
    assert crawl.distrusted == ""
    assert not any(page.unverified for page in crawl.pages)


async def test_a_handshake_that_broke_off_is_made_anew_by_the_next_attempt(tmp_path: Path) -> None:
    async with reaching(tmp_path, Fault.TLS_FLAKY) as reach:
        for variant, truth in reach.truths.items():
            failures = []
            for attempt in range(truth["retries"] + 1):
                crawl = await reach.crawl(variant, hints=Hints(attempt))
                if crawl.failure is None:
                    break
                failures.append(crawl.failure.reason)
            assert crawl.failure is None, variant
            assert crawl.final_origin == truth["final_origin"]
            assert set(failures) == {Reason.TLS_HANDSHAKE}
        assert reach.harm == []


async def _hang_up(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read(100)


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        head = await read_request(reader)
        found = b"<html><body><p>" + b"Acme builds instruments for breweries. " * 40 + b"</p></body></html>"
        is_home = head.startswith(b"GET / ")
        writer.write(answer(found if is_home else b"", "200 OK" if is_home else "404 No", Content_Type="text/html"))
        await writer.drain()


async def test_a_server_whose_tls_nobody_speaks_is_read_by_http_in_the_second_attempt() -> None:
    async with raw_server(_hang_up) as broken, raw_server(_serve) as plain:
        names = Overrides.parse([f"acme.test:443=127.0.0.1:{broken}", f"acme.test:80=127.0.0.1:{plain}"])
        async with HttpClient(NetSettings(overrides=names)) as client:
            crawler = SiteCrawler(client, Sites())
            crawls = [
                await crawler.crawl(Company("r", "", "acme.test"), 30.0, Hints(attempt), lambda _: None)
                for attempt in (0, 1)
            ]
    assert crawls[0].failure is not None
    assert crawls[0].failure.reason is Reason.TLS_HANDSHAKE
    assert crawls[1].failure is None
    assert crawls[1].final_origin == "http://acme.test"


async def test_what_was_begun_without_proof_goes_on_so_and_asks_for_no_other_turn(tmp_path: Path) -> None:
    calls: list[bool] = []

    class Noting(SiteCrawler):
        async def crawl(self, *arguments: Any, verify: bool = True) -> Crawl:
            calls.append(verify)
            return await super().crawl(*arguments, verify=verify)

    async with reaching(tmp_path, Fault.TLS_BAD) as reach:
        reach.lenient = LenientCrawler(Noting(reach.strict._client, Sites()))
        first = await reach.crawl("certificate_expired", lenient=True)
        robots = tuple(page for page in first.pages if not page.kind.is_content)
        await reach.crawl("certificate_expired", lenient=True, hints=Hints(pages=robots))
    assert calls == [True, False, False]
