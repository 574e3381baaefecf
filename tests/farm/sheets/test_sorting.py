"""Sorting and filters."""

from __future__ import annotations

from typing import Any

import pytest

from tests.farm.sheets.books import area, book_of, done, formulas, link, values
from theodore.farm.sheets.errors import ApiError


def _sort(where: Any, *columns: int, order: str = "ASCENDING") -> dict[str, Any]:
    specs = [{"dimensionIndex": column, "sortOrder": order} for column in columns]
    return {"sortRange": {"range": where, "sortSpecs": specs}}


_MIXED: list[list[Any]] = [["b"], [2.0], [None, "x"], [True], ["A"], ["=1/0"], [-1.0], [False]]


@pytest.mark.parametrize(
    ("order", "sorted_"),
    [
        pytest.param("ASCENDING", [-1, 2, "A", "b", False, True, "#DIV/0!", None], id="blanks last"),
        pytest.param("DESCENDING", ["#DIV/0!", True, False, "b", "A", 2, -1, None], id="blanks last as well"),
    ],
)
def test_kinds_of_values_have_their_order(order: str, sorted_: list[Any]) -> None:
    rows = values(done(book_of(_MIXED), _sort(area(0, 8, 0, 2), 0, order=order)))
    firsts = [row[0] if len(row) == 1 else None for row in rows]
    shown = [one.partition(" (")[0] if isinstance(one, str) else one for one in firsts]
    assert shown == sorted_


def test_later_columns_decide_what_earlier_ones_leave_open_and_equal_rows_keep_their_order() -> None:
    rows: list[list[Any]] = [["b", 1.0, 1.0], ["a", 2.0, 2.0], ["b", 0.0, 3.0], ["A", 2.0, 4.0]]
    assert [row[2] for row in values(done(book_of(rows), _sort(area(0, 4, 0, 3), 0, 1)))] == [2, 4, 3, 1]


def test_links_go_with_their_rows() -> None:
    rows = [["Company", "Link"], ["Cora", link("r-3")], ["Acme", link("r-1")], ["Bolt", "=A4&B2"]]
    book = book_of(rows, [["Record ID"], ["r-1"], ["r-3"]])
    after = done(book, _sort(area(1, 4, 0, 2), 0))
    assert formulas(after) == [
        ["Company", "Link"],
        ["Acme", link("r-1")],
        ["Bolt", "=A3&B1"],  # what it says of its own row stays true; the rest goes along, as if it were copied
        ["Cora", link("r-3")],
    ]
    tab = after.tab("Companies")
    assert [after.outcome(tab, row, 1).link for row in (1, 3)] == ["#gid=7&range=A2", "#gid=7&range=A3"]


def test_what_stands_beside_the_range_stays() -> None:
    rows = [["b", "1"], ["a", "2"], ["c", "3"]]
    assert values(done(book_of(rows), _sort(area(0, 2, 0, 1), 0))) == [["a", "1"], ["b", "2"], ["c", "3"]]


def test_looks_go_with_their_cells() -> None:
    bold = {"textFormat": {"bold": True}}
    book = done(
        book_of([["b"], ["a"]]),
        {
            "repeatCell": {
                "range": area(0, 1, 0, 1),
                "cell": {"userEnteredFormat": bold},
                "fields": "userEnteredFormat",
            }
        },
        _sort(area(0, 2, 0, 1), 0),
    )
    assert [book.tab("Companies").cell(row, 0).format for row in (0, 1)] == [None, bold]


@pytest.mark.parametrize(
    ("requests", "why"),
    [
        pytest.param([_sort(area(0, 2, 0, 1))], "Must specify at least one sort spec.", id="by nothing"),
        pytest.param([_sort(area(0, 2, 0, 1), 1)], "is not within the range", id="by a column outside"),
        pytest.param([_sort(area(1000, 2000, 0, 1), 0)], "exceeds grid limits", id="beyond the grid"),
        pytest.param(
            [{"mergeCells": {"range": area(1, 3, 0, 1)}}, _sort(area(0, 2, 0, 2), 0)],
            "vertical merges",
            id="merged cells",
        ),
    ],
)
def test_what_cannot_be_sorted(requests: list[Any], why: str) -> None:
    with pytest.raises(ApiError) as refused:
        done(book_of([["b"], ["a"]]), *requests)
    assert why in refused.value.message


def test_a_filter_is_set_sorts_and_is_cleared() -> None:
    wanted = {"range": area(0, 3, 0, 1), "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]}
    book = done(book_of([["Name"], ["b"], ["a"]]), {"setBasicFilter": {"filter": wanted}})
    assert values(book) == [["Name"], ["a"], ["b"]]
    assert book.tab("Companies").basic_filter == wanted
    assert done(book, {"clearBasicFilter": {"sheetId": 0}}).tab("Companies").basic_filter is None


def test_a_filter_needs_its_range() -> None:
    with pytest.raises(ApiError, match="filter with a range"):
        done(book_of([["Name"]]), {"setBasicFilter": {"filter": {}}})
