"""Whether a heading announces anything is told at once, and just as by all patterns one after the other."""

from __future__ import annotations

import importlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

# the module, and not the function of its name that the group has
headed = importlib.import_module("theodore.extract.rules.offer.headed")

HEADINGS = (
    "our services",
    "what we do best",
    "was wir tun",
    "why nordlicht",
    "warum nordlicht & sohn",
    "who we serve",
    "nos produits et services",
    "qué hacemos",
    "latest news",
    "our services in the press",
    "",
)


def _fits_one(heading: str) -> bool:
    return any(pattern.fullmatch(heading) for patterns in headed._PATTERNS.values() for pattern in patterns)


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_is_told_as_by_its_own_pattern(heading: str) -> None:
    assert bool(headed._readings(heading)) == _fits_one(heading)


@given(st.lists(st.sampled_from(sorted({word for each in HEADINGS for word in each.split()})), max_size=6))
def test_any_words_are(words: list[str]) -> None:
    assert bool(headed._readings(" ".join(words))) == _fits_one(" ".join(words))


def test_the_name_in_a_heading_is_told() -> None:
    assert ("nordlicht",) in [names for _, names in headed._readings("why nordlicht")]
