"""Facts worked out anew from the pages that a run has stored: what there is to do, and what came of it.

Only the facts change: the rows keep their state, the history its attempts, and nothing counts as a visit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, update

from theodore.model.company import Company
from theodore.model.errors import Failure, Reason
from theodore.model.evidence import Extraction
from theodore.model.fields import Value, coverage
from theodore.model.outcome import Crawl
from theodore.model.packing import unpacked
from theodore.model.page import PageKind
from theodore.store import profiles
from theodore.store.attempts import missed_pages
from theodore.store.pages import OF_COMPANY, page
from theodore.store.prepared import fetch, run
from theodore.store.schema import IN_SOURCE, attempts, rows
from theodore.store.schema import profiles as profiles_table

# profiles_to_rework -- By company, which is the order of an index; those that were worked on since are done.
_TO_DO = (
    select(profiles_table)
    .where(
        profiles_table.c.run_id == bindparam("run_id"),
        profiles_table.c.company_id > bindparam("after"),
        profiles_table.c.updated_at < bindparam("before"),
    )
    .order_by(profiles_table.c.company_id)
    .limit(bindparam("most"))
)
_HOW_MANY = select(func.count()).where(
    profiles_table.c.run_id == bindparam("run_id"), profiles_table.c.updated_at < bindparam("before")
)

# rows_of_other_runs -- Those that show what an earlier run found.
_ELSEWHERE = (
    select(func.count())
    .select_from(rows.join(profiles_table, profiles_table.c.id == rows.c.profile_id))
    .where(rows.c.run_id == bindparam("run_id"), IN_SOURCE, profiles_table.c.run_id != bindparam("run_id"))
)

# first_row -- Of several rows of one website the first names the company, as in a visit.
_NAMED = (
    select(rows.c.record_id, rows.c.name, rows.c.website, rows.c.priority)
    .where(rows.c.company_id == bindparam("company_id"), rows.c.run_id == bindparam("run_id"))
    .order_by(rows.c.position < 0, rows.c.position)
    .limit(1)
)

# last_reading -- The attempt whose pages the facts are of.
_READ = (
    select(attempts)
    .where(
        attempts.c.company_id == bindparam("company_id"),
        attempts.c.run_id == bindparam("run_id"),
        attempts.c.outcome.is_not(None),
        attempts.c.pages > 0,
    )
    .order_by(attempts.c.number.desc())
    .limit(1)
)

# rework_profile -- Neither a visit nor its age.
_REWORK = (
    update(profiles_table)
    .where(profiles_table.c.id == bindparam("profile_id"))
    .values(
        profile=bindparam("new_profile"),
        blanks=bindparam("new_blanks"),
        coverage=bindparam("new_coverage"),
        updated_at=bindparam("now"),
    )
)
_TOUCH = (
    update(rows)
    .where(rows.c.run_id == bindparam("run"), rows.c.company_id == bindparam("company"))
    .values(updated_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True)
class Stored:
    """A company of a run with its facts and its pages.

    crawl: as its visit was; None where the text of a page is not at hand any more, or it has none.
    """

    profile_id: int
    run_id: str
    company_id: int
    company: Company
    profile: dict[str, Value]
    blanks: dict[str, str]
    crawl: Crawl | None


def how_many(connection: Connection, run_id: str, before: float) -> int:
    """Companies whose facts were last written before this time."""
    return int(connection.execute(_HOW_MANY, {"run_id": run_id, "before": before}).scalar_one())


def elsewhere(connection: Connection, run_id: str) -> int:
    """Rows that show what an earlier run found, whose pages lie with that run."""
    return int(connection.execute(_ELSEWHERE, {"run_id": run_id}).scalar_one())


def to_rework(connection: Connection, run_id: str, after: int, before: float, most: int) -> list[Stored]:
    """The next companies, at most so many, by their ids after this one. before: as for `how_many`."""
    values = {"run_id": run_id, "after": after, "before": before, "most": most}
    return [_stored(connection, found) for found in connection.execute(_TO_DO, values).all()]


def rework(connection: Connection, stored: Stored, extraction: Extraction, now: float, *, changed: bool) -> None:
    """Put these facts in the place of those that stood there. changed: the rows say so then."""
    profiles.save_evidence(connection, stored.run_id, stored.company_id, extraction)
    values = {
        "profile_id": stored.profile_id,
        "new_profile": extraction.profile,
        "new_blanks": {field: blank.value for field, blank in extraction.blanks.items()},
        "new_coverage": coverage(extraction.profile, off=extraction.off, custom=extraction.custom),
        "now": now,
    }
    run(connection, _REWORK, values)
    if changed:
        run(connection, _TOUCH, {"run": stored.run_id, "company": stored.company_id, "now": now})


def _stored(connection: Connection, found: Row[Any]) -> Stored:
    where = {"run_id": found.run_id, "company_id": found.company_id}
    (named,) = fetch(connection, _NAMED, where)
    return Stored(
        profile_id=found.id,
        run_id=found.run_id,
        company_id=found.company_id,
        company=Company(named.record_id, named.name, named.website, named.priority),
        profile=found.profile,
        blanks=found.blanks,
        crawl=_crawl(connection, where, found.profile),
    )


def _crawl(connection: Connection, where: dict[str, Any], profile: dict[str, Value]) -> Crawl | None:
    content = [row for row in fetch(connection, OF_COMPANY, where) if PageKind(row.kind).is_content]
    if not content or not all(_is_at_hand(row) for row in content):
        return None
    # in the order of the visit: the journal has those first that an earlier attempt had read
    order = {url: at for at, url in enumerate(profile.get("pages_crawled") or ())}
    content.sort(key=lambda row: order.get(row.final_url, len(order)))
    visits = fetch(connection, _READ, where)
    last = visits[0] if visits else None
    return Crawl(
        pages=tuple(page(row) for row in content),
        final_origin=profile.get("final_website") or (last and last.final_origin),
        failure=None if last is None else _failure(last),
        missed=() if last is None else missed_pages(last.missed),
        seconds=profile.get("crawl_duration") or 0.0,
        robots_limited=bool(profile.get("robots_limited")),
    )


def _is_at_hand(row: Row[Any]) -> bool:
    try:
        # a snapshot that was pruned is none; an empty page has an empty one
        return row.body is not None and isinstance(unpacked(row.body), str)
    except ValueError:  # the disk has spoilt it
        return False


def _failure(visit: Row[Any]) -> Failure | None:
    if not visit.error_type or not visit.reason:
        return None
    try:
        reason = Reason.find(visit.error_type, visit.reason)
    except (KeyError, ValueError):  # a version that knew other reasons
        return None
    return Failure(reason, detail=visit.message or "", url=visit.url, status=visit.status)
