"""Many small writes, one commit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from functools import partial

import pytest
from sqlalchemy.exc import OperationalError

from tests.store.builders import START, begin, claim, completed, finish, new_row, states
from theodore.model.errors import JournalUnavailable
from theodore.model.states import State
from theodore.store.journal import Journal
from theodore.store.ledger import Ledger
from theodore.store.records import Event, StaleClaim
from theodore.store.writer import GroupWriter


class Gate:
    """Holds the writer's thread inside a work, so that others queue behind it."""

    def __init__(self) -> None:
        self._reached = threading.Event()
        self._open = threading.Event()

    def work(self, _: Ledger) -> None:
        self._reached.set()
        assert self._open.wait(30)

    async def reached(self) -> None:
        assert await asyncio.to_thread(self._reached.wait, 30)

    def open(self) -> None:
        self._open.set()


def note(run_id: str, n: int) -> Callable[[Ledger], Event]:
    return lambda ledger: ledger.append_event(run_id, None, "note", {"n": n}, START)


def notes(journal: Journal, run_id: str) -> list[int]:
    with journal.read() as reader:
        return [event.data["n"] for event in reader.events_after(run_id, 0, 10_000) if event.kind == "note"]


async def test_a_write_is_durable_when_it_returns(journal: Journal) -> None:
    run = begin(journal, 0)
    async with GroupWriter(journal) as writer:
        event = await writer.do(note(run.id, 1))
        assert event.data == {"n": 1}
        assert notes(journal, run.id) == [1]


async def test_works_are_done_in_the_order_they_were_asked_for(journal: Journal) -> None:
    run = begin(journal, 0)
    async with GroupWriter(journal) as writer:
        await asyncio.gather(*(writer.do(note(run.id, n)) for n in range(500)))
    assert notes(journal, run.id) == list(range(500))


async def test_what_queues_shares_a_commit(journal: Journal) -> None:
    run = begin(journal, 0)
    groups: list[list[int]] = []
    gate = Gate()
    async with GroupWriter(journal, lambda events: groups.append([event.data["n"] for event in events])) as writer:
        first = asyncio.create_task(writer.do(gate.work))
        await gate.reached()
        others = [asyncio.create_task(writer.do(note(run.id, n))) for n in range(10)]
        await asyncio.sleep(0)  # each has queued its work
        gate.open()
        await asyncio.gather(first, *others)
    assert groups == [list(range(10))]


async def test_events_are_told_before_their_callers_go_on(journal: Journal) -> None:
    run = begin(journal, 0)
    heard: list[int] = []

    def on_events(events: Sequence[Event]) -> None:
        assert threading.current_thread() is threading.main_thread()
        heard.extend(event.data["n"] for event in events)

    async with GroupWriter(journal, on_events) as writer:
        for n in range(5):
            await writer.do(note(run.id, n))
            assert heard[-1] == n


async def test_one_that_raises_is_undone_alone(journal: Journal) -> None:
    run = begin(journal, 0)
    told: list[Event] = []
    gate = Gate()

    def half(ledger: Ledger) -> None:
        note(run.id, 99)(ledger)
        raise LookupError("changed my mind")

    async with GroupWriter(journal, told.extend) as writer:
        works = [gate.work, note(run.id, 0), half, note(run.id, 1)]
        tasks = [asyncio.create_task(writer.do(work)) for work in works]
        await gate.reached()
        gate.open()
        _, first, second, third = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(second, LookupError)
    assert isinstance(first, Event)
    assert isinstance(third, Event)
    assert notes(journal, run.id) == [0, 1] == [event.data["n"] for event in told]


async def test_two_that_end_the_same_attempt_do_not_both_succeed(journal: Journal) -> None:
    run = begin(journal, 2)
    twice, other = claim(journal, run, 2)
    async with GroupWriter(journal) as writer:
        results = await asyncio.gather(
            *(writer.do(partial(Ledger.finish, claim=held, ending=completed())) for held in (twice, twice, other)),
            return_exceptions=True,
        )
    assert [type(result) for result in results] == [type(None), StaleClaim, type(None)]
    assert states(journal, run) == [State.COMPLETED] * 2


async def test_a_full_disk_fails_all_that_share_the_commit(journal: Journal) -> None:
    run = begin(journal, 0)
    told: list[Event] = []
    gate = Gate()

    def full(ledger: Ledger) -> None:
        ledger._connection.exec_driver_sql("PRAGMA max_page_count = 1")  # which means: as large as it is
        ledger.add_rows(run.id, (new_row(n, cells=("x" * 1_000,)) for n in range(500)), START)

    async with GroupWriter(journal, told.extend) as writer:
        works = [gate.work, note(run.id, 0), full, note(run.id, 1)]
        tasks = [asyncio.create_task(writer.do(work)) for work in works]
        await gate.reached()
        gate.open()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(result) for result in results] == [JournalUnavailable] * 4
        assert "the disk is full" in str(results[2])
        assert notes(journal, run.id) == []
        assert not told
        # somebody makes room
        await writer.do(lambda ledger: ledger._connection.exec_driver_sql("PRAGMA max_page_count = 100000"))
        await writer.do(note(run.id, 2))
    assert notes(journal, run.id) == [2]


async def test_a_transaction_that_the_database_gave_up_fails_all_that_share_it(journal: Journal) -> None:
    run = begin(journal, 0)
    gate = Gate()

    def gives_up(ledger: Ledger) -> None:
        # as SQLite does by itself for some faults; what followed would not be in a transaction any more
        ledger._connection.exec_driver_sql("ROLLBACK")

    async with GroupWriter(journal) as writer:
        works = [gate.work, note(run.id, 0), gives_up, note(run.id, 1)]
        tasks = [asyncio.create_task(writer.do(work)) for work in works]
        await gate.reached()
        gate.open()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(result) for result in results] == [OperationalError] * 4
        await writer.do(note(run.id, 2))
    assert notes(journal, run.id) == [2]


async def test_who_is_cancelled_before_its_work_began_takes_it_back(journal: Journal) -> None:
    run = begin(journal, 0)
    gate = Gate()
    async with GroupWriter(journal) as writer:
        first = asyncio.create_task(writer.do(gate.work))
        await gate.reached()
        regretted = asyncio.create_task(writer.do(note(run.id, 0)))
        await asyncio.sleep(0)  # it has queued its work
        regretted.cancel()
        await asyncio.gather(regretted, return_exceptions=True)
        gate.open()
        await first
        await writer.do(note(run.id, 1))
    assert notes(journal, run.id) == [1]


async def test_who_is_cancelled_later_cannot(journal: Journal) -> None:
    run = begin(journal, 0)
    gate = Gate()

    def slow(ledger: Ledger) -> None:
        note(run.id, 0)(ledger)
        gate.work(ledger)

    async with GroupWriter(journal) as writer:
        task = asyncio.create_task(writer.do(slow))
        await gate.reached()
        task.cancel()
        gate.open()
        await asyncio.gather(task, return_exceptions=True)
    assert notes(journal, run.id) == [0]


async def test_leaving_waits_for_what_was_asked(journal: Journal) -> None:
    run = begin(journal, 0)
    async with GroupWriter(journal) as writer:
        tasks = [asyncio.create_task(writer.do(note(run.id, n))) for n in range(200)]
        await asyncio.sleep(0)  # all have queued their works
    await asyncio.gather(*tasks)
    assert notes(journal, run.id) == list(range(200))


async def test_a_closed_writer_says_so(journal: Journal) -> None:
    writer = GroupWriter(journal)
    with pytest.raises(RuntimeError, match="not open"):
        await writer.do(lambda _: None)
    async with writer:
        pass
    with pytest.raises(RuntimeError, match="not open"):
        await writer.do(lambda _: None)


async def test_the_loop_goes_on_while_the_writer_writes(journal: Journal) -> None:
    gate = Gate()
    async with GroupWriter(journal) as writer:
        task = asyncio.create_task(writer.do(gate.work))
        await gate.reached()
        # the thread is busy, and we are here all the same
        gate.open()
        await task


async def test_others_may_write_beside_the_group(journal: Journal) -> None:
    run = begin(journal, 3)
    async with GroupWriter(journal) as writer:
        claims = await writer.do(lambda ledger: ledger.claim(run.id, 3, START, "me", 60.0, lambda *_: 30.0))
        await asyncio.gather(*(asyncio.to_thread(finish, journal, held, completed()) for held in claims))
    assert states(journal, run) == [State.COMPLETED] * 3
