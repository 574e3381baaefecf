"""The stored pages of a run, worked out anew: new facts in its journal and its sheet, and nobody is visited."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, aclosing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from theodore.batch.control import stop_on_signals
from theodore.batch.delivery import deliver_run, why_not
from theodore.batch.entry import no_run_yet
from theodore.batch.in_order import in_order
from theodore.batch.personal_data import check_pages
from theodore.batch.places import place_of_run
from theodore.model.errors import ExtractionFailed
from theodore.model.fields import Value, is_blank
from theodore.model.ports import Extractor
from theodore.net.google.access import GoogleAccess
from theodore.store.journal import Journal
from theodore.store.lock import RunLock
from theodore.store.records import Run
from theodore.store.reworking import Stored
from theodore.store.writer import GroupWriter

#: Companies that are read from the journal at once.
_CHUNK = 32
#: Bytes of packed pages in hand, beyond those of one company.
_MOST_IN_HAND = 100_000_000
#: The setting of a run whose pages are being worked out: since when, and by which rules.
_SINCE = "extracting"


@dataclass
class Tally:
    """What came of it.

    todo: companies there were to do. before: those that an earlier call had done. worked: done by this one. changed:
    those of them whose facts are others now. pruned: those that keep their facts, for a page is not at hand any more.
    failed: the same, for their extraction failed. elsewhere: rows that show what an earlier run found. filled: field to
    how many have a value more, and how many one less. other: field to how many have another value.
    """

    todo: int = 0
    before: int = 0
    worked: int = 0
    changed: int = 0
    pruned: int = 0
    failed: int = 0
    elsewhere: int = 0
    more: Counter[str] = field(default_factory=Counter)
    less: Counter[str] = field(default_factory=Counter)
    other: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    @property
    def done(self) -> int:
        """Companies that were looked at."""
        return self.worked + self.pruned + self.failed

    def add(self, before: dict[str, Value], after: dict[str, Value]) -> bool:
        """Count one that was worked out; returns whether its facts are others now."""
        self.worked += 1
        was_changed = False
        for name in before.keys() | after.keys():
            old, new = before.get(name), _plain(after.get(name))
            if is_blank(old) and is_blank(new):
                continue
            if is_blank(old) or is_blank(new):
                (self.more if is_blank(old) else self.less)[name] += 1
            elif old != new:
                self.other[name] += 1
            else:
                continue
            was_changed = True
        self.changed += was_changed
        return was_changed


@dataclass(frozen=True, slots=True)
class Again:
    """How it ended. sheet: what shows it, a file or an address; None where none was written, and why_not says why."""

    run: Run
    tally: Tally
    sheet: str | None = None
    why_not: str = ""


#: Most failures that are told one by one.
MOST_ERRORS = 20


async def extract_again(
    journal_path: Path,
    run_id: str,
    extractor: Extractor,
    *,
    at_once: int,
    rules: str,
    chosen: Mapping[str, Any],
    notice: Callable[[str], None],
    progress: Callable[[Tally], None],
    access: GoogleAccess,
    personal_data: bool = True,
) -> Again:
    """Work out the stored pages of this run anew.

    at_once: companies in hand. rules: what names the rules that are used; one that was broken off is gone on with by
    the same. chosen: settings of the run that say so. notice: is told what a person should know. progress: is told how
    far it is. access: how a Google Sheet is reached. personal_data: whether people's is to be kept. Raises
    ConfigurationError where the run or its sheet is being worked on, or the run keeps personal data otherwise;
    KeyboardInterrupt where it was stopped; what was done by then stays.
    """
    stop = asyncio.Event()
    with no_run_yet():
        journal = await asyncio.to_thread(Journal.open, journal_path)
    with journal, stop_on_signals(stop, lambda: notice("Stopping. The same command goes on from here.")):
        with journal.read() as reader:
            run = reader.run(run_id)
        check_pages(run, personal_data=personal_data)
        async with place_of_run(run, access) as place:
            with ExitStack() as locks:
                locks.enter_context(RunLock(journal_path, run.key))
                no_sheet = why_not(journal, run, place)
                if not no_sheet:
                    for lock in place.locks(journal_path):
                        locks.enter_context(lock)
                session = _Session(journal, run, extractor, stop, progress, chosen)
                tally = await session.work(at_once, rules)
                if stop.is_set():
                    raise KeyboardInterrupt
                written = None if no_sheet else await deliver_run(journal, run, place, notice, chosen)
                session.end()
    return Again(run, tally, None if written is None else str(written.beside or run.sink), no_sheet)


class _Session:
    """One invocation's work."""

    def __init__(
        self,
        journal: Journal,
        run: Run,
        extractor: Extractor,
        stop: asyncio.Event,
        progress: Callable[[Tally], None],
        chosen: Mapping[str, Any],
    ) -> None:
        self._journal = journal
        self._run = run
        self._extractor = extractor
        self._stop = stop
        self._progress = progress
        self._chosen = dict(chosen)
        self._began = time.time()

    async def work(self, at_once: int, rules: str) -> Tally:
        """Every company that is left to do."""
        tally = self._begin(rules)
        async with GroupWriter(self._journal) as writer:

            async def one(stored: Stored) -> None:
                await self._one(stored, writer, tally)

            results = in_order(
                self._companies(),
                one,
                at_once=at_once,
                weight=lambda stored: sum(len(page.body) for page in stored.crawl.pages) if stored.crawl else 0,
                heaviest=_MOST_IN_HAND,
            )
            async with aclosing(results):
                async for _ in results:
                    self._progress(tally)
        return tally

    def end(self) -> None:
        """Say that nothing is left to do."""
        settings = {name: value for name, value in self._run.settings.items() if name != _SINCE} | self._chosen
        self._journal.write(lambda ledger: ledger.set_settings(self._run.id, settings))

    def _begin(self, rules: str) -> Tally:
        """Go on with what was broken off, if it went by the same rules, else begin anew."""
        run = self._run
        since = run.settings.get(_SINCE) or {}
        if since.get("rules") == rules:
            self._began = since["began"]
        else:
            settings = run.settings | {_SINCE: {"rules": rules, "began": self._began}}
            self._journal.write(lambda ledger: ledger.set_settings(run.id, settings))
        with self._journal.read() as reader:
            todo = reader.how_many_to_rework(run.id, self._began)
            before = reader.how_many_to_rework(run.id, float("inf")) - todo
            return Tally(todo=todo, before=before, elsewhere=reader.rows_of_other_runs(run.id))

    def _companies(self) -> Iterator[Stored]:
        after = 0
        while not self._stop.is_set():
            with self._journal.read() as reader:
                found = reader.to_rework(self._run.id, after, self._began, _CHUNK)
            if not found:
                return
            for stored in found:
                if self._stop.is_set():
                    return
                yield stored
            after = found[-1].company_id

    async def _one(self, stored: Stored, writer: GroupWriter, tally: Tally) -> None:
        if self._stop.is_set():  # taken from the journal before somebody stopped it
            return
        if stored.crawl is None:
            tally.pruned += 1
            return
        try:
            found = await self._extractor.extract(stored.company, stored.crawl)
        except ExtractionFailed as failed:
            tally.failed += 1
            if len(tally.errors) < MOST_ERRORS:
                tally.errors.append(f"{stored.company.name or stored.company.website}: {failed.failure.note}")
            return
        changed = tally.add(stored.profile, found.profile)
        bare = replace(stored, crawl=None)
        await writer.do(lambda ledger: ledger.rework(bare, found, time.time(), changed=changed))


def _plain(value: Value) -> Any:
    """The value as the journal gives it back."""
    return json.loads(json.dumps(value, default=str))
