from __future__ import annotations

import socket

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.extract.reading import meaning
from theodore.extract.reading.meaning import DIMENSIONS, MAX_TEXT, vector

DENTISTS = "Online booking and patient records for dentists and their practices"


@pytest.mark.parametrize(
    ("near", "far"),
    [
        pytest.param("Software for dental clinics", "Roof repairs in Bristol", id="a-trade"),
        pytest.param("Patients book their appointment at the doctor", "Freight by sea and rail", id="other-words"),
    ],
)
def test_like_things_point_alike(near: str, far: str) -> None:
    assert vector(DENTISTS) @ vector(near) > vector(DENTISTS) @ vector(far) + 0.1


@pytest.mark.parametrize("text", ["", " \n", "\u200b"], ids=["empty", "white-space", "nothing-to-see"])
def test_a_text_without_words(text: str) -> None:
    assert vector(text).shape == (DIMENSIONS,)
    assert np.isfinite(vector(text)).all()


@given(st.text(max_size=200))
def test_a_vector_is_of_length_one_or_zero(text: str) -> None:
    length = float(np.linalg.norm(vector(text)))
    assert length == pytest.approx(1, abs=1e-3) or length == 0
    assert (vector(text) == vector(text)).all()


WORDS: list[object] = [
    pytest.param("online booking for dentists", id="words"),
    pytest.param("one  two   three ", id="runs-of-spaces"),
    pytest.param("one\ntwo\tthree", id="other-white-space"),
    pytest.param("grundst\u00fcck, stra\u00dfe; \u65e5\u672c\u8a9e \U0001f642", id="letters-that-are-in-no-vocabulary"),
    pytest.param("a <s> b <unk> </s>c", id="what-the-vocabulary-keeps-for-itself"),
    pytest.param("a\u2581\u2581b", id="its-own-space"),
    pytest.param("a" * 3_000 + " b", id="a-word-without-end"),
]


@pytest.mark.parametrize("text", WORDS)
def test_words_are_taken_apart_as_the_whole_text_is(text: str) -> None:
    assert list(meaning._parts(text)) == meaning._model()[0].encode(text, add_special_tokens=False).ids


@given(st.text(alphabet=st.sampled_from("ab \u2581<s>\n\u00fc\u65e5-1"), max_size=60))
def test_words_of_any_text_are_taken_apart_as_the_whole_is(text: str) -> None:
    assert list(meaning._parts(text)) == meaning._model()[0].encode(text, add_special_tokens=False).ids


def test_a_long_text_is_looked_at_up_to_a_bound() -> None:
    assert (vector("boat " * MAX_TEXT) == vector(("boat " * MAX_TEXT)[:MAX_TEXT])).all()


def test_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("somebody is asked")

    monkeypatch.setattr(socket.socket, "connect", refused)
    meaning._model.cache_clear()
    assert vector(DENTISTS).any()


def test_without_the_files_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    meaning._model.cache_clear()
    monkeypatch.setattr(meaning, "find_spec", lambda _: None)
    with pytest.raises(ModuleNotFoundError, match="wordllama is not installed"):
        vector(DENTISTS)
    meaning._model.cache_clear()
