"""A journal with people in it, made by the real runner: what there is to forget, and what must stay."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

from tests.batch.jobs import QUICK, FakePipeline
from theodore.batch.entry import Job
from theodore.batch.job import Report, run_job
from theodore.batch.runner import RunnerConfig
from theodore.model.company import Company
from theodore.model.errors import Failure, Reason
from theodore.model.evidence import Evidence, Extraction, Proof
from theodore.model.outcome import Crawl, Hints, Outcome
from theodore.model.packing import packed
from theodore.model.page import Page, PageKind

#: The same body on two sites.
PARKED = "<p>This domain is reserved</p>"

_TABLE = """\
Company,Website,First,Last,Notes
Acme,https://acme.test,Jane,Doe,met at the fair
Beta,https://www.beta.test,Jim,Beam,see acme.test and J\u00f6rg M\u00fcller
Gamma,https://gamma.test,,,"Jane Doering, not JANE  DOE"
Broken,https://broken.test,,,
"""


def page(url: str, html: str, kind: PageKind = PageKind.HOME) -> Page:
    raw = html.encode()
    return Page(
        url=url,
        final_url=url,
        status=200,
        headers=(("content-type", "text/html"), ("link", f"<{url}>; rel=canonical")),
        content_type="text/html",
        body=packed(raw),
        content_hash=hashlib.sha256(raw).hexdigest(),
        kind=kind,
        depth=0,
        fetched_at=1_700_000_000.0,
        seconds=0.1,
        wire_bytes=len(raw),
    )


def text(field: str, value: object, url: str, quote: str, **more: object) -> Evidence:
    return Evidence(field, value, Proof.TEXT, url, quote, "test", 0.9, **more)  # type: ignore[arg-type]  # as given


def _derived(field: str, value: object, *sources: Evidence) -> Evidence:
    return Evidence(field, value, Proof.DERIVED, None, "", "test", 0.9, tuple(source.id for source in sources))


def _acme() -> Outcome:
    home, team = "https://acme.test/", "https://acme.test/team"
    jane = text("leadership_team", "Jane Doe (CEO)", team, "Jane\u00a0Doe, CEO")
    bob = text("leadership_team", "Bob Roe (CTO)", team, "Bob Roe, CTO")
    mail = text("emails", "info@acme.test", home, "info@acme.test")
    phone = text("phones", "+49 30 1234567", team, "Jane Doe: +49 30 1234567")
    evidence = (
        text("official_name", "Acme GmbH", home, "Acme GmbH"),
        mail,
        text("emails", "jane.doe@acme.test", team, "jane.doe@acme.test"),
        jane,
        bob,
        phone,
        _derived("key_decision_makers", {"CEO": "Jane Doe", "CTO": "Bob Roe"}, jane, bob),
        _derived("contact_info", {"email": "info@acme.test", "phone": "+49 30 1234567"}, mail, phone),
        _derived("company_stage", "startup", jane, bob),
    )
    profile = {
        "official_name": "Acme GmbH",
        "emails": ["info@acme.test", "jane.doe@acme.test"],
        "leadership_team": ["Jane Doe (CEO)", "Bob Roe (CTO)"],
        "phones": ["+49 30 1234567"],
        "key_decision_makers": {"CEO": "Jane Doe", "CTO": "Bob Roe"},
        "contact_info": {"email": "info@acme.test", "phone": "+49 30 1234567"},
        "company_stage": "startup",
        "company_description": "Acme was founded by JANE DOE.",
    }
    pages = (
        page(home, "<h1>Acme GmbH</h1><p>info@acme.test</p>"),
        page(team, "<h2>Team</h2><b>Jane</b>&nbsp;<i>Doe</i>, CEO jane&#46;doe%40acme.test"),
        page("https://acme.test/soon", PARKED),
    )
    return Outcome(crawl=Crawl(pages=pages, seconds=0.1), extraction=Extraction(profile, evidence, {}))


def _beta() -> Outcome:
    home, partners = "https://www.beta.test/", "https://www.beta.test/partners"
    evidence = (
        text("official_name", "Beta AG", home, "Beta AG"),
        text("partnerships", "Acme (acme.test)", partners, "our partner Acme, acme.test"),
        text("emails", "office@beta.test", home, "office@beta.test"),
    )
    profile = {"official_name": "Beta AG", "partnerships": ["Acme (acme.test)"], "emails": ["office@beta.test"]}
    pages = (
        page(home, "<h1>Beta AG</h1><p>office@beta.test, notacme.test, acme.test.au</p>"),
        page(partners, '<a href="https:\\/\\/shop.acme.test\\/">our partner Acme</a>'),
        page("https://www.beta.test/soon", PARKED),
    )
    return Outcome(crawl=Crawl(pages=pages, seconds=0.1), extraction=Extraction(profile, evidence, {}))


def _gamma() -> Outcome:
    home = "https://gamma.test/"
    evidence = (
        text("official_name", "Gamma", home, "Gamma"),
        text("leadership_team", "Jane Doering", home, "Jane Doering"),
        text("leadership_team", "Ann J\u00f6rg-M\u00fcllers", home, "Ann"),
    )
    profile = {"official_name": "Gamma", "leadership_team": ["Jane Doering", "Ann J\u00f6rg-M\u00fcllers"]}
    pages = (page(home, "<h1>Gamma</h1><p>Jane Doering, mary.jane@gamma.test, Mu\u0308ller, J\u00d6RG"),)
    return Outcome(crawl=Crawl(pages=pages, seconds=0.1), extraction=Extraction(profile, evidence, {}))


async def _behave(company: Company, hints: Hints) -> Outcome:
    match company.name:
        case "Acme":
            return _acme()
        case "Beta":
            return _beta()
        case "Gamma":
            return _gamma()
        case _:
            return Outcome(failure=Failure(Reason.HTTP_404, status=404, detail="ask Jane Doe"))


def make_run(folder: Path) -> Report:
    """Run the four companies; the journal is `default.sqlite` in the folder, as --journal-folder finds it."""
    (folder / "leads.csv").write_text(_TABLE, encoding="utf-8")
    return run_again(folder)[0]


def run_again(folder: Path, fresh_for_s: float = 0.0) -> tuple[Report, list[str]]:
    """Run over the folder's table as it is now; also the names of the companies that were visited."""
    job, pipeline = Job(folder / "leads.csv", folder / "out.csv", fresh_for_s=fresh_for_s), FakePipeline(_behave)
    report = asyncio.run(run_job(job, folder / "default.sqlite", pipeline.opened(), RunnerConfig(retry=QUICK)))
    return report, sorted(name for name, _ in pipeline.seen)
