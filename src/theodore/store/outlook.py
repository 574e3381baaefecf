"""What the journal knows of a table that a run is about to take: what is fresh, what is done, how fast runs were."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, or_, select

from theodore.model.errors import ErrorType
from theodore.model.states import State
from theodore.store.rows import IS_FRESH
from theodore.store.schema import attempts, companies, rows, runs

# fresh_keys -- As skip_fresh has it.
_FRESH = select(companies.c.key).where(companies.c.key.in_(bindparam("keys", expanding=True)), IS_FRESH)

_STATES = select(rows.c.record_id, rows.c.state).where(
    rows.c.run_id == bindparam("run"), rows.c.record_id.in_(bindparam("ids", expanding=True))
)

#: A silence longer than this between two beginnings is a pause of the run, and no work.
_PAUSE_S = 120.0

# pace_of_run -- Companies that were visited to an end, over the time in which the run was at work: the time between the
# beginnings of its attempts, pauses cut short. A row without a website is no visit.
_beginnings = (
    select(
        attempts.c.company_id,
        attempts.c.outcome,
        attempts.c.seconds,
        (attempts.c.started_at - func.lag(attempts.c.started_at).over(order_by=attempts.c.started_at)).label("gap"),
    )
    .where(
        attempts.c.run_id == bindparam("run"),
        or_(attempts.c.error_type.is_(None), attempts.c.error_type != ErrorType.INVALID_INPUT),
    )
    .subquery()
)
_is_end = _beginnings.c.outcome.in_(["completed", "partial", "failed"])
_PACE = select(
    func.count(_beginnings.c.company_id.distinct()).filter(_is_end).label("visited"),
    func.coalesce(func.sum(case((_beginnings.c.gap > _PAUSE_S, _PAUSE_S), else_=_beginnings.c.gap)), 0.0).label(
        "seconds"
    ),
    func.coalesce(func.avg(_beginnings.c.seconds).filter(_is_end), 0.0).label("mean"),
)

_RECENT = (
    select(runs.c.id, runs.c.settings)
    .where(runs.c.started_at <= bindparam("now"))
    .order_by(runs.c.started_at.desc(), runs.c.id.desc())
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a run was. visited: its companies that were visited to an end. seconds: of work, pauses left out.
    mean_s: what one attempt took. settings: those that it began with.
    """

    run_id: str
    visited: int
    seconds: float
    mean_s: float
    settings: dict[str, Any]


def fresh(
    connection: Connection, keys: Collection[str], now: float, fresh_for_s: float, researcher: str, *, unproved: bool
) -> set[str]:
    """Those of these websites, by their keys, that this researcher did lately; at most some thousands at once.

    unproved: also where the site had not proved who it is.
    """
    values = {"keys": list(keys), "now": now, "since": now - fresh_for_s, "by": researcher, "unproved": unproved}
    return set(connection.execute(_FRESH, values).scalars())


def states(connection: Connection, run_id: str, record_ids: Collection[str]) -> dict[str, State]:
    """How these rows of a run stand; those that it does not know are absent."""
    found = connection.execute(_STATES, {"run": run_id, "ids": list(record_ids)})
    return {row.record_id: State(row.state) for row in found}


def paces(connection: Connection, now: float, most: int) -> list[Pace]:
    """How fast the last so many runs were, the latest first."""
    recent = connection.execute(_RECENT, {"now": now, "most": most}).all()
    return [_pace(connection, run) for run in recent]


def _pace(connection: Connection, run: Any) -> Pace:
    found = connection.execute(_PACE, {"run": run.id}).one()
    # between the first beginning and the last lies all but the last attempt
    return Pace(run.id, found.visited, found.seconds + found.mean, found.mean, run.settings)
