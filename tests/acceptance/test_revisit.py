"""The same table again: what a second run asks of sites that have not changed, and of some that have or lie."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from theodore.batch.job import Report, Worker, run_job
from theodore.crawl import urls
from theodore.farm import Farm, FarmConfig, Fault, Latency, Paths, write_files
from theodore.settings import Settings, load
from theodore.store.journal import Journal
from theodore.wiring import job, own_worker, runner_config

CONFIG = FarmConfig(
    sites=20, scale=40, latency=Latency.ZERO, shares={Fault.REVISITED: 0.5, Fault.HEALTHY: 0.35, Fault.REDIRECTED: 0.15}
)
DAY = 86_400
#: Whose site cannot be revisited for one request: it changes, has its pages stored nowhere, or was never had.
_MORE = {"changes", "no_store", "always_304"}
#: Requests on the way from a written address to the one where the home page is.
_WAY = 3


@dataclass
class Week:
    """A web, and a journal that its runs share."""

    farm: Farm
    paths: Paths
    folder: Path
    worker: Worker | None = None

    def __post_init__(self) -> None:
        sites = [self.farm.web.site(index) for index in range(CONFIG.sites)]
        self.variants = {site.domain: site.variant.name for site in sites}
        self.elsewhere = {
            site.domain for site in sites if site.origin != (urls.parse_website(site.website).url.rstrip("/"))
        }

    def settings(self, **run: Any) -> Settings:
        """Nothing of an earlier run's settings."""
        return load(
            {
                "run": {"concurrency": 8, **run},
                "network": {"resolve_file": self.paths.resolve, "ca_file": str(self.paths.authority)},
                "extract": {"workers": 1},
                # so much that no answer is late, however busy the machine is: a late one is asked for twice
                "timeouts": {"default": 400, "simple": 400, "complex": 400, "max": 400},
            }
        )

    async def run(self, **run: Any) -> Report:
        """One run over the web."""
        self._before = self._asked()
        settings = self.settings(**run)
        what = job(settings, self.paths.companies, self.folder / "out.csv")
        report = await run_job(what, self.journal, self._opened, runner_config(settings))
        self.asked = self._asked() - self._before
        return report

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[Worker]:
        """One worker for all runs: its processes take longer to start than these runs do."""
        assert self.worker is not None
        yield self.worker

    async def killed(self, after: int, *flags: str) -> None:
        """A run of the command that dies once it has asked so much."""
        network = ["--resolve-file", self.paths.resolve, "--ca-file", self.paths.authority]
        arguments = ["run", self.paths.companies, "--to", self.folder / "out.csv", *network, *flags]
        self._before = self._asked()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "theodore", *map(str, arguments)),
            env=os.environ | {"THEODORE_JOURNAL__FOLDER": str(self.folder), "THEODORE_JOURNAL__WORKSPACE": "journal"},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        async with asyncio.timeout(60):
            while (self._asked() - self._before).total() < after:  # noqa: ASYNC110 - nobody tells when it has
                await asyncio.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()

    @property
    def journal(self) -> Path:
        return self.folder / "journal.sqlite"

    def _asked(self) -> Counter[str]:
        return Counter({name: site["requests"] for name, site in self.farm.ledger.report()["sites"].items()})

    def asked_more_than(self, most: int, besides: Collection[str] = _MORE) -> dict[str, int]:
        """The sites of which the last run asked more, but for those of these variants."""
        return {
            f"{site} ({self.variants[site]})": count
            for site, count in self.asked.items()
            if count > most and self.variants[site] not in besides
        }

    def facts(self, report: Report) -> Counter[tuple[Any, ...]]:
        """Every fact with its proof, but for what tells of the visit itself."""
        with Journal.open_reader(self.journal) as journal, journal.read() as reader:
            found = list(reader.export_evidence(report.run.id))
        return Counter(
            tuple(str(line[name]) for name in ("record_id", "field", "value", "url", "quote"))
            for line in found
            if line["kind"] != "observed"
        )

    def days_pass(self, days: float) -> None:
        """Let everything in the journal have happened so much earlier."""
        with sqlite3.connect(self.journal) as journal:
            for table, column in (("pages", "fetched_at"), ("companies", "researched_at")):
                journal.execute(f"UPDATE {table} SET {column} = {column} - ?", (days * DAY,))


@asynccontextmanager
async def a_week(folder: Path) -> AsyncIterator[Week]:
    async with Farm(CONFIG, folder) as farm:
        week = Week(farm, write_files(farm, folder), folder)
        async with own_worker(week.settings())() as week.worker:
            yield week


async def test_a_table_that_is_run_again_and_again(tmp_path: Path) -> None:
    async with a_week(tmp_path) as week:
        first = await week.run()
        whole, facts = week.asked, week.facts(first)
        had = first.summary["processed"] - first.summary["failed"]
        assert (had, first.summary["failed"]) == (CONFIG.sites - 1, 1)
        assert (first.summary["statistics"]["pages_from_cache"], first.summary["statistics"]["revalidated"]) == (0, 0)
        assert sum(whole.values()) > 8 * had
        pages = first.summary["statistics"]["pages"]

        skipped = await week.run()
        assert skipped.summary["skipped"] == had
        assert set(week.asked) <= {site for site, variant in week.variants.items() if variant == "always_304"}

        again = await week.run(again=True)
        assert not week.asked_more_than(0, {"no_store", "always_304"}), "what is fresh answers by itself"
        assert week.facts(again) == facts
        assert again.summary["statistics"]["pages"] == pages
        assert again.summary["statistics"]["pages_from_cache"] > 0.8 * pages

        await week.run(again=True, fresh_for=0)
        assert not week.asked_more_than(1), "one request, by rules that are no older than a day"

        week.days_pass(8)
        later = await week.run()
        assert later.summary["skipped"] == 0
        assert not week.asked_more_than(2), "one request, and one for the rules, which are older than a day"
        assert week.facts(later) == facts
        assert later.summary["statistics"]["revalidated"] >= 5

        anew = await week.run(refresh=True)
        fewer = {site: whole[site] - week.asked[site] for site in whole if week.asked[site] < whole[site]}
        # where the home page was found is known by now: robots.txt and the redirect of the address before it are spared
        assert {site for site, count in fewer.items() if site not in week.elsewhere or count > _WAY} <= {
            site for site, variant in week.variants.items() if variant == "unasked_304"
        }, "each is asked for all that it was asked for at first"
        assert week.facts(anew) == facts
        assert (anew.summary["statistics"]["pages_from_cache"], anew.summary["statistics"]["revalidated"]) == (0, 0)

        await week.killed(50, "--refresh", "--concurrency", "4")
        resumed = await week.run(again=True)
        assert not week.asked_more_than(0, {"no_store", "always_304"}), "what was fresh before it died is fresh still"
        assert week.facts(resumed) == facts
        with Journal.open_reader(week.journal) as journal, journal.read() as reader:
            ids = [run.id for run in reader.runs()]
        assert (ids[:2], len(ids)) == ([resumed.run.id, anew.run.id], 7), "it went on with the run that died"
