"""Which place a job, or a run of the journal, is about."""

from __future__ import annotations

from pathlib import Path

from theodore.batch.entry import Job
from theodore.batch.file_place import FilePlace
from theodore.batch.google_place import GooglePlace
from theodore.batch.noted import chosen_columns
from theodore.batch.online import GoogleSheet
from theodore.batch.place import Place
from theodore.net.google.access import GoogleAccess
from theodore.sheets.google.address import spreadsheet_id
from theodore.sheets.writing.sinks import default_sink
from theodore.store.records import Run


def place_of(job: Job) -> Place:
    """The place that a job works on. Raises ConfigurationError where its results have none."""
    if isinstance(job.source, GoogleSheet):
        return GooglePlace(job.source, job.columns, tab=job.tab)
    return file_place(job, job.source)


def file_place(job: Job, source: Path) -> FilePlace:
    """The same of a job on a file. source: the job's."""
    return FilePlace(source, sink_of(job, source), job.columns, tab=job.tab, in_place=job.in_place)


def sink_of(job: Job, source: Path) -> Path:
    """Where the results of a job on a file go. source: the job's.

    Raises ConfigurationError where nobody says, and nothing can stand beside the source.
    """
    return _sink(source, job.sink, in_place=job.in_place)


def names(source: Path | GoogleSheet, sink: Path | None, *, in_place: bool) -> tuple[str, str]:
    """What source and sink are called in the journal. All: see `Job`. Raises ConfigurationError as `sink_of` does."""
    if isinstance(source, GoogleSheet):
        return str(source), str(source)
    return str(source.resolve()), str(_sink(source, sink, in_place=in_place).resolve())


def _sink(source: Path, sink: Path | None, *, in_place: bool) -> Path:
    return source if in_place else sink or default_sink(source)


def place_of_run(run: Run, access: GoogleAccess) -> Place:
    """The place that a run was made on, to have its results written anew. access: how a Google Sheet is reached."""
    columns, tab = chosen_columns(run), run.tab or None
    spreadsheet = spreadsheet_id(run.source) if run.is_online else None
    if spreadsheet is not None:
        return GooglePlace(GoogleSheet(spreadsheet, access, run.source), columns, tab=tab)
    return FilePlace(Path(run.source), Path(run.sink), columns, tab=tab, in_place=run.in_place)
