"""People at work in a sheet between a look and a write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.batch.live.desk import Desk, company, desk
from tests.batch.live.hands import delete, delete_column, insert, insert_column, sort
from tests.batch.live.meddling import Killed, kill
from theodore.farm.sheets.book import Tab
from theodore.farm.sheets.emulator import Emulator
from theodore.farm.sheets.moves import Inserted
from theodore.farm.sheets.person import Person
from theodore.farm.sheets.reshaping import reshape

DEEDS = [
    pytest.param(sort(), id="sorts the companies"),
    pytest.param(sort("Details"), id="sorts the details"),
    pytest.param(insert(1), id="puts a row above all"),
    pytest.param(insert(3), id="puts a row between"),
    pytest.param(delete(1), id="takes the first row out"),
    pytest.param(delete(3), id="takes one out between"),
    pytest.param(delete(1, "Details"), id="takes a row of the details out"),
]


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("write", range(2), ids=["while ids are written", "while results are"])
async def test_right_in_the_end_whatever_a_person_does_meanwhile(
    google: Emulator, tmp_path: Path, deed: Callable[[Desk], Callable[[], None]], write: int
) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(6)]) as at:
        at.work(4, location="Bonn")
        at.fail(at.begin()[0])
        at.api.before_write.extend([*[lambda: None] * write, deed(at)])
        person = Person(google, at.book, 0, own=("Company", "Website", "Note"))
        sheet = at.sheet()
        await sheet.finish()
        assert not at.api.before_write
        assert at.wrong() == []
        mine = [(row["Company"], row["Website"], row["Note"]) for row in at.by_company().values()]
        assert set(mine) <= {tuple(company(n)) for n in range(6)}
        assert len(mine) >= 5
        assert [row for row in person.rows if row]
        with at.journal.read() as reader:
            assert reader.pins(at.plan.sink.key) == {}, "nothing of ours is taken for a person's"
            assert reader.asked_again(at.plan.sink.key) == frozenset()


@pytest.mark.parametrize("deed", [sort(), insert(3), sort("Details")])
async def test_changed_results_find_their_rows_too(
    google: Emulator, tmp_path: Path, deed: Callable[[Desk], Callable[[], None]]
) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(6)]) as at:
        at.work(3)
        await at.sheet().finish()
        at.work(1, industry="Software", location="Cork")
        at.work(1, industry="Banking", location="Delft")
        at.begin()
        at.api.before_write.append(deed(at))
        await at.sheet().finish()
        assert at.wrong() == []
        with at.journal.read() as reader:
            assert reader.pins(at.plan.sink.key) == {}


@pytest.mark.parametrize(
    "deed", [insert(1, "Details"), insert(2, "Details"), delete(1, "Details"), delete(2, "Details"), sort("Details")]
)
async def test_a_row_of_the_details_is_never_lost(
    google: Emulator, tmp_path: Path, deed: Callable[[Desk], Callable[[], None]]
) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(6)]) as at:
        at.work(3, location="Bonn", tech_stack=["a", "b"])
        sheet = at.sheet()
        while not await sheet._one_round():
            pass
        # a new row is about to be written below the last, which is there no more, or another one
        at.work(1)
        at.api.before_write.append(deed(at))
        await sheet.finish()
        assert len(at.details()) == 4
        assert at.wrong() == []
        with at.journal.read() as reader:
            assert reader.pins(at.plan.sink.key) == {}


async def test_a_deleted_row_is_dropped_and_said_once(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(5)]) as at:
        sheet = at.sheet()
        await sheet._one_round()
        at.work(1)
        delete(1)(at)()
        for _ in range(3):
            await sheet._one_round()
        at.work(1)
        await sheet.finish()
        assert sorted(at.by_company()) == [f"Company {n}" for n in range(1, 5)]
        assert at.notices == [
            "Rows that are not in the sheet any more: 1 (Company 0). Their results are kept in the journal."
        ]
        assert at.wrong() == []


async def test_a_row_that_comes_back_is_filled(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(4)]) as at:
        await at.sheet().finish()
        cut = google.book(at.book).tab("Companies").rows[2]
        delete(2)(at)()
        sheet = at.sheet()
        at.work(4)
        while not await sheet._one_round():
            pass
        assert "Company 1" not in at.by_company()
        at.change(lambda tab: tab.put_row(9, 0, cut))()
        at.journal.write(lambda ledger: ledger.append_event(at.run.id, None, "note", {}, at.now))
        await sheet.finish()
        assert at.by_company()["Company 1"]["Status"] == "completed"
        assert at.wrong() == []


async def test_a_persons_word_is_kept_and_their_wish_is_noted(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(6)]) as at:
        at.work(5)
        await at.sheet().finish()
        header = google.values(at.book, "Companies")[0]
        industry, status = header.index("Industry"), header.index("Status")

        def hand(tab: Tab) -> None:
            tab.enter(1, industry, "by hand")
            tab.enter(2, industry, None)
            tab.enter(3, status, None)
            tab.enter(4, status, "Pending")

        at.change(hand)()
        at.work(1)
        sheet = at.sheet()
        await sheet.finish()
        shown = at.by_company()
        assert [shown[f"Company {n}"].get("Industry") for n in range(3)] == ["by hand", None, "Retail"]
        assert [shown[f"Company {n}"]["Status"] for n in (2, 3)] == ["pending", "pending"]
        with at.journal.read() as reader:
            again = reader.asked_again(at.plan.sink.key)
        assert again == {shown[f"Company {n}"]["Record ID"] for n in (2, 3)}
        assert at.wrong() == []
        (told,) = at.notices
        assert "cells that you changed: 2" in told
        assert "rows that you asked for again: 2" in told


async def test_a_word_that_was_there_before_ours_is_a_persons(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(3)]) as at:
        header = google.values(at.book, "Companies")[0]
        at.change(lambda tab: tab.enter(1, header.index("Industry"), "by hand"))()
        at.work(3)
        await at.sheet().finish()
        assert [row["Industry"] for row in at.by_company().values()] == ["by hand", "Retail", "Retail"]
        assert at.wrong() == []


async def test_what_stands_in_a_copy_of_a_result_is_nobodys_word(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(3)]) as at:
        at.work(3)
        await at.sheet().finish()
        rows = google.values(at.book, "Companies")
    (tmp_path / "copy").mkdir()
    async with desk(google, tmp_path / "copy", rows[1:], headers=rows[0]) as at:
        at.work(2, industry="Software")
        await at.sheet().finish()
        assert [row["Industry"] for row in at.by_company().values()] == ["Software", "Software", "Retail"]
        with at.journal.read() as reader:
            assert reader.pins(at.plan.sink.key) == {}


async def test_a_persons_word_is_put_back_where_ours_fell_on_it(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(3)]) as at:
        at.work(2)
        await at.sheet().finish()
        header = google.values(at.book, "Companies")[0]
        at.change(lambda tab: tab.enter(1, header.index("Industry"), "by hand"))()
        await at.sheet().finish()
        at.work(1, industry="Software")
        at.api.before_write.append(sort()(at))
        await at.sheet().finish()
        assert at.by_company()["Company 0"]["Industry"] == "by hand"
        assert at.by_company()["Company 2"]["Industry"] == "Software"
        assert at.wrong() == []


async def test_a_tab_that_is_renamed_and_columns_that_are_moved_are_found(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(4)]) as at:
        sheet = at.sheet()
        await sheet._one_round()

        def rename(tab: Tab) -> None:
            tab.title = "Meine Firmen"

        at.change(rename)()
        google.change(at.book, lambda book: reshape(book, book.tab("Meine Firmen"), Inserted(3, 2), rows=False))
        at.work(4)
        await sheet.finish()
        header, *rows = google.values(at.book, "Meine Firmen")
        assert header[3:5] == ["", ""]
        assert [row[header.index("Status")] for row in rows] == ["completed"] * 4


async def test_rows_that_are_taken_away_below_refuse_one_write_and_no_more(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(4)]) as at:
        await at.sheet().finish()

        def shrink(tab: Tab) -> None:
            tab.rows[:] = tab.rows[:4]
            tab.row_count = 4

        at.work(4)
        at.api.before_write.append(at.change(shrink))
        await at.sheet().finish()
        assert len(at.by_company()) == 3
        assert at.wrong() == []


@pytest.mark.parametrize("seed", range(3))
async def test_a_person_who_is_busy_all_the_time(google: Emulator, tmp_path: Path, seed: int) -> None:
    """At least one deed before each call, and everything right in the end."""
    async with desk(google, tmp_path, [company(n) for n in range(12)]) as at:
        newcomers = [{"Company": f"New {n}", "Website": f"new{n}.test"} for n in range(3)]
        person = Person(google, at.book, seed, own=("Company", "Website", "Note"), newcomers=newcomers)
        at.api.between = lambda _: person.act()
        sheet = at.sheet()
        for _ in range(6):
            at.work(2, location=f"Town {at.now}")
            await sheet._one_round()
        at.api.between = lambda _: None
        await sheet.finish()
        person.look()
        assert person.harms == []
        assert at.wrong() == []
        # what they wrote and we could see is there still
        for (record_id, header), act in person.edits.items():
            rows = [row for row in at.shown() if row.get("Record ID") == record_id]
            if person.noticed(act) and rows and header != "View Details" and act.before != act.after:
                assert rows[0].get(header) == act.after, (record_id, header)


@pytest.mark.parametrize(
    "deed",
    [
        pytest.param(insert_column(2), id="a column is put in left of ours"),
        pytest.param(insert_column(8), id="between ours"),
        pytest.param(delete_column(2), id="one is taken out"),
        pytest.param(insert_column(1, "Details"), id="on the tab Details"),
    ],
)
@pytest.mark.parametrize("is_killed", [False, True], ids=["", "and the process is killed"])
async def test_what_was_written_one_column_aside_is_no_persons_word(
    google: Emulator, tmp_path: Path, deed: Callable[[Desk], Callable[[], None]], is_killed: bool
) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(6)]) as at:
        await at.sheet().finish()
        at.work(3)
        at.fail(at.begin()[0])
        at.api.before_write.append(deed(at))
        if is_killed:
            at.api.after_write.append(kill)
            with pytest.raises(Killed):
                await at.sheet()._one_round()
        await at.sheet().finish()
        assert not at.api.before_write
        assert at.wrong() == []
        assert len(at.ids()) == 6
        with at.journal.read() as reader:
            assert reader.pins(at.plan.sink.key) == {}
            assert reader.asked_again(at.plan.sink.key) == frozenset()
