"""A job from the command line: watched while it runs, reported when it has ended."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from theodore.batch.entry import Job
from theodore.batch.job import Opened, Report, run_job
from theodore.batch.runner import RunnerConfig
from theodore.cli import logs, out
from theodore.cli.exits import Exit
from theodore.cli.limits import allow_many_files, return_freed_memory, within
from theodore.cli.paint import heading
from theodore.cli.report import findings, print_report
from theodore.cli.watching import counts_from, watching
from theodore.store.journal import Journal

_INTERRUPTED = "Interrupted."
#: True however little was done: there may be no run yet to resume.
_GOES_ON = " The same command goes on from here."


@dataclass(frozen=True, slots=True)
class Manner:
    """How much is said, and where. as_json: the summary on stdout, in place of the report."""

    as_json: bool = False
    quiet: bool = False
    verbose: bool = False


def do(
    job: Job,
    journal: Path,
    worker: Opened,
    config: RunnerConfig,
    manner: Manner,
    console: Console,
    *,
    notice: str | None = None,
) -> Report:
    """Do the job and show it on the console.

    notice: what a person should know of this run, and stops nothing. Raises what `run_job` raises, and
    ConfigurationError where the system does not allow so many companies at once. A run that is broken off says so,
    unless it is to be quiet.
    """
    logs.set_up(verbose=manner.verbose, personal_data=job.personal_data)
    config = within(config, allow_many_files())
    return_freed_memory()
    watched = watching(console, counts_from(journal), quiet=manner.quiet, verbose=manner.verbose, retry=config.retry)
    try:
        with watched as watcher:
            if notice is not None:
                watcher.notice(notice)
            return asyncio.run(run_job(job, journal, worker, config, watcher))
    except KeyboardInterrupt:
        if not manner.quiet:
            console.print(Text(f"{_INTERRUPTED}{_GOES_ON * job.resumable}"))
        raise


def tell(report: Report, journal: Path, manner: Manner, console: Console, *, flags: Sequence[str] = ()) -> None:
    """The summary, or the report and the sheet's path. flags: what later commands need to find the journal."""
    if manner.as_json:
        give(out.object_json(report.summary))
        return
    if not manner.quiet:
        print_run_report(report, journal, console, state=state_of(report), flags=flags)
    give_sheet(report, manner, console)


def give_sheet(report: Report, manner: Manner, console: Console) -> None:
    """The sheet's path on stdout, where there is a sheet: whoever takes it from there is about to open it."""
    if not manner.quiet:
        heading(console, "Sheet", "" if report.written else "not written this time")
    if report.written:
        give(str(report.beside or report.run.sink))


def print_run_report(report: Report, journal: Path, console: Console, *, state: str, flags: Sequence[str] = ()) -> None:
    """The report of a run that has just ended. state: how it stands, for the report's head."""
    if not report.summary["total"]:
        heading(console, f"Run {report.run.id}", f"{state} (the table was still being read)")
        return
    with Journal.open_reader(journal) as opened, opened.read() as reader:
        found = findings(reader, report.run.id)
    print_report(console, report.summary, found, state=state, flags=flags)


def give(text: str) -> None:
    """Data on stdout; that nobody reads it changes nothing about the run that it tells of."""
    try:
        out.write_line(text)
        out.flush()
    except out.ReaderGone:
        out.forget_stdout()


def state_of(report: Report) -> str:
    """In a word, for the report's head."""
    if report.interrupted:
        return "interrupted; the same command resumes it"
    return "finished" if report.finished else "not finished; the same command goes on with it"


def exit_code(report: Report) -> Exit:
    """What the run's end means for whoever called."""
    if report.interrupted:
        return Exit.INTERRUPTED
    return Exit.OK if report.summary["success"] else Exit.SOME_FAILED
