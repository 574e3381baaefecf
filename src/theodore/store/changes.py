"""Which rows of a run became other since a reader last looked.

A row's change of state has an event of its own; a change of many at once has one that names none, and may be of any.
What an attempt is doing is noted without an event, for there would be a hundred a second: it is looked up for all rows
that can have such a note, which are few.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select, union_all

from theodore.store.events import last_seq
from theodore.store.schema import IN_SOURCE, events, rows

_since = (events.c.run_id == bindparam("run_id"), events.c.seq > bindparam("after"))

# changes -- Not DISTINCT: the same row stands there thrice at most, and the database would sort them.
_ROWS = select(rows.c.record_id).join(events, events.c.row_id == rows.c.id).where(*_since, IN_SOURCE)
_OF_MANY = select(events.c.seq).where(*_since, events.c.row_id.is_(None)).limit(1)

_noted = select(rows.c.record_id, rows.c.progress).where(rows.c.run_id == bindparam("run_id"), IN_SOURCE)
# under_way -- Each half within an index of its own; notes are written to no other rows.
_UNDER_WAY = union_all(_noted.where(rows.c.lease_until.is_not(None)), _noted.where(rows.c.due_at.is_not(None)))


@dataclass(frozen=True, slots=True)
class Changes:
    """What an event told of since another one.

    seq: where the feed ends now. record_ids: the rows; None where it may be any row of the run.
    """

    seq: int
    record_ids: frozenset[str] | None


def changes(connection: Connection, run_id: str, after: int) -> Changes:
    """Which rows became other since this event."""
    values = {"run_id": run_id, "after": after}
    seq = last_seq(connection, run_id)
    if connection.execute(_OF_MANY, values).first() is not None:
        return Changes(seq, None)
    return Changes(seq, frozenset(connection.execute(_ROWS, values).scalars()))


def under_way(connection: Connection, run_id: str) -> dict[str, str]:
    """What is noted of the rows that are being visited or wait, by record id."""
    return {row.record_id: row.progress for row in connection.execute(_UNDER_WAY, {"run_id": run_id})}
