"""The quick search for titles finds what the pattern alone would find."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theodore.extract.reading.wordlists import entries
from theodore.extract.rules.people.title_words import TITLE, next_title

EXAMPLES = settings(max_examples=15, derandomize=True, database=None, deadline=None)


@pytest.mark.parametrize("pattern", entries("titles"))
@pytest.mark.parametrize("around", ["{}", "Anna Weber, {}", "our {}/owner, and others", "({}) Vice-{}", "İ {} Ünal"])
def test_it_finds_every_title_wherever_it_stands(pattern: str, around: str) -> None:
    @EXAMPLES
    @given(st.from_regex(pattern, fullmatch=True))
    def holds(title: str) -> None:
        line = " ".join(around.replace("{}", title).split())
        found, expected = next_title(line), TITLE.search(line)
        assert (found and found.span()) == (expected and expected.span()), line

    holds()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("well ahead of time", id="a-literal-within-a-word"),
        pytest.param("non-owner", id="after-a-hyphen"),
        pytest.param("the ownership and its managers", id="longer-words"),
        pytest.param("a" * 5_000, id="a-long-word"),
    ],
)
def test_it_finds_none_where_there_is_none(text: str) -> None:
    assert next_title(text) is None


def test_it_goes_on_from_where_it_is_told_to() -> None:
    line = "Owner and Managing Director"
    first = next_title(line)
    assert first is not None
    assert first.group() == "Owner"
    second = next_title(line, first.end())
    assert second is not None
    assert second.group() == "Managing Director"
