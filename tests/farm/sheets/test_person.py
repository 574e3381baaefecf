"""A person who works in a sheet meanwhile, and what an oracle can know of it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.farm.sheets.caller import Caller
from theodore.farm.sheets import Emulator, Fault, Formula, Kind
from theodore.farm.sheets.deeds import Deed
from theodore.farm.sheets.person import USUAL, Person

_HEADERS = ["Company", "Website", "Notes", "Status", "Industry", "Link", "Record ID"]
_OWN = ("Company", "Website", "Notes")


def _rows(count: int) -> list[list[Any]]:
    return [
        [f"Company {at}", f"{at}.test", None, "pending", None, Formula(f'="to "&G{at + 2}'), f"r-{at}"]
        for at in range(count)
    ]


def _person(google: Emulator, count: int = 8, seed: int = 1, **others: Any) -> tuple[Person, str]:
    book = google.add_book({"Companies": [_HEADERS, *_rows(count)]})
    return Person(google, book, seed, own=_OWN, **others), book


def _column(google: Emulator, book: str, at: int) -> list[Any]:
    return [row[at] if at < len(row) else None for row in google.values(book, "Companies")[1:]]


def test_a_sort_keeps_rows_together_and_formulas_true(google: Emulator) -> None:
    person, book = _person(google)
    for _ in range(6):
        act = person.act(Deed.SORT)
        assert act is not None
        assert act.header in _HEADERS
    for row in google.values(book, "Companies")[1:]:
        at = row[0].removeprefix("Company ")
        assert (row[1], row[5], row[6]) == (f"{at}.test", f"to r-{at}", f"r-{at}")


def test_rows_are_inserted(google: Emulator) -> None:
    person, book = _person(google, newcomers=[{"Company": "New", "Website": "new.test"}])
    company, none, blank = (person.act(deed) for deed in (Deed.INSERT_COMPANY, Deed.INSERT_COMPANY, Deed.INSERT_BLANK))
    assert company is not None
    assert company.cells == {"Company": "New", "Website": "new.test"}
    assert none is None
    assert blank is not None
    found = google.values(book, "Companies")
    assert len(found) == 1 + 8 + 2 - (blank.row == 11)
    assert ["New", "new.test"] in found
    assert person.rows[blank.row - 2 : blank.row - 1] in ([{}], [])


def test_a_row_is_deleted_unless_few_are_left(google: Emulator) -> None:
    person, book = _person(google, count=4)
    act = person.act(Deed.DELETE)
    assert act is not None
    assert act.record_id not in _column(google, book, 6)
    assert person.deleted == {act.record_id}
    assert act.cells["Company"] == f"Company {act.record_id.removeprefix('r-')}"
    assert person.act(Deed.DELETE) is None


def test_a_copied_row_has_the_same_id_and_is_not_gone_when_one_of_them_is(google: Emulator) -> None:
    person, book = _person(google, count=1, least_rows=0)
    act = person.act(Deed.COPY)
    assert act is not None
    assert _column(google, book, 6) == ["r-0", "r-0"]
    assert person.act(Deed.EDIT_OURS) is None  # which of the two it was, nobody could say
    person.act(Deed.DELETE)
    assert person.deleted == set()
    person.act(Deed.DELETE)
    assert person.deleted == {"r-0"}


def test_a_copy_that_was_given_an_id_of_its_own_does_not_stand_for_the_first(google: Emulator, caller: Caller) -> None:
    person, book = _person(google, count=1, least_rows=0)
    person.act(Deed.COPY)
    caller.put(book, "Companies!G3", [["r-9"]])
    person.act(Deed.DELETE)
    assert person.deleted == {"r-0", "r-9"} - set(_column(google, book, 6))


def test_cells_are_edited_but_not_those_that_say_which_company_it_is(google: Emulator) -> None:
    person, book = _person(google)
    for _ in range(20):
        own, ours = person.act(Deed.EDIT_OWN), person.act(Deed.EDIT_OURS)
        assert own is not None
        assert ours is not None
        assert (own.header, ours.header in {"Industry", "Link"}) == ("Notes", True)
    for (record_id, header), act in person.edits.items():
        at = _column(google, book, 6).index(record_id)
        assert _column(google, book, _HEADERS.index(header))[at] in {act.after, act.after or ""}
    assert [row.get("Notes") for row in person.rows] == [value or None for value in _column(google, book, 2)]


def test_an_edit_of_a_row_that_is_deleted_holds_no_longer(google: Emulator) -> None:
    person, _ = _person(google, count=1, least_rows=0)
    person.act(Deed.EDIT_OURS)
    assert len(person.edits) == 1
    person.act(Deed.DELETE)
    assert person.edits == {}


def test_who_is_asked_to_resets_a_status_and_inserts_columns(google: Emulator) -> None:
    person, book = _person(google)
    act = person.act(Deed.RESET)
    assert act is not None
    assert (act.header, act.before, act.after in {"pending", "Pending", None}) == ("Status", "pending", True)
    column = person.act(Deed.INSERT_COLUMN)
    assert column is not None
    headers = google.values(book, "Companies")[0]
    assert [header for header in headers if header != column.header] == _HEADERS
    assert not {Deed.RESET, Deed.INSERT_COLUMN} & set(USUAL)
    person.look()
    assert person.harms == []


def test_the_same_seed_does_the_same(google: Emulator) -> None:
    def worked() -> list[Any]:
        person, _ = _person(google, seed=5)
        for _ in range(30):
            person.act()
        return [(act.deed, act.row, act.record_id, act.header, act.after) for act in person.acts]

    assert worked() == worked()


def test_a_change_of_the_persons_own_cells_is_noticed(google: Emulator, caller: Caller) -> None:
    person, book = _person(google, count=3)
    caller.put(book, "Companies!D2:E2", [["completed", "Software"]])
    person.look()
    assert person.harms == []
    caller.put(book, "Companies!C3", [["overwritten"]])
    person.act(Deed.SORT)
    assert [(harm.row, harm.header, harm.expected, harm.found) for harm in person.harms] == [
        (3, "Notes", None, "overwritten")
    ]
    person.look()
    assert len(person.harms) == 1


def test_what_was_written_before_it_could_be_read_need_not_have_been_noticed(google: Emulator, caller: Caller) -> None:
    person, book = _person(google)
    acts = [person.act(Deed.EDIT_OURS)]
    caller.put(book, "Companies!D2", [["processing"]])
    acts.append(person.act(Deed.EDIT_OURS))
    google.strike(Fault.ERROR_503, kind=Kind.WRITE)
    caller.put(book, "Companies!D2", [["completed"]])
    google.strike(Fault.ERROR_503, kind=Kind.READ)
    caller.values(book, "Companies!A1")
    acts.append(person.act(Deed.EDIT_OURS))
    caller.values(book, "Companies!A1")
    acts.append(person.act(Deed.EDIT_OURS))
    assert [act is not None and person.noticed(act) for act in acts] == [False, True, True, False]


def test_a_person_works_until_stopped_between_the_calls_of_others(google: Emulator, caller: Caller) -> None:
    count = 12
    person, book = _person(google, count=count, pause_s=(0.0, 0.002), newcomers=[{"Company": "New"}] * 5)
    seen: list[list[list[Any]]] = []
    with person:
        while len(person.acts) < 60:
            told = caller.ask("GET", f"/{book}/values/Companies!A:G", query={"valueRenderOption": "UNFORMATTED_VALUE"})
            seen.append(told.body["values"])
    done = len(person.acts)
    assert {act.deed for act in person.acts} >= {Deed.SORT, Deed.EDIT_OWN, Deed.INSERT_BLANK}
    assert all(row[0].removeprefix("Company ") in row[1] for rows in seen for row in rows[1:] if len(row) > 6)
    assert (person.harms, len(person.acts)) == ([], done)
    found = Counter(row[0] for row in google.values(book, "Companies")[1:] if row and row[0])
    assert found == Counter(row["Company"] for row in person.rows if "Company" in row)
    ids = {str(held) for held in _column(google, book, 6) if held}
    assert ids == {f"r-{at}" for at in range(count)} - person.deleted


def test_what_ends_the_work_is_told(google: Emulator) -> None:
    person, book = _person(google, pause_s=(0.0, 0.0))
    google.change(book, lambda held: setattr(held.tab("Companies"), "title", "Elsewhere"))
    with pytest.raises(Exception, match="Unable to parse range: Companies"), person:
        person._thread.join(10)
