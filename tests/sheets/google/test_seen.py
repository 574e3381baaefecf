"""What one read shows, wherever people moved rows and columns meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets.google.grids import COMPANIES, DETAILS, Grids, Rows, companies_place, details_place, seen, tried
from theodore.model.fields import Tab
from theodore.sheets.canonical import digest
from theodore.sheets.google.places import TabPlace, find_columns
from theodore.sheets.google.seen import Lost, Moved, _spans, look_at
from theodore.sheets.writing.edits import edits_of

_COMPANIES = companies_place({"name": 0, "website": 1, "status": 2, "industry": 3, "details_link": 4, "record_id": 5})
_DETAILS = details_place({"official_name": 0, "has_api": 1, "record_id": 2})
_HEADER = ["Company", "Website", *COMPANIES.values()]


def _grids(companies: Rows, details: Rows | None = None) -> Grids:
    return Grids({"Companies": (7, companies), "Details": (8, details or [[*DETAILS.values()]])})


_ROWS: Rows = [
    _HEADER,
    ["Acme", "acme.test", "completed", "Steel", "Details", "a"],
    ["Bolt", "bolt.test", "pending", None, None, "b"],
    ["New", "new.test"],
    [],
    ["Acme 2", "acme.test", None, None, None, "a"],
    ["Cog", "cog.test", "failed"],
    ["Dot", "dot.test", None, None, None, 42],
]


def test_one_call_reads_the_headers_and_our_columns() -> None:
    look = look_at([_COMPANIES, _DETAILS])
    assert look.ranges == ["'Companies'!1:21", "'Companies'!C1:F", "'Details'!1:21", "'Details'!A1:C"]


def test_rows_are_found_by_their_ids() -> None:
    details: Rows = [[*DETAILS.values()], ["Acme", True, "a"]]
    found = seen(look_at([_COMPANIES, _DETAILS]), _grids(_ROWS, details))
    assert found.companies.rows == {"a": 1, "b": 2, "42": 7}
    assert (found.companies.copies, found.companies.unnamed, found.companies.end) == ((5,), (6,), 8)
    assert (found.details.rows, found.details.end) == ({"a": 1}, 2)
    assert found.companies.text(6, "status") == "failed"
    assert found.details.text(1, "has_api") == "TRUE"


def test_an_empty_tab_ends_below_its_header() -> None:
    assert seen(look_at([_COMPANIES, _DETAILS]), _grids([_HEADER])).details.end == 1


def test_a_row_is_as_edits_are_told_from() -> None:
    found = seen(look_at([_COMPANIES]), _grids(_ROWS))
    row = found.companies.sheet_row("a")
    assert (row.tab, row.record_id, row.sheet, row.number) == (Tab.COMPANIES, "a", "Companies", 2)
    assert (row.texts, row.columns) == ({"status": "completed", "industry": "Steel"}, {"status": 2, "industry": 3})
    assert [each.record_id for each in found.companies.sheet_rows()] == ["a", "b", "42"]
    edits = edits_of(row, [{"status": digest("completed"), "industry": digest("Iron")}])
    assert [(edit.field, edit.text) for edit in edits.edits] == [("industry", "Steel")]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        pytest.param(0.853, 0.853, id="a share"),
        pytest.param(True, True, id="true"),
        pytest.param(12, 12, id="a number"),
        pytest.param(12.0, 12, id="JSON has no whole floats"),
        pytest.param("007", "007", id="a text of digits"),
        pytest.param("=1+1", "=1+1", id="a text like a formula"),
    ],
)
def test_what_was_written_is_no_edit(was: Any, now: Any) -> None:
    found = seen(look_at([_COMPANIES]), _grids([_HEADER, ["Acme", "acme.test", "completed", now, None, "a"]]))
    (row,) = found.companies.sheet_rows()
    assert edits_of(row, [{"status": digest("completed"), "industry": digest(str(was))}]).edits == ()


def _shuffled(rows: Rows, *order: int | None) -> Rows:
    """The rows with these columns, in this order; None for a new one."""
    return [[None if at is None or at >= len(row) else row[at] for at in order] for row in rows]


def test_columns_are_found_where_a_person_moved_them() -> None:
    # within what is read anyway
    found = seen(look_at([_COMPANIES]), _grids(_shuffled(_ROWS, 0, 1, 5, 4, 3, 2)))
    assert found.companies.place.columns["record_id"] == 2
    assert found.companies.rows == {"a": 1, "b": 2, "42": 7}
    assert found.companies.text(1, "industry") == "Steel"


@pytest.mark.parametrize(
    "order",
    [
        pytest.param((0, 1, None, 2, 3, 4, 5), id="one was inserted"),
        pytest.param((5, 0, 1, 2, 3, 4), id="the ids come first"),
        pytest.param((2, 3, 4, 5, 0, 1), id="ours come first"),
    ],
)
def test_columns_beyond_what_was_read_are_read_the_next_time(order: tuple[int | None, ...]) -> None:
    grids = _grids(_shuffled(_ROWS, *order))
    moved = tried(look_at([_COMPANIES]), grids)
    assert isinstance(moved, Moved)
    assert seen(look_at(moved.places), grids).companies.rows == {"a": 1, "b": 2, "42": 7}


def test_rows_above_the_header_move_it() -> None:
    found = seen(look_at([_COMPANIES]), _grids([["Our leads"], [], *_ROWS]))
    assert found.companies.place.header_row == 2
    assert found.companies.rows["a"] == 3


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([], id="an emptied tab"),
        pytest.param([[], *[["x"]] * 30, *_ROWS], id="a header that is far away"),
        pytest.param(_shuffled(_ROWS, 0, 1, 2, 3), id="a deleted column of ids"),
    ],
)
def test_without_ids_nothing_is_found(rows: Rows) -> None:
    assert tried(look_at([_COMPANIES]), _grids(rows)) == Lost(_COMPANIES)


def test_a_deleted_column_of_another_field_is_told() -> None:
    found = seen(look_at([_COMPANIES]), _grids(_shuffled(_ROWS, 0, 1, 2, 4, 5)))
    assert found.companies.missing == ("industry",)
    assert "industry" not in found.companies.sheet_row("a").texts
    assert found.companies.text(1, "industry") == ""


@pytest.mark.parametrize(
    ("order", "industry"),
    [
        pytest.param((0, 1, 2, 3, 4, 5, 3), 3, id="a copy at the end is no matter"),
        pytest.param((3, 0, 1, 2, 3, 4, 5), 4, id="one of the user's left of all, so ours moved with the rest"),
        pytest.param((0, 1, 2, 3, 3, 4, 5), None, id="side by side nobody knows which is ours"),
    ],
)
def test_of_two_columns_of_one_header_ours_is_the_one_that_moved_with_the_rest(
    order: tuple[int, ...], industry: int | None
) -> None:
    found = find_columns(_shuffled([_HEADER], *order), _COMPANIES)
    assert found is not None
    assert found.place.columns.get("industry") == industry
    assert found.doubled == (() if industry is not None else ("industry",))


def test_some_columns_of_some_rows_are_read() -> None:
    look = look_at([_COMPANIES], fields=["status"], rows={Tab.COMPANIES: [7, 1, 2]})
    assert look.ranges == [
        "'Companies'!1:21",
        "'Companies'!C2:C3",
        "'Companies'!F2:F3",
        "'Companies'!C8:C8",
        "'Companies'!F8:F8",
    ]
    found = seen(look, _grids(_ROWS))
    assert found.companies.rows == {"a": 1, "b": 2, "42": 7}
    assert (found.companies.text(1, "status"), found.companies.text(1, "industry")) == ("completed", "")


def test_the_ranges_of_many_rows_are_bounded() -> None:
    look = look_at([_COMPANIES], rows={Tab.COMPANIES: range(1, 100_000, 3)})
    assert len(look.ranges) <= 41
    assert sum(len(text) for text in look.ranges) < 2000


_ORDERS = st.permutations(range(6))


@given(_ORDERS, st.integers(0, 15))
def test_whatever_the_order_two_looks_are_enough(order: list[int], above: int) -> None:
    grids = _grids([[] for _ in range(above)] + _shuffled(_ROWS, *order))
    found = tried(look_at([_COMPANIES, _DETAILS]), grids)
    if isinstance(found, Moved):
        found = seen(look_at(found.places), grids)
    assert not isinstance(found, (Moved, Lost))
    assert found.companies.rows == {"a": 1 + above, "b": 2 + above, "42": 7 + above}
    assert [found.companies.text(1 + above, name) for name in COMPANIES] == ["completed", "Steel", "Details", "a"]


@given(st.sets(st.integers(0, 60)), st.integers(1, 10))
def test_spans_hold_all_places_and_are_few(places: set[int], most: int) -> None:
    spans = _spans(places, most)
    assert len(spans) <= most
    held = [place for first, end in spans for place in range(first, end)]
    assert places <= set(held)
    assert held == sorted(set(held))
    if len(_spans(places, 100)) <= most:
        assert set(held) == places


def test_a_place_with_more_rows_in_its_grid() -> None:
    grown = _DETAILS.grown(200)
    assert isinstance(grown, TabPlace)
    assert grown.grid_rows == 1200
