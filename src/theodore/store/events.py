"""The feed of everything that happens."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, func, insert, select

from theodore.store.prepared import insert_one
from theodore.store.records import Event
from theodore.store.schema import events

# add_event -- The database gives the number, so that numbers follow the order of commits.
_ADD = insert(events)

# events_after -- What a reader that has seen `seq` has not seen yet.
_AFTER = (
    select(events)
    .where(events.c.run_id == bindparam("run_id"), events.c.seq > bindparam("after"))
    .order_by(events.c.seq)
    .limit(bindparam("most"))
)

# last_seq -- Where the feed of a run ends now.
_LAST = select(func.coalesce(func.max(events.c.seq), 0)).where(events.c.run_id == bindparam("run_id"))


class Feed:
    """Appends events in a transaction, and keeps them for those who are told after its commit."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.appended: list[Event] = []

    def append(self, run_id: str, row_id: int | None, at: float, kind: str, data: dict[str, Any]) -> Event:
        """Append one event; returns it with its number."""
        values = {"run_id": run_id, "row_id": row_id, "at": at, "kind": kind, "data": data}
        seq = insert_one(self._connection, _ADD, values)
        event = Event(seq, run_id, row_id, at, kind, data)
        self.appended.append(event)
        return event


def events_after(connection: Connection, run_id: str, seq: int, limit: int) -> list[Event]:
    """At most `limit` events of the run that follow this number, oldest first."""
    found = connection.execute(_AFTER, {"run_id": run_id, "after": seq, "most": limit}).mappings()
    return [_event(row) for row in found]


def last_seq(connection: Connection, run_id: str) -> int:
    """The number of the run's last event; 0 where it has none."""
    return int(connection.execute(_LAST, {"run_id": run_id}).scalar_one())


def _event(row: RowMapping) -> Event:
    return Event(row["seq"], row["run_id"], row["row_id"], row["at"], row["kind"], row["data"])
