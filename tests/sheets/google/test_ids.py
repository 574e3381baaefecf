"""Which id belongs into which row, whatever people do to the rows meanwhile."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.model.fields import Tab
from theodore.sheets.columns import companies_columns
from theodore.sheets.google.ids import Content, Ids, KnownRow, SheetContent, contents, ids_of, known_row, place_ids
from theodore.sheets.google.places import TabPlace
from theodore.sheets.record_ids import IdAssigner, IdSurvey

#: A row: its Record ID cell, its name, its website, and one more cell of the user's.
Row = tuple[str, str, str, str]


def _known(*rows: tuple[str, str, str, str]) -> list[KnownRow]:
    return [KnownRow(row[0], Content(row[1], row[2], row[1:])) for row in rows]


def _sheet(*rows: Row) -> list[SheetContent]:
    return [SheetContent(at, row[0], Content(row[1], row[2], row[1:])) for at, row in enumerate(rows, start=1)]


def test_an_id_that_is_shown_otherwise_than_it_is_held_is_no_other() -> None:
    columns = companies_columns(("Record ID", "Company", "Website"), links=True)
    acme, bolt = ("1,234", "Acme", "acme.test"), ("", "Bolt", "bolt.test")
    known = [known_row("1234", acme, columns, 1, 2), known_row("b", bolt, columns, 1, 2)]
    place = TabPlace(Tab.COMPANIES, 0, "T", {"record_id": "Record ID"}, 0, {"record_id": 0, "name": 1, "website": 2})
    rows = contents([["Record ID", "Company", "Website"], list(bolt), list(acme)], place)
    assert place_ids(rows, known) == Ids({1: "b"}, ())


def test_a_copy_that_shows_the_id_otherwise_gets_its_own() -> None:
    columns = companies_columns(("Record ID", "Company", "Website"), links=True)
    first, copy = ("1,234", "Acme", "acme.test"), ("1234", "Acme", "acme.test")
    known = [known_row("1234", first, columns, 1, 2), known_row("made", copy, columns, 1, 2)]
    place = TabPlace(Tab.COMPANIES, 0, "T", {"record_id": "Record ID"}, 0, {"record_id": 0, "name": 1, "website": 2})
    rows = contents([["Record ID", "Company", "Website"], list(first), list(copy)], place)
    assert place_ids(rows, known) == Ids({2: "made"}, ())


_A, _B = ("a", "Acme", "acme.test", "Bonn"), ("b", "Bolt", "bolt.test", "Rome")
_KNOWN = _known(_A, _B)


def _bare(row: Row) -> Row:
    return ("", *row[1:])


@pytest.mark.parametrize(
    ("rows", "by_row", "gone"),
    [
        pytest.param([_bare(_A), _bare(_B)], {1: "a", 2: "b"}, (), id="as they were"),
        pytest.param([_bare(_B), _bare(_A)], {1: "b", 2: "a"}, (), id="sorted meanwhile"),
        pytest.param([_A, _bare(_B)], {2: "b"}, (), id="one has its id"),
        pytest.param([_A, _B], {}, (), id="all have theirs"),
        pytest.param([_bare(_B)], {1: "b"}, ("a",), id="one was deleted"),
        pytest.param([("", "New", "new.test", ""), _bare(_A), _bare(_B)], {2: "a", 3: "b"}, (), id="one came in"),
        pytest.param(
            [("", "Acme", "acme.test", "Cologne"), _bare(_B)], {1: "a", 2: "b"}, (), id="another cell was changed"
        ),
        pytest.param(
            [("", "Acme Inc.", "acme.test", "Bonn"), _bare(_B)], {2: "b"}, ("a",), id="the name was changed, who is it"
        ),
        pytest.param([("a", "Acme Inc.", "acme.test", "Bonn"), _B], {}, (), id="a company is renamed, and has its id"),
        pytest.param([_A, _A, _B], {}, (), id="a copy is nobody of the run, and its id is not ours to take"),
        pytest.param([("a", "Bolt", "bolt.test", "Rome"), _A], {1: "b"}, (), id="a copy that became a company"),
        pytest.param([("x-7", "Acme", "acme.test", "Bonn"), _bare(_B)], {2: "b"}, ("a",), id="a person's own id stays"),
        pytest.param([_bare(_A), _bare(_A), _bare(_B)], {1: "a", 3: "b"}, (), id="the first of two that look alike"),
    ],
)
def test_an_id_goes_to_its_company(rows: Sequence[Row], by_row: dict[int, str], gone: tuple[str, ...]) -> None:
    assert place_ids(_sheet(*rows), _KNOWN) == Ids(by_row, gone)


@pytest.mark.parametrize(
    ("rows", "by_row", "gone"),
    [
        pytest.param([_A, _B], {}, (), id="they stand where they should"),
        pytest.param(
            [("a", *_B[1:]), ("b", *_A[1:])], {1: "b", 2: "a"}, (), id="sorted between the read and the write"
        ),
        pytest.param([("a", "New", "new.test", ""), _bare(_A), _B], {1: "", 2: "a"}, (), id="a row came in above"),
        pytest.param([("a", *_B[1:]), ("b", "", "", "x")], {1: "b", 2: ""}, ("a",), id="a row above was deleted"),
        pytest.param([("a", "Acme", "acme.example", ""), _B], {}, (), id="its website was changed just now"),
        pytest.param([("a", "Other", "other.test", ""), _B], {1: ""}, ("a",), id="it is another company"),
        pytest.param([("gone", *_A[1:]), _B], {1: "a"}, (), id="it is of a row that is gone"),
        pytest.param([_A, _B, ("gone", "New", "new.test", "")], {3: ""}, (), id="of one that is gone, in a new row"),
    ],
)
def test_an_id_that_was_just_written_is_put_right(
    rows: Sequence[Row], by_row: dict[int, str], gone: tuple[str, ...]
) -> None:
    assert place_ids(_sheet(*rows), _KNOWN, unsure=["a", "b", "gone"]) == Ids(by_row, gone)


@pytest.mark.parametrize(
    ("rows", "ids"),
    [
        pytest.param([_A, _B], {1: "a", 2: "b"}, id="they stand where they should"),
        pytest.param([("a", *_B[1:]), ("b", *_A[1:])], {1: "b", 2: "a"}, id="sorted between the read and the write"),
        pytest.param([_bare(_B), _bare(_A)], {1: "b", 2: "a"}, id="not written at all"),
        pytest.param([("a", "New", "new.test", ""), ("b", *_A[1:])], {1: "", 2: "a"}, id="one came in, one went"),
        pytest.param([_A, _A, _B], {1: "a", 2: "", 3: "b"}, id="a copy"),
        pytest.param([_A, ("gone", "New", "new.test", "")], {1: "a", 2: ""}, id="of a row that is gone"),
        pytest.param([("a", "Acme", "acme.example", ""), _B], {1: "a", 2: "b"}, id="a website was changed just now"),
        pytest.param([("x-7", "New", "new.test", ""), ("", "Newer", "newer.test", "")], {}, id="nobody of the run"),
    ],
)
def test_the_id_of_each_row_is_told_whatever_stands_there(rows: Sequence[Row], ids: dict[int, str]) -> None:
    assert ids_of(_sheet(*rows), _KNOWN, unsure=["a", "b", "gone"]) == ids


def test_twins_are_told_apart_by_their_other_cells() -> None:
    known = _known(("1", "Acme", "acme.test", "Bonn"), ("2", "Acme", "acme.test", "Rome"))
    rows = _sheet(("", "Acme", "acme.test", "Rome"), ("", "Acme", "acme.test", "Bonn"))
    assert place_ids(rows, known).by_row == {1: "2", 2: "1"}


def test_of_two_copies_the_id_stays_with_the_company() -> None:
    # a person copied a row with its id, and made another company of the copy, before the table was opened
    known = _known(_A, _B)
    rows = _sheet(("a", *_B[1:]), _A)
    assert place_ids(rows, known).by_row == {1: "b"}


_NAMES = st.sampled_from(["Acme", "Bolt", "Cog", ""])
_ROWS = st.lists(
    st.tuples(st.just(""), _NAMES, st.sampled_from(["a.test", "b.test"]), st.sampled_from(["x", ""])), max_size=12
)


def _assigned(rows: Sequence[Row]) -> list[KnownRow]:
    survey = IdSurvey()
    for row in rows:
        survey.add(*row[:3])
    assigner = IdAssigner(survey)
    return _known(*((assigner.assign(*row[:3]), *row[1:]) for row in rows))


@given(_ROWS, st.randoms(use_true_random=False), st.integers(0, 3), st.integers(0, 3))
def test_no_row_gets_the_id_of_another_company(
    rows: list[Row], chance: random.Random, deleted: int, inserted: int
) -> None:
    known = _assigned(rows)
    now = list(rows)
    chance.shuffle(now)
    del now[:deleted]
    now[:0] = [("", f"New {at}", "new.test", "") for at in range(inserted)]
    ids = place_ids(_sheet(*now), known)
    of = {each.record_id: each.content for each in known}
    for row, record_id in ids.by_row.items():
        assert of[record_id].own == now[row - 1][1:]
    # each that is there has its id, each id has one row at most
    assert not [count for count in Counter(ids.by_row.values()).values() if count > 1]
    assert len(ids.by_row) == max(len(rows) - deleted, 0)
    assert len(ids.gone) == len(rows) - len(ids.by_row)


@given(_ROWS, st.randoms(use_true_random=False))
def test_ids_that_went_into_wrong_rows_are_right_after_one_more_write(rows: list[Row], chance: random.Random) -> None:
    known = _assigned(rows)
    held = [each.record_id for each in known]
    chance.shuffle(held)
    now = [(record_id, *row[1:]) for record_id, row in zip(held, rows, strict=True)]
    ids = place_ids(_sheet(*now), known, unsure=held)
    now = [(ids.by_row.get(at, row[0]), *row[1:]) for at, row in enumerate(now, start=1)]
    assert ids.gone == ()
    assert place_ids(_sheet(*now), known, unsure=held) == Ids({}, ())
    of = {each.record_id: each.content.own for each in known}
    assert [of[row[0]] for row in now] == [row[1:] for row in rows]


def test_rows_of_the_run_and_of_the_tab_are_told_by_the_same_cells() -> None:
    columns = companies_columns(("Company", "City", "Website"), links=True)
    row = known_row("a", ("Acme", "Bonn", "acme.test"), columns, 0, 2)
    assert row == KnownRow("a", Content("Acme", "acme.test", ("Acme", "Bonn", "acme.test")))
    headers = {column.field.name: column.header for column in columns if column.field is not None}
    places = {name: at for at, name in enumerate(headers, start=3)} | {"name": 0, "website": 2}
    place = TabPlace(Tab.COMPANIES, 0, "T", headers, 1, places, {"name": "Company", "website": "Website"})
    status, record_id = places["status"], places["record_id"]
    ours = [""] * (record_id + 1)
    ours[0:3] = ["Acme", "Bonn", "acme.test"]
    blank = [""] * (record_id + 1)
    blank[status] = "pending"
    named = [*blank[:-1], " a "]
    rows = [["a title"], ["Company", "City", "Website", *headers.values()], ours, [], blank, named]
    assert contents(rows, place) == [
        SheetContent(2, "", row.content),
        SheetContent(5, "a", Content("", "", ())),
    ]
