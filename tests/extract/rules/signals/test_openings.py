from __future__ import annotations

import json

import pytest

from tests.extract.pages import COMPANY, crawl, document, page, whom
from theodore.extract.profile import extract_pages
from theodore.extract.registry import proven
from theodore.extract.rules.signals.openings import COUNT, TITLES, find
from theodore.model.evidence import Proof
from theodore.model.page import PageKind

POSTING = {
    "@type": "JobPosting",
    "title": "Driver",
    "jobLocation": {"@type": "Place", "address": {"addressLocality": "Hamburg"}},
}


def openings(html: str, field: str = TITLES, kind: PageKind = PageKind.CAREERS) -> list[object]:
    one = document(html, kind)
    found = [each for each in find(one, whom()) if proven(each, one)]
    return list(dict.fromkeys(each.value for each in found if each.field == field))


@pytest.mark.parametrize(
    ("html", "titles"),
    [
        pytest.param("<h3>Fahrer (m/w/d)</h3><p>Standort: Hamburg</p>", ["Fahrer (m/w/d), Hamburg"], id="de"),
        pytest.param("<h3>Fahrer (m/w/d)</h3><p>Kiel | Vollzeit</p>", ["Fahrer (m/w/d), Kiel"], id="de-place-and-time"),
        pytest.param("<h3>Développeur (H/F)</h3><p>Lieu : Lyon</p>", ["Développeur (H/F), Lyon"], id="fr"),
        pytest.param("<h3>Boekhouder (m/v)</h3><p>Locatie: Utrecht</p>", ["Boekhouder (m/v), Utrecht"], id="nl"),
        pytest.param("<li>Contable <a href=/1>Inscribirse</a></li>", ["Contable"], id="es"),
        pytest.param("<li>Magazziniere <a href=/1>Candidati</a></li>", ["Magazziniere"], id="it"),
        pytest.param("<li>Motorista <a href=/1>Candidatar-se</a></li>", ["Motorista"], id="pt"),
        pytest.param("<p>Engineer</p><p>Location: Kiel</p><a href=/1>Apply now</a>", ["Engineer, Kiel"],
                     id="a-place-between-title-and-button"),
        pytest.param("<a href=/careers/senior-engineer>Senior Engineer</a>", ["Senior Engineer"], id="a-link-below"),
        pytest.param(f"<script type='application/ld+json'>{json.dumps(POSTING)}</script>", ["Driver, Hamburg"],
                     id="structured"),
        pytest.param("<a href='https://boards.greenhouse.io/nordwind/jobs/1'>Data Engineer</a>", ["Data Engineer"],
                     id="a-board"),
    ],
)  # fmt: skip
def test_titles(html: str, titles: list[str]) -> None:
    assert openings(html) == titles


#: A card that is one link: its elements have nothing but the style sheet between them.
CARD = "<a href=/1><span>{}</span><span>{}</span><span>{}</span></a>"


@pytest.mark.parametrize(
    ("html", "titles"),
    [
        pytest.param("<tr><td><a href=/1>Driver</a></td><td>Austin, TX</td><td>Apply now</td></tr>"
                     "<tr><td><a href=/2>Account keeper</a></td><td>Apply now</td></tr>",
                     ["Driver, Austin, TX", "Account keeper"], id="rows-of-a-table"),
        pytest.param("<tr><td>Boekhouder (m/v)</td><td>Eindhoven</td></tr><tr><td>Kok (m/v)</td><td>Finance</td></tr>",
                     ["Boekhouder (m/v), Eindhoven", "Kok (m/v)"], id="rows-without-a-button"),
        pytest.param("<h3>Técnico</h3><p>Porto</p><a href=/1>Candidatar-se</a>", ["Técnico, Porto"], id="in-a-list"),
        pytest.param("<p>Jefe de proyecto</p><p>Barcelona</p><div><a href=/1>Inscribirse</a></div>",
                     ["Jefe de proyecto, Barcelona"], id="over-a-button"),
        pytest.param("<section>" + CARD.format("Impiegato tecnico", "Verona", "Candidati →")
                     + CARD.format("Custode di notte", "", "Candidati →") + "</section>",
                     ["Impiegato tecnico, Verona", "Custode di notte"], id="several-cards-on-a-line"),
        pytest.param("<li><span>Konstrukteur (m/w/d)</span><span>Frankfurt am Main</span>"
                     "<a href=/1>Jetzt bewerben</a></li>",
                     ["Konstrukteur (m/w/d), Frankfurt am Main"], id="beside-a-button"),
        pytest.param("<a href=/1><span>Bootswart (m/w/d)</span><span>Jetzt bewerben</span></a>",
                     ["Bootswart (m/w/d)"], id="the-buttons-words-are-not-of-the-title"),
        pytest.param("<section>" + CARD.format("Boat keeper", "Boston, MA", "Apply now")
                     + CARD.format("Captain of all", "", "Apply now") + "</section>",
                     ["Boat keeper, Boston, MA", "Captain of all"], id="a-place-that-touches-its-button"),
        pytest.param("<section>" + CARD.format("Boat keeper", "HAMBURG", "Apply now")
                     + CARD.format("Captain of all", "", "Apply now") + "</section>",
                     ["Boat keeper", "Captain of all"], id="a-place-that-is-one-word-with-its-button"),
        pytest.param("<h2>Sales</h2><p>Account Executive</p><p>Full-time</p><p>Boston, MA</p><a href=/1>Apply now</a>",
                     ["Account Executive, Boston, MA"], id="under-a-department"),
        pytest.param("<h3>Driver</h3><p>Learn More</p><a href=/1>Apply now</a>", ["Driver"], id="another-button"),
        pytest.param("<h3>Driver</h3><p>Operations</p><a href=/1>Apply now</a>", ["Driver"], id="a-department"),
        pytest.param("<h3>Driver</h3><p>Kiel</p><p>Night Shift</p><a href=/1>Apply now</a>", ["Driver"],
                     id="two-that-could-be-towns"),
        pytest.param("<h3>Koch (m/w/d)</h3><p>Unser Team</p>", ["Koch (m/w/d)"], id="what-follows-without-a-button"),
        pytest.param("<h3>Koch (m/w/d)</h3><p>Kiel, Vollzeit</p>", ["Koch (m/w/d), Kiel"],
                     id="place-and-time"),
    ],
)  # fmt: skip
def test_places_beside_titles(html: str, titles: list[str]) -> None:
    found = openings(f"<table>{html}</table>" if html.startswith("<tr") else html)
    assert found == titles


def test_a_town_is_no_title() -> None:
    html = (
        "<p>Boat keeper</p><p>Boston, MA</p><a href=/1>Apply now</a><p>Captain</p><p>Kiel</p><a href=/2>Apply now</a>"
    )
    assert openings(html) == ["Boat keeper, Boston, MA", "Captain, Kiel"]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>No open positions.</p><h3>Driver</h3><a href=/1>Apply now</a>", id="none-now",),
        pytest.param("<p>Zurzeit keine offenen Stellen.</p><h3>Fahrer (m/w/d)</h3>", id="none-now-de"),
        pytest.param("<nav><a href=/careers/engineer>Engineer</a></nav>", id="a-menu"),
        pytest.param("<h3>Initiativbewerbung (m/w/d)</h3>", id="unasked"),
        pytest.param("<p>Alle Bewerber (m/w/d) sind uns willkommen. Wir freuen uns.</p>", id="a-sentence"),
        pytest.param("<a href=/careers/our-values>Our values</a>", id="no-job"),
        pytest.param("<a href='https://boards.greenhouse.io/nordwind'>All jobs</a>", id="the-board-itself"),
    ],
)  # fmt: skip
def test_no_titles(html: str) -> None:
    assert openings(html) == []


def test_only_postings_for_machines_count_on_other_pages() -> None:
    assert openings("<p>Fahrer (m/w/d)</p>", kind=PageKind.ABOUT) == []


@pytest.mark.parametrize(
    ("html", "count"),
    [
        pytest.param("<h2>12 open positions</h2>", [12], id="en"),
        pytest.param("<h2>3 offene Stellen</h2>", [3], id="de"),
        pytest.param("<h2>7 postes à pourvoir</h2>", [7], id="fr"),
        pytest.param("<h2>4 vacantes</h2>", [4], id="es"),
        pytest.param("<h2>5 posizioni aperte</h2>", [5], id="it"),
        pytest.param("<h2>6 vacatures</h2>", [6], id="nl"),
        pytest.param("<h2>8 vagas abertas</h2>", [8], id="pt"),
        pytest.param("<h2>Over 100 open positions</h2>", [], id="a-round-number"),
        pytest.param("<h2>Mehr als 50 offene Stellen</h2>", [], id="a-round-number-de"),
        pytest.param("<p>1.200 vacatures</p>", [], id="part-of-a-number"),
    ],
)
def test_the_number_that_is_stated(html: str, count: list[int]) -> None:
    assert openings(html, COUNT) == count


def test_openings_are_counted_from_their_titles() -> None:
    html = "<h3>Fahrer (m/w/d)</h3><p>Ort: Kiel</p><h3>Koch (m/w/d)</h3>"
    found = extract_pages(COMPANY, crawl(page("<p>Hi</p>"), page(html, PageKind.CAREERS)))
    [count] = [each for each in found.evidence if each.field == COUNT]
    titles = {each.id for each in found.evidence if each.field == TITLES and each.kept}
    assert (count.value, count.kind) == (2, Proof.DERIVED)
    assert set(count.derived_from) == titles
    assert found.profile["has_job_listings"] is True


def test_a_stated_number_is_not_counted_over() -> None:
    html = "<h2>12 offene Stellen</h2><h3>Fahrer (m/w/d)</h3><h3>Koch (m/w/d)</h3>"
    assert extract_pages(COMPANY, crawl(page(html, PageKind.CAREERS))).profile[COUNT] == 12


def test_a_title_with_its_place_stands_for_the_same_without() -> None:
    html = f"<script type='application/ld+json'>{json.dumps(POSTING)}</script><li>Driver <a href=/1>Apply now</a></li>"
    profile = extract_pages(COMPANY, crawl(page(html, PageKind.CAREERS))).profile
    assert profile[TITLES] == ["Driver, Hamburg"]


def posting_of(*employers: object, title: str = "Driver") -> str:
    posting = {**POSTING, "title": title, "hiringOrganization": list(employers)}
    return f"<script type='application/ld+json'>{json.dumps(posting)}</script>"


STEEL = {"@type": "Organization", "name": "Stahlwerk Meyer AG", "sameAs": "https://www.stahlwerk-meyer.test"}


@pytest.mark.parametrize(
    ("employer", "head", "is_own"),
    [
        pytest.param(STEEL, "", False, id="another-firm"),
        pytest.param(STEEL, "<title>Driver at Stahlwerk Meyer AG | Nordwind</title>", False, id="named-in-the-title"),
        pytest.param(STEEL, "<title>Stahlwerk Meyer AG</title>", True, id="whose-page-it-is"),
        pytest.param(STEEL, '<meta property="og:site_name" content="Stahlwerk Meyer">', True, id="whose-site-it-is"),
        pytest.param({**STEEL, "name": "Nordwind Logistik GmbH"}, "", True, id="its-own-name"),
        pytest.param({**STEEL, "sameAs": "https://nordwind.test"}, "", True, id="its-own-site"),
        pytest.param({"name": "Stahlwerk Meyer AG"}, "", True, id="a-name-alone"),
        pytest.param({**STEEL, "sameAs": "https://www.linkedin.test/company/sm"}, "", True, id="a-profile"),
        pytest.param("Stahlwerk Meyer AG", "", True, id="a-text"),
    ],
)
def test_openings_at_other_firms_are_not_the_companys(employer: object, head: str, is_own: bool) -> None:
    html = f"{head}{posting_of(employer)}<h1>Driver (m/w/d)</h1><p>Full-time</p>"
    found = extract_pages(COMPANY, crawl(page(html, PageKind.CAREERS))).profile
    assert (found.get("has_job_listings"), bool(found.get(TITLES))) == ((True, True) if is_own else (None, False))


def test_of_a_page_with_both_the_companys_own_are_told() -> None:
    own = {"name": "Nordwind Logistik"}
    html = f"{posting_of(STEEL, title='Smelter (m/w/d)')}{posting_of(own)}<h3>Smelter (m/w/d)</h3><h3>Cook (m/w/d)</h3>"
    assert openings(html) == ["Driver, Hamburg", "Cook (m/w/d)"]
