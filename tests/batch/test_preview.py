"""What a run would do, told before it does anything."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.batch.jobs import DONE, FakePipeline, companies, run
from theodore.batch.distinct import Distinct
from theodore.batch.entry import Job
from theodore.batch.pace import Estimate, from_paces
from theodore.batch.preview import Found, Outlook, Preview, Resumed, preview
from theodore.batch.runner import RunnerConfig
from theodore.batch.selection import selection
from theodore.model.company import Company
from theodore.model.errors import ConfigurationError, Reason
from theodore.model.outcome import Hints, Outcome
from theodore.sheets.headers import Role
from theodore.store.outlook import Pace

pytestmark = pytest.mark.usefixtures("sheets_are_forked")

WEEK_S = 7 * 86_400.0
ONE = RunnerConfig(concurrency=1)


async def done(company: Company, hints: Hints) -> Outcome:
    return DONE


def look(source: Path, *, now: float | None = None, most: int | None = None, **changes: Any) -> Preview:
    """The preview of a job whose journal and sheet lie in the source's folder."""
    job = dataclasses.replace(Job(source, source.parent / "out.csv", fresh_for_s=WEEK_S), **changes)
    outlook = Outlook(now=4e9 if now is None else now, most=most)
    return preview(job, source.parent / "journal.sqlite", outlook)


def table(folder: Path, *lines: str, header: str = "Company,Website,Country") -> Path:
    source = folder / "leads.csv"
    source.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return source


def now() -> float:
    return time.time()


def parts(told: Preview) -> tuple[int, int, int, int]:
    unusable = sum(one.count for one in told.unusable)
    assert unusable + told.done_before + told.fresh + told.to_do == told.chosen, "each chosen row is in one of them"
    return unusable, told.done_before, told.fresh, told.to_do


def test_a_first_run_visits_every_website_once(tmp_path: Path) -> None:
    source = table(
        tmp_path,
        "Ada,ada.test,DE",
        "Ada again,https://www.ada.test/,DE",
        "Bob,bob.test,AT",
        "Cy,n/a,DE",
        "Dee,,DE",
        "Eve,mailto:eve,DE",
        "Ada once more,http://ada.test,DE",
    )
    told = look(source)
    assert (told.rows, told.chosen, told.to_do, told.websites, told.duplicates) == (7, 7, 4, 2, 2)
    assert parts(told) == (3, 0, 0, 4)
    assert [(one.reason, one.count, one.first) for one in told.unusable] == [
        (Reason.NO_WEBSITE, 2, 5),
        (Reason.NOT_A_WEBSITE, 1, 7),
    ]
    assert (told.without_website, told.estimate, told.resumed, told.replaces) == (2, None, None, ())


def test_it_says_which_columns_were_recognised(tmp_path: Path) -> None:
    source = table(tmp_path, "5,x,ada.test,Ada", header="Prio,Notes,URL,Firma")
    told = look(source)
    assert told.found == (Found(Role.NAME, "Firma", 4), Found(Role.WEBSITE, "URL", 3), Found(Role.PRIORITY, "Prio", 1))
    assert (told.own_columns, told.header_number, told.tab) == (4, 1, "")


def test_columns_of_a_former_result_are_not_the_persons(tmp_path: Path) -> None:
    ours = "Status,Progress,Attempts,Error Type,Error Notes,Research Date,Record ID"
    told = look(table(tmp_path, "Ada,ada.test,x,,,,,,,r_1", header=f"Company,Website,Notes,{ours}"))
    assert (told.own_columns, told.found[-1]) == (3, Found(Role.RECORD_ID, "Record ID", 10))


def test_it_makes_neither_a_journal_nor_a_folder(tmp_path: Path) -> None:
    source = table(tmp_path, "Ada,ada.test,DE")
    preview(Job(source), tmp_path / "data" / "journal.sqlite", Outlook(now=0.0))
    assert list(tmp_path.iterdir()) == [source]


def test_only_chosen_rows_are_counted(tmp_path: Path) -> None:
    source = table(tmp_path, "Ada,ada.test,DE", "Bob,bob.test,AT", "Ada 2,ada.test,AT", "Cy,,US")
    told = look(source, selection=selection(["Country=AT"], limit=5))
    assert (told.rows, told.chosen, told.to_do, told.websites, told.duplicates) == (4, 2, 2, 2, 0)
    assert told.unusable == ()


async def test_what_is_fresh_is_not_visited(tmp_path: Path) -> None:
    source = companies(tmp_path, ["Ada", "Bob"])
    await run(source, FakePipeline(done), ONE)
    companies(tmp_path, ["Ada", "Bob", "Cy"])
    assert parts(look(source, now=now())) == (0, 0, 2, 1)
    assert parts(look(source, now=now(), fresh_for_s=0.0)) == (0, 0, 0, 3), "--again visits all"
    assert parts(look(source, now=now() + 2 * WEEK_S)) == (0, 0, 0, 3), "a week is over"
    assert parts(look(source, now=now(), researcher="somebody else")) == (0, 0, 0, 3)


async def test_a_run_that_is_not_finished_is_resumed(tmp_path: Path) -> None:
    source = companies(tmp_path, ["Ada", "Bob", "Cy", "Dee"])
    report = await run(source, FakePipeline(done), RunnerConfig(concurrency=1, max_companies=3))
    told = look(source, now=now())
    assert told.resumed == Resumed(report.run.id, 3, 4)
    assert parts(told) == (0, 3, 0, 1)
    # without the week of freshness, what was done in this very run is done still
    assert parts(look(source, now=now(), fresh_for_s=0.0)) == (0, 3, 0, 1)
    assert told.replaces == (tmp_path / "out.csv", tmp_path / "out.details.csv")
    assert look(source, now=now(), sink=tmp_path / "other.csv").resumed is None


async def test_rows_that_the_command_leaves_out_are_not_counted_as_done(tmp_path: Path) -> None:
    source = companies(tmp_path, ["Ada", "Bob", "Cy", "Dee"])
    three = selection(limit=3)
    await run(source, FakePipeline(done), RunnerConfig(concurrency=1, max_companies=2), selection=three)
    told = look(source, now=now(), selection=three)
    assert told.resumed is not None
    assert (told.resumed.done, told.resumed.total) == (2, 3)


async def test_a_finished_run_is_not_resumed(tmp_path: Path) -> None:
    source = companies(tmp_path, ["Ada", "Bob"])
    await run(source, FakePipeline(done), ONE)
    assert look(source, now=now()).resumed is None


async def test_it_counts_as_the_run_then_does(tmp_path: Path) -> None:
    source = companies(tmp_path, [f"Ada {number}" for number in range(9)])
    await run(source, FakePipeline(done), RunnerConfig(concurrency=1, max_companies=5), fresh_for_s=WEEK_S)
    told = look(source, now=now())
    pipeline = FakePipeline(done)
    await run(source, pipeline, ONE, fresh_for_s=WEEK_S)
    assert len(pipeline.seen) == told.websites == 4


def test_a_command_that_ends_after_so_many_says_so(tmp_path: Path) -> None:
    source = table(tmp_path, "Ada,ada.test,DE", "Bob,bob.test,AT", "Cy,cy.test,AT")
    told = look(source, most=2)
    assert (told.websites, told.now, told.as_dict()["websites_now"]) == (3, 2, 2)


async def test_what_a_run_would_refuse_it_refuses(tmp_path: Path) -> None:
    source = table(tmp_path, "Ada,ada.test,DE")
    await run(source, FakePipeline(done), ONE)
    other = tmp_path / "others.csv"
    other.write_text("Company,Website\nBob,bob.test\n")
    with pytest.raises(ConfigurationError, match="would replace them"):
        look(other)
    with pytest.raises(ConfigurationError, match="this is the table of companies itself"):
        look(source, sink=source)
    with pytest.raises(ConfigurationError, match="no row of leads"):
        look(source, selection=selection(["Country=XX"]))


def test_a_journal_that_is_none_is_wrong_input(tmp_path: Path) -> None:
    source = table(tmp_path, "Ada,ada.test,DE")
    (tmp_path / "journal.sqlite").write_text("no database " * 100)
    with pytest.raises(ConfigurationError, match="not a journal"):
        look(source)


def test_a_chosen_column_that_stays_blank_is_told_of(tmp_path: Path) -> None:
    source = table(tmp_path, "Ada,ada.test,DE")
    told = look(source, fields=("status", "total_cost_usd", "emails"))
    assert [notice for notice in told.notices if "does not look for Total Cost USD:" in notice]
    assert look(source, fields=("status", "emails")).notices == ()


def test_a_table_larger_than_a_question_to_the_journal(tmp_path: Path) -> None:
    source = table(tmp_path, *(f"Ada {number},ada-{number % 700}.test,DE" for number in range(1_300)))
    told = look(source)
    assert (told.to_do, told.websites, told.duplicates) == (1_300, 700, 600)


PACE = Pace("r", visited=100, seconds=50.0, mean_s=2.0, settings={})


@pytest.mark.parametrize(
    ("paces", "visits", "expected"),
    [
        pytest.param([], 100, None, id="nothing is known"),
        pytest.param([dataclasses.replace(PACE, visited=19)], 100, None, id="too few companies to tell"),
        pytest.param([PACE], 0, None, id="nothing to do"),
        pytest.param([PACE], 1_000, Estimate(500.0, 500.0, 1), id="as fast as that run"),
        pytest.param([PACE], 1, Estimate(2.0, 2.0, 1), id="a single one takes as long as one does"),
        pytest.param(
            [PACE, dataclasses.replace(PACE, seconds=100.0)], 1_000, Estimate(500.0, 1_000.0, 2), id="from fast to slow"
        ),
    ],
)
def test_the_time_is_that_of_earlier_runs(paces: list[Pace], visits: int, expected: Estimate | None) -> None:
    assert from_paces(paces, visits) == expected


async def test_only_runs_of_the_same_manner_tell_the_time(tmp_path: Path) -> None:
    source = companies(tmp_path, [f"Ada {number}" for number in range(25)])
    await run(source, FakePipeline(done), ONE, settings={"run": {"concurrency": 1}, "researcher": "mine"})
    job = Job(source, tmp_path / "out.csv", researcher="mine")

    def told(concurrency: int | str, job: Job = job) -> Estimate | None:
        outlook = Outlook(now=now(), concurrency=concurrency)
        return preview(job, tmp_path / "journal.sqlite", outlook).estimate

    found = told(1)
    assert found is not None
    assert (found.runs, found.low_s) == (1, found.high_s)
    assert told("auto") is None
    assert told(1, dataclasses.replace(job, researcher="another's")) is None


@given(st.lists(st.text(max_size=3), max_size=80))
def test_repeated_texts_are_counted_exactly(texts: list[str]) -> None:
    tally = Distinct()
    for text in texts:
        tally.add(text)
    assert (tally.total, tally.repeated) == (len(texts), len(texts) - len(set(texts)))
