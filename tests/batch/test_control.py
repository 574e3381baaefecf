"""Signals, sent to a real process at each stage of a run."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.batch.jobs import DONE, FakePipeline, companies, run
from theodore.batch.runner import RunnerConfig
from theodore.model.company import Company
from theodore.model.outcome import Hints, Outcome

# STAGE: where the process waits for its signal.
PROGRAM = """
import asyncio, json, pathlib, signal, sys, threading
from tests.batch import jobs
from theodore.batch import deliver, job
from theodore.batch.runner import RunnerConfig
from theodore.sheets.reading import sources

folder, stage, ignored = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
# as its caller would have left them: whoever runs the tests may ignore some, under nohup and in the background
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    usual = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
    signal.signal(number, signal.SIG_IGN if number.name in ignored else usual)
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
    if company.name == "Done": return jobs.DONE
    if stage in ("running", "twice"): ready(); await asyncio.sleep(60)
    if stage == "ignoring": ready(); await asyncio.to_thread(sys.stdin.readline)
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
    report = asyncio.run(jobs.run(folder / "leads.csv", jobs.FakePipeline(behave), RunnerConfig(concurrency=1), told))
except KeyboardInterrupt:
    print(json.dumps(["KeyboardInterrupt", told.notices]))
else:
    print(json.dumps([report.run.state, report.interrupted, told.notices]))
"""


def signalled(
    folder: Path, stage: str, number: int, *, names: Sequence[str] = ("Ada",), ignored: Sequence[str] = ()
) -> list[object]:
    """What the run of these companies came to that got this signal at that stage.

    ignored: signals that its caller has it ignore.
    """
    companies(folder, names)
    command = [sys.executable, "-c", PROGRAM, str(folder), stage, *ignored]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        for _ in range(2 if stage == "twice" else 1):
            assert process.stdout.readline() == "ready\n"
            process.send_signal(number)
        out, error = process.communicate("\n", timeout=60)
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


async def test_what_a_second_one_broke_off_is_resumed_and_nothing_done_twice(tmp_path: Path) -> None:
    assert signalled(tmp_path, "twice", signal.SIGINT, names=["Done", "Under way", "Waiting"])[0] == "KeyboardInterrupt"

    async def behave(company: Company, hints: Hints) -> Outcome:
        return DONE

    pipeline = FakePipeline(behave)
    report = await run(tmp_path / "leads.csv", pipeline, RunnerConfig(concurrency=1))
    assert pipeline.seen == [("Under way", 0), ("Waiting", 0)]
    assert (report.finished, report.summary["processed"], report.summary["statistics"]["retried"]) == (True, 3, 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_one_that_the_caller_has_it_ignore_changes_nothing(tmp_path: Path, number: signal.Signals) -> None:
    assert signalled(tmp_path, "ignoring", number, ignored=[number.name]) == ["finished", False, []]


def test_ignoring_one_it_heeds_the_others(tmp_path: Path) -> None:
    outcome = signalled(tmp_path, "running", signal.SIGTERM, ignored=["SIGHUP", "SIGINT"])
    assert outcome == ["interrupted", True, [STOPPING]]


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
