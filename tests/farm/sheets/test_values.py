"""spreadsheets.values: what is read, what is written, and how both are told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.farm.sheets.caller import Caller
from theodore.farm.sheets import Emulator, Formula

ROWS = [
    ["Company", "Website", "Score"],
    ["Acme", "acme.test", 0.5],
    ["", "", None],
    ["007", True, Formula("=1+1"), ""],
]


@pytest.fixture
def book(google: Emulator) -> str:
    return google.add_book({"Companies": ROWS, "My tab": [["x"]], "it's": [["quoted"]], "Empty": []})


@pytest.mark.parametrize(
    ("asked", "told", "values"),
    [
        pytest.param("Companies!A1:B2", "Companies!A1:B2", [["Company", "Website"], ["Acme", "acme.test"]], id="plain"),
        pytest.param("companies!a1", "Companies!A1", [["Company"]], id="any case"),
        pytest.param(
            "Companies!B2:A1", "Companies!A1:B2", [["Company", "Website"], ["Acme", "acme.test"]], id="turned"
        ),
        pytest.param("Companies!$A$2", "Companies!A2", [["Acme"]], id="with dollars"),
        pytest.param("A2", "Companies!A2", [["Acme"]], id="the first tab"),
        pytest.param("Companies!A2:A", "Companies!A2:A1000", [["Acme"], [], ["007"]], id="open below"),
        pytest.param("Companies!B:B", "Companies!B1:B1000", [["Website"], ["acme.test"], [], ["TRUE"]], id="a column"),
        pytest.param("Companies!2:2", "Companies!A2:Z2", [["Acme", "acme.test", "0.5"]], id="a row"),
        pytest.param("Companies!B2:2", "Companies!B2:Z2", [["acme.test", "0.5"]], id="open to the right"),
        pytest.param(
            "Companies!A2:ZZ5000",
            "Companies!A2:Z1000",
            [["Acme", "acme.test", "0.5"], [], ["007", "TRUE", "2"]],
            id="cut by the grid",
        ),
        pytest.param("'My tab'", "'My tab'!A1:Z1000", [["x"]], id="a tab that is quoted"),
        pytest.param("My tab!A1", "'My tab'!A1", [["x"]], id="and one that should be"),
        pytest.param("'it''s'!A1", "'it''s'!A1", [["quoted"]], id="a quote in the name"),
        pytest.param("Empty!A1:B2", "Empty!A1:B2", None, id="nothing there"),
    ],
)
def test_a_range_is_read_without_the_blanks_at_its_ends(
    caller: Caller, book: str, asked: str, told: str, values: Any
) -> None:
    found = caller.values(book, asked).body
    assert found["range"] == told
    assert found.get("values") == values


@pytest.mark.parametrize(
    ("render", "row"),
    [
        pytest.param("FORMATTED_VALUE", ["007", "TRUE", "2"], id="as it is shown"),
        pytest.param("UNFORMATTED_VALUE", ["007", True, 2], id="as it is"),
        pytest.param("FORMULA", ["007", True, "=1+1"], id="as it was entered"),
    ],
)
def test_values_are_told_as_asked(caller: Caller, book: str, render: str, row: list[Any]) -> None:
    assert caller.values(book, "Companies!A4:D4", valueRenderOption=render).body["values"] == [row]


def test_columns_first(caller: Caller, book: str) -> None:
    found = caller.values(book, "Companies!A1:C4", majorDimension="COLUMNS").body
    assert found["values"] == [
        ["Company", "Acme", "", "007"],
        ["Website", "acme.test", "", "TRUE"],
        ["Score", "0.5", "", "2"],
    ]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        pytest.param("Nope!A1", "Unable to parse range: Nope!A1", id="an unknown tab"),
        pytest.param("Companies!A1:[5", "Unable to parse range: Companies!A1:[5", id="no range"),
        pytest.param("Companies!A0", "Unable to parse range: Companies!A0", id="no row 0"),
        pytest.param(
            "Companies!A1001:B1002",
            "Range (Companies!A1001:B1002) exceeds grid limits. Max rows: 1000, max columns: 26",
            id="below the grid",
        ),
        pytest.param(
            "AA1", "Range (Companies!AA1) exceeds grid limits. Max rows: 1000, max columns: 26", id="right of the grid"
        ),
    ],
)
def test_a_range_that_is_none_is_refused(caller: Caller, book: str, asked: str, message: str) -> None:
    assert caller.values(book, asked).refusal == (400, "INVALID_ARGUMENT", message)


def test_null_leaves_a_cell_and_an_empty_text_clears_it(caller: Caller, google: Emulator, book: str) -> None:
    answer = caller.put(book, "Companies!A2:C2", [[None, "", "=1+1"]]).body
    assert answer == {
        "spreadsheetId": book,
        "updatedRange": "Companies!A2:C2",
        "updatedRows": 1,
        "updatedColumns": 3,
        "updatedCells": 2,
    }
    assert google.formulas(book, "Companies")[1] == ["Acme", "", "=1+1"]


def test_several_ranges_are_written_together_or_not_at_all(caller: Caller, google: Emulator, book: str) -> None:
    before = google.values(book, "Companies")
    data = [{"range": "Companies!A2", "values": [["B"]]}, {"range": "Nope!A1", "values": [["x"]]}]
    body = {"valueInputOption": "RAW", "data": data}
    refused = caller.ask("POST", f"/{book}/values:batchUpdate", body)
    assert refused.refusal == (400, "INVALID_ARGUMENT", "Invalid data[1]: Unable to parse range: Nope!A1")
    assert google.values(book, "Companies") == before
    answer = caller.ask("POST", f"/{book}/values:batchUpdate", {**body, "data": data[:1]}).body
    assert answer["totalUpdatedCells"] == 1
    assert answer["responses"] == [
        {
            "spreadsheetId": book,
            "updatedRange": "Companies!A2",
            "updatedRows": 1,
            "updatedColumns": 1,
            "updatedCells": 1,
        }
    ]
    assert google.values(book, "Companies")[1][0] == "B"
