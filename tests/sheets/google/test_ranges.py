"""Rectangles, as formulas write them and as requests do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.sheets.google.ranges import Area, quoted


@pytest.mark.parametrize(
    ("area", "text"),
    [
        pytest.param(Area(), "'T'", id="the whole tab"),
        pytest.param(Area(1, 1, 10, 4), "'T'!B2:D10", id="a rectangle"),
        pytest.param(Area(1, 1, None, 4), "'T'!B2:D", id="down to the end"),
        pytest.param(Area(0, 26, 1, 28), "'T'!AA1:AB1", id="beyond Z"),
        pytest.param(Area(bottom=70), "'T'!1:70", id="whole rows"),
    ],
)
def test_as_a_formula_writes_it(area: Area, text: str) -> None:
    assert area.a1("T") == text


@pytest.mark.parametrize(
    ("title", "text"),
    [
        pytest.param("Bob's leads", "'Bob''s leads'", id="an apostrophe is doubled"),
        pytest.param("A1", "'A1'", id="what looks like a cell is a title"),
        pytest.param("Größe!", "'Größe!'", id="signs of formulas"),
    ],
)
def test_titles_are_quoted(title: str, text: str) -> None:
    assert quoted(title) == text


def test_as_a_request_has_it() -> None:
    assert Area(1, 2, 3, 4).grid_range(7) == {
        "sheetId": 7,
        "startRowIndex": 1,
        "endRowIndex": 3,
        "startColumnIndex": 2,
        "endColumnIndex": 4,
    }
    assert Area(1, 2).grid_range(7) == {"sheetId": 7, "startRowIndex": 1, "startColumnIndex": 2}


_ENDS = st.integers(1, 6)
_AREAS = st.builds(
    lambda top, left, height, width: Area(top, left, top + height if height else None, left + width if width else None),
    *[st.integers(0, 5)] * 2,
    *[st.none() | _ENDS] * 2,
)
_CELLS = [(row, column) for row in range(15) for column in range(15)]


def _cells(area: Area) -> set[tuple[int, int]]:
    bottom, right = area.bottom or 15, area.right or 15
    return {(row, column) for row, column in _CELLS if area.top <= row < bottom and area.left <= column < right}


@given(_AREAS)
def test_an_area_is_read_from_what_was_made_of_it(area: Area) -> None:
    assert Area.read(area.grid_range(1)) == area


@given(_AREAS, _AREAS)
def test_areas_touch_and_hold_each_other_as_their_cells_do(one: Area, other: Area) -> None:
    assert one.touches(other) == bool(_cells(one) & _cells(other))
    assert one.holds(other) == (
        _cells(other) <= _cells(one)
        and (one.bottom is None or other.bottom is not None)
        and (one.right is None or other.right is not None)
    )
