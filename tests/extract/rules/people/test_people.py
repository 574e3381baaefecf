from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extract.pages import document, whom
from theodore.extract.rules.people.functions import STAFF
from theodore.extract.rules.people.people import find
from theodore.extract.rules.people.persons import person, person_at_end
from theodore.model.page import PageKind


def leaders(html: str, kind: PageKind = PageKind.TEAM) -> set[str]:
    found = find(document(html, kind), whom())
    return {str(evidence.value) for evidence in found if not evidence.method.startswith(STAFF)}


@pytest.mark.parametrize(
    ("html", "leader"),
    [
        pytest.param("<h3>Anna Weber</h3><p>CEO</p>", "Anna Weber, CEO", id="card"),
        pytest.param(
            "<h3>Dr. Anna Weber</h3><p>Chief Executive Officer</p>", "Anna Weber, Chief Executive Officer", id="dr"
        ),
        pytest.param("<p><b>Anna Weber</b> &ndash; Head of Sales</p>", "Anna Weber, Head of Sales", id="dash"),
        pytest.param("<li>Anna Weber, Managing Director</li>", "Anna Weber, Managing Director", id="comma"),
        pytest.param("<li>Anna Weber (CFO)</li>", "Anna Weber, CFO", id="brackets"),
        pytest.param("<li>CEO: Anna Weber</li>", "Anna Weber, CEO", id="title-first"),
        pytest.param("<p>Our founder Anna Weber loves boats.</p>", "Anna Weber, founder", id="sentence"),
        pytest.param("<p>“Boats!” said Anna Weber, CEO of Nordwind.</p>", "Anna Weber, CEO", id="said"),
        pytest.param("<p>Anna Weber, Co-Founder & CEO</p>", "Anna Weber, Co-Founder & CEO", id="two-titles"),
        pytest.param("<dl><dt>Owner</dt><dd>Anna Weber</dd></dl>", "Anna Weber, Owner", id="a-list-of-facts"),
        pytest.param("<h3>Jean-Luc de la Tour</h3><p>Président</p>", "Jean-Luc de la Tour, Président", id="fr"),
        pytest.param("<h3>Marie Dupont</h3><p>Directrice générale</p>", "Marie Dupont, Directrice générale", id="fr-f"),
        pytest.param("<p>Gérant : Marc Petit</p>", "Marc Petit, Gérant", id="fr-gerant"),
        pytest.param("<h3>Anna Weber</h3><p>Geschäftsführerin</p>", "Anna Weber, Geschäftsführerin", id="de"),
        pytest.param("<h3>Jan Huber</h3><p>Leiter Vertrieb</p>", "Jan Huber, Leiter Vertrieb", id="de-head"),
        pytest.param("<p>Inhaber: Jan Huber</p>", "Jan Huber, Inhaber", id="de-owner"),
        pytest.param("<h3>Ana Ruiz</h3><p>Directora general</p>", "Ana Ruiz, Directora general", id="es"),
        pytest.param("<h3>Ana Ruiz</h3><p>Socia</p>", "Ana Ruiz, Socia", id="es-a-title-that-ends-its-line"),
        pytest.param("<p>Ceo: Ana Ruiz</p>", "Ana Ruiz, Ceo", id="an-abbreviation-in-small-letters"),
        pytest.param("<h3>Luis Gómez</h3><p>Consejero delegado</p>", "Luis Gómez, Consejero delegado", id="es-ceo"),
        pytest.param(
            "<h3>Carla Bianchi</h3><p>Amministratore delegato</p>", "Carla Bianchi, Amministratore delegato", id="it"
        ),
        pytest.param("<h3>Jan van der Berg</h3><p>Directeur</p>", "Jan van der Berg, Directeur", id="nl"),
        pytest.param("<h3>Sanne de Vries</h3><p>Mede-oprichter</p>", "Sanne de Vries, Mede-oprichter", id="nl-founder"),
        pytest.param("<h3>Rui Costa</h3><p>Diretor-geral</p>", "Rui Costa, Diretor-geral", id="pt"),
        pytest.param(
            '<script type="application/ld+json">{"@type":"Person","name":"Anna Weber","jobTitle":"CTO"}</script>',
            "Anna Weber, CTO",
            id="structured",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type":"Organization","founder":'
            '{"@type":"Person","name":"Anna Weber"}}</script>',
            "Anna Weber, Founder",
            id="structured-founder",
        ),
    ],
)
def test_leaders(html: str, leader: str) -> None:
    assert leaders(html) == {leader}


@pytest.mark.parametrize("degree", ["M.Sc.", "B.Sc.", "M.A.", "B.A.", "LL.M.", "MBA", "Ph.D.", "M.Sc., MBA"])
def test_a_degree_is_no_part_of_a_name(degree: str) -> None:
    assert leaders(f"<h3>Anna Weber, {degree}</h3><p>CEO</p>", PageKind.TEAM) == {"Anna Weber, CEO"}


def test_a_team_of_cards() -> None:
    html = "<h3>Anna Weber</h3><p>CEO</p><h3>Jan Huber</h3><p>CTO</p><h3>Ute Klein</h3><p>Accountant</p>"
    assert leaders(html) == {"Anna Weber, CEO", "Jan Huber, CTO"}


def test_signatories_of_an_imprint() -> None:
    html = "<p>Geschäftsführer: Anna Weber, Dr. Jan Huber und Ute Klein</p>"
    assert leaders(html, PageKind.IMPRINT) == {
        "Anna Weber, Geschäftsführer",
        "Jan Huber, Geschäftsführer",
        "Ute Klein, Geschäftsführer",
    }


def test_a_signatory_takes_the_title_in_brackets() -> None:
    html = "<p>Vertreten durch: Anna Weber (Geschäftsführerin)</p>"
    assert leaders(html, PageKind.IMPRINT) == {"Anna Weber, Geschäftsführerin"}


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        pytest.param("<p>Great firm! John Doe, CEO of Other Works Ltd</p>", PageKind.HOME, id="a-customers-leader"),
        pytest.param("<blockquote>Great! John Doe, CEO</blockquote>", PageKind.HOME, id="a-testimonial"),
        pytest.param("<p>By John Doe, Director</p>", PageKind.BLOG, id="an-author-of-the-blog"),
        pytest.param("<h3>Our Team</h3><p>Founder</p>", PageKind.TEAM, id="a-heading-is-no-name"),
        pytest.param("<h3>Anna Weber</h3><p>Warehouse clerk</p>", PageKind.TEAM, id="leads-nobody"),
        pytest.param("<h3>Sales Director</h3><p>Head of Marketing</p>", PageKind.TEAM, id="titles-alone"),
        pytest.param("<p hidden>Anna Weber, CEO</p>", PageKind.TEAM, id="not-seen"),
        pytest.param("<h3>Anna Weber</h3><p>Former CEO</p>", PageKind.TEAM, id="no-more"),
        pytest.param("<h3>Anna Weber</h3><p>Ehemalige Geschäftsführerin</p>", PageKind.TEAM, id="no-more-de"),
        pytest.param("<p>As Amazon CEO John Doe said</p>", PageKind.TEAM, id="a-sentence-of-another"),
        pytest.param("<p>Geschäftsführer der Acme GmbH: John Doe</p>", PageKind.IMPRINT, id="leads-another-firm"),
        pytest.param("<p>Find directions to the partner shops</p>", PageKind.CONTACT, id="words-that-begin-alike"),
    ],
)
def test_nobody(html: str, kind: PageKind) -> None:
    assert leaders(html, kind) == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Anna Weber", "Anna Weber"),
        ("Prof. Dr. Anna Weber", "Anna Weber"),
        ("Dipl.-Ing. Jan Huber", "Jan Huber"),
        ("Anna-Maria Weber-Klein", "Anna-Maria Weber-Klein"),
        ("John F. Kennedy", "John F. Kennedy"),
        ("Ludwig van Beethoven", "Ludwig van Beethoven"),
        ("María de los Ángeles García", None),  # three particles in a row would let sentences in
        ("Jane Doe, PhD", "Jane Doe"),
        ("Dr. med. dent. Anna Weber", "Anna Weber"),
        ("Jan Huber, Dipl.-Ing. (FH)", "Jan Huber"),
        ("Łukasz Żak", "Łukasz Żak"),
        ("François d'Aubigné", "François d'Aubigné"),
        ("Jan van 't Hoff", "Jan van 't Hoff"),
        ("Ann St. James", "Ann St. James"),
        ("Krista May", "Krista May"),
        ("May Offers", None),
        ("Our Best", None),
        ("ANNA WEBER", "ANNA WEBER"),
        ("Weber", None),
        ("anna weber", None),
        ("About Us", None),
        ("Managing Director", None),
        ("New York", None),
        ("", None),
    ],
)
def test_persons(text: str, name: str | None) -> None:
    assert person(text) == name


def test_a_name_at_the_end() -> None:
    assert person_at_end("was founded by Anna Weber") == "Anna Weber"
    assert person_at_end("nobody at all") is None


@given(st.text())
def test_any_text_is_a_person_or_not(text: str) -> None:
    name = person(text)
    assert name is None or len(name.split()) >= 2


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>El responsable del tratamiento es Playa Azul S.A.</p>", id="a company with its legal form"),
        pytest.param("<p>El responsable del tratamiento es Ana Ruiz Gil.</p>", id="a person who answers for data"),
        pytest.param("<p>Nordwind Logistik, su socio en Madrid</p>", id="the company by its own name"),
    ],
)
def test_a_company_or_a_controller_of_data_is_no_leader(html: str) -> None:
    assert not list(find(document(html, PageKind.LEGAL), whom(name="Nordwind Logistik")))


def _rows(*cells: tuple[str, ...]) -> str:
    return "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param(
            _rows(("Anna Weber", "CEO"), ("Jan Huber", "Head of Sales")),
            ["Anna Weber, CEO", "Jan Huber, Head of Sales"],
            id="name-and-title-in-a-row",
        ),
        pytest.param(
            _rows(("CEO", "Anna Weber"), ("Head of Sales", "Jan Huber")),
            ["Anna Weber, CEO", "Jan Huber, Head of Sales"],
            id="title-and-name-in-a-row",
        ),
        pytest.param(
            _rows(("Anna Weber",), ("CEO",), ("Jan Huber",), ("Head of Sales",)),
            ["Anna Weber, CEO", "Jan Huber, Head of Sales"],
            id="one-cell-a-row",
        ),
        pytest.param(_rows(("Anna Weber", "Jan Huber"), ("CEO", "CTO")), [], id="names-over-titles-side-by-side"),
        pytest.param(
            _rows(("CEO", "Anna Weber", "CTO", "Jan Huber")),
            ["Anna Weber, CEO", "Jan Huber, CTO"],
            id="two-pairs-in-one-row",
        ),
        pytest.param(
            "<table><tr><td><table><tr><td>CEO</td></tr></table></td><td>Anna Weber</td></tr></table>",
            [],
            id="a-table-within-a-row-is-no-part-of-it",
        ),
        pytest.param(
            "<dl><dt>CEO</dt><dd>Anna Weber</dd><dt>Head of Sales</dt><dd>Jan Huber</dd></dl>",
            ["Anna Weber, CEO", "Jan Huber, Head of Sales"],
            id="a-list-of-facts",
        ),
        pytest.param("<dl><dt>CEO</dt><dt>Anna Weber</dt></dl>", [], id="two-terms-are-no-pair"),
        pytest.param(
            "CEO:<br>Anna Weber<br>Head of Sales:<br>Jan Huber",
            ["Anna Weber, CEO", "Jan Huber, Head of Sales"],
            id="labels-over-names",
        ),
    ],
)
def test_each_title_is_given_to_one_name(html: str, expected: list[str]) -> None:
    found = [str(evidence.value) for evidence in find(document(html, PageKind.TEAM), whom())]
    assert found == expected


def test_cards_of_one_line_are_not_names_for_each_other() -> None:
    html = "<p>Anna Weber Prokuristin</p><p>Jan Huber Inhaber</p>"
    assert leaders(html) == {"Anna Weber, Prokuristin", "Jan Huber, Inhaber"}


@pytest.mark.parametrize("title", ["VP Operations", "SVP of Sales", "Socia fondatrice", "Socio fondatore"])
def test_titles_are_read_whole(title: str) -> None:
    assert leaders(f"<li>Anna Weber {title}</li>") == {f"Anna Weber, {title}"}


def test_a_name_and_a_title_in_elements_that_touch_are_two() -> None:
    html = "<li><span>Victor Eastwood</span><span>Chief Executive Officer</span></li>"
    assert leaders(html) == {"Victor Eastwood, Chief Executive Officer"}


PERSON = '{"@type": "Person", "name": "Anna Weber", "jobTitle": "CEO"}'


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(f'{{"@type": "Organization", "employee": [{PERSON}]}}', True, id="an-employee"),
        pytest.param(f'{{"@type": "Organization", "founder": {{"@list": [{PERSON}]}}}}', True, id="a-list-of-founders"),
        pytest.param(f'{{"@type": "AboutPage", "mainEntity": {PERSON}}}', True, id="whom-a-page-is-about"),
        pytest.param(PERSON.replace("}", ', "worksFor": {"name": "Nordwind Logistik"}}'), True, id="who-works-here"),
        pytest.param(PERSON.replace("}", ', "worksFor": {"name": "Other Ltd"}}'), False, id="who-works-elsewhere"),
        pytest.param(f'{{"@type": "Organization", "member": {PERSON}}}', False, id="a-member"),
        pytest.param(f'{{"@type": "Organization", "alumni": {PERSON}}}', False, id="one-who-has-gone"),
        pytest.param(f'{{"@type": "Order", "customer": {PERSON}}}', False, id="a-customer"),
        pytest.param(f'{{"@type": "Article", "author": {PERSON}}}', False, id="an-author"),
        pytest.param(f'{{"@type": "Event", "performer": {PERSON}}}', False, id="a-performer"),
        pytest.param(
            f'{{"@type": "Organization", "parentOrganization": {{"@type": "Organization", "employee": {PERSON}}}}}',
            False,
            id="an-employee-of-the-parent",
        ),
    ],
)
def test_structured_persons(data: str, expected: bool) -> None:
    html = f'<script type="application/ld+json">{data}</script>'
    assert leaders(html) == ({"Anna Weber, CEO"} if expected else set())


def test_the_quote_of_a_structured_person_holds_the_title() -> None:
    [evidence] = find(document(f'<script type="application/ld+json">{PERSON}</script>'), whom())
    assert evidence.quote == '"name": "Anna Weber", "jobTitle": "CEO'
