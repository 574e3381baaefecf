"""`theodore deliver`: what the journal has, written where it belongs, without a visit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Theodore
from tests.cli.exports_page import PAGE, named
from tests.cli.journals import make_run
from theodore.batch.entry import run_key
from theodore.batch.job import Report
from theodore.store.lock import RunLock, SinkLock


@pytest.fixture
def report(tmp_path: Path) -> Report:
    return make_run(tmp_path)


@pytest.fixture
def flags(tmp_path: Path) -> tuple[str, str]:
    return "--journal-folder", str(tmp_path)


def test_a_sheet_that_is_gone_is_written_anew(report: Report, flags: tuple[str, str], theodore: Theodore) -> None:
    sheet = Path(report.run.sink)
    before = sheet.read_bytes()
    sheet.unlink()
    said = theodore("deliver", "last", *flags)
    assert (said.code, said.out) == (0, f"{sheet}\n")
    assert f"Run {report.run.id}  finished" in said.err
    assert "5 rows: 3 completed, 2 failed" in said.err
    assert sheet.read_bytes() == before


def test_what_a_person_wrote_into_it_stays(report: Report, flags: tuple[str, str], theodore: Theodore) -> None:
    sheet = Path(report.run.sink)
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("ssl_error,", "Our own words,"), encoding="utf-8")
    said = theodore("deliver", "last", *flags)
    assert said.code == 0
    assert f"{sheet}: cells that you changed: " in said.err
    assert "Our own words" in sheet.read_text(encoding="utf-8")


def test_json_is_one_object(report: Report, flags: tuple[str, str], theodore: Theodore) -> None:
    said = theodore("deliver", report.run.id, "--json", *flags)
    told = said.json
    assert list(told) == named(PAGE.read_text(encoding="utf-8"), "keys: deliver")
    assert (told["run_id"], told["sink"], told["sheet"]) == (report.run.id, report.run.sink, report.run.sink)
    assert (told["delivered"], told["total"], told["counts"]["failed"]) == (True, 5, 2)
    assert told["delivered_before"] is not None


def test_a_sheet_that_is_open_elsewhere_has_its_results_beside(
    report: Report, flags: tuple[str, str], theodore: Theodore
) -> None:
    sheet = Path(report.run.sink)
    sheet.with_name(f".~lock.{sheet.name}#").write_text(",ada,m,;", encoding="utf-8")
    said = theodore("deliver", "last", "--json", *flags)
    assert (said.code, said.json["delivered"]) == (1, False)
    assert Path(said.json["sheet"]).is_file()
    assert said.json["sheet"] != report.run.sink


@pytest.mark.parametrize(
    ("held", "words"),
    [
        pytest.param("run", "working on this run", id="the run is at work"),
        pytest.param("sink", "is writing the results of another run to it", id="its sheet is written by another"),
    ],
)
def test_nothing_is_written_while_somebody_works(
    held: str, words: str, report: Report, flags: tuple[str, str], tmp_path: Path, theodore: Theodore
) -> None:
    journal, sheet = tmp_path / "default.sqlite", Path(report.run.sink)
    run_lock, sink_lock = RunLock(journal, run_key(tmp_path / "leads.csv", sheet)), SinkLock(journal, str(sheet))
    with run_lock if held == "run" else sink_lock:
        said = theodore("deliver", "last", *flags)
    assert (said.code, said.out) == (2, "")
    assert words in said.err


def test_a_run_that_is_not_there_is_wrong_input(report: Report, flags: tuple[str, str], theodore: Theodore) -> None:
    said = theodore("deliver", "20200101-1", *flags)
    assert (said.code, said.out) == (2, "")
    assert f"there is no run '20200101-1' (runs: {report.run.id})" in said.err


def test_a_sheet_that_cannot_be_written_is_told_of(
    report: Report, flags: tuple[str, str], theodore: Theodore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("theodore.batch.deliver._TRY_AGAIN_S", 0.01)
    sheet = Path(report.run.sink)
    sheet.unlink()
    sheet.mkdir()
    said = theodore("deliver", "last", *flags)
    assert (said.code, said.out) == (3, "")
    assert f"Error: {sheet}" in said.err
