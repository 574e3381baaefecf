"""`theodore status`: the runs, or one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from theodore.cli import figures, out
from theodore.cli.app import new_app
from theodore.cli.consoles import printing
from theodore.cli.flags import JOURNAL_FLAGS, takes_settings
from theodore.cli.journals import NothingRun, find_run, flags_for, reading
from theodore.cli.paint import indented, listing
from theodore.cli.sites import show_sites
from theodore.cli.standing import as_dict, as_it_stands, show
from theodore.cli.text import one_line
from theodore.model.states import State
from theodore.settings import Settings
from theodore.store.reader import Reader
from theodore.store.records import Run

app = new_app()

#: Columns that a table of runs needs, so that nothing in it is cut.
_ROOM = 70

RunName = Annotated[
    str | None, typer.Argument(metavar="RUN", help="A run's id, the beginning of one, or last.", show_default=False)
]
Sites = Annotated[bool, typer.Option("--sites", help="Show what is known of each site; with RUN, of its sites.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]


@app.command()
@takes_settings(JOURNAL_FLAGS, preset=False)
def status(settings: Settings, run: RunName = None, sites: Sites = False, as_json: AsJson = False) -> None:
    """List the runs, or show how one stands.

    Works beside a run that goes on. With RUN: its figures, failures with advice, slowest sites and field coverage. With
    --sites: how long visits of each site took, in all runs, and the deadline that the next one gets for it.
    """
    try:
        with reading(settings) as reader:
            if sites:
                run_id = None if run is None else find_run(reader, run).id
                show_sites(reader.sites(run_id), settings.timeout_config, as_json=as_json)
            elif run is None:
                _list(reader, settings.journal.path, as_json=as_json)
            else:
                found = as_it_stands(find_run(reader, run), settings.journal.path)
                show(reader, found, flags_for(settings), as_json=as_json)
    except NothingRun:
        if run is not None:
            raise
        if not (sites and as_json):  # that is a line a site, of which there is none
            _none_yet(settings, as_json=as_json)


def _none_yet(settings: Settings, *, as_json: bool) -> None:
    if as_json:
        out.write_json([])
    else:
        out.write_line(f"No runs yet in {settings.journal.path}. Start one: theodore run leads.csv")


def _list(reader: Reader, journal: Path, *, as_json: bool) -> None:
    lines = [(as_it_stands(run, journal), reader.counts(run.id), reader.not_chosen(run.id)) for run in reader.runs()]
    if as_json:
        out.write_json([as_dict(run, counts) for run, counts, _ in lines])
        return
    rows = [_standing(*line) for line in lines]
    with printing() as console:
        if console.width < _ROOM:
            for row in rows:
                _print_paragraph(console, *row)
        else:
            listing(console, ("Run", "Started", "State", "Done", "Failed", "Left", "Table"), "lllrrrf", rows)


def _standing(run: Run, counts: dict[State, int], not_chosen: int) -> tuple[str, str, Text, str, str, str, Text]:
    done = counts.get(State.COMPLETED, 0) + counts.get(State.SKIPPED, 0) - not_chosen
    failed = counts.get(State.FAILED, 0)
    left = sum(count for state, count in counts.items() if not state.is_final)
    styles = {"finished": "green", "interrupted": "yellow", "running": "cyan"}
    state = Text(run.state, styles[run.state])
    table = Text(_way(run))
    return run.id, figures.moment(run.started_at), state, f"{done:,}", f"{failed:,}", f"{left:,}", table


def _way(run: Run) -> str:
    if run.is_online:
        return f"{one_line(run.called)}, {one_line(run.tab)}  {run.sink}"
    return one_line(run.source) if run.in_place else f"{one_line(run.source)} → {one_line(run.sink)}"


def _print_paragraph(
    console: Console, run_id: str, started: str, state: Text, done: str, failed: str, left: str, table: Text
) -> None:
    console.print(Text.assemble((run_id, "bold"), f"  {started}  ", state))
    indented(console, f"{done} done, {failed} failed, {left} left")
    indented(console, table)
