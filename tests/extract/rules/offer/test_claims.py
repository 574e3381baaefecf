from __future__ import annotations

import pytest

from tests.extract.pages import COMPANY, crawl, page
from theodore.extract.profile import extract_pages
from theodore.model.fields import Value
from theodore.model.page import PageKind


def stated(field: str, html: str, kind: PageKind = PageKind.HOME) -> Value:
    return extract_pages(COMPANY, crawl(page(html, kind))).profile.get(field)


@pytest.mark.parametrize(
    ("headline", "below"),
    [
        ("Parcels that arrive on time", "We bring your goods to any harbour faster than the rest."),
        ("Pakete, die ankommen", "Wir bringen Ihre Waren schneller in jeden Hafen als andere."),
        ("Des colis qui arrivent", "Nous livrons vos colis dans tous les ports."),
        ("Paquetes que llegan siempre", "Llevamos sus paquetes a todos los puertos del mundo."),
        ("Pacchi che arrivano sempre", "Portiamo i vostri pacchi in tutti i porti del mondo."),
        ("Pakketten die altijd aankomen", "Wij brengen uw pakketten naar alle havens van de wereld."),
        ("Encomendas que chegam sempre", "Levamos as suas encomendas a todos os portos do mundo."),
    ],
)
def test_the_headline_with_the_sentence_below(headline: str, below: str) -> None:
    assert stated("value_proposition", f"<h1>{headline}</h1><p>{below}</p>") == f"{headline}. {below}"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<h1>Welcome to our website</h1><p>We bring your goods to any harbour faster.</p>", id="welcome"),
        pytest.param("<h1>Willkommen bei der Nordwind</h1><p>Wir bringen Ihre Waren in jeden Hafen.</p>", id="de"),
        pytest.param(
            "<h1>Bienvenue chez Nordwind Logistik</h1><p>Nous livrons vos colis partout au monde.</p>", id="fr"
        ),
        pytest.param(
            "<h1>Bienvenidos a Nordwind Logistik</h1><p>Llevamos sus paquetes a todos los puertos.</p>", id="es"
        ),
        pytest.param(
            "<h1>Benvenuti da Nordwind Logistik</h1><p>Portiamo i vostri pacchi in tutti i porti.</p>", id="it"
        ),
        pytest.param("<h1>Welkom bij Nordwind Logistik</h1><p>Wij brengen uw pakketten naar alle havens.</p>", id="nl"),
        pytest.param(
            "<h1>Bem-vindo à Nordwind Logistik</h1><p>Levamos as suas encomendas a todo o mundo.</p>", id="pt"
        ),
        pytest.param("<h1>Nordwind</h1><p>Your harbour is faster reached with us than by land.</p>", id="a-name-alone"),
        pytest.param(
            "<h1>Logistics in Hamburg harbour</h1><p>Hamburg is a city on the river Elbe, in the north.</p>",
            id="no-gain",
        ),
        pytest.param("<h1>Latest news of the harbour</h1><p>Your harbour was closed faster than ever.</p>", id="news"),
        pytest.param("<h1>We value your privacy here</h1><p>We use cookies to improve your visit.</p>", id="cookies"),
        pytest.param("<h2>Your harbour has new cranes</h2><p>Read more about your harbour.</p>", id="a-teaser"),
        pytest.param("<footer><h2>Your parcels arrive on time</h2></footer>", id="a-footer"),
    ],
)
def test_what_claims_nothing(html: str) -> None:
    assert stated("value_proposition", html) is None


@pytest.mark.parametrize(
    ("text", "market"),
    [
        ("We help small dentists to find their patients.", "Small dentists"),
        ("We work with wholesalers and importers all over Europe.", "Wholesalers and importers"),
        ("Software for independent hotels that pays off.", "Independent hotels"),
        ("Wir unterstützen mittelständische Unternehmen bei der Ausfuhr.", "Mittelständische Unternehmen"),
        ("Nous accompagnons les collectivités depuis toujours.", "Collectivités"),
        ("Ayudamos a pequeñas empresas a crecer en Europa.", "Pequeñas empresas"),
        ("Aiutiamo le piccole imprese a crescere in Europa.", "Piccole imprese"),
        ("Wij helpen kleine bedrijven met hun administratie.", "Kleine bedrijven"),
        ("Ajudamos pequenas empresas a crescer na Europa.", "Pequenas empresas"),
    ],
)
def test_whom_it_serves(text: str, market: str) -> None:
    assert stated("target_market", f"<p>{text}</p>") == market


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("We help companies to grow in many ways.", id="anybody"),
        pytest.param("We help you and your families to relax.", id="you-first"),
        pytest.param("We work with a smile, and schools are closed.", id="another-sentence-part"),
        pytest.param("The law for dentists was changed last year.", id="a-law"),
        pytest.param("Wir helfen Unternehmen auf vielerlei Weise.", id="de"),
        pytest.param("Le service de nos patients est effectué.", id="fr"),
        pytest.param("Ayudamos a empresas de muchas maneras.", id="es"),
        pytest.param("Aiutiamo aziende in molti modi diversi.", id="it"),
        pytest.param("Wij helpen bedrijven op vele manieren.", id="nl"),
        pytest.param("O hospital é para todos os pacientes.", id="pt"),
    ],
)
def test_what_names_no_market(text: str) -> None:
    assert stated("target_market", f"<p>{text}</p>") is None


def test_a_section_of_industries() -> None:
    html = "<h2>Industries we serve</h2><h3>Food</h3><p>Cold.</p><h3>Medicine</h3><p>Safe.</p><h2>Contact</h2>"
    assert stated("target_market", html) == "Food, Medicine"


def test_the_points_of_why_choose_us() -> None:
    html = "<h2>Why choose Nordwind?</h2><ul><li>Ships of our own</li><li>On time, or free</li></ul><h2>News</h2>"
    assert stated("competitive_advantages", html) == ["Ships of our own", "On time, or free"]


def test_the_points_of_another_companys_section_are_not_ours() -> None:
    assert stated("competitive_advantages", "<h2>Why choose Acme?</h2><ul><li>Big</li><li>Old ships</li></ul>") is None


@pytest.mark.parametrize(
    ("html", "pains"),
    [
        ("<h2>Problems we solve</h2><h3>Late parcels</h3><h3>Broken goods</h3>", ["Late parcels", "Broken goods"]),
        ("<p>Tired of late parcels? We are not.</p>", ["Tired of late parcels?"]),
        ("<p>Probleme mit der Zustellung? Wir helfen.</p>", ["Probleme mit der Zustellung?"]),
        ("<p>Marre de perdre vos colis ?</p>", ["Marre de perdre vos colis ?"]),
        ("<p>¿Cansado de esperar sus paquetes?</p>", ["¿Cansado de esperar sus paquetes?"]),
        ("<p>Stanco di aspettare i pacchi?</p>", ["Stanco di aspettare i pacchi?"]),
        ("<p>Last van late pakketten?</p>", ["Last van late pakketten?"]),
        ("<p>Cansado de esperar encomendas?</p>", ["Cansado de esperar encomendas?"]),
        ("<p>Do you like parcels? We do.</p>", None),
        ("<blockquote>Tired of late parcels? I was.</blockquote>", None),
        ("<p>We never get tired of parcels.</p>", None),
    ],
)
def test_the_troubles_it_ends(html: str, pains: list[str] | None) -> None:
    assert stated("pain_points", html) == pains
