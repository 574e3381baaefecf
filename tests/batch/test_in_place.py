"""A run whose results go into the table of companies itself, and which rows are worth a write."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.batch.jobs import DONE, FakePipeline, Notes, companies
from theodore.batch.deliver import MOST_LIVE_ROWS, Checkpoints
from theodore.batch.entry import Job
from theodore.batch.job import Report, run_job
from theodore.batch.runner import RunnerConfig
from theodore.model.company import Company
from theodore.model.outcome import Hints, Outcome

pytestmark = pytest.mark.usefixtures("sheets_are_forked")


@pytest.mark.parametrize(
    ("rows", "ended", "writes"),
    [
        pytest.param(MOST_LIVE_ROWS, [0, 0, 1, 2], [True, True, True, True], id="each change of a sheet that is small"),
        pytest.param(30_000, [0, 2_999, 0, 1, 1, 2_999], [False, False, False, True, False, True], id="each tenth"),
        pytest.param(30_000, [7_000, 1_000, 1_000], [True, False, True], id="two tenths at once are one"),
    ],
)
def test_a_large_sheet_is_written_at_checkpoints(rows: int, ended: list[int], writes: list[bool]) -> None:
    points = Checkpoints(rows)
    assert [points.pass_by(count) for count in ended] == writes


async def _done(company: Company, hints: Hints) -> Outcome:
    return DONE


async def _run(source: Path, notes: Notes) -> Report:
    job = Job(source, in_place=True)
    pipeline = FakePipeline(_done)
    return await run_job(job, source.parent / "journal.sqlite", pipeline.opened(), RunnerConfig(concurrency=1), notes)


async def test_results_go_into_the_source_and_a_backup_stands_beside(tmp_path: Path) -> None:
    source, notes = companies(tmp_path, ["Ada", "Bob"]), Notes()
    before = source.read_bytes()
    report = await _run(source, notes)
    assert report.finished
    assert [line.split(",")[0] for line in source.read_text().splitlines()[1:]] == ["Ada", "Bob"]
    assert source.read_text().count("completed") == 2
    backup = source.with_name(f"{source.stem}.before-theodore.csv")
    assert backup.read_bytes() == before
    assert notes.notices[0] == f"{source} is kept as it is now in {backup}."


async def test_a_workbook_that_stands_as_it_was_left_is_not_copied_again_and_again(tmp_path: Path) -> None:
    source, notes = tmp_path / "leads.xlsx", Notes()
    book = openpyxl.Workbook()
    for row in (("Company", "Website"), ("Ada", "ada.test"), ("Bob", "bob.test")):
        book.worksheets[0].append(row)
    book.save(source)
    for _ in range(3):
        await _run(source, notes)
    first = source.with_name("leads.before-theodore.xlsx")
    second = source.with_name("leads.before-theodore2.xlsx")
    assert (first.is_file(), second.exists()) == (True, False)
    assert notes.notices.count(f"{source} is as Theodore left it; as it was before, it is in {first}.") == 2
    book = openpyxl.load_workbook(source)
    book.worksheets[0].append(("Cyd", "cyd.test"))
    book.save(source)
    changed = source.read_bytes()
    await _run(source, notes)
    assert second.read_bytes() == changed
    first.unlink()
    second.unlink()
    await _run(source, notes)
    assert first.is_file()


async def test_a_source_that_is_open_has_its_results_beside_until_the_same_command_runs_again(tmp_path: Path) -> None:
    source, notes = companies(tmp_path, ["Ada", "Bob"]), Notes()
    before, lock = source.read_bytes(), source.with_name(f".~lock.{source.name}#")
    lock.write_text(",ada,m,;")
    report = await _run(source, notes)
    assert (report.finished, source.read_bytes()) == (False, before)
    beside = source.with_name(f"{source.stem}.theodore.xlsx")
    assert beside.is_file()
    # its path is what the command prints
    assert report.beside == beside
    assert notes.notices[-1].startswith(f"The results are in {beside}, for {source} could not be written.")
    lock.unlink()
    again = await _run(source, Notes())
    assert (again.finished, again.beside) == (True, None)
    assert again.run.id == report.run.id
    assert source.read_text().count("completed") == 2
