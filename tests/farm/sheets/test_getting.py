"""spreadsheets.get: what is told of a spreadsheet, and of its cells."""

from __future__ import annotations

from typing import Any

import pytest

from tests.farm.sheets.caller import Caller
from theodore.farm.sheets import Book, Cell, Emulator, Formula


@pytest.fixture
def book(google: Emulator) -> str:
    rows = [["Company", "Score"], ["007", 0.25], [True, Formula('=HYPERLINK("https://a.test";"A")')], [Formula("=1/0")]]
    made = google.add_book({"Companies": rows, "Other": [["x"]]}, title="Leads", locale="de_DE")

    def dress(held: Book) -> None:
        tab = held.tab("Companies")
        tab.frozen_rows = 1
        tab.merges = [{"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 2}]
        tab.put(0, 0, Cell("Company", {"textFormat": {"bold": True}}, note="names"))

    google.change(made, dress)
    return made


def get(caller: Caller, book: str, fields: str = "", *ranges: str, **query: str) -> Any:
    asked = [("ranges", one) for one in ranges] + ([("fields", fields)] if fields else []) + list(query.items())
    return caller.ask("GET", f"/{book}", query=asked).body


def test_a_book_is_told_with_its_tabs(caller: Caller, google: Emulator, book: str) -> None:
    told = get(caller, book)
    assert told["spreadsheetId"] == book
    assert told["spreadsheetUrl"] == google.sheet_url(book)
    assert {name: told["properties"][name] for name in ("title", "locale", "timeZone")} == {
        "title": "Leads",
        "locale": "de_DE",
        "timeZone": "Etc/GMT",
    }
    assert told["sheets"][0] == {
        "properties": {
            "sheetId": 0,
            "title": "Companies",
            "index": 0,
            "sheetType": "GRID",
            "gridProperties": {"rowCount": 1000, "columnCount": 26, "frozenRowCount": 1},
        },
        "merges": [{"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 2}],
    }


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        pytest.param("properties.title", {"properties": {"title": "Leads"}}, id="a way"),
        pytest.param("properties(title,locale)", {"properties": {"title": "Leads", "locale": "de_DE"}}, id="several"),
        pytest.param("properties/title", {"properties": {"title": "Leads"}}, id="with strokes"),
        pytest.param(
            "sheets.properties(title,index),properties.locale",
            {
                "properties": {"locale": "de_DE"},
                "sheets": [
                    {"properties": {"title": "Companies", "index": 0}},
                    {"properties": {"title": "Other", "index": 1}},
                ],
            },
            id="of each tab",
        ),
        pytest.param("sheets.basicFilter", {"sheets": [{}, {}]}, id="what is not there"),
    ],
)
def test_what_is_told_is_what_is_asked_for(caller: Caller, book: str, fields: str, told: Any) -> None:
    assert get(caller, book, fields) == told


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        pytest.param("sheets.propertis", "sheets.propertis", id="a slip"),
        pytest.param("sheets(data(rowData(values(userEntered))))", "sheets.data.rowData.values.userEntered", id="deep"),
        pytest.param("title", "title", id="at another place"),
    ],
)
def test_a_mask_that_names_what_is_not_is_refused(caller: Caller, book: str, fields: str, path: str) -> None:
    answer = caller.ask("GET", f"/{book}", query=[("fields", fields)])
    assert answer.refusal == (400, "INVALID_ARGUMENT", "Request contains an invalid argument.")
    (violation,) = answer.body["error"]["details"][0]["fieldViolations"]
    assert violation["field"] == path


def test_cells_are_told_with_what_was_entered_and_what_it_comes_to(caller: Caller, book: str) -> None:
    fields = "sheets.data.rowData.values(userEnteredValue,effectiveValue,formattedValue,hyperlink)"
    (sheet,) = get(caller, book, fields, "Companies!A2:B4")["sheets"]
    assert [row["values"] for row in sheet["data"][0]["rowData"]] == [
        [
            {
                "userEnteredValue": {"stringValue": "007"},
                "effectiveValue": {"stringValue": "007"},
                "formattedValue": "007",
            },
            {
                "userEnteredValue": {"numberValue": 0.25},
                "effectiveValue": {"numberValue": 0.25},
                "formattedValue": "0,25",
            },
        ],
        [
            {
                "userEnteredValue": {"boolValue": True},
                "effectiveValue": {"boolValue": True},
                "formattedValue": "TRUE",
            },
            {
                "userEnteredValue": {"formulaValue": '=HYPERLINK("https://a.test";"A")'},
                "effectiveValue": {"stringValue": "A"},
                "formattedValue": "A",
                "hyperlink": "https://a.test",
            },
        ],
        [
            {
                "userEnteredValue": {"formulaValue": "=1/0"},
                "effectiveValue": {
                    "errorValue": {
                        "type": "DIVIDE_BY_ZERO",
                        "message": "Function DIVIDE parameter 2 cannot be zero.",
                    }
                },
                "formattedValue": "#DIV/0!",
            }
        ],
    ]


def test_an_area_says_where_it_begins(caller: Caller, book: str) -> None:
    fields = "sheets(properties.title,data(startRow,startColumn,rowData.values.formattedValue))"
    told = get(caller, book, fields, "Companies!B2", "Companies!A1", "Other")["sheets"]
    assert [sheet["properties"]["title"] for sheet in told] == ["Companies", "Other"]
    assert told[0]["data"] == [
        {"startRow": 1, "startColumn": 1, "rowData": [{"values": [{"formattedValue": "0,25"}]}]},
        {"rowData": [{"values": [{"formattedValue": "Company"}]}]},
    ]
    assert told[1]["data"] == [{"rowData": [{"values": [{"formattedValue": "x"}]}]}]


@pytest.mark.parametrize(
    ("query", "with_cells"),
    [
        pytest.param({}, False, id="not of itself"),
        pytest.param({"includeGridData": "true"}, True, id="if asked for"),
        pytest.param({"fields": "sheets.properties", "includeGridData": "true"}, False, id="a mask decides alone"),
        pytest.param({"fields": "sheets"}, True, id="and this one has them"),
    ],
)
def test_cells_are_told_if_they_are_asked_for(
    caller: Caller, book: str, query: dict[str, str], with_cells: bool
) -> None:
    told = caller.ask("GET", f"/{book}", query=query).body
    assert ("data" in told["sheets"][0]) == with_cells


def test_looks_are_told_over_the_usual_ones(caller: Caller, book: str) -> None:
    told = get(caller, book, "sheets.data(rowData,rowMetadata,columnMetadata)", "Companies!A1:B2")["sheets"][0]["data"][
        0
    ]
    cell = told["rowData"][0]["values"][0]
    assert cell["userEnteredFormat"] == {"textFormat": {"bold": True}}
    assert cell["note"] == "names"
    assert cell["effectiveFormat"]["textFormat"]["bold"] is True
    assert cell["effectiveFormat"]["textFormat"]["fontSize"] == 10
    assert told["rowData"][1]["values"][1]["effectiveFormat"]["horizontalAlignment"] == "RIGHT"
    assert told["rowMetadata"] == [{"pixelSize": 21}] * 2
    assert told["columnMetadata"] == [{"pixelSize": 100}] * 2


def test_a_filter_of_data_names_cells_too(caller: Caller, book: str) -> None:
    grid = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 1}
    body = {"dataFilters": [{"gridRange": grid}, {"a1Range": "Other!A1"}], "includeGridData": True}
    told = caller.ask("POST", f"/{book}:getByDataFilter", body).body["sheets"]
    assert [sheet["data"][0]["rowData"][0]["values"][0]["formattedValue"] for sheet in told] == ["007", "x"]


def test_a_book_tells_the_rest_that_it_has(caller: Caller, google: Emulator) -> None:
    book = google.add_book({"A": [["Acme"]], "B": []})

    def dress(held: Book) -> None:
        tab = held.tab("A")
        tab.frozen_columns, tab.hidden, tab.properties = 1, True, {"rightToLeft": True}
        tab.put(0, 0, Cell("Acme", {"textFormat": {"link": {"uri": "https://acme.test"}}}))
        held.named_ranges = [{"namedRangeId": "n", "name": "Names", "range": {"sheetId": 0}}]

    google.change(book, dress)
    told = get(caller, book, "namedRanges.name,sheets(properties,data.rowData.values.hyperlink)")
    assert told["namedRanges"] == [{"name": "Names"}]
    assert told["sheets"][0]["properties"]["gridProperties"]["frozenColumnCount"] == 1
    assert told["sheets"][0]["properties"]["hidden"] is True
    assert told["sheets"][0]["properties"]["rightToLeft"] is True
    assert told["sheets"][0]["data"] == [{"rowData": [{"values": [{"hyperlink": "https://acme.test"}]}]}]
