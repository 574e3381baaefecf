from __future__ import annotations

import pytest

from tests.extract.pages import COMPANY, crawl, page
from theodore.extract.derived.decision_makers import roles
from theodore.extract.profile import extract_pages
from theodore.model.evidence import Proof
from theodore.model.page import PageKind


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("CEO", {"CEO"}),
        ("Founder & CEO", {"CEO", "Founder"}),
        ("President and Chief Executive Officer", {"CEO", "President"}),
        ("Chief Technology Officer", {"CTO"}),
        ("Finance Director", {"CFO"}),
        ("Chief Operating Officer", {"COO"}),
        ("Chief Marketing Officer", {"CMO"}),
        ("Chief Product Officer", {"CPO"}),
        ("Managing Director", {"Managing Director"}),
        ("Head of Sales", {"Head of Sales"}),
        ("Vice President, Marketing", {"Head of Marketing"}),
        ("VP Product", {"Head of Product"}),
        ("HR Manager", {"Head of HR"}),
        ("CHRO", {"Head of HR"}),
        ("Managing Partner", {"Managing Partner"}),
        ("Owner", {"Owner"}),
        ("Geschäftsführerin", {"Managing Director"}),
        ("Vorstandsvorsitzender", {"CEO"}),
        ("Inhaber", {"Owner"}),
        ("Leiter Vertrieb", {"Head of Sales"}),
        ("Technische Leiterin", {"Head of Technology"}),
        ("Personalleiter", {"Head of HR"}),
        ("PDG", {"CEO"}),
        ("Président-directeur général", {"CEO", "President"}),
        ("Directrice générale", {"Managing Director"}),
        ("Directeur technique", {"CTO"}),
        ("Directrice financière", {"CFO"}),
        ("Directeur commercial", {"Head of Sales"}),
        ("Fondatrice", {"Founder"}),
        ("Consejera delegada", {"CEO"}),
        ("Director general", {"Managing Director"}),
        ("Directora financiera", {"CFO"}),
        ("Jefe de producción", {"Head of Production"}),
        ("Amministratore delegato", {"CEO"}),
        ("Direttore finanziario", {"CFO"}),
        ("Responsabile commerciale", {"Head of Sales"}),
        ("Algemeen directeur", {"Managing Director"}),
        ("Financieel directeur", {"CFO"}),
        ("Hoofd verkoop", {"Head of Sales"}),
        ("Mede-oprichter", {"Founder"}),
        ("Diretor-geral", {"Managing Director"}),
        ("Diretora financeira", {"CFO"}),
        ("Sócio fundador", {"Founder"}),
        # near misses
        ("Vice President", set()),
        ("Vice-président", set()),
        ("Director", set()),
        ("Partner", set()),
        ("Managing Principal, Cloud", set()),
        ("Prokurist", set()),
        ("Deputy Head of Sales", set()),
        ("Regional Sales Director", set()),
        ("Directeur commercial adjoint", set()),
        ("Stellvertretender Leiter Vertrieb", set()),
        ("Director of Admissions", set()),
    ],
)
def test_roles_are_named_alike_in_every_language(title: str, expected: set[str]) -> None:
    assert {role for role, _ in roles(title)} == expected


TEAM = "<h3>{}</h3><p>{}</p>"


def _made(*people: tuple[str, str]) -> dict[str, str]:
    html = "".join(TEAM.format(*each) for each in people)
    found: dict[str, str] = extract_pages(COMPANY, crawl(page(html, PageKind.TEAM))).profile["key_decision_makers"]
    return found


def test_each_role_has_its_name_and_the_weightiest_stand_first() -> None:
    found = _made(("Jan Huber", "Head of Sales"), ("Anna Weber", "Founder & CEO"), ("Ute Klein", "Partner"))
    assert list(found.items()) == [("CEO", "Anna Weber"), ("Founder", "Anna Weber"), ("Head of Sales", "Jan Huber")]


def test_who_heads_a_part_goes_before_who_manages_it() -> None:
    assert _made(("Jan Huber", "Sales Manager"), ("Anna Weber", "Head of Sales")) == {"Head of Sales": "Anna Weber"}


def test_who_has_said_one_thing_on_each_page_has_both_roles() -> None:
    team = page(TEAM.format("Anna Weber", "Founder"), PageKind.TEAM)
    imprint = page("<p>Geschäftsführerin: Anna Weber</p>", PageKind.IMPRINT)
    found = extract_pages(COMPANY, crawl(team, imprint)).profile["key_decision_makers"]
    assert found == {"Managing Director": "Anna Weber", "Founder": "Anna Weber"}


def test_it_names_what_it_follows_from() -> None:
    found = extract_pages(COMPANY, crawl(page(TEAM.format("Anna Weber", "CTO"), PageKind.TEAM)))
    [leader] = [each for each in found.evidence if each.field == "leadership_team"]
    [maker] = [each for each in found.evidence if each.field == "key_decision_makers"]
    assert maker.kind is Proof.DERIVED
    assert maker.derived_from == (leader.id,)
    assert maker.url == leader.url


def test_where_nobody_decides_the_field_is_blank() -> None:
    found = extract_pages(COMPANY, crawl(page(TEAM.format("Anna Weber", "Partner"), PageKind.TEAM)))
    assert "key_decision_makers" not in found.profile
    assert found.blanks["key_decision_makers"].value == "not_published"
