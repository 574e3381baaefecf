"""The words of the languages, and the companies made of them."""

from __future__ import annotations

import phonenumbers
import pytest

from theodore.farm.chance import draws
from theodore.farm.companies import BRANDS, company
from theodore.farm.config import KNOWN_LANGUAGES
from theodore.farm.words import language, slugged

_ALL = (*KNOWN_LANGUAGES, "ja")


@pytest.mark.parametrize("tag", _ALL)
def test_a_language_says_all_that_pages_ask_of_it(tag: str) -> None:
    words, english = language(tag), language("en")
    assert words.tag == tag
    assert words.labels.keys() == english.labels.keys()
    assert words.paths.keys() == english.paths.keys()
    assert words.phrases.keys() == english.phrases.keys()
    assert words.details.keys() == english.details.keys()
    assert all(industry.slug.replace("-", "").isalpha() for industry in words.industries)


def test_no_industry_is_named_alike_in_two_languages() -> None:
    slugs = [industry.slug for tag in _ALL for industry in language(tag).industries]
    assert len(slugs) == len(set(slugs))


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        pytest.param("Énergies", "energies", id="accents go"),
        pytest.param("Caffè  Bar", "caffe-bar", id="words are joined by one hyphen"),
        pytest.param("L'équipe & Co.", "l-equipe-co", id="signs part words"),
    ],
)
def test_slugs_are_ascii(text: str, slug: str) -> None:
    assert slugged(text) == slug


@pytest.mark.parametrize("tag", _ALL)
def test_telephone_numbers_are_possible_and_read_back_as_they_are_shown(tag: str) -> None:
    words = language(tag)
    for index in range(150):
        who = company(words, index, 0, draws("test", index))
        for phone in (*who.phones, who.fax):
            number = phonenumbers.parse(phone.e164)
            assert phonenumbers.is_valid_number(number), phone
            assert phonenumbers.parse(phone.shown, who.country.code) == number, phone
        assert len({who.fax, *who.phones}) == len(who.phones) + 1


@pytest.mark.parametrize("tag", _ALL)
def test_no_two_companies_of_a_language_share_a_name(tag: str) -> None:
    words = language(tag)
    count = len(BRANDS) * len(words.industries) + 500
    slugs = {company(words, index, 12345, draws("x")).slug for index in range(0, count, 3)}
    assert len(slugs) == len(range(0, count, 3))
