"""What people do in their own file, which Theodore fills in place."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.batch.desks import ONE, Desk, facts, pipeline
from tests.batch.jobs import FakePipeline
from theodore.batch.edits import sink_key
from theodore.batch.entry import Job
from theodore.batch.job import run_job
from theodore.batch.runner import RunnerConfig
from theodore.store.journal import Journal

pytestmark = pytest.mark.usefixtures("sheets_are_forked")


class OwnDesk(Desk):
    """A person's table that is filled in place."""

    tab = ""

    def __init__(self, folder: Path, suffix: str) -> None:
        super().__init__(folder, suffix)
        self.sink = folder / f"leads{suffix}"
        if suffix == ".xlsx":
            self.tab = "Companies"
            book = openpyxl.Workbook()
            book.active.title = self.tab  # type: ignore[union-attr]
            for line in self.source.read_text().splitlines():
                book.active.append(line.split(","))  # type: ignore[union-attr]
            book.save(self.sink)
        self.source = self.sink

    async def run(
        self, worker: FakePipeline | None = None, config: RunnerConfig = ONE, *, fresh_for_s: float = 86_400.0, **_: Any
    ) -> list[str]:
        worker = worker or pipeline()
        job = Job(self.source, self.sink, fresh_for_s=fresh_for_s, in_place=True)
        async with asyncio.timeout(120):
            self.report = await run_job(job, self.journal, worker.opened(), config, self.notes)
        return [name for name, _ in worker.seen]

    @property
    def pins(self) -> Any:
        with Journal.open_reader(self.journal) as journal, journal.read() as reader:
            return reader.pins(sink_key(self.sink, self.tab))

    def _file(self, tab: str) -> Path:
        return self.sink if tab == "Companies" else self.sink.with_name("leads.details.csv")


@pytest.fixture(params=[".xlsx", ".csv"])
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> OwnDesk:
    return OwnDesk(tmp_path, request.param)


async def test_edits_in_place(desk: OwnDesk) -> None:
    await desk.run()
    assert await desk.run() == []
    assert desk.pins == {}
    desk.put_all(
        [
            ("Ada", "Industry", "Companies", "steel"),
            ("Bob", "Status", "Companies", "pending"),
            ("Cy", "Status", "Companies", "call later"),
            ("Dee", "Notes", "Companies", "mine"),
            ("Eve", "Official Name", "Details", "Eve Ltd"),
            ("Fay", "Industry", "Companies", ""),
        ]
    )
    assert await desk.run() == ["Bob"]
    for _ in range(2):
        assert desk.column("Industry") == ["steel", *(f"{n}'s trade" for n in ("Bob", "Cy", "Dee", "Eve")), ""]
        assert desk.column("Status") == ["completed", "completed", "call later", "completed", "completed", "completed"]
        assert desk.column("Notes") == ["n", "n", "n", "mine", "n", "n"]
        assert desk.column("Official Name", "Details")[4] == "Eve Ltd"
        await desk.run(fresh_for_s=0)


async def test_rows_in_place(desk: OwnDesk) -> None:
    await desk.run()

    def change(rows: list[list[Any]]) -> None:
        del rows[2]
        rows.insert(1, ["Gus", "https://gus.test", "new", *[""] * (len(rows[0]) - 3)])

    desk.edit(change)
    assert await desk.run() == ["Gus"]
    assert desk.column("Company") == ["Gus", "Ada", "Cy", "Dee", "Eve", "Fay"]
    assert desk.pins == {}


async def test_all_types_in_place(desk: OwnDesk) -> None:
    for number in range(4):
        await desk.run(pipeline(facts), fresh_for_s=86_400.0 * (number % 2))
        assert desk.pins == {}
        desk.edit(lambda rows: None)
        desk.edit(lambda rows: None, "Details")


async def test_saved_between_two_runs_that_are_one(desk: OwnDesk) -> None:
    await desk.run(config=RunnerConfig(concurrency=1, max_companies=3))
    desk.put("Ada", "Industry", "steel")
    desk.put("Bob", "Status", "")
    assert await desk.run() == ["Bob", "Dee", "Eve", "Fay"]
    assert desk.column("Industry")[0] == "steel"
    assert len(desk.pins) == 1


async def test_a_formula_in_place_stays_one(tmp_path: Path) -> None:
    desk = OwnDesk(tmp_path, ".xlsx")
    await desk.run()
    desk.put("Ada", "Industry", "=1+1")
    await desk.run()
    assert desk.column("Industry")[0] == "=1+1"
    assert desk.pins
