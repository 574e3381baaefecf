"""The process that writes the sheet: whose signals it hears, and when it ends."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from tests.batch.jobs import DONE, FakePipeline, companies, run
from tests.sheets.results import read_csv
from theodore.batch import deliver
from theodore.batch.deliver import SheetWriter
from theodore.batch.entry import Job
from theodore.batch.job import run_job
from theodore.batch.runner import RunnerConfig
from theodore.batch.watch import Silence
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


CUT = """#!{python}
import signal, sys
from pathlib import Path
from theodore.batch import edits, sheet_file, sheet_process
from theodore.sheets.writing import ours, xlsx_table

def cut(module, name):
    whole = getattr(module, name)
    def until_here(*arguments, **named):
        found = whole(*arguments, **named)
        with open({here!r}, "w") as here:
            here.write("here")
        signal.pause()
        return found
    setattr(module, name, until_here)

cut({module}, {name!r})
sheet_process.main(Path(sys.argv[-1]))
"""


@pytest.mark.parametrize(
    ("module", "name"),
    [
        pytest.param("edits", "found_in", id="what they changed is found"),
        pytest.param("edits", "note_edits", id="and noted"),
        pytest.param("ours", "keep_changed", id="their file is kept"),
        pytest.param("xlsx_table.Kept", "tell", id="and that is told"),
        pytest.param("sheet_file", "note_written", id="the new one has taken its place"),
    ],
)
async def test_wherever_a_write_is_cut_off_a_person_hears_what_was_done_to_their_file(
    module: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = companies(tmp_path, ["Ada"])
    journal, sink = tmp_path / "journal.sqlite", tmp_path / "out.xlsx"
    report = await run_job(
        Job(source, sink), journal, FakePipeline(done).opened(), RunnerConfig(concurrency=1), Silence()
    )
    book = openpyxl.load_workbook(sink)
    book.create_sheet("Budget")
    (header,) = book["Companies"].iter_rows(max_row=1, values_only=True)
    book["Companies"].cell(2, header.index("AI Summary") + 1, "A friend of ours.")
    book.save(sink)
    here = tmp_path / "here"
    os.mkfifo(here)
    reached = os.open(here, os.O_RDONLY | os.O_NONBLOCK)
    cut = tmp_path / "python"
    cut.write_text(CUT.format(python=sys.executable, here=str(here), module=module, name=name))
    cut.chmod(0o700)
    heard: list[str] = []
    writer = SheetWriter(journal, report.run.id, sink, Layout(source), notice=heard.append)
    try:
        with monkeypatch.context() as patched:
            patched.setattr(sys, "executable", str(cut))
            await writer.start()
        live = asyncio.create_task(writer.keep_up())
        writer.changed()
        await asyncio.sleep(0)
        # in the loop's own thread: nothing is heard of the process before the write is given up
        assert select.select([reached], [], [], 60)[0]
        live.cancel()
        await asyncio.gather(live, return_exceptions=True)
        await writer.finish()
    finally:
        os.close(reached)
        await writer.close()
    assert len(heard) == 2, "each once"
    assert "cells that you changed: 1" in heard[0]
    assert f"it is kept as it was in {tmp_path / 'out.bak.xlsx'}" in heard[1]
    assert "Budget" in openpyxl.load_workbook(tmp_path / "out.bak.xlsx").sheetnames


async def test_whoever_closes_twice_waits_for_the_end(tmp_path: Path) -> None:
    writer = SheetWriter(tmp_path / "none.sqlite", "run", tmp_path / "out.csv", Layout(tmp_path / "none"), notice=print)
    process = await writer.start()
    impatient = asyncio.create_task(writer.close())
    await asyncio.sleep(0)
    impatient.cancel()
    await asyncio.gather(impatient, return_exceptions=True)
    await writer.close()
    assert process.returncode is not None


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
