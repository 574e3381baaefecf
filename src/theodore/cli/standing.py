"""How one run stands: what `status RUN` and `report RUN` show alike."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from theodore.batch.selection import Selection
from theodore.batch.summary import summarise
from theodore.cli import figures, out
from theodore.cli.consoles import REPORT_WIDTH, printing
from theodore.cli.paint import heading, pairs
from theodore.cli.report import findings, print_report
from theodore.model.states import State
from theodore.store.lock import is_held
from theodore.store.reader import Reader
from theodore.store.records import Run
from theodore.store.sheet import iso


def as_it_stands(run: Run, journal: Path) -> Run:
    """The run, interrupted where the journal takes it for running and nobody works on it: its process was killed."""
    if run.state == "running" and not is_held(journal, run.key):
        return replace(run, state="interrupted")
    return run


def summary_of(reader: Reader, run: Run) -> dict[str, Any]:
    """The summary of a run of which nobody waits for the end, without the results of its rows."""
    # over the whole of the run, pauses between its invocations included
    took = (run.ended_at or time.time()) - run.started_at
    summary = summarise(reader, run, duration_s=took, max_results=1)
    return {key: value for key, value in summary.items() if key not in ("results", "results_truncated")}


def as_dict(run: Run, counts: dict[State, int]) -> dict[str, Any]:
    """A run as JSON tells of it, and how many of its rows are in each state."""
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


def show(reader: Reader, run: Run, flags: Sequence[str], *, as_json: bool) -> None:
    """The report of a run on stdout, or its summary. flags: what later commands need to find this journal."""
    summary = summary_of(reader, run)
    if as_json:
        out.write_json({**as_dict(run, reader.counts(run.id)), **summary})
        return
    with printing(REPORT_WIDTH) as console:
        print_report(console, summary, findings(reader, run.id), state=run.state, flags=flags)
    with printing() as console:
        _print_places(console, reader, run)


def _print_places(console: Console, reader: Reader, run: Run) -> None:
    delivery = reader.last_delivery(run.id)
    written = f", written {figures.moment(delivery.at)}" if delivery else ", not written to its end yet"
    places = [("Google Sheet", f"{run.called}, tab {run.tab}")] if run.is_online else [("Source", run.source)]
    places.append(("Sheet", run.sink + written))
    heading(console, "Table")
    chosen = Selection.from_json(run.settings.get("selection")).words
    pairs(console, [*places, ("Chosen", chosen)] if chosen else places)
