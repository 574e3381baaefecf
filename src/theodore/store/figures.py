"""The numbers of a run, summed from the journal."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Text, and_, bindparam, case, func, select

from theodore.model.custom import catalogue_of
from theodore.model.errors import ErrorType
from theodore.model.page import PageKind
from theodore.model.states import State
from theodore.model.statistics import CoverageTally, FieldCoverage, RunStatistics
from theodore.store.records import ErrorExample, Run, SlowSite
from theodore.store.rows import IS_NOT_CHOSEN
from theodore.store.runs import by_id
from theodore.store.schema import IN_SOURCE, attempts, pages, profiles, rows, spending

_run = bindparam("run_id", type_=Text)

#: Rows read from the database at a time where many follow.
STREAMED = 500

_NOT_MADE = ("interrupted", "cancelled", "held")

_ENDED_ROWS = (State.COMPLETED, State.FAILED)

# attempts_of_run -- One walk for all that attempts tell. One that was interrupted, cancelled, or met a
# hold is no retry that was made.
_ATTEMPTS = select(
    func.count().label("attempts"),
    func.count(case((and_(attempts.c.retry > 0, attempts.c.outcome.not_in(_NOT_MADE)), 1))).label("retried"),
    func.count(case((attempts.c.error_type == ErrorType.TIMEOUT, 1))).label("timeouts"),
    func.count(case((attempts.c.error_type == ErrorType.SSL_ERROR, 1))).label("ssl_errors"),
    func.count(case((attempts.c.outcome == "climb", 1))).label("climbs"),
    func.coalesce(func.sum(attempts.c.pages_from_cache), 0).label("pages_from_cache"),
    func.coalesce(func.sum(attempts.c.revalidated), 0).label("revalidated"),
    func.coalesce(func.sum(attempts.c.wire_bytes), 0).label("bytes"),
).where(attempts.c.run_id == _run)

_PAGES = (
    select(func.count())
    .select_from(pages)
    .where(pages.c.run_id == _run, pages.c.kind.in_([kind for kind in PageKind if kind.is_content]))
)

# pages_in_hand -- Of a run that stores none: as many of each company as an attempt at it had at the most.
_most_in_hand = (
    select(func.max(attempts.c.pages).label("most"))
    .where(attempts.c.run_id == _run)
    .group_by(attempts.c.company_id)
    .subquery()
)
_IN_HAND = select(func.coalesce(func.sum(_most_in_hand.c.most), 0))

# failures_of_run -- Of rows that have failed for good, by class and reason.
_FAILURES = (
    select(rows.c.error_type, rows.c.reason, func.count().label("how_many"), func.min(rows.c.id).label("first"))
    .where(rows.c.run_id == _run, IN_SOURCE, rows.c.state == State.FAILED)
    .group_by(rows.c.error_type, rows.c.reason)
    .order_by(func.count().desc(), rows.c.error_type, rows.c.reason)
)

_ENDED = select(func.count()).select_from(rows).where(rows.c.run_id == _run, IN_SOURCE, rows.c.state.in_(_ENDED_ROWS))

# nth_time -- The n-th shortest time that a row took: a percentile without a list in memory.
_NTH_TIME = (
    select(rows.c.seconds)
    .where(rows.c.run_id == _run, IN_SOURCE, rows.c.state.in_(_ENDED_ROWS))
    .order_by(rows.c.seconds)
    .limit(1)
    .offset(bindparam("before"))
)

_SPENT = select(
    func.coalesce(func.sum(spending.c.input_tokens), 0).label("input_tokens"),
    func.coalesce(func.sum(spending.c.output_tokens), 0).label("output_tokens"),
    func.coalesce(func.sum(spending.c.cost_usd), 0.0).label("cost_usd"),
).where(spending.c.run_id == _run)

# profiles_of_run -- Of companies that are done, each once however many rows it has. What is known of rows that were not
# chosen tells nothing of this run.
_PROFILES = (
    select(profiles.c.profile)
    .where(
        profiles.c.id.in_(
            select(rows.c.profile_id).where(
                rows.c.run_id == _run,
                IN_SOURCE,
                rows.c.state.in_([State.COMPLETED, State.SKIPPED]),
                ~IS_NOT_CHOSEN,
            )
        )
    )
    .execution_options(yield_per=STREAMED)
)

_took = func.sum(attempts.c.seconds)
# slowest_companies -- By the time of all their attempts; the first row of a company names it.
_SLOWEST = (
    select(
        attempts.c.company_id,
        _took.label("seconds"),
        func.count().label("attempts"),
        select(func.min(rows.c.id))
        .where(rows.c.company_id == attempts.c.company_id, rows.c.run_id == attempts.c.run_id)
        .correlate(attempts)
        .scalar_subquery()
        .label("row_id"),
    )
    .where(attempts.c.run_id == _run, attempts.c.seconds.is_not(None))
    .group_by(attempts.c.company_id, attempts.c.run_id)
    .order_by(_took.desc())
    .limit(bindparam("most"))
)
_ROWS = select(rows).where(rows.c.id.in_(bindparam("ids", expanding=True)))


def statistics(connection: Connection, run: Run) -> RunStatistics:
    """All counts of a run."""
    values = {"run_id": run.id}
    tried = connection.execute(_ATTEMPTS, values).mappings().one()
    spent = connection.execute(_SPENT, values).mappings().one()
    failures = connection.execute(_FAILURES, values).all()
    ended = int(connection.execute(_ENDED, values).scalar_one())
    return RunStatistics(
        processed=ended,
        failed=sum(row.how_many for row in failures),
        start_time=run.started_at,
        end_time=run.ended_at,
        by_error=_by_error(failures),
        by_reason={f"{row.error_type}/{row.reason}": row.how_many for row in failures},
        pages=int(connection.execute(_PAGES, values).scalar_one() or connection.execute(_IN_HAND, values).scalar_one()),
        p50_seconds=_percentile(connection, run.id, ended, 0.50),
        p95_seconds=_percentile(connection, run.id, ended, 0.95),
        **tried,
        **spent,
    )


#: The setting of a run that names the fields that are switched off in it.
OFF = "off"


def coverage(connection: Connection, run_id: str) -> FieldCoverage:
    """How much of the catalogue is filled, over the companies that are done, each counted once.

    Fields that are switched off in the run do not count; those of the run's own do.
    """
    settings = by_id(connection, run_id).settings
    tally = CoverageTally(catalogue_of(settings), off=frozenset(settings.get(OFF, ())))
    for profile in connection.execute(_PROFILES, {"run_id": run_id}).scalars():
        tally.add(profile)
    return tally.result()


def slowest(connection: Connection, run_id: str, most: int) -> list[SlowSite]:
    """The companies that took the longest, the slowest first."""
    found = connection.execute(_SLOWEST, {"run_id": run_id, "most": most}).all()
    named = _named(connection, [row.row_id for row in found])
    return [_slow_site(named[row.row_id], row) for row in found]


def error_examples(connection: Connection, run_id: str) -> list[ErrorExample]:
    """Each kind of final failure with the first row that bears it, the most frequent first."""
    found = connection.execute(_FAILURES, {"run_id": run_id}).all()
    named = _named(connection, [row.first for row in found])
    return [_example(named[row.first], row) for row in found]


def _by_error(failures: Iterable[Any]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in failures:
        counts[row.error_type] = counts.get(row.error_type, 0) + row.how_many
    return counts


def _percentile(connection: Connection, run_id: str, count: int, share: float) -> float | None:
    """As model.statistics.percentile has it."""
    before = max(0, math.ceil(share * count) - 1)
    return connection.execute(_NTH_TIME, {"run_id": run_id, "before": before}).scalar()


def _named(connection: Connection, ids: list[int]) -> dict[int, Any]:
    return {row.id: row for row in connection.execute(_ROWS, {"ids": ids})} if ids else {}


def _slow_site(row: Any, found: Any) -> SlowSite:
    return SlowSite(row.record_id, row.name, row.website, row.site_key, found.seconds, found.attempts)


def _example(row: Any, found: Any) -> ErrorExample:
    return ErrorExample(
        error_type=found.error_type,
        reason=found.reason,
        count=found.how_many,
        record_id=row.record_id,
        name=row.name,
        website=row.website,
        message=row.message or "",
    )
