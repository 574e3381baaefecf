"""Offers in cards and boxes that no heading announces."""

from __future__ import annotations

import pytest

from tests.extract.pages import COMPANY, crawl, document, page, whom
from theodore.extract.profile import extract_pages
from theodore.extract.rules.offer.cards import of_home
from theodore.model.page import PageKind

SELF = '<meta name=description content="Nordwind Logistik carries freight over sea and road for small factories.">'
SAYS = "We look after it from the first call to the last invoice."


def cards(*titles: str, says: str = SAYS) -> str:
    return "".join(f"<h3>{title}</h3><p>{says}</p>" for title in titles)


def rows(*titles: str) -> str:
    return "<table>" + "".join(f"<tr><td>{title}</td><td>{SAYS}</td></tr>" for title in titles) + "</table>"


def offered(html: str, kind: PageKind = PageKind.HOME) -> list[str]:
    value: list[str] = extract_pages(COMPANY, crawl(page(html, kind))).profile.get("products_services_offered", [])
    return value


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<h1>Good work</h1>" + cards("Sea freight", "Road freight", "Storage"), id="cards"),
        pytest.param("<h1>Good work</h1><p>Hello, dear guests.</p>" + cards("Sea freight", "Road freight", "Storage"),
                     id="after-a-sentence"),
        pytest.param("<p>Hello, dear guests.</p>" + rows("Sea freight", "Road freight", "Storage"), id="rows"),
    ],
)  # fmt: skip
def test_the_first_cards_of_a_home_page_that_the_company_names_itself(body: str) -> None:
    assert offered(SELF + body) == ["Sea freight", "Road freight", "Storage"]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<h1>Good work</h1>" + cards("Sea freight", "Road freight", "Storage"), id="named-nowhere-else"),
        pytest.param(SELF + "<h1>Good work</h1>" + cards("Fast", "Fair", "Friendly"), id="praise"),
        pytest.param(SELF + "<h1>Good work</h1><h2>Why us</h2>" + cards("Sea freight", "Road freight", "Storage"),
                     id="under-another-heading"),
        pytest.param(SELF + "<p>Why us</p>" + rows("Sea freight", "Road freight", "Storage"),
                     id="under-what-looks-like-a-heading"),
        pytest.param(SELF + cards("Sea freight", "Road freight"), id="two"),
        pytest.param(SELF + cards("Sea freight", "Road freight", "Storage", says="More"), id="no-sentences"),
        pytest.param(SELF + cards("Sea freight", "Road freight", "Storage", says=SAYS * 9), id="articles"),
        pytest.param(SELF + cards("Nordwind Logistik", "Sea freight", "Road freight"), id="about-itself"),
        pytest.param(SELF + cards("Sea freight", "Contact us", "Read more"), id="buttons"),
    ],
)  # fmt: skip
def test_no_offers(html: str) -> None:
    assert offered(html) == []


def test_the_description_may_stand_on_another_page() -> None:
    home = document("<h1>Good work</h1>" + cards("Seefracht", "Lagerung", "Zoll"))
    about = document("<p>Nordwind Logistik organisiert für kleine und große Betriebe Seefrachten in alle Welt, und was "
                     "dazu gehört.</p>", PageKind.ABOUT)  # fmt: skip
    assert {str(each.value) for each in of_home([home, about], whom())} == {"Seefracht", "Lagerung", "Zoll"}


def test_boxes_of_a_products_page_without_headings() -> None:
    boxes = "".join(f"<div>{name}</div><div>{SAYS}</div>" for name in ("Seefracht", "Lagerung", "Zoll"))
    menu = "<div>Leistungen</div><div>Kontakt</div><div>AGB der Firma</div>"
    menu += "<div>Was wir tun, und was zu erwarten ist.</div>"
    assert offered(menu + boxes, PageKind.PRODUCTS) == ["Seefracht", "Lagerung", "Zoll"]
    assert offered(boxes, PageKind.PRODUCTS) == []  # nothing says what they are


@pytest.mark.parametrize(
    "name",
    ["Verpackungen", "Verbouw", "Kontaktlinsen", "Versandkartons", "Alleenbäume", "Verkeersborden", "Vermessung"],
)
def test_names_that_begin_like_buttons(name: str) -> None:
    assert name in offered(f"<h2>Services</h2><h3>{name}</h3><p>Ja.</p><h3>Sea freight</h3><p>Yes.</p>")


@pytest.mark.parametrize(
    "button", ["Ver más", "Ver todos", "Leggi tutto", "Alle diensten", "Kontaktformular", "Lees meer"]
)
def test_buttons_stay_buttons(button: str) -> None:
    assert button not in offered(
        f"<h2>Services</h2><h3>Air</h3><p>A.</p><h3>Sea</h3><p>B.</p><h3>{button}</h3><p>C.</p>"
    )


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>Sea</p>" * 20_000, id="short-lines"),
        pytest.param(f"<table><tr><td>Sea</td><td>{SAYS}</td></tr><tr><td>x</td></tr></table>" * 7_000, id="tables"),
        pytest.param(f"<h3>Sea</h3><p>{SAYS}</p>" * 10_000, id="cards"),
    ],
)
def test_a_hostile_home_page_ends(html: str) -> None:
    assert len(list(of_home([document(html)], whom()))) <= 80
