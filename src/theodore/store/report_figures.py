"""The numbers of a run that its report draws.

All of them are summed in the database, and rows are streamed: a run of a million rows takes no more memory than one of
ten.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Double,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    distinct,
    exists,
    func,
    select,
    true,
)

from theodore.model.errors import ErrorType
from theodore.model.states import State
from theodore.store.figures import STREAMED
from theodore.store.records import Run, Wish
from theodore.store.rows import IS_NOT_CHOSEN
from theodore.store.schema import IN_SOURCE, attempts, profiles, rows

#: The most steps in which progress is told.
MOST_STEPS = 120
#: The most deadlines that are told apart; the rest are rare.
MOST_DEADLINES = 12
#: Where the bins of durations part, in seconds: nearly even on a logarithmic scale, and numbers that people use.
DURATION_EDGES_S = tuple(
    digits * ten for ten in (0.1, 1.0, 10.0, 100.0) for digits in (1.0, 1.5, 2.0, 3.0, 5.0, 7.0) if digits * ten <= 300
)

#: Characters of a message, and of a field's value, that are read: both come from elsewhere, of any length.
_TEXT = 400
_VALUE = 120

_run = bindparam("run_id", type_=Text)
_of_run = and_(rows.c.run_id == _run, IN_SOURCE)
_has_ended = and_(_of_run, rows.c.state.in_((State.COMPLETED, State.FAILED)))
#: Attempts that were made to their end.
_was_made = and_(attempts.c.run_id == _run, attempts.c.outcome.not_in(("interrupted", "cancelled", "held")))


class Fold(Enum):
    """What of a field's values is taken for the same: nothing, years of a decade, tags of a language."""

    NONE = "none"
    DECADE = "decade"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Step:
    """What ended in one step of time. number: from 0. completed, failed: rows."""

    number: int
    completed: int
    failed: int


@dataclass(frozen=True, slots=True)
class Progress:
    """When rows ended. start: seconds since the epoch. step_s: how long a step is; one in which nothing ended lacks."""

    start: float
    step_s: float
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class DurationBin:
    """Attempts of about the same length. number: how many edges lie at or below it, so 0 for the shortest."""

    number: int
    attempts: int
    timeouts: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline, to a tenth of a second, with the attempts that were made under it."""

    seconds: float
    attempts: int
    timeouts: int


@dataclass(frozen=True, slots=True)
class AttemptTimes:
    """How long attempts took, by DURATION_EDGES_S, and the most frequent deadlines, the shortest first."""

    bins: tuple[DurationBin, ...]
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True, slots=True)
class RetriedClass:
    """The retries that one class of failure led to. companies: how many met it. won: of them, completed in the end.

    mean_wait_s, longest_wait_s: seconds between the failure and the retry, as they were decided.
    """

    error_type: str
    retries: int
    companies: int
    won: int
    mean_wait_s: float
    longest_wait_s: float


@dataclass(frozen=True, slots=True)
class Retries:
    """What retries came to. companies: rows that were tried again. won: of them, completed in the end."""

    companies: int
    won: int
    by_class: tuple[RetriedClass, ...]


@dataclass(frozen=True, slots=True)
class Shares:
    """How the values of a field are spread. companies: that have any. distinct: how many values there are.

    values: the most frequent ones with the companies that have them, the most frequent first.
    """

    companies: int = 0
    distinct: int = 0
    values: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row as the report's table shows it. is_chosen: False where this run was not to do it."""

    name: str
    website: str
    state: State
    is_chosen: bool
    partial: bool
    error_type: str | None
    reason: str | None
    message: str
    progress: str
    attempts: int
    seconds: float
    coverage: float | None


_SPAN = select(func.min(rows.c.ended_at), func.max(rows.c.ended_at)).where(_has_ended)

_step = cast((rows.c.ended_at - bindparam("start", type_=Double)) / bindparam("step", type_=Double), Integer)
# ended_by_step -- Rows by the step of time in which they ended.
_STEPS = (
    select(
        _step.label("number"),
        func.count(case((rows.c.state == State.COMPLETED, 1))).label("completed"),
        func.count(case((rows.c.state == State.FAILED, 1))).label("failed"),
    )
    .where(_has_ended)
    .group_by(_step)
    .order_by(_step)
)

_timeouts = func.count(case((attempts.c.error_type == ErrorType.TIMEOUT, 1))).label("timeouts")
_bin = case(
    *((attempts.c.seconds < edge, number) for number, edge in enumerate(DURATION_EDGES_S)), else_=len(DURATION_EDGES_S)
)
# attempts_by_duration -- One walk over the attempts of a run; a bin is told by the edges below it.
_BINS = (
    select(_bin.label("number"), func.count().label("attempts"), _timeouts)
    .where(_was_made, attempts.c.seconds.is_not(None))
    .group_by(_bin)
    .order_by(_bin)
)

_tenths = func.round(attempts.c.deadline_s * 10)
# attempts_by_deadline -- Deadlines that follow a site's own times are of any length: told to a tenth of a second.
_DEADLINES = (
    select(_tenths.label("tenths"), func.count().label("attempts"), _timeouts)
    .where(_was_made)
    .group_by(_tenths)
    .order_by(func.count().desc(), _tenths)
    .limit(MOST_DEADLINES)
)

_TRIED_AGAIN = select(
    func.count().label("companies"), func.count(case((rows.c.state == State.COMPLETED, 1))).label("won")
).where(_of_run, rows.c.retries > 0)

_was_won = exists().where(
    rows.c.company_id == attempts.c.company_id,
    rows.c.run_id == attempts.c.run_id,
    rows.c.state == State.COMPLETED,
    # IN_SOURCE, spelt so that no index can answer it: SQLite would walk all places of the run for every attempt
    rows.c.position + 0 >= 0,
)
# retries_by_class -- By the class of the failure that each retry followed.
_BY_CLASS = (
    select(
        attempts.c.error_type,
        func.count().label("retries"),
        func.count(distinct(attempts.c.company_id)).label("companies"),
        func.count(distinct(case((_was_won, attempts.c.company_id)))).label("won"),
        func.coalesce(func.avg(attempts.c.wait_s), 0.0).label("mean_wait_s"),
        func.coalesce(func.max(attempts.c.wait_s), 0.0).label("longest_wait_s"),
    )
    .where(attempts.c.run_id == _run, attempts.c.outcome == "retry", attempts.c.error_type.is_not(None))
    .group_by(attempts.c.error_type)
    .order_by(func.count().desc(), attempts.c.error_type)
)

# each_value -- A list gives each of its items, anything else itself. PostgreSQL spells this otherwise.
_each = func.json_each(profiles.c.profile, bindparam("path", type_=Text)).table_valued("value", "type")
_is_done = and_(rows.c.state.in_((State.COMPLETED, State.SKIPPED)), ~IS_NOT_CHOSEN)
_done = profiles.c.id.in_(select(rows.c.profile_id).where(_of_run, _is_done))
_says_something = and_(_each.c.type.in_(("text", "integer", "real", "true", "false")), _each.c.value != "")
_words = func.substr(cast(_each.c.value, Text), 1, _VALUE)
_FOLDED: dict[Fold, ColumnElement[Any]] = {
    Fold.NONE: _words,
    Fold.DECADE: cast(_each.c.value, Integer) // 10 * 10,
    Fold.LANGUAGE: func.lower(func.substr(_words, 1, func.instr(_words.concat("-"), "-") - 1)),
}


def _by_value(value: ColumnElement[Any]) -> Select[Any]:
    how_many = func.count(distinct(profiles.c.id))
    return (
        select(value.label("value"), how_many.label("companies"))
        .select_from(profiles.join(_each, true()))
        .where(_done, _says_something)
        .group_by(value)
        .order_by(how_many.desc(), value)
        .limit(bindparam("most", type_=Integer))
    )


def _stated(value: ColumnElement[Any]) -> Select[int, int]:
    return (
        select(func.count(distinct(profiles.c.id)).label("companies"), func.count(distinct(value)).label("distinct"))
        .select_from(profiles.join(_each, true()))
        .where(_done, _says_something)
    )


# values_of_field -- The companies by what they state of a field, as it is or folded.
_BY_VALUE = {fold: _by_value(value) for fold, value in _FOLDED.items()}
_STATED = {fold: _stated(value) for fold, value in _FOLDED.items()}

# report_rows -- In the order of the table, which is that of an index: nothing is sorted, nothing kept.
_ROWS = (
    select(
        rows.c.name,
        rows.c.website,
        rows.c.state,
        rows.c.partial,
        rows.c.error_type,
        rows.c.reason,
        func.substr(func.coalesce(rows.c.message, ""), 1, _TEXT).label("message"),
        func.substr(rows.c.progress, 1, _TEXT).label("progress"),
        rows.c.wish,
        rows.c.tries,
        rows.c.seconds,
        profiles.c.coverage,
    )
    .join(profiles, profiles.c.id == rows.c.profile_id, isouter=True)
    .where(_of_run)
    .order_by(rows.c.position, rows.c.id)
    .limit(bindparam("most", type_=Integer))
    .execution_options(yield_per=STREAMED)
)


def progress(connection: Connection, run: Run) -> Progress:
    """When the run's rows ended, in at most MOST_STEPS steps of the same length from its beginning."""
    first, last = connection.execute(_SPAN, {"run_id": run.id}).one()
    if first is None:
        return Progress(run.started_at, 0.0, ())
    # a clock that was set back must not put a row before the beginning
    start = min(run.started_at, first)
    step = max(last - start, 0.001) / MOST_STEPS
    found = connection.execute(_STEPS, {"run_id": run.id, "start": start, "step": step})
    return Progress(start, step, _with_last([Step(*row) for row in found]))


def _with_last(steps: list[Step]) -> tuple[Step, ...]:
    """What ended at the very end belongs to the last step, not to one of its own."""
    if len(steps) < 1 or steps[-1].number < MOST_STEPS:
        return tuple(steps)
    *before, end = steps
    last = before.pop() if before and before[-1].number == MOST_STEPS - 1 else Step(MOST_STEPS - 1, 0, 0)
    return (*before, Step(last.number, last.completed + end.completed, last.failed + end.failed))


def attempt_times(connection: Connection, run_id: str) -> AttemptTimes:
    """How long the attempts took that were made to their end, and under which deadlines."""
    bins = connection.execute(_BINS, {"run_id": run_id})
    found = connection.execute(_DEADLINES, {"run_id": run_id})
    deadlines = [Deadline(row.tenths / 10, row.attempts, row.timeouts) for row in found]
    deadlines.sort(key=lambda deadline: deadline.seconds)
    return AttemptTimes(tuple(DurationBin(*row) for row in bins), tuple(deadlines))


def retries(connection: Connection, run_id: str) -> Retries:
    """How often what was tried again, and what that won."""
    total = connection.execute(_TRIED_AGAIN, {"run_id": run_id}).one()
    by_class = connection.execute(_BY_CLASS, {"run_id": run_id})
    return Retries(total.companies, total.won, tuple(RetriedClass(*row) for row in by_class))


def shares(connection: Connection, run_id: str, field: str, most: int, fold: Fold = Fold.NONE) -> Shares:
    """How a field's values are spread over the companies that are done, each counted once.

    field: a name of the catalogue. most: so many values are told. Folded years are told by their decade, as 1990, and
    languages by their tag's first part, as de.
    """
    values = {"run_id": run_id, "path": f"$.{field}"}
    stated = connection.execute(_STATED[fold], values).one()
    found = connection.execute(_BY_VALUE[fold], values | {"most": most})
    return Shares(stated.companies, stated.distinct, tuple((str(row.value), row.companies) for row in found))


def report_rows(connection: Connection, run_id: str, most: int) -> Iterator[ReportRow]:
    """The first rows from the top, so many at most. Messages are cut."""
    for row in connection.execute(_ROWS, {"run_id": run_id, "most": most}):
        yield ReportRow(
            name=row.name,
            website=row.website,
            state=State(row.state),
            is_chosen=row.wish != Wish.NOT_NOW.value,
            partial=row.partial,
            error_type=row.error_type,
            reason=row.reason,
            message=row.message,
            progress=row.progress,
            attempts=row.tries,
            seconds=row.seconds,
            coverage=row.coverage,
        )
