"""Protected ranges: who is kept out of what, and what everybody is told of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.farm.sheets.books import area
from tests.farm.sheets.caller import Caller
from theodore.farm.sheets import Book, Emulator

REFUSED = (
    "You are trying to edit a protected cell or object. "
    "Please contact the spreadsheet owner to remove protection if you need to edit."
)
OWNER = {"editors": {"users": ["owner@emulator.test"]}}


def protected(google: Emulator, **protection: Any) -> str:
    book = google.add_book({"A": [["a", "b", "c"], ["d", "e", "f"]], "B": [["x"]]})

    def protect(held: Book) -> None:
        held.tab("A").protected_ranges = [{"protectedRangeId": 7, "range": area(0, 2, 0, 1), **protection}]

    google.change(book, protect)
    return book


def cells(row: int, column: int, *values: str) -> dict[str, Any]:
    row_data = {"values": [{"userEnteredValue": {"stringValue": value}} for value in values]}
    start = {"sheetId": 0, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [row_data], "fields": "userEnteredValue"}}


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(cells(0, 0, "z"), id="a cell"),
        pytest.param({"deleteSheet": {"sheetId": 0}}, id="the tab"),
        pytest.param({"deleteProtectedRange": {"protectedRangeId": 7}}, id="the protection itself"),
        pytest.param(
            {"deleteDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}},
            id="a row of it",
        ),
        pytest.param(
            {
                "repeatCell": {
                    "range": {"sheetId": 0},
                    "cell": {"userEnteredFormat": {"textFormat": {"bold": True}}},
                    "fields": "userEnteredFormat",
                }
            },
            id="its looks",
        ),
    ],
)
def test_who_is_kept_out_changes_nothing_there(caller: Caller, google: Emulator, request_: dict[str, Any]) -> None:
    book = protected(google, **OWNER)
    before = google.book(book)
    refused = caller.update(book, cells(0, 1, "y"), request_)
    (kind,) = request_
    assert refused.refusal == (400, "INVALID_ARGUMENT", f"Invalid requests[1].{kind}: {REFUSED}")
    assert google.book(book) == before
    assert caller.put(book, "A!A1", [["z"]]).refusal == (400, "INVALID_ARGUMENT", REFUSED)


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(cells(0, 1, "z"), id="a cell beside it"),
        pytest.param(
            {"insertDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}}},
            id="a row above it",
        ),
        pytest.param({"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 1}}, id="a row below it"),
    ],
)
def test_what_lies_beside_it_may_be_changed(caller: Caller, google: Emulator, request_: dict[str, Any]) -> None:
    assert caller.update(protected(google, **OWNER), request_).status == 200


@pytest.mark.parametrize(
    "protection",
    [
        pytest.param({"editors": {"users": ["robot@emulator.test"]}}, id="for those who may edit"),
        pytest.param({"warningOnly": True}, id="where it only warns"),
        pytest.param({**OWNER, "unprotectedRanges": [area(0, 1, 0, 1)]}, id="where a part is left open"),
    ],
)
def test_others_may_write(caller: Caller, google: Emulator, protection: dict[str, Any]) -> None:
    book = protected(google, **protection)
    assert caller.update(book, cells(0, 0, "z")).status == 200
    assert caller.put(book, "A!A1", [["y"]]).status == 200


def test_everybody_is_told_whether_they_may_edit(caller: Caller, google: Emulator) -> None:
    query = {"fields": "sheets.protectedRanges"}
    kept_out = caller.ask("GET", f"/{protected(google, **OWNER)}", query=query).body["sheets"][0]["protectedRanges"]
    assert kept_out == [{"protectedRangeId": 7, "range": area(0, 2, 0, 1)}]
    robot = {"editors": {"users": ["robot@emulator.test"]}}
    may = caller.ask("GET", f"/{protected(google, **robot)}", query=query).body["sheets"][0]["protectedRanges"]
    assert may == [{"protectedRangeId": 7, "range": area(0, 2, 0, 1), **robot, "requestingUserCanEdit": True}]


def test_who_protects_a_range_may_edit_it(caller: Caller, google: Emulator) -> None:
    book = google.add_book({"A": [["a"]]})
    protect = {"addProtectedRange": {"protectedRange": {"range": area(0, 1, 0, 1)}}}
    assert caller.update(book, protect).status == 200
    assert caller.put(book, "A!A1", [["z"]]).status == 200
    google.share(book, "other@emulator.test", "writer")
    assert Caller(google, "other@emulator.test").put(book, "A!A1", [["y"]]).refusal[2] == REFUSED
