"""All that a report is made from, asked of the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from theodore.model.custom import catalogue_of
from theodore.model.fields import Catalogue
from theodore.store.reader import Reader
from theodore.store.records import ErrorExample, Run, SlowSite
from theodore.store.report_figures import AttemptTimes, Fold, Progress, ReportRow, Retries, Shares

#: Rows that the page's table holds; the rest is in the export. Measured: a browser sorts and searches them at once.
MOST_ROWS = 20_000
#: Rows that can be read where no script runs.
WITHOUT_SCRIPT = 100
_SLOWEST = 10
_VALUES = 10
#: Years stand in their order: gaps where a decade is rare would look like gaps in time.
_DECADES = 25

#: The fields whose values are told, with their headings, and what of them is taken for the same.
SPREAD_FIELDS = (
    ("industry", "Industries", Fold.NONE),
    ("company_size", "Company sizes", Fold.NONE),
    ("employee_count_range", "Employees", Fold.NONE),
    ("founding_year", "Founded", Fold.DECADE),
    ("languages", "Languages of the websites", Fold.LANGUAGE),
    ("tech_stack", "Technologies", Fold.NONE),
)


@dataclass(frozen=True, slots=True)
class Material:
    """Plain values, and the rows as they come.

    chosen: which rows were chosen, for people; empty where all were. summary: that of the run, its results left out.
    began, made: with their zone. rows: gives the first rows, so many at most, each time anew. fields: the catalogue of
    the run.
    """

    title: str
    state: str
    chosen: str
    began: datetime
    made: datetime
    version: str
    summary: Mapping[str, Any]
    not_chosen: int
    errors: tuple[ErrorExample, ...]
    slowest: tuple[SlowSite, ...]
    progress: Progress
    times: AttemptTimes
    retries: Retries
    shares: Mapping[str, Shares]
    rows: Callable[[int], Iterable[ReportRow]]
    fields: Catalogue | None = None


def gather(
    reader: Reader, run: Run, summary: Mapping[str, Any], *, state: str, chosen: str, made: datetime, version: str
) -> Material:
    """Ask the journal. The reader must stay open until the page is made: its rows are streamed.

    summary: as batch.summary makes it. state: how the run stands, in a word. chosen: see Material.
    made: now, in the zone to be told.
    """
    return Material(
        title=_title(run),
        state=state,
        chosen=chosen,
        began=datetime.fromtimestamp(run.started_at, made.tzinfo),
        made=made,
        version=version,
        summary=summary,
        not_chosen=reader.not_chosen(run.id),
        errors=tuple(reader.error_examples(run.id)),
        slowest=tuple(reader.slowest(run.id, _SLOWEST)),
        progress=reader.progress(run.id),
        times=reader.attempt_times(run.id),
        retries=reader.retries(run.id),
        shares={
            name: reader.shares(run.id, name, _DECADES if fold is Fold.DECADE else _VALUES, fold)
            for name, _, fold in SPREAD_FIELDS
        },
        rows=lambda most: reader.report_rows(run.id, most),
        fields=catalogue_of(run.settings),
    )


def _title(run: Run) -> str:
    """The table's name, without the folders that it lies in: those are nobody else's business."""
    return f"{run.called}, {run.tab}" if run.tab else run.called
