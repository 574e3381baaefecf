"""Developer metadata: found by what it says, and cells found by it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.farm.sheets.caller import Caller
from theodore.farm.sheets import Emulator


def attach(key: str, value: str, **location: Any) -> dict[str, Any]:
    metadata = {"metadataKey": key, "metadataValue": value, "visibility": "DOCUMENT", "location": location}
    return {"createDeveloperMetadata": {"developerMetadata": metadata}}


def row(index: int) -> dict[str, Any]:
    return {"sheetId": 0, "dimension": "ROWS", "startIndex": index, "endIndex": index + 1}


def lookup(**what: Any) -> dict[str, Any]:
    return {"developerMetadataLookup": what}


@pytest.fixture
def book(google: Emulator, caller: Caller) -> str:
    made = google.add_book({"A": [["a", "b"], ["c", "d"], ["e", "f"]]})
    answer = caller.update(
        made,
        attach("id", "r-1", dimensionRange=row(1)),
        attach("id", "r-2", dimensionRange=row(2)),
        attach("column", "x", dimensionRange={"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}),
        attach("made by", "theodore", sheetId=0),
        attach("book", "leads", spreadsheet=True),
    )
    assert answer.status == 200
    return made


@pytest.mark.parametrize(
    ("what", "values"),
    [
        pytest.param({"metadataKey": "id"}, ["r-1", "r-2"], id="by its key"),
        pytest.param({"metadataKey": "id", "metadataValue": "r-2"}, ["r-2"], id="by its value as well"),
        pytest.param({"locationType": "SHEET"}, ["theodore"], id="by where it is"),
        pytest.param({"metadataKey": "none"}, [], id="none"),
    ],
)
def test_it_is_searched(caller: Caller, book: str, what: dict[str, Any], values: list[str]) -> None:
    found = caller.ask("POST", f"/{book}/developerMetadata:search", {"dataFilters": [lookup(**what)]}).body
    matched = found.get("matchedDeveloperMetadata", [])
    assert [one["developerMetadata"]["metadataValue"] for one in matched] == values
    assert all(one["dataFilters"] == [lookup(**what)] for one in matched)


def test_it_is_told_by_its_number(caller: Caller, book: str) -> None:
    found = caller.ask("POST", f"/{book}/developerMetadata:search", {"dataFilters": [lookup(metadataValue="r-2")]}).body
    number = found["matchedDeveloperMetadata"][0]["developerMetadata"]["metadataId"]
    assert caller.ask("GET", f"/{book}/developerMetadata/{number}").body["metadataValue"] == "r-2"
    assert caller.ask("GET", f"/{book}/developerMetadata/999999").refusal[:2] == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("chosen", "ranges"),
    [
        pytest.param(lookup(metadataValue="r-2"), ["A!A3:Z3"], id="a row"),
        pytest.param(lookup(metadataKey="column"), ["A!B1:B1000"], id="a column"),
        pytest.param(lookup(metadataKey="made by"), ["A!A1:Z1000"], id="a tab"),
        pytest.param(lookup(metadataKey="book"), [], id="the book has no range"),
    ],
)
def test_cells_are_found_by_it(caller: Caller, book: str, chosen: dict[str, Any], ranges: list[str]) -> None:
    found = caller.ask("POST", f"/{book}/values:batchGetByDataFilter", {"dataFilters": [chosen]}).body
    assert [one["valueRange"]["range"] for one in found.get("valueRanges", [])] == ranges


def test_a_row_is_found_though_it_has_moved(caller: Caller, google: Emulator, book: str) -> None:
    caller.update(book, {"insertDimension": {"range": row(0), "inheritFromBefore": False}})
    data = [{"dataFilter": lookup(metadataValue="r-2"), "majorDimension": "ROWS", "values": [["E"]]}]
    body = {"valueInputOption": "RAW", "data": data}
    answer = caller.ask("POST", f"/{book}/values:batchUpdateByDataFilter", body).body
    assert answer["responses"][0]["updatedRange"] == "A!A4"
    assert google.values(book, "A")[3] == ["E", "f"]


def test_a_filter_says_something(caller: Caller, book: str) -> None:
    refused = caller.ask("POST", f"/{book}/values:batchGetByDataFilter", {"dataFilters": [{}]})
    assert refused.refusal[:2] == (400, "INVALID_ARGUMENT")


def test_it_is_told_where_it_belongs(caller: Caller, book: str) -> None:
    query = {"fields": "developerMetadata.metadataKey,sheets.developerMetadata.metadataKey"}
    told = caller.ask("GET", f"/{book}", query=query).body
    assert told["developerMetadata"] == [{"metadataKey": "book"}]
    assert {"metadataKey": "made by"} in told["sheets"][0]["developerMetadata"]
