"""Values written down in scripts, read without running anything."""

from __future__ import annotations

from typing import Any

import pytest

from theodore.model.literals import Unreadable, read_json, read_literal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        pytest.param('{"a": [1, true, null]};(function(){}())', {"a": [1, True, None]}, id="JSON, and a script after"),
        pytest.param(
            "{a:1,'b':`x`,c:[,2,],}", {"a": 1, "b": "x", "c": [2]}, id="names and quotes as scripts have them"
        ),
        pytest.param("{a:!0,b:!1,c:void 0,d:undefined}", {"a": True, "b": False, "c": None, "d": None}, id="minified"),
        pytest.param(r"'\u00fc\x41\n\'\\'", "üA\n'\\", id="escapes"),
        pytest.param(r'JSON.parse("{\"a\":\"b\"}")', {"a": "b"}, id="JSON within a text"),
        pytest.param("{d:new Date(5),s:new Set(['x'])}", {"d": 5, "s": ["x"]}, id="a call is its first argument"),
        pytest.param(
            '(function(a,b){return {title:a,list:[b,a],own:"c"}}("Acme",null));',
            {"title": "Acme", "list": [None, "Acme"], "own": "c"},
            id="as Nuxt writes it",
        ),
        pytest.param("(function(){return {a:1}}())", {"a": 1}, id="a function without arguments"),
    ],
)
def test_what_is_a_value_is_read(source: str, value: Any) -> None:
    assert read_literal(source) == value


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("", id="nothing"),
        pytest.param("alert(document.cookie)", id="a program"),
        pytest.param("{a:fetch('/x').then(y)}", id="a program within"),
        pytest.param("{a:b+1}", id="a sum"),
        pytest.param("{a:'never closed", id="an open text"),
        pytest.param("(function(a){return {", id="an open function"),
        pytest.param("[" * 100_000, id="deep"),
        pytest.param("{a:" * 100_000, id="deep objects"),
        pytest.param("!" * 100_000, id="deep denials"),
        pytest.param("f(" * 100_000, id="deep calls"),
        pytest.param("[" + "{}," * 200_000 + "]", id="more objects than a page is worth"),
        pytest.param('"' + "x" * 2_000_000 + '"', id="longer than a page"),
    ],
)
def test_what_is_none_is_left(source: str) -> None:
    with pytest.raises(Unreadable):
        read_literal(source)


def test_a_text_full_of_escapes_is_looked_through_once() -> None:
    # each escape once looked for the end of the whole text: minutes for what takes a blink
    assert read_literal("'" + r"\n" * 240_000 + "'") == "\n" * 240_000


def test_json_that_is_none_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        read_json("{a:1}")
