"""The results of a run that nobody works on, written from the journal once more."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from theodore.batch.deliver import Written
from theodore.batch.noted import chosen_columns, layout_of
from theodore.batch.place import Notice, Place
from theodore.model.errors import ConfigurationError, GoogleUnavailable, SinkUnavailable
from theodore.store.journal import Journal
from theodore.store.records import Run


def why_not(journal: Journal, run: Run, place: Place) -> str:
    """Why the results of this run are not to be written where they were; empty where they are."""
    with journal.read() as reader:
        latest = reader.latest_run(run.key)
        if latest is not None and latest.id != run.id:
            return f"{run.sink} shows the later run {latest.id}"
        try:
            place.check_results(reader)
        except ConfigurationError as error:
            return str(error)
    return ""


async def deliver_run(
    journal: Journal, run: Run, place: Place, notice: Notice, chosen: Mapping[str, Any] | None = None
) -> Written:
    """Write them, with the locks of the run and of its place held; what people did there is noted before.

    run: as it was when they were last written. chosen: settings that it has from now on. Raises InputError where they
    cannot be read or nothing may be written there, SinkUnavailable where the write failed.
    """
    now = replace(run, settings={**run.settings, **(chosen or {})})
    with journal.read() as reader:
        rows = sum(reader.counts(run.id).values())
    layout = layout_of(now, chosen_columns(run), now.settings.get("fields"), rows)
    try:
        await place.prepare(journal, layout, notice)
        told = await place.take_edits(journal, run)
    except ConfigurationError as error:
        # nothing is wrong with what was asked: it is the sheet that cannot be written now
        if isinstance(error.__cause__, GoogleUnavailable):
            raise SinkUnavailable(f"{error} The results are in the journal.") from error
        raise
    if told is not None:
        notice(told)
    sheet = place.writer(journal, now, layout, notice)
    try:
        written = await sheet.finish()
    finally:
        await sheet.close()
    if written.beside is None:
        await asyncio.to_thread(_note, journal, run, written)
    return written


def _note(journal: Journal, run: Run, written: Written) -> None:
    journal.write(lambda ledger: ledger.record_delivery(run.id, run.sink, written.seq, time.time()))
