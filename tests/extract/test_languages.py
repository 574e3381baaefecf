from __future__ import annotations

import pytest

from tests.extract.pages import document
from theodore.extract.languages import find, guess, normal


@pytest.mark.parametrize(
    ("html", "headers", "tag"),
    [
        pytest.param('<html lang="de">', (), "de", id="lang"),
        pytest.param('<html lang="de_at">', (), "de-AT", id="underscore"),
        pytest.param('<html lang="zh-hans-cn">', (), "zh-Hans-CN", id="script"),
        pytest.param('<meta http-equiv="content-language" content="fr">', (), "fr", id="meta"),
        pytest.param('<meta property="og:locale" content="nl_NL">', (), "nl-NL", id="opengraph"),
        pytest.param("<p>x</p>", (("content-language", "es, en"),), "es", id="header"),
    ],
)
def test_stated_languages(html: str, headers: tuple[tuple[str, str], ...], tag: str) -> None:
    assert [each.value for each in find(document(html, headers=headers))] == [tag]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        (
            "We are a family business and we ship the parcels of our customers from Hamburg to all the harbours.",
            "en",
        ),
        ("Wir sind ein Familienunternehmen und liefern die Pakete unserer Kunden von Hamburg in alle Häfen.", "de"),
        ("Nous sommes une entreprise familiale et nous livrons les colis de nos clients dans tous les ports.", "fr"),
        ("Somos una empresa familiar y llevamos los paquetes de nuestros clientes a los puertos para el norte.", "es"),
        ("Siamo una azienda di famiglia e portiamo i pacchi dei nostri clienti nei porti con noi, che è poco.", "it"),
        ("Wij zijn een familiebedrijf en brengen het pakket van onze klanten naar de haven, met ons voor ons.", "nl"),
        ("Somos uma empresa familiar e levamos os pacotes dos nossos clientes aos portos com a nossa equipa.", "pt"),
    ],
)
def test_guessed_languages(text: str, tag: str) -> None:
    assert guess(f"{text} {text}") == tag


def test_too_little_to_guess_from() -> None:
    assert guess("Hello the world") is None
    assert guess("xq zw " * 100) is None


@pytest.mark.parametrize("written", ["", "x-", "german language", "123"])
def test_no_tags(written: str) -> None:
    assert normal(written) is None
