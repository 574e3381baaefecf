"""A run as its sheet shows it: every row from the top, streamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from theodore.model.company import ResultRow
from theodore.model.fields import Catalogue, Tab, Value, catalogue
from theodore.model.states import SheetStatus, State
from theodore.model.statistics import RowResult
from theodore.store.figures import STREAMED
from theodore.store.records import Wish
from theodore.store.rows import chunks
from theodore.store.schema import IN_SOURCE, companies, profiles, rows

_rows_of_run = (
    select(
        rows,
        profiles.c.profile,
        profiles.c.coverage,
        profiles.c.completed_at,
        profiles.c.run_id.label("profile_run_id"),
        profiles.c.unverified,
        companies.c.created_at,
    )
    .join(companies, companies.c.id == rows.c.company_id)
    .join(profiles, profiles.c.id == rows.c.profile_id, isouter=True)
    .where(rows.c.run_id == bindparam("run_id"), IN_SOURCE)
)
# rows_of_run -- In the order of the table, which is that of an index: nothing is sorted, nothing kept.
ROWS_OF_RUN = _rows_of_run.order_by(rows.c.position, rows.c.id).execution_options(yield_per=STREAMED)
# some_rows_of_run -- In no order.
_SOME = _rows_of_run.where(rows.c.record_id.in_(bindparam("ids", expanding=True)))

# source_rows -- What stood in the source.
_SOURCE = (
    select(rows.c.record_id, rows.c.cells)
    .where(rows.c.run_id == bindparam("run_id"), IN_SOURCE)
    .order_by(rows.c.position, rows.c.id)
    .execution_options(yield_per=STREAMED)
)

# results_of_run -- The same without what only the sheet needs.
_RESULTS = (
    select(
        rows.c.record_id,
        rows.c.name,
        rows.c.website,
        rows.c.state,
        rows.c.partial,
        rows.c.error_type,
        rows.c.reason,
        rows.c.message,
        rows.c.tries,
        rows.c.seconds,
        profiles.c.coverage,
    )
    .join(profiles, profiles.c.id == rows.c.profile_id, isouter=True)
    .where(rows.c.run_id == bindparam("run_id"), IN_SOURCE)
    .order_by(rows.c.position, rows.c.id)
    .execution_options(yield_per=STREAMED)
)


def results(connection: Connection, run_id: str) -> Iterator[RowResult]:
    """How each row stands."""
    for row in connection.execute(_RESULTS, {"run_id": run_id}):
        yield RowResult(
            record_id=row.record_id,
            company_name=row.name,
            website=row.website,
            state=State(row.state),
            partial=row.partial,
            error_type=row.error_type,
            reason=row.reason,
            error=row.message,
            attempts=row.tries,
            processing_time=row.seconds,
            coverage=row.coverage,
        )


def sheet_rows(connection: Connection, run_id: str, fields: Catalogue | None = None) -> Iterator[ResultRow]:
    """Each row with its cells on both tabs; every field of a tab has its key, None where it holds nothing.

    fields: the catalogue of the run; ours if not given.
    """
    return _result_rows(connection.execute(ROWS_OF_RUN, {"run_id": run_id}), fields)


def source_rows(connection: Connection, run_id: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each row's record id, and its cells as they were when it was last brought in."""
    for row in connection.execute(_SOURCE, {"run_id": run_id}):
        yield row.record_id, tuple(row.cells)


def some_sheet_rows(
    connection: Connection, run_id: str, record_ids: Iterable[str], fields: Catalogue | None = None
) -> Iterator[ResultRow]:
    """The same of these rows alone, in any order; those that the source does not have are left out."""
    for ids in chunks(record_ids):
        yield from _result_rows(connection.execute(_SOME, {"run_id": run_id, "ids": ids}), fields)


def _result_rows(found: Iterable[Row[Any]], fields: Catalogue | None) -> Iterator[ResultRow]:
    names = {tab: _names(fields or catalogue(), tab) for tab in Tab}
    for row in found:
        known = values(row)
        yield ResultRow(
            cells=tuple(row.cells),
            companies=_on(names[Tab.COMPANIES], known),
            details=None if row.profile is None else _on(names[Tab.DETAILS], known),
        )


def values(row: Row[Any]) -> dict[str, Value]:
    """Every field of the catalogue that is known of a row; what the user wrote and what we measured goes first.

    row: of ROWS_OF_RUN.
    """
    state = State(row.state)
    # of a row that was not chosen nothing is said, unless its company is known
    status = None if row.wish == Wish.NOT_NOW.value and row.profile is None else state.sheet_status
    return (row.profile or {}) | {
        "name": row.name,
        "website": row.website,
        "field_coverage": row.coverage,
        "status": status and status.value,
        "progress": row.progress or None,
        "attempts": row.tries,
        # a partial success had its failure too, which the notes tell; the class marks rows that failed
        "error_type": row.error_type if status is SheetStatus.FAILED else None,
        "error_notes": _notes(row.error_notes, row.unverified, row.profile or {}),
        "research_date": iso(row.completed_at if state is State.SKIPPED else row.ended_at),
        "record_id": row.record_id,
        "created_at": iso(row.created_at),
        "last_updated": iso(row.updated_at),
    }


def _notes(error_notes: str | None, unverified: str | None, profile: Mapping[str, Value]) -> str | None:
    """What there is to say of a row. unverified: what is wrong with the certificate of a site that was read anyway."""
    doubt = f"unverified: {unverified}, so anybody may have written what it says." if unverified else None
    return " ".join(note for note in (error_notes, doubt, _of_another(profile)) if note) or None


def _of_another(profile: Mapping[str, Value]) -> str | None:
    """That the site seems to be another company's: all else in the row is then of that one."""
    if profile.get("identity_match") != "mismatch":
        return None
    return f"mismatch: the site seems to be of {profile.get('official_name') or 'another company'}; check the website."


def iso(at: float | None) -> str | None:
    """ISO 8601 with offset, to the second."""
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def _on(names: Sequence[str], known: Mapping[str, Value]) -> dict[str, Value]:
    return {name: known.get(name) for name in names}


def _names(fields: Catalogue, tab: Tab) -> tuple[str, ...]:
    # a formula is made by the table that holds it
    return tuple(field.name for field in fields.on(tab) if field.type != "formula")
