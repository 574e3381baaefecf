"""A job from its source to its sheet, whatever comes between."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import openpyxl
import pytest

from tests.batch.jobs import DONE, FakePipeline, Notes, companies, run
from theodore.batch.entry import Job, run_key
from theodore.batch.job import Worker, run_job
from theodore.batch.runner import RunnerConfig
from theodore.model.company import Company, SourceRow
from theodore.model.errors import ConfigurationError, SinkUnavailable
from theodore.model.outcome import Hints, Outcome
from theodore.settings import load
from theodore.sheets.reading.csv_source import CsvSource
from theodore.store.journal import Journal
from theodore.store.lock import RunLock
from theodore.store.records import Run
from theodore.wiring import own_worker

pytestmark = pytest.mark.usefixtures("sheets_are_forked")

ONE = RunnerConfig(concurrency=1)


async def done(company: Company, hints: Hints) -> Outcome:
    return DONE


def runs(folder: Path) -> list[Run]:
    with Journal.open_reader(folder / "journal.sqlite") as journal, journal.read() as reader:
        return reader.runs()


def cells(folder: Path, *headers: str) -> list[tuple[str, ...]]:
    with (folder / "out.csv").open(encoding="utf-8-sig", newline="") as lines:
        return [tuple(row[header] for header in headers) for row in csv.DictReader(lines)]


async def test_a_source_that_was_edited_meanwhile_is_delivered_as_it_is_now(tmp_path: Path) -> None:
    source = companies(tmp_path, ["Ada", "Bob", "Cy"])
    await run(source, FakePipeline(done), RunnerConfig(concurrency=1, max_companies=1))
    # a column put in, a row deleted that was not done, one added
    source.write_text(
        "Notes,Company,Website\nnew,Dee,https://dee.test\nnice,Ada,https://ada.test\nso so,Cy,https://cy.test\n"
    )
    pipeline = FakePipeline(done)
    report = await run(source, pipeline, ONE)
    assert [name for name, _ in pipeline.seen] == ["Dee", "Cy"]
    assert cells(tmp_path, "Notes", "Company", "Status") == [
        ("new", "Dee", "completed"),
        ("nice", "Ada", "completed"),
        ("so so", "Cy", "completed"),
    ]
    assert report.summary["success"]
    assert report.summary["total"] == 3
    assert report.finished
    assert report.written


async def test_a_resumed_run_is_no_faster_for_what_was_done_before(tmp_path: Path) -> None:
    source = companies(tmp_path, [f"Ada {number}" for number in range(8)])
    await run(source, FakePipeline(done), RunnerConfig(concurrency=1, max_companies=7))
    last = (await run(source, FakePipeline(done), ONE)).summary
    assert last["processed"] == 8
    assert last["companies_per_minute"] * last["duration_seconds"] / 60 == pytest.approx(1, rel=0.01)


async def test_a_resumed_run_that_did_nothing_has_no_speed(tmp_path: Path) -> None:
    source = companies(tmp_path, ["Ada", "Bob"])
    await run(source, FakePipeline(done), RunnerConfig(concurrency=1, max_companies=1))
    again = await run(source, FakePipeline(done), RunnerConfig(concurrency=1, max_companies=0))
    assert (again.summary["processed"], again.summary["companies_per_hour"]) == (1, 0.0)


async def test_stopped_while_the_table_is_read_it_wrote_no_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = asyncio.Event()
    rows = CsvSource.rows

    def interrupted(source: CsvSource) -> Iterator[SourceRow]:
        for row in rows(source):
            yield row
            stop.set()

    monkeypatch.setattr(CsvSource, "rows", interrupted)
    report = await run(companies(tmp_path, ["Ada", "Bob"]), FakePipeline(done), ONE, stop=stop)
    assert (report.interrupted, report.written, report.summary["total"]) == (True, False, 0)
    assert not (tmp_path / "out.csv").exists()


def abandon(folder: Path, source: Path) -> None:
    """Leave a run over this source as kill -9 does: running, with all its rows leased."""
    with Journal.open(folder / "journal.sqlite") as journal, journal.read() as reader:
        (mine,) = reader.runs()
        results = list(reader.results(mine.id))
        assert results

        def work(ledger):  # type: ignore[no-untyped-def]
            ledger.resume(mine.id, 1.0)
            ledger.claim(mine.id, 9, 2e9, "dead", 600.0, lambda *_: 30.0)

        journal.write(work)


async def test_a_password_in_an_address_stays_in_the_users_own_cell(tmp_path: Path) -> None:
    source = tmp_path / "leads.csv"
    source.write_text("Company,Website\nAda,https://ann:se@cret@ada.test/\n")
    pipeline = FakePipeline(done)
    await run(source, pipeline, ONE)
    assert cells(tmp_path, "Company", "Website") == [("Ada", "https://ann:se@cret@ada.test/")]
    with Journal.open_reader(tmp_path / "journal.sqlite") as journal, journal.read() as reader:
        [found] = reader.export_profiles(runs(tmp_path)[0].id)
        [attempt] = reader.export_attempts(runs(tmp_path)[0].id)
    assert (found["website"], attempt["website"]) == ("https://ada.test/", "https://ada.test/")


async def test_the_sites_of_a_dead_run_are_not_waited_for(tmp_path: Path) -> None:
    source = companies(tmp_path, ["Ada"])
    await run(source, FakePipeline(done), RunnerConfig(concurrency=1, max_companies=0))
    abandon(tmp_path, source)
    what = Job(source, tmp_path / "other.csv")
    async with asyncio.timeout(30):
        report = await run_job(what, tmp_path / "journal.sqlite", FakePipeline(done).opened(), ONE)
    assert report.summary["success"]
    assert [found.state for found in runs(tmp_path)] == ["finished", "interrupted"]


async def test_a_living_run_over_the_same_sites_is_named_once(tmp_path: Path) -> None:
    source = companies(tmp_path, ["Ada"])
    await run(source, FakePipeline(done), RunnerConfig(concurrency=1, max_companies=0))
    with Journal.open(tmp_path / "journal.sqlite") as journal:
        (other,) = runs(tmp_path)
        journal.write(lambda ledger: ledger.resume(other.id, 1.0))
    notes = Notes()
    what = Job(source, tmp_path / "other.csv")
    with RunLock(tmp_path / "journal.sqlite", run_key(source, tmp_path / "out.csv")):
        await run_job(what, tmp_path / "journal.sqlite", FakePipeline(done).opened(), ONE, notes)
    assert [other.id in notice for notice in notes.notices] == [True]


def another(source: Path) -> Path:
    """A source of the same stem, so with the same default sink."""
    twin = source.with_suffix(".tsv")
    twin.write_text("Company\tWebsite\nEve\thttps://eve.test\n")
    return twin


@pytest.mark.parametrize(
    ("first", "second", "named"),
    [
        pytest.param("r.csv", "r.details.csv", "r.details.csv", id="the details of another's companies"),
        pytest.param("r.details.csv", "r.csv", "r.details.csv", id="details that would be written over another's"),
    ],
)
async def test_a_details_file_is_not_replaced_either(tmp_path: Path, first: str, second: str, named: str) -> None:
    source, journal = companies(tmp_path, ["Ada"]), tmp_path / "journal.sqlite"
    assert (await run_job(Job(source, tmp_path / first), journal, FakePipeline(done).opened(), ONE)).finished
    before = content(tmp_path, "r.*")
    with pytest.raises(ConfigurationError, match=rf"{named}: the results of .*leads\.csv stand here"):
        await run_job(Job(another(source), tmp_path / second), journal, FakePipeline(done).opened(), ONE)
    assert content(tmp_path, "r.*") == before
    assert (await run_job(Job(source, tmp_path / first), journal, FakePipeline(done).opened(), ONE)).finished


def content(folder: Path, pattern: str = "*.xlsx") -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob(pattern)}


@pytest.mark.parametrize("config", [ONE, pytest.param(RunnerConfig(concurrency=1, max_companies=0), id="unfinished")])
async def test_the_results_of_another_source_are_not_replaced(tmp_path: Path, config: RunnerConfig) -> None:
    source = companies(tmp_path, ["Ada"])
    journal = tmp_path / "journal.sqlite"
    report = await run_job(Job(source), journal, FakePipeline(done).opened(), config)
    sink = Path(report.run.sink)
    before = content(tmp_path)
    pipeline = FakePipeline(done)
    with pytest.raises(
        ConfigurationError, match=r"the results of .*leads\.csv stand here.*Pass another name with --to"
    ):
        await run_job(Job(another(source)), journal, pipeline.opened(), ONE)
    assert (pipeline.seen, content(tmp_path), len(runs(tmp_path))) == ([], before, 1)
    # the same command goes on, and so does the other one where nothing is lost
    assert (await run_job(Job(source), journal, FakePipeline(done).opened(), ONE)).finished
    await asyncio.to_thread(sink.rename, tmp_path / "kept.xlsx")
    assert (await run_job(Job(another(source)), journal, FakePipeline(done).opened(), ONE)).finished
    with pytest.raises(ConfigurationError, match=r"the results of .*leads\.tsv stand here"):
        await run_job(Job(source), journal, FakePipeline(done).opened(), ONE)


async def test_an_empty_sheet_is_anybodys(tmp_path: Path) -> None:
    await run(companies(tmp_path, ["Ada"]), FakePipeline(done), ONE)
    for name in ("out.csv", "out.details.csv"):
        (tmp_path / name).write_bytes(b"")
    what = Job(another(tmp_path / "leads.csv"), tmp_path / "out.csv")
    assert (await run_job(what, tmp_path / "journal.sqlite", FakePipeline(done).opened(), ONE)).finished


async def test_two_runs_at_once_do_not_share_a_sheet(tmp_path: Path) -> None:
    source, journal, refused = companies(tmp_path, ["Ada"]), tmp_path / "journal.sqlite", []

    async def behave(company: Company, hints: Hints) -> Outcome:
        # by another way to the same file
        what = Job(another(source), tmp_path / "." / ".." / tmp_path.name / "out.csv")
        try:
            await run_job(what, journal, FakePipeline(done).opened(), ONE)
        except ConfigurationError as error:
            refused.append(str(error))
        return DONE

    report = await run(source, FakePipeline(behave), ONE)
    assert report.finished
    assert len(refused) == 1
    assert "out.csv: this program is writing the results of another run to it." in refused[0]
    assert "--to" in refused[0]
    assert cells(tmp_path, "Company") == [("Ada",)]


async def test_what_a_person_did_in_the_sheet_is_kept_and_said(tmp_path: Path) -> None:
    source, journal, notes = companies(tmp_path, ["Ada"]), tmp_path / "journal.sqlite", Notes()
    report = await run_job(Job(source), journal, FakePipeline(done).opened(), ONE, notes)
    sink = Path(report.run.sink)
    assert list(content(tmp_path)) == [sink.name]
    book = openpyxl.load_workbook(sink)
    book.create_sheet("Budget")
    book.save(sink)
    await run_job(Job(source), journal, FakePipeline(done).opened(), ONE, notes)
    backup = tmp_path / "leads.theodore.bak.xlsx"
    assert "Budget" in openpyxl.load_workbook(backup).sheetnames
    assert [str(backup) in notice for notice in notes.notices] == [True]


async def test_cells_that_the_workbook_cuts_are_told_of_once(tmp_path: Path) -> None:
    journal, notes = tmp_path / "journal.sqlite", Notes()
    source = companies(tmp_path, ["Ada", "Bob"], Notes=["n" * 33_000, "n"])
    await run_job(Job(source), journal, FakePipeline(done).opened(), ONE, notes)
    assert ["characters, which a workbook cannot hold: 1 (the first in line 2)" in each for each in notes.notices] == [
        True
    ]


async def test_whatever_breaks_a_run_off_it_does_not_stand_as_running(tmp_path: Path) -> None:
    @asynccontextmanager
    async def broken() -> AsyncIterator[Worker]:
        raise ZeroDivisionError
        yield

    source = companies(tmp_path, ["Ada"])
    with pytest.raises(ZeroDivisionError):
        await run_job(Job(source, tmp_path / "out.csv"), tmp_path / "journal.sqlite", broken, ONE)
    assert [found.state for found in runs(tmp_path)] == ["interrupted"]


async def test_a_sheet_that_cannot_be_written_is_delivered_by_the_same_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("theodore.batch.deliver._TRY_AGAIN_S", 0.0)
    source = companies(tmp_path, ["Ada"])
    sink = tmp_path / "out.csv"

    async def block(company: Company, hints: Hints) -> Outcome:
        sink.unlink(missing_ok=True)
        sink.mkdir()
        (sink / "file").touch()
        return DONE

    with pytest.raises(SinkUnavailable):
        await run(source, FakePipeline(block), ONE)
    assert [found.state for found in runs(tmp_path)] == ["interrupted"]
    (sink / "file").unlink()
    sink.rmdir()
    pipeline = FakePipeline(done)
    report = await run(source, pipeline, ONE)
    assert pipeline.seen == [], "what was done is only delivered"
    assert report.finished
    assert cells(tmp_path, "Status") == [("completed",)]


async def test_cancelled_from_outside_it_gives_its_rows_back(tmp_path: Path) -> None:
    begun = asyncio.Event()

    async def behave(company: Company, hints: Hints) -> Outcome:
        begun.set()
        await asyncio.sleep(60)
        return DONE

    task = asyncio.create_task(run(companies(tmp_path, ["Ada"]), FakePipeline(behave), ONE))
    async with asyncio.timeout(30):
        await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [found.state for found in runs(tmp_path)] == ["interrupted"]


def test_a_faulty_authority_is_refused_before_there_is_a_run(tmp_path: Path) -> None:
    bad = tmp_path / "bad.pem"
    bad.write_text("no certificate")
    with pytest.raises(ConfigurationError, match=r"bad\.pem"):
        own_worker(load({"network": {"ca_file": (bad,)}}))


async def test_another_choice_of_rows_and_columns_is_that_of_the_run_from_then_on(tmp_path: Path) -> None:
    source = companies(tmp_path, ["Ada", "Bob"])
    first = {"selection": {"filter": [], "sample": None, "limit": 1}, "fields": ["emails"], "run": {"concurrency": 1}}
    await run(source, FakePipeline(done), RunnerConfig(concurrency=1, max_companies=1), settings=first)
    second = {"selection": None, "fields": None, "run": {"concurrency": 9}}
    await run(source, FakePipeline(done), RunnerConfig(concurrency=1, max_companies=0), settings=second)
    (found,) = runs(tmp_path)
    assert found.settings == second | {"run": {"concurrency": 1}}
