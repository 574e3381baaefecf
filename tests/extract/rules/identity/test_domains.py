"""A domain's name is found as a text writes it in words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.extract.rules.identity.domains import _written, spelled

WRITTEN: list[object] = [
    pytest.param("Welcome to Blue Dog Ink", "Blue Dog Ink", id="in-words"),
    pytest.param("Blue-Dog & Ink", "Blue-Dog & Ink", id="with-what-parts-words"),
    pytest.param("BlueDogInk", "BlueDogInk", id="as-one-word"),
    pytest.param("blue dog ink", None, id="without-a-capital"),
    pytest.param("Blue: Dog Ink", None, id="with-what-parts-sentences"),
    pytest.param("Blue   Dog    Ink", None, id="too-far-apart"),
    pytest.param("info@BlueDogInk", None, id="in-an-address"),
    pytest.param("BlueDogInk.com", None, id="as-a-domain"),
    pytest.param("Blue!Dog Ink, and Blue Dog Ink", "Blue Dog Ink", id="the-second-time"),
]


@pytest.mark.parametrize(("text", "name"), WRITTEN)
def test_a_name_is_found_as_it_is_written(text: str, name: str | None) -> None:
    assert spelled(text, "bluedogink") == name


@given(st.text(alphabet="aAnN .&'\u2019+/-!@_:", max_size=30))
def test_it_is_found_wherever_a_plain_pattern_finds_it(text: str) -> None:
    gap = r"[ .&'\u2019+/-]{0,3}"
    plain = re.compile(rf"(?<![\w@./-]){gap.join('nana')}(?![\w@-]|\.\w)", re.IGNORECASE)
    assert list(_written(text, "nana")) == [match[0] for match in plain.finditer(text)]


def test_what_is_nearly_a_name_takes_no_more_time_the_more_there_is_of_it() -> None:
    assert spelled("B!l!u!e " * 100_000, "blueblueblue") is None
