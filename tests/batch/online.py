"""A Google Sheet for tests: an emulator on loopback, and jobs on it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.batch.jobs import FakePipeline, Notes
from theodore.batch.entry import Job
from theodore.batch.job import Report, run_job
from theodore.batch.online import GoogleSheet
from theodore.batch.runner import RunnerConfig
from theodore.farm.sheets import Emulator
from theodore.net.google.access import GoogleAccess
from theodore.policy.retry import RetryConfig
from theodore.store.journal import Journal
from theodore.store.records import Run

#: A minute's quota is of no interest here, and no test waits for the pause between two writes.
HASTE = {"reads_per_minute": 10_000, "writes_per_minute": 10_000, "min_pause_s": 0.0}


def access_to(google: Emulator, folder: Path, **changes: Any) -> GoogleAccess:
    """How the emulator is reached, with the key of an account that its sheets are shared with."""
    values = {"give_up_after_s": 60.0, "backoff": RetryConfig(base_backoff=0.01, max_backoff=0.05), **HASTE, **changes}
    return GoogleAccess(google.api_base, google.key_file(folder), **values)


@dataclass
class OnlineDesk:
    """A spreadsheet, a journal, and runs over them. sheet: the spreadsheet's id."""

    google: Emulator
    folder: Path
    sheet: str
    notes: Notes = field(default_factory=Notes)

    @property
    def journal(self) -> Path:
        return self.folder / "journal.sqlite"

    @property
    def url(self) -> str:
        return f"https://docs.google.com/spreadsheets/d/{self.sheet}"

    def source(self, given: str = "", **changes: Any) -> GoogleSheet:
        return GoogleSheet(self.sheet, access_to(self.google, self.folder, **changes), given or self.url)

    async def run(self, pipeline: FakePipeline, *, stop: asyncio.Event | None = None, **changes: Any) -> Report:
        """Run the job on the sheet. changes: of the job."""
        what = Job(changes.pop("source", self.source()), in_place=True, **changes)
        config = RunnerConfig(concurrency=2)
        async with asyncio.timeout(60):
            return await run_job(what, self.journal, pipeline.opened(), config, self.notes, stop=stop)

    def column(self, header: str, tab: str = "Companies") -> list[Any]:
        """What stands below a header, from the top; blanks as ""."""
        head, *rows = self.google.values(self.sheet, tab)
        place = head.index(header)
        return [row[place] if place < len(row) else "" for row in rows]

    def runs(self) -> Sequence[Run]:
        """The runs that the journal has."""
        if not self.journal.exists():
            return ()
        with Journal.open_reader(self.journal) as journal, journal.read() as reader:
            return list(reader.runs())
