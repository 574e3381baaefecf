"""Those who are named with what they do and lead nothing: a small firm's, where a line says nothing else."""

from __future__ import annotations

import pytest

from tests.extract.pages import COMPANY, crawl, page, whom
from theodore.extract.profile import extract_pages
from theodore.extract.reading.document import Document
from theodore.extract.registry import proven
from theodore.extract.rules.people.functions import STAFF, sole_function
from theodore.extract.rules.people.people import find
from theodore.model.page import PageKind


def staff(html: str, kind: PageKind = PageKind.TEAM) -> list[str]:
    read = Document(page(html, kind))
    found = (evidence for evidence in find(read, whom()) if evidence.method.startswith(STAFF))
    return [str(evidence.value) for evidence in found if proven(evidence, read)]


@pytest.mark.parametrize(
    ("html", "function"),
    [
        pytest.param("<h3>Anna Weber</h3><p>Interior Designer</p>", "Interior Designer", id="under-the-name"),
        pytest.param("<p>Anna Weber<br>Nurse Practitioner</p>", "Nurse Practitioner", id="in-the-next-line"),
        pytest.param("<li>Anna Weber, Solutions Architect</li>", "Solutions Architect", id="after-a-comma"),
        pytest.param(
            "<p>Anna Weber, CKD - Design &amp; Sales Consultant</p>", "Design & Sales Consultant", id="degree"
        ),
        pytest.param("<p>Anna Weber | Attorney at Law</p>", "Attorney at Law", id="at-law"),
        pytest.param("<p>Anna Weber (Coordinator of Events)</p>", "Coordinator of Events", id="what-it-is-done-for"),
        pytest.param("<h3>ANNA WEBER</h3><p>ACCOUNT MANAGER</p>", "ACCOUNT MANAGER", id="in-capitals"),
        pytest.param("<h3>Anna Weber</h3><p>Rechtsanwältin und Notarin</p>", "Rechtsanwältin und Notarin", id="de"),
        pytest.param("<h3>Anna Weber</h3><p>Vertriebsberaterin</p>", "Vertriebsberaterin", id="de-compound"),
        pytest.param("<h3>Anna Weber</h3><p>Avocate à la Cour</p>", "Avocate à la Cour", id="fr"),
        pytest.param("<h3>Anna Weber</h3><p>Asesora comercial</p>", "Asesora comercial", id="es"),
        pytest.param("<h3>Anna Weber</h3><p>Consulente del lavoro</p>", "Consulente del lavoro", id="it"),
        pytest.param("<h3>Anna Weber</h3><p>Fiscaal adviseur</p>", "Fiscaal adviseur", id="nl"),
        pytest.param("<h3>Anna Weber</h3><p>Coordenadora de projetos</p>", "Coordenadora de projetos", id="pt"),
        pytest.param(
            "<p>Anna Weber is a licensed architect who sails.</p>", "licensed architect", id="told-of-the-team"
        ),
        pytest.param("<h3>Anna Weber</h3><p>Anna is a family lawyer in Kiel.</p>", "family lawyer", id="a-bio"),
        pytest.param("<h3>Dr. Anna Weber</h3><p>Dr. Weber is a dentist.</p>", "dentist", id="a-bio-by-the-last-name"),
        pytest.param("<h3>Anna Weber</h3><p>Sie ist Rechtsanwältin und segelt.</p>", "Rechtsanwältin", id="a-bio-de"),
        pytest.param("<p>Anna Nordwind is a family lawyer in Kiel.</p>", "family lawyer", id="whose-name-the-firm-has"),
    ],
)
def test_what_somebody_does(html: str, function: str) -> None:
    name = "Anna Nordwind" if "Nordwind" in html else "ANNA WEBER" if "ANNA" in html else "Anna Weber"
    assert staff(html) == [f"{name}, {function}"]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<h3>Anna Weber</h3><p>Ask an engineer about it</p>", id="a-sentence"),
        pytest.param("<h3>Anna Weber</h3><p>Our engineers</p>", id="a-heading"),
        pytest.param("<h3>Anna Weber</h3><p>Engineer of the year 2024</p>", id="a-prize"),
        pytest.param("<h3>Anna Weber</h3><p>Professor Jan Huber</p>", id="the-next-name"),
        pytest.param("<h3>Anna Weber</h3><p>Assistant to the architect</p>", id="an-assistant"),
        pytest.param("<h3>Anna Weber</h3><p>Bookkeeper</p>", id="who-keeps-the-books"),
        pytest.param("<h3>Quality Control</h3><p>Certified Inspector</p>", id="no-name"),
        pytest.param("<h3>Senior Designer</h3><p>Lead Architect</p>", id="functions-alone"),
        pytest.param("<p>Anna Weber, Engineer, Acme Tools</p>", id="of-another-firm"),
        pytest.param("<p>Anna Weber - Engineer at Acme Tools</p>", id="at-another-firm"),
        pytest.param("<p>Anna Weber</p><p>Architect</p><p>Acme Tools Ltd.</p>", id="over-another-firms-name"),
        pytest.param("<blockquote><p>We like them.</p><p>Anna Weber</p><p>Architect</p></blockquote>", id="a-customer"),
        pytest.param("<h3>Anna Weber</h3><p>Jan is a family lawyer in Kiel.</p>", id="a-bio-of-somebody-else"),
        pytest.param("<h3>Anna Weber</h3><p>Anna is a lawyer at Acme Tools.</p>", id="a-bio-of-another-firms"),
        pytest.param("<p>By Anna Weber, Staff Writer</p>", id="an-author"),
        pytest.param("<p>Anna Weber, Data Protection Officer</p>", id="whom-the-law-asks-for"),
        pytest.param(
            "<h4>Producer</h4><p>Anna Weber</p><h4>Writer</h4><p>Jan Huber</p>", id="functions-over-their-names"
        ),
        pytest.param("<nav><p>Anna Weber</p><p>Architect</p></nav>", id="a-menu"),
    ],
)
def test_nothing_that_somebody_does(html: str) -> None:
    assert staff(html) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Anna Weber is a designer of worlds.", [], id="of-anybody"),
        pytest.param("Anna Weber is a designer at Nordwind.", ["Anna Weber, designer"], id="who-names-the-company"),
        pytest.param("Anna Nordwind is a designer.", ["Anna Nordwind, designer"], id="whose-name-the-company-has"),
    ],
)
def test_in_a_sentence_of_other_pages(text: str, expected: list[str]) -> None:
    assert staff(f"<p>{text}</p>", PageKind.ABOUT) == expected


def test_on_pages_that_the_law_asks_for_others_made_the_pictures() -> None:
    assert staff("<p>Anna Weber, Photographer</p>", PageKind.IMPRINT) == []


def test_who_leads_is_no_staff() -> None:
    assert staff("<h3>Anna Weber</h3><p>Managing Director</p><h3>Anna Weber</h3><p>Architect</p>") == []


def test_leaders_come_first_and_staff_after_them() -> None:
    html = "<h3>Ute Klein</h3><p>Architect</p><h3>Anna Weber</h3><p>Managing Director</p>"
    profile = extract_pages(COMPANY, crawl(page(html, PageKind.TEAM))).profile
    assert profile["leadership_team"] == ["Anna Weber, Managing Director", "Ute Klein, Architect"]


def test_of_many_none_is_named_among_the_leaders() -> None:
    letters = [chr(ord("a") + number) for number in range(21)]
    cards = "".join(f"<h3>Ute Klein{letter}</h3><p>Architect</p>" for letter in letters)
    html = f"{cards}<h3>Anna Weber</h3><p>Managing Director</p>"
    profile = extract_pages(COMPANY, crawl(page(html, PageKind.TEAM))).profile
    assert profile["leadership_team"] == ["Anna Weber, Managing Director"]


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("Associate, Family Law", None),
        ("Associate, Sales", "Associate, Sales"),
        ("Senior Business Developer", "Senior Business Developer"),
        ("car accident lawyer", None),
        ("Engineer:", "Engineer"),
        ("", None),
    ],
)
def test_a_line_that_is_a_function(text: str, function: str | None) -> None:
    assert sole_function(text) == function
