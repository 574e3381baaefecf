"""`theodore status`: the runs, or one of them."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from theodore.batch.selection import Selection
from theodore.batch.summary import summarise
from theodore.cli import figures, out
from theodore.cli.app import new_app
from theodore.cli.consoles import REPORT_WIDTH, printing
from theodore.cli.flags import JOURNAL_FLAGS, takes_settings
from theodore.cli.journals import NothingRun, find_run, flags_for, reading
from theodore.cli.paint import indented, listing, pairs
from theodore.cli.report import findings, print_report
from theodore.cli.text import one_line
from theodore.model.states import State
from theodore.settings import Settings
from theodore.store.lock import is_held
from theodore.store.reader import Reader
from theodore.store.records import Run
from theodore.store.sheet import iso

app = new_app()

#: Columns that a table of runs needs, so that nothing in it is cut.
_ROOM = 70

RunName = Annotated[
    str | None, typer.Argument(metavar="RUN", help="A run's id, the beginning of one, or last.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]


@app.command()
@takes_settings(JOURNAL_FLAGS, preset=False)
def status(settings: Settings, run: RunName = None, as_json: AsJson = False) -> None:
    """List the runs, or show how one stands.

    Works beside a run that goes on. With RUN: its figures, failures with advice, slowest sites and field coverage.
    """
    try:
        with reading(settings) as reader:
            if run is None:
                _list(reader, settings.journal.path, as_json=as_json)
            else:
                found = as_it_stands(find_run(reader, run), settings.journal.path)
                _show(reader, found, flags_for(settings), as_json=as_json)
    except NothingRun:
        if run is not None:
            raise
        _none_yet(settings, as_json=as_json)


def _none_yet(settings: Settings, *, as_json: bool) -> None:
    if as_json:
        out.write_json([])
    else:
        out.write_line(f"No runs yet in {settings.journal.path}. Start one: theodore run leads.csv")


def as_it_stands(run: Run, journal: Path) -> Run:
    """The run, interrupted where the journal takes it for running and nobody works on it: its process was killed."""
    if run.state == "running" and not is_held(journal, run.key):
        return replace(run, state="interrupted")
    return run


def _list(reader: Reader, journal: Path, *, as_json: bool) -> None:
    lines = [(as_it_stands(run, journal), reader.counts(run.id)) for run in reader.runs()]
    if as_json:
        out.write_json([_as_dict(run, counts) for run, counts in lines])
        return
    rows = [_standing(run, counts) for run, counts in lines]
    with printing() as console:
        if console.width < _ROOM:
            for row in rows:
                _print_paragraph(console, *row)
        else:
            listing(console, ("Run", "Started", "State", "Done", "Failed", "Left", "Table"), "lllrrrf", rows)


def _standing(run: Run, counts: dict[State, int]) -> tuple[str, str, Text, str, str, str, Text]:
    done = counts.get(State.COMPLETED, 0) + counts.get(State.SKIPPED, 0)
    failed = counts.get(State.FAILED, 0)
    left = sum(count for state, count in counts.items() if not state.is_final)
    styles = {"finished": "green", "interrupted": "yellow", "running": "cyan"}
    state = Text(run.state, styles[run.state])
    table = Text(f"{one_line(run.source)} → {one_line(run.sink)}")
    return run.id, figures.moment(run.started_at), state, f"{done:,}", f"{failed:,}", f"{left:,}", table


def _print_paragraph(
    console: Console, run_id: str, started: str, state: Text, done: str, failed: str, left: str, table: Text
) -> None:
    console.print(Text.assemble((run_id, "bold"), f"  {started}  ", state))
    indented(console, f"{done} done, {failed} failed, {left} left")
    indented(console, table)


def _as_dict(run: Run, counts: dict[State, int]) -> dict[str, Any]:
    return {
        "run_id": run.id,
        "state": run.state,
        "source": run.source,
        "sink": run.sink,
        "started_at": iso(run.started_at),
        "ended_at": iso(run.ended_at),
        "selection": Selection.from_json(run.settings.get("selection")).to_json(),
        "total": sum(counts.values()),
        "counts": {state.value: counts.get(state, 0) for state in State},
    }


def _show(reader: Reader, run: Run, flags: list[str], *, as_json: bool) -> None:
    # over the whole of the run, pauses between its invocations included
    took = (run.ended_at or time.time()) - run.started_at
    summary = summarise(reader, run, duration_s=took, max_results=1)
    if as_json:
        out.write_json({**_as_dict(run, reader.counts(run.id)), **_without_rows(summary)})
        return
    with printing(REPORT_WIDTH) as console:
        print_report(console, summary, findings(reader, run.id), state=run.state, flags=flags)
    with printing() as console:
        _print_places(console, reader, run)


def _without_rows(summary: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in summary.items() if key not in ("results", "results_truncated")}


def _print_places(console: Console, reader: Reader, run: Run) -> None:
    delivery = reader.last_delivery(run.id)
    written = f", written {figures.moment(delivery.at)}" if delivery else ", not written to its end yet"
    places = [("Source", run.source), ("Sheet", run.sink + written)]
    chosen = Selection.from_json(run.settings.get("selection")).words
    pairs(console, [*places, ("Chosen", chosen)] if chosen else places)
