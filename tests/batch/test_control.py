"""Signals, sent to a real process at each stage of a run."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.batch.jobs import companies

# STAGE: where the process waits for its signal.
PROGRAM = """
import asyncio, json, pathlib, signal, sys, threading
from tests.batch import jobs
from theodore.batch import deliver, job
from theodore.batch.runner import RunnerConfig
from theodore.sheets.reading import sources

folder, stage = pathlib.Path(sys.argv[1]), sys.argv[2]
got = threading.Event()

def ready(): print("ready", flush=True)

class Told(jobs.Notes):
    def notice(self, text):
        super().notice(text); got.set()
        if stage == "twice": ready()

class Slow(sources.CsvSource):
    def rows(self):
        for row in super().rows():
            if stage == "preparing": ready(); got.wait(30)
            yield row
    @classmethod
    def open(cls, *given):
        if stage == "opening": ready(); got.wait(30)
        return super().open(*given)

async def behave(company, hints):
    if stage in ("running", "twice"): ready(); await asyncio.sleep(60)
    return jobs.DONE

insist = deliver.SheetWriter._insist
async def slow_write(self):
    if stage == "writing": ready()
    if stage in ("writing", "twice"): await asyncio.sleep(60)
    return await insist(self)

sources.CsvSource, deliver.SheetWriter._insist = Slow, slow_write
if stage == "twice": job._INTERRUPTED_WRITE_S = 60
if stage == "writing": job._INTERRUPTED_WRITE_S = 0.1
told = Told()
try:
    report = asyncio.run(jobs.run(folder / "leads.csv", jobs.FakePipeline(behave), RunnerConfig(), told))
except KeyboardInterrupt:
    print(json.dumps(["KeyboardInterrupt", told.notices]))
else:
    print(json.dumps([report.run.state, report.interrupted, told.notices]))
"""


def signalled(folder: Path, stage: str, number: int) -> list[object]:
    """What the run came to that got this signal at that stage."""
    companies(folder, ["Ada"])
    command = [sys.executable, "-c", PROGRAM, str(folder), stage]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(2 if stage == "twice" else 1):
            assert process.stdout.readline() == "ready\n"
            process.send_signal(number)
        out, error = process.communicate(timeout=60)
    assert (process.returncode, error) == (0, "")
    told: list[object] = json.loads(out)
    return told


STOPPING = "Stopping: what is under way goes back to pending. The same command resumes the run."
UNWRITTEN = "The sheet stays as it was last written; the same command goes on and completes it."


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_ends_a_run_cleanly(tmp_path: Path, number: int) -> None:
    assert signalled(tmp_path, "running", number) == ["interrupted", True, [STOPPING]]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_second_one_ends_it_at_once(tmp_path: Path, number: int) -> None:
    assert signalled(tmp_path, "twice", number) == ["KeyboardInterrupt", [STOPPING]]


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [
        pytest.param("opening", ["KeyboardInterrupt", [STOPPING]], id="before there is a run to report"),
        pytest.param("preparing", ["interrupted", True, [STOPPING]], id="between two rows on their way in"),
        pytest.param("writing", ["interrupted", True, [STOPPING, UNWRITTEN]], id="in the last write"),
    ],
)
def test_it_does_so_at_every_stage(tmp_path: Path, stage: str, outcome: list[object]) -> None:
    assert signalled(tmp_path, stage, signal.SIGTERM) == outcome
