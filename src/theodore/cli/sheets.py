"""`theodore sheets check`: who may do what in a Google Sheet, and what a run would find and add there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from theodore.batch.online import GoogleSheet
from theodore.batch.sheet_check import SheetCheck, check_sheet
from theodore.cli import figures, out
from theodore.cli.app import new_app
from theodore.cli.consoles import err_console, printing
from theodore.cli.flags import SHEET_FLAGS, takes_settings
from theodore.cli.journals import flags_for
from theodore.cli.paint import command, heading, indented, pairs
from theodore.cli.preview import patience, place_of_column, role_words
from theodore.cli.run import Columns, NameColumn, PriorityColumn, Tab, WebsiteColumn
from theodore.cli.status import AsJson
from theodore.cli.text import one_line
from theodore.model.custom import catalogue_with
from theodore.model.errors import ConfigurationError
from theodore.settings import Settings
from theodore.sheets.columns import named_fields
from theodore.sheets.google.structure import MOST_CELLS
from theodore.sheets.headers import ColumnChoice
from theodore.wiring import source_of

app = new_app(help="Check access to a Google Sheet, and what a run would find there.")


@app.callback()
def sheets() -> None:
    """Check access to a Google Sheet, and what a run would find there."""


@app.command("check")
@takes_settings(SHEET_FLAGS, preset=False)
def check(
    sheet: Annotated[str, typer.Argument(metavar="SHEET", help="The address of a Google Sheet, or the id in it.")],
    settings: Settings,
    tab: Tab = None,
    name_column: NameColumn = None,
    website_column: WebsiteColumn = None,
    priority_column: PriorityColumn = None,
    columns: Columns = None,
    as_json: AsJson = False,
) -> None:
    """Check whether a run could read and fill a Google Sheet; nothing is changed and nobody is visited.

    Says with whose access it is opened, which tab, columns and rows were found, what of Theodore's stands there, what
    a run would add, and how many calls of the quota are left. Exit code 2, with the way out, where a run would be
    refused.
    """
    table = source_of(sheet, settings)
    if not isinstance(table, GoogleSheet):
        raise ConfigurationError(
            f"{sheet!r} names no Google Sheet. Give its address as the browser shows it, "
            "https://docs.google.com/spreadsheets/d/..., or the long id in it; for a file there is `theodore doctor`."
        )
    known = catalogue_with(settings.fields.custom or ())
    looking = check_sheet(
        table,
        ColumnChoice(name=name_column, website=website_column, priority=priority_column),
        tab=tab,
        journal=settings.journal.path,
        fields=None if columns is None else named_fields(columns, known),
        known=known,
    )
    if as_json:
        out.write_json(asyncio.run(looking).as_dict())
        return
    with patience(err_console()):
        found = asyncio.run(looking)
    said = {
        "--tab": found.tab if len(found.tabs) > 1 else None,
        "--name-column": name_column,
        "--website-column": website_column,
        "--priority-column": priority_column,
        "--columns": columns,
    }
    given = [word for flag, value in said.items() if value is not None for word in (flag, value)]
    with printing() as console:
        _print(console, found)
        command(console, "Fill it", ["run", found.sheet, *given, *_reached(settings), *flags_for(settings)])


def _reached(settings: Settings) -> Iterator[str]:
    """The flags that say how Google is reached: whoever copies a command may have another environment."""
    if settings.sheets.key_file is not None:
        yield from ("--google-key", str(settings.sheets.key_file))
    for authority in settings.network.ca_file:
        yield from ("--ca-file", str(authority))


def _print(console: Console, found: SheetCheck) -> None:
    heading(console, one_line(found.title) or "Without a title", found.sheet)
    pairs(console, _access(found))
    heading(console, "Table")
    pairs(console, _table(found))
    heading(console, "Theodore's")
    pairs(console, _ours(found))
    if found.notices:
        heading(console, "Notes")
    for sentence in found.notices:
        indented(console, one_line(sentence))
    heading(console, "Next")


def _access(found: SheetCheck) -> Iterator[tuple[str, str | Text]]:
    yield "Access", f"as {found.account}, who may read and write"
    calls = found.calls
    reads = f"{calls.reads:,} of {calls.most_reads:,} reads"
    writes = f"{calls.writes:,} of {calls.most_writes:,} writes"
    window = figures.seconds(calls.window_s)
    yield "Calls left", f"{reads} and {writes} in {window}, of those that this journal knows of"


def _table(found: SheetCheck) -> Iterator[tuple[str, str | Text]]:
    others = [title for title in found.tabs if title != found.tab]
    yield "Tab", found.tab + (f", of {len(found.tabs):,} ({_few(others)} besides)" if others else "")
    if found.header_number != 1:
        yield "Header", f"in row {found.header_number:,}"
    yield from ((role_words(one.role), place_of_column(one, is_sheet=True)) for one in found.found)
    yield "Columns", f"{found.own_columns:,} of yours, kept as they are"
    yield "Rows", f"{found.rows:,}"
    yield "Cells", f"{found.cells:,} in all tabs, of the {MOST_CELLS:,} that Google allows"


def _ours(found: SheetCheck) -> Iterator[tuple[str, str | Text]]:
    if found.there:
        yield "There", _few(found.there)
    yield "Details", f"on the tab {found.details}" if found.details else "a tab that a run makes"
    if found.made:
        yield "To be made", "; ".join(found.made)
    else:
        yield "To be made", "nothing: all is there"
    if found.unfinished is not None:
        yield "Run", f"{found.unfinished} is not finished; the next one goes on with it"


def _few(names: tuple[str, ...] | list[str], most: int = 12) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most:,} more" if len(names) > most else "")
