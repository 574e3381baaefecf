"""A Google Sheet as a table of companies, over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from theodore.batch.sheet_reading import read_sheet
from theodore.farm.sheets import Emulator, SheetsConfig, running
from theodore.model.errors import ConfigurationError, GoogleRefused, SourceError
from theodore.net.google.access import GoogleAccess
from theodore.net.google.sheets_api import SheetsApi


@pytest.fixture
def google() -> Iterator[Emulator]:
    with running(SheetsConfig()) as running_one:
        yield running_one


@pytest.fixture
async def api(google: Emulator, tmp_path: Path) -> AsyncIterator[SheetsApi]:
    async with SheetsApi(GoogleAccess(api_base=google.api_base, key_file=google.key_file(tmp_path))) as entered:
        yield entered


async def test_four_calls_read_a_sheet(google: Emulator, api: SheetsApi) -> None:
    book = google.add_book({"Notes": [["nothing"]], "Leads": [["Website", "Firma"], ["acme.test", "Acme"]]})
    read = await read_sheet(api, google.sheet_url(book))
    assert (read.tab.title, read.table.columns) == ("Leads", ("Website", "Firma"))
    assert [row.company.name for row in read.table.rows()] == ["Acme"]
    assert [call.kind for call in google.calls].count("read") == 4


@pytest.mark.parametrize(
    ("named", "tabs", "error", "words"),
    [
        pytest.param("leads.csv", {}, ConfigurationError, "names no Google Sheet", id="a file"),
        pytest.param("1" * 44, {}, GoogleRefused, "no such sheet", id="a sheet that is not there"),
        pytest.param(None, {"Companies": []}, SourceError, "the tab is empty", id="an empty tab"),
    ],
)
async def test_what_is_no_table_is_refused(
    google: Emulator, api: SheetsApi, named: str | None, tabs: dict[str, list[list[Any]]], error: Any, words: str
) -> None:
    book = google.add_book(tabs or {"Sheet1": []})
    with pytest.raises(error, match=words):
        await read_sheet(api, named or book)
