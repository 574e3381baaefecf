"""Theodore's crawl and extraction over hostile sites, watched: what is raised, how long it takes, what it holds."""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.fuzz.server import Case, Everywhere, hostile_server
from theodore.crawl.crawler import SiteCrawler
from theodore.crawl.decode import MAX_CHARS
from theodore.crawl.politeness import Sites
from theodore.extract.pool import ExtractionPool
from theodore.model.company import Company
from theodore.model.errors import ErrorType, Failure, Reason
from theodore.model.outcome import Hints, Outcome
from theodore.net.client import HttpClient
from theodore.net.settings import NetSettings
from theodore.pipeline import CompanyPipeline

#: Seconds that an attempt may take, and how much later it may end.
DEADLINE_S = 3.0
LATE_S = 1.0
#: Seconds of processor time that one company's extraction may take.
EXTRACTION_S = 8.0
MEMORY_BYTES = 600_000_000
_BEAT_S = 0.05


@dataclass(slots=True)
class Finding:
    """Something that must not be. case: what was answered."""

    why: str
    case: Case


#: What a process holds that has just loaded the program and this harness, in bytes: 53 MB, measured.
_FRESH_BYTES = 50_000_000


@dataclass(slots=True)
class Report:
    """What a watch came to. outcomes: how often each. stalled_s: the longest that the event loop did nothing else.

    memory_bytes: the most that was held, without foreign_bytes, which were there before.
    """

    cases: int = 0
    seconds: float = 0.0
    findings: list[Finding] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    memory_bytes: int = 0
    foreign_bytes: int = 0
    descriptors: list[int] = field(default_factory=list)
    tasks: list[int] = field(default_factory=list)
    stalled_s: float = 0.0
    latest_s: float = 0.0
    extraction_s: float = 0.0

    def __str__(self) -> str:
        common = ", ".join(f"{name} {count}" for name, count in self.outcomes.most_common(12))
        return (
            f"{self.cases} sites in {self.seconds:.0f} s, {len(self.findings)} findings; at most "
            f"{self.memory_bytes / 1e6:.0f} MB, {max(self.descriptors, default=0)} descriptors, "
            f"{max(self.tasks, default=0)} tasks at rest; latest end {self.latest_s:+.2f} s, "
            f"loop held for {self.stalled_s:.2f} s, extraction {self.extraction_s:.2f} s. {common}"
        )


async def fuzz(
    cases: Iterable[Case],
    *,
    seconds: float | None = None,
    at_once: int = 12,
    deadline_s: float = DEADLINE_S,
    late_s: float | None = LATE_S,
) -> Report:
    """Visit these sites, `at_once` of them together, until there are no more or the time is over.

    deadline_s: of each attempt. late_s: how much later an attempt may end; None does not look at the clock.
    """
    started = time.monotonic()
    # what tests before this one left in the process is not the program's
    report = Report(foreign_bytes=max(memory_bytes() - _FRESH_BYTES, 0))
    known: dict[str, Case] = {}

    def case_of(host: str) -> Case:
        # a host that a redirect or link made up has a case of its own, too
        bare = host.removeprefix("www.")
        if bare not in known:
            known[bare] = Case(bare, seed=sum(host.encode("utf-8", "replace")))
        return known[bare]

    async with _opened(case_of) as pipeline:
        for batch in _batches(cases, at_once):
            if seconds is not None and time.monotonic() - started > seconds:
                break
            known = {case.host: case for case in batch}
            async with _beating(report):
                await asyncio.gather(*(_visit(pipeline, case, report, deadline_s, late_s) for case in batch))
            report.cases += len(batch)
            await _settle(report)
    report.seconds = time.monotonic() - started
    return report


@asynccontextmanager
async def _opened(case_of: Callable[[str], Case]) -> AsyncIterator[CompanyPipeline]:
    with hostile_server(case_of) as port:
        settings = NetSettings(overrides=Everywhere(port))
        async with HttpClient(settings) as client, ExtractionPool(workers=2, timeout_s=20.0) as pool:
            # nobody waits for long: a hold would keep the host from being visited again
            yield CompanyPipeline(SiteCrawler(client, Sites()), pool)


async def _visit(
    pipeline: CompanyPipeline, case: Case, report: Report, deadline_s: float, late_s: float | None
) -> None:
    company = Company("r1", "Nordwind Logistik", f"http://{case.host}/")
    started = time.monotonic()
    try:
        outcome = await asyncio.wait_for(
            pipeline.attempt(company, deadline_s, Hints(), lambda _: None), deadline_s + 60
        )
    except Exception as escaped:  # noqa: BLE001 - that it escaped is what is looked for
        report.findings.append(Finding(f"escaped: {type(escaped).__name__}: {escaped}", case))
        return
    late = outcome.crawl.seconds - deadline_s
    report.latest_s = max(report.latest_s, late)
    report.extraction_s = max(report.extraction_s, outcome.extraction.seconds if outcome.extraction else 0.0)
    report.outcomes[_name(outcome)] += 1
    whys = list(_wrong_with(outcome))
    if late_s is not None and late > late_s:
        whys.append(f"ended {late:.1f} s after its deadline")
    if time.monotonic() - started > deadline_s + 50:
        whys.append("hung")
    report.findings += [Finding(why, case) for why in whys]


def _wrong_with(outcome: Outcome) -> Iterable[str]:
    failure = outcome.failure
    if failure is not None and _is_ours(failure):
        yield f"failed by {failure.reason.label}: {failure.message}"
    if failure is not None and failure.reason is Reason.TOO_LARGE and "work" in failure.detail:
        yield f"extraction: {failure.detail}"
    yield from (f"page missed by a bug: {page.url[:100]}" for page in outcome.crawl.missed if page.error == "bug")
    for page in outcome.crawl.pages:
        if len(page.text) > MAX_CHARS:
            yield "a page longer than it may be"
        if not page.final_url.startswith(("http://", "https://")):
            yield f"a page from {page.final_url[:60]!r}"
    if outcome.extraction is not None:
        lost = [name for name, blank in outcome.extraction.blanks.items() if blank.value == "extraction_failed"]
        if lost:
            yield f"extraction failed for {', '.join(lost[:5])}"
        if outcome.extraction.seconds > EXTRACTION_S:
            yield f"extraction took {outcome.extraction.seconds:.1f} s of processor time"


def _is_ours(failure: Failure) -> bool:
    return failure.type is ErrorType.INTERNAL_ERROR or (failure.reason is Reason.OTHER and failure.status is None)


def _name(outcome: Outcome) -> str:
    if outcome.failure is not None:
        return outcome.failure.reason.label
    return "hold" if outcome.hold else "ok"


@asynccontextmanager
async def _beating(report: Report) -> AsyncIterator[None]:
    async def beat() -> None:
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(_BEAT_S)
            report.stalled_s = max(report.stalled_s, loop.time() - before - _BEAT_S)
            report.memory_bytes = max(report.memory_bytes, memory_bytes() - report.foreign_bytes)

    heart = asyncio.create_task(beat())
    try:
        yield
    finally:
        heart.cancel()
        await asyncio.gather(heart, return_exceptions=True)


async def _settle(report: Report) -> None:
    """Count what is still held once a batch is over, and what was closed had a turn to go."""
    for _ in range(50):
        await asyncio.sleep(0.01)
        if len(asyncio.all_tasks()) <= 1:
            break
    report.tasks.append(len(asyncio.all_tasks()))
    report.descriptors.append(_descriptors())


def _descriptors() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def memory_bytes() -> int:
    """What this process and those below it hold, what they share counted once where the system tells it."""
    total = 0
    for process in (psutil.Process(os.getpid()), *psutil.Process().children(recursive=True)):
        try:
            total += _held_by(process)
        except psutil.Error:
            continue  # it has just ended
    return total


def _held_by(process: psutil.Process) -> int:
    rollup = Path(f"/proc/{process.pid}/smaps_rollup")
    try:
        line = next(line for line in rollup.read_text().splitlines() if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return int(process.memory_info().rss)
    return int(line.split()[1]) * 1024


def _batches(cases: Iterable[Case], size: int) -> Iterable[list[Case]]:
    batch: list[Case] = []
    for case in cases:
        batch.append(case)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
