"""Which Record ID belongs into which row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.batch.live.ids import IdRow, Key, key_of, placed_ids

ADA, BOB, EVE = ("Ada", "ada.test"), ("Bob", "bob.test"), ("Eve", "eve.test")
KNOWN: dict[str, Key] = {"r_a": ADA, "r_b": BOB, "r_e": EVE}


def sheet(*rows: tuple[str, Key]) -> list[IdRow]:
    """Rows below a header, from the top."""
    return [IdRow(number, record_id, key) for number, (record_id, key) in enumerate(rows, start=2)]


@pytest.mark.parametrize(
    ("rows", "doubtful", "placed"),
    [
        pytest.param([("", ADA), ("", BOB), ("", EVE)], "", {2: "r_a", 3: "r_b", 4: "r_e"}, id="the first time"),
        pytest.param([("", EVE), ("", ADA)], "", {2: "r_e", 3: "r_a"}, id="sorted, and one deleted meanwhile"),
        pytest.param([("r_a", ADA), ("r_b", BOB), ("r_e", EVE)], "", {}, id="all have theirs"),
        pytest.param([("r_a", ADA), ("", BOB), ("r_e", EVE)], "", {3: "r_b"}, id="one was erased"),
        pytest.param([("", ()), ("", ("New", "new.test")), ("", ADA)], "", {4: "r_a"}, id="a blank row and a new one"),
        pytest.param([("r_a", ("Ada Ltd", "ada.test"))], "", {}, id="renamed since: the id is what counts"),
        pytest.param([("mine", ADA), ("", ADA)], "", {3: "r_a"}, id="an id of a person's own is left alone"),
        pytest.param([("r_a", ADA), ("r_a", ADA)], "", {}, id="a copy that the journal does not know"),
        pytest.param(
            [("r_b", ADA), ("", BOB)], "r_a r_b", {2: "r_a", 3: "r_b"}, id="it landed one row above its company"
        ),
        pytest.param(
            [("", ()), ("r_b", ADA), ("", BOB)], "r_b", {3: "r_a", 4: "r_b"}, id="likewise, with a row put above"
        ),
        pytest.param(
            [("r_a", ("New", "new.test")), ("", ADA)], "r_a", {2: "", 3: "r_a"}, id="it landed in a row of no company"
        ),
        pytest.param([("r_a", ()), ("", ADA)], "r_a", {2: "", 3: "r_a"}, id="it landed in a blank row"),
        pytest.param([("r_a", ("Ada Ltd", "ada.test"))], "r_a", {}, id="renamed in this very moment"),
        pytest.param([("r_b", ADA), ("r_a", BOB)], "r_a r_b", {2: "r_a", 3: "r_b"}, id="two changed places"),
        pytest.param([("r_a", ADA), ("r_a", BOB)], "r_a", {3: "r_b"}, id="sent twice, and sorted in between"),
    ],
)
def test_which_id_is_written_where(rows: list[tuple[str, Key]], doubtful: str, placed: dict[int, str]) -> None:
    assert placed_ids(sheet(*rows), KNOWN, doubtful.split()) == placed


def test_rows_of_one_company_get_their_ids_from_the_top() -> None:
    known = {"r_1": ADA, "r_2": ADA, "r_3": ADA}
    assert placed_ids(sheet(("", ADA), ("r_2", ADA), ("", ADA)), known) == {2: "r_1", 4: "r_3"}


def test_a_copy_that_the_journal_knows_gets_an_id_of_its_own() -> None:
    assert placed_ids(sheet(("r_1", ADA), ("r_1", ADA)), {"r_1": ADA, "r_2": ADA}) == {3: "r_2"}


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        pytest.param([" Ada ", "x", "ada.test"], ("Ada", "ada.test"), id="name and website"),
        pytest.param(["", "x", "ada.test"], ("", "ada.test"), id="the website alone"),
        pytest.param(["Ada"], ("Ada", ""), id="blanks at the end are left out"),
        pytest.param(["", " x "], ("", "", "", "x"), id="all cells where there is neither"),
        pytest.param(["", " "], (), id="a blank row is nobody's"),
    ],
)
def test_what_a_row_is_known_by(cells: list[str], key: Key) -> None:
    assert key_of(cells, 0, 2) == key


KEYS = [ADA, BOB, EVE, ()]


@given(st.lists(st.tuples(st.sampled_from(["", "r_a", "r_b", "r_e", "mine"]), st.sampled_from(KEYS))))
def test_no_id_stands_twice_for_want_of_ours_and_doing_it_again_does_nothing(rows: list[tuple[str, Key]]) -> None:
    before = sheet(*rows)
    placed = placed_ids(before, KNOWN, KNOWN)
    after = [IdRow(row.number, placed.get(row.number, row.record_id), row.key) for row in before]
    given_out = [record_id for record_id in placed.values() if record_id]
    assert len(given_out) == len(set(given_out))
    for record_id in given_out:
        assert [row.record_id for row in after].count(record_id) == 1
    assert placed_ids(after, KNOWN, KNOWN) == {}
