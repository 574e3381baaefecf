"""`theodore report`: what a run came to, for whoever was not there."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from theodore import __version__
from theodore.batch.selection import Selection
from theodore.cli.app import new_app
from theodore.cli.destination import check_place, is_stdout, is_stream, write_text
from theodore.cli.flags import JOURNAL_FLAGS, takes_settings
from theodore.cli.journals import find_run, flags_for, reading
from theodore.cli.standing import as_it_stands, show, summary_of
from theodore.model.errors import ConfigurationError
from theodore.report.material import gather
from theodore.report.page import chunks, is_report
from theodore.settings import Settings
from theodore.sheets.writing.beside import EXPORT, Advice
from theodore.store.reader import Reader
from theodore.store.records import Run

app = new_app()

_ADVICE = Advice("--html", EXPORT.writer, EXPORT.after)


@app.command()
@takes_settings(JOURNAL_FLAGS, preset=False)
def report(
    settings: Settings,
    run: Annotated[
        str, typer.Argument(metavar="RUN", help="A run's id or the beginning of one; the last run if not given.")
    ] = "last",
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write it as a page to send on; `-` is stdout."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there and no report.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")] = False,
) -> None:
    """Report on a run: in the terminal, or as a page to send on.

    In the terminal: the report with which the run ended. With --html: one file with charts, the failures and what to do
    about them, the slowest sites, what retries won, and a table of all companies that sorts and searches. It holds all
    that it shows, and asks nobody for anything. An earlier report is replaced, another file only with --force.
    """
    if html is not None and as_json:
        raise ConfigurationError("--json and --html are two forms. Give one of them.")
    with reading(settings) as reader:
        found = as_it_stands(find_run(reader, run), settings.journal.path)
        if html is None:
            show(reader, found, flags_for(settings), as_json=as_json)
        else:
            _write(reader, found, settings.journal.path, html, force=force)


def _write(reader: Reader, run: Run, journal: Path, file: Path, *, force: bool) -> None:
    if not is_stdout(file) and not is_stream(file):
        check_place(file, run, journal, force=force or is_report(file), option=_ADVICE.option)
    material = gather(
        reader,
        run,
        summary_of(reader, run),
        state=run.state,
        chosen=Selection.from_json(run.settings.get("selection")).words,
        made=datetime.now().astimezone(),
        version=__version__,
    )
    write_text(file, chunks(material), advice=_ADVICE)
