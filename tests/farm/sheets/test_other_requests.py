"""Merged cells, protected ranges, metadata, blocks of cells, and what concerns the whole book."""

from __future__ import annotations

from typing import Any

import pytest

from tests.farm.sheets.books import COMPANIES, DETAILS, area, book_of, done, formulas, replies, span, values
from theodore.farm.sheets.book import Book
from theodore.farm.sheets.errors import ApiError


@pytest.fixture
def book() -> Book:
    rows: list[list[Any]] = [
        ["Company", "Website", "Score"],
        ["Acme", "acme.test", 1.0],
        ["Bolt", "bolt.test", 2.0],
        ["=A2&C2"],
    ]
    return book_of(rows, [["Record ID"], ["r-1"]])


def _refusal(book: Book, *requests: Any) -> str:
    with pytest.raises(ApiError) as refused:
        done(book, *requests)
    assert refused.value.status == 400
    return refused.value.message


def _merge(*where: int, kind: str = "MERGE_ALL") -> dict[str, Any]:
    return {"mergeCells": {"range": area(*where), "mergeType": kind}}


def test_of_merged_cells_the_first_value_is_kept(book: Book) -> None:
    after = done(book, _merge(0, 2, 0, 2))
    assert values(after)[:2] == [["Company", "", "Score"], ["", "", 1]]
    assert after.tab("Companies").merges == [area(0, 2, 0, 2)]


@pytest.mark.parametrize(
    ("kind", "merges"),
    [
        pytest.param("MERGE_ROWS", [area(0, 1, 0, 2), area(1, 2, 0, 2)], id="row by row"),
        pytest.param("MERGE_COLUMNS", [area(0, 2, 0, 1), area(0, 2, 1, 2)], id="column by column"),
    ],
)
def test_cells_are_merged(book: Book, kind: str, merges: Any) -> None:
    assert done(book, _merge(0, 2, 0, 2, kind=kind)).tab("Companies").merges == merges


def test_a_larger_merge_takes_in_what_it_covers_and_all_are_parted_again(book: Book) -> None:
    made = done(book, _merge(0, 1, 0, 2), _merge(0, 1, 0, 3))
    assert made.tab("Companies").merges == [area(0, 1, 0, 3)]
    assert done(made, {"unmergeCells": {"range": {"sheetId": COMPANIES}}}).tab("Companies").merges == []


def test_what_cannot_be_merged(book: Book) -> None:
    whole = "You must select all cells in a merged range to merge or unmerge them."
    assert whole in _refusal(book, _merge(0, 1, 0, 3), _merge(0, 2, 2, 4))
    assert whole in _refusal(book, _merge(0, 1, 0, 3), {"unmergeCells": {"range": area(0, 1, 0, 1)}})
    assert "merge_type" in _refusal(book, _merge(0, 1, 0, 3, kind="MERGE_SOME"))
    book.tab("Companies").frozen_rows = 1
    assert "You can't merge frozen and non-frozen rows." in _refusal(book, _merge(0, 2, 0, 1))


def test_a_range_is_protected_changed_and_free_again(book: Book) -> None:
    add = {"addProtectedRange": {"protectedRange": {"range": area(0, 1, 0, 3), "description": "ours"}}}
    told = replies(book, add, add)
    ids = [reply["addProtectedRange"]["protectedRange"]["protectedRangeId"] for reply in told]
    assert ids == [1, 2]
    made = done(book, add)
    change = {"protectedRange": {"protectedRangeId": 1, "warningOnly": True}, "fields": "warningOnly"}
    changed = done(made, {"updateProtectedRange": change}).tab("Companies").protected_ranges
    assert changed == [{"range": area(0, 1, 0, 3), "description": "ours", "protectedRangeId": 1, "warningOnly": True}]
    assert not done(made, {"deleteProtectedRange": {"protectedRangeId": 1}}).tab("Companies").protected_ranges
    assert "No protected range with ID: 9" in _refusal(made, {"deleteProtectedRange": {"protectedRangeId": 9}})
    assert "already exists" in _refusal(
        made, {"addProtectedRange": {"protectedRange": {"protectedRangeId": 1, "range": area(0, 1, 0, 1)}}}
    )


def _note(key: str, location: Any, **others: Any) -> dict[str, Any]:
    noted = {"metadataKey": key, "visibility": "DOCUMENT", "location": location} | others
    return {"createDeveloperMetadata": {"developerMetadata": noted}}


def _delete(**lookup: Any) -> dict[str, Any]:
    return {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": lookup}}}


_COLUMN = {"dimensionRange": span(1, 2, dimension="COLUMNS")}
_NOTES = (
    _note("theodore", {"spreadsheet": True}, metadataValue="1"),
    _note("tab", {"sheetId": DETAILS}),
    _note("field", _COLUMN, metadataValue="website"),
    _note("field", {"dimensionRange": span(2, 3)}, metadataValue="row"),
)


def test_notes_are_made_with_ids_of_their_own(book: Book) -> None:
    told = [reply["createDeveloperMetadata"]["developerMetadata"] for reply in replies(book, *_NOTES)]
    assert [note["metadataId"] for note in told] == [1, 2, 3, 4]
    assert [note["location"]["locationType"] for note in told] == ["SPREADSHEET", "SHEET", "COLUMN", "ROW"]


@pytest.mark.parametrize(
    ("lookup", "left"),
    [
        pytest.param({"metadataId": 3}, [1, 2, 4], id="by id"),
        pytest.param({"metadataKey": "field"}, [1, 2], id="by key"),
        pytest.param({"metadataKey": "field", "metadataValue": "row"}, [1, 2, 3], id="by both"),
        pytest.param({"locationType": "SHEET"}, [1, 3, 4], id="by kind of place"),
        pytest.param({"metadataLocation": _COLUMN}, [1, 2, 4], id="by place"),
        pytest.param(
            {"metadataLocation": {"sheetId": COMPANIES}, "locationMatchingStrategy": "INTERSECTING_LOCATION"},
            [2],
            id="by what it meets, the book included",
        ),
        pytest.param({"metadataKey": "none"}, [1, 2, 3, 4], id="none"),
    ],
)
def test_notes_are_found(book: Book, lookup: Any, left: list[int]) -> None:
    after = done(book, *_NOTES, _delete(**lookup))
    assert [note["metadataId"] for note in after.developer_metadata] == left


def test_a_note_is_changed(book: Book) -> None:
    change = {
        "updateDeveloperMetadata": {
            "dataFilters": [{"developerMetadataLookup": {"metadataId": 1}}],
            "developerMetadata": {"metadataValue": "2"},
            "fields": "metadataValue",
        }
    }
    assert done(book, *_NOTES, change).developer_metadata[0]["metadataValue"] == "2"


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        pytest.param(_note("", {"spreadsheet": True}), "metadataKey", id="no key"),
        pytest.param(_note("a", {"spreadsheet": True}, visibility=None), "visibility", id="no visibility"),
        pytest.param(_note("a", {}), "exactly one location", id="nowhere"),
        pytest.param(_note("a", {"dimensionRange": span(0, 2)}), "a single row or column", id="two rows"),
        pytest.param(_note("a", {"dimensionRange": span(1000, 1001)}), "after last row", id="beyond the grid"),
        pytest.param({"deleteDeveloperMetadata": {"dataFilter": {}}}, "developerMetadataLookup", id="no filter"),
    ],
)
def test_what_is_no_note(book: Book, request_: Any, why: str) -> None:
    assert why in _refusal(book, request_)


def test_a_book_changes_its_properties(book: Book) -> None:
    wanted = {"title": "Prospects", "locale": "de_DE", "timeZone": "Europe/Berlin", "autoRecalc": "HOUR"}
    change = {"updateSpreadsheetProperties": {"properties": wanted, "fields": "title,locale"}}
    after = done(book, change)
    assert (after.title, after.locale, after.time_zone) == ("Prospects", "de_DE", "Etc/GMT")
    for bad in ({"locale": "german"}, {"timeZone": ""}):
        _refusal(book, {"updateSpreadsheetProperties": {"properties": bad, "fields": ",".join(bad)}})


@pytest.mark.parametrize(
    ("asked", "rows", "told"),
    [
        pytest.param(
            {"find": "ACME", "replacement": "Apex", "sheetId": COMPANIES},
            [["Apex", "Apex.test", 1], ["Bolt", "bolt.test", 2], ["=A2&C2"]],
            {"valuesChanged": 2, "occurrencesChanged": 2, "rowsChanged": 1, "sheetsChanged": 1},
            id="in any case",
        ),
        pytest.param(
            {"find": "acme", "replacement": "x", "allSheets": True, "matchCase": True, "matchEntireCell": True},
            [["Acme", "acme.test", 1], ["Bolt", "bolt.test", 2], ["=A2&C2"]],
            {},
            id="whole cells alone",
        ),
        pytest.param(
            {"find": r"(\w+)\.test", "replacement": "www.$1", "searchByRegex": True, "range": area(1, 2, 0, 3)},
            [["Acme", "www.acme", 1], ["Bolt", "bolt.test", 2], ["=A2&C2"]],
            {"valuesChanged": 1, "occurrencesChanged": 1, "rowsChanged": 1, "sheetsChanged": 1},
            id="by a pattern",
        ),
        pytest.param(
            {"find": "C2", "replacement": "C3", "includeFormulas": True, "sheetId": COMPANIES},
            [["Acme", "acme.test", 1], ["Bolt", "bolt.test", 2], ["=A2&C3"]],
            {"formulasChanged": 1, "occurrencesChanged": 1, "rowsChanged": 1, "sheetsChanged": 1},
            id="in formulas",
        ),
        pytest.param(
            {"find": "1", "replacement": "007", "sheetId": COMPANIES, "matchEntireCell": True},
            [["Acme", "acme.test", 7], ["Bolt", "bolt.test", 2], ["=A2&C2"]],
            {"valuesChanged": 1, "occurrencesChanged": 1, "rowsChanged": 1, "sheetsChanged": 1},
            id="as a person would type it",
        ),
    ],
)
def test_a_text_is_replaced(book: Book, asked: Any, rows: Any, told: Any) -> None:
    request = {"findReplace": asked}
    assert formulas(done(book, request))[1:] == rows
    assert replies(book, request) == [{"findReplace": told}]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        pytest.param({"find": "", "allSheets": True}, "a value to find", id="nothing"),
        pytest.param({"find": "a"}, "range, sheetId or allSheets", id="nowhere"),
        pytest.param({"find": "(", "searchByRegex": True, "allSheets": True}, "regular expression", id="no pattern"),
    ],
)
def test_what_cannot_be_replaced(book: Book, asked: Any, why: str) -> None:
    assert why in _refusal(book, {"findReplace": asked})


def test_cells_are_inserted_and_those_below_go_down(book: Book) -> None:
    after = done(book, {"insertRange": {"range": area(1, 2, 0, 1), "shiftDimension": "ROWS"}})
    assert formulas(after) == [
        ["Company", "Website", "Score"],
        ["", "acme.test", 1],
        ["Acme", "bolt.test", 2],
        ["Bolt"],
        ["=A3&C2"],
    ]
    assert after.tab("Companies").row_count == 1000


def test_cells_are_deleted_and_those_beside_come_over(book: Book) -> None:
    after = done(book, {"deleteRange": {"range": area(1, 2, 0, 2), "shiftDimension": "COLUMNS"}})
    assert formulas(after)[1:] == [[1], ["Bolt", "bolt.test", 2], ["=#REF!&A2"]]


def test_the_grid_grows_rather_than_that_a_cell_is_lost(book: Book) -> None:
    book.tab("Companies").row_count = 4
    after = done(book, {"insertRange": {"range": area(0, 2, 0, 1), "shiftDimension": "ROWS"}})
    assert (after.tab("Companies").row_count, formulas(after)[5]) == (6, ["=A4&C2"])
    assert "shiftDimension" in _refusal(book, {"insertRange": {"range": area(0, 2, 0, 1)}})


def _copy(source: Any, destination: Any, kind: str = "PASTE_NORMAL") -> dict[str, Any]:
    return {"copyPaste": {"source": source, "destination": destination, "pasteType": kind}}


def test_a_row_is_copied_and_its_formulas_with_it(book: Book) -> None:
    after = done(book, _copy(area(3, 4, 0, 1), area(4, 5, 0, 1)), _copy(area(1, 2, 0, 2), area(6, 8, 0, 2)))
    assert formulas(after)[4:] == [["=A3&C3"], [], ["Acme", "acme.test"], ["Acme", "acme.test"]]


def test_values_alone_are_copied(book: Book) -> None:
    assert formulas(done(book, _copy(area(3, 4, 0, 1), area(4, 5, 0, 1), "PASTE_VALUES")))[4] == ["Acme1"]
    assert "paste_type" in _refusal(book, _copy(area(3, 4, 0, 1), area(4, 5, 0, 1), "PASTE_ALL"))
    assert "beyond the grid" in _refusal(book, _copy(area(0, 3, 0, 1), area(999, 1000, 0, 1)))


def _rename(gid: int, title: str) -> dict[str, Any]:
    return {"updateSheetProperties": {"properties": {"sheetId": gid, "title": title}, "fields": "title"}}


def test_formulas_follow_a_tab_that_is_renamed(book: Book) -> None:
    linked = book_of([["=Details!A2&A2", "x"], ["!"]], [["Record ID"], ["r-1"]])
    after = done(linked, _rename(DETAILS, "All of it"), _rename(COMPANIES, "Leads"))
    assert (formulas(after, "Leads")[0][0], values(after, "Leads")[0][0]) == ("='All of it'!A2&A2", "r-1!")


def test_a_formula_that_names_a_deleted_tab_fails_and_keeps_its_words(book: Book) -> None:
    linked = done(book_of([["=Details!A2"]], [["Record ID"], ["r-1"]]), {"deleteSheet": {"sheetId": DETAILS}})
    assert formulas(linked) == [["=Details!A2"]]
    assert values(linked) == [["#REF! (Unresolved sheet name 'Details')"]]
