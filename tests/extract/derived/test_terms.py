from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.extract.derived.terms import Terms, singular, words_of

TERMS = Terms(
    [
        ("trade", ["wholesale", "cash and carry"]),
        ("care", ["zahnarzt*", "soin*", "care home"]),
        ("both", ["Care Homes"]),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("A wholesale market", {("wholesale",)}, id="a-word"),
        pytest.param("Wholesalers only", set(), id="another-word-that-begins-so"),
        pytest.param("our CASH-AND-CARRY depot", {("cash", "and", "carry")}, id="several-words-in-any-writing"),
        pytest.param("cash, then carry", set(), id="its-words-apart"),
        pytest.param("care homes", {("care", "home")}, id="in-the-plural"),
        pytest.param("Zahnarztpraxis", {("zahnarzt",)}, id="any-ending"),
        pytest.param("Ihr Zahnarzt", {("zahnarzt",)}, id="or-none"),
        pytest.param("cash and", set(), id="the-text-ends-within"),
        pytest.param("", set(), id="no-text"),
    ],
)
def test_terms_are_found(text: str, found: set[tuple[str, ...]]) -> None:
    assert set(TERMS.found(words_of(text))) == found


def test_a_term_knows_its_lists_each_once() -> None:
    assert TERMS.keys(("care", "home")) == ["care", "both"]
    assert TERMS.keys(("zahnarzt",)) == ["care"]
    assert TERMS.keys(("moon",)) == []


def test_what_is_said_again_is_counted() -> None:
    assert TERMS.found(words_of("wholesale, and wholesale"))[("wholesale",)] == 2


@pytest.mark.parametrize(
    ("word", "one"),
    [("shops", "shop"), ("companies", "company"), ("glass", "glass"), ("gas", "gas"), ("shop", "shop")],
)
def test_plurals(word: str, one: str) -> None:
    assert singular(word) == one


@given(st.text(max_size=80))
def test_any_text_is_looked_through(text: str) -> None:
    assert all(count > 0 for count in TERMS.found(words_of(text)).values())
