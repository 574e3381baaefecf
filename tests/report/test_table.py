"""The rows of a report's table, and the data of the page's script."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.materials import failed, row
from theodore.model.fields import catalogue
from theodore.model.states import State
from theodore.report.table import json_for_script, script_data, table_rows


def test_a_row_is_told_in_words() -> None:
    fields = len(catalogue().extractable)
    [done, bad, none] = table_rows(
        [row(coverage=11 / fields, seconds=185), failed(), row("", "", state=State.PENDING, coverage=None, attempts=0)]
    )
    assert (done.number, done.facts_words, done.seconds_words, done.attempts_words) == (1, "11", "3 m 05 s", "1")
    assert (bad.status, bad.tone, bad.facts_words) == ("failed", "failed", "")
    assert (none.number, none.name, none.href) == (3, "(no name)", None)
    assert (none.seconds_words, none.attempts_words) == ("", "")


def test_texts_of_any_length_are_cut() -> None:
    [long] = table_rows([row("n" * 9_999, "w" * 9_999, progress="p" * 9_999)])
    assert max(len(long.name), len(long.website), len(long.note)) <= 300


@pytest.mark.parametrize(
    ("website", "shown", "place"),
    [
        ("acme.test", "acme.test", 1),
        ("https://acme.test/", "acme.test", "https://acme.test/"),
        ("http://acme.test", "acme.test", 2),
        ("HTTPS://acme.test", "acme.test", "HTTPS://acme.test"),
        ("https://me:secret@acme.test", "***@acme.test", 0),
        ("n/a", "n/a", 0),
    ],
)
def test_a_link_is_its_text_with_a_scheme_or_said_in_full(website: str, shown: str, place: object) -> None:
    data = json.loads("".join(script_data(table_rows([row(website=website)]))))
    assert data["rows"][0][2:4] == [shown, place]


def test_the_data_of_no_rows_is_data() -> None:
    assert json.loads("".join(script_data([])))["rows"] == []


@given(st.recursive(st.none() | st.text() | st.integers(), st.lists))
def test_json_in_a_script_is_json_and_ends_no_script(value: object) -> None:
    text = json_for_script(value)
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == value
