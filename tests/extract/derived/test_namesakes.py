from __future__ import annotations

import pytest

from theodore.extract.derived.namesakes import agree, of_domain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Nordwind Logistik", "Nordwind Logistik GmbH", id="a-legal-form"),
        pytest.param("Nordwind Logistik AG", "Nordwind Logistik GmbH & Co. KG", id="another-legal-form"),
        pytest.param("Logistik Nordwind", "Nordwind Logistik", id="word-order"),
        pytest.param("Müller Söhne", "Mueller Soehne GmbH", id="umlauts-as-two-letters"),
        pytest.param("Muller Sohne", "Müller Söhne", id="umlauts-as-one-letter"),
        pytest.param("Blue Dog Ink", "BlueDogInk", id="words-joined"),
        pytest.param("BlueDog", "Blue Dog Ink", id="the-first-words-joined"),
        pytest.param("LeewardPro", "Leeward Productions", id="a-name-cut-short"),
        pytest.param("Woods Insurance", "Woods Insurance Service", id="a-part-of-the-name"),
        pytest.param("Nordwind", "Nordwind Logistik GmbH", id="the-first-word"),
        pytest.param("IBM", "International Business Machines Corp.", id="initials"),
        pytest.param("B.A.S.F.", "Badische Anilin Soda Fabrik", id="initials-with-dots"),
        pytest.param("L&T", "Larsen & Toubro Limited", id="two-initials-apart"),
        pytest.param("Nordwind Tech", "Nordwind Technologies Inc.", id="a-word-cut-short"),
        pytest.param("The Babcock Law Firm", "Babcock Law Firm, LLC", id="an-article"),
        pytest.param("nordwind.test", "Nordwind GmbH", id="a-name-that-is-a-domain"),
        pytest.param("NORDWIND", "nordwind", id="case"),
    ],
)
def test_names_of_one_company(one: str, other: str) -> None:
    assert agree(one, other)
    assert agree(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Nordwind Logistik", "Südwind Logistik", id="the-trade-alone"),
        pytest.param("Nordwind Logistik", "Nordwind Pixel", id="the-first-word-alone"),
        pytest.param("Weber", "Anna Weber Consulting", id="a-word-in-the-midst"),
        pytest.param("Mister Plumber", "Mister Softee", id="a-title"),
        pytest.param("LT", "Larsen Toubro", id="two-letters-that-may-be-anything"),
        pytest.param("IBM", "Inter Bau München Mitte", id="some-of-the-initials"),
        pytest.param("Nord", "Nordwind", id="a-part-of-a-word"),
        pytest.param("", "Nordwind", id="no-name"),
        pytest.param("GmbH", "AG", id="legal-forms"),
        pytest.param("精機", "Nordwind", id="other-letters"),
    ],
)
def test_names_of_two_companies(one: str, other: str) -> None:
    assert not agree(one, other)
    assert not agree(other, one)


@pytest.mark.parametrize(
    ("label", "name", "expected"),
    [
        pytest.param("nordwind-logistik", "Nordwind Logistik GmbH", True, id="hyphens"),
        pytest.param("nordwindlogistik", "Nordwind Logistik", True, id="joined"),
        pytest.param("nordwind", "Nordwind Logistik", True, id="the-first-word"),
        pytest.param("nordwind-hamburg", "Nordwind", True, id="with-a-town"),
        pytest.param("mueller", "Müller GmbH", True, id="umlauts"),
        pytest.param("ibm", "International Business Machines", True, id="initials"),
        pytest.param("logistik", "Nordwind Logistik", False, id="the-trade-alone"),
        pytest.param("suedwind", "Nordwind Logistik", False, id="another"),
        pytest.param("nl", "Nordwind Logistik", False, id="two-letters"),
        pytest.param("", "Nordwind", False, id="none"),
    ],
)
def test_domains_of_names(label: str, name: str, *, expected: bool) -> None:
    assert of_domain(label, name) is expected
