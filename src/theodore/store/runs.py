"""Runs: their beginning, their end, and finding them again."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, func, insert, select, update

from theodore.model.errors import ConfigurationError
from theodore.store.records import Delivery, Run, RunState
from theodore.store.schema import deliveries, runs

# count_of_day -- How many runs began on that day already: the new one's id continues the count.
_OF_DAY = select(func.count()).select_from(runs).where(runs.c.id.startswith(bindparam("day")))

# runs -- Newest first; ids break the tie of runs that began at once.
_NEWEST = select(runs).order_by(runs.c.started_at.desc(), runs.c.id.desc())

# find_open_run -- The run that the same command resumes: a crash leaves it "running", a stop "interrupted".
_OPEN = _NEWEST.where(runs.c.key == bindparam("key"), runs.c.state != "finished").limit(1)

_LATEST = _NEWEST.where(runs.c.key == bindparam("key")).limit(1)
_BY_ID = select(runs).where(runs.c.id == bindparam("run_id"))

_SET_STATE = (
    update(runs)
    .where(runs.c.id == bindparam("run_id"))
    .values(state=bindparam("new_state"), ended_at=bindparam("new_end"))
)

_SET_COLUMNS = update(runs).where(runs.c.id == bindparam("run_id")).values(columns=bindparam("new_columns"))

_SET_SETTINGS = update(runs).where(runs.c.id == bindparam("run_id")).values(settings=bindparam("new_settings"))

_LAST_DELIVERY = (
    select(deliveries).where(deliveries.c.run_id == bindparam("run_id")).order_by(deliveries.c.id.desc()).limit(1)
)


def new_run(
    connection: Connection,
    *,
    key: str,
    source: str,
    sink: str,
    tab: str,
    columns: Sequence[str],
    settings: dict[str, Any],
    now: float,
) -> Run:
    """Add a run that begins now."""
    day = time.strftime("%Y%m%d", time.gmtime(now))
    number = connection.execute(_OF_DAY, {"day": f"{day}-"}).scalar_one() + 1
    run = Run(f"{day}-{number}", key, source, sink, tab, tuple(columns), settings, now, None, "running")
    values = {
        "id": run.id,
        "key": key,
        "source": source,
        "sink": sink,
        "tab": tab,
        "columns": list(columns),
        "settings": settings,
        "state": run.state,
        "started_at": now,
    }
    connection.execute(insert(runs), values)
    return run


def set_state(connection: Connection, run_id: str, state: RunState, ended_at: float | None) -> None:
    """Say how a run stands; ended_at: None while it goes on."""
    connection.execute(_SET_STATE, {"run_id": run_id, "new_state": state, "new_end": ended_at})


def set_columns(connection: Connection, run_id: str, columns: Sequence[str]) -> None:
    """Say which columns the run's table has now."""
    connection.execute(_SET_COLUMNS, {"run_id": run_id, "new_columns": list(columns)})


def set_settings(connection: Connection, run_id: str, settings: dict[str, Any]) -> None:
    """Say what a run goes by now."""
    connection.execute(_SET_SETTINGS, {"run_id": run_id, "new_settings": settings})


def find_open(connection: Connection, key: str) -> Run | None:
    """The latest run of this key that is not finished."""
    return _run(connection.execute(_OPEN, {"key": key}).mappings().first())


def latest(connection: Connection, key: str) -> Run | None:
    """The latest run of this key."""
    return _run(connection.execute(_LATEST, {"key": key}).mappings().first())


def by_id(connection: Connection, run_id: str) -> Run:
    """The run of this id; ConfigurationError where there is none."""
    run = _run(connection.execute(_BY_ID, {"run_id": run_id}).mappings().first())
    if run is None:
        raise ConfigurationError(f"the journal has no run {run_id!r}. `theodore status` shows the runs that it has.")
    return run


def newest(connection: Connection) -> list[Run]:
    """All runs, newest first."""
    found = (_run(row) for row in connection.execute(_NEWEST).mappings())
    return [run for run in found if run is not None]


def record_delivery(connection: Connection, run_id: str, sink: str, seq: int, now: float) -> None:
    """Note that the run's results, up to this event, stand in their table."""
    connection.execute(insert(deliveries), {"run_id": run_id, "sink": sink, "seq": seq, "at": now})


def last_delivery(connection: Connection, run_id: str) -> Delivery | None:
    """The run's last delivery."""
    row = connection.execute(_LAST_DELIVERY, {"run_id": run_id}).mappings().first()
    return None if row is None else Delivery(row["run_id"], row["sink"], row["seq"], row["at"])


def _run(row: RowMapping | None) -> Run | None:
    return None if row is None else Run(**{**row, "columns": tuple(row["columns"])})
