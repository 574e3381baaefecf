"""Google that does not answer, refuses, or has had enough calls."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.batch.live.conftest import NO_QUOTAS
from tests.batch.live.desk import QUICK, Desk, company, desk, until
from theodore.batch.live.pace import JournalPace
from theodore.batch.live.sheet import LiveSheet, Rhythm
from theodore.farm.sheets import ROBOT, Emulator, running
from theodore.farm.sheets.config import Fault, SheetsConfig
from theodore.farm.sheets.kinds.grids import delete_sheet
from theodore.farm.sheets.moves import Deleted
from theodore.farm.sheets.reshaping import reshape
from theodore.model.errors import SinkUnavailable
from theodore.store.journal import Journal
from theodore.store.quotas import Quota

#: A writer that soon gives up.
SHORT = Rhythm(behind_s=0.02, least_s=0.01, longest_wait_s=0.02, patience_s=0.5)


async def stopped(live: asyncio.Task[None]) -> None:
    live.cancel()
    await asyncio.gather(live, return_exceptions=True)


async def test_the_run_goes_on_through_an_outage_and_the_sheet_catches_up(tmp_path: Path) -> None:
    with running(NO_QUOTAS) as google:
        async with desk(google, tmp_path, [company(n) for n in range(6)], give_up_after_s=1.0, timeout_s=1.0) as at:
            sheet = at.sheet()
            live = asyncio.create_task(sheet.keep_up())
            await until(lambda: len(at.ids()) == 6, "ids")
            with google.down(Fault.ERROR_503):
                for _ in range(3):
                    at.work(1)
                    sheet.changed(1)
                    tried = len(google.calls)
                    await until(lambda tried=tried: len(google.calls) > tried + 2, "tries")  # type: ignore[misc]
                await until(lambda: any("catches up" in notice for notice in at.notices), "said")
                assert not live.done()
            await until(lambda: at.wrong() == [], "caught up")
            said = [notice for notice in at.notices if "catches up" in notice]
            assert len(said) == 1, "said once, however long it lasts"
            await stopped(live)
            await sheet.finish()
            assert at.wrong() == []


@pytest.mark.parametrize("fault", [Fault.ERROR_500, Fault.RESET_BEFORE, Fault.SILENCE_BEFORE])
async def test_the_last_write_gives_up_in_the_end_and_says_how_to_go_on(tmp_path: Path, fault: Fault) -> None:
    with running(NO_QUOTAS) as google:
        async with desk(google, tmp_path, [company(0)], timeout_s=1.0) as at:
            at.work(1)
            with google.down(fault), pytest.raises(SinkUnavailable, match=f"`theodore deliver {at.run.id}`"):
                await at.sheet(SHORT).finish()
            await at.sheet().finish()
            assert at.wrong() == []


async def test_a_sheet_that_is_stirred_all_the_time_ends_the_last_write(tmp_path: Path) -> None:
    with running(NO_QUOTAS) as google:
        async with desk(google, tmp_path, [company(n) for n in range(3)]) as at:
            at.work(3)
            await at.sheet().finish()

            def stir(kind: str) -> None:
                if kind == "read":
                    at.change(lambda tab: tab.enter(2, at.plan.places[0].columns["status"], "processing"))()

            at.api.between = stir
            with pytest.raises(SinkUnavailable, match=r"changed faster than it can be written.*`theodore deliver"):
                await at.sheet(SHORT).finish()
            at.api.between = lambda kind: None
            await at.sheet().finish()
            assert at.wrong() == []


def unshared(at: Desk) -> None:
    at.google.share(at.book, ROBOT, None)


def read_only(at: Desk) -> None:
    at.google.share(at.book, ROBOT, "reader")


def removed(at: Desk) -> None:
    at.google.remove(at.book)


def without_tab(at: Desk) -> None:
    at.google.change(at.book, lambda book: delete_sheet(book, {"sheetId": book.tab("Details").gid}))


def without_ids(at: Desk) -> None:
    column = at.google.values(at.book, "Companies")[0].index("Record ID")
    at.google.change(
        at.book, lambda book: reshape(book, book.tab("Companies"), Deleted(column, column + 1), rows=False)
    )


@pytest.mark.parametrize(
    ("happens", "words"),
    [
        pytest.param(unshared, ROBOT, id="unshared"),
        pytest.param(read_only, ROBOT, id="shared for reading alone"),
        pytest.param(removed, "not", id="deleted"),
        pytest.param(without_tab, "'Details' was deleted", id="without its tab"),
        pytest.param(without_ids, "no column 'Record ID'", id="without its ids"),
    ],
)
async def test_a_sheet_that_refuses_midway(
    google: Emulator, tmp_path: Path, happens: Callable[[Desk], None], words: str
) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(4)]) as at:
        sheet = at.sheet()
        live = asyncio.create_task(sheet.keep_up())
        await until(lambda: len(at.ids()) == 4 and sheet._rounds.is_done, "ids")
        happens(at)
        at.work(2)
        sheet.changed(2)
        async with asyncio.timeout(20):
            await live
        (notice,) = at.notices
        assert words in notice
        assert f"`theodore deliver {at.run.id}`" in notice
        at.work(2)
        with pytest.raises(SinkUnavailable, match=f"`theodore deliver {at.run.id}`"):
            await sheet.finish()


async def test_a_sheet_that_is_shared_again_is_filled(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(4)]) as at:
        sheet = at.sheet()
        unshared(at)
        await sheet.keep_up()
        google.share(at.book, ROBOT, "writer")
        at.work(4)
        await sheet.finish()
        assert at.wrong() == []


async def test_too_many_calls_slow_the_writer_and_fail_nothing(tmp_path: Path) -> None:
    config = SheetsConfig(minute_s=1.0, writes_per_minute=2, reads_per_minute=3)
    with running(config) as google:
        async with desk(google, tmp_path, [company(n) for n in range(8)]) as at:
            sheet = at.sheet()
            live = asyncio.create_task(sheet.keep_up())
            for _ in range(8):
                at.work(1)
                sheet.changed(1)
                done = at.writes()
                await until(lambda done=done: at.writes() > done, "written")  # type: ignore[misc]
            await stopped(live)
            await sheet.finish()
            assert at.wrong() == []
            assert 429 in Counter(call.status for call in google.calls)


async def test_two_processes_of_a_journal_keep_to_one_quota(tmp_path: Path) -> None:
    """Google counts in half a second here: a third of what it allows is left to others."""
    window_s, most, pause_s = 0.6, 6, 0.03
    with running(SheetsConfig(minute_s=window_s, writes_per_minute=most, reads_per_minute=1000)) as google:
        async with (
            desk(google, tmp_path, [company(n) for n in range(6)]) as one,
            desk(google, tmp_path, [company(n) for n in range(6)]) as other,
        ):
            await asyncio.sleep(window_s)  # what made the sheets ready was not counted
            google.calls.clear()
            sheets: list[tuple[Desk, LiveSheet]] = []
            for at in (one, other):
                pace = JournalPace({"read": Quota(900, window_s), "write": Quota(most - 1, window_s, pause_s)})
                pace.share(at.journal, ROBOT)
                at.api.api._pace = pace
                sheets.append((at, at.sheet()))
            for _ in range(6):
                for at, sheet in sheets:
                    at.work(1)
                    await sheet._one_round()
            for _, sheet in sheets:
                await sheet.finish()
            assert one.wrong() == other.wrong() == []
            assert 429 not in {call.status for call in google.calls}
            at_ = sorted(call.at for call in google.calls if call.kind == "write")
            assert len(at_) > most
            for first, last in zip(at_, at_[most:], strict=False):
                assert last - first > window_s * 0.9, "never more in a window than the quota"


async def test_each_process_has_the_journal_open_by_itself(tmp_path: Path, google: Emulator) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(3)]) as at:
        at.work(3)
        with Journal.open(at.journal.path) as other:
            at.journal = other
            await at.sheet(QUICK).finish()
        assert at.wrong() == []
