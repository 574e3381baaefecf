"""updateCells, appendCells and repeatCell: what they write, what they clear, what they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from tests.farm.sheets.caller import Caller
from theodore.farm.sheets import Cell, Emulator, Formula

BOLD = {"textFormat": {"bold": True}}


@pytest.fixture
def book(google: Emulator) -> str:
    return google.add_book({"A": [["a", "b", "c"], ["d", 5, True]]})


def cells(*values: Any) -> dict[str, Any]:
    """A row of the API; a dict stands for itself, None for a cell of which nothing is said."""
    return {"values": [_cell(value) for value in values]}


def _cell(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    kinds = {str: "stringValue", bool: "boolValue", int: "numberValue", float: "numberValue"}
    return {} if value is None else {"userEnteredValue": {kinds[type(value)]: value}}


def at(row: int, column: int) -> dict[str, int]:
    return {"sheetId": 0, "rowIndex": row, "columnIndex": column}


def area(top: int, bottom: int, left: int, right: int) -> dict[str, int]:
    return {
        "sheetId": 0,
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }


def update(rows: list[Any], fields: str = "userEnteredValue", **place: Any) -> dict[str, Any]:
    return {"updateCells": {"rows": rows, "fields": fields, **place}}


@pytest.mark.parametrize(
    ("value", "comes_to"),
    [
        pytest.param("007", "007", id="a text of digits"),
        pytest.param("=1+1", "=1+1", id="a text like a formula"),
        pytest.param("+49 30 1234", "+49 30 1234", id="a telephone number"),
        pytest.param("'quoted", "'quoted", id="a text in quotes"),
        pytest.param(" blank ", " blank ", id="blanks stay"),
        pytest.param("two\nlines", "two\nlines", id="lines"),
        pytest.param(7, 7, id="a number"),
        pytest.param(0.1, 0.1, id="with decimals"),
        pytest.param(False, False, id="no"),
        pytest.param(None, "e", id="nothing clears"),
        pytest.param("", "e", id="so does an empty text"),
    ],
)
def test_values_are_written_typed(caller: Caller, google: Emulator, book: str, value: Any, comes_to: Any) -> None:
    answer = caller.update(book, update([cells(value, "e")], start=at(0, 0)))
    assert answer.body == {"spreadsheetId": book, "replies": [{}], "commentUpdateState": "NO_UPDATES_REQUESTED"}
    first = google.values(book, "A")[0]
    assert first == (["", "e", "c"] if comes_to == "e" else [comes_to, "e", "c"])


def test_a_formula_is_written_as_one_and_kept_with_the_locales_signs(
    caller: Caller, google: Emulator, book: str
) -> None:
    formula = {"userEnteredValue": {"formulaValue": '=HYPERLINK("#gid=0";A1)'}}
    caller.update(book, update([cells(formula)], start=at(0, 1)))
    assert google.formulas(book, "A")[0][1] == '=HYPERLINK("#gid=0",A1)'
    assert google.values(book, "A")[0][1] == "a"


def test_a_range_is_filled_and_the_rest_of_it_cleared(caller: Caller, google: Emulator, book: str) -> None:
    caller.update(book, update([cells("x")], range=area(0, 2, 0, 2)))
    assert google.values(book, "A") == [["x", "", "c"], ["", "", True]]


def test_an_open_range_reaches_to_the_grids_end(caller: Caller, google: Emulator, book: str) -> None:
    caller.update(book, update([], range={"sheetId": 0, "startColumnIndex": 1}))
    assert google.values(book, "A") == [["a"], ["d"]]


def test_only_what_the_mask_names_is_touched(caller: Caller, google: Emulator, book: str) -> None:
    format_it = cells({"userEnteredFormat": {**BOLD, "backgroundColor": {"red": 1}}, "note": "seen"})
    caller.update(book, update([format_it], "userEnteredFormat,note", start=at(0, 0)))
    caller.update(book, update([cells("x")], start=at(0, 0)))
    cell = google.book(book).tab("A").cell(0, 0)
    assert (cell.entered, cell.note, cell.format) == ("x", "seen", {**BOLD, "backgroundColor": {"red": 1}})
    part = cells({"userEnteredFormat": {"textFormat": {"italic": True}}})
    caller.update(
        book, update([part], "userEnteredFormat.textFormat.italic,userEnteredFormat.backgroundColor", start=at(0, 0))
    )
    assert google.book(book).tab("A").cell(0, 0).format == {"textFormat": {"bold": True, "italic": True}}
    caller.update(book, update([cells("y")], "*", start=at(0, 0)))
    cell = google.book(book).tab("A").cell(0, 0)
    assert (cell.entered, cell.note, cell.format) == ("y", "", None)


def test_rows_are_appended_below_the_last_entry(caller: Caller, google: Emulator) -> None:
    book = google.add_book({"A": [["a"]] * 999})
    # looks below it are none
    google.change(book, lambda held: held.tab("A").put(999, 5, Cell(None, BOLD)))
    request = {"appendCells": {"sheetId": 0, "rows": [cells("x"), cells("y")], "fields": "userEnteredValue"}}
    caller.update(book, request)
    assert google.values(book, "A")[-3:] == [["a"], ["x"], ["y"]]
    assert google.book(book).tab("A").row_count == 1001


def test_a_cell_is_repeated(caller: Caller, google: Emulator, book: str) -> None:
    request = {
        "range": area(0, 2, 1, 3),
        "cell": {"userEnteredFormat": BOLD},
        "fields": "userEnteredFormat(textFormat)",
    }
    caller.update(book, {"repeatCell": request})
    assert google.values(book, "A") == [["a", "b", "c"], ["d", 5, True]]
    tab = google.book(book).tab("A")
    assert [[bool(tab.cell(row, column).format) for column in range(4)] for row in range(3)] == [
        [False, True, True, False],
        [False, True, True, False],
        [False, False, False, False],
    ]


@pytest.mark.parametrize(
    ("span", "cleared"),
    [
        pytest.param({"startRowIndex": 1, "endRowIndex": 5000}, 1, id="cut where it ends beyond the grid"),
        pytest.param({"startRowIndex": 1, "endRowIndex": 1}, 0, id="nothing where it is empty"),
    ],
)
def test_a_range_that_begins_in_the_grid_is_taken(
    caller: Caller, google: Emulator, book: str, span: dict[str, int], cleared: int
) -> None:
    request = {"range": {"sheetId": 0, **span}, "cell": {}, "fields": "userEnteredValue"}
    assert caller.update(book, {"repeatCell": request}).status == 200
    assert len(google.values(book, "A")) == 2 - cleared


def repeat(**span: int) -> dict[str, Any]:
    return {"repeatCell": {"range": {"sheetId": 0, **span}, "cell": {}, "fields": "note"}}


CELL = "requests[1].update_cells.rows[0].values[0]"
GRID = "exceeds grid limits. Max rows: 1000, max columns: 26"
FIELDS = "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        pytest.param(
            update([cells("x" * 50_001)], start=at(0, 0)),
            "Invalid requests[1].updateCells: "
            "Your input contains more than the maximum of 50000 characters in a single cell.",
            id="a text that is too long",
        ),
        pytest.param(
            update([cells("\N{GRINNING FACE}" * 25_001)], start=at(0, 0)),
            "Invalid requests[1].updateCells: "
            "Your input contains more than the maximum of 50000 characters in a single cell.",
            id="counted as Google counts",
        ),
        pytest.param(
            update([], start={"sheetId": 9}), "Invalid requests[1].updateCells: No grid with id: 9", id="no such tab"
        ),
        pytest.param(
            update([cells("x")], start=at(1000, 0)),
            "Invalid requests[1].updateCells: GridCoordinate.rowIndex[1000] is after last row in grid[999]",
            id="below the grid",
        ),
        pytest.param(
            update([cells("x", "y")], start=at(0, 25)),
            "Invalid requests[1].updateCells: Attempting to write column: 26, beyond the last requested column of: 25",
            id="over the grid's right end",
        ),
        pytest.param(
            update([cells("x"), cells("y")], start=at(999, 0)),
            "Invalid requests[1].updateCells: Attempting to write row: 1000, beyond the last requested row of: 999",
            id="over its lower end",
        ),
        pytest.param(
            update([cells("x", "y")], range=area(0, 1, 0, 1)),
            "Invalid requests[1].updateCells: Attempting to write column: 1, beyond the last requested column of: 0",
            id="over the range's end",
        ),
        pytest.param(
            update([cells("x")], "", start=at(0, 0)), f"Invalid requests[1].updateCells: {FIELDS}", id="no mask"
        ),
        pytest.param(
            update([cells("x")]), "Invalid requests[1].updateCells: Must specify either start or range.", id="nowhere"
        ),
        pytest.param(
            update([cells({"userEnteredValue": {"stringValue": 7}})], start=at(0, 0)),
            f"Invalid value at '{CELL}.user_entered_value.string_value' (TYPE_STRING), 7",
            id="a number as text",
        ),
        pytest.param(
            update([cells({"userEnteredValue": {"numberValue": "x"}})], start=at(0, 0)),
            f"Invalid value at '{CELL}.user_entered_value.number_value' (TYPE_DOUBLE), \"x\"",
            id="a text as number",
        ),
        pytest.param(
            update([cells({"userEnteredValue": {"numberValue": 7, "stringValue": "7"}})], start=at(0, 0)),
            "Invalid requests[1].updateCells: oneof field 'value' is already set. Cannot set 'stringValue'",
            id="two values at once",
        ),
        pytest.param(
            update([cells({"userEnteredFormat": {"wrapStrategy": "CUT"}})], "*", start=at(0, 0)),
            f"Invalid value at '{CELL}.user_entered_format.wrap_strategy' "
            '(type.googleapis.com/google.apps.sheets.v4.WrapStrategy), "CUT"',
            id="a word that is none of the field's",
        ),
        pytest.param(
            update([cells({"value": "x"})], start=at(0, 0)),
            f"Invalid JSON payload received. Unknown name \"value\" at '{CELL}': Cannot find field.",
            id="a name that a cell has not",
        ),
        pytest.param(
            {"explode": {}},
            "Invalid JSON payload received. Unknown name \"explode\" at 'requests[1]': Cannot find field.",
            id="no such request",
        ),
        pytest.param(
            repeat(startRowIndex=1000),
            f"Invalid requests[1].repeatCell: Range (A!A1001) {GRID}",
            id="an open range below",
        ),
        pytest.param(
            repeat(startRowIndex=1000, endColumnIndex=2),
            f"Invalid requests[1].repeatCell: Range (A!A1001:B) {GRID}",
            id="open downwards",
        ),
        pytest.param(
            repeat(startColumnIndex=26, endRowIndex=2),
            f"Invalid requests[1].repeatCell: Range (A!AA1:2) {GRID}",
            id="open to the right",
        ),
        pytest.param(
            repeat(startRowIndex=1000, endRowIndex=1001, endColumnIndex=2),
            f"Invalid requests[1].repeatCell: Range (A!A1001:B1001) {GRID}",
            id="a closed range below",
        ),
    ],
)
def test_one_request_that_cannot_be_done_refuses_all(
    caller: Caller, google: Emulator, book: str, request_: dict[str, Any], message: str
) -> None:
    before = google.book(book)
    answer = caller.update(book, update([cells("z")], start=at(0, 0)), request_)
    assert answer.refusal == (400, "INVALID_ARGUMENT", message)
    assert google.book(book) == before


def test_a_batch_without_requests_is_refused(caller: Caller, book: str) -> None:
    assert caller.update(book).refusal == (400, "INVALID_ARGUMENT", "Must specify at least one request.")


def test_a_request_of_a_kind_that_is_not_emulated_says_so(caller: Caller, book: str) -> None:
    assert caller.update(book, {"addChart": {}}).refusal[:2] == (501, "UNIMPLEMENTED")


def test_a_text_may_be_as_long_as_a_cell_takes(caller: Caller, google: Emulator, book: str) -> None:
    assert caller.update(book, update([cells("x" * 50_000)], start=at(0, 0))).status == 200
    assert len(google.values(book, "A")[0][0]) == 50_000


def test_a_book_can_be_told_with_the_answer(caller: Caller, book: str) -> None:
    body = {
        "requests": [update([cells(1.5)], start=at(0, 0))],
        "includeSpreadsheetInResponse": True,
        "responseRanges": ["A!A1"],
        "responseIncludeGridData": True,
    }
    told = caller.ask("POST", f"/{book}:batchUpdate", body).body["updatedSpreadsheet"]
    assert told["sheets"][0]["data"][0]["rowData"][0]["values"][0]["effectiveValue"] == {"numberValue": 1.5}


def test_a_persons_hand_is_whole_or_not_at_all(google: Emulator, book: str) -> None:
    def enter(changed: Any) -> str:
        changed.tab("A").enter(0, 0, Formula("=2*3"))
        return "done"

    def fail(changed: Any) -> None:
        changed.tab("A").enter(0, 0, "half")
        raise RuntimeError

    assert google.change(book, enter) == "done"
    assert google.values(book, "A")[0][0] == 6
    with pytest.raises(RuntimeError):
        google.change(book, fail)
    assert google.values(book, "A")[0][0] == 6
