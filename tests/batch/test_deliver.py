"""The process that writes the sheet: whose signals it hears, and when it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.batch.jobs import DONE, FakePipeline, companies, run
from tests.sheets.results import read_csv
from theodore.batch import deliver
from theodore.batch.deliver import SheetWriter
from theodore.batch.runner import RunnerConfig
from theodore.model.company import Company
from theodore.model.errors import SinkUnavailable
from theodore.model.evidence import Extraction
from theodore.model.outcome import Crawl, Hints, Outcome
from theodore.sheets.layout import Layout


async def done(company: Company, hints: Hints) -> Outcome:
    return DONE


async def test_a_terminals_signals_do_not_reach_the_writer(tmp_path: Path) -> None:
    report = await run(companies(tmp_path, ["Ada"]), FakePipeline(done), RunnerConfig(concurrency=1))
    sink = Path(report.run.sink)
    writer = SheetWriter(
        tmp_path / "journal.sqlite", report.run.id, sink, Layout(Path(report.run.source)), notice=print
    )
    try:
        process = await writer._start()
        assert os.getsid(process.pid) == process.pid != os.getsid(0)
        assert (await writer.finish()).seq > 0
        assert process.returncode is not None
    finally:
        await writer.close()


async def test_nothing_that_lies_beside_the_leads_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = await run(companies(tmp_path, ["Ada"]), FakePipeline(done), RunnerConfig(concurrency=1))
    sink = Path(report.run.sink)
    monkeypatch.chdir(tmp_path)
    for name in ("queue", "json", "theodore"):
        (tmp_path / f"{name}.py").write_text("open('ran', 'w')\n")
    writer = SheetWriter(
        tmp_path / "journal.sqlite", report.run.id, sink, Layout(Path(report.run.source)), notice=print
    )
    try:
        assert (await writer.finish()).seq > 0
    finally:
        await writer.close()
    assert not (tmp_path / "ran").exists()


async def test_a_short_run_starts_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    launch = SheetWriter._launch

    async def counted(writer: SheetWriter) -> asyncio.subprocess.Process:
        process = await launch(writer)
        started.append(process.pid)
        return process

    monkeypatch.setattr(SheetWriter, "_launch", counted)
    report = await run(companies(tmp_path, ["Ada"]), FakePipeline(done), RunnerConfig(concurrency=1))
    assert report.finished
    assert len(started) == 1
    assert not _lives(started[0])


async def test_who_is_cancelled_while_it_loads_leaves_it_to_the_next_write(tmp_path: Path) -> None:
    report = await run(companies(tmp_path, ["Ada"]), FakePipeline(done), RunnerConfig(concurrency=1))
    sink = Path(report.run.sink)
    writer = SheetWriter(
        tmp_path / "journal.sqlite", report.run.id, sink, Layout(Path(report.run.source)), notice=print
    )
    try:
        starting = writer.start()
        live = asyncio.create_task(writer.keep_up())
        writer.changed()
        await asyncio.sleep(0)
        live.cancel()
        await asyncio.gather(live, return_exceptions=True)
        assert writer.start() is starting
        assert (await writer.finish()).seq > 0
        assert (await starting).returncode is not None
    finally:
        await writer.close()


async def test_closed_while_it_loads_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loading: asyncio.Queue[asyncio.subprocess.Process] = asyncio.Queue()

    async def never(process: asyncio.subprocess.Process) -> bytes:
        loading.put_nowait(process)
        return await asyncio.Future()

    monkeypatch.setattr(deliver, "_line", never)
    writer = SheetWriter(tmp_path / "none.sqlite", "run", tmp_path / "out.csv", Layout(tmp_path / "none"), notice=print)
    starting = writer.start()
    process = await loading.get()
    await writer.close()
    assert starting.cancelled()
    assert process.returncode is not None


async def test_a_process_that_cannot_be_started_fails_the_write_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = SheetWriter(tmp_path / "none.sqlite", "run", tmp_path / "out.csv", Layout(tmp_path / "none"), notice=print)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no python"))
    with pytest.raises(SinkUnavailable, match="does not answer"):
        await writer._write()
    await writer.close()


async def test_what_only_a_callers_pipeline_knows_has_columns_too(tmp_path: Path) -> None:
    async def behave(company: Company, hints: Hints) -> Outcome:
        known: dict[str, dict[str, object]] = {
            "Bob": {"total_input_tokens": 700},
            "Cy": {"total_cost_usd": 0.5, "has_api": False},
        }
        facts = {"official_name": company.name, **known.get(company.name, {})}
        return Outcome(crawl=Crawl(seconds=0.01), extraction=Extraction(facts, (), {}))

    await run(companies(tmp_path, ["Ada", "Bob", "Cy"]), FakePipeline(behave), RunnerConfig(concurrency=1))
    rows = read_csv(tmp_path / "out.details.csv")
    told = [(row["Total Input Tokens"], row["Total Cost USD"], row["Has API"]) for row in rows]
    assert told == [("", "", ""), ("700", "", ""), ("", "0.5", "FALSE")]
    assert "Total Output Tokens" not in rows[0]


PARENT = """
import subprocess, sys, time
command = [sys.executable, "-P", "-m", "theodore.batch.sheet_process", "none"]
child = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
print(child.pid, flush=True)
time.sleep(600)
"""


def test_it_does_not_outlive_a_run_that_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait(30)
    limit = time.monotonic() + 30
    while _lives(child):
        assert time.monotonic() < limit
        time.sleep(0.02)


def _lives(pid: int) -> bool:
    try:
        # an orphan that nobody reaps is gone all the same
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
