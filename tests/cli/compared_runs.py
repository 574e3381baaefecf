"""A journal with two runs over one table, and one over another, made by the real runner."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.batch.jobs import QUICK, FakePipeline, companies, failed
from tests.cli.journals import EVIL
from theodore.batch.entry import Job
from theodore.batch.job import run_job
from theodore.batch.runner import RunnerConfig
from theodore.model.company import Company
from theodore.model.errors import Reason
from theodore.model.evidence import Extraction
from theodore.model.outcome import Crawl, Hints, Outcome

BEFORE: dict[str, dict[str, Any] | Reason] = {
    "Ada Ltd": {"official_name": "Ada Ltd", "phones": ["+4930111", "+4930222"], "founding_year": 1999},
    "Mended AG": Reason.HTTP_404,
    "Broken Inc": {"official_name": "Broken Inc"},
    "Gone SA": {"official_name": "Gone SA"},
    EVIL: {"official_name": "Evil \x1b[2J", "emails": ["a@evil.test"]},
}
AFTER: dict[str, dict[str, Any] | Reason] = {
    "Ada Ltd": {"official_name": "Ada Ltd", "phones": ["+4930111", "+4930333"], "has_forms": True},
    "Mended AG": {"official_name": "Mended AG"},
    "Broken Inc": Reason.CERTIFICATE_EXPIRED,
    EVIL: {"official_name": "Evil \x1b]0;owned\x07", "emails": ["=1+1@evil.test"]},
    "New GmbH": {"official_name": "New GmbH"},
}


def make_runs(folder: Path) -> list[str]:
    """Their ids: two over leads.csv, with other settings, and one over others/leads.csv."""
    (folder / "others").mkdir()
    return [
        _run(folder, folder, BEFORE, {"retry": {"max_retries": 0}, "run": {"again": False}}),
        _run(folder, folder, AFTER, {"retry": {"max_retries": 3}, "run": {"again": False}}),
        _run(folder / "others", folder, {"Ada Ltd": AFTER["Ada Ltd"], "Else": Reason.PARKED}, {}),
    ]


def _run(place: Path, journal: Path, world: dict[str, dict[str, Any] | Reason], settings: dict[str, Any]) -> str:
    async def behave(company: Company, hints: Hints) -> Outcome:
        found = world[company.name]
        if isinstance(found, Reason):
            return failed(found)
        return Outcome(crawl=Crawl(seconds=0.1, wire_bytes=400), extraction=Extraction(found, (), {}))

    job = Job(_table(place, list(world)), place / "out.csv", settings=settings)
    made = run_job(job, journal / "default.sqlite", FakePipeline(behave).opened(), RunnerConfig(retry=QUICK))
    return asyncio.run(made).run.id


def _table(place: Path, names: Sequence[str]) -> Path:
    return companies(place, names)
