"""When there is something to claim again."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, func, select, union_all

from theodore.model.states import CLAIMABLE, State
from theodore.store.schema import rows, sites

#: A lease may be given back long before it is over, and nobody tells another run; so its site is looked at again after
#: so many seconds.
LOOK_AGAIN_S = 1.0

_mine = rows.alias("mine")
_claimable = [state.value for state in sorted(CLAIMABLE)]
#: A deferred row is done where it is due while there is other work, but is itself nothing that a run waits for.
_awaited = [state.value for state in sorted(CLAIMABLE - {State.DEFERRED})]

# A row of this run that may be claimed as soon as its site is free.
_ready = (
    (_mine.c.run_id == bindparam("run_id")) & _mine.c.state.in_(_awaited) & (_mine.c.tries >= bindparam("least_tries"))
)

# next_due -- The sooner of: the end of a row's own wait; the end of a hold on a site that has rows here. Sites that
# this run is visiting itself are not waited for: it knows when they end.
_SOONEST = union_all(
    select(func.min(rows.c.due_at).label("at")).where(
        rows.c.run_id == bindparam("run_id"),
        rows.c.due_at > bindparam("now"),
        rows.c.state.in_(_awaited),
        rows.c.tries >= bindparam("least_tries"),
    ),
    select(func.min(sites.c.hold_until)).where(
        sites.c.hold_until > bindparam("now"),
        select(_mine.c.id).where(_ready, _mine.c.site_key == sites.c.site_key).exists(),
    ),
)

# leased_elsewhere -- Whether another run is at a site that has rows here.
_LEASED_ELSEWHERE = select(
    select(rows.c.id)
    .where(
        rows.c.lease_until > bindparam("now"),
        rows.c.run_id != bindparam("run_id"),
        select(_mine.c.id).where(_ready, _mine.c.site_key == rows.c.site_key).exists(),
    )
    .exists()
)

_theirs = rows.alias("theirs")
_open = [*_claimable, State.PROCESSING.value]

# shares_sites -- Whether another run has work to do at a site of which this one wants something.
_SHARES = select(
    select(_mine.c.id)
    .where(
        _mine.c.run_id == bindparam("run_id"),
        _mine.c.state.in_(_open),
        select(_theirs.c.id)
        .where(
            _theirs.c.run_id == bindparam("other"),
            _theirs.c.site_key == _mine.c.site_key,
            _theirs.c.state.in_(_open),
        )
        .exists(),
    )
    .exists()
)


def shares_sites(connection: Connection, run_id: str, other: str) -> bool:
    """Whether both runs still have work at one site: it is visited by one of them at a time."""
    return bool(connection.execute(_SHARES, {"run_id": run_id, "other": other}).scalar_one())


def next_due(connection: Connection, run_id: str, now: float, *, only_begun: bool) -> float | None:
    """The earliest time at which a claim may give something that it does not give now; None where nothing waits.

    Rows that were deferred are not waited for. only_begun: rows that were never tried are not wanted.
    """
    values = {"run_id": run_id, "now": now, "least_tries": int(only_begun)}
    times = [at for at in connection.execute(_SOONEST, values).scalars() if at is not None]
    if connection.execute(_LEASED_ELSEWHERE, values).scalar_one():
        times.append(now + LOOK_AGAIN_S)
    return min(times, default=None)
