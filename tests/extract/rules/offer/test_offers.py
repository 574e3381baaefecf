from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extract.pages import COMPANY, crawl, page, whom
from theodore.extract.profile import extract_pages
from theodore.extract.reading.wordlists import grouped
from theodore.extract.rules.offer.headed import kind_of
from theodore.model.page import PageKind

CARDS = "<h3>Sea freight</h3><p>By ship.</p><h3>Air freight</h3><p>By plane.</p>"


def offered(html: str, kind: PageKind = PageKind.HOME) -> list[str]:
    found = extract_pages(COMPANY, crawl(page(html, kind))).profile
    value: list[str] = found.get("products_services_offered", [])
    return value


@pytest.mark.parametrize(
    "heading",
    [
        "Our services",
        "Products & Services",
        "What we do",
        "Practice areas",
        "Unsere Leistungen",
        "Produkte und Lösungen",
        "Was wir tun",
        "Nos services",
        "Nos domaines d'expertise",
        "Nuestros servicios",
        "Qué hacemos",
        "I nostri servizi",
        "Cosa facciamo",
        "Onze diensten",
        "Wat wij doen",
        "Os nossos serviços",
        "O que fazemos",
    ],
)
def test_cards_below_a_heading_in_seven_languages(heading: str) -> None:
    assert offered(f"<h2>{heading}</h2>{CARDS}<h2>Contact</h2><h3>Hamburg</h3>") == ["Sea freight", "Air freight"]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        pytest.param("Why choose us?", "advantages", id="why-us"),
        pytest.param("Why Nordwind?", "advantages", id="why-the-name"),
        pytest.param("Why choose Nordwind Logistik", "advantages", id="why-the-whole-name"),
        pytest.param("The Nordwind difference", "advantages", id="difference"),
        pytest.param("Warum Nordwind", "advantages", id="warum"),
        pytest.param("Ihre Vorteile", "advantages", id="vorteile"),
        pytest.param("Pourquoi nous choisir ?", "advantages", id="pourquoi"),
        pytest.param("¿Por qué elegirnos?", "advantages", id="por-que"),
        pytest.param("Perché sceglierci", "advantages", id="perche"),
        pytest.param("Waarom kiezen voor ons", "advantages", id="waarom"),
        pytest.param("Porquê escolher-nos", "advantages", id="porque"),
        pytest.param("Industries we serve", "markets", id="industries"),
        pytest.param("Unsere Branchen", "markets", id="branchen"),
        pytest.param("Secteurs d'activité", "markets", id="secteurs"),
        pytest.param("Problems we solve", "pains", id="problems"),
        pytest.param("Ihre Herausforderungen", "pains", id="herausforderungen"),
        pytest.param("Why brakes squeal", "", id="an-article"),
        pytest.param("Why Acme?", "", id="another-company"),
        pytest.param("The weather difference", "", id="another-difference"),
        pytest.param("Customer service", "", id="a-department"),
        pytest.param("Terms of service", "", id="terms"),
        pytest.param("Kundenservice", "", id="kundenservice"),
        pytest.param("Warum Bremsen quietschen", "", id="ein-artikel"),
        pytest.param("Service après-vente", "", id="apres-vente"),
        pytest.param("Condiciones del servicio", "", id="condiciones"),
        pytest.param("Termini di servizio", "", id="termini"),
        pytest.param("Klantenservice", "", id="klantenservice"),
        pytest.param("Termos de serviço", "", id="termos"),
        pytest.param("Related products", "", id="related"),
    ],
)
def test_what_a_heading_announces(heading: str, kind: str) -> None:
    assert kind_of(heading, whom()) == kind


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(f"<footer><h4>Services</h4>{CARDS}</footer>", id="a-footer"),
        pytest.param(f"<nav><h4>Services</h4>{CARDS}</nav>", id="a-navigation"),
        pytest.param(f"<h2>Latest posts</h2>{CARDS}", id="a-blog-teaser"),
        pytest.param("<h2>Services</h2><h3>Read more</h3><h3>Contact us</h3>", id="teasers"),
        pytest.param("<h2>Services</h2><h3>We ship all over the world since we like the sea.</h3>", id="a-claim"),
        pytest.param("<h2>Services</h2><ul><li>info@nordwind.test<li>+49 40 1234567</ul>", id="contacts"),
        pytest.param("<h2>Services</h2><ul><li>Mehr erfahren<li>Jetzt anfragen</ul>", id="de"),
        pytest.param("<h2>Services</h2><ul><li>En savoir plus<li>Nous contacter</ul>", id="fr"),
        pytest.param("<h2>Servicios</h2><ul><li>Leer más<li>Contacto</ul>", id="es"),
        pytest.param("<h2>Servizi</h2><ul><li>Scopri di più<li>Contatti</ul>", id="it"),
        pytest.param("<h2>Diensten</h2><ul><li>Lees meer<li>Over ons</ul>", id="nl"),
        pytest.param("<h2>Serviços</h2><ul><li>Saiba mais<li>Contactos</ul>", id="pt"),
        pytest.param("<h2>Products</h2><h3>€ 49 per month</h3><h3>€ 99 per month</h3>", id="prices"),
        pytest.param("<h2>Services</h2><p>We use cookies.</p>", id="prose"),
    ],
)
def test_what_is_no_offer(html: str) -> None:
    assert offered(html) == []


def test_a_list_below_a_heading() -> None:
    assert offered("<h2>Leistungen</h2><ul><li>Seefracht</li><li>Luftfracht</li></ul>") == ["Seefracht", "Luftfracht"]


TABLE = (
    "<table><tr><td>{label}</td></tr><tr><td>Sea freight</td><td>By ship, to all harbours of the north.</td></tr>"
    "<tr><td>Air freight</td><td>By plane, wherever there is an airport.</td></tr><tr><td>Phone</td><td>040</td></tr>"
    "</table>"
)


@pytest.mark.parametrize(
    ("label", "kind", "names"),
    [
        pytest.param("Services", PageKind.PRODUCTS, ["Sea freight", "Air freight"], id="a-page-of-services"),
        pytest.param("Our history", PageKind.PRODUCTS, [], id="another-table"),
        pytest.param("Services", PageKind.CONTACT, [], id="a-menu-of-another-page"),
    ],
)
def test_a_page_laid_out_by_tables(label: str, kind: PageKind, names: list[str]) -> None:
    assert offered(TABLE.format(label=label), kind) == names


def test_the_menu_below_services() -> None:
    menu = (
        "<nav><ul><li><a href=/>Home</a><li><a href=/s>Services</a><ul><li><a href=/s/sea>Sea freight</a>"
        "<li><a href=/s/air>Air freight</a></ul><li><a href=/about>About</a><ul><li><a href=/t>Our team</a></ul></ul>"
        "</nav>"
    )
    assert offered(menu) == ["Sea freight", "Air freight"]


@pytest.mark.parametrize(
    ("data", "names"),
    [
        pytest.param('{"@type":"Service","name":"Sea freight"}', ["Sea freight"], id="a-service"),
        pytest.param(
            '{"@type":"Organization","name":"N","hasOfferCatalog":{"@type":"OfferCatalog","name":"Our catalogue",'
            '"itemListElement":[{"@type":"Offer","itemOffered":{"@type":"Service","name":"Air freight"}}]}}',
            ["Air freight"],
            id="a-catalogue",
        ),
        pytest.param(
            '{"@type":"Review","itemReviewed":{"@type":"Product","name":"Ladder"}}', [], id="what-somebody-reviewed"
        ),
        pytest.param('{"@type":"Article","name":"Sea freight"}', [], id="an-article"),
    ],
)
def test_structured_data(data: str, names: list[str]) -> None:
    assert offered(f'<script type="application/ld+json">{data}</script>', PageKind.PRODUCTS) == names


def test_the_key_services_are_at_most_five_and_those_named_most_often_come_first() -> None:
    names = ["Sea freight", "Air freight", "Rail freight", "Road freight", "Storage", "Customs"]
    home = "<h2>Our services</h2><ul>" + "".join(f"<li>{name}" for name in names) + "</ul>"
    products = "<h1>Services</h1><h2>Customs</h2><h2>Storage</h2>"
    found = extract_pages(COMPANY, crawl(page(home), page(products, PageKind.PRODUCTS))).profile
    assert found["key_services"] == ["Storage", "Customs", "Sea freight", "Air freight", "Rail freight"]
    assert set(found["products_services_offered"]) == set(names)


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [pytest.param(k, p, id=f"{k}: {p[:60]}") for k, patterns in grouped("offer_headings").items() for p in patterns],
)
def test_every_heading_passes_the_look_that_most_lines_fail(kind: str, pattern: str) -> None:
    @settings(max_examples=40, derandomize=True, database=None, deadline=None)
    @given(st.from_regex(pattern.replace("{name}", "nordwind"), fullmatch=True))
    def holds(text: str) -> None:
        assert kind_of(text, whom()) == kind or len(text) > 60, text

    holds()
