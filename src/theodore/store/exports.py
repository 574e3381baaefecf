"""Everything that a run found, as plain records for other programs, streamed.

The columns are explained in docs/reference/exports.md; `export_columns` has them in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select

from theodore.model.custom import catalogue_of
from theodore.model.fields import Catalogue, Value, catalogue
from theodore.model.packing import unpacked
from theodore.model.page import PageKind
from theodore.store.attempts import missed_pages
from theodore.store.figures import STREAMED
from theodore.store.records import AttemptRecord
from theodore.store.runs import by_id
from theodore.store.schema import attempts, evidence, pages, profiles, rows, snapshots
from theodore.store.sheet import ROWS_OF_RUN, iso, values

Record = dict[str, Value]

#: Makes the visible text of a page from its HTML.
VisibleText = Callable[[str], str]

_COLUMNS: dict[str, tuple[str, ...]] = {
    "evidence": ("record_id", "field", "value", "kind", "url", "quote", "method", "confidence", "kept", "unverified"),
    "pages": (
        "record_id",
        "website",
        "url",
        "final_url",
        "status",
        "headers",
        "fetched_at",
        "content_type",
        "html",
        "text",
        "unverified",
    ),
    "attempts": (
        "record_id",
        "website",
        "attempt",
        "started_at",
        "seconds",
        "deadline",
        "outcome",
        "error_type",
        "reason",
        "message",
        "wait",
        "pages",
    ),
}


def export_columns(what: str, fields: Catalogue | None = None) -> tuple[str, ...]:
    """The columns of an export, in order.

    what: profiles, evidence, pages or attempts. fields: the catalogue of the run; ours if not given.
    """
    if what == "profiles":
        names = (field.name for field in (fields or catalogue()).fields)
        return ("record_id", *(name for name in names if name != "record_id"))
    return _COLUMNS[what]


# The run whose findings stand for a row: an earlier one's, where the row was skipped.
_found_in = func.coalesce(profiles.c.run_id, rows.c.run_id)
_with_profile = rows.outerjoin(profiles, profiles.c.id == rows.c.profile_id)


def _streamed(query: Select[Any]) -> Select[Any]:
    return query.where(rows.c.run_id == bindparam("run_id")).execution_options(yield_per=STREAMED)


# evidence_of_run -- By row, so that a website in two rows proves both.
_EVIDENCE = _streamed(
    select(rows.c.record_id, evidence)
    .select_from(
        _with_profile.join(evidence, (evidence.c.company_id == rows.c.company_id) & (evidence.c.run_id == _found_in))
    )
    .order_by(rows.c.position, rows.c.id, evidence.c.id)
)

# pages_of_run -- Bodies are large, so few are read at a time.
_PAGES = _streamed(
    select(rows.c.record_id, rows.c.website, pages, snapshots.c.body, snapshots.c.size)
    .select_from(
        _with_profile.join(pages, (pages.c.company_id == rows.c.company_id) & (pages.c.run_id == _found_in)).outerjoin(
            snapshots, snapshots.c.content_hash == pages.c.content_hash
        )
    )
    .order_by(rows.c.position, rows.c.id, pages.c.id)
).execution_options(yield_per=20)

_history = select(rows.c.record_id, rows.c.name, rows.c.website, attempts).select_from(
    rows.join(attempts, (attempts.c.company_id == rows.c.company_id) & (attempts.c.run_id == rows.c.run_id))
)
# attempts_of_run -- By row; rows of one website share their attempts.
_ATTEMPTS = _streamed(_history.order_by(rows.c.position, rows.c.id, attempts.c.number))

# attempts_of_row -- One row's share of it.
_OF_ROW = _history.where(rows.c.id == bindparam("row_id")).order_by(attempts.c.number)


def export_profiles(connection: Connection, run_id: str) -> Iterator[Record]:
    """Every row with every field of the catalogue."""
    columns = export_columns("profiles", catalogue_of(by_id(connection, run_id).settings))
    for row in connection.execute(ROWS_OF_RUN, {"run_id": run_id}):
        known = values(row)
        yield {name: known.get(name) for name in columns}


def export_evidence(connection: Connection, run_id: str) -> Iterator[Record]:
    """Every value that was found, kept or dropped, with its proof."""
    columns = export_columns("evidence")
    for row in connection.execute(_EVIDENCE, {"run_id": run_id}).mappings():
        yield {name: row[name] for name in columns}


def export_pages(connection: Connection, run_id: str, visible_text: VisibleText) -> Iterator[Record]:
    """Every page that was read; one whose snapshot was pruned has neither html nor text."""
    for row in connection.execute(_PAGES, {"run_id": run_id}):
        body = None if row.body is None else unpacked(row.body)
        is_html = PageKind(row.kind).is_content
        yield {
            "record_id": row.record_id,
            "website": row.website,
            "url": row.url,
            "final_url": row.final_url,
            "status": row.status,
            "headers": dict(row.headers),
            "fetched_at": iso(row.fetched_at),
            "content_type": row.content_type,
            "html": body if is_html else None,
            "text": visible_text(body) if is_html and body is not None else body,
            "unverified": row.unverified,
        }


def export_attempts(connection: Connection, run_id: str) -> Iterator[Record]:
    """Every attempt, in the order of the rows and then of time."""
    columns = export_columns("attempts")
    for row in connection.execute(_ATTEMPTS, {"run_id": run_id}):
        record = _attempt(row)
        yield {name: getattr(record, name) for name in columns} | {"started_at": iso(record.started_at)}


def history(connection: Connection, row_id: int) -> tuple[AttemptRecord, ...]:
    """The attempts of a row's company in its run, oldest first."""
    return tuple(_attempt(row) for row in connection.execute(_OF_ROW, {"row_id": row_id}))


def _attempt(row: Row[Any]) -> AttemptRecord:
    return AttemptRecord(
        run_id=row.run_id,
        record_id=row.record_id,
        name=row.name,
        website=row.website,
        attempt=row.number + 1,
        retry=row.retry,
        started_at=row.started_at,
        seconds=row.seconds,
        deadline=row.deadline_s,
        outcome=row.outcome,
        error_type=row.error_type,
        reason=row.reason,
        message=row.message,
        url=row.url,
        status=row.status,
        wait=row.wait_s,
        pages=row.pages,
        requests=row.requests,
        wire_bytes=row.wire_bytes,
        final_origin=row.final_origin,
        missed=missed_pages(row.missed),
        pages_from_cache=row.pages_from_cache,
        revalidated=row.revalidated,
        rung=row.rung,
        way=row.way,
    )
