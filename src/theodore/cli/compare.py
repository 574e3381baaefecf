"""`theodore compare`: two runs side by side."""

from __future__ import annotations

import time
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from theodore.batch.compare import CHANGE_COLUMNS, catalogue_of_both, changes, compare
from theodore.cli import out
from theodore.cli.app import new_app
from theodore.cli.compared import print_comparison
from theodore.cli.consoles import REPORT_WIDTH, printing
from theodore.cli.export_formats import Format, in_chunks
from theodore.cli.flags import JOURNAL_FLAGS, takes_settings
from theodore.cli.journals import find_run, flags_for, reading
from theodore.cli.standing import as_it_stands
from theodore.cli.status import AsJson
from theodore.cli.text import masked_in
from theodore.model.errors import ConfigurationError
from theodore.settings import Settings
from theodore.store.reader import Reader
from theodore.store.records import Run

app = new_app()


class What(StrEnum):
    """What can be told of two runs."""

    SUMMARY = "summary"
    CHANGES = "changes"


class Form(StrEnum):
    """The forms of a list of changes."""

    JSONL = "jsonl"
    CSV = "csv"


_RunName = Annotated[
    str | None, typer.Argument(metavar="RUN", help="A run's id, the beginning of one, or last.", show_default=False)
]


@app.command("compare")
@takes_settings(JOURNAL_FLAGS, preset=False)
def compare_runs(
    settings: Settings,
    before: _RunName = None,
    after: _RunName = None,
    what: Annotated[
        What, typer.Option(metavar="|".join(What), help="The figures with examples, or every change, one a line.")
    ] = What.SUMMARY,
    form: Annotated[
        Form | None,
        typer.Option(
            "--format",
            metavar="|".join(Form),
            help="The form of the changes.",
            show_default="jsonl",
            case_sensitive=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare two runs: success, speed, coverage by field, and what changed.

    The first RUN is the one before, the second the one after. With one RUN, it and the last run over the same table;
    with none, that one and the one before it. Works beside a run that goes on.
    """
    if form is not None and what is What.SUMMARY:
        raise ConfigurationError(f"--format {form} is for a list. Add --what changes, or leave it out.")
    if form is Form.CSV and as_json:
        raise ConfigurationError(f"--json and --format {form} are two forms. Give one of them.")
    with reading(settings) as reader:
        first, second = (as_it_stands(run, settings.journal.path) for run in find_runs(reader, before, after))
        if what is What.CHANGES:
            _write_changes(reader, first, second, form or Form.JSONL)
            return
        found = compare(reader, first, second, now=time.time())
    if as_json:
        out.write_json(found)
        return
    with printing(REPORT_WIDTH) as console:
        print_comparison(console, found, flags_for(settings), catalogue_of_both(first, second))


def _write_changes(reader: Reader, before: Run, after: Run, form: Form) -> None:
    # a website's address in the user's own cell may hold a password
    records = (masked_in(change) for change in changes(reader, before, after))
    for chunk in in_chunks(Format(form), CHANGE_COLUMNS, records):
        out.write(chunk)


def find_runs(reader: Reader, before: str | None, after: str | None) -> tuple[Run, Run]:
    """The two runs that a person means. Raises ConfigurationError where they are not there."""
    if before is not None and after is not None:
        return find_run(reader, before), find_run(reader, after)
    named = find_run(reader, before or "last")
    found = with_neighbour(reader.runs(), named)
    if found is None:
        raise ConfigurationError(
            f"{named.id} is the only run over {named.source}, so there is none to compare it with. Name two runs; "
            "`theodore status` shows them."
        )
    return found


def with_neighbour(runs: Sequence[Run], named: Run) -> tuple[Run, Run] | None:
    """The run and the last one over its table; where it is itself the last, the one before it and it.

    None where it is alone. runs: all of them, the newest first.
    """
    same = [run for run in runs if (run.source, run.tab) == (named.source, named.tab)]
    if same[0].id != named.id:
        return named, same[0]
    return (same[1], named) if len(same) > 1 else None
