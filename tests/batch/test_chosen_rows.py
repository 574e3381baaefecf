"""A run over a choice of its rows."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.batch.jobs import DONE, FakePipeline, companies
from theodore.batch.entry import Job
from theodore.batch.job import Report, run_job
from theodore.batch.preview import Outlook, preview
from theodore.batch.runner import RunnerConfig
from theodore.batch.selection import selection
from theodore.model.company import Company
from theodore.model.outcome import Hints, Outcome

pytestmark = pytest.mark.usefixtures("sheets_are_forked")

NAMES = ["Ada", "Bob", "Cy", "Dee", "Eve"]
COUNTRIES = ["DE", "AT", "DE", "US", "DE"]


async def done(company: Company, hints: Hints) -> Outcome:
    return DONE


async def run(folder: Path, pipeline: FakePipeline, most: int | None = None, **chosen: object) -> Report:
    source = companies(folder, NAMES, Country=COUNTRIES)
    job = Job(source, folder / "out.csv", selection=selection(**chosen), fresh_for_s=3600.0)  # type: ignore[arg-type]
    told = preview(job, folder / "journal.sqlite", Outlook(now=4e9))
    before = len(pipeline.seen)
    report = await run_job(
        job, folder / "journal.sqlite", pipeline.opened(), RunnerConfig(concurrency=1, max_companies=most)
    )
    if most is None:
        assert told.websites == len(pipeline.seen) - before
    return report


def rows(folder: Path) -> list[tuple[str, str]]:
    with (folder / "out.csv").open(encoding="utf-8-sig", newline="") as lines:
        return [(row["Company"], row["Status"]) for row in csv.DictReader(lines)]


async def test_only_chosen_rows_are_visited(tmp_path: Path) -> None:
    pipeline = FakePipeline(done)
    report = await run(tmp_path, pipeline, filters=["Country=DE"], limit=2)
    assert [name for name, _ in pipeline.seen] == ["Ada", "Cy"]
    assert rows(tmp_path) == [("Ada", "completed"), ("Bob", ""), ("Cy", "completed"), ("Dee", ""), ("Eve", "")]
    assert (report.summary["success"], report.summary["skipped"], report.finished) == (True, 3, True)


async def test_an_unfinished_run_goes_on_with_the_new_choice(tmp_path: Path) -> None:
    pipeline = FakePipeline(done)
    await run(tmp_path, pipeline, most=1, filters=["Country=DE"])
    await run(tmp_path, pipeline, filters=["Country!=DE"])
    assert [name for name, _ in pipeline.seen] == ["Ada", "Bob", "Dee"]
    assert rows(tmp_path)[2:] == [("Cy", ""), ("Dee", "completed"), ("Eve", "")]
