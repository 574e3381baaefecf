"""Fields that are switched off."""

from __future__ import annotations

import pytest

from tests.extract.pages import COMPANY, crawl, page
from theodore.extract import profile as profile_module
from theodore.extract.profile import extract_pages
from theodore.extract.reading.document import Document
from theodore.extract.reading.subject import Subject
from theodore.extract.rules.rule import Rule
from theodore.model.evidence import Blank, Evidence
from theodore.model.fields import catalogue, coverage
from theodore.model.page import PageKind

SITE = crawl(
    page("<title>Nordwind</title><p>Nordwind GmbH, gegründet 1998</p><p>info@nordwind.test</p>"),
    page("<p>Tel. +49 30 1234567", PageKind.CONTACT),
)


def test_a_field_that_is_off_is_neither_found_nor_proven() -> None:
    found = extract_pages(COMPANY, SITE, off=frozenset({"emails"}))
    assert extract_pages(COMPANY, SITE).profile["emails"] == ["info@nordwind.test"]
    assert "emails" not in found.profile
    assert "emails" not in {each.field for each in found.evidence}
    assert found.blanks["emails"] is Blank.DISABLED
    # the others are as they were, but for what followed from it
    assert found.profile["founding_year"] == 1998
    assert "email" not in found.profile["contact_info"]


@pytest.mark.parametrize(
    ("off", "runs"),
    [
        pytest.param({"founding_year"}, False, id="all that it fills is off"),
        pytest.param({"emails"}, True, id="others are off"),
        pytest.param(set(), True, id="nothing is off"),
    ],
)
def test_a_rule_is_run_only_for_what_is_wanted(off: set[str], runs: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Document] = []

    def find(document: Document, _: Subject) -> list[Evidence]:
        ran.append(document)
        return []

    monkeypatch.setattr(profile_module, "RULES", (Rule(("founding_year",), find),))
    extract_pages(COMPANY, SITE, off=frozenset(off))
    assert bool(ran) is runs


@pytest.mark.parametrize(
    ("off", "field", "blank"),
    [
        pytest.param({"leadership_team"}, "key_decision_makers", Blank.DISABLED, id="its only ground is off"),
        pytest.param({"emails"}, "key_decision_makers", Blank.NOT_PUBLISHED, id="another field is off"),
    ],
)
def test_what_follows_from_nothing_else_is_off_with_it(off: set[str], field: str, blank: Blank) -> None:
    found = extract_pages(COMPANY, SITE, off=frozenset(off))
    assert found.blanks[field] is blank


def test_only_the_rest_counts() -> None:
    every = {field.name for field in catalogue().extractable}
    assert coverage({"emails": ["a@b.c"]}, off=every - {"emails", "phones"}) == 0.5
    assert coverage({"emails": ["a@b.c"]}, off=every) == 0
