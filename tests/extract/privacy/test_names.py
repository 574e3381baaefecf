"""Where people's names stand in a text, and what is none."""

from __future__ import annotations

import pytest

from tests.extract.pages import document, whom
from theodore.extract.privacy.names import Names, named
from theodore.model.page import PageKind

_SITE = """
<p>Zsófia Nagyváradi-Kerekes, CEO<p>Jürgen Weiß, Geschäftsführer
<script type="application/ld+json">{"@type": "Person", "name": "上田 明", "jobTitle": "社長"}</script>
<p>Geschrieben von Ndidi Okonkwo
<p>Q. Adebayo, CFO
"""


@pytest.fixture(scope="module")
def names() -> Names:
    return named([document(_SITE, PageKind.TEAM)], whom(name="Max Muster e.K."))


def found(names: Names, text: str, *, usual: bool = True) -> list[str]:
    return [text[start:end] for start, end in names.within(text, usual=usual)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Tel. Zsófia Nagyváradi-Kerekes", ["Zsófia Nagyváradi-Kerekes"], id="a leader of the site"),
        pytest.param("ZSÓFIA NAGYVÁRADI KEREKES", ["ZSÓFIA NAGYVÁRADI KEREKES"], id="in capitals, another hyphen"),
        pytest.param("juergen: JURGEN WEISS", ["JURGEN WEISS"], id="without its marks"),
        pytest.param("Weiß, Jürgen", ["Weiß, Jürgen"], id="the family name first"),
        pytest.param("Herr Weiß ruft zurück", ["Herr Weiß"], id="the family name with an honour"),
        pytest.param("fragt Weiß nach dem Weg", ["Weiß"], id="the family name alone"),
        pytest.param("/team/jurgen-weiss.html", ["jurgen-weiss"], id="in an address"),
        pytest.param("Foto: Ndidi Okonkwo", ["Ndidi Okonkwo"], id="an author whose first name is not known"),
        pytest.param("社長の上田明です", ["上田明"], id="a script without spaces"),
        pytest.param("founded by Anna Weber in 1999", ["Anna Weber"], id="a usual first name, English"),
        pytest.param("fundada por Íñigo Echeverría", ["Íñigo Echeverría"], id="a usual first name, Spanish"),
        pytest.param("opgericht door Pieter van den Berg", ["Pieter van den Berg"], id="with particles, Dutch"),
        pytest.param("fondata da Letizia De Angelis", ["Letizia De Angelis"], id="with a particle, Italian"),
        pytest.param("fondée par Benoît Lefèvre.", ["Benoît Lefèvre"], id="a usual first name, French"),
        pytest.param("fundada por João Ribeiro Sá", ["João Ribeiro Sá"], id="two family names, Portuguese"),
        pytest.param("Dr. Oyelaran hilft", ["Dr. Oyelaran"], id="an honour alone"),
        pytest.param("“Great!” Sabine K.", ["Sabine K"], id="an initial under praise"),
        pytest.param("Karl-Heinz Bäumer", ["Karl-Heinz Bäumer"], id="a double first name"),
        pytest.param("Anna Weber co-founded it", ["Anna Weber"], id="a co-founder"),
        pytest.param("Lisa J. Banks", ["Lisa J. Banks"], id="a family name that is a body's word, after an initial"),
        pytest.param("Carol and Craig Conlee", ["Carol and Craig Conlee"], id="two who share a family name"),
        pytest.param("Anna & Peter Kruse", ["Anna & Peter Kruse"], id="two, with an ampersand"),
        pytest.param("founded by E.P. and L.P. Woods.", ["L.P. Woods"], id="initials alone"),
        pytest.param("ask Q. Adebayo", ["Adebayo"], id="a leader of whom the initial is known alone"),
        pytest.param("Adebayo says", ["Adebayo"], id="their family name alone"),
        pytest.param("built by J.B. Huntly Inc. in 1990", [], id="a company by initials"),
        pytest.param("customers like J.B. Huntly", [], id="another, which founded nothing"),
        pytest.param("Anna Weber Co", [], id="a company named after somebody, without its ampersand"),
        pytest.param("John F. Kennedy School", [], id="a body named after somebody"),
        pytest.param("Anna und Peter", [], id="first names alone"),
        pytest.param("Max Muster e.K. in Hamburg", [], id="the company's own name"),
        pytest.param("Robert Bosch GmbH", [], id="a company named after somebody"),
        pytest.param("Peter Kaiser & Co. KG", [], id="another, with an ampersand"),
        pytest.param("Rue Victor Hugo 5", [], id="a street, French"),
        pytest.param("Martin Luther Straße 3", [], id="a street, German"),
        pytest.param("Via Giuseppe Verdi 10", [], id="a street, Italian"),
        pytest.param("the Dodd-Frank Act", [], id="a family name that is a first name, too"),
        pytest.param("Christian values, and art", [], id="a word that goes on without a capital"),
        pytest.param("St. Thomas University", [], id="a body"),
    ],
)
def test_within(names: Names, text: str, expected: list[str]) -> None:
    assert found(names, text) == expected


def test_of_places_only_those_count_whom_the_site_names(names: Names) -> None:
    assert found(names, "Calle Pablo Iglesias 3", usual=False) == []
    assert found(names, "c/o Jürgen Weiß, Calle Mayor 3", usual=False) == ["Jürgen Weiß"]


@pytest.mark.parametrize(
    ("text", "there"),
    [
        pytest.param("facebook.com/juergenweiss", False, id="spelled otherwise"),
        pytest.param("facebook.com/JurgenWeiss", True, id="in one word"),
        pytest.param("facebook.com/nordwind", False, id="the company"),
    ],
)
def test_in_one_word(names: Names, text: str, there: bool) -> None:
    assert names.in_one_word(text) is there


def test_what_a_page_of_a_team_shows_besides_is_nobody() -> None:
    headings = document("<h3>Customer Success</h3><p>We care.<h3>North Vancouver</h3><p>Our office", PageKind.TEAM)
    assert named([headings], whom()).people == {}


def test_a_family_name_with_which_the_domain_begins_is_the_companys_where_it_stands_alone() -> None:
    team = document("<p>Hugh Nordwin, Owner<p>Rod Ozumba, Carpenter", PageKind.TEAM)
    names = named([team], whom(name=""))
    assert found(names, "Nordwin Design builds houses") == []
    assert found(names, "Hugh Nordwin and Ozumba") == ["Hugh Nordwin", "Ozumba"]
