"""Jobs for tests: a CSV, a real journal, and a pipeline whose behaviour a test writes down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from theodore.batch.entry import Job
from theodore.batch.job import Opened, Report, Worker, run_job
from theodore.batch.runner import RunnerConfig
from theodore.batch.selection import Selection
from theodore.batch.watch import Silence
from theodore.model.company import Company
from theodore.model.errors import Failure, Reason
from theodore.model.evidence import Extraction
from theodore.model.outcome import Crawl, Hints, Outcome
from theodore.model.ports import Progress
from theodore.policy.retry import RetryConfig
from theodore.store.records import Event

FACTS = Extraction(profile={"official_name": "Acme"}, evidence=(), blanks={})
DONE = Outcome(crawl=Crawl(seconds=0.01), extraction=FACTS)

Behaviour = Callable[[Company, Hints], Awaitable[Outcome]]


def failed(reason: Reason, **more: float) -> Outcome:
    return Outcome(failure=Failure(reason, **more))  # type: ignore[arg-type]  # tests give numbers alone


@dataclass
class FakePipeline:
    """Does what `behave` says, and notes who was under way at once."""

    behave: Behaviour
    under_way: int = 0
    most: int = 0
    seen: list[tuple[str, int]] = field(default_factory=list)

    async def attempt(self, company: Company, deadline_s: float, hints: Hints, progress: Progress) -> Outcome:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        self.seen.append((company.name, hints.attempt))
        try:
            return await self.behave(company, hints)
        finally:
            self.under_way -= 1

    def opened(self) -> Opened:
        @asynccontextmanager
        async def open_() -> AsyncIterator[Worker]:
            yield Worker(self)

        return open_


class Notes(Silence):
    """A watcher that keeps what it is told."""

    def __init__(self) -> None:
        self.kept: list[Event] = []
        self.notices: list[str] = []

    def events(self, events: Sequence[Event]) -> None:
        self.kept.extend(events)

    def notice(self, text: str) -> None:
        self.notices.append(text)

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.kept if event.kind == kind]


QUICK = RetryConfig(max_retries=3, base_backoff=0.01, jitter=False)


def companies(folder: Path, names: Sequence[str], **columns: Sequence[object]) -> Path:
    """A CSV of companies, each with a website of its own."""
    source = folder / "leads.csv"
    header = ["Company", "Website", *columns]
    lines = [",".join(header)]
    for index, name in enumerate(names):
        more = [str(values[index]) for values in columns.values()]
        lines.append(",".join([name, f"https://{name.lower().replace(' ', '-')}.test", *more]))
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return source


async def run(
    source: Path,
    pipeline: FakePipeline,
    config: RunnerConfig,
    watcher: Silence | None = None,
    *,
    stop: asyncio.Event | None = None,
    fresh_for_s: float = 0.0,
    settings: dict[str, Any] | None = None,
    selection: Selection | None = None,
) -> Report:
    """Run the job with its journal and sheet in the source's folder."""
    folder = source.parent
    what = Job(source, folder / "out.csv", fresh_for_s=fresh_for_s, settings=settings or {}, selection=selection)
    async with asyncio.timeout(60):
        return await run_job(what, folder / "journal.sqlite", pipeline.opened(), config, watcher, stop=stop)
