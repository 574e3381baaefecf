from __future__ import annotations

import pytest

from tests.extract.derived.companies import evidence_for, home, worked_out
from tests.extract.derived.test_classification import HIRING
from theodore.extract.derived.industry import names_it
from theodore.model.evidence import Evidence, Proof

TYPED = (
    '<html lang=en><head><script type="application/ld+json">{{"@context": "https://schema.org", "@type": "{}", '
    '"name": "Acme"}}</script><title>Acme</title></head><body><h1>Acme</h1><p>Hello.</p></body></html>'
)


@pytest.mark.parametrize(
    ("title", "industry"),
    [
        pytest.param("Mill Lane | Law firm in Leeds", "Legal services", id="english"),
        pytest.param("Weber | Steuerberatung in Kiel", "Financial services", id="german-with-any-ending"),
        pytest.param("Dupont | Plombier à Lyon", "Construction", id="french"),
        pytest.param("Ruiz | Inmobiliaria en Madrid", "Real estate", id="spanish"),
        pytest.param("Bianchi | Ristorante a Milano", "Restaurants and catering", id="italian"),
        pytest.param("De Wit | Loodgieter", "Construction", id="dutch"),
        pytest.param("Costa | Escola em Lisboa", "Education", id="portuguese"),
    ],
)
def test_the_industry_as_the_title_names_it(title: str, industry: str) -> None:
    found = worked_out(home(title, "Hello"))
    assert found.profile["industry"] == industry
    assert title in evidence_for(found, "industry").quote


@pytest.mark.parametrize(
    ("kind", "industry"),
    [
        pytest.param("Dentist", "Healthcare", id="a-type"),
        pytest.param("RealEstateAgent", "Real estate", id="several-words-in-one"),
        pytest.param("LocalBusiness", None, id="a-type-of-any-industry"),
    ],
)
def test_the_industry_as_machines_are_told(kind: str, industry: str | None) -> None:
    assert worked_out(TYPED.format(kind)).profile.get("industry") == industry


def test_of_two_that_are_named_alike_neither_is_the_main_one() -> None:
    assert "industry" not in worked_out(home("Acme", "Law firm and restaurant")).profile


def test_else_it_follows_from_the_category() -> None:
    found = worked_out(HIRING)
    assert found.profile["industry"] == "Human resources and staffing"


def test_nothing_is_named() -> None:
    assert "industry" not in worked_out(home("Acme", "Hello")).profile


@pytest.mark.parametrize(
    ("quote", "stands"),
    [("a law firm in leeds", True), ('"@type": "legalservice"', True), ("a firm in leeds", False)],
)
def test_a_quote_names_its_industry(quote: str, stands: bool) -> None:
    claim = Evidence("industry", "Legal services", Proof.TEXT, None, quote, "test", 1.0)
    assert names_it(claim, quote) is stands
