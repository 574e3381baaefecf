"""`theodore run`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from theodore.cli.app import new_app
from theodore.cli.consoles import err_console
from theodore.cli.flags import takes_settings
from theodore.cli.journals import flags_for
from theodore.cli.work import Manner, do, exit_code, tell
from theodore.settings import Settings
from theodore.sheets.headers import ColumnChoice
from theodore.wiring import job, own_worker, runner_config

app = new_app()

Source = Annotated[
    Path, typer.Argument(metavar="SOURCE", help="The table of companies: a CSV file.", show_default=False)
]
Sink = Annotated[
    Path | None,
    typer.Option(
        "--to",
        metavar="SINK",
        help="Where the results go: a new .xlsx or .csv file; SOURCE's name with .theodore.xlsx if not given.",
    ),
]
NameColumn = Annotated[
    str | None, typer.Option(metavar="HEADER", help="The column of the companies' names, if it is not found.")
]
WebsiteColumn = Annotated[
    str | None, typer.Option(metavar="HEADER", help="The column of the websites, if it is not found.")
]
PriorityColumn = Annotated[
    str | None, typer.Option(metavar="HEADER", help="The column of the priorities, 1 to 5; 5 is done first.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the summary on stdout as one JSON object.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Print nothing but errors and the path of the sheet.")]


@app.command()
@takes_settings()
def run(
    source: Source,
    settings: Settings,
    to: Sink = None,
    name_column: NameColumn = None,
    website_column: WebsiteColumn = None,
    priority_column: PriorityColumn = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fill a sheet of companies with facts from their websites.

    SOURCE stays as it is; the results go to a new sheet beside it, which is written again and again while the run
    goes on. An unfinished run of the same SOURCE and SINK is resumed.
    """
    manner = Manner(as_json=as_json, quiet=quiet, verbose=settings.run.verbose)
    columns = ColumnChoice(name=name_column, website=website_column, priority=priority_column)
    console = err_console()
    journal = settings.journal.path
    report = do(
        job(settings, source, to, columns), journal, own_worker(settings), runner_config(settings), manner, console
    )
    tell(report, journal, manner, console, flags=flags_for(settings))
    raise typer.Exit(exit_code(report))
