"""A run over a Google Sheet: what is refused before anybody is visited, what is made, and what comes into the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.batch.jobs import DONE, FakePipeline
from tests.batch.online import OnlineDesk
from theodore.farm.sheets import Emulator, SheetsConfig, running
from theodore.model.company import Company
from theodore.model.outcome import Hints, Outcome

ROWS = [["Company", "Website"], ["Ada", "ada.test"], ["Bob", "bob.test"]]


@pytest.fixture
def google() -> Iterator[Emulator]:
    with running(SheetsConfig(reads_per_minute=10_000, writes_per_minute=10_000)) as emulator:
        yield emulator


@pytest.fixture
def desk(google: Emulator, tmp_path: Path) -> OnlineDesk:
    return OnlineDesk(google, tmp_path, google.add_book({"Companies": ROWS}))


async def _done(company: Company, hints: Hints) -> Outcome:
    return DONE


async def test_a_sheet_is_filled_beside_its_own_columns(desk: OnlineDesk) -> None:
    report = await desk.run(FakePipeline(_done))
    assert report.finished
    assert (report.run.source, report.run.sink, report.run.tab) == (desk.url, desk.url, "Companies")
    assert report.run.called == "Leads"
    assert desk.column("Status") == ["completed", "completed"]
    assert [row[:2] for row in desk.google.values(desk.sheet, "Companies")] == ROWS
    assert desk.google.tabs(desk.sheet) == ["Companies", "Details"]
    assert desk.column("Official Name", "Details") == ["Acme", "Acme"]
