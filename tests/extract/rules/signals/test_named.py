"""Customers and partners that a page names."""

from __future__ import annotations

import pytest

from tests.extract.pages import document, whom
from theodore.extract.registry import proven
from theodore.extract.rules.rule import Find
from theodore.extract.rules.signals import customers, partners
from theodore.extract.rules.signals.naming import is_name, listed_from, of_logo
from theodore.model.page import PageKind


def names(find: Find, html: str, kind: PageKind = PageKind.HOME) -> list[str]:
    one = document(html, kind)
    found = list(find(one, whom()))
    assert all(proven(each, one) for each in found)
    return list(dict.fromkeys(str(each.value) for each in found))


LOGOS = "<img src=/logos/a.png alt='Acme logo'><img src=/logos/b.png alt='Blue &amp; Sons'>"


@pytest.mark.parametrize(
    "heading",
    ["Our customers", "Trusted by", "Unsere Kunden", "Ils nous font confiance", "Nuestros clientes",
     "I nostri clienti", "Onze klanten", "Nossos clientes"],
)  # fmt: skip
def test_logos_under_a_heading_of_customers(heading: str) -> None:
    assert names(customers.find, f"<h2>{heading}</h2>{LOGOS}") == ["Acme", "Blue & Sons"]


@pytest.mark.parametrize(
    "heading",
    ["Our partners", "Technology partners", "Unsere Partner", "Nos partenaires", "Nuestros socios",
     "I nostri partner", "Onze partners", "Nossos parceiros"],
)  # fmt: skip
def test_logos_under_a_heading_of_partners(heading: str) -> None:
    assert names(partners.find, f"<h2>{heading}</h2>{LOGOS}") == ["Acme", "Blue & Sons"]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        pytest.param("<p>Our clients include Siemens, Coca-Cola and the University of Leeds.</p>",
                     ["Siemens", "Coca-Cola", "University of Leeds"], id="en"),
        pytest.param("<p>Zu unseren Kunden zählen BMW, SAP und die Bosch GmbH.</p>", ["BMW", "SAP", "Bosch GmbH"],
                     id="de"),
        pytest.param("<p>Parmi nos clients figurent Renault et Air France.</p>", ["Renault", "Air France"], id="fr"),
        pytest.param("<p>Entre nuestros clientes se encuentran Seat y Mango.</p>", ["Seat", "Mango"], id="es"),
        pytest.param("<p>Tra i nostri clienti ci sono Barilla e Illy.</p>", ["Barilla", "Illy"], id="it"),
        pytest.param("<p>Klanten zoals Philips en KLM.</p>", ["Philips", "KLM"], id="nl"),
        pytest.param("<p>Entre os nossos clientes estão Galp e Sonae.</p>", ["Galp", "Sonae"], id="pt"),
        pytest.param("<h2>Our clients</h2><ul><li>IBM</li><li>SAP</li><li>BASF SE</li></ul>", ["IBM", "SAP", "BASF SE"],
                     id="a-list-of-clients"),
        pytest.param("<blockquote><p>Good.</p><p>Jane Doe, Head of Sales at Acme Food</p></blockquote>", ["Acme Food"],
                     id="a-testimonial"),
        pytest.param("<p>Zu unseren Kunden zählen Vanmoof, Zapf und Rossmann.</p>", ["Vanmoof", "Zapf", "Rossmann"],
                     id="de-names-without-a-mark-of-names"),
        pytest.param("<p>Tra i nostri clienti ci sono Rossi S.r.l., Illy e Bianchi S.p.A.</p>",
                     ["Rossi S.r.l.", "Illy", "Bianchi S.p.A."], id="the-stop-of-a-form-of-law-at-the-end"),
        pytest.param("<p>Entre os nossos clientes estão Galp e Costa Lda.</p>", ["Galp", "Costa Lda."], id="lda"),
        pytest.param("<p>Our clients include Ford Ltd. and Hunt Ltd. We like them.</p>", ["Ford Ltd.", "Hunt Ltd"],
                     id="a-form-of-law-without-stop"),
        pytest.param("<p>Our clients include J. Crew, J.P. Morgan and Acme S.A. Nobody else.</p>",
                     ["J. Crew", "J.P. Morgan", "Acme S.A."], id="initials-and-forms-of-law"),
        pytest.param("<p>Our clients include Lowe's and Sony's games studio and Wendy's.</p>",
                     ["Lowe's", "Sony"], id="possessives"),
        pytest.param("<h2>Unsere Kunden</h2><ul><li>Rossmann</li><li>Zapf</li><li>Fielmann GmbH</li></ul>"
                     "<ul><li>Tupf</li></ul>", ["Rossmann", "Zapf", "Fielmann GmbH"], id="no-further-list"),
        pytest.param("<h2>Our clients</h2><ul><li><p><span>Vanmoof</span></p></li><li><p><span>Zapf</span></p></li>"
                     "</ul><p>Tupf</p>", ["Vanmoof", "Zapf"], id="entries-in-boxes"),
        pytest.param("<div>Our clients</div><div>Vanmoof</div><div>Zapf</div><div>Rossmann</div><div>Read on.</div>",
                     ["Vanmoof", "Zapf", "Rossmann"], id="lines-in-a-row"),
        pytest.param("<div>Our clients</div><div>Vanmoof GmbH</div><div>Zapf S.L.</div><div>Contact</div>",
                     ["Vanmoof GmbH", "Zapf S.L."], id="two-lines-in-a-row-with-forms-of-law"),
        pytest.param("<nav><a>Clients</a></nav><main><h1>Clients</h1><img src=a.png alt='Vanmoof'>"
                     "<img src=b.png alt='Zapf'></main>", ["Vanmoof", "Zapf"], id="two-logos-by-their-names"),
    ],
)  # fmt: skip
def test_customers(html: str, found: list[str]) -> None:
    assert names(customers.find, html) == found


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<h2>Unsere Kunden</h2><ul><li>Industrie</li><li>Handwerk</li><li>Kommunen</li></ul>", id="kinds"),
        pytest.param("<p>Zu unseren Kunden zählen Behörden, Banken und Vereine.</p>", id="kinds-de"),
        pytest.param("<p>Our clients include banks and schools.</p>", id="kinds-en"),
        pytest.param(
            "<p>Zu unseren Kunden zählen Handel, Handwerk und Maschinenbau.</p>", id="kinds-without-plural-de"
        ),
        pytest.param("<h2>Nos clients</h2><ul><li>Banques</li><li>Immobilier</li><li>Luxe</li></ul>", id="kinds-fr"),
        pytest.param("<footer><p>Customers</p></footer><ul><li>Vanmoof</li><li>Zapf</li></ul>", id="after-the-foot"),
        pytest.param(
            "<h2>Clients</h2><ul><li>Tupf</li><li>Tupf for SAP</li><li>Tupf for Jira</li></ul>",
            id="products-of-one-house",
        ),
        pytest.param("<p>Our clients include Fortune 500 companies and start-ups.</p>", id="companies-of-a-kind"),
        pytest.param("<p>Trusted by Thousands of Businesses</p>", id="thousands"),
        pytest.param("<div>Our clients</div><div>Vanmoof GmbH</div><div>Zapf</div><div>More</div>", id="two-lines"),
        pytest.param("<p>Trusted by Homeowners Across Texas</p>", id="a-kind-somewhere"),
        pytest.param("<p>Used by Teams everywhere</p>", id="teams"),
        pytest.param("<p>Tra i nostri clienti: Comuni, Regioni, Enti.</p>", id="kinds-in-capitals-it"),
        pytest.param("<h2>I nostri clienti</h2><ul><li>Edilizia</li><li>Enti Pubblici</li></ul>", id="kinds-it"),
        pytest.param("<h2>Nuestros clientes</h2><ul><li>Banca</li><li>Turismo</li></ul>", id="kinds-es"),
        pytest.param("<h2>Onze klanten</h2><ul><li>Zorg</li><li>Overheid</li></ul>", id="kinds-nl"),
        pytest.param("<h2>Os nossos clientes</h2><ul><li>Banca</li><li>Comércio</li></ul>", id="kinds-pt"),
        pytest.param(
            "<h2>Our clients</h2><ul><li>Public Sector</li><li>Retail</li><li>Real Estate</li></ul>",
            id="kinds-in-capitals-en",
        ),
        pytest.param(
            "<p><b>Our clients</b></p><p>Awards</p><ul><li>Zapf Prize 2020</li><li>Tupf Prize 2019</li></ul>",
            id="the-next-heading-by-its-words",
        ),
        pytest.param(
            "<p><b>Our clients</b></p><p>Awards</p><img alt='Zapf Prize' src=a.png><img alt='Tupf Prize' "
            "src=b.png><img alt='Kupf Prize' src=c.png>",
            id="pictures-under-the-next-heading",
        ),
        pytest.param(
            "<h2>Our clients</h2><p>Many.</p><a><img src=a.png alt='Impressum & Kontakt'></a>"
            "<a><img src=b.png alt='Datenschutz'></a><a><img src=c.png alt='Contatti'></a>",
            id="the-foot",
        ),
        pytest.param("<p>We are trusted by 100s of institutions.</p>", id="a-number"),
        pytest.param("<nav><h2>Customers</h2><img src=logo.png alt='Acme logo'></nav>", id="a-menu"),
        pytest.param(f"<h2>Customers</h2><p>Many.</p><h2>Tools</h2>{LOGOS}", id="the-next-heading"),
        pytest.param("<h2>Our customers</h2><img src=logo.png alt='Nordwind Logistik logo'>", id="its-own"),
        pytest.param("<h2>Our customers</h2><img src=logo-fb.png alt='Facebook'>", id="a-network"),
        pytest.param("<h2>Our customers</h2><img alt='logo' src=a.png><img alt='img_01.png' src=logo.png>", id="files"),
        pytest.param("<h2>Happy clients</h2><img alt='Jane Doe' src=a.jpg><img alt='Tom Roe' src=b.jpg>", id="people"),
        pytest.param(f"<h2>Our customers</h2><!-- {LOGOS} -->", id="a-remark"),
        pytest.param("<p>Jane Doe, Head of Sales at Acme Foods</p>", id="an-employee"),
    ],
)
def test_no_customers(html: str) -> None:
    assert names(customers.find, html) == []


@pytest.mark.parametrize(
    ("html", "found"),
    [
        pytest.param("<p>We are a Microsoft Gold Partner.</p>", ["Microsoft"], id="a-level"),
        pytest.param("<p>AWS Advanced Consulting Partner</p>", ["AWS"], id="two-levels"),
        pytest.param("<p>Official distributor of Makita.</p>", ["Makita"], id="en"),
        pytest.param("<p>We have partnered with QAI to teach.</p>", ["QAI"], id="to-teach"),
        pytest.param("<p>A proud partner of Blue Cross Texas. To get a quote, call.</p>", ["Blue Cross Texas"],
                     id="a-sentence-ends"),
        pytest.param("<p>Zertifizierter Partner von SAP.</p>", ["SAP"], id="de"),
        pytest.param("<p>Partenaire officiel de Renault.</p>", ["Renault"], id="fr"),
        pytest.param("<p>Distribuidor oficial de Bosch.</p>", ["Bosch"], id="es"),
        pytest.param("<p>Rivenditore autorizzato di Apple.</p>", ["Apple"], id="it"),
        pytest.param("<p>Officieel dealer van Volvo.</p>", ["Volvo"], id="nl"),
        pytest.param("<p>Parceiro oficial da Galp.</p>", ["Galp"], id="pt"),
        pytest.param('<img src=a.png alt="Google Premier Partner">', ["Google"], id="a-badge"),
        pytest.param("<p>Together with our partners Vanmoof and Zapf Ltd we deliver.</p>", ["Vanmoof", "Zapf Ltd"],
                     id="ours-en"),
        pytest.param("<p>Mit unseren Partnern Vanmoof und Zapf liefern wir.</p>", ["Vanmoof", "Zapf"], id="ours-de"),
        pytest.param("<p>Avec nos partenaires historiques Vanmoof et Zapf.</p>", ["Vanmoof", "Zapf"], id="ours-fr"),
        pytest.param("<p>Con nuestros socios Vanmoof y Zapf S.L.</p>", ["Vanmoof", "Zapf S.L."], id="ours-es"),
        pytest.param("<p>Con i nostri partner Vanmoof e Zapf.</p>", ["Vanmoof", "Zapf"], id="ours-it"),
        pytest.param("<p>Samen met onze partners Vanmoof en Zapf B.V.</p>", ["Vanmoof", "Zapf B.V."], id="ours-nl"),
        pytest.param("<p>Com os nossos parceiros Vanmoof e Zapf.</p>", ["Vanmoof", "Zapf"], id="ours-pt"),
    ],
)  # fmt: skip
def test_partners(html: str, found: list[str]) -> None:
    assert names(partners.find, html) == found


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>Become an official partner of Acme.</p>", id="wished-for"),
        pytest.param("<p>Kelly is the global managing partner of the Software Practice.</p>", id="a-person"),
        pytest.param("<p>In Zusammenarbeit mit Kunden und Behörden.</p>", id="kinds-de"),
        pytest.param("<p>En partenariat avec les écoles.</p>", id="kinds-fr"),
        pytest.param("<p>Your Reliable Partner for pipes.</p>", id="praise"),
        pytest.param("<h2>Partners</h2><img alt='Jane Doe' src=a.jpg><img alt='Tom Roe' src=b.jpg>", id="lawyers"),
        pytest.param("<p>We are not an authorized dealer of Makita.</p>", id="denied"),
        pytest.param("<p>Talk with our partners John Smith and Jane Doe.</p>", id="people-who-are-partners"),
        pytest.param("<p>Mit unseren Partnern Hand in Hand.</p>", id="a-noun-de"),
        pytest.param("<p>Mit unseren Partnern Handwerk und Handel.</p>", id="kinds-announced-de"),
        pytest.param("<h2>Our partners</h2><ul><li>John Smith</li><li>Jane Doe</li></ul>", id="a-list-of-people"),
        pytest.param(
            "<h2>Our partners</h2><p>Our partners are good.</p><ul><li>Fast</li><li>Cheap services</li></ul>",
            id="a-list-of-praise",
        ),
    ],
)
def test_no_partners(html: str) -> None:
    assert names(partners.find, html) == []


@pytest.mark.parametrize(
    ("alternative", "name"),
    [
        pytest.param("Acme Inc. logo", "Acme Inc.", id="a-logo"),
        pytest.param("Logo der Stadtwerke Kiel", "Stadtwerke Kiel", id="de"),
        pytest.param("adidas Logo", "adidas", id="small-letters-called-a-logo"),
        pytest.param("people smiling", "", id="a-picture"),
        pytest.param("img_2031", "", id="a-file"),
        pytest.param("Customer 1", "", id="numbered"),
        pytest.param("See how our customers grow!", "", id="a-sentence"),
    ],
)
def test_the_name_in_a_logos_text(alternative: str, name: str) -> None:
    assert of_logo(alternative).rstrip(".") == name.rstrip(".")


def test_a_product_that_is_called_like_people_is_one_beside_others() -> None:
    text = "Slack and Teams"
    assert [name for name, _, _ in listed_from(text, 0, nouns_are_large=False)] == ["Slack", "Teams"]
    assert list(listed_from("Teams everywhere", 0, nouns_are_large=False)) == []


def test_a_name_is_no_sentence() -> None:
    assert is_name("Blue Cross")
    assert not is_name("We deliver on time")


def test_a_wall_without_end_ends() -> None:
    html = "<h2>Our customers</h2>" + "<img src=logo.png alt='Acme logo'>" * 20_000
    assert names(customers.find, html) == ["Acme"]
