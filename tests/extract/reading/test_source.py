from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.extract.reading.source import in_html, in_json


@pytest.mark.parametrize(
    ("source", "written", "found"),
    [
        pytest.param("<p>a & b</p>", "a & b", "a & b", id="as-it-stands"),
        pytest.param("<p>a &amp; b</p>", "a & b", "a &amp; b", id="escaped"),
        pytest.param("<p>K&ouml;ln</p>", "Köln", "K&ouml;ln", id="named-entities"),
        pytest.param('<a href="&#109;ail:x">', "mail:x", "&#109;ail:x", id="numbered-entities"),
        pytest.param('<meta content="one\n  two">', "one two", "one\n  two", id="white-space"),
        pytest.param("<p>one<br>two</p>", "one two", "one<br>two", id="over-a-tag"),
        pytest.param("<p>one</p>", "two", None, id="nowhere"),
        pytest.param("", "two", None, id="no-source"),
    ],
)
def test_words_in_html(source: str, written: str, found: str | None) -> None:
    places = in_html(source, written)
    assert [source[start:end] for start, end in places] == ([found] if found else [])


@pytest.mark.parametrize(
    ("script", "written", "found"),
    [
        pytest.param('{"a": "K\\u00f6ln"}', "Köln", "K\\u00f6ln", id="escaped"),
        pytest.param('{"a": "K\\u00F6ln"}', "Köln", "K\\u00F6ln", id="escaped-in-capitals"),
        pytest.param('{"a": "x\\/ö\\u00f6"}', "x/öö", "x\\/ö\\u00f6", id="some-of-its-letters"),
        pytest.param('{"a": "one\\n two"}', "one two", "one\\n two", id="white-space"),
        pytest.param('{"a": "one"}', "two", None, id="nowhere"),
    ],
)
def test_words_in_json(script: str, written: str, found: str | None) -> None:
    places = in_json(script, written)
    assert [script[start:end] for start, end in places] == ([found] if found else [])


def test_a_long_text_is_found_by_its_beginning() -> None:
    text = " ".join(map(str, range(200)))
    [(start, end)] = in_html(f"<p>{text}</p>", text)
    assert (start, end - start <= 200) == (3, True)


@given(st.text(min_size=1, max_size=50))
def test_any_text_is_found_in_json(text: str) -> None:
    written = " ".join(text.split())
    if written:
        assert in_json(json.dumps({"a": written}), written)
