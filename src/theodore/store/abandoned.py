"""Runs whose process died without a word: the journal says that they are running, and nobody holds their lock."""

from __future__ import annotations

from theodore.model.errors import ConfigurationError
from theodore.store.journal import Journal
from theodore.store.lock import RunLock, is_held
from theodore.store.records import Run


def settle_abandoned(journal: Journal, now: float) -> list[Run]:
    """Give back what dead runs left, so that their sites are free; returns the runs that are alive.

    A dead run is interrupted from then on, its attempts too, and the same command resumes it. Blocks.
    """
    with journal.read() as reader:
        running = [run for run in reader.runs() if run.state == "running"]
    return [run for run in running if not _settled(journal, run, now)]


def _settled(journal: Journal, run: Run, now: float) -> bool:
    """Whether the run was dead, and is given back now."""
    if is_held(journal.path, run.key):
        return False
    try:
        # while its lock is ours, nobody can resume it under us
        with RunLock(journal.path, run.key):
            journal.write(lambda ledger: ledger.interrupt_run(run.id, now))
    except ConfigurationError:
        return False
    return True
