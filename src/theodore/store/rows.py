"""The rows of a run: bringing them in, and the changes that concern many at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Boolean, Connection, Insert, bindparam, case, func, literal_column, or_, select, update

from theodore.model.states import CLAIMABLE, State
from theodore.store import attempts
from theodore.store.prepared import run_many
from theodore.store.records import NewRow, Wish
from theodore.store.schema import IN_SOURCE, companies, profiles, rows, upsert

T = TypeVar("T")

#: Rows that are brought in by one statement, of which SQLite takes some thirty thousand values; and rows that are
#: looked up or written in one go, while a run that is at work waits for no more than these.
_CHUNK = 500

#: What Progress says of a row that the run leaves out.
NOT_CHOSEN = "not chosen"
#: Rows that the run leaves out. Spelt out: the index of these rows is found by its very words.
IS_NOT_CHOSEN = rows.c.wish == literal_column(f"'{Wish.NOT_NOW.value}'")

# add_companies -- Rows of one website share a company, in this run and in all others.
_ADD_COMPANIES = upsert(companies).on_conflict_do_nothing(index_elements=["key"])
# with the facts that this researcher found, however long ago
_known = case((companies.c.researcher == bindparam("by"), companies.c.profile_id)).label("profile_id")
_COMPANIES = select(companies.c.key, companies.c.id, _known).where(
    companies.c.key.in_(bindparam("keys", expanding=True))
)

# add_rows -- A row that is there already keeps its state: the same table is brought in again when a run is resumed.
_ADD_ROWS = upsert(rows).on_conflict_do_nothing(index_elements=["run_id", "record_id"])

_HOW_MANY = select(func.count()).select_from(rows).where(rows.c.run_id == bindparam("run_id"))

_counts = select(rows.c.state, func.count().label("count"))
_COUNTS = _counts.where(rows.c.run_id == bindparam("run_id"), IN_SOURCE).group_by(rows.c.state)

# not_chosen -- Counted within its own index.
_NOT_CHOSEN = (
    select(func.count()).select_from(rows).where(rows.c.run_id == bindparam("run_id"), IS_NOT_CHOSEN, IN_SOURCE)
)

# resume -- Nobody works on the run now (its lock says so), so whatever is being processed was left by a dead worker.
_RESUME = (
    update(rows)
    .where(rows.c.run_id == bindparam("run"), rows.c.state == State.PROCESSING)
    .values(
        state=State.PENDING,
        version=rows.c.version + 1,
        lease_owner=None,
        lease_until=None,
        progress="",
        updated_at=bindparam("now"),
    )
)

# cancel -- Also what is being processed: its attempt finds its claim stale and is dropped.
_CANCEL = (
    update(rows)
    .where(rows.c.run_id == bindparam("run"), rows.c.state.in_([*CLAIMABLE, State.PROCESSING]))
    .values(
        state=State.CANCELLED,
        version=rows.c.version + 1,
        due_at=None,
        lease_owner=None,
        lease_until=None,
        progress="cancelled",
        updated_at=bindparam("now"),
        ended_at=bindparam("now"),
    )
)

# skip_fresh -- A time in the future, from a clock that was set back, is not fresh (policy.freshness says the same).
# What another pipeline found is not what this one would find, nor is what a site said without proof where the run asks
# for proof; and who asks for a row again wants no old facts.
_is_unproved = (
    select(profiles.c.id).where(profiles.c.id == companies.c.profile_id, profiles.c.unverified != "").exists()
)
IS_FRESH = (
    (companies.c.researched_at > bindparam("since"))
    & (companies.c.researched_at <= bindparam("now"))
    & (companies.c.researcher == bindparam("by"))
    & or_(bindparam("unproved", type_=Boolean), ~_is_unproved)
)
fresh_companies = select(companies.c.id).where(IS_FRESH)
_its_profile = select(companies.c.profile_id).where(companies.c.id == rows.c.company_id).scalar_subquery()
_SKIP = (
    update(rows)
    .where(
        rows.c.run_id == bindparam("run"),
        rows.c.state == State.PENDING,
        rows.c.company_id.in_(fresh_companies),
        rows.c.wish != Wish.AGAIN.value,
    )
    .values(
        state=State.SKIPPED,
        version=rows.c.version + 1,
        profile_id=_its_profile,
        progress="known from an earlier visit",
        updated_at=bindparam("now"),
        ended_at=bindparam("now"),
    )
)

# note_progress -- For rows on their way alone, being visited or waiting: what an ended row says is the last word.
_NOTE = (
    update(rows)
    .where(
        rows.c.id == bindparam("row_id"),
        rows.c.run_id == bindparam("run"),
        or_(rows.c.lease_until.is_not(None), rows.c.due_at.is_not(None)),
    )
    .values(progress=bindparam("note"))
)


def add(connection: Connection, run_id: str, new: Iterable[NewRow], now: float, researcher: str) -> int:
    """Bring rows in, read as they come; returns how many were not there before. researcher: see `bring`."""
    before = how_many(connection, run_id)
    bring(connection, _ADD_ROWS, run_id, new, now, researcher)
    return how_many(connection, run_id) - before


def bring(
    connection: Connection, statement: Insert, run_id: str, new: Iterable[NewRow], now: float, researcher: str
) -> None:
    """Insert rows, and their companies, by this statement, which says what is done about those that are there.

    researcher: whose facts are shown for rows that are not chosen.
    """
    for chunk in chunks(new):
        known = _companies(connection, run_id, chunk, now, researcher)
        connection.execute(statement, [_row(run_id, item, known[_key(run_id, item)], now) for item in chunk])


def how_many(connection: Connection, run_id: str) -> int:
    """The number of the run's rows, those that are gone from its source too."""
    return int(connection.execute(_HOW_MANY, {"run_id": run_id}).scalar_one())


def counts(connection: Connection, run_id: str) -> dict[State, int]:
    """How many rows are in each state; states without any are absent."""
    return {State(state): count for state, count in connection.execute(_COUNTS, {"run_id": run_id})}


def not_chosen(connection: Connection, run_id: str) -> int:
    """How many rows the run leaves out; they are among the skipped."""
    return int(connection.execute(_NOT_CHOSEN, {"run_id": run_id}).scalar_one())


def resume(connection: Connection, run_id: str, now: float) -> int:
    """Give back what a dead worker left; returns how many rows."""
    attempts.interrupt_all(connection, run_id, now)
    return connection.execute(_RESUME, {"run": run_id, "now": now}).rowcount


def cancel(connection: Connection, run_id: str, now: float) -> int:
    """Cancel every row that has not ended; returns how many."""
    attempts.interrupt_all(connection, run_id, now, label="cancelled")
    return connection.execute(_CANCEL, {"run": run_id, "now": now}).rowcount


def skip_fresh(
    connection: Connection, run_id: str, now: float, fresh_for_s: float, researcher: str, *, unproved: bool
) -> int:
    """Skip the pending rows whose company this researcher did lately; returns how many.

    unproved: also where the site had not proved who it is.
    """
    values = {"run": run_id, "now": now, "since": now - fresh_for_s, "by": researcher, "unproved": unproved}
    return connection.execute(_SKIP, values).rowcount


def note_progress(connection: Connection, run_id: str, notes: Mapping[int, str]) -> None:
    """Say what is being done for these rows, by their ids."""
    run_many(connection, _NOTE, [{"run": run_id, "row_id": row_id, "note": note} for row_id, note in notes.items()])


def _companies(
    connection: Connection, run_id: str, chunk: Sequence[NewRow], now: float, researcher: str
) -> dict[str, Any]:
    """The companies of these rows, by their keys, each with its id and profile_id."""
    keys = sorted({_key(run_id, item) for item in chunk})
    connection.execute(_ADD_COMPANIES, [{"key": key, "created_at": now} for key in keys])
    return {row.key: row for row in connection.execute(_COMPANIES, {"keys": keys, "by": researcher})}


def _key(run_id: str, new: NewRow) -> str:
    """What names the company: its website, else the row itself, in a form that no website has."""
    return new.website_key or f":{run_id}:{new.row.company.record_id}"


def _row(run_id: str, new: NewRow, known: Any, now: float) -> dict[str, Any]:
    company, is_chosen = new.row.company, new.wish is not Wish.NOT_NOW
    return {
        "run_id": run_id,
        "company_id": known.id,
        "site_key": new.site_key,
        "record_id": company.record_id,
        "position": new.row.position,
        "name": company.name,
        "website": company.website,
        "priority": company.priority,
        "cells": list(new.row.cells),
        "updated_at": now,
        "wish": new.wish.value,
        "state": State.PENDING if is_chosen else State.SKIPPED,
        "progress": "" if is_chosen else NOT_CHOSEN,
        "profile_id": None if is_chosen else known.profile_id,
        "ended_at": None if is_chosen else now,
    }


def chunks(items: Iterable[T], size: int = _CHUNK) -> Iterator[list[T]]:
    """Lists of so many, the last shorter, each read when it is wanted."""
    stream = iter(items)
    while chunk := list(islice(stream, size)):
        yield chunk
