"""What a spreadsheet lacks to take results, and that nothing of the user's is touched by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.sheets.google.books import ID, OUR_DETAILS, book, sheet
from theodore.model.errors import SourceError
from theodore.model.fields import Tab, catalogue
from theodore.sheets.columns import companies_columns, details_fields
from theodore.sheets.google.book import Book, Top, find_tab
from theodore.sheets.google.ranges import Area
from theodore.sheets.google.structure import Structure, new_tab, proof, structure
from theodore.sheets.google.table import read_table
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.reading.records import column_letters

_ROWS: Top = [["Company", "Website", "Notes"], ["Acme", "acme.test", "good"]]


def _structure(found: Book, rows: Top = _ROWS, tops: Mapping[int, Top] | None = None, **more: Any) -> Structure:
    tops = tops or {}
    table = read_table(found, find_tab(found, tops=tops), rows)
    columns = companies_columns(table.columns, ColumnChoice(), links=True, **more)
    return structure(found, tops, table, columns, details_fields())


def _pairs(requests: Sequence[Mapping[str, Any]], gid: int | None) -> list[tuple[str, Mapping[str, Any]]]:
    pairs = [pair for request in requests for pair in request.items()]
    return [(kind, body) for kind, body in pairs if gid is None or f"'sheetId': {gid}" in str(body)]


def _kinds(requests: Sequence[Mapping[str, Any]], gid: int | None = None) -> list[str]:
    """The kinds of the requests, those that concern a tab."""
    return [kind for kind, _ in _pairs(requests, gid)]


def _of(requests: Sequence[Mapping[str, Any]], kind: str, gid: int) -> list[Mapping[str, Any]]:
    """The requests of a kind that concern a tab."""
    return [body for name, body in _pairs(requests, gid) if name == kind]


_PLAIN = book(sheet("Companies", gid=3))


def test_our_columns_come_right_of_the_users() -> None:
    made = _structure(_PLAIN)
    fields = [column.field for column in companies_columns(("Company", "Website", "Notes"), links=True)]
    names = [field.name for field in fields if field is not None]
    assert made.companies.ours == {name: at for at, name in enumerate(names, start=3)}
    assert made.companies.columns == {"name": 0, "website": 1, **made.companies.ours}
    assert made.companies.own == {"name": "Company", "website": "Website"}
    assert (made.companies.tab, made.companies.gid, made.companies.header_row) == (Tab.COMPANIES, 3, 0)
    (headers,) = _of(made.requests, "updateCells", 3)
    assert headers["start"] == {"sheetId": 3, "rowIndex": 0, "columnIndex": 3}
    texts = [cell["userEnteredValue"]["stringValue"] for cell in headers["rows"][0]["values"]]
    assert texts == [catalogue()[name].header for name in names]
    assert {str(cell["userEnteredFormat"]["textFormat"]["bold"]) for cell in headers["rows"][0]["values"]} == {"True"}
    assert made.made[0].startswith("columns D to ")


def test_what_is_asked_for_touches_our_columns_alone() -> None:
    for kind, body in _pairs(_structure(_PLAIN).requests, 3):
        if kind not in {"addSheet", "setBasicFilter", "updateSheetProperties"}:
            (place,) = body["rule"]["ranges"] if "rule" in body and "range" not in body else [body.get("range")]
            place = place or body["start"]
            (first,) = {place[name] for name in ("startColumnIndex", "startIndex", "columnIndex") if name in place}
            assert first >= 3


def test_the_tab_details_has_every_field() -> None:
    made = _structure(_PLAIN)
    (added,) = (request["addSheet"] for request in made.requests if "addSheet" in request)
    properties = added["properties"]
    fields = details_fields()
    assert (properties["title"], properties["index"]) == ("Details", 1)
    assert properties["gridProperties"] == {"rowCount": 1000, "columnCount": len(fields)}
    assert made.details.columns == {field.name: at for at, field in enumerate(fields)}
    (headers,) = _of(made.requests, "updateCells", made.details.gid)
    texts = [cell["userEnteredValue"]["stringValue"] for cell in headers["rows"][0]["values"]]
    assert texts == [field.header for field in fields]
    assert made.made[1] == "the tab Details"
    frozen = _of(made.requests, "updateSheetProperties", made.details.gid)
    assert frozen[0]["properties"]["gridProperties"] == {"frozenRowCount": 1, "frozenColumnCount": 1}
    assert len(_of(made.requests, "setBasicFilter", made.details.gid)) == 1


def test_a_tab_of_the_users_called_details_stays_theirs() -> None:
    found = book(sheet("Companies", gid=3), sheet("details", gid=4, index=1))
    made = _structure(found, tops={3: _ROWS, 4: [["my own"]]})
    assert made.details.title == "Details (Theodore)"
    assert "'sheetId': 4" not in str(made.requests)


def test_the_four_statuses_are_coloured_and_offered() -> None:
    made = _structure(_PLAIN)
    status = made.companies.columns["status"]
    place = Area(1, status, None, status + 1).grid_range(3)
    rules = [body["rule"] for body in _of(made.requests, "addConditionalFormatRule", 3)]
    said = {
        rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"]: rule["booleanRule"]["format"][
            "backgroundColorStyle"
        ]["rgbColor"]
        for rule in rules
    }
    assert all(rule["ranges"] == [place] for rule in rules)
    assert all(rule["booleanRule"]["condition"]["type"] == "TEXT_EQ" for rule in rules)
    assert list(said) == ["pending", "processing", "completed", "failed"]
    # yellow, blue, green, red
    assert said["pending"]["red"] > 0.9
    assert said["pending"]["green"] > 0.9 > said["pending"]["blue"]
    assert max(said["processing"], key=said["processing"].__getitem__) == "blue"
    assert max(said["completed"], key=said["completed"].__getitem__) == "green"
    assert max(said["failed"], key=said["failed"].__getitem__) == "red"
    (offered,) = _of(made.requests, "setDataValidation", 3)
    assert offered["range"] == place
    assert [value["userEnteredValue"] for value in offered["rule"]["condition"]["values"]] == list(said)
    assert offered["rule"]["strict"] is False


def _made(made: Structure, rows: Top, more: Mapping[str, Any] | None = None) -> tuple[Book, dict[int, Top]]:
    """The spreadsheet as it is once all was made."""
    header = [*rows[0], *[""] * 50][: max(made.companies.columns.values()) + 1]
    for name, column in made.companies.ours.items():
        header[column] = made.companies.headers[name]
    details = [""] * len(made.details.columns)
    for name, column in made.details.columns.items():
        details[column] = made.details.headers[name]
    rules = [body["rule"] for body in _of(made.requests, "addConditionalFormatRule", 3)]
    found = book(
        sheet(
            "Companies",
            gid=3,
            columns=max(26, len(header)),
            frozen=(1, 1),
            basicFilter={"range": {"sheetId": 3}},
            conditionalFormats=rules,
            **(more or {}),
        ),
        sheet("Details", gid=made.details.gid, index=1, columns=len(details), frozen=(1, 1)),
    )
    return found, {3: [header, *rows[1:]], made.details.gid: [details]}


def test_asked_again_there_is_nothing_to_do() -> None:
    once = _structure(_PLAIN)
    found, tops = _made(once, _ROWS)
    again = _structure(found, tops[3], tops)
    assert (again.requests, again.made) == ([], ())
    assert again.companies == once.companies
    assert again.details.columns == once.details.columns


def test_what_a_person_took_away_or_changed_since_stays_so() -> None:
    found, tops = _made(_structure(_PLAIN), _ROWS)
    tabs = [sheet(tab.title, tab.gid, at, columns=tab.columns) for at, tab in enumerate(found.tabs)]
    bare = book(*tabs)
    assert _structure(bare, tops[3], tops).requests == []


def test_columns_are_found_where_a_person_moved_them() -> None:
    once = _structure(_PLAIN)
    found, tops = _made(once, _ROWS)
    header = list(reversed(tops[3][0]))
    turned = [header, [*[""] * (len(header) - 2), "acme.test", "Acme"]]
    again = _structure(found, turned, {**tops, 3: turned})
    last = len(turned[0]) - 1
    assert again.requests == []
    assert again.companies.columns == {name: last - at for name, at in once.companies.columns.items()}


def test_a_column_that_was_taken_away_is_made_again() -> None:
    once = _structure(_PLAIN)
    found, tops = _made(once, _ROWS)
    at = once.companies.columns["progress"]
    header = [text for place, text in enumerate(tops[3][0]) if place != at]
    # which of them are ours the journal knows
    ours = tuple(once.companies.headers.values())
    again = _structure(found, [header, *_ROWS[1:]], {**tops, 3: [header]}, ours=ours)
    assert again.companies.columns["progress"] == len(header)
    assert again.made == (f"column {column_letters(len(header))} of the tab Companies (Progress)",)
    assert set(_kinds(again.requests)) == {"updateCells", "updateDimensionProperties", "repeatCell"}


def test_a_new_field_of_the_details_gets_a_column_at_their_end() -> None:
    found, tops = _made(_structure(_PLAIN), _ROWS)
    details = found.tabs[1].gid
    less = {**tops, details: [[text for text in tops[details][0] if text != "Industry"]]}
    again = _structure(found, tops[3], less)
    # there may be a person's notes further down
    assert again.details.columns["industry"] == found.tabs[1].columns
    assert "appendDimension" in _kinds(again.requests, details)


def test_the_grid_grows_by_what_lacks() -> None:
    narrow = _structure(book(sheet("Companies", gid=3, columns=4)))
    (grown,) = _of(narrow.requests, "appendDimension", 3)
    assert grown == {"sheetId": 3, "dimension": "COLUMNS", "length": max(narrow.companies.columns.values()) + 1 - 4}
    assert _of(_structure(book(sheet("Companies", gid=3, columns=40))).requests, "appendDimension", 3) == []


@pytest.mark.parametrize(
    ("more", "rows", "frozen"),
    [
        pytest.param({}, _ROWS, {"frozenRowCount": 1, "frozenColumnCount": 1}, id="the header and the name"),
        pytest.param({"frozen": (1, 0)}, _ROWS, None, id="a person chose what stays in sight"),
        pytest.param({"frozen": (0, 2)}, _ROWS, None, id="a person chose columns"),
        pytest.param(
            {}, [["a title"], [], *_ROWS], {"frozenRowCount": 3, "frozenColumnCount": 1}, id="a header further down"
        ),
        pytest.param(
            {},
            [["Website", "a", "b", "c", "Company"], ["acme.test", "", "", "", "Acme"]],
            {"frozenRowCount": 1},
            id="a name too far right",
        ),
        pytest.param(
            {"merges": [Area(0, 0, 1, 2).grid_range(3)]},
            [["Our leads"], *_ROWS],
            {"frozenRowCount": 2},
            id="a title that is merged over the name's edge",
        ),
        pytest.param(
            {"merges": [Area(1, 0, 3, 1).grid_range(3)]},
            [*_ROWS, ["", "b.test"]],
            {"frozenRowCount": 1, "frozenColumnCount": 1},
            id="companies that are merged below",
        ),
        pytest.param({"rows": 2}, _ROWS, {"frozenRowCount": 1, "frozenColumnCount": 1}, id="a small grid"),
    ],
)
def test_what_stays_in_sight(more: dict[str, Any], rows: Top, frozen: dict[str, int] | None) -> None:
    made = _structure(book(sheet("Companies", gid=3, **more)), rows)
    found = [body["properties"]["gridProperties"] for body in _of(made.requests, "updateSheetProperties", 3)]
    assert found == ([] if frozen is None else [frozen])


@pytest.mark.parametrize(
    ("more", "filters"),
    [
        pytest.param({}, 1, id="none is there"),
        pytest.param({"basicFilter": {"range": {"sheetId": 3}}}, 0, id="the user's own"),
        pytest.param({"tables": [{"range": {"sheetId": 3}}]}, 0, id="a table has its own"),
        pytest.param({"merges": [Area(1, 0, 3, 1).grid_range(3)]}, 0, id="what is merged downwards has none"),
    ],
)
def test_a_filter_is_set_where_none_is(more: dict[str, Any], filters: int) -> None:
    made = _structure(book(sheet("Companies", gid=3, **more)), [*_ROWS, ["", "b.test"]])
    found = _of(made.requests, "setBasicFilter", 3)
    assert len(found) == filters
    for body in found:
        end = max(made.companies.columns.values()) + 1
        assert body["filter"]["range"] == Area(0, 0, None, end).grid_range(3)


def test_the_users_own_rules_stay_and_count_if_they_colour_the_same() -> None:
    header = [*_ROWS[0], "Status", "Progress", "Error Type", "Error Notes", "Research Date", "Record ID"]
    rule = {
        "ranges": [Area(1, 3, 100, 4).grid_range(3)],
        "booleanRule": {"condition": {"type": "TEXT_EQ", "values": [{"userEnteredValue": "Failed"}]}},
    }
    elsewhere = {**rule, "ranges": [Area(1, 0, 100, 1).grid_range(3)]}
    made = _structure(book(sheet("Companies", gid=3, conditionalFormats=[rule, elsewhere])), [header, *_ROWS[1:]])
    rules = [body["rule"]["booleanRule"]["condition"] for body in _of(made.requests, "addConditionalFormatRule", 3)]
    assert [rule["values"][0]["userEnteredValue"] for rule in rules] == ["pending", "processing", "completed"]


def test_a_header_of_the_users_that_is_like_ours_stays_theirs() -> None:
    made = _structure(_PLAIN, [["Company", "Website", "Status"], ["Acme", "acme.test", "hot"]])
    assert made.companies.headers["status"] == "Status (Theodore)"
    assert made.companies.columns["status"] > 2


def test_what_is_protected_against_us_is_said_before_anything_is_done() -> None:
    closed = {"range": {"sheetId": 3}}
    with pytest.raises(
        SourceError, match=r"tab 'Companies': column D \(.*\) is protected, by 'Companies', and"
    ) as caught:
        _structure(book(sheet("Companies", gid=3, protectedRanges=[closed])))
    assert "Let it in under Data > Protect sheets and ranges" in caught.value.advice
    row = {"range": {"sheetId": 3, "startRowIndex": 2, "endRowIndex": 3}}
    with pytest.raises(SourceError, match=r"is protected, by 'Companies'!3:3, and"):
        _structure(book(sheet("Companies", gid=3, protectedRanges=[row])))
    open_ = {"range": {"sheetId": 3}, "unprotectedRanges": [{"sheetId": 3, "startColumnIndex": 3}]}
    made = _structure(book(sheet("Companies", gid=3, protectedRanges=[open_])))
    # what concerns the whole tab is not ours to change there
    assert {"setBasicFilter", "updateSheetProperties"}.isdisjoint(_kinds(made.requests, 3))
    theirs = {"range": {"sheetId": 3, "startColumnIndex": 0, "endColumnIndex": 3}}
    assert _structure(book(sheet("Companies", gid=3, protectedRanges=[theirs]))).requests


@pytest.mark.parametrize(
    ("tabs", "rows", "fits"),
    [
        pytest.param([sheet("Companies", gid=3)], 100, True, id="an ordinary one"),
        pytest.param([sheet("Companies", gid=3, rows=100_001)], 100_000, True, id="a hundred thousand companies"),
        pytest.param([sheet("Companies", gid=3, rows=200_001)], 200_000, False, id="too many companies"),
        pytest.param(
            [sheet("Companies", gid=3), sheet("Old", gid=4, index=1, rows=384_000)], 100, False, id="full by other tabs"
        ),
        pytest.param([sheet("Companies", gid=3, rows=384_000)], 100, False, id="full of blank rows"),
    ],
)
def test_a_spreadsheet_holds_ten_million_cells(tabs: list[dict[str, Any]], rows: int, fits: bool) -> None:
    found = book(*tabs)
    companies: Top = [["Company", "Website"], *([f"C{n}", f"c{n}.test"] for n in range(rows))]
    if fits:
        assert _structure(found, companies).requests
        return
    with pytest.raises(SourceError, match="Google allows 10,000,000") as caught:
        _structure(found, companies)
    assert ID in str(caught.value)
    assert "divide the companies among several spreadsheets" in str(caught.value)


def test_a_tab_holds_so_many_columns() -> None:
    rows: Top = [["Company", "Website", *[""] * 18_270, "x"], ["Acme", "acme.test"]]
    with pytest.raises(SourceError, match="beyond column ZZZ"):
        _structure(book(sheet("Companies", gid=3, columns=18_278, rows=2)), rows)


def test_an_empty_spreadsheet_gets_both_tabs() -> None:
    found = book(sheet("Sheet1", gid=0))
    table = read_table(found, new_tab(found, "Companies"), [["Company", "Website"]], may_be_empty=True)
    made = structure(found, {}, table, companies_columns(table.columns, links=True), details_fields())
    added = [request["addSheet"]["properties"] for request in made.requests if "addSheet" in request]
    assert [(each["title"], each["index"]) for each in added] == [("Companies", 1), ("Details", 2)]
    assert len({0, *(each["sheetId"] for each in added)}) == 3
    assert (made.companies.columns["name"], made.companies.columns["website"]) == (0, 1)
    assert min(made.companies.ours.values()) == 2
    assert made.made == ("the tab Companies", "the tab Details")


def test_a_tab_without_a_company_gets_its_columns() -> None:
    table = read_table(_PLAIN, _PLAIN.tabs[0], [["Company", "Website"]], may_be_empty=True)
    made = structure(_PLAIN, {}, table, companies_columns(table.columns, links=True), details_fields())
    assert min(made.companies.ours.values()) == 2
    assert "addSheet" not in _kinds(made.requests, 3)


def test_the_right_to_write_is_proven_without_a_change() -> None:
    made = _structure(_PLAIN)
    column = made.companies.columns["record_id"]
    assert proof(made.companies)["sortRange"]["range"] == Area(0, column, 1, column + 1).grid_range(3)


def test_ours_in_a_table_with_a_former_details_tab_of_another_title() -> None:
    found = book(sheet("Companies", gid=3), sheet("Facts", gid=9, index=1, columns=7, rows=50))
    made = _structure(found, tops={3: _ROWS, 9: OUR_DETAILS})
    assert (made.details.gid, made.details.title) == (9, "Facts")
    assert made.details.columns["record_id"] == 4
    assert made.details.columns["industry"] >= 7
