from __future__ import annotations

import json

import pytest

from tests.extract.pages import COMPANY, crawl, document, page
from theodore.extract.profile import extract_pages
from theodore.extract.reading.strangers import above

NORDWIND = {"@type": "Organization", "@id": "#us", "name": "Nordwind Logistik", "url": "https://nordwind.test/"}
ACME = {
    "@type": "Organization",
    "@id": "#them",
    "name": "Acme Inc",
    "url": "https://www.acme.test/",
    "telephone": "+49 40 901820",
    "email": "post@acme.test",
    "foundingDate": "1950",
    "numberOfEmployees": {"@type": "QuantitativeValue", "value": 300},
    "address": {"@type": "PostalAddress", "streetAddress": "Weg 1", "postalCode": "10115", "addressLocality": "Berlin"},
    "employee": {"@type": "Person", "name": "Anna Weber", "jobTitle": "CEO"},
}


def script(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def test_nothing_is_taken_of_an_organisation_that_is_at_home_elsewhere() -> None:
    found = extract_pages(COMPANY, crawl(page("<title>Nordwind</title>" + script([NORDWIND, ACME]))))
    of_theirs = {"phones", "emails", "founding_year", "employee_count_range", "addresses", "leadership_team"}
    assert not of_theirs & found.profile.keys()
    assert found.profile["official_name"] == "Nordwind Logistik"


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"url": "https://nordwind.test/en/"}, id="its-own-site"),
        pytest.param({"url": "https://shop.nordwind.example.co.uk/", "name": "Nordwind"}, id="a-name-that-fits"),
        pytest.param({"url": "https://www.nordwind.co.uk"}, id="its-site-in-another-country"),
        pytest.param({"url": "https://social.test/acme-inc"}, id="a-profile-on-a-platform"),
        pytest.param({"url": "https://old-name.test", "name": "NW Nordwind GmbH"}, id="a-domain-that-it-had"),
        pytest.param({"url": "acme"}, id="no-address"),
        pytest.param({"url": "http://[::1"}, id="a-broken-address"),
        pytest.param({"url": {"@id": "https://acme.test"}}, id="an-address-of-another-type"),
        pytest.param({"url": "https://acme.test", "name": None}, id="no-name"),
    ],
)
def test_in_doubt_it_is_the_company(changed: dict[str, object]) -> None:
    assert len(document(script({**ACME, **changed})).organisations) == 1


def test_where_the_title_names_it_its_own_site_has_answered() -> None:
    assert len(document(f"<title>Acme Inc - Parcels</title>{script(ACME)}").organisations) == 1


def test_the_firm_above_is_not_the_company() -> None:
    ours = {**NORDWIND, "parentOrganization": {"@id": "#them"}}
    theirs = {name: value for name, value in ACME.items() if name != "url"}
    [item] = document(script({"@graph": [ours, theirs]})).organisations
    assert item.text("name") == "Nordwind Logistik"


def test_a_group_is_named_by_its_firms_and_stays_itself() -> None:
    firm = {"@type": "Corporation", "@id": "#firm", "name": "Acme", "parentOrganization": {"@id": "#us"}}
    names = [item.text("name") for item in document(script({"@graph": [NORDWIND, firm]})).organisations]
    assert "Nordwind Logistik" in names


def test_two_that_are_each_a_part_of_the_other_say_nothing() -> None:
    one = {"@id": "#a", "parentOrganization": {"@id": "#b"}}
    other = {"@id": "#b", "parentOrganization": [{"@id": "#a"}, {"@id": "#c"}, 5]}
    assert above({"@graph": [one, other]}) == {"#c"}


def test_control_characters_and_halves_of_pairs_are_no_part_of_a_value() -> None:
    stated = {
        **NORDWIND,
        "name": "Nordwind\u0000 Logistik \ud800",
        "description": "We \u001bmove \udc00your goods well.",
    }
    found = extract_pages(COMPANY, crawl(page("<title>Nordwind</title>" + script(stated))))
    assert found.profile["official_name"] == "Nordwind Logistik"
    assert all(str(value).isprintable() or "\n" in str(value) for value in found.profile.values())
