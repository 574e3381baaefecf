"""Whole runs from Python into a Google Sheet, over real HTTP."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.emulated_sheets import LEADS, by_hand, cells_of, emulated, numbered, shown_with_commas
from theodore import EnhancedBatchProcessor, GoogleSheetsServiceClient, create_enhanced_processor
from theodore.farm.sheets import ROBOT, Emulator
from theodore.model.errors import ConfigurationError, InputError

MISSION = {"processed", "failed", "retried", "timeouts", "ssl_errors", "start_time", "end_time"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("THEODORE_JOURNAL__FOLDER", str(tmp_path / "data"))
    monkeypatch.setenv("THEODORE_SHEETS__MIN_PAUSE", "0.05")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def google(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    with emulated(folder, monkeypatch) as running:
        yield running


@pytest.fixture
def book(google: Emulator) -> str:
    return google.add_book({"Companies": LEADS})


class Mine:
    """A caller's own pipeline, for which Beta's certificate is bad."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> dict[str, Any]:
        self.calls.append(company_name)
        if company_name == "Beta":
            return {"success": False, "error_type": "ssl_error", "reason": "certificate_expired", "error": "too old"}
        return {"industry": "=Anvils", "founding_year": 1949}


def statuses(google: Emulator, book: str) -> dict[str, str]:
    return {row["Company"]: row["Status"] for row in cells_of(google, book, "Companies")}


def test_a_sheet_is_filled_and_the_summary_says_what_came_of_it(google: Emulator, book: str) -> None:
    client = GoogleSheetsServiceClient()
    processor = create_enhanced_processor(sheets_client=client, pipeline=Mine(), concurrency=2)
    results = processor.process_batch(book, use_parallel=True)
    assert results["source"] == results["sink"] == f"https://docs.google.com/spreadsheets/d/{book}"
    assert set(results["statistics"]) >= MISSION
    assert (results["processed"], results["failed"], results["statistics"]["ssl_errors"]) == (3, 1, 1)
    assert statuses(google, book) == {"Acme": "completed", "Beta": "failed", "Gamma": "completed"}
    assert [row[:3] for row in google.values(book, "Companies")] == LEADS
    details = {row["Company Name"]: row for row in cells_of(google, book, "Details")}
    assert (details["Acme"]["Industry"], details["Acme"]["Founding Year"]) == ("=Anvils", 1949)


def test_rows_whose_record_ids_are_numbers_are_filled_however_these_are_shown(google: Emulator) -> None:
    book = google.add_book({"Companies": numbered()})
    by_hand(google, book, *shown_with_commas())
    for again in (False, True):
        assert create_enhanced_processor(pipeline=Mine()).process_batch(book, again=again)["processed"] == 3
        assert statuses(google, book) == {"Acme": "completed", "Beta": "failed", "Gamma": "completed"}
    assert [row[:3] for row in google.values(book, "Companies")][:3] == numbered()[:3]
    links = [row["View Details"] for row in cells_of(google, book, "Companies")]
    assert links == ["Details", "", "Details"]


def test_id_and_address_are_one_run(google: Emulator, book: str) -> None:
    first = create_enhanced_processor(pipeline=Mine(), max_companies=1).process_batch(book)
    mine = Mine()
    second = create_enhanced_processor(pipeline=mine).process_batch(google.sheet_url(book), use_parallel=False)
    assert first["run_id"] == second["run_id"]
    assert first["processed"] == 1
    assert len(mine.calls) == 2


def test_it_works_inside_a_running_loop(google: Emulator, book: str) -> None:
    async def notebook() -> dict[str, Any]:
        return create_enhanced_processor(pipeline=Mine()).process_batch(book)

    assert asyncio.run(notebook())["processed"] == 3


def test_a_tab_may_be_named(google: Emulator) -> None:
    book = google.add_book({"Companies": LEADS, "Others": [["Firma", "Domain"], ["Delta", "delta.test"]]})
    before = google.values(book, "Companies")
    assert create_enhanced_processor(pipeline=Mine()).process_batch(book, tab="others")["processed"] == 1
    assert cells_of(google, book, "Others")[0]["Status"] == "completed"
    assert google.values(book, "Companies") == before


def test_the_clients_key_is_taken_before_that_of_the_settings(google: Emulator, folder: Path) -> None:
    book = google.add_book({"Companies": LEADS}, shared={"other@emulator.test": "writer"})
    client = GoogleSheetsServiceClient(google.key_file(folder, "other@emulator.test"))
    processor = EnhancedBatchProcessor(Mine(), sheets_client=client)
    assert processor.process_batch(book)["processed"] == 3
    assert {call.account for call in google.calls if call.kind == "write"} == {"other@emulator.test"}


@pytest.mark.parametrize(
    ("shared", "words"),
    [
        pytest.param({}, f"Share the sheet with {ROBOT} as Editor", id="not shared"),
        pytest.param({ROBOT: "reader"}, f"Share the sheet with {ROBOT} as Editor", id="as viewer"),
    ],
)
def test_nobody_is_visited_before_the_sheet_is_open(google: Emulator, shared: dict[str, str], words: str) -> None:
    book, mine = google.add_book({"Companies": LEADS}, shared=shared), Mine()
    with pytest.raises(InputError, match=words):
        create_enhanced_processor(pipeline=mine).process_batch(book)
    assert mine.calls == []


def test_a_sheet_has_no_other_sink(book: str) -> None:
    with pytest.raises(ConfigurationError, match="filled itself"):
        create_enhanced_processor(pipeline=Mine()).process_batch(book, sink="results.xlsx")


def test_without_a_key_a_sheet_is_refused_and_a_file_is_not(
    google: Emulator, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS")
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(folder))
    processor = create_enhanced_processor(pipeline=Mine())
    with pytest.raises(ConfigurationError, match="needs a key, and there is none"):
        processor.process_batch("1" * 44)
    (folder / "leads.csv").write_text("Company,Website\nAcme,acme.test\n", encoding="utf-8")
    assert processor.process_batch("leads.csv")["processed"] == 1


def test_a_client_knows_the_columns_that_were_chosen_for_a_run(google: Emulator, book: str, folder: Path) -> None:
    """Nothing else tells that a column called Status is Theodore's, where all the others are not there."""
    nowhere = [word for name in ("acme", "beta", "gamma") for word in ("--resolve", f"{name}.test=127.0.0.1:9")]
    command = [sys.executable, "-m", "theodore", "run", book, "--columns", "Industry", *nowhere]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 1, ran.stderr
    header = google.values(book, "Companies")[0]
    assert header == ["Company", "Website", "Notes", "Industry", "Status", "Record ID"]
    with GoogleSheetsServiceClient() as client:
        row = cells_of(google, book, "Companies")[0]
        client.update_company_results(book, row["Record ID"], {"industry": "Tongs"})
    assert google.values(book, "Companies")[0] == header
    row = cells_of(google, book, "Companies")[0]
    assert (row["Industry"], row["Status"]) == ("Tongs", "completed")
