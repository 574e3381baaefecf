"""What spreadsheets make of a cell by saving it, and what they cannot have made of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.model.fields import Value
from theodore.sheets.canonical import canonical, digest, held, typed
from theodore.sheets.cells import cell_text, csv_cell, sheet_value

SAME = [
    pytest.param("0.5", "0,5", id="a comma for a point"),
    pytest.param("0.5", "50%", id="a share in per cent"),
    pytest.param("0.253", "25,3 %", id="and with a blank"),
    pytest.param("3.0", "3", id="a whole number"),
    pytest.param("0.001", "1e-3", id="an exponent"),
    pytest.param("0.333333333333333", "0.33333333333333331", id="fifteen digits are all that a spreadsheet keeps"),
    pytest.param("007", "7", id="zeros in front, which a spreadsheet drops from CSV"),
    pytest.param("+4930123456", "4930123456", id="the plus of a phone number, likewise"),
    pytest.param("+493012345678", "4,93012E+11", id="a long number as CSV shows it"),
    pytest.param("TRUE", "WAHR", id="German"),
    pytest.param("FALSE", "faux", id="French, in any case"),
    pytest.param("TRUE", "=TRUE()", id="as LibreOffice writes it"),
    pytest.param("a; b", "  a; b\n", id="blanks at the ends"),
    pytest.param("a\r\nb", "a\nb", id="line ends"),
    pytest.param("=1+1", "'=1+1", id="the apostrophe that CSV puts before a formula"),
    pytest.param("a; =1+1", "a; '=1+1", id="and within a text"),
    pytest.param("2026-11-24T02:00:00+00:00", "24.11.2026 02:00", id="a time as Germany writes it"),
    pytest.param("2026-11-24T14:05:09+00:00", "11/24/2026 2:05:09 PM", id="and the United States"),
    pytest.param("2026-11-24", "2026-11-24 00:00:00", id="a day is its midnight"),
    pytest.param("Łódź, 北京", "?ódz, ??".replace("z,", "?,"), id="an encoding that lacks the letters"),
    pytest.param("a\x00b\ud800", "ab\ufffd", id="what no format can hold"),
    pytest.param("x" * 40_000, "x" * 32_761 + " [...]", id="cut as a workbook must"),
]
OTHER = [
    pytest.param("steel", "Steel", id="case"),
    pytest.param("1999", "2000", id="a number"),
    pytest.param("0.25", "0.26", id="a share"),
    pytest.param("TRUE", "FALSE", id="the contrary"),
    pytest.param("steel", "", id="emptied"),
    pytest.param("", "steel", id="filled"),
    pytest.param("", "0", id="nought is not nothing"),
    pytest.param("北京", "上海", id="letters that an encoding may lack"),
    pytest.param("Łódź", "Lodz", id="a spelling of one's own"),
    pytest.param("12345678901234567", "12345678901234568", id="a key of many digits"),
    pytest.param("2026-11-24T02:00:00+00:00", "2026-11-25T02:00:00+00:00", id="another day"),
    pytest.param("1e999", "1e998", id="numbers beyond all numbers are texts"),
    pytest.param("1,5e999", "1,6e999", id="with a comma too"),
    pytest.param("What?", "Why?", id="a question mark alone makes nothing the same"),
]


@pytest.mark.parametrize(("written", "saved"), SAME)
def test_saving_is_no_edit(written: str, saved: str) -> None:
    assert held(saved).is_still(digest(written))


@pytest.mark.parametrize(("written", "found"), OTHER)
def test_an_edit_is_one(written: str, found: str) -> None:
    assert not held(found).is_still(digest(written))


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        pytest.param("1905", "int", 1905, id="a number"),
        pytest.param("0,5", "float", 0.5, id="with a comma"),
        pytest.param("25%", "float", 0.25, id="a share"),
        pytest.param("WAHR", "bool", True, id="a truth value"),
        pytest.param("about 1900", "int", "about 1900", id="words stay words"),
        pytest.param("1905", "str", "1905", id="and texts texts, 007 too"),
    ],
)
def test_a_person_s_text_becomes_a_value_of_the_column(text: str, kind: str, value: Value) -> None:
    assert typed(text, kind) == value
    assert type(typed(text, kind)) is type(value)


scalars = st.one_of(st.text(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans())
values: st.SearchStrategy[Value] = st.one_of(
    scalars, st.lists(scalars, max_size=4), st.dictionaries(st.text(), scalars, max_size=4)
)


@given(value=values)
def test_what_either_format_shows_of_a_value_is_that_value(value: Value) -> None:
    written = digest(cell_text(value))
    assert held(csv_cell(value)).is_still(written)
    shown = sheet_value(value)
    assert held("" if shown is None else cell_text(shown)).is_still(written)


@given(text=st.text())
def test_the_form_of_a_form_is_itself(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)
    assert held(canonical(text)).is_still(digest(text))
    assert (canonical(text) == "") is (digest(text) == "")


@given(number=st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_a_number_is_itself_in_every_country(number: object) -> None:
    written = digest(str(float(str(number))))
    assert held(str(number).replace(".", ",")).is_still(written)
    assert held(f"{float(str(number)) * 100:.10f}%").is_still(written) or abs(float(str(number))) > 1e4
