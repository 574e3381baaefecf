"""Changes as requests: at their places, typed, bounded, and nothing else touched."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets.google.grids import COMPANIES, DETAILS, Grids, Rows, companies_place, details_place, seen, trimmed
from theodore.model.fields import Tab
from theodore.sheets.cells import SHEETS_LIMIT, sheet_value
from theodore.sheets.google.seen import Seen, look_at
from theodore.sheets.google.writes import MOST_BYTES, Batch, Change, batches, gone

_COMPANIES = companies_place({"name": 0, "website": 1, "status": 2, "industry": 3, "details_link": 4, "record_id": 5})
_DETAILS = details_place({"official_name": 0, "has_api": 1, "record_id": 2})
_C, _D = Tab.COMPANIES, Tab.DETAILS

_ROWS: Rows = [
    ["Company", "Website", *COMPANIES.values(), "Notes"],
    ["Acme", "acme.test", "processing", None, None, "a", "good"],
    ["New", "new.test", None, None, None, None, "?"],
    ["Bolt", "bolt.test", "pending", "Steel", None, "b"],
]
_FACTS: Rows = [[*DETAILS.values()], ["Bolt AG", None, "b"]]


def _grids(rows: int = 1000) -> Grids:
    return Grids({"Companies": (7, _ROWS), "Details": (8, _FACTS)}, rows)


def _seen(grids: Grids) -> Seen:
    return seen(look_at([_COMPANIES, _DETAILS]), grids)


def _sent(changes: list[Change], grids: Grids | None = None, most_bytes: int = MOST_BYTES) -> tuple[Grids, list[Batch]]:
    grids = grids or _grids()
    made = batches(_seen(grids), changes, most_bytes=most_bytes)
    for batch in made:
        grids.send(batch.requests)
    return grids, made


def _update(gid: int, row: int, column: int, *rows: list[Any]) -> dict[str, Any]:
    return {
        "updateCells": {
            "start": {"sheetId": gid, "rowIndex": row, "columnIndex": column},
            "rows": [{"values": values} for values in rows],
            "fields": "userEnteredValue",
        }
    }


def _text(text: str) -> dict[str, Any]:
    return {"userEnteredValue": {"stringValue": text}}


def test_neighbours_go_together_and_both_tabs_into_one_call() -> None:
    (batch,) = _sent(
        [
            Change(_C, "a", "status", "completed"),
            Change(_C, "a", "industry", "Iron"),
            Change(_D, "a", "official_name", "=Acme"),
            Change(_D, "a", "has_api", True),
        ]
    )[1]
    assert batch.requests == [
        _update(8, 2, 0, [_text("=Acme"), {"userEnteredValue": {"boolValue": True}}, _text("a")]),
        _update(7, 1, 2, [_text("completed"), _text("Iron")]),
    ]
    assert [(one.tab, one.field) for one in batch.changes] == [
        (_D, "official_name"),
        (_D, "has_api"),
        (_D, "record_id"),
        (_C, "industry"),
        (_C, "status"),
    ]


def test_a_cell_that_is_not_ours_to_write_parts_them() -> None:
    (batch,) = _sent([Change(_C, "a", "status", "failed"), Change(_C, "a", "details_link", False)])[1]
    assert batch.requests == [_update(7, 1, 2, [_text("failed")]), _update(7, 1, 4, [{}])]


def test_the_same_columns_of_rows_below_each_other_go_together() -> None:
    changes = [Change(_C, str(row), "record_id", f"r_{row}", row=row) for row in (1, 2, 3)]
    (batch,) = _sent(changes)[1]
    assert batch.requests == [_update(7, 1, 5, *[[_text(f"r_{row}")] for row in (1, 2, 3)])]


def test_a_blank_clears_its_cell() -> None:
    grids, _ = _sent([Change(_C, "b", "industry", None)])
    assert grids.tabs["Companies"][3] == ["Bolt", "bolt.test", "pending", None, None, "b"]


def test_a_row_without_an_id_is_written_at_its_place() -> None:
    grids, (batch,) = _sent([Change(_C, "", "status", None, row=2), Change(_C, "", "industry", None, row=3)])
    assert len(batch.requests) == 2
    assert trimmed(grids.tabs["Companies"][2]) == ["New", "new.test", None, None, None, None, "?"]
    assert grids.tabs["Companies"][3][3] is None


def test_of_several_changes_of_one_cell_the_last_counts() -> None:
    (batch,) = _sent([Change(_C, "a", "status", "pending"), Change(_C, "a", "status", "failed")])[1]
    assert batch.requests == [_update(7, 1, 2, [_text("failed")])]


def test_the_link_finds_the_details_of_the_row_that_it_stands_in() -> None:
    (batch,) = _sent([Change(_C, "b", "details_link", True)])[1]
    formula = '=HYPERLINK("#gid=8&range=A"&MATCH($F4&"";\'Details\'!$C:$C;0);"Details")'
    assert batch.requests == [_update(7, 3, 4, [{"userEnteredValue": {"formulaValue": formula}}])]


def test_a_row_that_is_gone_is_left_out_and_told() -> None:
    changes = [
        Change(_C, "x", "status", "failed"),
        Change(_D, "x", "has_api", True),
        Change(_C, "a", "status", "failed"),
    ]
    grids, (batch,) = _sent(changes)
    assert [one.record_id for one in batch.changes] == ["a"]
    assert grids.tabs["Details"] == _FACTS
    assert gone(_seen(_grids()), [*changes, Change(_C, "y", "record_id", "y", row=2)]) == ("x",)


def test_a_field_without_a_column_is_left_out() -> None:
    assert _sent([Change(_C, "a", "ai_summary", "..."), Change(_C, "a", "name", "Acme")])[1] == []


def test_nothing_to_do_is_no_call() -> None:
    assert _sent([])[1] == []


def test_details_grow_once_for_many_rows() -> None:
    rows: Rows = [_ROWS[0], *([f"C{n}", f"c{n}.test", None, None, None, f"r{n}"] for n in range(250))]
    grids = Grids({"Companies": (7, rows), "Details": (8, _FACTS)}, rows=1000)
    grids.rows["Details"] = 100
    details = details_place(_DETAILS.columns)
    places = [_COMPANIES, details.grown(100 - details.grid_rows)]
    found = seen(look_at(places), grids)
    changes = [Change(_D, f"r{n}", "official_name", f"Company {n}" * 10) for n in range(250)]
    made = batches(found, changes, most_bytes=20_000)
    for batch in made:
        grids.send(batch.requests)
    assert len(made) > 3
    assert [batch.grown for batch in made if batch.grown] == [100, 100]
    assert grids.rows["Details"] == 300
    assert len(grids.tabs["Details"]) == 252


def test_a_company_that_no_call_can_hold_is_parted_and_its_status_comes_last() -> None:
    long = "\N{SNOWMAN}" * 600
    made = _sent(
        [
            Change(_C, "a", "status", "completed"),
            Change(_C, "a", "industry", long),
            Change(_D, "a", "official_name", long),
        ],
        most_bytes=5_000,
    )[1]
    assert [[(one.tab, one.field) for one in batch.changes] for batch in made] == [
        [(_D, "official_name"), (_D, "record_id")],
        [(_C, "industry"), (_C, "status")],
    ]


_IDS = [f"r{n}" for n in range(8)]
_VALUES = st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=30) | st.just("long " * 100)
_FIELDS = {_C: ("status", "industry"), _D: ("official_name", "has_api")}
_ANY = st.sampled_from([*_IDS, "gone"])
_CHANGES = st.lists(
    st.one_of([st.builds(Change, st.just(tab), _ANY, st.sampled_from(_FIELDS[tab]), _VALUES) for tab in Tab]),
    max_size=40,
)
_MIXED = st.permutations(range(7))


@given(_CHANGES, _MIXED, st.permutations(_IDS), st.sets(st.sampled_from(_IDS)), st.sampled_from([3_000, MOST_BYTES]))
def test_what_is_wished_stands_there_and_nothing_else_is_touched(
    changes: list[Change], order: list[int], ids: list[str], with_details: set[str], most_bytes: int
) -> None:
    header = ["Company", "Website", *COMPANIES.values(), "Notes"]
    rows: Rows = [header, *([f"C {each}", "c.test", "pending", None, None, each, f"n {each}"] for each in ids)]
    rows = [[row[at] for at in order] for row in rows]
    facts: Rows = [[*DETAILS.values(), "Mine"], *(["X", None, each, f"m {each}"] for each in sorted(with_details))]
    grids = Grids({"Companies": (7, rows), "Details": (8, facts)})
    places = {name: order.index(at) for name, at in _COMPANIES.columns.items()}
    look = look_at([companies_place(places), _DETAILS])
    before = seen(look, grids)
    made = batches(before, changes, most_bytes=most_bytes)
    for batch in made:
        grids.send(batch.requests)
    after = seen(look, grids)

    wished = {(one.tab, one.record_id, one.field): one.value for one in changes if one.record_id != "gone"}
    for tab, was, now in ((_C, before.companies, after.companies), (_D, before.details, after.details)):
        for record_id, row in now.rows.items():
            for name in _FIELDS[tab]:
                column = now.place.columns[name]
                found = _cell(grids.tabs[now.place.title], row, column)
                if (tab, record_id, name) in wished:
                    assert found == _as_held(wished[tab, record_id, name])
                elif record_id in was.rows:
                    assert found == ("pending" if name == "status" else "X" if name == "official_name" else None)
                else:
                    assert found is None
    assert after.companies.rows == before.companies.rows
    assert set(after.details.rows) == with_details | {key[1] for key in wished if key[0] is _D}
    assert not after.details.copies
    for title, theirs in (("Companies", ("Company", "Website", "Notes")), ("Details", ("Mine",))):
        held = grids.tabs[title]
        start = rows if title == "Companies" else facts
        columns = [start[0].index(header) for header in theirs]
        assert [[row[at] for at in columns] for row in held[: len(start)]] == [
            [row[at] for at in columns] for row in start
        ]


@given(_CHANGES, st.integers(4_000, 9_000))
def test_calls_are_bounded_and_a_company_is_in_one(changes: list[Change], most_bytes: int) -> None:
    rows: Rows = [_ROWS[0], *([f"C {each}", "c.test", None, None, None, each] for each in _IDS)]
    grids = Grids({"Companies": (7, rows), "Details": (8, [[*DETAILS.values()]])})
    made = batches(_seen(grids), changes, most_bytes=most_bytes)
    assert all(len(json.dumps({"requests": batch.requests})) <= most_bytes for batch in made)
    where = [{one.record_id for one in batch.changes} for batch in made]
    for record_id in _IDS:
        # here each fits into one call
        assert sum(record_id in ids for ids in where) <= 1
    for batch in made:
        fields = [(one.record_id, one.tab, one.field) for one in batch.changes]
        for record_id in _IDS:
            mine = [each for each in fields if each[0] == record_id]
            assert mine == sorted(mine, key=lambda each: (each[1] is not _D, each[2] == "status"))


def _cell(rows: Rows, row: int, column: int) -> Any:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def _as_held(value: Any) -> Any:
    return sheet_value(value, SHEETS_LIMIT)


@pytest.mark.parametrize("times", [2, 3])
def test_a_call_that_is_made_again_changes_nothing(times: int) -> None:
    changes = [Change(_C, "a", "status", "completed"), Change(_D, "a", "official_name", "Acme")]
    once, made = _sent(changes)
    again = _grids()
    for _ in range(times):
        for batch in made:
            again.send(batch.requests)
    assert again.tabs == once.tabs
