"""What a page carries for its own scripts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.model.embedded import carries_state, spelled_out

PROSE = "Acme builds measuring instruments for breweries and dairies, by hand, since 1962. " * 6


def island(value: Any, attributes: str = 'type="application/json"') -> str:
    """A page that shows nothing, with this state."""
    return f'<div id="root"></div><script {attributes}>{json.dumps(value).replace("<", chr(92) + "u003c")}</script>'


def assigned(source: str, name: str = "window.__INITIAL_STATE__") -> str:
    return f'<div id="root"></div><script>{name}={source};(function(){{}}())</script>'


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(island({"props": {"text": PROSE}}, 'id="__NEXT_DATA__" type="application/json"'), id="Next"),
        pytest.param(
            island([["Reactive", 1], {"t": 2}, PROSE], 'type="application/json" id="__NUXT_DATA__"'), id="Nuxt 3"
        ),
        pytest.param(
            assigned(f'(function(a){{return {{data:[{{t:a}}]}}}}("{PROSE}"))', "window.__NUXT__"), id="Nuxt 2"
        ),
        pytest.param(assigned(json.dumps({"t": PROSE})), id="a state of its own"),
        pytest.param(assigned(json.dumps({"t": PROSE}), 'window["__INITIAL_STATE__"]'), id="in brackets"),
        pytest.param(assigned(f"JSON.parse({json.dumps(json.dumps({'t': PROSE}))})"), id="JSON within a text"),
        pytest.param(assigned(json.dumps({"Page:1": {"t": PROSE}}), "window.__APOLLO_STATE__"), id="Apollo"),
        pytest.param(island({"t": PROSE}), id="an island"),
    ],
)
def test_state_is_found_wherever_frameworks_put_it(page: str) -> None:
    assert carries_state(page)
    assert PROSE.strip() in spelled_out(page)


@pytest.mark.parametrize(
    ("state", "html"),
    [
        pytest.param(
            {"firstName": "Anna", "lastName": "Weber", "role": "CEO"},
            "<div>Anna Weber</div><div>CEO</div>",
            id="a name",
        ),
        pytest.param({"zip": "10115", "city": "Berlin"}, "<div>10115 Berlin</div>", id="a town with its code"),
        pytest.param(
            [{"title": "Driver", "place": "Kiel"}, {"title": "Cook", "place": "Kiel"}],
            "<div>Driver</div><div>Kiel</div><div>Cook</div><div>Kiel</div>",
            id="the same place, of each thing",
        ),
        pytest.param({"tel": "+49 30 123456"}, "<div>+49 30 123456</div>", id="a number to call"),
        pytest.param({"x": "info@acme.test"}, "<div>info@acme.test</div>", id="a mail address under any name"),
        pytest.param({"href": "/team", "label": "Our team"}, '<div><a href="/team">Our team</a></div>', id="a link"),
        pytest.param(
            {"to": "https://acme.test/a?b=1&c=2", "title": 'A "b" <c>'},
            '<a href="https://acme.test/a?b=1&amp;c=2">A &quot;b&quot; &lt;c&gt;</a>',
            id="a link that needs escaping",
        ),
        pytest.param(
            {"html": "<p class='x'>Since <b>1962</b> &amp; on</p><script>steal()</script><img src=x onerror=y>"},
            "<div><p>Since <b>1962</b> &amp; on</p></div>",
            id="of HTML, the words and what parts them",
        ),
        pytest.param(
            {"href": "/news/1", "title": "We open in Kiel", "date": "2024-05-03"},
            '<div><a href="/news/1">We open in Kiel</a></div><div>2024-05-03</div>',
            id="the day of an entry",
        ),
        pytest.param({"text": "two\nlines"}, "two<br>lines", id="lines"),
    ],
)
def test_what_a_person_would_read_is_written_out(state: Any, html: str) -> None:
    assert html in spelled_out(island([{"intro": PROSE}, state]))


@pytest.mark.parametrize(
    "state",
    [
        pytest.param({"className": "odd one out"}, id="a class"),
        pytest.param({"id": "odd one out"}, id="an id"),
        pytest.param({"q": "query { odd }"}, id="a program"),
        pytest.param({"reviews": [{"text": "the odd customer says so"}]}, id="what others say"),
        pytest.param({"runtimeConfig": {"text": "odd one out"}}, id="settings"),
        pytest.param({"x": "odd"}, id="a word under a name that says nothing"),
        pytest.param({"href": "javascript:odd()", "slug": "odd"}, id="no link"),
        pytest.param({"path": "/blog/[odd]"}, id="the pattern of a link"),
    ],
)
def test_what_is_meant_for_programs_is_not(state: Any) -> None:
    assert "odd" not in spelled_out(island([{"intro": PROSE}, state]))


def test_little_state_is_none() -> None:
    assert spelled_out(island({"title": "Acme", "text": "A few words."})) == ""


def test_a_page_of_no_state_is_told_by_a_look() -> None:
    assert not carries_state(f"<html><script src='/app.js'></script><p>{PROSE}</p></html>")


def test_structured_data_is_left_to_those_who_read_it_on_every_page() -> None:
    assert spelled_out(island({"@type": "Organization", "description": PROSE}, 'type="application/ld+json"')) == ""


def test_halves_of_a_pair_are_no_text() -> None:
    spelled_out(island({"text": PROSE + "\ud83d"})).encode()


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(f'<script type="application/json">{"[" * 1_000_000}</script>', id="deep"),
        pytest.param(f'<script type="application/json">[{"{}," * 400_000}1]</script>', id="many objects"),
        pytest.param("/json" + "<script>a" * 100_000, id="scripts that never end"),
        pytest.param('<script type="application/json">{"a":"b c"}</script>' * 40_000, id="many scripts"),
        pytest.param(
            island([{"a": at + 1, "b": at + 1} for at in range(50_000)], 'type="x/json" id="__NUXT_DATA__"'),
            id="each names the next twice",
        ),
        pytest.param(island([{"a": 0, "b": 0}], 'type="x/json" id="__NUXT_DATA__"'), id="it holds itself"),
        pytest.param(assigned("(" * 400_000), id="brackets"),
    ],
)
def test_what_was_made_to_waste_time_is_left_alone(page: str) -> None:
    # in bounded time: this table would take hours else
    assert spelled_out(page) == ""


def test_the_texts_are_bounded() -> None:
    many = [{"text": f"number {number} " + "x" * 5_000} for number in range(250)]
    assert len(spelled_out(island(many))) < 400_000


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text() | st.sampled_from(["zip", "city", "href"]), inner)
    ),
    max_leaves=30,
)


@given(value=_JSON, attributes=st.sampled_from(['type="application/json"', 'type="x/json" id="__NUXT_DATA__"']))
def test_any_state_is_read_or_left(value: Any, attributes: str) -> None:
    written = spelled_out(island([{"text": PROSE}, value], attributes))
    assert "<script" not in written
    written.encode()


@given(script=st.text(alphabet="()[]{}:,'\"`\\!+-/*=;abnvfu01. \n\u00fc<>", max_size=200))
def test_any_script_is_read_or_left(script: str) -> None:
    for name in ("window.__NUXT__", "__INITIAL_STATE__"):
        spelled_out(assigned(script, name))
        spelled_out(assigned(f"(function(a){{return {script}}}(1,2))", name))


@given(text=st.text(alphabet="<>/abp= \"'&!-;scriptyle", max_size=300))
def test_html_within_state_stays_harmless(text: str) -> None:
    written = spelled_out(island({"html": PROSE + text}))
    assert "<script" not in written
    assert "<style" not in written
