"""What a spreadsheet is, and which of its tabs is the table of companies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.sheets.google.books import COMPANIES, ID, NOTES, OUR_DETAILS, answer, book, sheet, titled
from theodore.model.errors import SourceError
from theodore.sheets.google.book import (
    Book,
    Closed,
    Top,
    details_title,
    find_details,
    find_tab,
    is_book,
    read_book,
    top_ranges,
    whole_range,
)
from theodore.sheets.google.ranges import Area
from theodore.sheets.reading.header_row import Merge


def test_a_spreadsheet_is_read_from_the_answer() -> None:
    found = read_book(
        answer(
            sheet("Second", gid=9, index=1, rows=5, columns=3, hidden=True),
            sheet(
                "First",
                gid=4,
                frozen=(2, 1),
                merges=[
                    {"sheetId": 4, "startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 1, "endColumnIndex": 3}
                ],
                basicFilter={"range": {"sheetId": 4}},
                conditionalFormats=[{"ranges": [{"sheetId": 4}]}],
            ),
            sheet("A chart", gid=5, index=2, kind="OBJECT"),
        )
    )
    assert (found.id, found.title, found.locale) == (ID, "Leads", "de_DE")
    first, second, chart = found.tabs
    assert (first.gid, first.title, first.rows, first.columns) == (4, "First", 1000, 26)
    assert (first.frozen_rows, first.frozen_columns, first.has_filter) == (2, 1, True)
    assert first.merges == (Merge(top=1, left=1, bottom=2, right=2),)
    assert first.rules == ({"ranges": [{"sheetId": 4}]},)
    assert (second.hidden, second.has_filter, second.frozen_rows) == (True, False, 0)
    assert not chart.has_cells
    assert found.cells == 26_000 + 15


def test_a_table_with_filters_of_its_own_counts_as_a_filter() -> None:
    assert book(sheet("T", tables=[{"range": {"sheetId": 0}}])).tabs[0].has_filter


def test_what_our_account_may_not_change() -> None:
    mine = {"range": {"startColumnIndex": 0, "endColumnIndex": 2}, "requestingUserCanEdit": True}
    warning = {"range": {"startRowIndex": 0, "endRowIndex": 1}, "warningOnly": True}
    theirs = {
        "range": {"sheetId": 0},
        "unprotectedRanges": [{"sheetId": 0, "startColumnIndex": 2}],
    }
    (tab,) = book(sheet("T", protectedRanges=[mine, warning, theirs])).tabs
    assert tab.closed == (Closed(Area(), (Area(left=2),)),)
    assert tab.closed[0].keeps_out_of(Area(0, 0, 1, 3))
    assert not tab.closed[0].keeps_out_of(Area(0, 2, 1, 3))


def test_the_tops_of_all_tabs_with_cells_are_looked_at() -> None:
    found = book(sheet("Bob's", gid=3), sheet("Chart", gid=4, index=1, kind="OBJECT"))
    assert top_ranges(found) == {3: "'Bob''s'!1:70"}
    assert whole_range(found.tabs[0]) == "'Bob''s'"


def test_of_very_many_tabs_some_are_looked_at() -> None:
    titles = [f"Angebote für Kunden in der Region {number}" for number in range(198)]
    found = book(
        *(sheet(title, gid, gid, hidden=gid == 0) for gid, title in enumerate(titles)),
        sheet("Details (Theodore)", 198, 198),
        sheet("companies", 199, 199),
    )
    ranges = top_ranges(found)
    # ours first, and then what is in sight
    assert list(ranges)[:3] == [198, 199, 1]
    assert 20 < len(ranges) < 100
    assert sum(map(len, ranges.values())) < 4000


@pytest.mark.parametrize(
    ("found", "wanted", "tops", "title"),
    [
        pytest.param(titled("Old", "Companies"), None, {}, "Companies", id="the usual title"),
        pytest.param(titled("Old", "COMPANIES"), None, {}, "COMPANIES", id="the usual title in any case"),
        pytest.param(titled("Old", "Companies"), "Old", {}, "Old", id="the one that is wanted"),
        pytest.param(titled("Old", "Leads 2026"), "leads  2026", {}, "Leads 2026", id="wanted but for case and blanks"),
        pytest.param(titled("Old", "New"), "2", {}, "New", id="wanted by its number from the left"),
        pytest.param(titled("1", "2"), "2", {}, "2", id="a title that is a number"),
        pytest.param(titled("Notes", "Leads"), None, {0: NOTES, 1: COMPANIES}, "Leads", id="the one with websites"),
        pytest.param(titled("A", "B"), None, {0: COMPANIES, 1: COMPANIES}, "A", id="the first of several with them"),
        pytest.param(titled("A", "B"), None, {0: NOTES, 1: NOTES}, "A", id="the first where none has them"),
        pytest.param(titled("A", "B"), None, {}, "A", id="the first where nothing else is known"),
        pytest.param(titled("Details", "Leads"), None, {0: OUR_DETAILS, 1: NOTES}, "Leads", id="never our own details"),
        pytest.param(
            titled("Details", "Leads"),
            None,
            {0: [["My notes"], [], *OUR_DETAILS], 1: NOTES},
            "Leads",
            id="nor with a title above their header",
        ),
        pytest.param(
            titled("Companies", "Leads"),
            None,
            {0: OUR_DETAILS, 1: COMPANIES},
            "Leads",
            id="our details under the usual title",
        ),
        pytest.param(
            book(sheet("Hidden", gid=0, hidden=True), sheet("Seen", gid=1, index=1)),
            None,
            {0: COMPANIES, 1: NOTES},
            "Seen",
            id="only what is in sight",
        ),
        pytest.param(book(sheet("Hidden", hidden=True)), "Hidden", {}, "Hidden", id="a hidden one that is wanted"),
        pytest.param(
            book(sheet("Chart", gid=0, kind="OBJECT"), sheet("T", gid=1, index=1)),
            None,
            {1: NOTES},
            "T",
            id="a chart holds no companies",
        ),
    ],
)
def test_the_tab_of_the_companies(found: Book, wanted: str | None, tops: Mapping[int, Top], title: str) -> None:
    assert find_tab(found, wanted, tops).title == title


def test_where_nothing_else_decides_it_is_the_tab_of_the_address() -> None:
    several = titled("A", "B", "Details")
    assert find_tab(several, tops={0: COMPANIES, 1: COMPANIES}, gid=1).title == "B"
    assert find_tab(several, tops={0: COMPANIES, 1: NOTES}, gid=1).title == "A"
    assert find_tab(several, tops={0: NOTES, 1: NOTES, 2: OUR_DETAILS}, gid=2).title == "A"


@pytest.mark.parametrize(
    ("found", "wanted", "tops", "said"),
    [
        pytest.param(
            titled("Leads", "Old"),
            "Lead",
            {},
            "no tab 'Lead' (found: Leads, Old). Pass one of them with --tab",
            id="no such tab",
        ),
        pytest.param(titled("Leads"), "7", {}, "no tab '7' (found: Leads)", id="no tab of that number"),
        pytest.param(
            titled("Leads", "leads"),
            "leads",
            {},
            "several tabs are called 'leads' but for case and blanks (Leads, leads). Rename all but one",
            id="two titles that differ by case",
        ),
        pytest.param(
            titled("Companies", "companies "),
            None,
            {},
            "several tabs are called 'Companies'",
            id="the usual title twice",
        ),
        pytest.param(
            book(sheet("Chart", gid=0, kind="OBJECT"), sheet("T", gid=1, index=1)),
            "chart",
            {},
            "the tab 'Chart' holds no cells. Pass another --tab (T)",
            id="a chart",
        ),
        pytest.param(
            titled("Details", "T"),
            "Details",
            {0: OUR_DETAILS},
            "tab 'Details': these are the details of a former run, and no table of companies. Pass another --tab (T)",
            id="our own details",
        ),
        pytest.param(
            book(sheet("Hidden", hidden=True), sheet("Details", gid=1, index=1)),
            None,
            {1: OUR_DETAILS},
            "no tab in sight holds a table of companies (found: Hidden, Details)",
            id="nothing in sight",
        ),
    ],
)
def test_what_is_no_table_is_refused_with_advice(
    found: Book, wanted: str | None, tops: Mapping[int, Top], said: str
) -> None:
    with pytest.raises(SourceError) as caught:
        find_tab(found, wanted, tops)
    assert said in str(caught.value)
    assert ID in str(caught.value)


def test_our_details_are_found_by_what_stands_in_them() -> None:
    several = titled("Companies", "Details", "Copy of Details (Theodore)", "Details (Theodore)")
    assert find_details(several, {0: COMPANIES, 1: NOTES}) is None
    assert find_details(several, {1: NOTES, 2: OUR_DETAILS, 3: OUR_DETAILS}) == several.tabs[3]
    renamed = titled("Companies", "Facts")
    assert find_details(renamed, {1: OUR_DETAILS}) == renamed.tabs[1]


@pytest.mark.parametrize(
    ("titles", "title"),
    [
        pytest.param(("Companies",), "Details", id="free"),
        pytest.param(("Companies", "details"), "Details (Theodore)", id="a person's own, in any case"),
        pytest.param(("Details", "Details (Theodore)"), "Details (Theodore 2)", id="both taken"),
    ],
)
def test_a_title_for_our_details(titles: tuple[str, ...], title: str) -> None:
    assert details_title(titled(*titles)) == title


_SHEET = {"properties": {"sheetId": 0, "title": "T"}}


@pytest.mark.parametrize(
    ("answer", "whole"),
    [
        pytest.param({"spreadsheetId": "x", "sheets": [_SHEET]}, True, id="the least that there is"),
        pytest.param({}, False, id="nothing"),
        pytest.param({"sheets": [_SHEET]}, False, id="no id"),
        pytest.param({"spreadsheetId": "x"}, False, id="no tabs"),
        pytest.param({"spreadsheetId": "x", "sheets": []}, False, id="not one tab"),
        pytest.param({"spreadsheetId": "x", "sheets": {"a": 1}}, False, id="tabs that are no list"),
        pytest.param({"spreadsheetId": "x", "sheets": [_SHEET, {"merges": []}]}, False, id="a tab that is nothing"),
        pytest.param({"spreadsheetId": "x", "sheets": ["T"]}, False, id="a tab that is a word"),
    ],
)
def test_what_is_no_spreadsheet_is_told_from_one(answer: dict[str, Any], whole: bool) -> None:
    assert is_book(answer) is whole
