"""Cut off between any two steps: nothing twice, nothing missing, nothing of a person's lost."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from tests.batch.live.conftest import NO_QUOTAS
from tests.batch.live.desk import Desk, company, desk
from tests.batch.live.hands import delete, insert, sort
from tests.batch.live.meddling import Killed, kill
from theodore.batch.gone_astray import put_back
from theodore.batch.live.look import Looker
from theodore.batch.live.sheet import LiveSheet
from theodore.batch.live.taking import take_online
from theodore.batch.sheet_reading import read_sheet
from theodore.batch.wishes import new_row
from theodore.farm.sheets.config import Fault, Faults, Kind, SheetsConfig
from theodore.farm.sheets.deeds import Deed
from theodore.farm.sheets.emulator import Emulator, running
from theodore.farm.sheets.person import Act, Person
from theodore.model.errors import GoogleUnavailable
from theodore.model.fields import catalogue
from theodore.net.google.sheets_api import SheetsApi
from theodore.sheets.canonical import digest, held
from theodore.sheets.google.cells import value_text
from theodore.sheets.headers import ColumnChoice
from theodore.store.records import Wish

MINE = ("Company", "Website", "Note")


async def killed(sheet: LiveSheet) -> None:
    """Rounds until the process ends."""
    try:
        for _ in range(20):
            await sheet._one_round()
    except Killed:
        return
    pytest.fail("nobody was killed")


@pytest.mark.parametrize("moves", [False, True], ids=["the sheet as it was", "sorted in between"])
@pytest.mark.parametrize("write", range(3), ids=["ids", "the first results", "changed results"])
@pytest.mark.parametrize("is_done", [False, True], ids=["before the write", "before its answer"])
async def test_a_process_that_ends(google: Emulator, tmp_path: Path, is_done: bool, write: int, moves: bool) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(6)]) as at:
        at.work(2)
        at.fail(at.begin()[0])
        if write == 2:
            await at.sheet().finish()
            at.work(2, industry="Software", location="Cork")
            at.begin()
        skipped = [lambda: None] * (write % 2)
        if is_done:
            at.api.before_write.extend([*skipped, sort()(at) if moves else lambda: None])
            at.api.after_write.extend([*skipped, kill])
        else:
            at.api.before_write.extend([*skipped, kill])
        await killed(at.sheet())
        if moves and not is_done:
            sort()(at)()
        at.work(1)
        await at.sheet().finish()
        assert at.wrong() == []
        assert len(at.by_company()) == 6
        assert len(at.ids()) == 6
        with at.journal.read() as reader:
            assert reader.pins(at.plan.sink.key) == {}
            assert reader.asked_again(at.plan.sink.key) == frozenset()


async def test_a_process_that_ends_while_it_puts_right_what_went_astray(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(6)]) as at:
        await at.sheet().finish()
        at.work(1)
        # what was meant for the row that goes falls into the next one, and nobody sends it again
        at.api.before_write.extend([delete(1)(at), kill])
        await killed(at.sheet())
        assert at.by_company()["Company 1"]["Industry"] == "Retail"
        await at.sheet().finish()
        with at.journal.read() as reader:
            assert reader.pins(at.plan.sink.key) == {}
        assert at.wrong() == []


async def test_what_went_astray_is_taken_back_though_the_first_time_fails(tmp_path: Path) -> None:
    with running(NO_QUOTAS) as google:
        async with desk(google, tmp_path, [company(n) for n in range(6)], timeout_s=0.3) as at:
            await at.sheet().finish()
            at.work(1)

            def replace_row() -> None:
                delete(1)(at)()
                insert(1)(at)()

            at.api.before_write.extend([replace_row, partial(google.strike, Fault.RESET_BEFORE, kind=Kind.WRITE)])
            await at.sheet().finish()
            assert not at.api.before_write
            assert at.wrong() == []


async def resumed(at: Desk) -> None:
    """The run is resumed: its rows are those that the sheet shows now."""
    table = (await read_sheet(at.api.api, at.book)).table
    rows = put_back(at.journal, at.run, table.columns, ColumnChoice(), table.rows())
    there = [new_row(row, Wish.DO) for row in rows]
    at.journal.write(lambda ledger: ledger.refresh_rows(at.run.id, table.columns, there, at.now))
    # our columns are among those of the table by now
    at.plan = replace(at.plan, sink=replace(at.plan.sink, own=table.columns))


@pytest.mark.parametrize("is_killed", [True, False], ids=["killed once more", "the write fails"])
async def test_an_id_of_a_row_that_is_gone_is_known_for_astray_until_it_is_seen_to_stand_there_no_more(
    tmp_path: Path, is_killed: bool
) -> None:
    with running(NO_QUOTAS) as google:
        async with desk(google, tmp_path, [company(n) for n in range(4)]) as at:
            with at.journal.read() as reader:
                ids = [record_id for record_id, _ in reader.source_rows(at.run.id)]
            # a row comes in above, and each id falls beside the company above its own
            at.api.before_write.append(insert(1)(at))
            at.api.after_write.append(kill)
            await killed(at.sheet())
            assert at.by_company()["Company 2"]["Record ID"] == ids[3]
            # whose own company goes: its id is nobody's now, where it stands
            delete(5)(at)()
            await resumed(at)
            if is_killed:
                at.api.before_write.append(kill)
                await killed(at.sheet())
                await resumed(at)
            else:
                at.api.before_write.append(partial(google.strike, Fault.RESET_BEFORE, kind=Kind.WRITE))
            at.work(3)
            await at.sheet().finish()
            assert not at.api.before_write
            assert {name: row["Record ID"] for name, row in at.by_company().items()} == {
                f"Company {n}": ids[n] for n in range(3)
            }
            assert at.wrong() == []


async def test_a_copy_of_a_row_that_bears_an_id_of_one_that_is_gone_gets_its_own(tmp_path: Path) -> None:
    with running(NO_QUOTAS) as google:
        async with desk(google, tmp_path, [company(n) for n in range(4)]) as at:
            at.api.before_write.append(insert(1)(at))
            at.api.after_write.append(kill)
            await killed(at.sheet())
            delete(5)(at)()
            at.change(lambda tab: tab.put_row(5, 0, tab.rows[4]))()
            await resumed(at)
            at.work(4)
            await at.sheet().finish()
            with at.journal.read() as reader:
                due = [(cells[0], record_id) for record_id, cells in reader.source_rows(at.run.id) if cells[0]]
            assert [(row["Company"], row["Record ID"]) for row in at.shown() if row] == due
            assert [name for name, _ in due] == ["Company 0", "Company 1", "Company 2", "Company 2"]
            assert at.wrong() == []


@pytest.mark.parametrize(
    "fault",
    [Fault.RESET_AFTER, Fault.RESET_BEFORE, Fault.TRUNCATED, Fault.HTML_502, Fault.ERROR_503, Fault.SILENCE_AFTER],
)
@pytest.mark.parametrize("moves", [False, True], ids=["the sheet as it was", "sorted in between"])
async def test_a_write_whose_answer_is_lost(tmp_path: Path, fault: Fault, moves: bool) -> None:
    with running(NO_QUOTAS) as google:
        async with desk(google, tmp_path, [company(n) for n in range(6)], timeout_s=0.3) as at:
            await at.sheet().finish()
            at.work(3)
            google.strike(fault, kind=Kind.WRITE)
            if moves:
                at.api.before_write.append(sort()(at))
            await at.sheet().finish()
            assert at.wrong() == []
            with at.journal.read() as reader:
                assert reader.pins(at.plan.sink.key) == {}


def noisy(seed: int) -> SheetsConfig:
    """Every tenth call goes wrong, in any way that does not take long."""
    faults = Faults.all(0.1, Fault.SILENCE_BEFORE, Fault.SILENCE_AFTER)
    return replace(NO_QUOTAS, seed=seed, faults=faults)


@dataclass
class Storm:
    """A person at work, and a process that ends at any call. just_before: how often somebody acts before a write."""

    at: Desk
    person: Person
    chance: random.Random
    busy: float
    deadly: float
    just_before: float = 0.4

    def between(self, kind: str) -> None:
        """What happens before a call."""
        if self.chance.random() < self.busy:
            self.person.act()
        if kind == "write" and self.chance.random() < self.just_before:
            self.person.act(self.chance.choice([Deed.SORT, Deed.DELETE, Deed.INSERT_BLANK, Deed.COPY]))
        if self.chance.random() < self.deadly:
            kill()

    async def another_process(self) -> LiveSheet:
        """The same command, given again until it comes as far as to write."""
        at = self.at
        while True:
            with suppress(Killed, GoogleUnavailable):
                looker = Looker(cast("SheetsApi", at.api), at.plan.spreadsheet, at.plan.places)
                await take_online(looker, at.journal, at.plan.sink.key)
                return at.sheet()


async def chaos(at: Desk, seed: int) -> Person:
    """A run with a person at work, calls that go wrong, and a process that ends again and again."""
    chance = random.Random(seed)
    newcomers = [{"Company": f"New {n}", "Website": f"new{n}.test"} for n in range(3)]
    person = Person(at.google, at.book, seed, own=MINE, newcomers=newcomers)
    storm = Storm(at, person, chance, busy=chance.choice([0.2, 0.4, 0.6, 0.9]), deadly=chance.choice([0.05, 0.1, 0.2]))
    at.api.between = storm.between
    sheet = at.sheet()
    for _ in range(15):
        what = chance.random()
        if what < 0.5:
            at.work(1, location=f"Town {at.now}", industry=chance.choice(["Retail", "Software", "Banking"]))
        elif what < 0.75:
            at.fail(at.begin()[0])
        if chance.random() < 0.2:
            at.api.after_write.append(kill)
        try:
            await sheet._one_round()
        except GoogleUnavailable:
            pass
        except Killed:
            sheet = await storm.another_process()
    at.api.between = lambda _: None
    at.api.after_write.clear()
    at.work(3)
    await (await storm.another_process()).finish()
    person.look()
    return person


def not_of(person: Person, at: Desk) -> Iterator[tuple[str, str]]:
    """What is taken for the person's words, and is nothing that they ever wrote: by header and text."""
    wrote = defaultdict[str, list[Any]](list)
    for act in person.acts:
        if act.deed is Deed.EDIT_OURS:
            wrote[act.header].append("" if act.after is None else act.after)
    with at.journal.read() as reader:
        pinned = [cell for cells in reader.pins(at.plan.sink.key).values() for cell in cells.items()]
    for name, text in pinned:
        header = catalogue()[name].header
        if not any(held(value_text(value)).is_still(digest(text)) for value in wrote[header]):
            yield header, text


def last_edits(person: Person) -> dict[tuple[str, str], Act]:
    """What the person wrote last into each company's cells; its id may have stood in another row for a moment."""
    edits = (act for act in person.acts if act.deed is Deed.EDIT_OURS)
    return {(act.cells["Website"], act.header): act for act in edits if act.cells.get("Website")}


def wrong(at: Desk, person: Person) -> list[str]:
    """What does not stand as it should, but for what the person wrote into rows that are nobody's."""
    words = {repr(act.after) for act in person.acts if act.deed is Deed.EDIT_OURS}
    return [each for each in at.wrong() if "(" in each or each.rpartition(" is ")[2] not in words]


SEEDS = [pytest.param(seed, marks=[] if seed < 4 else [pytest.mark.soak]) for seed in range(100)]


@pytest.mark.parametrize("seed", SEEDS)
async def test_whatever_happens_the_sheet_is_right_in_the_end(tmp_path: Path, seed: int) -> None:
    with running(NO_QUOTAS) as google:
        async with desk(google, tmp_path, [company(n) for n in range(24)]) as at:
            google.config = noisy(seed)
            person = await chaos(at, seed)
            assert person.harms == []
            assert wrong(at, person) == []
            assert list(not_of(person, at)) == []
            for (website, header), act in last_edits(person).items():
                rows = [row for row in at.shown() if row.get("Website") == website]
                # of a cell that was emptied just when it was written nobody can say whether it was written
                if person.noticed(act) and rows and header != "View Details" and act.after is not None:
                    assert act.after in [row.get(header) for row in rows], (website, header)
