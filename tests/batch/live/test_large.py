"""A sheet that is too large to be read whole in each round."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.batch.live.desk import HEADERS, Desk, company, desk, opened
from tests.batch.live.hands import delete, insert, sort
from theodore.batch.live import rounds
from theodore.batch.live.agenda import Agenda
from theodore.batch.live.decide import Decider
from theodore.batch.live.placing import Placing
from theodore.farm.sheets import Emulator
from theodore.farm.sheets.book import filled
from theodore.sheets.google import seen

FEW = 50


@pytest.fixture(autouse=True)
def _few_rows_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "_ROWS_AT_ONCE", 12)


async def test_it_is_filled_part_by_part(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(40)], most_cells=FEW) as at:
        at.work(7)
        sheet = at.sheet()
        for _ in range(4):
            await sheet._one_round()
        at.work(9)
        await sheet.finish()
        assert at.wrong() == []
        assert len(at.details()) == 16


@pytest.mark.parametrize("deed", [sort(), insert(3), delete(2), sort("Details"), insert(1, "Details")])
async def test_right_in_the_end_whatever_a_person_does(
    google: Emulator, tmp_path: Path, deed: Callable[[Desk], Callable[[], None]]
) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(40)], most_cells=FEW) as at:
        at.work(20)
        at.api.before_write.extend([lambda: None, lambda: None, deed(at)])
        await at.sheet().finish()
        assert not at.api.before_write
        assert at.wrong() == []
        with at.journal.read() as reader:
            assert reader.pins(at.plan.sink.key) == {}


async def test_a_persons_word_is_found_when_its_row_is_due(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(30)], most_cells=FEW) as at:
        at.begin(30)
        await at.sheet().finish()
        industry = google.values(at.book, "Companies")[0].index("Industry")
        at.change(lambda tab: tab.enter(5, industry, "by hand"))()
        at.journal.write(lambda ledger: ledger.resume(at.run.id, at.now))
        at.work(30)
        await at.sheet().finish()
        assert at.by_company()["Company 4"]["Industry"] == "by hand"
        assert at.wrong() == []


async def test_the_loop_is_left_alone(google: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes long for many rows is done in threads."""
    here, where = threading.current_thread(), set()

    def noticed(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            where.add((name, threading.current_thread() is here))
            return real(*given, **named)

        return call

    for owner, name in (
        (Decider, "decide"),
        (rounds, "batches"),
        (Agenda, "learn"),
        (Placing, "_ids"),
        (seen, "find_columns"),
    ):
        monkeypatch.setattr(owner, name, noticed(name, getattr(owner, name)))
    async with desk(google, tmp_path, [company(n) for n in range(10)]) as at:
        where.clear()
        at.work(5)
        await at.sheet().finish()
        assert at.wrong() == []
    assert where == {(name, False) for name in ("decide", "batches", "learn", "_ids", "find_columns")}


async def test_results_of_other_tabs_make_it_large(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(40)]) as at:
        at.work(40)
        await at.sheet().finish()
        tab = filled(99, "Partners", [list(HEADERS), company(40)])
        google.change(at.book, lambda book: book.tabs.append(tab))
        other = await opened(google, at.api.api, at.journal, at.book, tab="Partners", most_cells=1_000)
        other.work(1)
        rounds = other.rounds()
        while await rounds.learn():
            asked = len(google.calls)
            await rounds.go()
        reads = [call for call in google.calls[asked:] if call.kind == "read"]
        assert len(reads) == 2, "where the rows stand, and then those that matter"
        assert len(other.details()) == 41
