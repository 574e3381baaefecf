"""What is to be done, and how its table comes into the journal."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from theodore.batch.edits import Sink, sink_key, take_edits
from theodore.batch.personal_data import check_kind
from theodore.batch.selection import ALL, Selection
from theodore.batch.wishes import Wishes, new_row
from theodore.model.company import SourceRow
from theodore.model.custom import CUSTOM, catalogue_of, definitions_of
from theodore.model.errors import ConfigurationError, JournalUnavailable
from theodore.model.evidence import OWN
from theodore.model.ports import SourceTable
from theodore.model.states import State
from theodore.sheets.columns import companies_columns
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.layout import Layout
from theodore.sheets.writing.edits import asking
from theodore.sheets.writing.sinks import default_sink, sink_files, sinks_of
from theodore.store.figures import OFF
from theodore.store.journal import Journal
from theodore.store.ledger import Ledger
from theodore.store.reader import Reader
from theodore.store.records import Run

#: The setting of a run that names the columns of its source that the user chose, where there are any.
COLUMNS = "columns"
#: Settings of a run that the command that resumes it may change.
_CHOSEN = ("selection", "fields", COLUMNS, OFF, CUSTOM)

#: The setting of a run in place that names the columns of ours in the person's table.
_OURS = "ours"

Counts = Mapping[State, int]


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done.

    sink: None for the default beside the source. tab: the worksheet, where the source has several. fields: see
    `Layout`. in_place: whether the results go into the source itself. selection: which rows are worked on, None for
    all; of the others what is known is shown. fresh_for_s: 0 visits every company. unproved: whether that is fresh,
    too, which a site said that had not proved who it is. researcher: who does the work; what somebody else found is not
    fresh. personal_data: whether people's is kept. resumable: whether the same command can go on where this one stops;
    it changes what is said, and nothing else.
    """

    source: Path
    sink: Path | None = None
    columns: ColumnChoice = field(default_factory=ColumnChoice)
    tab: str | None = None
    fields: tuple[str, ...] | None = None
    in_place: bool = False
    selection: Selection | None = None
    fresh_for_s: float = 0.0
    unproved: bool = False
    researcher: str = OWN
    personal_data: bool = True
    settings: dict[str, Any] = field(default_factory=dict)
    resumable: bool = True


@contextmanager
def no_run_yet() -> Iterator[None]:
    """A journal that cannot be used is wrong input here: there is no run that could not go on."""
    try:
        yield
    except JournalUnavailable as error:
        raise ConfigurationError(str(error)) from error


def sink_of(job: Job) -> Path:
    """Where the job's results go."""
    return job.source if job.in_place else job.sink or default_sink(job.source)


def run_key(source: Path, sink: Path, tab: str = "") -> str:
    """What makes two commands the same run: canonical source, sink and tab."""
    return "\n".join((str(source.resolve()), str(sink.resolve()), tab))


def check_results(reader: Reader, source: Path, sink: Path) -> None:
    """Raise ConfigurationError where the sink holds the results of another source, which would be lost."""
    for file in filter(_holds_something, sink_files(sink)):
        for owner in sinks_of(file.resolve()):
            other = reader.source_of_sink(str(owner))
            if other is None or (owner, other) == (sink.resolve(), str(source.resolve())):
                continue
            raise ConfigurationError(
                f"{file}: the results of {other} stand here, and those of {source} would replace them. Pass "
                "another name with --to, or move this file."
            )


def _holds_something(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0


def enter(
    journal: Journal, key: str, job: Job, source: SourceTable, sink: Path, notice: Callable[[str], None]
) -> tuple[Run, bool]:
    """The run that the job goes on with, or a new one, and whether it is resumed.

    What people did in the sink is in the journal then. Raises ConfigurationError where the sink holds another source's
    results or the run keeps personal data otherwise than the job, SourceError where what it holds cannot be read.
    """
    with journal.read() as reader:
        check_results(reader, job.source, sink)
        open_run, former = reader.find_open_run(key), reader.latest_run(key)
    if former is not None:
        told = take_edits(journal, watched(sink, former, job.columns)).told(sink)
        if told is not None:
            notice(told)
    ours = {_OURS: _ours(former, job, source)} if job.in_place else {}
    if former is not None and (words := _stale(former, job, resumed=open_run is not None)):
        notice(words)
    if open_run is not None:
        check_kind(open_run, personal_data=job.personal_data)
        # what a run goes by now: the command that resumes it may choose other rows and columns
        chosen = {name: job.settings[name] for name in _CHOSEN if name in job.settings}
        now = replace(open_run, settings=open_run.settings | chosen | ours)
        journal.write(lambda ledger: ledger.set_settings(now.id, now.settings))
        return now, True
    settings = job.settings | ours
    new = journal.write(
        lambda ledger: ledger.new_run(
            key, str(job.source.resolve()), str(sink.resolve()), source.tab, source.columns, settings, time.time()
        )
    )
    return new, False


def _stale(former: Run, job: Job, *, resumed: bool) -> str:
    """What a person should know of fields of their own that were not looked for in what is done; empty for nothing."""
    before = definitions_of(former.settings)
    new = [each.title for each in definitions_of(job.settings) if each not in before]
    if not new or not (resumed or job.fresh_for_s):
        return ""
    way_out = f"theodore extract {former.id}" if resumed else "--again"
    return (
        f"New or changed since run {former.id}: {', '.join(new)}. What was done before stays as it is; {way_out} works "
        "it out anew from the stored pages."
    )


def ours_in(run: Run | None) -> tuple[str, ...]:
    """The headers of the columns that Theodore had added to the person's own table by this run.

    Of one that is not filled in place, or of no run, there are none.
    """
    return () if run is None else tuple(run.settings.get(_OURS, ()))


def layout_of(run: Run, choice: ColumnChoice, fields: Sequence[str] | None, rows: int, *, in_place: bool) -> Layout:
    """How the results of this run are laid out. choice, fields: see `Job`. rows: how many its table has."""
    chosen = None if fields is None else tuple(fields)
    custom = tuple(run.settings.get(CUSTOM) or ())
    return Layout(Path(run.source), run.tab, choice, chosen, in_place, rows, ours_in(run), custom)


def chosen_columns(run: Run) -> ColumnChoice:
    """The columns of the source that the user named when the run was made."""
    return ColumnChoice(**run.settings.get(COLUMNS, {}))


def watched(sink: Path, former: Run, columns: ColumnChoice) -> Sink:
    """The sink as the former run left it. columns: those of its source that the user named."""
    return Sink(sink, former.tab, former.columns, columns, ours_in(former), catalogue_of(former.settings))


def _ours(former: Run | None, job: Job, source: SourceTable) -> list[str]:
    """The headers of the columns that are Theodore's in a table that is filled in place, added now or before.

    They are kept in the journal: of columns that a person chose, the table itself does not tell whose they are.
    """
    before = ours_in(former)
    columns = companies_columns(
        source.columns, job.columns, links=True, fields=job.fields, ours=before, known=catalogue_of(job.settings)
    )
    return list(dict.fromkeys([*before, *(column.header for column in columns if column.own is None)]))


class Stopped(Exception):
    """The preparation was stopped; nothing of it is in the journal."""


def bring_in(
    journal: Journal, run: Run, source: SourceTable, job: Job, stop: asyncio.Event, *, resumed: bool
) -> Counts:
    """Bring the table into the journal, all of it or nothing; returns how many rows are in each state then.

    A resumed run gets the table as it is now; rows that were there before keep their state. Raises Stopped.
    """
    sink = sink_key(Path(run.sink), run.tab)
    with journal.read() as reader:
        # of a table that is filled in place it is known what we wrote there: what differs from that has been found
        is_known = run.sink == run.source and reader.is_known_sink(sink)
        wishes = Wishes(
            (job.selection or ALL).chooser(source.columns, lambda: _until(stop, source.rows())),
            reader.asked_again(sink),
            asking(source.columns, job.columns) if not resumed and not is_known else None,
        )

    def work(ledger: Ledger) -> None:
        now = time.time()
        rows = (new_row(row, wishes.of(row)) for row in _until(stop, source.rows()))
        if resumed:
            ledger.resume(run.id, now)
            fresh_for_s, unproved = job.fresh_for_s, job.unproved
            ledger.refresh_rows(
                run.id, source.columns, rows, now, job.researcher, fresh_for_s=fresh_for_s, unproved=unproved
            )
        else:
            ledger.add_rows(run.id, rows, now, job.researcher)
        ledger.take_up(sink, wishes.taken_up)
        if job.fresh_for_s > 0:
            ledger.skip_fresh(run.id, now, job.fresh_for_s, job.researcher, unproved=job.unproved)

    journal.write(work)
    with journal.read() as reader:
        return reader.counts(run.id)


def _until(stop: asyncio.Event, rows: Iterable[SourceRow]) -> Iterator[SourceRow]:
    for row in rows:
        if stop.is_set():
            raise Stopped
        yield row
