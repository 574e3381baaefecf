"""A sheet that is served until it is told to stop, and the page that shows it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.farm.sheets.caller import Caller, send
from theodore.farm.sheets import (
    Book,
    Call,
    Cell,
    Companies,
    Emulator,
    Fault,
    Formula,
    SheetsConfig,
    read_companies,
    serve,
)
from theodore.farm.sheets.serving import most_within, summary
from theodore.model.errors import ConfigurationError, SourceError

ROWS = [["Company", "Website"], ["Acme", "acme.test"]]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Company,Website\nAcme,acme.test\n", id="commas"),
        pytest.param("Company;Website\r\nAcme;acme.test\r\n", id="semicolons"),
        pytest.param("\ufeffCompany\tWebsite\nAcme\tacme.test\n", id="tabs, and a mark of the encoding"),
    ],
)
def test_companies_are_read_from_a_table(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    assert read_companies(tmp_path / "x.csv") == Companies(ROWS)


def test_companies_are_read_from_a_folder_of_the_demo_web(tmp_path: Path) -> None:
    (tmp_path / "companies.csv").write_text("Company,Website\nAcme,acme.test\n", encoding="utf-8")
    assert read_companies(tmp_path) == Companies(ROWS)
    (tmp_path / "resolve.txt").touch()
    (tmp_path / "authority.pem").touch()
    assert read_companies(tmp_path) == Companies(ROWS, tmp_path / "resolve.txt", tmp_path / "authority.pem")


@pytest.mark.parametrize(
    ("content", "name", "error", "words"),
    [
        pytest.param(None, "x.csv", ConfigurationError, "is not there", id="no file"),
        pytest.param(None, ".", ConfigurationError, "has no companies.csv", id="another folder"),
        pytest.param(b"Company\xff", "x.csv", SourceError, "is no CSV in UTF-8", id="another encoding"),
        pytest.param(b'"' + b"x" * 200_000, "x.csv", SourceError, "is no CSV in UTF-8", id="no end to a cell"),
    ],
)
def test_what_is_no_table_is_said(
    tmp_path: Path, content: bytes | None, name: str, error: type[Exception], words: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(error, match=words):
        read_companies(tmp_path / name)


async def test_a_sheet_is_served_until_it_is_told_to_stop(tmp_path: Path) -> None:
    said: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
    served = asyncio.create_task(serve(SheetsConfig(), Companies(ROWS), tmp_path, said.set_result))
    announced = await said
    assert announced["companies"] == 1
    assert announced["key_file"] == str(tmp_path / "robot.json")
    base, path = announced["api_base"], announced["page"].removeprefix(announced["api_base"])
    page = await asyncio.to_thread(send, base, "GET", path)
    assert "<td>acme.test" in page.body
    served.cancel()
    with pytest.raises(asyncio.CancelledError):
        await served
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report == {"other": {"calls": 1, "statuses": {"200": 1}, "faults": {}, "most_in_a_minute": 1}}


def test_a_report_counts_calls() -> None:
    def call(at: float, kind: str, status: int, fault: Fault | None = None) -> Call:
        return Call(at, "GET", "/", kind, "a", status, fault)

    calls = [call(0, "read", 200), call(59, "read", 0, Fault.RESET_AFTER), call(60, "read", 429), call(1, "write", 200)]
    assert summary(calls, 60) == {
        "read": {
            "calls": 3,
            "statuses": {"0": 1, "200": 1, "429": 1},
            "faults": {"reset_after": 1},
            "most_in_a_minute": 2,
        },
        "write": {"calls": 1, "statuses": {"200": 1}, "faults": {}, "most_in_a_minute": 1},
    }


@pytest.mark.parametrize(
    ("moments", "most"),
    [
        pytest.param([], 0, id="none"),
        pytest.param([5, 1, 3], 3, id="in any order"),
        pytest.param([0, 10], 1, id="a stretch does not have its end"),
        pytest.param([0, 8, 9, 10, 11, 30], 4, id="the fullest one"),
    ],
)
def test_the_most_calls_within_a_stretch(moments: list[float], most: int) -> None:
    assert most_within(moments, 10) == most


def look(google: Emulator, book: str, query: str = "") -> str:
    answer = send(google.api_base, "GET", f"/d/{book}{query}")
    assert answer.status == 200
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    return str(answer.body)


def test_a_page_shows_the_sheet(google: Emulator) -> None:
    rows = [["Name", "Status"], ["Acme", "failed"], [7, Formula('=HYPERLINK("#gid=5&range=A12";"Details")')]]
    book = google.add_book({"Companies": rows, "Other": [["there"]]})

    def dress(held: Book) -> None:
        tab = held.tab("Companies")
        tab.frozen_rows = 1
        white = {"rgbColor": {"red": 1, "green": 1, "blue": 1}}
        words = {"bold": True, "foregroundColorStyle": white}
        tab.put(0, 0, Cell("Name", {"textFormat": words, "backgroundColor": {"blue": 1}}))
        # looks alone do not make a row
        tab.put(9, 0, Cell(None, {"backgroundColor": {"blue": 1}}))
        condition = {"type": "TEXT_EQ", "values": [{"userEnteredValue": "failed"}]}
        looks = {"backgroundColorStyle": {"rgbColor": {"red": 1}}}
        ranges = [{"sheetId": 0, "startColumnIndex": 1, "endColumnIndex": 2}]
        tab.conditional_formats = [{"ranges": ranges, "booleanRule": {"condition": condition, "format": looks}}]

    google.change(book, dress)
    page = look(google, book)
    assert '<tr id=r1 class=frozen><th>1<td style="font-weight:600;background-color:#0000ff;color:#ffffff">Name' in page
    assert '<td>Acme<td style="background-color:#ff0000;color:#202124">failed' in page
    assert "<td class=number>7" in page
    assert page.count("<tr") == 4
    assert '<a href="?tab=5#r12" rel="noopener noreferrer">Details</a>' in page
    gid = google.book(book).tab("Other").gid
    assert "there" in look(google, book, f"?tab={gid}")
    assert "Acme" in look(google, book, "?tab=none")


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("<script>alert(1)</script>", id="a text"),
        pytest.param(Formula('=HYPERLINK("javascript:alert(1)";"x")'), id="a link"),
        pytest.param(Formula('=HYPERLINK("https://a.test/\'\\"<script>";"<script>")'), id="an address"),
    ],
)
def test_what_stands_in_cells_does_nothing_on_the_page(google: Emulator, value: Any) -> None:
    book = google.add_book({"<script>": [[value]]}, title="<script>")
    page = look(google, book)
    assert "<script" not in page
    assert 'href="javascript' not in page


def test_a_page_of_a_large_tab_shows_its_beginning(google: Emulator) -> None:
    page = look(google, google.add_book({"A": [["x" * 500]] * 2001}))
    assert page.count("<tr") == 2001
    assert "Of 2,001 rows the first 2,000 are shown." in page
    assert "x" * 301 not in page


async def test_an_emulator_runs_on_the_loop_that_is_there() -> None:
    async with Emulator(SheetsConfig(latency_s=0.01)) as google:
        book = google.add_book({"A": [["x"]]})
        caller = await asyncio.to_thread(Caller, google)
        assert (await asyncio.to_thread(caller.values, book, "A")).body["values"] == [["x"]]
