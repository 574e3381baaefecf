"""The end of an attempt: its rows move on, what was found is kept, and everybody can hear of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, update

from theodore.model.states import State, check_transition
from theodore.store import attempts, pages, profiles, sites
from theodore.store.events import Feed
from theodore.store.prepared import run
from theodore.store.records import Claim, Ending, RowRef, StaleClaim
from theodore.store.schema import rows

#: How the feed names an ending; the others bear their own name.
_KINDS = {"retry": "retry_scheduled"}

# end_row -- Compare and set on (state, version): a row that somebody cancelled or took over stays as it is.
_MOVE = (
    update(rows)
    .where(
        rows.c.id == bindparam("row_id"),
        rows.c.version == bindparam("seen"),
        rows.c.state == State.PROCESSING,
    )
    .values(
        state=bindparam("new_state"),
        version=rows.c.version + 1,
        due_at=bindparam("new_due"),
        lease_owner=None,
        lease_until=None,
        retries=rows.c.retries + bindparam("counted"),
        rung=func.coalesce(bindparam("climbed_to"), rows.c.rung),
        climbs=rows.c.climbs + bindparam("climbed"),
        seconds=rows.c.seconds + bindparam("took"),
        progress=bindparam("note"),
        partial=bindparam("is_partial"),
        error_type=bindparam("failed_as"),
        reason=bindparam("because"),
        message=bindparam("found"),
        error_notes=bindparam("notes"),
        # facts of an earlier attempt are still facts
        profile_id=func.coalesce(bindparam("profile"), rows.c.profile_id),
        updated_at=bindparam("now"),
        ended_at=bindparam("end"),
    )
)


def finish(connection: Connection, feed: Feed, claim: Claim, ending: Ending) -> None:
    """Record an attempt's end. Raises IllegalTransition or StaleClaim; nothing of it is done then."""
    check_transition(State.PROCESSING, ending.state)
    profile_id, coverage = _keep(connection, claim, ending)
    values = _row_values(ending, profile_id)
    for row in claim.rows:
        if run(connection, _MOVE, values | {"row_id": row.row_id, "seen": row.version}) != 1:
            raise StaleClaim(f"{row.name} ({row.record_id}): the row changed hands while its attempt ran")
    attempts.end(connection, claim, ending)
    if claim.site_key is not None and ending.site is not None:
        sites.learn(connection, claim.site_key, ending.site)
    kind = _KINDS.get(ending.label, ending.label)
    for row in claim.rows:
        feed.append(claim.run_id, row.row_id, ending.ended_at, kind, _story(claim, row, ending, coverage))


def _keep(connection: Connection, claim: Claim, ending: Ending) -> tuple[int | None, float | None]:
    """Keep the facts, and the pages if any are kept; returns the profile's id and coverage, where there are facts."""
    crawl, extraction = ending.outcome.crawl, ending.outcome.extraction
    if ending.keeps_pages:
        pages.save(connection, claim.run_id, claim.company_id, crawl.pages, ending.ended_at)
    if extraction is None:
        return None, None
    return profiles.save(
        connection,
        claim.run_id,
        claim.company_id,
        extraction,
        is_complete=ending.state is State.COMPLETED,
        is_partial=ending.partial,
        unverified=crawl.distrusted,
        now=ending.ended_at,
    )


def _row_values(ending: Ending, profile_id: int | None) -> dict[str, Any]:
    failure = ending.failure
    return {
        "new_state": ending.state,
        "new_due": ending.due_at if ending.state in (State.WAITING, State.DEFERRED) else None,
        "counted": int(ending.counts_retry),
        "climbed_to": ending.rung,
        "climbed": int(ending.rung is not None),
        "took": ending.seconds,
        "note": _progress(ending),
        "is_partial": ending.partial,
        "failed_as": failure and failure.type.value,
        "because": failure and failure.reason.label,
        "found": failure and failure.message,
        # what to do about it is for a row that has ended; for one that waits, something is being done
        "notes": failure and (failure.note if ending.state.is_final else failure.finding),
        "profile": profile_id,
        "now": ending.ended_at,
        "end": ending.ended_at if ending.state.is_final else None,
    }


def _progress(ending: Ending) -> str:
    """What the Progress column says from here on."""
    if ending.due_at is not None:
        due = datetime.fromtimestamp(ending.due_at, UTC).isoformat(timespec="seconds")
        return f"{ending.waits_for or 'again'} at {due}"
    if ending.state is not State.COMPLETED:
        return ""
    crawl = ending.outcome.crawl
    read = len(crawl.content)
    partial = ", not all that matter" if ending.partial else ""
    return f"{read} page{'' if read == 1 else 's'}{partial}{', unverified' if crawl.distrusted else ''}"


def _story(claim: Claim, row: RowRef, ending: Ending, coverage: float | None) -> dict[str, Any]:
    """What an event tells of an ending; what does not apply is left out."""
    failure = ending.failure
    told: dict[str, Any] = {
        "company": row.name,
        "website": row.website,
        "record_id": row.record_id,
        "attempt": claim.number + 1,
        "seconds": ending.seconds,
        "pages": len(ending.outcome.crawl.content),
        "unverified": ending.outcome.crawl.distrusted or None,
        "coverage": coverage,
        "retry": claim.retries_done + 1 if ending.counts_retry else None,
        "wait_s": ending.wait_s,
        "due_at": ending.due_at,
        "because": ending.outcome.hold.because if ending.outcome.hold else None,
    }
    if failure is not None:
        told |= {"error_type": failure.type.value, "reason": failure.reason.label, "message": failure.message}
    return {name: value for name, value in told.items() if value is not None}
