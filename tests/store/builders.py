"""Makes what goes into a journal, with as little said as a test needs to say."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from typing import Any

from theodore.model.company import DEFAULT_PRIORITY, Company, SourceRow
from theodore.model.errors import Failure, Reason
from theodore.model.evidence import Blank, Evidence, Extraction, Proof
from theodore.model.outcome import Crawl, Outcome
from theodore.model.packing import as_bytes, packed
from theodore.model.page import MissedPage, Page, PageKind
from theodore.model.states import State
from theodore.model.statistics import SiteKnowledge
from theodore.store.journal import Journal
from theodore.store.records import Claim, Ending, NewRow, Run, Wish

#: When everything begins; a test adds seconds to it.
START = 1_700_000_000.0

TIMEOUT = Failure(Reason.ATTEMPT_DEADLINE, "nothing came in 30 s", url="https://slow.test/")


def new_row(
    position: int,
    *,
    website: str | None = None,
    site: str | None = None,
    name: str | None = None,
    record_id: str | None = None,
    priority: int = DEFAULT_PRIORITY,
    cells: tuple[str, ...] | None = None,
    wish: Wish = Wish.DO,
) -> NewRow:
    """A row of its own website, unless told otherwise; website "" means that it has none."""
    website = f"c{position}.test" if website is None else website
    company = Company(record_id or f"r{position}", name or f"Company {position}", website, priority)
    row = SourceRow(position, company, (company.name, website) if cells is None else cells)
    return NewRow(row, website or None, (site or website) or None, wish)


def begin(journal: Journal, rows: Iterable[NewRow] | int = 3, *, key: str = "key", now: float = START) -> Run:
    """A run with these rows, or with so many."""
    rows = map(new_row, range(rows)) if isinstance(rows, int) else rows

    def work(ledger: Any) -> Run:
        run: Run = ledger.new_run(key, "leads.csv", "leads.theodore.xlsx", "", ("Company", "Website"), {}, now)
        ledger.add_rows(run.id, rows, now)
        return run

    return journal.write(work)


def claim(journal: Journal, run: Run, limit: int = 1, *, now: float = START, **options: Any) -> list[Claim]:
    """The next claims, with a deadline of 30 seconds."""
    return journal.write(lambda ledger: ledger.claim(run.id, limit, now, "worker", 60.0, lambda *_: 30.0, **options))


def claim_one(journal: Journal, run: Run, *, now: float = START, **options: Any) -> Claim:
    """The next claim, which must be there."""
    (one,) = claim(journal, run, now=now, **options)
    return one


def page(
    url: str = "https://c0.test/", text: str = "<p>Hello</p>", kind: PageKind = PageKind.HOME, **more: Any
) -> Page:
    """A page as a crawl hands it over."""
    values: dict[str, Any] = {
        "final_url": url,
        "status": 200,
        "headers": (("content-type", "text/html"), ("server", "farm")),
        "content_type": "text/html",
        "depth": 0,
        "fetched_at": START,
        "seconds": 0.25,
        "wire_bytes": len(text),
    }
    raw = as_bytes(text)
    content_hash = hashlib.sha256(raw).hexdigest()
    return Page(url=url, body=packed(raw), content_hash=content_hash, kind=kind, **(values | more))


def text_of(size: int, seed: int = 0) -> str:
    """Text of so many characters that compresses to half at most."""
    return random.Random(seed).randbytes(size // 2).hex()


def proof(field: str = "official_name", value: Any = "Nordwind AG", **more: Any) -> Evidence:
    """Evidence of one value."""
    values: dict[str, Any] = {
        "kind": Proof.TEXT,
        "url": "https://c0.test/",
        "quote": f"We are {value}.",
        "method": "rule.name",
        "confidence": 0.9,
    }
    return Evidence(field, value, **(values | more))


def extraction(profile: dict[str, Any] | None = None, *evidence: Evidence) -> Extraction:
    """What the pages say: an official name, unless told otherwise."""
    profile = {"official_name": "Nordwind AG"} if profile is None else profile
    return Extraction(profile, evidence or (proof(),), {"awards": Blank.NOT_PUBLISHED})


def found(*pages: Page, **more: Any) -> Outcome:
    """The outcome of an attempt that read these pages, and their facts."""
    crawl = Crawl(
        pages=pages or (page(),), final_origin="https://c0.test", seconds=2.0, requests=3, wire_bytes=900, **more
    )
    return Outcome(crawl=crawl, extraction=extraction())


def completed(outcome: Outcome | None = None, *, at: float = START + 5, **more: Any) -> Ending:
    """An ending with facts."""
    return ending(State.COMPLETED, "completed", outcome or found(), at=at, **more)


def failed(failure: Failure = TIMEOUT, *, at: float = START + 5, **more: Any) -> Ending:
    """An ending for good, without facts."""
    missed = (MissedPage("https://c0.test/about", PageKind.ABOUT, failure.reason.label),)
    outcome = Outcome(crawl=Crawl(failure=failure, missed=missed, wire_bytes=100), failure=failure)
    return ending(State.FAILED, "failed", outcome, failure=failure, at=at, **more)


def retry(failure: Failure = TIMEOUT, *, wait_s: float = 4.0, at: float = START + 5, **more: Any) -> Ending:
    """An ending that asks for another attempt after `wait_s` seconds."""
    values: dict[str, Any] = {"outcome": Outcome(failure=failure), "failure": failure, "counts_retry": True}
    values |= {"wait_s": wait_s, "due_at": at + wait_s}
    return ending(State.WAITING, "retry", at=at, **(values | more))


def ending(
    state: State,
    label: str,
    outcome: Outcome | None = None,
    *,
    failure: Failure | None = None,
    partial: bool = False,
    due_at: float | None = None,
    wait_s: float | None = None,
    counts_retry: bool = False,
    site: SiteKnowledge | None = None,
    at: float = START + 5,
    seconds: float = 5.0,
    waits_for: str = "",
) -> Ending:
    """Any ending."""
    return Ending(
        state=state,
        outcome=outcome or Outcome(),
        failure=failure,
        partial=partial,
        due_at=due_at,
        wait_s=wait_s,
        counts_retry=counts_retry,
        label=label,
        site=site,
        ended_at=at,
        seconds=seconds,
        waits_for=waits_for,
    )


def finish(journal: Journal, claim: Claim, ending: Ending) -> None:
    """Record an ending in a transaction of its own."""
    journal.write(lambda ledger: ledger.finish(claim, ending))


def states(journal: Journal, run: Run) -> list[State]:
    """The state of each row, from the top."""
    with journal.read() as reader:
        return [result.state for result in reader.results(run.id)]
