"""What is wished of rows that were there before, fulfilled as the table of states allows it.

    wished     the row                        becomes
    again      completed, skipped, failed,    pending, with all its retries before it; its facts stand until there are
               cancelled                      others
    not now    pending                        skipped: left out
    do, again  left out                       pending
    do         skipped, whose company is      pending; its facts stand until there are others
               fresh no longer

A row that was begun and waits for a retry is brought to its end, chosen or not. What is wished again stays so until the
row is visited, whatever the next invocation says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Update, bindparam, func, null, or_, select, update

from theodore.model.states import State
from theodore.store.records import Wish
from theodore.store.refresh import seen
from theodore.store.rows import IS_NOT_CHOSEN, NOT_CHOSEN, fresh_companies
from theodore.store.schema import companies, rows

_mine = rows.c.run_id == bindparam("run")


def _wished(*wanted: Wish) -> Any:
    return rows.c.record_id.in_(select(seen.c.record_id).where(or_(*(seen.c.wish == wish.value for wish in wanted))))


def _in(*states: State) -> Any:
    return or_(*(rows.c.state == state for state in states))


def _reopen(*conditions: Any, wish: Wish, **values: Any) -> Update:
    return (
        update(rows)
        .where(_mine, *conditions)
        .values(
            state=State.PENDING,
            version=rows.c.version + 1,
            wish=wish.value,
            retries=0,
            rung=null(),
            climbs=0,
            partial=False,
            progress="",
            error_type=null(),
            reason=null(),
            message=null(),
            error_notes=null(),
            updated_at=bindparam("now"),
            ended_at=null(),
            **values,
        )
    )


# choose_rows -- Those that an earlier invocation left out.
_CHOOSE = _reopen(IS_NOT_CHOSEN, _wished(Wish.DO, Wish.AGAIN), wish=Wish.DO, profile_id=null())
# refresh_rows_again, retry_rows -- A person asks for another go.
_REFRESH = _reopen(_in(State.COMPLETED, State.SKIPPED), ~IS_NOT_CHOSEN, _wished(Wish.AGAIN), wish=Wish.AGAIN)
_RETRY = _reopen(_in(State.FAILED, State.CANCELLED), _wished(Wish.AGAIN), wish=Wish.AGAIN)
# visit_stale -- What was fresh to an earlier invocation may be too old for this one.
_VISIT_STALE = _reopen(
    _in(State.SKIPPED),
    ~IS_NOT_CHOSEN,
    _wished(Wish.DO),
    rows.c.company_id.not_in(fresh_companies),
    wish=Wish.DO,
)
# want_again -- Of rows that are not done, it says that old facts will not do.
_WANT = (
    update(rows)
    .where(_mine, _in(State.PENDING), rows.c.wish == Wish.DO.value, _wished(Wish.AGAIN))
    .values(wish=Wish.AGAIN.value)
)

_its_profile = (
    select(companies.c.profile_id)
    .where(companies.c.id == rows.c.company_id, companies.c.researcher == bindparam("by"))
    .scalar_subquery()
)
# leave_out -- With what is known of their companies, however old.
_LEAVE_OUT = (
    update(rows)
    .where(_mine, _in(State.PENDING), _wished(Wish.NOT_NOW))
    .values(
        state=State.SKIPPED,
        version=rows.c.version + 1,
        wish=Wish.NOT_NOW.value,
        profile_id=func.coalesce(rows.c.profile_id, _its_profile),
        progress=NOT_CHOSEN,
        updated_at=bindparam("now"),
        ended_at=bindparam("now"),
    )
)


@dataclass(frozen=True, slots=True)
class Fulfilled:
    """How many rows are pending again: refreshed, which were done or skipped; retried, which had failed; chosen, which
    were left out. left_out: rows that were pending and are not wanted now.
    """

    refreshed: int
    retried: int
    chosen: int
    left_out: int


def fulfil(
    connection: Connection,
    run_id: str,
    now: float,
    researcher: str,
    fresh_for_s: float | None = None,
    *,
    unproved: bool = False,
) -> Fulfilled:
    """Fulfil what `seen` says, and let it go.

    researcher: whose facts are shown for rows that are left out. fresh_for_s: how long his facts are fresh; None where
    rows that were skipped stay so. unproved: as for `skip_fresh`.
    """
    stale = 0
    if fresh_for_s is not None:
        since = {"run": run_id, "now": now, "since": now - fresh_for_s, "by": researcher, "unproved": unproved}
        stale = connection.execute(_VISIT_STALE, since).rowcount
    values = {"run": run_id, "now": now}
    fulfilled = Fulfilled(
        chosen=connection.execute(_CHOOSE, values).rowcount,
        refreshed=connection.execute(_REFRESH, values).rowcount + stale,
        retried=connection.execute(_RETRY, values).rowcount,
        left_out=connection.execute(_LEAVE_OUT, {**values, "by": researcher}).rowcount,
    )
    connection.execute(_WANT, {"run": run_id})
    seen.drop(connection)
    return fulfilled
