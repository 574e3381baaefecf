"""What the pages say: evidence, and the profile that was merged from it."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from theodore.model.evidence import OWN, PRIVATELY, Blank, Evidence, Extraction, Proof
from theodore.model.fields import coverage
from theodore.store.prepared import fetch, run, run_many
from theodore.store.records import Facts
from theodore.store.schema import companies, evidence, profiles, upsert

_FORGET = delete(evidence).where(evidence.c.company_id == bindparam("company"), evidence.c.run_id == bindparam("run"))
_PROVE = insert(evidence)

_new = upsert(profiles)
# save_profile -- One for a company and run; a later attempt's replaces an earlier one's.
_SAVE = _new.on_conflict_do_update(
    index_elements=["run_id", "company_id"],
    set_={
        name: getattr(_new.excluded, name)
        for name in ("profile", "blanks", "coverage", "partial", "completed_at", "updated_at", "unverified")
    },
)
_ID = select(profiles.c.id).where(
    profiles.c.company_id == bindparam("company_id"), profiles.c.run_id == bindparam("run_id")
)

# research_company -- What later runs may deliver without another visit.
_RESEARCHED = (
    update(companies)
    .where(companies.c.id == bindparam("company"))
    .values(profile_id=bindparam("profile"), researched_at=bindparam("now"), researcher=bindparam("by"))
)

_BY_ID = select(profiles).where(profiles.c.id == bindparam("profile_id"))

# evidence_of_company -- As it was found, kept and dropped.
_EVIDENCE = (
    select(evidence)
    .where(evidence.c.company_id == bindparam("company_id"), evidence.c.run_id == bindparam("run_id"))
    .order_by(evidence.c.id)
)


def save(
    connection: Connection,
    run_id: str,
    company_id: int,
    extraction: Extraction,
    *,
    is_complete: bool,
    is_partial: bool,
    unverified: str,
    now: float,
) -> tuple[int, float]:
    """Replace what this run says of a company; returns the profile's id and its coverage.

    is_complete: the company is done with, so that later runs may use this. is_partial: it is done for want of more.
    unverified: what is wrong with the certificate of a site that was read all the same; empty where nothing is.
    """
    save_evidence(connection, run_id, company_id, extraction)
    filled = coverage(extraction.profile, off=extraction.off, custom=extraction.custom)
    values = {
        "run_id": run_id,
        "company_id": company_id,
        "profile": extraction.profile,
        "blanks": {field: blank.value for field, blank in extraction.blanks.items()},
        "coverage": filled,
        "partial": is_partial,
        "completed_at": now if is_complete else None,
        "updated_at": now,
        "unverified": unverified or None,
    }
    run(connection, _SAVE, values)
    # an insert that became an update has no new id to tell
    ((profile_id,),) = fetch(connection, _ID, {"run_id": run_id, "company_id": company_id})
    if is_complete:
        by = extraction.researcher
        run(connection, _RESEARCHED, {"company": company_id, "profile": profile_id, "now": now, "by": by})
    return profile_id, filled


def facts(connection: Connection, profile_id: int) -> Facts:
    """A profile and what proves it."""
    row = connection.execute(_BY_ID, {"profile_id": profile_id}).one()
    found = connection.execute(_EVIDENCE, {"company_id": row.company_id, "run_id": row.run_id})
    return Facts(
        profile=row.profile,
        evidence=tuple(_evidence(proof) for proof in found),
        blanks={field: Blank(blank) for field, blank in row.blanks.items()},
        coverage=row.coverage,
        partial=row.partial,
        completed_at=row.completed_at,
        run_id=row.run_id,
        unverified=row.unverified or "",
    )


@cache
def extractor() -> str:
    """The version that finds evidence now; a later one may find more in the same page."""
    return version("theodore")


def save_evidence(connection: Connection, run_id: str, company_id: int, extraction: Extraction) -> None:
    """Replace what this run has found of a company."""
    run(connection, _FORGET, {"company": company_id, "run": run_id})
    # what a caller's own pipeline found, no version of ours did
    found_by = extractor() if extraction.researcher in (OWN, PRIVATELY) else extraction.researcher
    run_many(connection, _PROVE, [_values(run_id, company_id, proof, found_by) for proof in extraction.evidence])


def _values(run_id: str, company_id: int, proof: Evidence, found_by: str) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "company_id": company_id,
        "key": proof.id,
        "field": proof.field,
        "value": proof.value,
        "kind": proof.kind.value,
        "url": proof.url,
        "quote": proof.quote,
        "method": proof.method,
        "confidence": proof.confidence,
        "derived_from": list(proof.derived_from),
        "kept": proof.kept,
        "extractor": found_by,
        "unverified": proof.unverified,
    }


def _evidence(row: Row[Any]) -> Evidence:
    return Evidence(
        field=row.field,
        value=row.value,
        kind=Proof(row.kind),
        url=row.url,
        quote=row.quote,
        method=row.method,
        confidence=row.confidence,
        derived_from=tuple(row.derived_from),
        kept=row.kept,
        unverified=row.unverified,
    )
