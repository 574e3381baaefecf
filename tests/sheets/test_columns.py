"""Which columns a result has, and what stands in them."""

from __future__ import annotations

import pytest

from theodore.model.company import ResultRow
from theodore.model.errors import ConfigurationError
from theodore.model.fields import Tab, catalogue
from theodore.sheets.columns import (
    Column,
    companies_columns,
    details_fields,
    is_details,
    is_result,
    named_fields,
    unshown_fields,
    with_chosen,
)
from theodore.sheets.headers import ColumnChoice

_OURS = [
    field.header for field in catalogue().on(Tab.COMPANIES) if field.sought and field.name not in {"name", "website"}
]


def _headers(columns: tuple[Column, ...]) -> list[str]:
    return [column.header for column in columns]


def _column(columns: tuple[Column, ...], header: str) -> Column:
    (found,) = (column for column in columns if column.header == header)
    return found


def test_the_users_columns_come_first_and_unchanged() -> None:
    own = ["Notes", " Website", "company", "", "Notes"]
    columns = companies_columns(own, links=True)
    assert _headers(columns) == [*own, *_OURS]
    assert [column.own for column in columns[:5]] == [0, 1, 2, 3, 4]
    assert all(column.field is None for column in columns[:5])


def test_name_and_website_are_shown_where_the_user_has_no_such_column() -> None:
    assert _headers(companies_columns([], links=True)) == ["Company Name", "Website", *_OURS]
    assert _headers(companies_columns(["Website"], links=True))[:2] == ["Website", "Company Name"]


def test_a_column_that_the_user_named_is_not_shown_twice() -> None:
    choice = ColumnChoice(name="Who", website="Link")
    assert _headers(companies_columns(["Who", "Link"], choice, links=True)) == ["Who", "Link", *_OURS]


def test_a_format_without_links_has_no_column_for_them() -> None:
    assert "View Details" not in _headers(companies_columns(["Website"], links=False))


def test_a_column_of_the_users_that_is_called_like_ours_stays_theirs() -> None:
    columns = companies_columns(["Company", "Website", "Status", "Industry"], links=True, besides=["industry"])
    status = _column(columns, "Status")
    assert status.kept(ResultRow(("A", "a.com", "won", "steel"), {"status": "failed"})) == "won"
    ours = _column(columns, "Status (Theodore)")
    assert ours.field is not None
    assert ours.field.name == "status"
    assert "Industry (Theodore)" in _headers(columns)


class TestFormerResult:
    """A result of Theodore that serves as source again."""

    own = _headers(companies_columns(["Company", "Website", "Status", "Notes"], links=True, besides=["ai_summary"]))
    columns = companies_columns(own, links=True, besides=["ai_summary"])

    def _row(self, profile: dict[str, str] | None = None, **companies: str) -> ResultRow:
        return ResultRow(tuple(f"old {header}" for header in self.own), dict(companies), profile)

    def test_nothing_is_added(self) -> None:
        assert _headers(self.columns) == self.own

    def test_the_users_column_is_still_the_users(self) -> None:
        assert _column(self.columns, "Status").kept(self._row(status="failed")) == "old Status"
        assert _column(self.columns, "Notes").kept(self._row()) == "old Notes"

    @pytest.mark.parametrize("header", ["Status (Theodore)", "Error Notes", "View Details", "Field Coverage"])
    def test_the_state_of_a_row_is_this_runs(self, header: str) -> None:
        assert _column(self.columns, header).kept(self._row()) is None

    def test_facts_stand_until_there_is_a_profile(self) -> None:
        industry = _column(self.columns, "Industry")
        assert industry.kept(self._row()) == "old Industry"
        assert industry.kept(self._row(industry="steel")) is None
        assert industry.kept(self._row(profile={})) is None

    @pytest.mark.usefixtures("few_columns")
    def test_a_fact_that_nobody_looks_for_now_stays(self) -> None:
        columns = companies_columns(self.own, links=True)
        assert _headers(columns) == self.own
        assert _column(columns, "AI Summary").kept(self._row(profile={})) == "old AI Summary"

    def test_a_record_id_is_filled_in_or_kept(self) -> None:
        record_id = _column(self.columns, "Record ID")
        assert record_id.kept(self._row()) == "old Record ID"
        assert record_id.kept(self._row(record_id="r_1")) is None

    def test_without_links_the_former_one_is_emptied(self) -> None:
        columns = companies_columns(self.own, links=False)
        assert _headers(columns) == self.own
        assert _column(columns, "View Details").kept(self._row()) is None


def test_a_record_id_of_the_users_is_the_rows_key_and_not_repeated() -> None:
    columns = companies_columns(["record_id", "Company", "Website"], links=True)
    assert "Record ID" not in _headers(columns)
    assert columns[0].header == "record_id"
    assert columns[0].kept(ResultRow(("7", "A", "a.com"), {"record_id": "7"})) is None


def test_a_row_shorter_than_its_table_has_empty_cells() -> None:
    (notes, *_) = companies_columns(["Notes"], links=True)
    assert notes.kept(ResultRow(())) == ""


@pytest.mark.usefixtures("few_columns")
def test_what_nobody_looks_for_has_no_column() -> None:
    details = {field.name for field in details_fields()}
    assert details == {field.name for field in catalogue().on(Tab.DETAILS) if field.sought}
    assert set(unshown_fields()) == {field.name for field in catalogue().on(Tab.DETAILS)} - details
    headers = _headers(companies_columns(["Company", "Website"], links=True))
    assert not {"AI Summary"} & set(headers)


def test_what_a_run_knows_besides_has_its_column_in_the_catalogues_order() -> None:
    besides = ["ai_summary", "industry"]
    headers = _headers(companies_columns(["Company", "Website"], links=True, besides=besides))
    assert [header for header in headers if header in {"Industry", "AI Summary"}] == ["Industry", "AI Summary"]
    places = [catalogue().fields.index(field) for field in details_fields(besides)]
    assert places == sorted(places)
    assert not set(unshown_fields(besides)) & set(besides)


def test_all_that_a_row_may_know_is_on_the_tab_details() -> None:
    # unshown_fields looks there alone
    facts = {field for field in catalogue().on(Tab.COMPANIES) if field.extractable}
    assert facts <= set(catalogue().on(Tab.DETAILS))


class TestChosen:
    """Columns of a person's choice."""

    own = ("Company", "Website", "Notes")

    def added(self, *fields: str, own: tuple[str, ...] = own, links: bool = True) -> list[str]:
        return _headers(companies_columns(own, links=links, fields=fields))[len(own) :]

    def test_they_come_after_the_users_in_the_order_of_the_choice(self) -> None:
        assert self.added("record_id", "emails", "status") == ["Record ID", "Emails", "Status"]

    def test_status_and_record_id_come_last_where_they_are_not_named(self) -> None:
        assert self.added("founding_year") == ["Founding Year", "Status", "Record ID"]
        assert self.added("record_id") == ["Record ID", "Status"]

    def test_what_this_version_does_not_look_for_is_shown_if_it_is_asked_for(self) -> None:
        assert self.added("industry")[0] == "Industry"

    def test_a_name_of_the_users_is_not_repeated(self) -> None:
        assert self.added("name", "website", "emails") == ["Emails", "Status", "Record ID"]
        assert self.added("name", own=("Website",)) == ["Company Name", "Status", "Record ID"]

    def test_no_link_where_the_format_has_none(self) -> None:
        assert self.added("details_link", links=False) == ["Status", "Record ID"]

    def test_a_header_of_the_users_stays_theirs(self) -> None:
        own = ("Company", "Website", "Emails", "Status")
        assert self.added("emails", own=own) == ["Emails (Theodore)", "Status (Theodore)", "Record ID"]

    def test_in_a_former_result_all_its_columns_are_written_anew(self) -> None:
        own = tuple(_headers(companies_columns(self.own, links=True)))
        columns = companies_columns(own, links=True, fields=("emails",))
        assert _headers(columns) == [*own, "Emails"]
        assert _column(columns, "Progress").kept(ResultRow(own, {"progress": "new"})) is None

    def test_in_a_former_result_an_email_of_the_users_stays_theirs(self) -> None:
        own = tuple(_headers(companies_columns((*self.own, "Emails"), links=True)))
        columns = companies_columns(own, links=True, fields=("emails",))
        assert _headers(columns) == [*own, "Emails (Theodore)"]
        assert _headers(companies_columns(_headers(columns), links=True, fields=("emails",))) == _headers(columns)

    def test_in_place_they_are_found_again_by_what_is_known_of_them(self) -> None:
        own = ("Company", "Website", "Status", "Emails", "Status (Theodore)", "Record ID")
        ours = ["Emails", "Status (Theodore)", "Record ID"]
        columns = companies_columns(own, links=True, fields=("emails",), ours=ours)
        assert _headers(columns) == list(own)
        assert [column.header for column in columns if column.field is not None] == ours

    def test_in_place_another_choice_is_added_and_the_first_stays_alive(self) -> None:
        own = ("Company", "Website", "Emails", "Status", "Record ID")
        columns = companies_columns(own, links=True, fields=("phones",), ours=own[2:])
        assert _headers(columns) == [*own, "Phones"]
        (row,) = with_chosen([ResultRow(own, {}, {"emails": ["a@b.test"], "phones": ["1"]})], ("phones",), own[2:])
        assert row.companies == {"emails": ["a@b.test"], "phones": ["1"]}
        assert _column(columns, "Emails").kept(row) is None

    def test_a_column_of_ours_that_a_person_deleted_comes_back_if_it_is_wanted(self) -> None:
        ours = ("Emails", "Status", "Record ID")
        assert _headers(companies_columns(self.own, links=True, fields=("emails",), ours=ours))[3:] == list(ours)

    def test_rows_hold_what_the_tab_details_knows(self) -> None:
        known = ResultRow((), {"status": "completed"}, {"emails": ["a@b.test"], "phones": ["1"]})
        (shown,) = with_chosen([known], ("status", "emails"))
        assert shown.companies == {"status": "completed", "emails": ["a@b.test"]}
        (unvisited,) = with_chosen([ResultRow((), {"status": "pending"})], ("emails",))
        assert unvisited.companies == {"status": "pending", "emails": None}
        assert list(with_chosen([known], None)) == [known]

    def test_what_a_person_wrote_there_is_not_replaced(self) -> None:
        row = ResultRow((), {"emails": "mine"}, {"emails": ["a@b.test"]}, frozenset({(Tab.COMPANIES, "emails")}))
        (shown,) = with_chosen([row], ("emails",))
        assert shown.companies == {"emails": "mine"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Status,Record ID", ("status", "record_id"), id="headers"),
        pytest.param(" founding_year ,, EMAILS", ("founding_year", "emails"), id="names, in any case, with spaces"),
        pytest.param("Emails,emails,Status", ("emails", "status"), id="each once"),
        pytest.param("Company Name,name", ("name",), id="by both names"),
    ],
)
def test_fields_are_named_by_their_headers_or_their_names(text: str, expected: tuple[str, ...]) -> None:
    assert named_fields(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Status,Emials", r"no column 'Emials'\. Did you mean 'Emails'", id="nearly"),
        pytest.param("Stattus", "Did you mean 'Status'", id="one letter more"),
        pytest.param("qqq", "no column 'qqq'. Usual ones are Company Name, Website", id="nothing like it"),
        pytest.param(" , ", "names no column. Write it like", id="nothing"),
    ],
)
def test_a_name_that_no_field_has_is_answered_with_the_nearest(text: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        named_fields(text)


def test_no_two_fields_answer_to_one_name() -> None:
    for field in catalogue().fields:
        assert named_fields(field.name) == named_fields(field.header) == (field.name,)


def test_results_are_known_by_their_headers() -> None:
    ours = _headers(companies_columns(["Company", "Website", "Status"], links=False))
    assert is_result(ours)
    assert not is_details(ours)
    assert not is_result(["Company", "Website", "Status", "Record ID"])
    details = [field.header for field in details_fields()]
    assert is_details(details)
    assert not is_result(details)
