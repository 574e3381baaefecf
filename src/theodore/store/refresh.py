"""Bringing a table in again that people changed since: its rows are found again by their record ids.

    in the journal, in the source    the user's cells, name, place and priority become those of the source
    in the source alone              a new row
    in the journal alone             the row is gone: cancelled if it was not done, and shown nowhere (`IN_SOURCE`)

A row that is done keeps its state and its facts, unless it is wanted again (store/wishes). A row that is not done and
names another website now belongs to the company of that one, with all its retries before it. A row that was gone and is
back is taken up again, as one that is not done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    Table,
    Text,
    and_,
    bindparam,
    case,
    insert,
    null,
    or_,
    select,
    update,
)

from theodore.model.states import CLAIMABLE, State
from theodore.store import rows as rows_
from theodore.store.columns import CleanText
from theodore.store.records import NewRow, Wish
from theodore.store.schema import IN_SOURCE, rows, upsert

# The ids that the source holds now, and what is wished of their rows; it lives as long as the transaction.
seen = Table(
    "seen_rows",
    MetaData(),
    Column("record_id", CleanText, primary_key=True),
    Column("wish", Text, nullable=False),
    prefixes=["TEMPORARY"],
)
_SEE = insert(seen)

_source = upsert(rows)
_now = _source.excluded
# spelt out: a statement for many rows takes no list
_is_open = or_(*(rows.c.state == state for state in sorted(CLAIMABLE)))
# likewise those that are about to be pending again: see store/wishes
_opens = or_(rows.c.wish == Wish.NOT_NOW.value, _now.wish == Wish.AGAIN.value)
_is_back = and_(rows.c.position < 0, rows.c.state == State.CANCELLED)
_moves = and_(rows.c.company_id != _now.company_id, or_(_is_open, _opens, _is_back))
_same_company = rows.c.company_id == _now.company_id


def _if_moved(column: Any, value: Any) -> Any:
    return case((_moves, value), else_=column)


# refresh_rows -- Rows that are as they were are not written. Nobody works on the run while this is done.
_REFRESH = _source.on_conflict_do_update(
    index_elements=["run_id", "record_id"],
    set_={
        "position": _now.position,
        "name": _now.name,
        "priority": _now.priority,
        "cells": _now.cells,
        # another spelling of the same website, or another website that was not visited yet
        "website": case((or_(_same_company, _moves), _now.website), else_=rows.c.website),
        "company_id": _if_moved(rows.c.company_id, _now.company_id),
        "site_key": _if_moved(rows.c.site_key, _now.site_key),
        "retries": _if_moved(rows.c.retries, 0),
        "rung": _if_moved(rows.c.rung, null()),
        "climbs": _if_moved(rows.c.climbs, 0),
        "profile_id": _if_moved(rows.c.profile_id, _now.profile_id),
        "error_type": _if_moved(rows.c.error_type, null()),
        "reason": _if_moved(rows.c.reason, null()),
        "message": _if_moved(rows.c.message, null()),
        "error_notes": _if_moved(rows.c.error_notes, null()),
        "state": case((_is_back, State.PENDING), else_=rows.c.state),
        "ended_at": case((_is_back, null()), else_=rows.c.ended_at),
        "progress": case((_is_back, ""), else_=rows.c.progress),
        "version": rows.c.version + 1,
    },
    where=or_(
        rows.c.position != _now.position,
        rows.c.name != _now.name,
        rows.c.website != _now.website,
        rows.c.priority != _now.priority,
        rows.c.cells != _now.cells,
    ),
)

_is_gone = and_(rows.c.run_id == bindparam("run"), IN_SOURCE, rows.c.record_id.not_in(select(seen.c.record_id)))

# cancel_gone -- Those that are not done will not be visited.
_CANCEL = (
    update(rows)
    .where(_is_gone, _is_open)
    .values(
        state=State.CANCELLED,
        due_at=None,
        progress="no longer in the source",
        updated_at=bindparam("now"),
        ended_at=bindparam("now"),
    )
)

# hide_gone -- The place below zero is the mark: the history of a row that was visited stays.
_HIDE = update(rows).where(_is_gone).values(position=-1 - rows.c.position, version=rows.c.version + 1)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What became of a table. added: rows that are new. gone: rows that are in it no longer; of them, cancelled: those
    that were not done.
    """

    added: int
    gone: int
    cancelled: int


def refresh(connection: Connection, run_id: str, source: Iterable[NewRow], now: float, researcher: str) -> Refreshed:
    """Make the run's rows those of the source, read as they come. What is wished of them is in `seen` then."""
    before = rows_.how_many(connection, run_id)
    seen.create(connection)
    rows_.bring(connection, _REFRESH, run_id, _noted(connection, source), now, researcher)
    added = rows_.how_many(connection, run_id) - before
    cancelled = connection.execute(_CANCEL, {"run": run_id, "now": now}).rowcount
    gone = connection.execute(_HIDE, {"run": run_id}).rowcount
    return Refreshed(added, gone, cancelled)


def _noted(connection: Connection, source: Iterable[NewRow]) -> Iterator[NewRow]:
    for chunk in rows_.chunks(source):
        connection.execute(_SEE, [_noted_row(item) for item in chunk])
        yield from chunk


def _noted_row(item: NewRow) -> dict[str, str]:
    return {"record_id": item.row.company.record_id, "wish": item.wish.value}
