"""Tabs: made, removed, renamed, moved, sized, and how large all may become together."""

from __future__ import annotations

from typing import Any

import pytest

from tests.farm.sheets.caller import Caller
from theodore.farm.sheets import Emulator

TOO_LARGE = "This action would increase the number of cells in the workbook above the limit of 10000000 cells."


@pytest.fixture
def book(google: Emulator) -> str:
    return google.add_book({"A": [["a", "b"], ["c", "d"]], "B": [], "C": []})


def add(**properties: Any) -> dict[str, Any]:
    return {"addSheet": {"properties": properties}}


def change(fields: str, gid: int = 0, **properties: Any) -> dict[str, Any]:
    return {"updateSheetProperties": {"properties": {"sheetId": gid, **properties}, "fields": fields}}


def test_a_tab_is_added_as_it_is_asked_for(caller: Caller, google: Emulator, book: str) -> None:
    grid = {"rowCount": 10, "columnCount": 5, "frozenRowCount": 1, "frozenColumnCount": 2, "hideGridlines": True}
    colour = {"rgbColor": {"red": 1}}
    answer = caller.update(book, add(title="Details", sheetId=77, index=1, gridProperties=grid, tabColorStyle=colour))
    assert answer.body["replies"][0]["addSheet"]["properties"] == {
        "sheetId": 77,
        "title": "Details",
        "index": 1,
        "sheetType": "GRID",
        "gridProperties": grid,
        "tabColorStyle": colour,
    }
    assert google.tabs(book) == ["A", "Details", "B", "C"]


def test_a_tab_that_nothing_is_said_of_is_a_usual_one(caller: Caller, google: Emulator, book: str) -> None:
    told = caller.update(book, {"addSheet": {}}).body["replies"][0]["addSheet"]["properties"]
    assert told["gridProperties"] == {"rowCount": 1000, "columnCount": 26}
    assert (told["title"], told["index"]) == ("Sheet4", 3)
    assert told["sheetId"] > 0


def test_a_request_may_use_the_tab_that_one_before_it_made(caller: Caller, google: Emulator, book: str) -> None:
    value = {"userEnteredValue": {"stringValue": "x"}}
    write = {"updateCells": {"start": {"sheetId": 5}, "rows": [{"values": [value]}], "fields": "userEnteredValue"}}
    assert caller.update(book, add(title="D", sheetId=5), write).status == 200
    assert google.values(book, "D") == [["x"]]


def test_a_tab_is_removed(caller: Caller, google: Emulator, book: str) -> None:
    gid = google.book(book).tab("B").gid
    caller.update(book, {"deleteSheet": {"sheetId": gid}})
    assert google.tabs(book) == ["A", "C"]


@pytest.mark.parametrize(
    ("index", "titles"),
    [
        pytest.param(0, ["A", "B", "C"], id="where it is"),
        pytest.param(2, ["B", "A", "C"], id="counted before it leaves"),
        pytest.param(3, ["B", "C", "A"], id="to the end"),
    ],
)
def test_a_tab_is_moved(caller: Caller, google: Emulator, book: str, index: int, titles: list[str]) -> None:
    caller.update(book, change("index", index=index))
    assert google.tabs(book) == titles


def test_properties_change_as_far_as_the_mask_says(caller: Caller, google: Emulator, book: str) -> None:
    caller.update(
        book,
        change("title,gridProperties.frozenRowCount", title="Z", gridProperties={"frozenRowCount": 1, "rowCount": 5}),
    )
    tab = google.book(book).tab("Z")
    assert (tab.frozen_rows, tab.row_count) == (1, 1000)
    caller.update(
        book, change("gridProperties(rowCount,columnCount)", gridProperties={"rowCount": 2, "columnCount": 1})
    )
    assert google.values(book, "Z") == [["a"], ["c"]]
    caller.update(book, change("gridProperties.frozenRowCount"))
    assert google.book(book).tab("Z").frozen_rows == 0


def test_a_grid_grows(caller: Caller, google: Emulator, book: str) -> None:
    rows = {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 3}}
    columns = {"appendDimension": {"sheetId": 0, "dimension": "COLUMNS", "length": 2}}
    caller.update(book, rows, columns)
    tab = google.book(book).tab("A")
    assert (tab.row_count, tab.column_count) == (1003, 28)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        pytest.param(
            add(title="a"),
            'addSheet: A sheet with the name "a" already exists. Please enter another name.',
            id="a name that is taken, in another case",
        ),
        pytest.param(
            add(title="D", sheetId=0),
            "addSheet: A sheet with the id 0 already exists. Please enter another id.",
            id="an id that is taken",
        ),
        pytest.param(
            add(title="x" * 101), "addSheet: The sheet name cannot be greater than 100 characters.", id="a long name"
        ),
        pytest.param(change("title", title=""), "updateSheetProperties: The sheet name cannot be empty.", id="no name"),
        pytest.param(change("title", 99, title="x"), "updateSheetProperties: No sheet with id: 99", id="no such tab"),
        pytest.param({"deleteSheet": {"sheetId": 99}}, "deleteSheet: No sheet with id: 99", id="none to remove"),
        pytest.param(
            {"appendDimension": {"sheetId": 99, "dimension": "ROWS", "length": 1}},
            "appendDimension: No grid with id: 99",
            id="none to grow",
        ),
        pytest.param(
            {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 400_000}},
            f"appendDimension: {TOO_LARGE}",
            id="more rows than a book may have",
        ),
        pytest.param(
            add(title="D", gridProperties={"rowCount": 1_000_000, "columnCount": 10}),
            f"addSheet: {TOO_LARGE}",
            id="a tab that is too large",
        ),
        pytest.param(
            change("gridProperties.columnCount", gridProperties={"columnCount": 10_000}),
            f"updateSheetProperties: {TOO_LARGE}",
            id="too many columns",
        ),
        pytest.param(
            change("gridProperties.frozenRowCount", gridProperties={"frozenRowCount": 1000}),
            "updateSheetProperties: You can't freeze all visible rows on the sheet.",
            id="all rows frozen",
        ),
        pytest.param(change("hidden", gid=0, hidden=True), None, id="one of several may be hidden"),
    ],
)
def test_what_cannot_be_is_refused(
    caller: Caller, google: Emulator, book: str, request_: dict[str, Any], message: str | None
) -> None:
    before = google.book(book)
    answer = caller.update(book, request_)
    if message is None:
        assert answer.status == 200
        return
    assert answer.refusal == (400, "INVALID_ARGUMENT", f"Invalid requests[0].{message}")
    assert google.book(book) == before


def test_the_last_tab_stays_and_is_seen(caller: Caller, google: Emulator) -> None:
    book = google.add_book({"A": []})
    refused = caller.update(book, {"deleteSheet": {"sheetId": 0}})
    assert refused.body["error"]["message"].endswith("You can't remove all the sheets in a document.")
    refused = caller.update(book, change("hidden", hidden=True))
    assert refused.body["error"]["message"].endswith("You can't hide all the sheets in a document.")


def test_a_spreadsheet_is_made(caller: Caller, google: Emulator) -> None:
    body = {"properties": {"title": "New"}, "sheets": [{"properties": {"title": "X"}}, {"properties": {"title": "Y"}}]}
    told = caller.ask("POST", "", body, [("fields", "spreadsheetId,properties.title")]).body
    assert told["properties"] == {"title": "New"}
    assert len(told["spreadsheetId"]) == 44
    assert google.tabs(told["spreadsheetId"]) == ["X", "Y"]
    assert caller.put(told["spreadsheetId"], "X!A1", [["mine"]]).status == 200
    assert google.tabs(caller.ask("POST", "", {}).body["spreadsheetId"]) == ["Sheet1"]
