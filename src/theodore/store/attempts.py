"""The history: one line for every go at a company."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from theodore.model.outcome import Crawl
from theodore.model.page import MissedPage, PageKind
from theodore.store.prepared import insert_one, run, run_many
from theodore.store.records import Claim, Ending
from theodore.store.schema import attempts

_BEGIN = insert(attempts)

_END = (
    update(attempts)
    .where(attempts.c.id == bindparam("attempt_id"))
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in (
                "ended_at",
                "seconds",
                "outcome",
                "error_type",
                "reason",
                "message",
                "url",
                "status",
                "wait_s",
                "final_origin",
                "robots_limited",
                "pages",
                "requests",
                "wire_bytes",
                "pages_from_cache",
                "revalidated",
                "missed",
                "rung",
                "way",
            )
        }
    )
)

# open_attempts -- Those that nobody ended: their worker died, or was told to stop.
_OPEN = select(attempts.c.id, attempts.c.started_at, attempts.c.deadline_s).where(
    attempts.c.run_id == bindparam("run_id"), attempts.c.outcome.is_(None)
)

_CUT = (
    update(attempts)
    .where(attempts.c.id == bindparam("attempt_id"), attempts.c.outcome.is_(None))
    .values(ended_at=bindparam("end"), seconds=bindparam("took"), outcome=bindparam("label"))
)


def begin(
    connection: Connection,
    run_id: str,
    company_id: int,
    *,
    number: int,
    retry: int,
    owner: str,
    started_at: float,
    deadline_s: float,
) -> int:
    """Write down that an attempt begins; returns its id."""
    values = {
        "run_id": run_id,
        "company_id": company_id,
        "number": number,
        "retry": retry,
        "owner": owner,
        "started_at": started_at,
        "deadline_s": deadline_s,
    }
    return insert_one(connection, _BEGIN, values)


def end(connection: Connection, claim: Claim, ending: Ending) -> None:
    """Write down how an attempt ended. The failure is the attempt's own, even where its row is completed."""
    failure = ending.outcome.failure or ending.failure
    crawl = ending.outcome.crawl
    values = {
        "ended_at": ending.ended_at,
        "seconds": ending.seconds,
        "outcome": ending.label,
        "error_type": failure and failure.type.value,
        "reason": failure and failure.reason.label,
        "message": failure and failure.message,
        "url": failure and failure.url,
        "status": failure and failure.status,
        "wait_s": ending.wait_s,
        "final_origin": crawl.final_origin,
        "robots_limited": crawl.robots_limited,
        "pages": len(crawl.content),
        "requests": crawl.requests,
        "wire_bytes": crawl.wire_bytes,
        "pages_from_cache": crawl.pages_from_cache,
        "revalidated": crawl.revalidated,
        "missed": _missed(crawl),
        "rung": crawl.rung,
        "way": crawl.way,
    }
    run(connection, _END, {"attempt_id": claim.attempt_id} | {f"new_{name}": value for name, value in values.items()})


def interrupt(connection: Connection, attempt_ids: list[int], now: float) -> None:
    """End these attempts, given back before they were through."""
    opened = select(attempts.c.id, attempts.c.started_at, attempts.c.deadline_s).where(
        attempts.c.id.in_(attempt_ids), attempts.c.outcome.is_(None)
    )
    _cut(connection, connection.execute(opened).all(), now, "interrupted")


def interrupt_all(connection: Connection, run_id: str, now: float, *, label: str = "interrupted") -> None:
    """End every open attempt of a run."""
    _cut(connection, connection.execute(_OPEN, {"run_id": run_id}).all(), now, label)


def _cut(connection: Connection, opened: Sequence[Any], now: float, label: str) -> None:
    if not opened:
        return
    # found again after days, an attempt has still not run for longer than its deadline
    cuts = [
        {
            "attempt_id": attempt.id,
            "end": now,
            "took": min(max(now - attempt.started_at, 0.0), attempt.deadline_s),
            "label": label,
        }
        for attempt in opened
    ]
    run_many(connection, _CUT, cuts)


def missed_pages(stored: Iterable[Mapping[str, str]]) -> tuple[MissedPage, ...]:
    """The pages that an attempt chose and did not get, as the history keeps them."""
    return tuple(MissedPage(page["url"], PageKind(page["kind"]), page["error"]) for page in stored)


def _missed(crawl: Crawl) -> list[dict[str, str]]:
    return [{"url": page.url, "kind": page.kind.value, "error": page.error} for page in crawl.missed]
