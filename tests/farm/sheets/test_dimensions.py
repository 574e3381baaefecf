"""Rows and columns that are inserted, deleted and moved, and all that follows them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.farm.sheets.books import COMPANIES, DETAILS, area, book_of, done, formulas, link, span, values
from theodore.farm.sheets.book import Book
from theodore.farm.sheets.errors import ApiError
from theodore.farm.sheets.values import append, entry

_ROWS = [
    ["Company", "Website", "Details"],
    ["Acme", "acme.test", link("r-1")],
    ["Bolt", "bolt.test", link("r-2")],
    ["Cora", "cora.test", "=Details!B2&A2"],
]
_DETAILS = [["Record ID", "Name"], ["r-1", "Acme Inc"], ["r-2", "Bolt Ltd"]]


@pytest.fixture
def book() -> Book:
    return book_of(_ROWS, _DETAILS)


def _insert(start: int, end: int, *, before: bool = False, **where: Any) -> dict[str, Any]:
    return {"insertDimension": {"range": span(start, end, **where), "inheritFromBefore": before}}


def _delete(start: int, end: int, **where: Any) -> dict[str, Any]:
    return {"deleteDimension": {"range": span(start, end, **where)}}


def _move(start: int, end: int, to: int, **where: Any) -> dict[str, Any]:
    return {"moveDimension": {"source": span(start, end, **where), "destinationIndex": to}}


def test_rows_are_inserted_and_links_stay_true(book: Book) -> None:
    after = done(book, _insert(1, 3), _insert(1, 2, gid=DETAILS))
    assert values(after)[:3] == [["Company", "Website", "Details"], [], []]
    assert formulas(after)[3:] == [
        ["Acme", "acme.test", link("r-1")],
        ["Bolt", "bolt.test", link("r-2")],
        ["Cora", "cora.test", "=Details!B3&A4"],
    ]
    assert after.tab("Companies").row_count == 1002
    found = after.outcome(after.tab("Companies"), 3, 2)
    assert (found.value, found.link) == ("Details", "#gid=7&range=A3")


def test_columns_are_inserted_and_links_stay_true(book: Book) -> None:
    after = done(book, _insert(0, 1, gid=DETAILS, dimension="COLUMNS"))
    assert formulas(after)[1][2] == link("r-1").replace("A:A", "B:B")
    assert values(after)[1][2] == "Details"
    assert formulas(after, "Details")[1] == ["", "r-1", "Acme Inc"]
    assert (after.tab("Details").column_count, after.cell_count) == (27, 53_000)


def test_rows_are_deleted_with_what_referred_to_them(book: Book) -> None:
    after = done(book, _delete(1, 2))
    assert formulas(after)[1:] == [["Bolt", "bolt.test", link("r-2")], ["Cora", "cora.test", "=Details!B2&#REF!"]]
    assert values(after)[2][2] == "#REF!"


def test_a_deleted_row_of_details_leaves_a_failure_that_is_told_with_its_reason(book: Book) -> None:
    after = done(book, _delete(1, 2, gid=DETAILS))
    assert [row[2] for row in values(after)[1:3]] == ["#N/A (Did not find value 'r-1' in MATCH evaluation.)", "Details"]


def test_a_column_is_deleted(book: Book) -> None:
    after = done(book, _delete(1, 2, dimension="COLUMNS"))
    assert formulas(after)[3] == ["Cora", "=Details!B2&A2"]
    assert after.tab("Companies").column_count == 25


@pytest.mark.parametrize(
    ("request_", "names"),
    [
        pytest.param(_move(1, 2, 4), ["Bolt", "Cora", "Acme"], id="down"),
        pytest.param(_move(3, 4, 1), ["Cora", "Acme", "Bolt"], id="up"),
        pytest.param(_move(1, 3, 2), ["Acme", "Bolt", "Cora"], id="into itself"),
    ],
)
def test_rows_are_moved(book: Book, request_: Any, names: list[str]) -> None:
    assert [row[0] for row in values(done(book, request_))[1:]] == names


def test_a_formula_follows_a_row_that_moved(book: Book) -> None:
    assert formulas(done(book, _move(1, 2, 4)))[2][2] == "=Details!B2&A4"


def test_what_is_bound_to_places_follows(book: Book) -> None:
    rule = {
        "ranges": [area(1, 1000, 0, 3)],
        "booleanRule": {
            "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": '=$B2="x"'}]},
            "format": {"textFormat": {"bold": True}},
        },
    }
    one_of = {"condition": {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "=Details!$A$2:$A$3"}]}}
    made = done(
        book,
        {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        {"setBasicFilter": {"filter": {"range": area(0, 4, 0, 3), "criteria": {"1": {"hiddenValues": ["x"]}}}}},
        {"mergeCells": {"range": area(5, 7, 1, 3), "mergeType": "MERGE_ALL"}},
        {"addProtectedRange": {"protectedRange": {"range": area(0, 1, 0, 3)}}},
        {"setDataValidation": {"range": area(1, 2, 0, 1), "rule": one_of}},
        {
            "createDeveloperMetadata": {
                "developerMetadata": {
                    "metadataKey": "column",
                    "visibility": "DOCUMENT",
                    "location": {"dimensionRange": span(1, 2, dimension="COLUMNS")},
                }
            }
        },
    )
    after = done(made, _insert(0, 1), _insert(1, 2, dimension="COLUMNS"), _insert(1, 2, gid=DETAILS))
    tab = after.tab("Companies")
    assert tab.conditional_formats[0]["ranges"] == [area(2, 1001, 0, 4)]
    assert tab.conditional_formats[0]["booleanRule"]["condition"]["values"] == [{"userEnteredValue": '=$C3="x"'}]
    assert tab.basic_filter == {"range": area(1, 5, 0, 4), "criteria": {"2": {"hiddenValues": ["x"]}}}
    assert tab.merges == [area(6, 8, 2, 4)]
    assert tab.protected_ranges[0]["range"] == area(1, 2, 0, 4)
    validation = tab.cell(2, 0).validation
    assert validation is not None
    assert validation["condition"]["values"] == [{"userEnteredValue": "=Details!$A$3:$A$4"}]
    assert after.developer_metadata[0]["location"]["dimensionRange"] == span(2, 3, dimension="COLUMNS")


def test_what_is_bound_to_places_goes_with_them(book: Book) -> None:
    made = done(
        book,
        {"setBasicFilter": {"filter": {"range": area(1, 3, 0, 3)}}},
        {"mergeCells": {"range": area(1, 3, 0, 1)}},
        {"addProtectedRange": {"protectedRange": {"range": area(2, 3, 0, 3)}}},
    )
    tab = done(made, _delete(2, 3)).tab("Companies")
    assert (tab.basic_filter, tab.merges, tab.protected_ranges) == ({"range": area(1, 2, 0, 3)}, [], [])
    assert done(made, _delete(1, 3)).tab("Companies").basic_filter is None


def test_an_open_range_stays_open(book: Book) -> None:
    rule = {
        "ranges": [{"sheetId": COMPANIES, "startRowIndex": 1, "startColumnIndex": 2, "endColumnIndex": 3}],
        "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": {"textFormat": {"bold": True}}},
    }
    after = done(book, {"addConditionalFormatRule": {"rule": rule}}, _insert(0, 2), _delete(5, 9))
    assert after.tab("Companies").conditional_formats[0]["ranges"] == [
        {"sheetId": COMPANIES, "startRowIndex": 3, "startColumnIndex": 2, "endColumnIndex": 3}
    ]


def test_new_rows_look_like_their_neighbours_and_hold_nothing(book: Book) -> None:
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}}
    made = done(book, {"repeatCell": {"range": area(0, 1, 0, 3), "cell": bold, "fields": "userEnteredFormat"}})
    for before, shown in ((True, {"textFormat": {"bold": True}}), (False, None)):
        cell = done(made, _insert(1, 2, before=before)).tab("Companies").cell(1, 0)
        assert (cell.entered, cell.format) == (None, shown)


@pytest.mark.parametrize(
    ("inserted", "deleted", "frozen"),
    [
        pytest.param(_insert(0, 2), None, 3, id="rows within the frozen ones are frozen"),
        pytest.param(_insert(1, 2), None, 1, id="those below are not"),
        pytest.param(None, _delete(0, 1), 0, id="a frozen row is deleted"),
    ],
)
def test_the_frozen_rows_follow(book: Book, inserted: Any, deleted: Any, frozen: int) -> None:
    book.tab("Companies").frozen_rows = 1
    assert done(book, inserted or deleted).tab("Companies").frozen_rows == frozen


def test_sizes_follow_their_columns(book: Book) -> None:
    def sized(start: int, **look: Any) -> dict[str, Any]:
        fields = ",".join(look)
        where = span(start, start + 1, dimension="COLUMNS")
        return {"updateDimensionProperties": {"range": where, "properties": look, "fields": fields}}

    made = done(book, sized(1, pixelSize=250), sized(2, hiddenByUser=True))
    assert made.tab("Companies").column_looks == {1: {"pixelSize": 250}, 2: {"hiddenByUser": True}}
    assert done(made, _insert(0, 1, dimension="COLUMNS")).tab("Companies").column_looks[2] == {"pixelSize": 250}
    assert done(made, _delete(1, 2, dimension="COLUMNS")).tab("Companies").column_looks == {1: {"hiddenByUser": True}}
    fitted = done(made, {"autoResizeDimensions": {"dimensions": span(0, 2, dimension="COLUMNS")}})
    assert fitted.tab("Companies").column_looks[1] == {"pixelSize": len("acme.test") * 7 + 10}


_ONE_ROW = {
    "updateSheetProperties": {
        "properties": {"sheetId": COMPANIES, "gridProperties": {"rowCount": 1}},
        "fields": "gridProperties.rowCount",
    }
}


@pytest.mark.parametrize(
    ("requests", "message"),
    [
        pytest.param(
            [_insert(-1, 1)],
            "Invalid requests[0].insertDimension: DimensionRange indexes must be >= 0",
            id="before the first",
        ),
        pytest.param(
            [_ONE_ROW, _insert(1, 2)],
            "Invalid requests[1].insertDimension: range.startIndex must be less than the grid size (1) if "
            "inheritFromBefore is false.",
            id="below the last, to look like the next",
        ),
        pytest.param(
            [_insert(0, 1, before=True)],
            "Invalid requests[0].insertDimension: inheritFromBefore cannot be true if range.startIndex is 0.",
            id="above the first, to look like the one before",
        ),
        pytest.param(
            [_insert(0, 1, gid=99)], "Invalid requests[0].insertDimension: No grid with id: 99", id="no such tab"
        ),
        pytest.param(
            [_insert(0, 400_000)],
            "Invalid requests[0].insertDimension: This action would increase the number of cells in the workbook "
            "above the limit of 10000000 cells.",
            id="too many cells",
        ),
        pytest.param(
            [_ONE_ROW, _delete(1, 2)],
            "Invalid requests[1].deleteDimension: Cannot delete a row that doesn't exist. Tried to delete row index 1 "
            "but there are only 1 rows.",
            id="a row that is not there",
        ),
        pytest.param(
            [_delete(0, 1000)],
            "Invalid requests[0].deleteDimension: You can't delete all the rows on the sheet.",
            id="all rows",
        ),
        pytest.param(
            [_move(0, 1, 1001)],
            "Invalid requests[0].moveDimension: destinationIndex[1001] is after last row in grid[1000]",
            id="moved beyond the grid",
        ),
        pytest.param(
            [{"insertDimension": {"range": {"sheetId": 0, "startIndex": 0, "endIndex": 1}}}],
            "Invalid requests[0].insertDimension: No dimension specified.",
            id="neither rows nor columns",
        ),
    ],
)
def test_what_cannot_be_is_refused(book: Book, requests: list[Any], message: str) -> None:
    with pytest.raises(ApiError) as refused:
        done(book, *requests)
    assert (refused.value.status, refused.value.message) == (400, message)


def test_the_rows_below_the_frozen_ones_cannot_all_be_deleted(book: Book) -> None:
    book.tab("Companies").frozen_rows = 1
    with pytest.raises(ApiError) as refused:
        done(book, _delete(1, 1000))
    assert refused.value.message.endswith("Sorry, it is not possible to delete all non-frozen rows.")


# all columns: what stands beside a range is torn from its rows by a sort, as in Google's own sheets
_SORTS = st.tuples(st.integers(0, 3), st.sampled_from(("ASCENDING", "DESCENDING"))).map(
    lambda drawn: {
        "sortRange": {"range": area(0, 12, 0, 26), "sortSpecs": [{"dimensionIndex": drawn[0], "sortOrder": drawn[1]}]}
    }
)


def _changes(name: str) -> st.SearchStrategy[dict[str, Any]]:
    where: dict[str, Any] = {"dimension": name}
    start, size = (st.integers(0, 9), 12) if name == "ROWS" else (st.integers(0, 3), 4)
    return st.one_of(
        start.map(lambda at: _insert(at, at + 2, **where)),
        start.flatmap(lambda at: st.integers(0, size).map(lambda to: _move(at, at + 1, to, **where))),
        *([start.map(lambda at: _delete(at, at + 2, **where))] if name == "ROWS" else []),
    )


@given(st.lists(st.one_of(_changes("ROWS"), _changes("COLUMNS"), _SORTS), max_size=8))
def test_whatever_is_moved_a_row_goes_on_speaking_of_itself(changes: list[Any]) -> None:
    rows = [[f"c{at}", f'=A{at + 1}&"!"', f"r-{at}", link(f"r-{at}")] for at in range(8)]
    book = book_of(rows, [["Record ID"], *([f"r-{at}"] for at in range(8))])
    for change in changes:
        book = done(book, change)
    tab = book.tab("Companies")
    for at, row in enumerate(tab.rows):
        held = {str(cell.entered): column for column, cell in enumerate(row) if isinstance(cell.entered, str)}
        names = {name[:1]: name for name in held}
        if not names:
            continue
        outcomes = [book.outcome(tab, at, column) for column in range(len(row))]
        assert f"{names['c']}!" in {outcome.value for outcome in outcomes}
        assert f"#gid={DETAILS}&range=A{int(names['r'][2:]) + 2}" in {outcome.link for outcome in outcomes}


def test_rows_that_are_appended_by_inserting_them_move_what_stands_below() -> None:
    book = book_of([["Company", "=A4"], ["Acme"], [], ["Total", "=A2"]])
    enter = entry(book, "RAW", date(2026, 11, 26))
    append(book, "Companies!A1", {"values": [["Bolt"], ["Cora"]]}, enter, insert=True)
    assert formulas(book) == [["Company", "=A6"], ["Acme"], ["Bolt"], ["Cora"], [], ["Total", "=A2"]]
