"""A run whose results are not all where they belong, or are to be written there once more."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from theodore.batch.deliver import Written
from theodore.batch.delivery import deliver_run, why_not
from theodore.batch.entry import no_run_yet
from theodore.batch.place import Notice
from theodore.batch.places import place_of_run
from theodore.model.errors import ConfigurationError
from theodore.model.states import State
from theodore.net.google.access import GoogleAccess
from theodore.store.journal import Journal
from theodore.store.lock import RunLock
from theodore.store.records import Delivery, Run


@dataclass(frozen=True, slots=True)
class Delivered:
    """How it ended.

    run: as it is now. counts: its rows by state. before: the delivery before this one; None where there was none.
    """

    run: Run
    written: Written
    counts: Mapping[State, int]
    before: Delivery | None

    @property
    def sheet(self) -> str:
        """Where the results are now: the run's sheet, or a file beside it."""
        return str(self.written.beside or self.run.sink)


async def catch_up(journal_path: Path, run_id: str, access: GoogleAccess, notice: Notice) -> Delivered:
    """Write the results of this run from the journal; nobody is visited.

    access: how a Google Sheet is reached. A run of which nothing but this was left is finished then. Raises
    ConfigurationError where the run or its sheet is being worked on, or shows a later run; SinkUnavailable where it
    could not be written.
    """
    with no_run_yet():
        journal = await asyncio.to_thread(Journal.open, journal_path)
    with journal, ExitStack() as locks:
        with journal.read() as reader:
            run = reader.run(run_id)
        async with place_of_run(run, access) as place:
            locks.enter_context(RunLock(journal_path, run.key))
            if because := why_not(journal, run, place):
                raise ConfigurationError(f"run {run.id} is not delivered: {because.removesuffix('.')}.")
            for lock in place.locks(journal_path):
                locks.enter_context(lock)
            with journal.read() as reader:
                before = reader.last_delivery(run.id)
            written = await deliver_run(journal, run, place, notice)
        counts = await asyncio.to_thread(_finished, journal, run, written)
        with journal.read() as reader:
            return Delivered(reader.run(run.id), written, counts, before)


def _finished(journal: Journal, run: Run, written: Written) -> Mapping[State, int]:
    """Say that nothing is left to do, where that is so; returns how many rows are in each state."""
    with journal.read() as reader:
        counts = reader.counts(run.id)
    is_through = bool(counts) and all(state.is_final for state in counts)
    if is_through and written.beside is None and run.state != "finished":
        # its companies were done when it ended, however much later the sheet had them
        ended_at = run.ended_at or time.time()
        journal.write(lambda ledger: ledger.end_run(run.id, "finished", ended_at))
    return counts
