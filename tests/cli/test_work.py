"""What a run leaves on the two streams when it has ended."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.cli.conftest import Past
from theodore.batch.job import Report
from theodore.cli.consoles import err_console
from theodore.cli.work import Manner, tell


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
