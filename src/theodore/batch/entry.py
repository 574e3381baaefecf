"""What is to be done, and how its table comes into the journal."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from theodore.batch.control import unless_stopped
from theodore.batch.edits import sink_key
from theodore.batch.gone_astray import put_back
from theodore.batch.noted import COLUMNS, OURS, ours_in
from theodore.batch.online import GoogleSheet
from theodore.batch.personal_data import check_kind
from theodore.batch.place import Opened, Place
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
from theodore.sheets.table import Table
from theodore.sheets.writing.edits import asking
from theodore.store.figures import OFF
from theodore.store.journal import Journal
from theodore.store.ledger import Ledger
from theodore.store.records import TITLE, Run

#: Settings of a run that the command that resumes it may change.
_CHOSEN = ("selection", "fields", COLUMNS, OFF, CUSTOM, OURS, TITLE)

Counts = Mapping[State, int]


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done.

    source: a file, or a Google Sheet, which is always filled in place. sink: None for the default beside a file. tab:
    the worksheet, where the source has several. fields: see `Layout`. in_place: whether the results go into the source
    itself. selection: which rows are worked on, None for all; of the others what is known is shown. fresh_for_s: 0
    visits every company. unproved: whether that is fresh, too, which a site said that had not proved who it is.
    researcher: who does the work; what somebody else found is not fresh. personal_data: whether people's is kept.
    resumable: whether the same command can go on where this one stops; it changes what is said, and nothing else.
    """

    source: Path | GoogleSheet
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


def run_key(source: Path | str, sink: Path | str, tab: str = "") -> str:
    """What makes two commands the same run: source, sink and tab, by their names in the journal or their paths."""
    named = (str(place.resolve()) if isinstance(place, Path) else place for place in (source, sink))
    return "\n".join((*named, tab))


async def enter(
    journal: Journal,
    key: str,
    job: Job,
    place: Place,
    opened: Opened,
    notice: Callable[[str], None],
    stop: asyncio.Event,
) -> tuple[Run, bool]:
    """The run that the job goes on with, or a new one, and whether it is resumed.

    What people did in the results is in the journal then, and the place is ready to be written into. Raises
    ConfigurationError where the results of another table stand there or the run keeps personal data otherwise than the
    job, InputError where what stands there cannot be read or written, KeyboardInterrupt where it was stopped.
    """
    open_run, former, made = await asyncio.to_thread(_earlier, journal, key, place, opened.table)
    if open_run is not None:
        check_kind(open_run, personal_data=job.personal_data)
    table, settings = opened.table, job.settings
    layout = layout_for(job, table, former, made)
    await unless_stopped(stop, place.prepare(journal, layout, notice))
    if former is not None:
        told = await unless_stopped(stop, place.take_edits(journal, former))
        if told is not None:
            notice(told)
        if words := _stale(former, job, resumed=open_run is not None):
            notice(words)
    if job.in_place:
        settings = settings | {OURS: list(layout.ours)}
    if opened.title:
        settings = settings | {TITLE: opened.title}
    if open_run is not None:
        return await asyncio.to_thread(_resumed, journal, open_run, settings), True
    return await asyncio.to_thread(_new, journal, key, place, table, settings), False


def _earlier(journal: Journal, key: str, place: Place, table: Table) -> tuple[Run | None, Run | None, tuple[str, ...]]:
    """The run of this key that is not finished, and the last one, None where there is none; and what was made there."""
    with journal.read() as reader:
        place.check_results(reader)
        made = reader.made(sink_key(place.sink, table.tab))
        return reader.find_open_run(key), reader.latest_run(key), made


def _resumed(journal: Journal, run: Run, settings: Mapping[str, Any]) -> Run:
    """The run, with what it goes by now: the command that resumes it may choose other rows and columns."""
    chosen = {name: settings[name] for name in _CHOSEN if name in settings}
    now = replace(run, settings=run.settings | chosen)
    journal.write(lambda ledger: ledger.set_settings(now.id, now.settings))
    return now


def _new(journal: Journal, key: str, place: Place, table: Table, settings: dict[str, Any]) -> Run:
    return journal.write(
        lambda ledger: ledger.new_run(key, place.source, place.sink, table.tab, table.columns, settings, time.time())
    )


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


def _ours(former: Run | None, job: Job, table: Table, made: Sequence[str]) -> tuple[str, ...]:
    """The headers of the columns that are Theodore's in a table that is filled in place, added now or before.

    They are kept in the journal: of columns that a person chose, the table itself does not tell whose they are.
    """
    before = ours_in(former, made)
    columns = companies_columns(
        table.columns, job.columns, links=True, fields=job.fields, ours=before, known=catalogue_of(job.settings)
    )
    return tuple(dict.fromkeys([*before, *(column.header for column in columns if column.own is None)]))


def layout_for(job: Job, table: Table, former: Run | None, made: Sequence[str] = ()) -> Layout:
    """How the results of a run will be laid out.

    former: the last one of the same job. made: see `ours_in`.
    """
    # a Google Sheet has its own look, which nobody copies
    source = job.source if isinstance(job.source, Path) else Path()
    ours = _ours(former, job, table, made) if job.in_place else ()
    custom = tuple(job.settings.get(CUSTOM) or ())
    return Layout(source, table.tab, job.columns, job.fields, job.in_place, table.count, ours, custom)


class Stopped(Exception):
    """The preparation was stopped; nothing of it is in the journal."""


def bring_in(
    journal: Journal, run: Run, source: SourceTable, job: Job, stop: asyncio.Event, *, resumed: bool
) -> Counts:
    """Bring the table into the journal, all of it or nothing; returns how many rows are in each state then.

    A resumed run gets the table as it is now; rows that were there before keep their state. Raises Stopped.
    """
    sink = sink_key(run.sink, run.tab)
    with journal.read() as reader:
        # of a table that is filled in place it is known what we wrote there: what differs from that has been found
        is_known = run.in_place and reader.is_known_sink(sink)
        wishes = Wishes(
            (job.selection or ALL).chooser(source.columns, lambda: _until(stop, source.rows())),
            reader.asked_again(sink),
            asking(source.columns, job.columns) if not resumed and not is_known else None,
        )

    def work(ledger: Ledger) -> None:
        now = time.time()
        there = put_back(journal, run, source.columns, job.columns, _until(stop, source.rows()))
        rows = (new_row(row, wishes.of(row)) for row in there)
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
