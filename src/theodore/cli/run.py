"""`theodore run`: the main job."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from theodore.batch.entry import Job
from theodore.batch.personal_data import goes_on, keeps_personal_data, unfinished
from theodore.batch.places import names
from theodore.batch.preview import Outlook, Preview, losses_of, preview
from theodore.batch.selection import selection
from theodore.cli import out
from theodore.cli.app import new_app
from theodore.cli.consent import agree
from theodore.cli.consoles import REPORT_WIDTH, err_console, printing
from theodore.cli.contact import unnamed
from theodore.cli.flags import takes_settings
from theodore.cli.journals import flags_for
from theodore.cli.preview import patience, print_lines, print_page
from theodore.cli.work import Manner, do, exit_code, tell
from theodore.model.custom import catalogue_with
from theodore.model.errors import ConfigurationError
from theodore.settings import Settings, changed
from theodore.sheets.columns import named_fields
from theodore.sheets.headers import ColumnChoice
from theodore.wiring import job, own_fields, own_worker, runner_config, source_of

app = new_app()

Source = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help="The table of companies: a workbook (.xlsx, .xlsm, .xlsb, .xls, .ods), a text file (.csv, .tsv, .txt) "
        "with any usual delimiter and encoding, or the address of a Google Sheet.",
        show_default=False,
    ),
]
Sink = Annotated[
    Path | None,
    typer.Option(
        "--to",
        metavar="SINK",
        help="Where the results go: a new .xlsx or .csv file; SOURCE's name with .theodore.xlsx if not given.",
    ),
]
InPlace = Annotated[
    bool,
    typer.Option(
        "--in-place",
        help="Put the results into SOURCE itself; a file is kept as it was in a backup. A Google Sheet is always "
        "filled so.",
    ),
]
Tab = Annotated[
    str | None, typer.Option("--tab", metavar="NAME", help="The worksheet that is meant, where SOURCE has several.")
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
Columns = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="NAMES",
        help="Which columns are added to yours, in this order: 'Status,Emails,Phones'. Status and Record ID are always "
        "added; the details have all.",
    ),
]
Filters = Annotated[
    list[str] | None,
    typer.Option(
        "--filter",
        metavar="CONDITION",
        help="Only rows like this: 'Country=DE', 'Country=DE|AT', 'Country!=US'; 'Country=' where it is blank. Can be "
        "repeated: all must hold.",
    ),
]
Sample = Annotated[
    int | None,
    typer.Option(metavar="N", help="Only so many rows, drawn from all parts of the table; the same ones each time."),
]
Limit = Annotated[int | None, typer.Option(metavar="N", help="Only the first so many rows of those.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what a run would do, and stop: nothing is written, nobody is visited.")
]
Yes = Annotated[
    bool, typer.Option("-y", "--yes", help="Go on without a question where the results would lack something of SOURCE.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the summary on stdout as one JSON object.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Print nothing but errors and the path of the sheet.")]


@app.command()
@takes_settings()
def run(
    source: Source,
    settings: Settings,
    to: Sink = None,
    in_place: InPlace = False,
    tab: Tab = None,
    name_column: NameColumn = None,
    website_column: WebsiteColumn = None,
    priority_column: PriorityColumn = None,
    columns: Columns = None,
    filters: Filters = None,
    sample: Sample = None,
    limit: Limit = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fill a sheet of companies with facts from their websites.

    A file stays as it is, unless --in-place is given; the results go to a new sheet beside it, which is written again
    and again while the run goes on. A Google Sheet is filled itself, live, to the right of your own columns. An
    unfinished run of the same SOURCE and SINK is resumed. Rows that are not chosen by --filter, --sample and --limit
    stay in the sheet, and are left for another time.
    """
    if in_place and to is not None:
        raise ConfigurationError(
            f"--in-place puts the results into {source} itself, --to {to} into another file. Leave one of them out."
        )
    manner = Manner(as_json=as_json, quiet=quiet, verbose=settings.run.verbose)
    console = err_console()
    table = source_of(source, settings)
    settings = _as_begun(settings, names(table, to, in_place=in_place), tab, manner, console)
    what = job(
        settings,
        table,
        to,
        ColumnChoice(name=name_column, website=website_column, priority=priority_column),
        tab=tab,
        fields=None if columns is None else named_fields(columns, catalogue_with(settings.fields.custom or ())),
        in_place=in_place,
        selection=selection(filters or (), sample, limit),
    )
    if dry_run:
        # a rule that is none is found when it is made ready, and here nothing else makes it ready
        own_fields(settings)
        _tell_preview(_preview(what, settings, manner, console), manner)
        return
    worker, config = own_worker(settings), runner_config(settings)
    if as_json or quiet:
        losses = losses_of(what)
    else:
        told = _preview(what, settings, manner, console)
        print_lines(console, told)
        losses = told.losses
    agree(console, Path(source).name, losses, given=yes, in_place=in_place, silent=as_json or quiet)
    journal = settings.journal.path
    report = do(what, journal, worker, config, manner, console, notice=unnamed(settings))
    tell(report, journal, manner, console, flags=flags_for(settings))
    raise typer.Exit(exit_code(report))


def _as_begun(
    settings: Settings, names: tuple[str, str], tab: str | None, manner: Manner, console: Console
) -> Settings:
    """The settings, without personal data where an unfinished run goes on that was begun so.

    names: of source and sink in the journal.
    """
    run = unfinished(settings.journal.path, *names, tab) if settings.run.personal_data else None
    if run is None or keeps_personal_data(run):
        return settings
    if not (manner.quiet or manner.as_json):
        console.print(Text(goes_on(run)), soft_wrap=True)
    return changed(settings, {"run": {"personal_data": False}})


def _preview(what: Job, settings: Settings, manner: Manner, console: Console) -> Preview:
    outlook = Outlook(
        now=time.time(),
        concurrency=settings.run.concurrency,
        max_concurrency=settings.run.max_concurrency,
        most=settings.run.max_companies,
    )
    if manner.quiet or manner.as_json:
        return preview(what, settings.journal.path, outlook)
    with patience(console):
        return preview(what, settings.journal.path, outlook)


def _tell_preview(told: Preview, manner: Manner) -> None:
    if manner.as_json:
        out.write_json(told.as_dict())
    else:
        with printing(REPORT_WIDTH) as console:
            print_page(console, told)
