"""A run in a Google Sheet, as it should go."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.batch.live.desk import HEADERS, Desk, another, company, desk, opened, until
from theodore.batch.edits import Taken
from theodore.batch.live.look import Looker
from theodore.batch.live.taking import take_online
from theodore.farm.sheets.book import Tab, filled
from theodore.farm.sheets.emulator import Emulator
from theodore.store.journal import Journal


async def test_a_run_is_brought_into_its_sheet(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(5)]) as at:
        at.work(2)
        (third,) = at.begin()
        at.fail(third)
        at.begin()
        written = await at.sheet().finish()
        shown = at.by_company()
        assert [row["Status"] for row in shown.values()] == [
            "completed",
            "completed",
            "failed",
            "processing",
            "pending",
        ]
        assert shown["Company 2"]["Error Type"] == "timeout"
        assert shown["Company 0"]["View Details"] == "Details"
        assert [row["Note"] for row in shown.values()] == [f"note {n}" for n in range(5)]
        assert {row["Official Name"] for row in at.details().values()} == {"Company 0 AG", "Company 1 AG"}
        assert at.wrong() == []
        with at.journal.read() as reader:
            assert written.seq == reader.last_seq(at.run.id)
            assert reader.sent(at.plan.sink.key) == {}, "all was seen to have arrived"
        assert (written.beside, at.notices) == (None, [])


async def test_asked_again_nothing_is_written(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(5)]) as at:
        at.work(3)
        await at.sheet().finish()
        before = at.writes()
        await at.sheet().finish()
        assert at.writes() == before


async def test_a_sheet_is_kept_up_while_the_run_goes_on(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(6)]) as at:
        sheet = at.sheet()
        sheet.start()
        live = asyncio.create_task(sheet.keep_up())
        await until(lambda: len(at.ids()) == 6, "ids")
        (claim,) = at.begin()
        sheet.changed()
        await until(lambda: at.by_company()["Company 0"].get("Status") == "processing", "begun")
        at.journal.write(lambda ledger: ledger.note_progress(at.run.id, {claim.rows[0].row_id: "crawling 4/7"}))
        await until(lambda: at.by_company()["Company 0"].get("Progress") == "crawling 4/7", "a note without an event")
        at.complete(claim)
        sheet.changed(1)
        await until(lambda: at.by_company()["Company 0"].get("Status") == "completed", "ended")
        assert at.by_company()["Company 0"]["Industry"] == "Retail"
        live.cancel()
        await asyncio.gather(live, return_exceptions=True)
        assert sheet.last is not None
        at.work(5)
        await sheet.finish()
        assert at.wrong() == []


async def test_while_nothing_happens_nothing_is_asked_of_google(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(3)]) as at:
        sheet = at.sheet()
        live = asyncio.create_task(sheet.keep_up())
        await until(lambda: sheet.last is not None and sheet._rounds.is_done, "written")
        before, looks = len(google.calls), 0
        learn = sheet._rounds.learn

        async def counted() -> bool:
            nonlocal looks
            looks += 1
            return await learn()

        sheet._rounds.learn = counted  # type: ignore[method-assign]  # to see that it goes on looking at the journal
        await until(lambda: looks > 3, "the journal is looked at")
        assert len(google.calls) == before
        live.cancel()
        await asyncio.gather(live, return_exceptions=True)


async def test_a_row_is_called_completed_together_with_its_results(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(30)]) as at:
        await at.sheet().finish()
        early: list[str] = []

        def look(_: str) -> None:
            details = at.details()
            for row in at.shown():
                if row.get("Status") == "completed":
                    complete = details.get(row["Record ID"], {}).get("Official Name") and row.get("View Details")
                    early.extend([] if complete else [row["Company"]])

        at.api.between = look
        sheet = at.sheet()
        for _ in range(6):
            at.work(5)
            await sheet._one_round()
        await sheet.finish()
        assert early == []
        assert at.wrong() == []


PAYLOADS = [
    *("=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://evil.test")'),
    *("007", "1e5", "TRUE", "2024-01-01", "'quoted", "1,5"),
]


@pytest.mark.parametrize("text", PAYLOADS)
async def test_texts_stay_texts(google: Emulator, tmp_path: Path, text: str) -> None:
    async with desk(google, tmp_path, [company(0)]) as at:
        at.work(1, official_name=text, industry=text, location=text)
        await at.sheet().finish()
        (row,), (details,) = at.shown(), at.details().values()
        assert (row["Industry"], details["Official Name"], details["Location"]) == (text, text, text)
        assert at.wrong() == []


async def test_a_text_that_is_too_long_is_cut_and_refuses_nothing(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(2)]) as at:
        at.work(1, official_name="x" * 60_000)
        at.work(1)
        await at.sheet().finish()
        long = max((row["Official Name"] for row in at.details().values()), key=len)
        assert (len(long), long[-6:]) == (50_000, " [...]")
        assert at.wrong() == []


async def test_a_former_result_is_filled_anew_where_it_stands(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(4)]) as at:
        at.work(4)
        await at.sheet().finish()
        tabs, width = google.tabs(at.book), len(google.values(at.book, "Companies")[0])
        again = await another(at)
        again.work(2, industry="Software")
        await again.sheet().finish()
        assert [row["Industry"] for row in again.by_company().values()] == ["Software", "Software", "Retail", "Retail"]
        assert [row["Status"] for row in again.by_company().values()] == [
            "completed",
            "completed",
            "pending",
            "pending",
        ]
        assert (google.tabs(at.book), len(google.values(at.book, "Companies")[0])) == (tabs, width)
        assert again.ids() == at.ids()


def add_tab(at: Desk, title: str, rows: list[list[Any]]) -> None:
    """A tab that a person adds."""
    at.google.change(at.book, lambda book: book.tabs.append(filled(99, title, rows)))


async def test_the_tab_details_is_one_for_all_tabs_of_companies(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(3)]) as at:
        at.work(3)
        await at.sheet().finish()
        add_tab(at, "Partners", [list(HEADERS), *(company(n) for n in range(3, 6))])
        before = at.details()
        other = await opened(google, at.api.api, at.journal, at.book, tab="Partners")
        other.work(3)
        await other.sheet().finish()
        assert before.items() <= other.details().items()
        assert len(other.details()) == 6
        taken = await take_online(Looker(at.api.api, at.book, at.plan.places), at.journal, at.plan.sink.key)
        assert taken == Taken()


async def test_a_copied_tab_shares_its_rows_of_details(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(3)]) as at:
        at.work(3)
        await at.sheet().finish()
        add_tab(at, "Copy", google.values(at.book, "Companies"))
        place = at.plan.places[1].columns["location"]
        at.change(lambda tab: tab.enter(1, place, "mine"), "Details")()
        await take_online(Looker(at.api.api, at.book, at.plan.places), at.journal, at.plan.sink.key)
        other = await opened(google, at.api.api, at.journal, at.book, ours=at.plan.layout.ours, tab="Copy")
        other.work(3, industry="Software", location="Cork")
        await other.sheet().finish()
        taken = await take_online(Looker(at.api.api, at.book, at.plan.places), at.journal, at.plan.sink.key)
        assert taken == Taken()
        assert {row["Industry"] for row in at.details().values()} == {"Software"}
        assert [row["Location"] for row in at.details().values()] == ["mine", "Cork", "Cork"]


async def test_what_is_copied_with_a_row_says_nothing_of_the_company_that_it_is_made_to(
    google: Emulator, tmp_path: Path
) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(3)]) as at:
        at.work(2)
        await at.sheet().finish()

        def copy(tab: Tab) -> None:
            for below, row in enumerate((1, 3), start=4):
                tab.put_row(below, 0, tab.rows[row])
                for column, text in enumerate(company(below)):
                    tab.enter(below, column, text)

        at.change(copy)()
        again = await another(at)
        again.work(5, industry="Software")
        await again.sheet().finish()
        assert [row["Industry"] for row in again.by_company().values()] == ["Software"] * 5
        assert [row["Attempts"] for row in again.by_company().values()] == [1] * 5
        assert again.wrong() == []
        with at.journal.read() as reader:
            assert reader.pins(at.plan.sink.key) == {}


async def test_what_a_colleagues_run_wrote_is_nobodys_word(google: Emulator, tmp_path: Path) -> None:
    """Each has a journal of their own, and knows nothing of the other's."""
    async with desk(google, tmp_path, [company(n) for n in range(3)]) as at:
        at.work(3)
        await at.sheet().finish()
        with Journal.open(tmp_path / "colleague.sqlite") as journal:
            other = await opened(google, at.api.api, journal, at.book)
            other.now = at.now + 3600
            other.work(3, industry="Software", location="Cork")
            await other.sheet().finish()
            assert other.wrong() == []
        taken = await take_online(Looker(at.api.api, at.book, at.plan.places), at.journal, at.plan.sink.key)
        assert taken == Taken()
        await at.sheet().finish()
        assert at.wrong() == []
