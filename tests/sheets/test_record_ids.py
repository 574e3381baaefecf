"""The keys of rows: stable, and never given twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.sheets import record_ids
from theodore.sheets.record_ids import IdAssigner, IdSurvey

Row = tuple[str, str, str]


def _ids(rows: list[Row]) -> list[str]:
    survey = IdSurvey()
    for row in rows:
        survey.add(*row)
    assigner = IdAssigner(survey)
    return [assigner.assign(*row) for row in rows]


_A, _B = ("", "Acme", "acme.com"), ("", "Bolt", "bolt.com")


def test_a_made_id_depends_on_name_and_website_alone() -> None:
    assert _ids([_A, _B]) == _ids([_B, _A])[::-1]


def test_blanks_around_a_cell_do_not_change_the_id() -> None:
    assert _ids([_A]) == _ids([("", " Acme", "acme.com ")])


def test_the_same_company_twice_makes_two_rows() -> None:
    first, second = _ids([_A, _A])
    assert first != second
    assert _ids([_A, _B, _A])[::2] == [first, second]


def test_cells_do_not_run_into_each_other() -> None:
    first, second = _ids([("", "ab", "c"), ("", "a", "bc")])
    assert first != second


def test_an_id_in_the_table_is_kept() -> None:
    assert _ids([("42", "Acme", "acme.com"), (" 43 ", "Bolt", "bolt.com")]) == ["42", "43"]


def test_a_copied_row_gets_an_id_of_its_own() -> None:
    kept, made = _ids([("42", "Acme", "acme.com"), ("42", "Acme", "acme.com")])
    assert kept == "42"
    assert made.startswith("r_")


def test_a_made_id_never_takes_one_that_a_row_below_holds() -> None:
    # somebody copied a row of a former result to the top, and emptied its id
    (made,) = _ids([_A])
    first, second = _ids([_A, (made, "Acme", "acme.com")])
    assert second == made
    assert first != made


_TEXTS = st.sampled_from(["", "a", "b", "r_1"])
_ROWS = st.lists(st.tuples(_TEXTS, _TEXTS, _TEXTS), max_size=30)


@given(rows=_ROWS)
def test_no_two_rows_share_an_id(rows: list[Row]) -> None:
    ids = _ids(rows)
    assert len(set(ids)) == len(rows)
    assert all(ids)


@given(rows=_ROWS)
def test_a_table_that_holds_its_ids_keeps_them(rows: list[Row]) -> None:
    ids = _ids(rows)
    again = [(made, name, website) for made, (_, name, website) in zip(ids, rows, strict=True)]
    assert _ids(again) == ids


@given(rows=_ROWS)
def test_ids_are_unique_even_where_the_bit_map_errs(rows: list[Row]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record_ids, "_BITS", 8)
        # eight places for everything: the map takes nearly every text for one that it has seen
        patch.setattr(record_ids.IdSurvey, "is_given", lambda self, text: text in {row[0].strip() for row in rows})
        ids = _ids(rows)
    assert len(set(ids)) == len(rows)
