"""The stored pages of a run, worked out anew."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from tests.batch.jobs import QUICK, FakePipeline, companies
from tests.cli.conftest import Theodore
from theodore.batch.entry import Job, run_key
from theodore.batch.job import run_job
from theodore.batch.runner import RunnerConfig
from theodore.cli import again
from theodore.model.company import Company
from theodore.model.errors import ExtractionFailed, Failure, Reason
from theodore.model.evidence import Evidence, Extraction, Proof
from theodore.model.outcome import Crawl, Hints, Outcome
from theodore.model.packing import packed
from theodore.model.page import Page, PageKind
from theodore.store.lock import RunLock

NAMES = ["One", "Two", "Three"]


def page(name: str) -> Page:
    """A home page whose own mail address stands on it."""
    url = f"https://{name.lower()}.test/"
    html = f"<html lang='en'><title>{name}</title><p>{name} Ltd, founded in 1999. <p>hello@{name.lower()}.test</html>"
    body = packed(html.encode())
    return Page(url, url, 200, (), "text/html", body, f"{name:0<64}", PageKind.HOME, 0, 1_700_000_000.0, 0.1, len(html))


async def behave(company: Company, _: Hints) -> Outcome:
    """As an earlier version would have found it: another year, no mail, and something that is gone."""
    read = page(company.name)
    proof = Evidence("founding_year", 1990, Proof.TEXT, read.url, "founded in 1999", "old", 0.9)
    origin = read.url.rstrip("/")
    profile = {"founding_year": 1990, "tech_stack": ["Gone"], "final_website": origin, "crawl_duration": 2.5}
    crawl = Crawl(pages=(read,), final_origin=origin, seconds=2.5)
    return Outcome(crawl=crawl, extraction=Extraction(profile, (proof,), {}))


def make_run(folder: Path, again: bool = True) -> str:
    source = folder / "leads.csv" if (folder / "leads.csv").exists() else companies(folder, NAMES)
    job = Job(source, folder / "out.csv", fresh_for_s=0.0 if again else 86_400.0)
    opened = FakePipeline(behave).opened()
    return asyncio.run(run_job(job, folder / "default.sqlite", opened, RunnerConfig(retry=QUICK))).run.id


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a run's journal, table and sheet."""
    make_run(tmp_path)
    return tmp_path


def sql(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "default.sqlite")) as connection, connection:
        return connection.execute(query).fetchall()


def sheet(folder: Path, name: str = "out.details.csv") -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def extract(theodore: Theodore, folder: Path, *more: str) -> Any:
    return theodore("extract", "last", "--journal-folder", folder, "--workers", "1", *more)


def test_new_facts_go_into_journal_and_sheet(theodore: Theodore, folder: Path) -> None:
    visited = sql(folder, "SELECT count(*) FROM attempts")
    researched = sql(folder, "SELECT id, researched_at FROM companies ORDER BY id")
    said = extract(theodore, folder, "--json")
    told = said.json
    assert said.code == 0, said.err
    assert (told["extracted"], told["changed"], told["failed"]) == (3, 3, 0)
    assert told["fields"]["founding_year"] == {"filled": 0, "emptied": 0, "changed": 3}
    assert told["fields"]["emails"] == {"filled": 3, "emptied": 0, "changed": 0}
    assert told["fields"]["tech_stack"] == {"filled": 0, "emptied": 3, "changed": 0}
    shown = theodore("show", "Two", "--journal-folder", folder, "--json").json
    assert shown["profile"]["founding_year"] == 1999
    assert {proof["method"] for proof in shown["evidence"]}.isdisjoint({"old"})
    assert [row["Emails"] for row in sheet(folder)] == [f"hello@{name.lower()}.test" for name in NAMES]
    # the visit is as it was: neither its history, nor its measures, nor its age
    assert shown["profile"]["crawl_duration"] == 2.5
    assert sql(folder, "SELECT count(*) FROM attempts") == visited
    assert sql(folder, "SELECT id, researched_at FROM companies ORDER BY id") == researched
    assert {row["Status"] for row in sheet(folder, "out.csv")} == {"completed"}


def test_a_second_time_nothing_changes(theodore: Theodore, folder: Path) -> None:
    extract(theodore, folder)
    told = extract(theodore, folder, "--json").json
    assert (told["extracted"], told["changed"], told["fields"], told["done_before"]) == (3, 0, {}, 0)


def test_a_person_is_told_and_gets_the_sheet(theodore: Theodore, folder: Path) -> None:
    said = extract(theodore, folder)
    assert said.out == f"{folder / 'out.csv'}\n"
    assert "3 worked out, 3 of them with other facts than before" in said.err
    assert "3 with another value" in said.err


def test_what_a_person_wrote_into_the_sheet_stays(theodore: Theodore, folder: Path) -> None:
    file = folder / "out.details.csv"
    assert "1990" in file.read_text(encoding="utf-8-sig")
    file.write_text(file.read_text(encoding="utf-8-sig").replace("1990", "1234", 1), encoding="utf-8-sig")
    extract(theodore, folder)
    assert [row["Founding Year"] for row in sheet(folder)] == ["1234", "1999", "1999"]


def test_a_company_without_its_pages_keeps_its_facts(theodore: Theodore, folder: Path) -> None:
    sql(folder, f"DELETE FROM snapshots WHERE content_hash = '{'Two':0<64}'")
    told = extract(theodore, folder, "--json").json
    assert (told["extracted"], told["pages_pruned"]) == (2, 1)
    assert [row["Founding Year"] for row in sheet(folder)] == ["1999", "1990", "1999"]


def test_rows_of_an_earlier_run_are_counted_and_left_alone(theodore: Theodore, folder: Path) -> None:
    make_run(folder, again=False)
    told = extract(theodore, folder, "--json").json
    assert (told["extracted"], told["rows_of_other_runs"]) == (0, 3)


def test_the_sheet_of_a_later_run_is_not_replaced(theodore: Theodore, folder: Path) -> None:
    [(first,)] = sql(folder, "SELECT id FROM runs")
    later = make_run(folder)
    before = sheet(folder)
    told = theodore("extract", first, "--journal-folder", folder, "--workers", "1", "--json").json
    assert (told["extracted"], told["sheet"]) == (3, None)
    assert told["sheet_not_written"] == f"{folder / 'out.csv'} shows the later run {later}"
    assert sheet(folder) == before


def test_a_run_that_is_worked_on_is_refused(theodore: Theodore, folder: Path) -> None:
    with RunLock(folder / "default.sqlite", run_key(folder / "leads.csv", folder / "out.csv")):
        said = extract(theodore, folder)
    assert said.code == 2
    assert "working on this run" in said.err
    assert [row["Founding Year"] for row in sheet(folder)] == ["1990"] * 3


class Broken:
    """Extraction that does as it is told at the company called Two."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    async def extract(self, company: Company, crawl: Crawl) -> Extraction:
        if company.name == "Two":
            raise self.error
        return Extraction({"founding_year": 2001, "pages_crawled": len(crawl.pages)}, (), {})


def broken(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    @asynccontextmanager
    async def extraction(_: object) -> AsyncIterator[Broken]:
        yield Broken(error)

    monkeypatch.setattr(again, "extraction", extraction)


def test_a_company_that_fails_keeps_its_facts(
    theodore: Theodore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch, ExtractionFailed(Failure(Reason.TOO_LARGE, "working out the pages took longer than 20 s")))
    said = extract(theodore, folder, "--json")
    assert (said.code, said.json["failed"], said.json["extracted"]) == (1, 1, 2)
    assert "Two: " in said.json["errors"][0]
    assert [row["Founding Year"] for row in sheet(folder)] == ["2001", "1990", "2001"]


def test_what_was_broken_off_is_gone_on_with(theodore: Theodore, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        broken(patch, KeyboardInterrupt())
        assert extract(theodore, folder).code == 130
    done = sql(folder, "SELECT count(*) FROM profiles WHERE json_extract(profile, '$.founding_year') = 2001")[0][0]
    told = extract(theodore, folder, "--json").json
    assert (told["done_before"], told["extracted"]) == (done, 3 - done)
    assert "extracting" not in json.loads(sql(folder, "SELECT settings FROM runs")[0][0])


def test_ctrl_c_keeps_what_was_done_and_leaves_the_sheet(
    theodore: Theodore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupting:
        async def extract(self, company: Company, crawl: Crawl) -> Extraction:
            del company, crawl
            os.kill(os.getpid(), signal.SIGINT)
            # the loop takes the signal in its next round, and this company is brought to its end
            await asyncio.sleep(0)
            return Extraction({"founding_year": 2001}, (), {})

    @asynccontextmanager
    async def extraction(_: object) -> AsyncIterator[Interrupting]:
        yield Interrupting()

    with monkeypatch.context() as patch:
        patch.setattr(again, "extraction", extraction)
        patch.setattr(again, "_FOR_EACH", 1)
        said = extract(theodore, folder)
    assert said.code == 130
    assert "The same command goes on from here" in said.err
    assert [row["Founding Year"] for row in sheet(folder)] == ["1990"] * 3
    told = extract(theodore, folder, "--json").json
    assert (told["done_before"], told["extracted"]) == (1, 2)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["last", "--pages", "-"], id="both"),
        pytest.param([], id="neither"),
    ],
)
def test_a_run_or_a_file(theodore: Theodore, arguments: list[str]) -> None:
    said = theodore("extract", *arguments)
    assert said.code == 2
    assert "one of them" in said.err
