"""A tab of a spreadsheet as a table of companies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.sheets.google.books import ID, book, sheet
from theodore.model.errors import SourceError
from theodore.sheets.google.table import GoogleTable, has_marks, read_hidden, read_links, read_numbers, read_table
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.record_ids import IdAssigner, IdSurvey

Rows = list[list[Any]]


def _table(rows: Rows, choice: ColumnChoice | None = None, title: str = "Companies", **more: Any) -> GoogleTable:
    links, hidden, numbers = more.pop("links", None), more.pop("hidden", ()), more.pop("numbers", None)
    found = book(sheet(title, gid=3, **more))
    return read_table(found, found.tabs[0], rows, choice, links, hidden, numbers)


_ROWS: Rows = [["Website", "Notes", "COMPANY"], ["acme.test", "", "Acme"], [], ["bolt.test", "big", "Bolt", "x"]]


def test_rows_are_companies_wherever_their_columns_stand() -> None:
    table = _table(_ROWS)
    assert (table.book_id, table.gid, table.tab, table.count) == (ID, 3, "Companies", 2)
    assert table.columns == ("Website", "Notes", "COMPANY", "")
    assert (table.header_number, table.first_column, table.used) == (1, 0, 4)
    first, second = table.rows()
    assert (first.company.name, first.company.website, first.number) == ("Acme", "acme.test", 2)
    assert (second.company.name, second.number, second.cells) == ("Bolt", 4, ("bolt.test", "big", "Bolt", "x"))
    assert list(table.rows()) == [first, second]


def test_ids_are_those_that_a_file_of_the_same_rows_gives() -> None:
    survey = IdSurvey()
    survey.add("", "Acme", "acme.test")
    made = IdAssigner(survey).assign("", "Acme", "acme.test")
    assert next(_table(_ROWS).rows()).company.record_id == made


def test_numbers_and_truth_values_are_texts() -> None:
    (row,) = _table([["Company", "Website", "Priority", "Ours"], [1984, "acme.test", 5.0, True]]).rows()
    assert row.cells == ("1984", "acme.test", "5", "TRUE")
    assert row.company.priority == 5


def test_the_columns_may_be_named_below_a_title() -> None:
    rows = [["Our leads"], [], ["Company", "Website"], ["Acme", "acme.test"]]
    table = _table(rows)
    assert (table.header_number, table.count) == (3, 1)
    assert table.notices == ("The columns are named in row 3; the row above is no company.",)


def test_a_header_may_be_merged() -> None:
    merges = [{"sheetId": 3, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 1, "endColumnIndex": 3}]
    rows = [["", "Contact", ""], ["Company", "Website", "Mail"], ["Acme", "acme.test", "a@acme.test"]]
    table = _table(rows, merges=merges)
    assert table.columns == ("Company", "Website", "Mail")
    assert (table.header_number, table.count) == (2, 1)


def test_a_header_whose_merged_cell_hides_a_name_says_so() -> None:
    merges = [{"sheetId": 3, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 2}]
    with pytest.raises(SourceError, match=r"A1:B1 at its top is merged\. Unmerge the header"):
        _table([["Company"], ["Acme", "acme.test"], ["Bolt", "bolt.test"]], merges=merges)
    with pytest.raises(SourceError, match=r"no column for the website .*; A1:B1 at its top is merged"):
        _table([["Firm", ""], ["Acme", "a"], ["Bolt", "b"]], merges=merges)


def test_a_company_may_be_merged_over_several_rows() -> None:
    merges = [{"sheetId": 3, "startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 1}]
    rows = [["Company", "Website"], ["Acme", "acme.test"], ["", "acme.example"]]
    assert [row.company.name for row in _table(rows, merges=merges).rows()] == ["Acme", "Acme"]


def test_right_of_whatever_holds_anything_is_room() -> None:
    rows = [["a title", "", "", "", "made by Bob"], ["Company", "Website"], ["Acme", "acme.test"]]
    table = _table(rows)
    assert (table.columns, table.used) == (("Company", "Website"), 5)
    # what comes of a formula that says nothing is a cell that holds something
    assert _table([["Company", "Website", "", ""], ["Acme", "acme.test", "", ""]]).used == 4


@pytest.mark.parametrize(
    ("top", "bottom", "used"),
    [
        pytest.param(1, 2, 6, id="in the header"),
        pytest.param(2, 3, 6, id="in a company's row"),
        pytest.param(0, 1, 2, id="not in a title above it"),
        pytest.param(3, 4, 2, id="not below the last company"),
    ],
)
def test_what_is_merged_is_no_room(top: int, bottom: int, used: int) -> None:
    merge = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": 1, "endColumnIndex": 6}
    rows = [["a title"], ["Company", "Website"], ["Acme", "acme.test"]]
    assert _table(rows, merges=[merge]).used == used


@pytest.mark.parametrize(
    ("answer", "whole"),
    [
        pytest.param({"sheets": [{"data": [{"startColumn": 1}, {}]}]}, True, id="both"),
        pytest.param({"sheets": [{"data": [{}]}, {}, {"data": [{}]}]}, True, id="with tabs between"),
        pytest.param({"sheets": [{"data": [{}]}]}, False, id="one of two"),
        pytest.param({"sheets": [{}]}, False, id="none"),
        pytest.param({}, False, id="nothing"),
    ],
)
def test_marks_that_are_missing_are_not_taken_for_cells_without_any(answer: dict[str, Any], whole: bool) -> None:
    assert has_marks(answer, ["A1:A9", "B1:B9"]) is whole


def _marked(rows: Rows, start: int = 1, column: int = 0) -> dict[str, Any]:
    cells = [{"values": [{"hyperlink": each} if each else {} for each in row]} for row in rows]
    return {"sheets": [{"data": [{"startRow": start, "startColumn": column, "rowData": cells}]}]}


def test_a_website_is_taken_from_the_link_behind_its_text() -> None:
    rows = [["Company", "Website"], ["Acme", "our site"], ["Bolt", "bolt.test"], ["Cog", "here"], ["Dot", "mail"]]
    table = _table(rows)
    assert table.mark_ranges == ["'Companies'!B2:B5", "'Companies'!A2:A5"]
    found = read_links(
        _marked(
            [["https://acme.test/"], ["https://elsewhere.test/"], ["#gid=0&range=A1"], ["mailto:d@dot.test"]], column=1
        )
    )
    assert found == {(2, 1): "https://acme.test/", (3, 1): "https://elsewhere.test/"}
    linked = _table(rows, links=found)
    assert [row.company.website for row in linked.rows()] == ["https://acme.test/", "bolt.test", "here", "mail"]
    assert [row.cells[1] for row in linked.rows()] == ["our site", "bolt.test", "here", "mail"]
    assert linked.notices == (
        "Websites that are taken from the link behind their text: 1 (the first: 'our site' in row 2).",
    )


def test_a_website_is_taken_from_the_link_behind_the_name_where_its_own_cell_is_blank() -> None:
    rows = [["Company", "Website"], ["Acme", ""], ["Bolt", "bolt.test"], ["", ""], ["Cog"]]
    links = read_links(
        _marked([["https://acme.test/"], ["https://b.test"], ["https://nobody.test"], ["http://c.test"]])
    )
    table = _table(rows, links=links)
    assert [row.company.website for row in table.rows()] == ["https://acme.test/", "bolt.test", "http://c.test"]
    (notice,) = table.notices
    assert notice.endswith("the company's name, for their own cell is blank: 2 (the first: row 2).")


def test_a_record_id_is_the_number_that_its_cell_holds_and_not_how_it_is_shown() -> None:
    rows = [["Record ID", "Company", "Website"], ["1,234", "Acme", "acme.test"], ["b-7", "Bolt", "bolt.test"]]
    table = _table(rows)
    assert table.mark_ranges[-1] == "'Companies'!A2:A3"
    data = {"startRow": 1, "rowData": [{"values": [{"effectiveValue": {"numberValue": 1234.0}}]}, {"values": [{}]}]}
    numbers = read_numbers({"sheets": [{"data": [data]}]})
    assert numbers == {(2, 0): "1234"}
    first, second = _table(rows, numbers=numbers).rows()
    assert (first.company.record_id, second.company.record_id) == ("1234", "b-7")
    assert first.cells[0] == "1,234"


def test_rows_out_of_sight_are_done_and_told_of() -> None:
    data = {"startRow": 1, "rowMetadata": [{"hiddenByUser": True}, {}, {"hiddenByFilter": True}]}
    hidden = read_hidden({"sheets": [{"data": [data]}]})
    assert hidden == {2, 4}
    table = _table([["Company", "Website"], ["Acme", "acme.test"], ["Bolt", "bolt.test"]], hidden=hidden)
    assert table.count == 2
    assert table.notices == (
        "Rows that are hidden: 1; they are done like all others. To leave some out, pass --filter.",
    )


def test_what_a_person_should_know_comes_with_any_sink() -> None:
    table = _table([["Company", "Website", "Priority"], ["Acme", "acme.test", "high"]])
    assert len(table.notices) == 1
    assert table.notices_for(Path("results.csv")) == table.notices


@pytest.mark.parametrize(
    ("rows", "choice", "said"),
    [
        pytest.param([], None, "the tab is empty. Put a header like Company,Website", id="nothing at all"),
        pytest.param([[""], ["", "  "]], None, "the tab is empty", id="blanks alone"),
        pytest.param([["Company", "Website"]], None, "there is no row below the header", id="no rows"),
        pytest.param(
            [["Company", "Link"], ["Acme", "acme.test"]],
            None,
            "no column for the website (found: Company, Link). Rename one, or pass --website-column",
            id="no website",
        ),
        pytest.param(
            [["Company", "Website"], ["Acme", "acme.test"]],
            ColumnChoice(website="Homepage"),
            "no column 'Homepage' (found: Company, Website)",
            id="a column that is not there",
        ),
        pytest.param(
            [["Acme", "acme.test"], ["Bolt", "bolt.test"]],
            None,
            "the first row holds data ('acme.test')",
            id="no header",
        ),
    ],
)
def test_what_no_run_can_use_is_refused_with_advice(rows: Rows, choice: ColumnChoice | None, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        _table(rows, choice, title="Leads")
    assert str(caught.value).startswith(f"https://docs.google.com/spreadsheets/d/{ID}, tab 'Leads': ")
    assert said in str(caught.value)


def test_a_hundred_thousand_rows_are_a_table() -> None:
    rows: Rows = [["Company", "Website"], *([f"Company {n}", f"c{n}.test"] for n in range(100_000))]
    table = _table(rows)
    assert table.count == 100_000
    assert len({row.company.record_id for row in table.rows()}) == 100_000
