"""Two runs side by side: each row of the first with its counterpart in the second, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Row, Select, and_, bindparam, select

from theodore.model.fields import Value
from theodore.model.states import State
from theodore.store.figures import STREAMED
from theodore.store.schema import events, profiles, rows


class MatchedBy(Enum):
    """How a row finds its counterpart.

    RECORD_ID: for two runs over one table. WEBSITE: for two tables, whose record ids know nothing of each other; a
    company is then its first row, however many it has, and a row without a website has no counterpart.
    """

    RECORD_ID = "record_id"
    WEBSITE = "website"


@dataclass(frozen=True, slots=True)
class RowEnd:
    """A row as it stands in one of the runs."""

    record_id: str
    name: str
    website: str
    company_id: int
    state: State
    error_type: str | None
    reason: str | None
    profile_id: int | None

    @property
    def is_done(self) -> bool:
        """Whether its facts are there: found in the run, or before it."""
        return self.state is State.COMPLETED or (self.state is State.SKIPPED and self.profile_id is not None)


@dataclass(frozen=True, slots=True)
class RowPair:
    """A row and its counterpart.

    after: None where the second run does not have it. facts: both profiles; None where one is missing, or where both
    are of one visit and so the same.
    """

    before: RowEnd
    after: RowEnd | None
    facts: tuple[dict[str, Value], dict[str, Value]] | None


_FIELDS = tuple(RowEnd.__dataclass_fields__)
_before, _after = rows.alias("before"), rows.alias("after")
_old, _new = profiles.alias("old"), profiles.alias("new")
_SIDES = (("before", _before), ("after", _after))


def _among_companys(row: FromClause, run: Any) -> ColumnElement[bool]:
    """Of this run and still in its source, said by terms that no index knows.

    So the few rows of the company are read, by its index; SQLite would rather read all rows of the run.
    """
    return and_(row.c.run_id.concat("") == run, row.c.position >= 0)


def _is_first(row: FromClause) -> ColumnElement[bool]:
    """Whether the row is the first of its company in its run."""
    twin = rows.alias()
    earlier = select(twin.c.id).where(
        twin.c.company_id == row.c.company_id, twin.c.id + 0 < row.c.id, _among_companys(twin, row.c.run_id)
    )
    return ~earlier.correlate(row).exists()


def _walked(row: FromClause, run: str, by: MatchedBy) -> list[ColumnElement[bool]]:
    """All rows of the run that are still in its source, from the top; where companies are matched, one of each."""
    every = [row.c.run_id == bindparam(run), row.c.position >= 0]
    return every if by is MatchedBy.RECORD_ID else [*every, _is_first(row)]


def _looked_up(row: FromClause, run: str, by: MatchedBy) -> ColumnElement[bool]:
    """The row's counterpart in this run."""
    if by is MatchedBy.RECORD_ID:
        is_it = _before.c.record_id == _after.c.record_id
        return and_(is_it, row.c.run_id == bindparam(run), row.c.position >= 0)
    is_it = _before.c.company_id == _after.c.company_id
    return and_(is_it, _among_companys(row, bindparam(run)), _is_first(row))


def _matched(by: MatchedBy) -> Select[Any]:
    # of one visit is one profile: it is neither read nor taken apart
    differ = _before.c.profile_id != _after.c.profile_id
    joined = (
        _before.outerjoin(_after, _looked_up(_after, "after_run", by))
        .outerjoin(_old, (_old.c.id == _before.c.profile_id) & differ)
        .outerjoin(_new, (_new.c.id == _after.c.profile_id) & differ)
    )
    columns = [side.c[name].label(f"{label}_{name}") for label, side in _SIDES for name in _FIELDS]
    return (
        select(*columns, _old.c.profile.label("old"), _new.c.profile.label("new"))
        .select_from(joined)
        .where(*_walked(_before, "before_run", by))
        .order_by(_before.c.position, _before.c.id)
        .execution_options(yield_per=STREAMED)
    )


def _unmatched(by: MatchedBy) -> Select[Any]:
    known = select(_before.c.id).where(_looked_up(_before, "before_run", by))
    return (
        select(*(_after.c[name].label(f"after_{name}") for name in _FIELDS))
        .where(*_walked(_after, "after_run", by), ~known.correlate(_after).exists())
        .order_by(_after.c.position, _after.c.id)
        .execution_options(yield_per=STREAMED)
    )


# matched_rows -- In the first run's order, which is that of an index; each counterpart is found by another. So nothing
# is sorted and nothing kept, however large the runs.
_MATCHED = {by: _matched(by) for by in MatchedBy}

# new_rows -- Those of the second run that the first does not have, in their own order.
_UNMATCHED = {by: _unmatched(by) for by in MatchedBy}

# last_sign -- When a run that was killed last did something: nobody wrote down its end.
_LAST_SIGN = select(events.c.at).where(events.c.run_id == bindparam("run_id")).order_by(events.c.seq.desc()).limit(1)


def matched_rows(connection: Connection, before: str, after: str, by: MatchedBy) -> Iterator[RowPair]:
    """Each row of the first run with its counterpart in the second."""
    for row in connection.execute(_MATCHED[by], {"before_run": before, "after_run": after}):
        facts = None if row.old is None or row.new is None else (row.old, row.new)
        yield RowPair(_end(row, "before"), None if row.after_state is None else _end(row, "after"), facts)


def new_rows(connection: Connection, before: str, after: str, by: MatchedBy) -> Iterator[RowEnd]:
    """Each row of the second run that has no counterpart in the first."""
    for row in connection.execute(_UNMATCHED[by], {"before_run": before, "after_run": after}):
        yield _end(row, "after")


def last_sign(connection: Connection, run_id: str) -> float | None:
    """When the run last did something; None where it never did."""
    return connection.execute(_LAST_SIGN, {"run_id": run_id}).scalar()


def _end(row: Row[Any], side: str) -> RowEnd:
    values = {name: getattr(row, f"{side}_{name}") for name in _FIELDS}
    return RowEnd(**(values | {"state": State(values["state"])}))
