from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.extract.derived.companies import evidence_for, home, worked_out
from tests.extract.derived.test_classification import HIRING
from tests.extract.pages import COMPANY, crawl, page
from theodore.extract.derived.business import FIELDS, frameworks
from theodore.extract.derived.stated import states
from theodore.extract.profile import extract_pages
from theodore.extract.reading.wording import fold
from theodore.model.evidence import Evidence, Proof
from theodore.model.fields import Value
from theodore.model.page import PageKind


def on(*lines: str) -> str:
    return home("Acme", *lines)


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        pytest.param("Cleaning for businesses of all sizes", "business_model", "b2b", id="for-businesses"),
        pytest.param("Wir arbeiten für Unternehmen im Norden", "business_model", "b2b", id="german-b2b"),
        pytest.param("Des services pour les entreprises", "business_model", "b2b", id="french-b2b"),
        pytest.param("Servicios para empresas", "business_model", "b2b", id="spanish-b2b"),
        pytest.param("Soluzioni per le aziende", "business_model", "b2b", id="italian-b2b"),
        pytest.param("Wij werken voor bedrijven", "business_model", "b2b", id="dutch-b2b"),
        pytest.param("Fun for the whole family. Add to cart", "business_model", "b2c", id="for-families"),
        pytest.param("Buyers and sellers meet here", "business_model", "marketplace", id="marketplace"),
        pytest.param("Registered charity no. 12", "business_model", "nonprofit", id="charity"),
        pytest.param("An official website of the state", "business_model", "government", id="government"),
        pytest.param("We manufacture valves", "business_model_type", "manufacturing", id="maker"),
        pytest.param("Add to basket", "business_model_type", "ecommerce", id="shop"),
        pytest.param("Unsere Leistungen", "business_model_type", "services", id="german-services"),
        pytest.param("News for our readers", "business_model_type", "media", id="media"),
        pytest.param("We ship worldwide", "geographic_scope", "global", id="global"),
        pytest.param("Bundesweit für Sie da", "geographic_scope", "national", id="german-national"),
        pytest.param("Serving Bristol and the surrounding area", "geographic_scope", "local", id="local"),
        pytest.param("Service dans toute la région", "geographic_scope", "regional", id="french-regional"),
        pytest.param("Made for developers", "decision_maker_type", "technical", id="technical"),
        pytest.param("Made for HR managers", "decision_maker_type", "business", id="business"),
        pytest.param("Made for developers and for HR managers", "decision_maker_type", "hybrid", id="both-buyers"),
        pytest.param("Start your free trial", "sales_complexity", "simple", id="alone"),
        pytest.param("Free trial, or book a demo", "sales_complexity", "moderate", id="prices-and-a-demo"),
        pytest.param("Contact sales", "sales_complexity", "complex", id="ask-for-it"),
    ],
)
def test_what_is_stated(line: str, field: str, value: str) -> None:
    found = worked_out(on("Hello", line))
    assert found.profile[field] == value
    assert fold(evidence_for(found, field).quote) == fold(line)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        pytest.param("Every business has its own story", "business_model", id="a-business-is-not-a-customer"),
        pytest.param("For businesses, and for families", "business_model", id="both-equally"),
        pytest.param("The world is wide", "geographic_scope", id="words-apart"),
        pytest.param("A global mindset", "geographic_scope", id="global-is-said-by-anybody"),
        pytest.param("Our developers are kind", "decision_maker_type", id="developers-who-do-not-buy"),
        pytest.param("A demo version of the game", "sales_complexity", id="a-demo-of-something-else"),
        pytest.param("Welcome", "business_model_type", id="never-other-by-default"),
    ],
)
def test_what_is_not_stated_is_blank(line: str, field: str) -> None:
    assert field not in worked_out(on("Hello", line)).profile


def test_what_others_say_is_no_statement() -> None:
    found = worked_out("<html lang=en><main><h1>Acme</h1><blockquote>They ship worldwide!</blockquote></main></html>")
    assert "geographic_scope" not in found.profile


SAAS: Mapping[str, Value] = {
    "business_model_type": "saas",
    "business_model_framework": frameworks()["subscription"],
    "sales_complexity": "moderate",
}


def test_software_on_subscription_follows_its_category() -> None:
    prices = page("<html lang=en><h1>Pricing</h1><p>9 euros per month and user</p></html>", PageKind.PRICING)
    found = extract_pages(COMPANY, crawl(page(HIRING), prices))
    assert {field: found.profile.get(field) for field in SAAS} == SAAS
    earning = evidence_for(found, "business_model_type")
    assert earning.derived_from == (evidence_for(found, "is_saas").id,)
    assert evidence_for(found, "business_model_framework").derived_from == (earning.id,)


def test_there_are_twelve_frameworks_each_with_its_text() -> None:
    assert len(frameworks()) == 12
    assert all(": " in text for text in frameworks().values())


@pytest.mark.parametrize(
    ("field", "value", "quote", "stands"),
    [
        pytest.param("geographic_scope", "global", "we ship worldwide", True, id="so-it-says"),
        pytest.param("geographic_scope", "local", "we ship worldwide", False, id="it-says-another"),
        pytest.param("business_model", "global", "we ship worldwide", False, id="of-another-field"),
        pytest.param("sales_complexity", "moderate", "book a demo", True, id="one-of-two-signs"),
        pytest.param("decision_maker_type", "hybrid", "for developers", True, id="one-of-both"),
    ],
)
def test_a_quote_states_its_value(field: str, value: str, quote: str, stands: bool) -> None:
    assert states(Evidence(field, value, Proof.TEXT, None, quote, "test", 1.0), quote) is stands


def test_every_value_has_its_proof() -> None:
    found = worked_out(on("For businesses", "We manufacture valves", "We ship worldwide", "Contact sales"))
    for field in FIELDS:
        if field in found.profile:
            proof = evidence_for(found, field)
            assert proof.quote or proof.derived_from
