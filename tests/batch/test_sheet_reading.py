"""A Google Sheet as a table of companies, over real HTTP."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from tests.batch.live.meddling import Meddled
from theodore.batch.sheet_reading import read_sheet
from theodore.farm.sheets import Emulator, Formula, SheetsConfig, running
from theodore.farm.sheets.book import Area, Book
from theodore.farm.sheets.kinds import sorting
from theodore.model.errors import ConfigurationError, GoogleRefused, GoogleUnavailable, SourceError
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


def _link(site: str, text: str = "our site") -> Formula:
    return Formula(f'=HYPERLINK("https://{site}";"{text}")')


def _sort(google: Emulator, book: str, column: int = 0, order: str = "DESCENDING") -> None:
    """A person sorts all rows below the header."""

    def do(held: Book) -> None:
        tab = held.tabs[0]
        sorting.sort(
            held, tab, Area(1, 0, tab.entered_rows, tab.used.right), [{"dimensionIndex": column, "sortOrder": order}]
        )

    google.change(book, do)


def _before_marks(google: Emulator, api: SheetsApi, book: str, *acts: Callable[[], object]) -> SheetsApi:
    """An API before whose calls for links a person acts, once each: the rows were read just before."""
    left = deque(acts)
    meddled = Meddled(api)

    def act(kind: str) -> None:
        # the first two of each reading tell of the tabs, and the third of the rows
        if [call.kind for call in google.calls if book in call.path].count("read") % 4 == 3 and left:
            left.popleft()()

    meddled.between = act
    return cast("SheetsApi", meddled)


_LINKED: list[list[Any]] = [
    ["Company", "Website", "Country"],
    ["Acme", _link("acme.test"), "DE"],
    ["Bolt", _link("bolt.test"), "FR"],
    ["Cog", "cog.test", "IT"],
]


async def test_links_are_their_companys_though_a_person_sorts_before_they_are_read(
    google: Emulator, api: SheetsApi
) -> None:
    book = google.add_book({"Leads": _LINKED})
    torn = _before_marks(google, api, book, lambda: _sort(google, book))
    read = await read_sheet(torn, book)
    websites = {row.company.name: row.company.website for row in read.table.rows()}
    assert websites == {"Acme": "https://acme.test", "Bolt": "https://bolt.test", "Cog": "cog.test"}
    assert [call.kind for call in google.calls].count("read") == 8


async def test_a_link_is_its_rows_though_another_shows_the_same(google: Emulator, api: SheetsApi) -> None:
    rows = [
        ["Website", "Country", "Company", "Notes"],
        [_link("acme.example"), "DE", "Acme", "same"],
        [_link("acme.test"), "FR", "Acme", "same"],
        [_link("bolt.test"), "FR", "Bolt", "other"],
    ]
    book = google.add_book({"Leads": rows})
    torn = _before_marks(google, api, book, lambda: _sort(google, book, 1))
    read = await read_sheet(torn, book)
    websites = {(row.company.name, row.cells[1]): row.company.website for row in read.table.rows()}
    assert websites == {
        ("Acme", "DE"): "https://acme.example",
        ("Acme", "FR"): "https://acme.test",
        ("Bolt", "FR"): "https://bolt.test",
    }


async def test_links_of_rows_that_never_rest_are_left_out_and_told_of(google: Emulator, api: SheetsApi) -> None:
    book = google.add_book({"Leads": _LINKED})

    def turn() -> None:
        first = google.values(book, "Leads")[1][0]
        _sort(google, book, order="ASCENDING" if first == "Cog" else "DESCENDING")

    torn = _before_marks(google, api, book, *[turn] * 99)
    read = await read_sheet(torn, book)
    # that in the middle stays there, whichever way they are sorted
    websites = {row.company.name: row.company.website for row in read.table.rows()}
    assert websites == {"Acme": "our site", "Bolt": "https://bolt.test", "Cog": "cog.test"}
    (notice,) = [notice for notice in read.table.notices if "while the sheet was read" in notice]
    assert notice.startswith("Rows that somebody sorted or changed while the sheet was read: 1 (the first: row ")


async def test_what_goes_by_no_link_is_not_read_anew(google: Emulator, api: SheetsApi) -> None:
    book = google.add_book({"Leads": [["Company", "Website"], ["Acme", "acme.test"], ["Bolt", "bolt.test"]]})
    torn = _before_marks(google, api, book, lambda: _sort(google, book))
    read = await read_sheet(torn, book)
    assert [(row.company.name, row.company.website) for row in read.table.rows()] == [
        ("Acme", "acme.test"),
        ("Bolt", "bolt.test"),
    ]
    assert [call.kind for call in google.calls].count("read") == 4


_NUMBERED: list[list[Any]] = [
    ["Record ID", "Company", "Website"],
    [1234, "Acme", "acme.test"],
    [5678, "Bolt", "bolt.test"],
]


def _thousands(held: Book) -> None:
    for row in (1, 2):
        cell = held.tabs[0].cell(row, 0)
        held.tabs[0].put_row(row, 0, [replace(cell, format={"numberFormat": {"type": "NUMBER", "pattern": "#,##0"}})])


async def test_an_id_is_its_companys_though_a_person_sorts_before_its_number_is_read(
    google: Emulator, api: SheetsApi
) -> None:
    book = google.add_book({"Leads": _NUMBERED})
    google.change(book, _thousands)
    torn = _before_marks(google, api, book, lambda: _sort(google, book))
    read = await read_sheet(torn, book)
    assert {row.company.name: row.company.record_id for row in read.table.rows()} == {"Acme": "1234", "Bolt": "5678"}


async def test_ids_that_never_rest_are_not_guessed(google: Emulator, api: SheetsApi) -> None:
    book = google.add_book({"Leads": _NUMBERED})
    google.change(book, _thousands)

    def turn() -> None:
        first = google.values(book, "Leads")[1][1]
        _sort(google, book, order="ASCENDING" if first == "Bolt" else "DESCENDING")

    torn = _before_marks(google, api, book, *[turn] * 99)
    with pytest.raises(GoogleUnavailable, match="sorted faster than they can be read"):
        await read_sheet(torn, book)


class _ShownOtherwise(Meddled):
    """Google, were it to show a cell otherwise to one kind of read than to the other."""

    async def spreadsheet(self, spreadsheet_id: str, **wanted: Any) -> dict[str, Any]:
        told = await super().spreadsheet(spreadsheet_id, **wanted)
        for sheet in told["sheets"]:
            for block in sheet.get("data", []):
                for row in block.get("rowData", []):
                    for cell in row.get("values", []):
                        cell["formattedValue"] = cell.get("formattedValue", "") + "\n"
        return told


async def test_what_is_shown_otherwise_each_time_was_not_moved(google: Emulator, api: SheetsApi) -> None:
    book = google.add_book({"Leads": _LINKED})
    read = await read_sheet(cast("SheetsApi", _ShownOtherwise(api)), book)
    assert [row.company.website for row in read.table.rows()] == ["https://acme.test", "https://bolt.test", "cog.test"]
    assert [call.kind for call in google.calls].count("read") == 8
