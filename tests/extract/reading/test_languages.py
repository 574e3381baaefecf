from __future__ import annotations

import pytest

from tests.extract.pages import document
from theodore.extract.reading.languages import find, guess, normal, spoken
from theodore.extract.registry import proven as holds
from theodore.model.evidence import Proof

GERMAN = (
    "Wir sind ein Unternehmen der Familie und liefern die Pakete unserer Kunden von der Elbe in alle Häfen des Nordens "
    "und wieder zurück, und das mit eigenen Schiffen."
)


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


def test_a_guess_is_proven_by_the_words_that_it_follows_from() -> None:
    html = f"<h1>Nordwind Logistik Hamburg</h1><p>{GERMAN}</p><p>Nordwind, Hamburg, Bremen, Kiel und Rostock</p>"
    [evidence] = find(document(html))
    assert (evidence.value, evidence.kind, evidence.quote) == ("de", Proof.TEXT, GERMAN)
    assert holds(evidence, document(html))


@pytest.mark.parametrize(
    ("quote", "language", "expected"),
    [
        pytest.param(GERMAN, "de", True, id="its-words"),
        pytest.param(GERMAN, "fr", False, id="anothers-words"),
        pytest.param("Nordwind Logistik", "de", False, id="no-small-words"),
        pytest.param(GERMAN, "xx", False, id="of-no-known-language"),
    ],
)
def test_a_quote_speaks_a_language(quote: str, language: str, expected: bool) -> None:
    assert spoken(quote, language) is expected


def test_too_little_to_guess_from() -> None:
    assert guess("Hello the world") is None
    assert guess("xq zw " * 100) is None


@pytest.mark.parametrize("written", ["", "x-", "german language", "123"])
def test_no_tags(written: str) -> None:
    assert normal(written) is None
