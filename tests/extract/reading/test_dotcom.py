from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.extract.reading.dotcom import before_dot_com, host_of
from theodore.extract.reading.wordlists import entries
from theodore.extract.rules.technology.technology import signatures

MARKS = sorted({signature.mark for signature in signatures()} | set(entries("form_services")))


@pytest.mark.parametrize(
    ("mark", "host"),
    [
        ("static.hotjar.com", "static.hotjar"),
        ("calendly.com/assets/external", "calendly"),
        ("paperform.co", "paperform"),
        ("hsforms.net", ""),
        ("a" * 100 + ".com", "a" * 40),
    ],
)
def test_the_host_of_a_mark(mark: str, host: str) -> None:
    assert host_of(mark) == host


@given(st.lists(st.sampled_from([*MARKS, ".co", ".com", "c", " ", "x" * 60])).map("".join))
def test_whatever_is_in_the_source_is_told_by_the_quick_look(source: str) -> None:
    named = before_dot_com(source)
    assert all(host_of(mark) in named for mark in MARKS if mark in source)


def test_a_source_of_nothing_else_is_looked_through_as_a_whole() -> None:
    source = "x.com" * 5_000 + "static.hotjar.com"
    assert host_of("static.hotjar.com") in before_dot_com(source)
    assert len(before_dot_com(source)) <= len(source)
