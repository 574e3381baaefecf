"""The field catalogue, as the package ships it."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.extract.registry import FILLED
from theodore.model.fields import Catalogue, Field, Tab, catalogue, coverage, is_blank
from theodore.model.states import SheetStatus

FIELDS = catalogue().fields
EVERY_FIELD = [pytest.param(field, id=field.name) for field in FIELDS]

_SCALARS = r"str|int|float|bool|url|datetime|formula|taxonomy"
_TYPE = re.compile(rf"({_SCALARS}|list\[(str|url|dict)\]|dict\[str,(str|url)\]|enum:[^|]+(\|[^|]+)+)")


@pytest.mark.parametrize("field", EVERY_FIELD)
def test_a_fields_type_is_of_a_known_form(field: Field) -> None:
    assert _TYPE.fullmatch(field.type)


@pytest.mark.parametrize("field", EVERY_FIELD)
def test_a_field_has_a_place_a_header_and_a_meaning(field: Field) -> None:
    assert field.name.isidentifier()
    assert field.tabs
    assert field.header.strip() == field.header != ""
    assert field.description


def test_about_sixty_facts_and_what_serves_them() -> None:
    assert len(FIELDS) == 76
    assert len(catalogue().extractable) == 52


def test_what_is_sought_is_what_this_version_can_fill() -> None:
    sought = {field.name for field in FIELDS if field.sought}
    extractable = {field.name for field in catalogue().extractable}
    assert sought & extractable == FILLED & extractable
    # what the crawl measures, the languages of its pages, and what the journal says of every row
    assert sought - extractable == {
        *("name", "website", "final_website", "pages_crawled", "crawl_depth", "crawl_duration", "languages"),
        "classification_confidence",
        *(
            "rendered",
            "robots_limited",
            "field_coverage",
            "status",
            "progress",
            "attempts",
            "error_type",
            "error_notes",
        ),
        *("research_date", "details_link", "record_id", "created_at", "last_updated"),
    }


@pytest.mark.parametrize("attribute", ["name", "header"])
def test_names_and_headers_are_unique(attribute: str) -> None:
    counts = Counter(getattr(field, attribute).lower() for field in FIELDS)
    assert [text for text, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "tabs"),
    [
        pytest.param("record_id", {Tab.COMPANIES, Tab.DETAILS}, id="the key stands on both tabs"),
        pytest.param("status", {Tab.COMPANIES}, id="the row's state stands beside the user's cells"),
        pytest.param("founding_year", {Tab.DETAILS}, id="a fact stands on Details"),
    ],
)
def test_where_a_field_stands(name: str, tabs: set[Tab]) -> None:
    assert catalogue()[name].tabs == tabs
    for tab in Tab:
        assert (catalogue()[name] in catalogue().on(tab)) == (tab in tabs)


def test_columns_keep_the_order_of_the_file() -> None:
    for tab in Tab:
        places = [FIELDS.index(field) for field in catalogue().on(tab)]
        assert places == sorted(places)


def test_the_status_column_offers_the_sheets_statuses() -> None:
    assert catalogue()["status"].choices == tuple(SheetStatus)


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        pytest.param("company_size", ("solo", "small", "medium", "large", "enterprise"), id="an enum, in order"),
        pytest.param("official_name", (), id="any text has no choices"),
        pytest.param("emails", (), id="nor has a list"),
    ],
)
def test_choices(name: str, choices: tuple[str, ...]) -> None:
    assert catalogue()[name].choices == choices


def test_a_field_is_found_by_name() -> None:
    assert catalogue()["emails"].header == "Emails"
    assert "emails" in catalogue()
    assert "e-mails" not in catalogue()
    with pytest.raises(KeyError):
        catalogue()["e-mails"]


def test_only_the_link_is_a_formula() -> None:
    assert [field.name for field in FIELDS if field.type == "formula"] == ["details_link"]


@pytest.mark.parametrize(
    ("value", "blank"),
    [
        pytest.param(None, True, id="nothing"),
        pytest.param("", True, id="empty text"),
        pytest.param([], True, id="empty list"),
        pytest.param((), True, id="empty tuple"),
        pytest.param({}, True, id="empty mapping"),
        pytest.param(False, False, id="false is a statement"),
        pytest.param(0, False, id="so is zero"),
        pytest.param(0.0, False, id="and zero point zero"),
        pytest.param("None", False, id="the word is a text"),
        pytest.param([None], False, id="a list that holds anything"),
    ],
)
def test_blank_is_what_says_nothing(value: Any, blank: bool) -> None:
    assert is_blank(value) is blank


@given(st.sets(st.sampled_from([field.name for field in FIELDS])))
def test_coverage_is_the_filled_share_of_the_extractable_fields(filled: set[str]) -> None:
    share = coverage(dict.fromkeys(filled, "x"))
    extractable = {field.name for field in catalogue().extractable}
    assert share == pytest.approx(len(filled & extractable) / len(extractable))
    assert 0 <= share <= 1


def test_coverage_counts_no_blanks() -> None:
    assert coverage({field.name: [] for field in FIELDS}) == 0


def test_a_catalogue_is_a_value() -> None:
    assert Catalogue(FIELDS) == catalogue()
    assert hash(Catalogue(FIELDS)) == hash(catalogue())
