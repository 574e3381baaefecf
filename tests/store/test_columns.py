"""Nothing that a website sends can fail a write."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.store.columns import clean, dump_json

#: Everything that a Python string can hold, halves of surrogate pairs and NULs too.
any_text = st.text(st.characters(codec=None, exclude_categories=()) | st.sampled_from("\0\ud800\udfff\ud83d\ude00"))


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        pytest.param("plain", "plain", id="plain text stays"),
        pytest.param("Größe 寸", "Größe 寸", id="any script stays"),
        pytest.param("a\0b", "a\ufffdb", id="PostgreSQL takes no NUL"),
        pytest.param("a\ud800b", "a\ufffdb", id="half a pair is no character"),
        pytest.param("\ud83d\ude00", "😀", id="both halves are one"),
        pytest.param("\ude00\ud83d", "\ufffd\ufffd", id="the wrong way round they are none"),
        pytest.param("", "", id="nothing stays nothing"),
    ],
)
def test_text_is_mended(text: str, stored: str) -> None:
    assert clean(text) == stored


@given(any_text)
def test_mended_text_can_be_stored_anywhere(text: str) -> None:
    mended = clean(text)
    assert "\0" not in mended
    assert mended.encode().decode() == mended
    assert clean(mended) == mended


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        pytest.param({"a": [1, 2.5, True, None, "ü"]}, {"a": [1, 2.5, True, None, "ü"]}, id="types are kept"),
        pytest.param(["x\0y"], ["x\ufffdy"], id="a NUL within"),
        pytest.param(["\\u0000"], ["\\u0000"], id="a backslash and six letters are no NUL"),
        pytest.param({"k\ud800": "v\ud800"}, {"k\ufffd": "v\ufffd"}, id="keys are mended too"),
        pytest.param([math.nan, math.inf, 1.0], [None, None, 1.0], id="JSON has no NaN"),
        pytest.param(("a", ("b",)), ["a", ["b"]], id="a tuple is a list"),
        pytest.param({"p": {1}}, {"p": "{1}"}, id="what JSON does not know is text"),
    ],
)
def test_json_is_mended(value: Any, stored: Any) -> None:
    assert json.loads(dump_json(value)) == stored


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=4),
    max_leaves=8,
)


@given(json_values)
def test_any_json_can_be_stored(value: Any) -> None:
    text = dump_json(value)
    assert text.encode()
    assert "\0" not in json.dumps(json.loads(text), ensure_ascii=False)


@given(st.lists(st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text("aäß\\\"'\n", max_size=5)))
def test_ordinary_json_comes_back_as_it_was(value: list[Any]) -> None:
    assert json.loads(dump_json(value)) == value
