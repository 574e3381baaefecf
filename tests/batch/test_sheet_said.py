"""What a program says of companies, as cells."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from theodore.batch.sheet_said import SheetAccess, is_to_process, results_said, status_said
from theodore.model.errors import ConfigurationError
from theodore.model.fields import Tab

NOW = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("arguments", "cells"),
    [
        pytest.param(("processing",), {"status": "processing"}, id="a status alone leaves the words beside it"),
        pytest.param((" Pending ",), {"status": "pending"}, id="in any case"),
        pytest.param(
            ("failed", "2 tries", "timeout"),
            {"status": "failed", "progress": "2 tries", "error_notes": "timeout"},
            id="with words",
        ),
        pytest.param(
            ("completed", "", ""),
            {"status": "completed", "progress": None, "error_notes": None},
            id="empty words take away what is there",
        ),
    ],
)
def test_a_status_and_its_words(arguments: tuple[str, ...], cells: dict[str, Any]) -> None:
    assert status_said(*arguments) == {Tab.COMPANIES: cells}


def test_a_status_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"no status 'done'.*pending, processing, completed, failed"):
        status_said("done")


@pytest.mark.parametrize(
    ("status", "waits"),
    [("", True), ("  ", True), ("pending", True), ("Pending", True), ("PENDING ", True), ("completed", False)],
)
def test_what_waits_is_told_in_any_case(status: str, waits: bool) -> None:
    assert is_to_process(status) is waits


def test_results_stand_on_both_tabs_with_their_status() -> None:
    said = results_said({"industry": "Anvils", "founding_year": 1949, "name": "not the user's"}, NOW)
    companies, details = said[Tab.COMPANIES], said[Tab.DETAILS]
    assert (companies["industry"], details["industry"], details["founding_year"]) == ("Anvils", "Anvils", 1949)
    assert (companies["status"], companies["error_notes"]) == ("completed", None)
    assert details["last_updated"] == companies["research_date"] == "2026-11-26T15:00:00+00:00"
    assert 0 < details["field_coverage"] < 0.1
    assert "name" not in companies
    assert "name" not in details


def test_the_result_of_a_single_company_is_taken_as_it_is() -> None:
    result = {"success": True, "row": 3, "profile": {"industry": "Anvils"}}
    assert results_said(result, NOW)[Tab.DETAILS]["industry"] == "Anvils"


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        pytest.param({"shoe_size": 43}, "'shoe_size'", id="no field of the catalogue"),
        pytest.param({"founding_year": "1949"}, "founding_year is '1949', and its field takes int", id="a wrong type"),
        pytest.param({"emails": 7}, "emails is 7", id="no list"),
        pytest.param({}, "no facts", id="nothing completes nothing"),
        pytest.param({"industry": ""}, "no facts", id="nor does a blank"),
        pytest.param({"success": False, "profile": {"industry": "Anvils"}}, "'failed'", id="a company that failed"),
    ],
)
def test_what_fits_nowhere_is_refused_and_not_dropped(profile: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        results_said(profile, NOW)


def test_an_access_is_true_or_false() -> None:
    assert SheetAccess(ok=True)
    assert not SheetAccess(ok=False, advice="Share it.")
