"""Leaders in every structure in which pages name them, and what looks like one and is none."""

from __future__ import annotations

import pytest

from tests.extract.pages import document, page, whom
from theodore.extract.reading.document import Document
from theodore.extract.registry import proven
from theodore.extract.rules.people.functions import STAFF
from theodore.extract.rules.people.people import find
from theodore.model.page import PageKind


def leaders(html: str, kind: PageKind = PageKind.TEAM, path: str | None = None) -> list[str]:
    read = Document(page(html, kind, path))
    found = (evidence for evidence in find(read, whom()) if not evidence.method.startswith(STAFF))
    return [str(evidence.value) for evidence in found if proven(evidence, read)]


@pytest.mark.parametrize(
    ("html", "leader"),
    [
        # how it is written
        pytest.param("<h3>Anna Weber</h3><p>Sr. Vice President</p>", "Sr. Vice President", id="shortened"),
        pytest.param("<p>Anna Weber, V.P.</p>", "V.P.", id="initials"),
        pytest.param("<p>Anna Weber (Executive Director)</p>", "Executive Director", id="words-in-brackets"),
        pytest.param("<p>Anna Weber - CEO - Tel: 555 1234</p>", "CEO", id="before-a-number"),
        pytest.param("<p>Anna Weber, Owner, DVM</p>", "Owner", id="before-a-degree"),
        pytest.param("<h3>Anna Weber</h3><p>a.weber@nordwind.test</p><p>Owner</p>", "Owner", id="under-a-mail-address"),
        pytest.param("<p>Anna Weber<br>555-123-4567<br>Owner</p>", "Owner", id="under-a-number"),
        pytest.param("<p>CEO, Anna Weber</p>", "CEO", id="before-a-comma"),
        pytest.param("<p>Our owner, Anna Weber, will help you.</p>", "owner", id="our"),
        pytest.param("<p>Anna Weber, our owner, will help you.</p>", "owner", id="our-behind"),
        pytest.param("<h3>Anna Weber</h3><p>Owner of Nordwind since 2010. She sails.</p>", "Owner", id="begins-a-bio"),
        pytest.param("<h3>Anna Weber</h3><p>1. Vorsitzende</p>", "1. Vorsitzende", id="numbered"),
        pytest.param("<p>Anna Weber, 1. Vorsitzende</p>", "1. Vorsitzende", id="numbered-on-the-line"),
        pytest.param("<p>Anna Weber, Managing Shareholder</p>", "Managing Shareholder", id="shareholder"),
        pytest.param("<h3>Anna Weber</h3><p>Editor-in-Chief</p>", "Editor-in-Chief", id="editor"),
        pytest.param("<h3>Anna Weber</h3><p>Schatzmeisterin</p>", "Schatzmeisterin", id="de-treasurer"),
        pytest.param("<h3>Anna Weber</h3><p>Secrétaire générale</p>", "Secrétaire générale", id="fr-secretary-general"),
        pytest.param("<h3>Anna Weber</h3><p>Vicepresidenta</p>", "Vicepresidenta", id="es-vice-president"),
        pytest.param("<p>Anna Weber, Gerente general</p>", "Gerente general", id="es-manager"),
        pytest.param("<h3>Anna Weber</h3><p>Tesoriere</p>", "Tesoriere", id="it-treasurer"),
        pytest.param("<p>Anna Weber, Directeur-eigenaar</p>", "Directeur-eigenaar", id="nl-owner"),
        pytest.param("<h3>Anna Weber</h3><p>Zaakvoerder</p>", "Zaakvoerder", id="nl-manager"),
        pytest.param("<h3>Anna Weber</h3><p>Tesoureira</p>", "Tesoureira", id="pt-treasurer"),
        pytest.param("<p>Owners: Anna Weber</p>", "Owners", id="several-owners"),
        pytest.param("<p>Lead Carpenter and Helper: Anna Weber has been here for years.</p>",
                     "Lead Carpenter and Helper", id="a-label-that-goes-on"),
        # what is led
        pytest.param("<p>Anna Weber, Vice President, Client Services</p>", "Vice President, Client Services", id="en"),
        pytest.param("<p>Anna Weber, Director of Managed Services</p>", "Director of Managed Services", id="of"),
        pytest.param("<p>Anna Weber, Managing Principal, Cloud</p>", "Managing Principal, Cloud", id="comma"),
        pytest.param("<p>Anna Weber - Sales & Marketing Director</p>", "Sales & Marketing Director", id="before"),
        pytest.param("<p>Anna Weber - Head of People and Culture</p>", "Head of People and Culture", id="and"),
        pytest.param("<p>Anna Weber, HR Manager</p>", "HR Manager", id="manager-of-a-part"),
        pytest.param("<p>Anna Weber - Leiterin Vertrieb und Marketing</p>", "Leiterin Vertrieb und Marketing", id="de"),
        pytest.param("<p>Anna Weber, Leiterin Fertigungsplanung</p>", "Leiterin Fertigungsplanung", id="de-compound"),
        pytest.param("<p>Anna Weber, responsable des ventes</p>", "responsable des ventes", id="fr"),
        pytest.param("<p>Anna Weber, jefa de ventas</p>", "jefa de ventas", id="es"),
        pytest.param("<p>Anna Weber, responsabile commerciale</p>", "responsabile commerciale", id="it"),
        pytest.param("<p>Anna Weber, hoofd verkoop</p>", "hoofd verkoop", id="nl"),
        pytest.param("<p>Anna Weber, diretora-geral</p>", "diretora-geral", id="pt"),
        # sentences
        pytest.param("<p>Anna Weber is the owner of Nordwind.</p>", "owner", id="sentence-en"),
        pytest.param("<p>Anna Weber, CPA, is our managing partner.</p>", "managing partner", id="sentence-degree"),
        pytest.param("<p>Anna Weber ist Inhaberin und Gründerin.</p>", "Inhaberin und Gründerin", id="sentence-de"),
        pytest.param("<p>Anna Weber est la fondatrice de Nordwind.</p>", "fondatrice", id="sentence-fr"),
        pytest.param("<p>Anna Weber es la directora comercial.</p>", "directora comercial", id="sentence-es"),
        pytest.param("<p>Anna Weber è la titolare.</p>", "titolare", id="sentence-it"),
        pytest.param("<p>Anna Weber is de oprichter van Nordwind.</p>", "oprichter", id="sentence-nl"),
        pytest.param("<p>Anna Weber é a proprietária.</p>", "proprietária", id="sentence-pt"),
        pytest.param("<p>Our sales director Anna Weber knows.</p>", "sales director", id="title-first-in-a-sentence"),
        pytest.param("<p>Notre directrice générale Anna Weber parle.</p>", "directrice générale", id="title-first-fr"),
        # what is told of somebody
        pytest.param("<h3>Anna Weber</h3><p>As co-founder, Anna sails.</p>", "co-founder", id="bio-as"),
        pytest.param("<h3>Anna Weber</h3><p>She is the owner and sails.</p>", "owner", id="bio-pronoun"),
        pytest.param("<p>Owner and founder: Anna Weber once sailed.</p>", "Owner and founder", id="colon-and-more"),
        pytest.param("<p>Contact: Anna Weber, Owner | 555-1234</p>", "Owner", id="with-a-number"),
        # cards and tables
        pytest.param("<h3>Anna Weber, CPA</h3><p>Managing Member</p>", "Managing Member", id="degree-of-capitals"),
        pytest.param("<p>Anna Weber<br>President and<br>Chief Executive Officer</p>",
                     "President and Chief Executive Officer", id="a-title-over-two-lines"),
        pytest.param("<p>Anna Weber<br>Senior Vice President<br>Chief Risk Officer</p>",
                     "Senior Vice President, Chief Risk Officer", id="two-titles"),
        pytest.param("<p>Anna Weber<br>Director<br>Sales and Marketing</p>", "Director, Sales and Marketing",
                     id="what-is-led-in-the-next-line"),
        pytest.param("<table><tr><td>Anna Weber</td><td>030 1234</td><td>Owner</td></tr></table>", "Owner",
                     id="a-cell-between"),
        pytest.param("<figure><img alt='x'><figcaption><b>Anna Weber</b><br>Owner/Operator</figcaption></figure>",
                     "Owner/Operator", id="a-caption"),
        pytest.param("<p>Anna Weber \ufffd Founder of Nordwind who sails</p>", "Founder", id="a-dash-that-was-lost"),
    ],
)  # fmt: skip
def test_a_leader(html: str, leader: str) -> None:
    assert leaders(html) == [f"Anna Weber, {leader}"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<p>Anna Weber, CEO, Jan Huber, CTO</p>", ["Anna Weber, CEO", "Jan Huber, CTO"], id="a-list"),
        pytest.param(
            "<p>CEO</p><h3>Anna Weber</h3><p>Sails.</p><p>CTO</p><h3>Jan Huber</h3><p>Swims.</p>",
            ["Anna Weber, CEO", "Jan Huber, CTO"],
            id="titles-over-names",
        ),
        pytest.param("<p>CEO</p><h3>Anna Weber</h3><p>Sails.</p>", [], id="one-title-over-a-name-may-be-chance"),
        pytest.param(
            "<h4>Owner</h4><p>Anna Weber</p><h4>Treasurer</h4><p>Jan Huber</p>",
            ["Anna Weber, Owner", "Jan Huber, Treasurer"],
            id="titles-and-names-take-turns",
        ),
        pytest.param(
            "<p>Owner</p><p>Anna Weber</p><p>Treasurer</p><p>Jan Huber</p><p>They sail.</p>",
            ["Anna Weber, Owner", "Jan Huber, Treasurer"],
            id="titles-begin-and-names-end",
        ),
        pytest.param(
            "<h2>Vorstand</h2><h3>Anna Weber</h3><p>CEO</p><h3>Jan Huber</h3><p>CFO</p>",
            ["Anna Weber, CEO", "Jan Huber, CFO"],
            id="a-heading-over-cards",
        ),
        pytest.param(
            "<p>Anna Weber</p><p>CEO</p><p>Jan Huber</p><p>CFO</p><p>Ute Klein</p>",
            ["Anna Weber, CEO", "Jan Huber, CFO"],
            id="the-last-name-has-no-title",
        ),
        pytest.param("<h4>Owner</h4><p>Anna Weber</p>", ["Anna Weber, Owner"], id="a-heading-over-one-name"),
        pytest.param(
            "<p>VP, Sales<br>Anna Weber<br>CTO<br>Jan Huber<br>CFO</p>",
            ["Anna Weber, CTO", "Jan Huber, CFO"],
            id="the-first-title-is-of-nobody",
        ),
    ],
)
def test_several(html: str, expected: list[str]) -> None:
    assert leaders(html) == expected


def test_an_imprint_has_names_under_titles() -> None:
    html = "<h4>Geschäftsführung</h4><p>Anna Weber, Jan Huber</p>"
    assert leaders(html.replace(", Jan Huber", ""), PageKind.IMPRINT) == ["Anna Weber, Geschäftsführung"]
    assert leaders(html.replace(", Jan Huber", ""), PageKind.ABOUT) == []
    assert leaders(html.replace(", Jan", "</p><p>Jan"), PageKind.IMPRINT) == [
        "Anna Weber, Geschäftsführung",
        "Jan Huber, Geschäftsführung",
    ]


@pytest.mark.parametrize(
    "html",
    [
        # other companies' people
        pytest.param("<p>Anna Weber, CEO, Plex Systems</p>", id="of-another-company"),
        pytest.param("<p>Anna Weber</p><p>CEO</p><p>Plex Systems Ltd</p>", id="over-another-companys-name"),
        pytest.param("<p>Anna Weber - Owner, Eat. Play. Be.</p>", id="of-a-company-with-dots"),
        pytest.param("<p>Anna Weber, Owner of Weber Plumbing</p>", id="of-her-own-company"),
        pytest.param("<p>Anna Weber is Admissions Director at Arden School.</p>", id="at-a-school"),
        pytest.param("<p>Anna Weber is Senior Director of Admissions at Arden School.</p>", id="of-a-part-of-a-school"),
        pytest.param("<p>Acme CEO Anna Weber loves boats</p>", id="a-company-before-the-title"),
        pytest.param("<h3>Anna Weber</h3><p>(Owner Creative Music Centre: Leeds)</p>", id="run-on"),
        pytest.param("<p>Anna Weber, Inhaberin der Bäckerei Korn</p>", id="de-of-another"),
        pytest.param("<p>Anna Weber, directrice chez Dupont Voyages</p>", id="fr-of-another"),
        pytest.param("<p>Anna Weber, directora de Viajes Sol</p>", id="es-of-another"),
        pytest.param("<p>Anna Weber, titolare di Pasticceria Rossi</p>", id="it-of-another"),
        pytest.param("<p>Anna Weber, eigenaar van Bakkerij Korenaar</p>", id="nl-of-another"),
        pytest.param("<p>Anna Weber, proprietária da Padaria Sol</p>", id="pt-of-another"),
        # who praises
        pytest.param("<h2>What our customers say</h2><p>Great!</p><h4>Anna Weber</h4><p>Owner</p>", id="praise-en"),
        pytest.param("<h2>Kundenstimmen</h2><p>Toll!</p><h4>Anna Weber</h4><p>Inhaberin</p>", id="praise-de"),
        pytest.param("<h2>Témoignages</h2><p>Super!</p><h4>Anna Weber</h4><p>Gérante</p>", id="praise-fr"),
        pytest.param("<h2>Testimonios</h2><p>Genial!</p><h4>Anna Weber</h4><p>Gerente</p>", id="praise-es"),
        pytest.param("<h2>Dicono di noi</h2><p>Bravi!</p><h4>Anna Weber</h4><p>Titolare</p>", id="praise-it"),
        pytest.param("<h2>Klantervaringen</h2><p>Fijn!</p><h4>Anna Weber</h4><p>Eigenaar</p>", id="praise-nl"),
        pytest.param("<h2>Depoimentos</h2><p>Bom!</p><h4>Anna Weber</h4><p>Proprietária</p>", id="praise-pt"),
        pytest.param("<p>“Great work!”</p><p>Anna Weber</p><p>Owner</p>", id="under-a-quotation"),
        pytest.param("<p>Kind regards,</p><p>Anna Weber</p><p>Director</p><p>Border Marine</p>", id="a-letter"),
        # who was, or will be
        pytest.param("<p>Anna Weber, former CEO of Nordwind</p>", id="former"),
        pytest.param("<p>The late founder Anna Weber</p>", id="late"),
        pytest.param("<p>Our founder Anna Weber (1850-1920) built ships.</p>", id="of-another-century"),
        pytest.param("<p>Anna Weber, owner until 1970</p>", id="until"),
        pytest.param("<p>ehemalige Geschäftsführerin Anna Weber</p>", id="de-former"),
        pytest.param("<p>ancienne directrice générale Anna Weber</p>", id="fr-former"),
        pytest.param("<p>antigua directora general Anna Weber</p>", id="es-former"),
        pytest.param("<p>già amministratore delegato Anna Weber</p>", id="it-former"),
        pytest.param("<p>voormalig bestuurder Anna Weber</p>", id="nl-former"),
        pytest.param("<p>antiga diretora-geral Anna Weber</p>", id="pt-former"),
        # what is no person
        pytest.param("<h3>San Francisco</h3><p>Branch Manager</p>", id="a-town"),
        pytest.param("<h3>North Carolina</h3><p>Regional Manager</p>", id="a-state"),
        pytest.param("<h3>Ford Focus</h3><p>One Owner</p>", id="a-car"),
        pytest.param("<h3>Nova Technica</h3><p>Platinum Partner</p>", id="a-partner-of-a-rank"),
        pytest.param("<p>Google Premier Partner</p>", id="a-partner-of-others"),
        pytest.param("<h3>Property Manager</h3><p>Silver Creek</p>", id="a-heading-over-an-estate"),
        pytest.param("<table><tr><td>Vice President</td><td>Salary Range</td></tr></table>", id="a-table-of-pay"),
        # who leads nobody
        pytest.param("<h3>Anna Weber</h3><p>Account Manager</p>", id="accounts-are-no-part-of-a-company"),
        pytest.param("<h3>Anna Weber</h3><p>Executive Assistant to the CEO</p>", id="assistant-en"),
        pytest.param("<h3>Anna Weber</h3><p>Assistentin der Geschäftsführung</p>", id="assistant-de"),
        pytest.param("<h3>Anna Weber</h3><p>Assistante du directeur</p>", id="assistant-fr"),
        pytest.param("<h3>Anna Weber</h3><p>Asistente del director</p>", id="assistant-es"),
        pytest.param("<h3>Anna Weber</h3><p>Segretaria del presidente</p>", id="assistant-it"),
        pytest.param("<h3>Anna Weber</h3><p>Assistent van de directeur</p>", id="assistant-nl"),
        pytest.param("<h3>Anna Weber</h3><p>Secretária do diretor</p>", id="assistant-pt"),
        pytest.param("<h3>Anna Weber</h3><p>Principal Software Engineer</p>", id="principal-of-nothing"),
        pytest.param("<h3>Anna Weber</h3><p>Partner program</p>", id="a-program"),
        pytest.param("<h3>Anna Weber</h3><p>Meet our founder</p>", id="an-invitation"),
        pytest.param("<p>President Anna Weber visited the town</p>", id="a-president-of-some-country"),
        # no persons
        pytest.param("<h3>Herman Miller</h3><p>Executive Chair</p>", id="a-chair"),
        pytest.param("<h3>Visual Studio</h3><p>Product Owner</p>", id="a-product"),
        pytest.param("<p>Golden partner Red Hat Linux</p>", id="a-partner-that-is-a-company"),
        pytest.param("<p>Speak to our Sales Director Today Or Tomorrow</p>", id="words-in-capitals"),
        pytest.param("<p>Responsable del tratamiento: Ana Ruiz</p>", id="who-answers-for-data"),
    ],
)
def test_nobody(html: str) -> None:
    assert leaders(html, PageKind.ABOUT) == []


def test_a_page_of_praise_names_customers() -> None:
    html = "<p>Great work!</p><p>Anna Weber</p><p>Owner</p>"
    assert leaders(html, PageKind.OTHER, "/about/what-our-customers-say") == []
    assert leaders(html, PageKind.OTHER, "/preview") == ["Anna Weber, Owner"]


def test_who_signs_with_the_companys_name_is_of_the_company() -> None:
    html = "<p>Kind regards,</p><p>Anna Weber</p><p>Owner</p><p>Nordwind Logistik</p>"
    assert leaders(html) == ["Anna Weber, Owner"]


@pytest.mark.parametrize(
    "page_says",
    [
        pytest.param("<title>The Weber Law Firm | Leeds</title>", id="title"),
        pytest.param("<meta property=og:site_name content='The Weber Law Firm'>", id="site-name"),
        pytest.param("<p>© 2014 The Weber Law Firm, LLC. All rights reserved.</p>", id="copyright"),
    ],
)
def test_the_company_is_known_by_all_its_names(page_says: str) -> None:
    html = "<p>Anna Weber &ndash; Founder of the Weber Law Firm</p>"
    assert leaders(page_says + html) == ["Anna Weber, Founder"]
    assert leaders(html) == []


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>" + "Anna Weber, Director, Sales and Marketing, " * 40 + "</p>", id="one-long-line"),
        pytest.param("<p>" + "Sales & " * 240 + "Director</p>", id="parts-without-end"),
        pytest.param("<p>" + "Anna " * 390 + "CEO</p>", id="names-without-end"),
        pytest.param("<p>CEO " + "A&" * 900 + "</p>", id="a-company-without-end"),
        pytest.param("<p>CEO " + "Ab " * 600 + "at X</p>", id="capitals-without-end"),
        pytest.param("<h4>Reviews</h4>" + "<p>Anna Weber</p><p>CEO</p>" * 3_000, id="a-section-without-end"),
        pytest.param("<table><tr>" + "<td>CEO</td>" * 5_000 + "</table>", id="a-row-without-end"),
        pytest.param("<p>CEO</p><p>Anna Weber</p><br>" * 3_000, id="titles-over-names-without-end"),
    ],
)
def test_hostile_pages_end(html: str) -> None:
    assert len(leaders(html)) <= 3_000


def test_the_proof_of_two_lines_is_on_the_page() -> None:
    read = document("<p>Anna Weber<br>President and<br>Chief Executive Officer</p>", PageKind.TEAM)
    [evidence] = find(read, whom())
    assert evidence.quote == "Anna Weber President and Chief Executive Officer"
    assert proven(evidence, read)
