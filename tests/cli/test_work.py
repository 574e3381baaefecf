"""What a run leaves on the two streams when it has ended."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Past, Theodore
from theodore.batch.entry import Job
from theodore.batch.job import Report
from theodore.batch.runner import RunnerConfig
from theodore.cli import work
from theodore.cli.consoles import err_console
from theodore.cli.work import Manner, do, tell


def told(report: Report, past: Past, manner: Manner, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    capsys.readouterr()
    tell(report, past.folder / "default.sqlite", manner, err_console())
    said = capsys.readouterr()
    return said.out, said.err


def interrupted(past: Past, **changes: Any) -> Report:
    return replace(past.report, finished=False, interrupted=True, **changes)


@pytest.mark.parametrize("manner", [Manner(), Manner(quiet=True)], ids=["with a report", "quiet"])
@pytest.mark.parametrize("written", [False, True])
def test_only_a_sheet_that_was_written_is_named(
    past: Past, capsys: pytest.CaptureFixture[str], manner: Manner, written: bool
) -> None:
    out, err = told(interrupted(past, written=written), past, manner, capsys)
    assert out == (f"{past.report.run.sink}\n" if written else "")
    assert ("not written this time" in err) is (not written and not manner.quiet)


def test_a_run_that_never_had_its_table_has_no_figures(past: Past, capsys: pytest.CaptureFixture[str]) -> None:
    nothing = interrupted(past, written=False, summary={**past.report.summary, "total": 0})
    _, err = told(nothing, past, Manner(), capsys)
    assert "the table was still being read" in err
    assert "Success rate" not in err


async def broken_off(*_: object) -> Report:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("resumable", "quiet", "words"),
    [
        pytest.param(True, False, "Interrupted. The same command goes on from here.\n", id="a run"),
        pytest.param(False, False, "Interrupted.\n", id="a demo begins anew"),
        pytest.param(True, True, "", id="quiet is quiet"),
    ],
)
def test_a_run_that_is_broken_off_says_so(
    past: Past,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    resumable: bool,
    quiet: bool,
    words: str,
) -> None:
    monkeypatch.setattr(work, "run_job", broken_off)
    job = Job(past.folder / "leads.csv", resumable=resumable)
    worker: Any = None
    with pytest.raises(KeyboardInterrupt):
        do(job, past.folder / "default.sqlite", worker, RunnerConfig(), Manner(quiet=quiet), err_console())
    assert capsys.readouterr() == ("", words)


def test_its_exit_code_is_that_of_an_interruption(
    theodore: Theodore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "run_job", broken_off)
    source = tmp_path / "leads.csv"
    source.write_text("Company,Website\nAcme,acme.test\n")
    said = theodore("run", source)
    assert (said.code, said.out) == (130, "")
    assert said.err.strip().splitlines()[-1] == "Interrupted. The same command goes on from here."
