"""Many words are looked for at once, and just those are found that stand in the text."""

from __future__ import annotations

import pytest

from tests.extract.pages import page
from theodore.extract.reading.document import Document
from theodore.extract.reading.sieve import Runs

WORDS = ("gmbh", "partner", "ag", "ß", "straße", "©", "", "certified", "日本語", "🙂", "🙂🙂🙂", "a b c")
TEXTS: list[object] = [
    pytest.param("", [], id="no-text"),
    pytest.param("ab", [], id="shorter-than-a-run"),
    pytest.param("gmbh", ["gmbh"], id="nothing-else"),
    pytest.param("our partners", ["partner"], id="within-a-word"),
    pytest.param("gmb h, part ner", [], id="in-two-parts"),
    pytest.param("parartnertpa", [], id="all-runs-of-a-word-and-not-the-word"),
    pytest.param("hauptstraße 1", ["ß", "straße"], id="one-and-several-letters"),
    pytest.param("© 2024 ag", ["ag", "©"], id="two-that-are-too-short-for-a-run"),
    pytest.param("日本語 🙂", ["日本語", "🙂"], id="other-scripts"),
    pytest.param("🙂🙂🙂", ["🙂", "🙂🙂🙂"], id="beyond-the-first-plane"),
    pytest.param("\ud800 gmbh", ["gmbh"], id="half-of-a-pair"),
    pytest.param("a b c", ["a b c"], id="with-spaces"),
]


@pytest.mark.parametrize(("text", "wanted"), TEXTS)
def test_the_words_of_a_text_are_found_in_the_order_of_the_list(text: str, wanted: list[str]) -> None:
    found = [WORDS[number] for number in Runs(text).having(WORDS)]
    # the empty word stands in every text
    assert found == [word for word in WORDS if word in wanted or not word]


@pytest.mark.parametrize("at", range(8_180, 8_200))
def test_a_word_is_found_where_the_text_is_read_in_pieces(at: int) -> None:
    text = "." * at + "certified" + "." * 9_000
    assert [WORDS[number] for number in Runs(text).having(WORDS)] == ["", "certified"]


def test_a_list_of_few_words_is_looked_through_too() -> None:
    assert Runs("our partners").having(("gmbh", "partner")) == [1]


def test_the_words_of_a_page_are_told_without_its_case() -> None:
    document = Document(page("<p>Our PARTNERS</p><p>of Nordlicht GmbH</p><p>partner</p>"))
    assert document.having(["gmbh", "partner", "inc.", "ltd.", "llc"]) == ["gmbh", "partner"]
    assert document.lines_with(["gmbh", "partner", "inc.", "ltd.", "llc"]) == [0, 1, 2]
