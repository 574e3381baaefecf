"""What is to be written of a row, by what the sheet shows of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.batch.live.sheets import C, D, seen
from theodore.batch.live.wanted import Differences, Wanted
from theodore.model.company import ResultRow
from theodore.model.fields import Tab, catalogue
from theodore.sheets.google.seen import Seen

ID = "r_1"


def wanted(
    companies: dict[str, Any] | None = None,
    details: dict[str, Any] | None = None,
    *,
    pinned: frozenset[tuple[Tab, str]] = frozenset(),
    kept: dict[str, str] | None = None,
) -> Wanted:
    return Wanted(ResultRow((), {"record_id": ID, **(companies or {})}, details, pinned), kept or {})


def changes(row: Wanted, sheet: Seen, differences: Differences | None = None) -> dict[tuple[Tab, str], Any]:
    found = list((differences or Differences(catalogue())).of(row, sheet))
    assert {change.record_id for change in found} <= {ID}
    return {(change.tab, change.field): change.value for change in found}


@pytest.mark.parametrize(
    ("field", "value", "stands", "is_written"),
    [
        pytest.param("industry", "Retail", "Retail", False, id="a text that stands"),
        pytest.param("industry", "Retail", "", True, id="a text that is missing"),
        pytest.param("industry", "007", 7, True, id="007 is not 7"),
        pytest.param("industry", "007", "007", False, id="007 is 007"),
        pytest.param("industry", None, "Retail", True, id="a text that is no longer so"),
        pytest.param("industry", None, "", False, id="a blank"),
        pytest.param("industry", "retail", "Retail", True, id="to the letter"),
        pytest.param("industry", ["a", "b"], "a; b", False, id="a list in words"),
        pytest.param("industry", "a\r\nb", "a\nb", False, id="line ends as Google has them"),
        pytest.param("industry", "x" * 60_000, "x" * (50_000 - 6) + " [...]", False, id="a text that was cut"),
        pytest.param("field_coverage", 0.53249, 0.532, False, id="a share as it is shown"),
        pytest.param("field_coverage", 0.1 + 0.2, 0.3, False, id="fifteen digits are enough"),
        pytest.param("field_coverage", 1.0, 1, False, id="one is one"),
        pytest.param("field_coverage", 0.5, 0.25, True, id="another number"),
        pytest.param("field_coverage", 0.5, "n/a", True, id="no number at all"),
    ],
)
def test_a_cell_of_companies(field: str, value: Any, stands: Any, is_written: bool) -> None:
    sheet = seen([{"record_id": ID, field: stands}])
    assert changes(wanted({field: value}), sheet) == ({(C, field): value} if is_written else {})


@pytest.mark.parametrize(
    ("field", "value", "stands", "is_written"),
    [
        pytest.param("has_api", False, False, False, id="false is a value"),
        pytest.param("has_api", False, "", True, id="and not a blank"),
        pytest.param("has_api", True, "TRUE", False, id="a truth value in words"),
        pytest.param("founding_year", 1999, 1999, False, id="a year"),
        pytest.param("founding_year", 1999, 1998, True, id="another year"),
    ],
)
def test_a_cell_of_details(field: str, value: Any, stands: Any, is_written: bool) -> None:
    sheet = seen([{"record_id": ID, "details_link": "Details"}], [{"record_id": ID, field: stands}])
    assert changes(wanted({}, {field: value}), sheet) == ({(D, field): value} if is_written else {})


def test_a_row_that_is_new_on_details_gets_its_id_its_link_and_all_its_blanks() -> None:
    found = changes(wanted({}, {"founding_year": 1999, "location": None}), seen([{"record_id": ID}]))
    assert found == {
        (D, "record_id"): ID,
        (D, "founding_year"): 1999,
        (D, "location"): None,
        (C, "details_link"): True,
    }


def test_a_field_without_a_column_and_a_column_without_a_value_are_left_alone() -> None:
    sheet = seen([{"record_id": ID, "progress": "theirs or ours, who knows"}])
    assert changes(wanted({"company_size": "small", "status": "pending"}), sheet) == {(C, "status"): "pending"}


def test_of_a_row_that_a_person_deleted_nothing_is_added() -> None:
    assert changes(wanted({"status": "completed"}, {"founding_year": 1999}), seen([{"record_id": "r_2"}])) == {}


def test_but_its_details_stay_right() -> None:
    sheet = seen([], [{"record_id": "r_2"}, {"record_id": ID, "founding_year": 1905}])
    (change,) = Differences(catalogue()).of(wanted({"status": "completed"}, {"founding_year": 1999}), sheet)
    assert (change.tab, change.field, change.value, change.row) == (D, "founding_year", 1999, 2)


@pytest.mark.parametrize("shows", ["Details", "#N/A (Did not find value '' in MATCH evaluation.)"])
def test_a_link_that_came_from_another_row_goes(shows: str) -> None:
    assert changes(wanted({}), seen([{"record_id": ID, "details_link": shows}])) == {(C, "details_link"): None}


def test_what_a_person_wrote_in_place_of_the_link_stays() -> None:
    sheet = seen([{"record_id": ID, "details_link": "see below"}], [{"record_id": ID}])
    assert changes(wanted({}, {}, pinned=frozenset({(C, "details_link")})), sheet) == {}


def test_a_link_that_does_not_find_what_is_there_is_made_anew_but_not_for_ever() -> None:
    differences = Differences(catalogue())
    sheet = seen([{"record_id": ID, "details_link": "#N/A"}], [{"record_id": ID}])
    for _ in range(3):
        assert changes(wanted({}, {}), sheet, differences) == {(C, "details_link"): True}
    assert changes(wanted({}, {}), sheet, differences) == {}


@pytest.mark.parametrize(
    ("stands", "found"),
    [
        pytest.param(" Retail", {}, id="as they wrote it"),
        pytest.param("Software", {(C, "industry"): "Retail"}, id="put back where another row's value came there"),
    ],
)
def test_a_persons_own_words(stands: str, found: dict[tuple[Tab, str], Any]) -> None:
    sheet = seen([{"record_id": ID, "industry": stands}])
    assert changes(wanted({"industry": "Retail"}, pinned=frozenset({(C, "industry")})), sheet) == found
    assert changes(wanted({"industry": None}, kept={"industry": "Retail"}), sheet) == found


def test_a_number_of_a_former_result_comes_back_as_a_number() -> None:
    sheet = seen([{"record_id": ID, "field_coverage": 0.9}])
    assert changes(wanted({"field_coverage": None}, kept={"field_coverage": "0.5"}), sheet) == {
        (C, "field_coverage"): 0.5
    }


def test_what_google_writes_otherwise_is_not_written_for_ever() -> None:
    differences, row = Differences(catalogue()), wanted({"industry": "Retail"})
    sheet = seen([{"record_id": ID, "industry": "Retail "}])
    for _ in range(3):
        assert changes(row, sheet, differences) == {(C, "industry"): "Retail"}
    assert changes(row, sheet, differences) == {}
    assert changes(wanted({"industry": " Retail"}), sheet, differences) == {(C, "industry"): " Retail"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3.5", 3.5),
        ("1999", 1999),
        ("007", "007"),
        ("+49 30", "+49 30"),
        ("0,5", "0,5"),
        ("TRUE", True),
        ("true", "true"),
        ("1e5", "1e5"),
        ("by hand", "by hand"),
        ("12345678901234567890", "12345678901234567890"),
    ],
)
def test_what_a_person_typed_is_put_back_as_the_sheet_took_it(text: str, value: Any) -> None:
    sheet = seen([{"record_id": ID, "industry": "Software"}])
    row = wanted({"industry": text}, pinned=frozenset({(C, "industry")}))
    (found,) = changes(row, sheet).values()
    assert (found, type(found)) == (value, type(value))
