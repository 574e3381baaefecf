"""Sites that let in only some visitors, from the settings to the history: a farm, and real proxies before it."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.net.forward_proxies import ForwardProxy, Mood, forward_proxy
from theodore.batch.job import Opened, Worker, run_job
from theodore.batch.watch import Silence
from theodore.crawl.crawler import SiteCrawler
from theodore.crawl.politeness import Sites
from theodore.farm import Farm, FarmConfig, Fault, Latency, server, write_files
from theodore.farm.doorman import Visitor
from theodore.farm.server import visitor_of
from theodore.model.company import Company
from theodore.model.evidence import Extraction
from theodore.model.outcome import Crawl
from theodore.model.statistics import SiteKnowledge
from theodore.net.client import HttpClient
from theodore.pipeline import CompanyPipeline
from theodore.settings import Settings, changed, load
from theodore.store.journal import Journal
from theodore.store.records import AttemptRecord
from theodore.wiring import identities, job, net_settings, own_worker, runner_config

SECRET = "s3cr3t-pa55"
USER = "ann-session-1"
VARIANTS = ("browsers_alone", "browser_tls_alone", "other_addresses_alone", "dear_addresses_alone")
PLAIN_ONES = 2


def has_addresses() -> bool:
    """Whether this machine takes all of 127.0.0.0/8 for itself, as Linux does."""
    with closing(socket.socket()) as probe:
        try:
            probe.bind(("127.0.2.1", 0))
        except OSError:
            return False
    return True


pytestmark = pytest.mark.skipif(not has_addresses(), reason="this system has no 127.0.2.1 to come from")


@dataclass
class Scene:
    """A farm, its truth, and settings by which it is found."""

    farm: Farm
    folder: Path
    source: Path
    truths: list[dict[str, Any]]
    settings: Settings

    async def run(self, settings: Settings | None = None, *, facts: bool = False) -> dict[str, Any]:
        """One run; returns the results by the variant of the site. facts: work them out, in processes of their own."""
        chosen = settings or self.settings
        what = job(chosen, self.source, self.folder / "out.csv")
        worker = own_worker(chosen) if facts else crawl_alone(chosen)
        async with asyncio.timeout(100):
            report = await run_job(what, self.journal, worker, runner_config(chosen), Silence())
        return {self.variant(result["website"]): result for result in report.summary["results"]}

    @property
    def journal(self) -> Path:
        return self.settings.journal.path

    def variant(self, website: str) -> str:
        return str(next(truth["variant"] for truth in self.truths if truth["website"] == website))

    def histories(self) -> dict[str, list[AttemptRecord]]:
        """The attempts of the last run, by variant."""
        with Journal.open_reader(self.journal) as journal, journal.read() as reader:
            run = reader.runs()[0].id
            found: dict[str, list[AttemptRecord]] = {}
            for row in reader.results(run):
                [match] = reader.find_company(run, row.record_id)
                found.setdefault(self.variant(row.website), []).extend(reader.history(match.row_id))
        return found

    def known(self) -> dict[str, SiteKnowledge]:
        with Journal.open_reader(self.journal) as journal, journal.read() as reader:
            return {truth["variant"]: reader.site(_domain(truth["website"])) for truth in self.truths}


class NoFacts:
    """Takes pages for enough."""

    async def extract(self, _company: Company, _crawl: Crawl) -> Extraction:
        return Extraction({"official_name": "Somebody"}, (), {})


def crawl_alone(settings: Settings) -> Opened:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Worker]:
        async with HttpClient(net_settings(settings)) as client:
            crawler = SiteCrawler(client, Sites(), max_pages=2, identities=identities(settings))
            yield Worker(CompanyPipeline(crawler, NoFacts()))

    return opened


def _domain(website: str) -> str:
    return website.partition("://")[2].partition("/")[0].removeprefix("www.") or website.removeprefix("www.")


@asynccontextmanager
async def scene(folder: Path, *proxies: ForwardProxy, **identity: Any) -> AsyncIterator[Scene]:
    shares = {Fault.CHOOSY: 4.0, Fault.HEALTHY: float(PLAIN_ONES)}
    config = FarmConfig(sites=6, latency=Latency.ZERO, shares=shares, languages=("en",))
    async with Farm(config, folder) as farm, AsyncExitStack() as stack:
        paths = write_files(farm, folder)
        for proxy in proxies:
            proxy.places = _places(farm)
            await stack.enter_async_context(forward_proxy(proxy))
        truths = [json.loads(line) for line in paths.truth.read_text(encoding="utf-8").splitlines()]
        base = load(
            {
                "run": {"concurrency": 4, "again": True},
                "retry": {"base_backoff": 0.01, "max_retries": 2},
                "network": {"ca_file": (paths.authority,), "resolve_file": paths.resolve},
                "journal": {"folder": folder / "data"},
                "extract": {"workers": 1},
                "identity": {"proxy_timeout": 1.0},
            }
        )
        yield Scene(farm, folder, paths.companies, truths, changed(base, {"identity": identity}) if identity else base)


def _places(farm: Farm) -> Any:
    def place(host: str, port: int) -> tuple[str, int]:
        if host == "127.0.0.1":
            return host, port  # an override's address, which the gateway hands on
        site = farm.web.find(host)
        assert site is not None
        return "127.0.0.1", farm.http_port if port == 80 else farm.https_port_of(site)

    return place


def proxy_from(address: str, scheme: str = "http", mood: Mood = Mood.WELL) -> ForwardProxy:
    return ForwardProxy({}, scheme, USER, SECRET, from_address=address, mood=mood)


def rungs(attempts: Iterable[AttemptRecord]) -> list[int]:
    return [attempt.rung for attempt in attempts]


def nowhere(folder: Path, secrets: Iterable[str]) -> None:
    """That none of these stands in any file below the folder."""
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for secret in secrets:
                assert secret.encode() not in data, path


async def test_without_configuration_nobody_is_climbed_to(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        results = await here.run()
    assert [variant for variant in VARIANTS if results[variant]["success"]] == []
    assert {results[variant]["error_type"] for variant in VARIANTS} == {"protected_site"}
    assert results["plain"]["success"]
    histories = here.histories()
    assert {variant: rungs(histories[variant]) for variant in VARIANTS} == {variant: [0] for variant in VARIANTS}
    assert {attempt.way for attempts in histories.values() for attempt in attempts} == {""}


async def test_the_ladder_gets_them_remembers_and_begins_there_the_next_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    cheap = [proxy_from("127.0.1.1"), proxy_from("127.0.1.2", "socks5"), proxy_from("127.0.1.3", mood=Mood.SILENT)]
    dear = [
        proxy_from("127.0.2.1"),
        proxy_from("127.0.2.2", mood=Mood.BANNED),
        proxy_from("127.0.2.3", mood=Mood.HANGS_UP),
    ]
    async with scene(tmp_path, *cheap, *dear) as here:
        tiers = [
            {"name": "cheap", "proxies": [*(proxy.url for proxy in cheap), f"http://{USER}:{SECRET}@127.0.0.1:1"]},
            {"name": "dear", "proxies": [proxy.url for proxy in dear]},
        ]
        identity = {"browser_headers": True, "browser_tls": True, "tiers": tiers, "max_climbs": 4, "proxy_timeout": 0.5}
        settings = changed(here.settings, {"identity": identity})
        results = await here.run(settings, facts=True)
        assert [(variant, one["reason"]) for variant, one in results.items() if not one["success"]] == []
        first = here.histories()
        known = here.known()
        again = await here.run(settings)
        assert all(one["success"] for one in again.values())
        second = here.histories()
        violations = here.farm.ledger.report()["violations"]
    top = {variant: first[variant][-1].rung for variant in VARIANTS}
    assert top == dict(zip(VARIANTS, (1, 2, 3, 4), strict=True))
    for variant in VARIANTS:
        climbed = [attempt for attempt in first[variant] if attempt.outcome == "climb"]
        assert rungs(climbed) == list(range(top[variant])), "one rung after the other"
        assert known[variant].rung == top[variant]
        assert rungs(second[variant])[0] == top[variant], "the second run begins where the first was served"
    assert first["dear_addresses_alone"][-1].way == "through a proxy of dear"
    assert rungs(first["plain"]) == [0] * PLAIN_ONES, "nobody else is treated otherwise"
    assert not any(violations.values()), "manners hold on every rung"
    nowhere(tmp_path / "data", (SECRET, USER))
    nowhere(tmp_path, (SECRET,))
    assert SECRET not in caplog.text
    assert USER not in caplog.text


async def test_a_row_climbs_no_further_than_it_may(tmp_path: Path) -> None:
    dear = proxy_from("127.0.2.1")
    async with scene(tmp_path, dear) as here:
        identity = {"browser_headers": True, "browser_tls": True, "proxy": [dear.url], "max_climbs": 2}
        results = await here.run(changed(here.settings, {"identity": identity}))
    assert results["browser_tls_alone"]["success"]
    assert not results["dear_addresses_alone"]["success"]
    assert rungs(here.histories()["dear_addresses_alone"]) == [0, 1, 2]
    assert not dear.asked, "what may not be climbed to costs nothing"


async def test_a_site_served_above_is_tried_one_lower_after_a_while(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        settings = changed(here.settings, {"identity": {"browser_headers": True, "browser_tls": True}})
        await here.run(settings)
        assert here.known()["browsers_alone"].rung == 1
        forgetful = changed(settings, {"identity": {"forget_after": 0}})
        await here.run(forgetful)
        assert here.known()["browsers_alone"].rung == 1, "its pages were at hand: no rung was tried"
        results = await here.run(changed(forgetful, {"run": {"refresh": True}}))
    assert results["browsers_alone"]["success"]
    assert rungs(here.histories()["browsers_alone"]) == [0, 1], "the lower rung, and back"


async def test_nothing_goes_out_below_the_lowest_rung(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses: set[str] = set()

    def seen(request: web.BaseRequest) -> Visitor:
        visitor = visitor_of(request)
        addresses.add(visitor.address)
        return visitor

    monkeypatch.setattr(server, "visitor_of", seen)
    dear = [proxy_from("127.0.2.1", "socks5"), proxy_from("127.0.2.2", mood=Mood.UNREACHED)]
    file = tmp_path / "proxies.txt"
    async with scene(tmp_path, *dear) as here:
        file.write_text("# mine\n" + "\n".join(proxy.url for proxy in dear) + "\n", encoding="utf-8")
        identity = {"proxy_file": file, "lowest": "proxies"}
        results = await here.run(changed(here.settings, {"identity": identity}))
    assert results["dear_addresses_alone"]["success"]
    assert results["plain"]["success"]
    assert addresses == {"127.0.2.1"}


async def test_dead_proxies_fail_a_row_for_what_they_are_and_teach_nothing_of_the_site(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        identity = {"proxy": [f"http://{USER}:{SECRET}@127.0.0.1:1"], "lowest": "proxies"}
        results = await here.run(changed(here.settings, {"identity": identity}))
        assert {one["reason"] for one in results.values()} == {"proxy"}
        assert {one["error_type"] for one in results.values()} == {"connection_error"}
        assert set(here.known().values()) == {SiteKnowledge()}
        assert here.farm.ledger.report()["requests"] == 0
    nowhere(tmp_path / "data", (SECRET, USER))
