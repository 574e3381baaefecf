"""spreadsheets.values: what is read, what is written, and how both are told."""

from __future__ import annotations

import gzip
import http.client
import json
from typing import Any

import pytest

from tests.farm.sheets.caller import Caller
from theodore.farm.sheets import Emulator, Formula

ROWS: list[list[Any]] = [
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


def test_values_may_be_told_with_the_answer(caller: Caller, book: str) -> None:
    answer = caller.put(
        book,
        "Companies!C2",
        [["5%"]],
        "USER_ENTERED",
        includeValuesInResponse="true",
        responseValueRenderOption="UNFORMATTED_VALUE",
    )
    assert answer.body["updatedData"] == {"range": "Companies!C2", "majorDimension": "ROWS", "values": [[0.05]]}
    assert caller.values(book, "Companies!C2").body["values"] == [["5%"]]


@pytest.mark.parametrize(
    ("option", "value", "comes_to"),
    [
        pytest.param("RAW", "=1+1", "=1+1", id="raw text is text"),
        pytest.param("RAW", "007", "007", id="digits too"),
        pytest.param("RAW", 7, 7, id="a number is one"),
        pytest.param("RAW", True, True, id="so is yes"),
        pytest.param("USER_ENTERED", "=1+1", 2, id="typed is a formula"),
        pytest.param("USER_ENTERED", "007", 7, id="and a number"),
        pytest.param("USER_ENTERED", "'007", "007", id="but for a quote"),
    ],
)
def test_values_are_entered_as_asked(
    caller: Caller, google: Emulator, book: str, option: str, value: Any, comes_to: Any
) -> None:
    caller.put(book, "Companies!A1", [[value]], option)
    assert google.values(book, "Companies")[0][0] == comes_to


@pytest.mark.parametrize(
    ("range_", "values", "message"),
    [
        pytest.param(
            "Companies!A1:B2",
            [["a", "b", "c"]],
            "Requested writing within range [Companies!A1:B2], but tried writing to column [C]",
            id="over the range's right end",
        ),
        pytest.param(
            "'Companies'!A1:B2",
            [["a"]] * 3,
            "Requested writing within range ['Companies'!A1:B2], but tried writing to row [3]",
            id="over its lower end",
        ),
        pytest.param(
            "Companies!A999",
            [["a"]] * 3,
            "Requested writing within range [Companies!A999], but tried writing to row [1001]",
            id="over the grid's end",
        ),
        pytest.param(
            "Companies!A1001",
            [["a"]],
            "Range (Companies!A1001) exceeds grid limits. Max rows: 1000, max columns: 26",
            id="beyond the grid",
        ),
        pytest.param(
            "Companies!A1",
            ["a"],
            "Invalid value at 'data.values[0]' (type.googleapis.com/google.protobuf.ListValue), \"a\"",
            id="no rows",
        ),
        pytest.param(
            "Companies!A1",
            [["x" * 50_001]],
            "Your input contains more than the maximum of 50000 characters in a single cell.",
            id="too long a text",
        ),
    ],
)
def test_a_write_that_does_not_fit_is_refused(
    caller: Caller, google: Emulator, book: str, range_: str, values: Any, message: str
) -> None:
    before = google.book(book)
    assert caller.put(book, range_, values).refusal == (400, "INVALID_ARGUMENT", message)
    assert google.book(book) == before


def test_a_write_says_how_its_values_are_meant(caller: Caller, book: str) -> None:
    answer = caller.put(book, "Companies!A1", [["x"]], "")
    assert answer.refusal == (400, "INVALID_ARGUMENT", "'valueInputOption' is required but not specified")


def test_a_body_names_the_range_of_its_address(caller: Caller, book: str) -> None:
    body = {"range": "Companies!A2", "values": [["x"]]}
    answer = caller.ask("PUT", f"/{book}/values/Companies!A1", body, [("valueInputOption", "RAW")])
    assert answer.body["error"]["message"] == ("Request range[Companies!A1] does not match value's range[Companies!A2]")


def test_columns_are_written(caller: Caller, google: Emulator, book: str) -> None:
    body = {"majorDimension": "COLUMNS", "values": [["p", "q"], ["r"]]}
    caller.ask("PUT", f"/{book}/values/Empty!A1", body, [("valueInputOption", "RAW")])
    assert google.values(book, "Empty") == [["p", "r"], ["q"]]


TWO_TABLES = [["A", "B", "C"], [1, 2, 3], [], ["", "X", "Y", "Z"], ["", 4, 5, 6], ["", 7, 8, 9]]


@pytest.mark.parametrize(
    ("range_", "table", "written"),
    [
        pytest.param("T", "T!B4:D6", "T!B7:C7", id="the last table of the tab"),
        pytest.param("T!C5:D5", "T!B4:D6", "T!B7:C7", id="part of a table"),
        pytest.param("T!A1", "T!A1:C2", "T!A3:B3", id="the first table"),
        pytest.param("T!F9", None, "T!F9:G9", id="where nothing stands"),
    ],
)
def test_rows_are_appended_to_the_table_in_the_range(
    caller: Caller, google: Emulator, range_: str, table: str | None, written: str
) -> None:
    book = google.add_book({"T": TWO_TABLES})
    answer = caller.ask(
        "POST", f"/{book}/values/{range_}:append", {"values": [["n", "m"]]}, [("valueInputOption", "RAW")]
    )
    assert answer.body.get("tableRange") == table
    assert answer.body["updates"]["updatedRange"] == written


def test_a_grid_grows_for_what_is_appended(caller: Caller, google: Emulator) -> None:
    book = google.add_book({"T": [["a"]] * 1000})
    query = [("valueInputOption", "RAW"), ("insertDataOption", "INSERT_ROWS")]
    answer = caller.ask("POST", f"/{book}/values/T!A1:A:append", {"values": [["n"], ["m"]]}, query)
    assert answer.body["updates"]["updatedRange"] == "T!A1001:A1002"
    assert google.values(book, "T")[-3:] == [["a"], ["n"], ["m"]]


def test_rows_may_be_put_in_for_what_is_appended(caller: Caller, google: Emulator) -> None:
    book = google.add_book({"T": TWO_TABLES})
    query = [("valueInputOption", "RAW"), ("insertDataOption", "INSERT_ROWS")]
    caller.ask("POST", f"/{book}/values/T!A1:append", {"values": [["n"]]}, query)
    assert google.values(book, "T")[:5] == [["A", "B", "C"], [1, 2, 3], ["n"], [], ["", "X", "Y", "Z"]]


def test_what_was_entered_is_cleared(caller: Caller, google: Emulator, book: str) -> None:
    answer = caller.ask("POST", f"/{book}/values/Companies!A1:B2:clear", {})
    assert answer.body == {"spreadsheetId": book, "clearedRange": "Companies!A1:B2"}
    assert google.values(book, "Companies") == [["", "", "Score"], ["", "", 0.5], [], ["007", True, 2]]
    several = caller.ask("POST", f"/{book}/values:batchClear", {"ranges": ["Companies!4:4", "My tab"]})
    assert several.body["clearedRanges"] == ["Companies!A4:Z4", "'My tab'!A1:Z1000"]
    assert google.values(book, "My tab") == []


def test_several_ranges_are_read_with_one_call(caller: Caller, book: str) -> None:
    query = [("ranges", "Companies!C2"), ("ranges", "Empty!A1"), ("valueRenderOption", "UNFORMATTED_VALUE")]
    assert caller.ask("GET", f"/{book}/values:batchGet", query=query).body == {
        "spreadsheetId": book,
        "valueRanges": [
            {"range": "Companies!C2", "majorDimension": "ROWS", "values": [[0.5]]},
            {"range": "Empty!A1", "majorDimension": "ROWS"},
        ],
    }


def test_ranges_may_be_named_by_filters(caller: Caller, google: Emulator, book: str) -> None:
    chosen = {"gridRange": {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2, "endColumnIndex": 2}}
    read = caller.ask("POST", f"/{book}/values:batchGetByDataFilter", {"dataFilters": [chosen]})
    assert read.body["valueRanges"] == [
        {
            "valueRange": {"range": "Companies!A2:B2", "majorDimension": "ROWS", "values": [["Acme", "acme.test"]]},
            "dataFilters": [chosen],
        }
    ]
    data = [{"dataFilter": chosen, "majorDimension": "ROWS", "values": [["B", "b.test"]]}]
    written = caller.ask("POST", f"/{book}/values:batchUpdateByDataFilter", {"valueInputOption": "RAW", "data": data})
    assert written.body["responses"] == [
        {
            "updatedRange": "Companies!A2:B2",
            "updatedRows": 1,
            "updatedColumns": 2,
            "updatedCells": 2,
            "dataFilter": chosen,
        }
    ]
    assert google.values(book, "Companies")[1][:2] == ["B", "b.test"]
    cleared = caller.ask("POST", f"/{book}/values:batchClearByDataFilter", {"dataFilters": [chosen]})
    assert cleared.body["clearedRanges"] == ["Companies!A2:B2"]


@pytest.mark.parametrize(
    ("method", "way", "body", "message"),
    [
        pytest.param("POST", ":batchUpdate", b"{", "Invalid JSON payload received.", id="no JSON"),
        pytest.param("POST", ":batchUpdate", b"[]", "Invalid JSON payload received. Unknown name", id="no object"),
        pytest.param(
            "POST",
            ":batchUpdate",
            b'{"request":[]}',
            'Invalid JSON payload received. Unknown name "request"',
            id="another name",
        ),
        pytest.param(
            "POST",
            ":batchUpdate",
            b" " * (10 * 1024 * 1024 + 1),
            "Request payload size exceeds the limit: 10485760 bytes.",
            id="too large",
        ),
        pytest.param(
            "GET",
            "/values/A1?valueRenderOption=NICE",
            None,
            "Invalid value at 'valueRenderOption', \"NICE\"",
            id="an option that is none",
        ),
        pytest.param("GET", "?fields=a(b", None, "Invalid field mask: a(b", id="a mask that is none"),
    ],
)
def test_what_cannot_be_read_is_refused(
    caller: Caller, book: str, method: str, way: str, body: bytes | None, message: str
) -> None:
    refusal = caller.ask(method, f"/{book}{way}", body).refusal
    assert refusal[:2] == (400, "INVALID_ARGUMENT")
    assert refusal[2].startswith(message)


def test_a_long_answer_is_packed_for_who_can_unpack_it(caller: Caller, google: Emulator) -> None:
    book = google.add_book({"A": [["x" * 5000]]})
    assert len(caller.values(book, "A!A1").body["values"][0][0]) == 5000
    connection = http.client.HTTPConnection("127.0.0.1", google.port)
    headers = {"Authorization": f"Bearer {caller.token}", "Accept-Encoding": "gzip"}
    connection.request("GET", f"/v4/spreadsheets/{book}/values/A1", headers=headers)
    response = connection.getresponse()
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(response.read()))["values"][0][0]) == 5000
    connection.close()
