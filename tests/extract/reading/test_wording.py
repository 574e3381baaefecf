from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.extract.reading.wording import around, fold, plain, squeeze, tokens


@pytest.mark.parametrize(
    ("text", "squeezed"),
    [
        pytest.param("  a \n\t b  ", "a b", id="white-space-is-one-space"),
        pytest.param("a\u00a0b\u2003c", "a b c", id="spaces-of-every-width"),
        pytest.param("Damp\u00adfer", "Dampfer", id="soft-hyphens-are-not-seen"),
        pytest.param("in\u200bfo", "info", id="zero-width-space-breaks-no-word"),
        pytest.param("\u202eabc", "abc", id="direction-marks-are-not-seen"),
    ],
)
def test_squeeze(text: str, squeezed: str) -> None:
    assert squeeze(text) == squeezed


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("STRASSE", "straße", id="case-folds-as-unicode-says"),
        pytest.param("ﬁrma", "Firma", id="ligatures"),
        pytest.param("Mu\u0308ller", "Müller", id="composed-and-decomposed"),
    ],
)
def test_fold_makes_equal(left: str, right: str) -> None:
    assert fold(left) == fold(right)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(squeeze(text)) == fold(text)


@given(st.text())
def test_ascii_takes_the_quick_way_to_the_same_place(text: str) -> None:
    ascii_only = text.encode("ascii", "ignore").decode()
    assert fold(ascii_only) == fold(ascii_only + "ä").removesuffix("ä").rstrip()


def test_plain_drops_accents() -> None:
    assert plain("Größe Café") == "grosse cafe"


def test_tokens_are_words_and_numbers() -> None:
    assert tokens("Info@Acme-GmbH.de, 030/12") == ["info", "acme", "gmbh", "de", "030", "12"]


@given(st.text(alphabet="ab ", max_size=400), st.data())
def test_around_holds_the_span_and_the_width(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    cut = around(text, start, end, width=80)
    assert text[start:end].strip() in cut
    assert len(cut) <= 80
    assert cut in text
