"""`theodore deliver`: what the journal has of a run, written where its results belong."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from theodore.batch.catch_up import Delivered, catch_up
from theodore.cli import figures, logs, out
from theodore.cli.app import new_app
from theodore.cli.consoles import err_console
from theodore.cli.exits import Exit
from theodore.cli.flags import SHEET_FLAGS, takes_settings
from theodore.cli.journals import find_run, reading
from theodore.cli.paint import heading, pairs
from theodore.cli.status import AsJson
from theodore.cli.text import one_line
from theodore.model.states import State
from theodore.settings import Settings
from theodore.store.sheet import iso
from theodore.wiring import google_access

app = new_app()


@app.command()
@takes_settings(SHEET_FLAGS, preset=False)
def deliver(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run's id, the beginning of one, or last.")],
    settings: Settings,
    as_json: AsJson = False,
) -> None:
    """Write what the journal has of a run into its sheet, once more; nobody is visited.

    For a run whose sheet could not be written to its end: Google was away, the file was open, somebody deleted it. What
    people wrote into the sheet stays. Exit code 1 where it is open elsewhere, so that the results are in a file beside
    it; 3 where it cannot be written now, either: the results stay in the journal.
    """
    logs.set_up(verbose=settings.run.verbose)
    with reading(settings) as reader:
        found = find_run(reader, run)
    console = err_console()
    ended = asyncio.run(_delivered(settings, found.id, console))
    if as_json:
        out.write_json(_as_dict(ended))
    else:
        _print(console, ended)
        out.write_line(ended.sheet)
    raise typer.Exit(Exit.OK if ended.written.beside is None else Exit.SOME_FAILED)


async def _delivered(settings: Settings, run_id: str, console: Console) -> Delivered:
    def notice(words: str) -> None:
        console.print(Text(one_line(words)), soft_wrap=True)

    return await catch_up(settings.journal.path, run_id, google_access(settings), notice)


def _as_dict(ended: Delivered) -> dict[str, Any]:
    return {
        "run_id": ended.run.id,
        "state": ended.run.state,
        "sink": ended.run.sink,
        "sheet": ended.sheet,
        "delivered": ended.written.beside is None,
        "delivered_before": None if ended.before is None else iso(ended.before.at),
        "seconds": round(ended.written.seconds, 3),
        "total": sum(ended.counts.values()),
        "counts": {state.value: ended.counts.get(state, 0) for state in State},
    }


def _print(console: Console, ended: Delivered) -> None:
    heading(console, f"Run {ended.run.id}", ended.run.state)
    total = figures.many(sum(ended.counts.values()), "row")
    ends = ", ".join(f"{count:,} {state.value}" for state in State if (count := ended.counts.get(state, 0)))
    pairs(console, [("Written", f"{total}: {ends}")])
    if ended.run.state != "finished" and ended.written.beside is None:
        pairs(console, [("Left", "companies to visit: the same `theodore run` goes on with them")])
    heading(console, "Sheet")
