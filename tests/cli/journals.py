"""A journal with one run in it, made by the real runner with a pipeline that does as a script says."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.batch.jobs import QUICK, FakePipeline, companies
from theodore.batch.entry import Job
from theodore.batch.job import Report, run_job
from theodore.batch.runner import RunnerConfig
from theodore.model.company import Company
from theodore.model.errors import Failure, Reason
from theodore.model.evidence import Blank, Evidence, Extraction, Proof
from theodore.model.outcome import Crawl, Hints, Outcome
from theodore.model.packing import packed
from theodore.model.page import Page, PageKind

#: A name as a hostile website would have it.
EVIL = "Evil \x1b]0;owned\x07 [bold]Corp[/]"

_PAGE = Page(
    url="https://acme.test/",
    final_url="https://acme.test/",
    status=200,
    headers=(("content-type", "text/html"),),
    content_type="text/html",
    body=packed(b"<p>Acme GmbH, founded in 1999 =1+1</p>"),
    content_hash="0" * 64,
    kind=PageKind.HOME,
    depth=0,
    fetched_at=1_700_000_000.0,
    seconds=0.1,
    wire_bytes=400,
)

_FACTS = Extraction(
    profile={"official_name": "Acme GmbH", "founding_year": 1999, "emails": ["info@acme.test"]},
    evidence=(
        Evidence("official_name", "Acme GmbH", Proof.TEXT, "https://acme.test/", "Acme GmbH, founded", "names", 0.9),
        Evidence("founding_year", 1999, Proof.TEXT, "https://acme.test/", "founded in 1999 \x1b[2J", "founding", 0.8),
        Evidence(
            "founding_year",
            2004,
            Proof.TEXT,
            "https://acme.test/shop",
            "since 2004 \x1b[2J",
            "founding",
            0.5,
            kept=False,
        ),
        Evidence("emails", "info@acme.test", Proof.MARKUP, "https://acme.test/", "mailto:info@acme.test", "mails", 0.9),
    ),
    blanks={"phones": Blank.NOT_PUBLISHED, "leadership_team": Blank.PAGE_NOT_REACHED, "industry": Blank.DISABLED},
)

NAMES = ["Acme", "Slow Ltd", "Expired Inc", "Broken AG", EVIL]


async def _behave(company: Company, hints: Hints) -> Outcome:
    match company.name:
        case "Slow Ltd" if hints.attempt == 0:
            return Outcome(failure=Failure(Reason.ATTEMPT_DEADLINE, url="https://slow-ltd.test/"))
        case "Expired Inc":
            return Outcome(failure=Failure(Reason.CERTIFICATE_EXPIRED, url="https://expired-inc.test/"))
        case "Broken AG":
            return Outcome(failure=Failure(Reason.HTTP_404, status=404, detail="no such page\x1b[2J"))
        case _:
            return Outcome(crawl=Crawl(pages=(_PAGE,), seconds=0.5, requests=2, wire_bytes=400), extraction=_FACTS)


def make_run(folder: Path) -> Report:
    """Run the five companies; the journal is `default.sqlite` in the folder, as --journal-folder finds it."""
    source = companies(folder, NAMES)
    job = Job(source, folder / "out.csv")
    return asyncio.run(
        run_job(job, folder / "default.sqlite", FakePipeline(_behave).opened(), RunnerConfig(retry=QUICK))
    )
