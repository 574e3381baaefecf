"""Which place a job, or a run of the journal, is about."""

from __future__ import annotations

from pathlib import Path

from theodore.batch.entry import Job
from theodore.batch.file_place import FilePlace
from theodore.batch.noted import chosen_columns
from theodore.batch.place import Place
from theodore.sheets.writing.sinks import default_sink
from theodore.store.records import Run


def sink_of(job: Job) -> Path:
    """Where the job's results go.

    Raises ConfigurationError where nobody says, and nothing can stand beside the source.
    """
    return job.source if job.in_place else job.sink or default_sink(job.source)


def place_of(job: Job) -> Place:
    """The place that a job works on. Raises ConfigurationError as `sink_of` does."""
    return file_place(job)


def file_place(job: Job) -> FilePlace:
    """The same of a job on files."""
    return FilePlace(job.source, sink_of(job), job.columns, tab=job.tab, in_place=job.in_place)


def place_of_run(run: Run) -> Place:
    """The place that a run was made on, to have its results written anew."""
    return FilePlace(Path(run.source), Path(run.sink), chosen_columns(run), tab=run.tab or None, in_place=run.in_place)
