"""Values as cells of the API, typed and never parsed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets.google.payloads import PAYLOADS
from theodore.model.fields import Value, catalogue
from theodore.sheets.canonical import digest, held
from theodore.sheets.cells import CUT_MARK, SHEETS_LIMIT, cell_text
from theodore.sheets.google.cells import cell_data, link_formula, value_text

_FIELDS = catalogue()
_TEXT, _SHARE = _FIELDS["company_description"], _FIELDS["field_coverage"]


def _said(value: Value, field: str = "company_description") -> Any:
    return cell_data(_FIELDS[field], value).get("userEnteredValue")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        pytest.param("007", {"stringValue": "007"}, id="zeros stay"),
        pytest.param("=1+1", {"stringValue": "=1+1"}, id="nothing is added up"),
        pytest.param("+49 30 123456", {"stringValue": "+49 30 123456"}, id="a phone number"),
        pytest.param("'quoted", {"stringValue": "'quoted"}, id="an apostrophe of its own"),
        pytest.param("TRUE", {"stringValue": "TRUE"}, id="a word"),
        pytest.param("2026-11-24T02:00:00+00:00", {"stringValue": "2026-11-24T02:00:00+00:00"}, id="a moment"),
        pytest.param(["a", "b"], {"stringValue": "a; b"}, id="a list"),
        pytest.param({"email": "a@b.test", "phone": None}, {"stringValue": "email: a@b.test"}, id="a mapping"),
        pytest.param(7, {"numberValue": 7}, id="a number"),
        pytest.param(0, {"numberValue": 0}, id="zero is a value"),
        pytest.param(2.5, {"numberValue": 2.5}, id="a fraction"),
        pytest.param(2**60, {"stringValue": "1152921504606846976"}, id="no digit is lost"),
        pytest.param(float("nan"), None, id="no number"),
        pytest.param(True, {"boolValue": True}, id="true"),
        pytest.param(False, {"boolValue": False}, id="false is a value"),
        pytest.param(None, None, id="nothing"),
        pytest.param("", None, id="an empty text"),
        pytest.param([], None, id="an empty list"),
        pytest.param({}, None, id="an empty mapping"),
        pytest.param("\x00\x07", None, id="controls alone"),
        pytest.param("a\r\nb\rc", {"stringValue": "a\nb\nc"}, id="line ends are one sign"),
        pytest.param("a\ud800b", {"stringValue": "a\ufffdb"}, id="half a character"),
    ],
)
def test_a_value_keeps_its_type(value: Value, said: Any) -> None:
    assert _said(value) == said


def test_a_share_is_shown_to_a_tenth_of_a_percent() -> None:
    assert _said(0.123456, "field_coverage") == {"numberValue": 0.123}


@pytest.mark.parametrize(
    "sign", [pytest.param("a", id="one unit each"), pytest.param("\N{GRINNING FACE}", id="two units each")]
)
def test_a_text_that_is_too_long_is_cut_with_a_mark(sign: str) -> None:
    text = _said(sign * 60_000)["stringValue"]
    assert text.endswith(CUT_MARK)
    assert SHEETS_LIMIT - 2 < len(text.encode("utf-16-le")) // 2 <= SHEETS_LIMIT
    units = SHEETS_LIMIT // len(sign.encode("utf-16-le")) * 2
    assert _said(sign * units) == {"stringValue": sign * units}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_may_run_elsewhere_is_a_text(payload: str) -> None:
    for field in _FIELDS.fields:
        for value, text in ((payload, payload), ([payload], payload), ({"a": payload}, f"a: {payload}")):
            (kind,) = cell_data(field, value)["userEnteredValue"].items()
            assert kind == ("stringValue", text)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(_VALUES)
def test_nothing_is_ever_a_formula(value: Value) -> None:
    for field in (_TEXT, _SHARE):
        said = cell_data(field, value).get("userEnteredValue", {})
        assert said.keys() <= {"stringValue", "numberValue", "boolValue"}
        assert len(said) <= 1


@given(_VALUES)
def test_what_is_read_back_is_still_what_was_written(value: Value) -> None:
    # JSON gives a number and a truth value back as such
    written = digest(cell_text(value))
    read = next(iter(cell_data(_TEXT, value).get("userEnteredValue", {"stringValue": ""}).values()))
    assert held(value_text(read)).is_still(written)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("Acme", "Acme", id="a text"),
        pytest.param(3, "3", id="a number"),
        pytest.param(3.0, "3", id="a whole one"),
        pytest.param(0.5, "0.5", id="a fraction"),
        pytest.param(True, "TRUE", id="true"),
        pytest.param(False, "FALSE", id="false"),
        pytest.param(None, "", id="nothing"),
        pytest.param(1e300, "1e+300", id="too large to be written out"),
    ],
)
def test_a_cell_of_an_answer_as_text(value: Any, text: str) -> None:
    assert value_text(value) == text


def test_the_link_finds_the_details_by_the_rows_own_id() -> None:
    assert (
        link_formula(4, 17, 99, "Details (Theodore)", 23)
        == '=HYPERLINK("#gid=99&range=A"&MATCH($R5&"";\'Details (Theodore)\'!$X:$X;0);"Details")'
    )
    assert "'Bob''s'!$A:$A" in link_formula(0, 0, 1, "Bob's", 0)
