from __future__ import annotations

import pytest

from theodore.extract.rules.contact.countries import closing, code_of, is_code, is_country


@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param("Germany", "DE", id="en"),
        pytest.param("Deutschland", "DE", id="de"),
        pytest.param("États-Unis", "US", id="fr"),
        pytest.param("Estados Unidos", "US", id="es"),
        pytest.param("Italia", "IT", id="it"),
        pytest.param("België", "BE", id="nl"),
        pytest.param("França", "FR", id="pt"),
        pytest.param("Danmark", "DK", id="its-own-language"),
        pytest.param("ESPANA", "ES", id="capitals-without-accents"),
        pytest.param("U.S.A.", "US", id="dots"),
        pytest.param("The Netherlands", "NL", id="with-an-article"),
        pytest.param("DE", None, id="a-code-is-no-name"),
        pytest.param("Bavaria", None, id="a-region"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_names(name: str, code: str | None) -> None:
    assert code_of(name) == code
    assert is_country(name) is (code is not None)


@pytest.mark.parametrize("code", ["DE", "GB", "US", "NL"])
def test_codes(code: str) -> None:
    assert is_code(code)


@pytest.mark.parametrize("written", ["de", "XX", "USA", "", "EN"])
def test_what_is_no_code(written: str) -> None:
    assert not is_code(written)


@pytest.mark.parametrize(
    ("text", "place", "country"),
    [
        pytest.param("Lyon France", "Lyon", "France", id="one-word"),
        pytest.param("Austin, TX United States of America", "Austin, TX", "United States of America", id="four-words"),
        pytest.param("Frankfurt am Main", "Frankfurt am Main", "", id="none"),
        pytest.param("Luxembourg", "Luxembourg", "", id="a-town-called-as-its-country"),
        pytest.param("West Jordan", "West Jordan", "", id="within-a-towns-name"),
        pytest.param("Santa Fe New Mexico", "Santa Fe New Mexico", "", id="within-a-states-name"),
        pytest.param("", "", "", id="nothing"),
    ],
)
def test_the_country_that_ends_a_text(text: str, place: str, country: str) -> None:
    assert closing(text) == (place, country)
