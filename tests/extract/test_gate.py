"""What is personal stays out of the facts, their quotes and their addresses; all else stays in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.extract.pages import COMPANY, crawl, page
from theodore.extract.profile import extract_pages
from theodore.model.company import Company
from theodore.model.evidence import PRIVATELY, Blank, Extraction
from theodore.model.fields import PERSONAL_FIELDS, coverage
from theodore.model.page import Page, PageKind

HOME = page(
    "<html lang=de><title>Nordwind Logistik GmbH</title>"
    "<meta name=description content='Nordwind liefert Waren aller Art an Händler in ganz Deutschland.'>"
    "<p>Gegründet 1998 von Anna Weber in Hamburg.<p>info@nordwind.test<footer>Nordwind Logistik GmbH, "
    "Hafenstraße 5, 20457 Hamburg, Telefon +49 40 3346010</footer>"
)
TEAM = page(
    "<html lang=de><title>Team</title><h1>Team</h1>"
    "<div><h3>Anna Weber</h3><p>Geschäftsführerin</p><p>+49 40 3346011</p><p>anna.weber@nordwind.test</p></div>"
    "<div><h3>Ole Kruse</h3><p>Sachbearbeiter</p><p>Mobil +49 151 23456789</p><p>o.kruse@nordwind.test</p></div>"
    "<footer>Telefon +49 40 3346010</footer>",
    PageKind.TEAM,
    "/team/anna-weber",
)


def private(*pages: Page, company: Company = COMPANY) -> Extraction:
    return extract_pages(company, crawl(*pages), personal_data=False)


def said(found: Extraction) -> str:
    told: list[Any] = [found.profile, [(each.value, each.quote, each.url, each.method) for each in found.evidence]]
    return json.dumps(told, ensure_ascii=False)


def test_people_their_mailboxes_and_direct_lines_are_left_out() -> None:
    before = extract_pages(COMPANY, crawl(HOME, TEAM))
    assert before.profile["leadership_team"] == ["Anna Weber, Geschäftsführerin"]
    assert {"anna.weber@nordwind.test", "o.kruse@nordwind.test"} <= set(before.profile["emails"])
    found = private(HOME, TEAM)
    for words in ("Anna", "Weber", "Kruse", "anna", "kruse", "3346011", "23456789"):
        assert words not in said(found), words
    assert found.profile["emails"] == ["info@nordwind.test"]
    assert found.profile["phones"] == ["+49403346010"]
    assert found.profile["contact_info"]["phone"] == "+49403346010"


def test_all_else_is_as_it_was() -> None:
    before, found = extract_pages(COMPANY, crawl(HOME, TEAM)).profile, private(HOME, TEAM).profile
    for field in ("official_name", "founding_year", "addresses", "location", "company_description", "languages"):
        assert found[field] == before[field], field


def test_a_quote_is_cut_around_the_name() -> None:
    found = private(HOME)
    (proof,) = [each for each in found.evidence if each.field == "founding_year"]
    assert proof.quote == "Gegründet 1998 von"


def test_where_the_value_stands_on_both_sides_a_sign_tells_what_was_left_out() -> None:
    entry = "<article><h2>Ein neues Lager</h2><p>von Anna Weber</p><p>14.06.2024</p></article>"
    blog = page(
        f"<html lang=de><title>Aktuelles</title><h1>Aktuelles</h1>{entry}{entry.replace('neues', 'altes')}",
        PageKind.BLOG,
    )
    found = private(HOME, blog)
    assert "Weber" not in said(found)


def test_addresses_of_pages_end_before_the_name() -> None:
    found = private(HOME, TEAM)
    assert found.profile["pages_crawled"] == ["https://nordwind.test/", "https://nordwind.test/team/"]


def test_a_family_name_alone_is_a_persons_in_an_address_too() -> None:
    team = page(
        "<html lang=en><title>Team</title><h1>Team</h1><h3>Ndidi Okonkwo</h3><p>CEO</p>", PageKind.TEAM, "/team/okonkwo"
    )
    assert "okonkwo" not in said(private(HOME, team)).lower()


def test_addresses_of_people_are_cut_from_quotes() -> None:
    stated = '["https://www.linkedin.com/in/okonkwo-n","https://www.facebook.com/nordwind"]'
    html = f'<script type="application/ld+json">{{"@type":"Organization","name":"Nordwind","sameAs":{stated}}}</script>'
    found = private(page(f"<html lang=en><title>Nordwind</title>{html}"))
    assert found.profile["social_media"] == {"facebook": "https://www.facebook.com/nordwind"}
    assert "okonkwo" not in said(found)


@pytest.mark.parametrize(
    ("path", "left"),
    [
        pytest.param("/contact/anna-weber", "/contact", id="from-the-root"),
        pytest.param("contact/anna-weber.php", "contact", id="from-the-page"),
        pytest.param("/contact/?to=anna-weber", "/contact", id="in-the-question"),
        pytest.param("//forms.test/anna-weber", "//forms.test", id="without-a-scheme"),
        pytest.param("/contact/send", "/contact/send", id="nobody"),
    ],
)
def test_addresses_within_the_site_are_cut_from_quotes(path: str, left: str) -> None:
    form = f'<form action="{path}"><input type=email><textarea></textarea></form>'
    found = private(page(f"<html lang=en><title>Nordwind</title>{form}"))
    [proof] = [each for each in found.evidence if each.field == "has_forms"]
    assert left in proof.quote
    assert "weber" not in said(found)


def test_blanks_say_that_it_is_kept_out_and_the_coverage_counts_the_others() -> None:
    found = private(TEAM)
    assert {found.blanks[name] for name in PERSONAL_FIELDS} == {Blank.DISABLED}
    assert found.blanks["emails"] is Blank.DISABLED, "all of them were people's"
    assert found.blanks["awards"] is not Blank.DISABLED
    assert found.off == PERSONAL_FIELDS
    assert coverage(found.profile, off=found.off) > coverage(found.profile)
    assert found.researcher == PRIVATELY


@pytest.mark.parametrize(
    ("name", "html", "stays"),
    [
        pytest.param("Max Muster e.K.", "<footer>© Max Muster e.K.</footer>", "Max Muster e.K.", id="a sole trader"),
        pytest.param("Muster", "<footer>© Max Muster GmbH</footer>", "Max Muster GmbH", id="with a legal form"),
        pytest.param("Anna Weber", "<title>Anna Weber</title>", "Anna Weber", id="as the row calls it"),
        pytest.param("Studio", "<meta property=og:site_name content='Anna Weber'>", None, id="a person's, and no more"),
    ],
)
def test_the_companys_own_name_stays(name: str, html: str, stays: str | None) -> None:
    found = private(page(f"<html lang=de>{html}<p>Willkommen"), company=Company("r1", name, "nordwind.test"))
    assert found.profile.get("official_name") == stays


@pytest.mark.parametrize(
    ("html", "kind", "phones"),
    [
        pytest.param("<h3>Anna Weber</h3><p>CEO<p>+49 40 3346011", PageKind.TEAM, None, id="a card"),
        pytest.param("<p>Anna Weber, Tel. +49 40 3346011", PageKind.CONTACT, None, id="one line"),
        pytest.param(
            "<table><tr><td>Zentrale<br>9090 Park Royal Dr.<br>Fort Myers<br>+49 40 3346011</table>",
            PageKind.CONTACT,
            ["+49403346011"],
            id="a street that ends as an honour, over a town",
        ),
        pytest.param(
            "<table><tr><td>Anna Weber<td>CEO<td>+49 40 3346011</table>", PageKind.TEAM, None, id="a row of a table"
        ),
        pytest.param(
            "<h3>Anna Weber</h3><p>CEO<p><a href='tel:+49403346011'>Anrufen</a>", PageKind.TEAM, None, id="a link"
        ),
        pytest.param(
            "<ul><li>Anna Weber Geschäftsführerin<br>+49 40 3346011</ul>",
            PageKind.IMPRINT,
            None,
            id="a card of an imprint",
        ),
        pytest.param(
            "<p>Geschäftsführerin Anna Weber<br>Telefon +49 40 3346011",
            PageKind.IMPRINT,
            ["+49403346011"],
            id="who answers for the company, over its telephone",
        ),
        pytest.param(
            "<p>Vertreten durch<br>Anna Weber<br>Telefon +49 40 3346011",
            PageKind.IMPRINT,
            ["+49403346011"],
            id="an imprint",
        ),
        pytest.param(
            "<h3>Anna Weber</h3><p>CEO<h2>Zentrale</h2><p>+49 40 3346011",
            PageKind.TEAM,
            ["+49403346011"],
            id="a heading between",
        ),
        pytest.param(
            "<h3>Anna Weber</h3><p>CEO<p>+49 40 3346011<footer>+49 40 3346011</footer>",
            PageKind.TEAM,
            ["+49403346011"],
            id="the switchboard by a person",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type":"Organization","name":"Nordwind",'
            '"telephone":"+49403346011"}</script>',
            PageKind.HOME,
            ["+49403346011"],
            id="what the company states for machines",
        ),
    ],
)
def test_direct_lines(html: str, kind: PageKind, phones: list[str] | None) -> None:
    assert private(page(f"<html lang=de><title>Nordwind</title>{html}", kind)).profile.get("phones") == phones


def test_streets_keep_the_names_that_they_bear() -> None:
    found = private(
        page("<html lang=it><title>Nordwind</title><p>Via Giuseppe Verdi 10, 20121 Milano</p>", PageKind.CONTACT)
    )
    assert found.profile["addresses"] == ["Via Giuseppe Verdi 10, 20121 Milano"]


def test_what_is_hidden_in_escapes_is_no_way_around() -> None:
    html = (
        '<script type="application/ld+json">{"@type":"Organization","name":"Nordwind","description":'
        '"Nordwind liefert seit 1998. J\\u00fcrgen Wei\\u00df f\\u00fchrt sie."}</script><p>Jürgen Weiß, CEO'
    )
    found = private(page(f"<html lang=de><title>Nordwind</title>{html}", PageKind.ABOUT))
    assert "Wei" not in said(found)


def test_a_bar_that_json_escapes_is_no_way_around() -> None:
    stated = r'"foundingDate":"1998","founder":"https:\/\/nordwind.test\/team\/anna-weber"'
    html = f'<script type="application/ld+json">{{"@type":"Organization","name":"Nordwind",{stated}}}</script>'
    assert "weber" not in said(private(page(f"<html lang=en><title>Nordwind</title>{html}", PageKind.ABOUT)))


def test_with_personal_data_nothing_changes() -> None:
    site = crawl(HOME, TEAM)
    assert extract_pages(COMPANY, site, personal_data=True) == extract_pages(COMPANY, site)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>Anna Weber<p>+49 40 3346011" * 20_000, id="people and their numbers"),
        pytest.param("<p>" + "Anna " * 200_000, id="half of a name over and over"),
        pytest.param("<p>" + "040 3346011 " * 100_000, id="a number over and over"),
        pytest.param("<p>von Anna Weber" * 50_000, id="authors"),
        pytest.param("<p>a@b.test, anna@nordwind.test" * 20_000, id="mailboxes"),
        pytest.param("".join(f"<a href='/team/anna-weber-{number}'>A</a>" for number in range(20_000)), id="addresses"),
    ],
)
def test_a_hostile_page_costs_no_more_than_a_large_one(html: str) -> None:
    # what grew with the square of a page would take hours
    found = private(page(f"<html lang=de><title>Nordwind</title>{html}", PageKind.TEAM))
    assert "Weber" not in said(found)
