"""What people do in a sheet between two runs, and while one goes on."""

from __future__ import annotations

import asyncio
import csv
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.batch.desks import NAMES, Desk, facts, few, pipeline
from tests.batch.jobs import QUICK, FakePipeline
from theodore.batch import written
from theodore.batch.deliver import SheetWriter
from theodore.batch.entry import Job
from theodore.batch.preview import Outlook, preview
from theodore.batch.runner import RunnerConfig
from theodore.batch.selection import Filter, Selection
from theodore.batch.sheet_file import SheetFile
from theodore.model.company import Company
from theodore.model.errors import InputError
from theodore.model.fields import Tab
from theodore.model.outcome import Hints, Outcome
from theodore.sheets.layout import Layout
from theodore.store.journal import Journal

pytestmark = pytest.mark.usefixtures("sheets_are_forked")

DAY = 86_400.0


@pytest.fixture(params=[".xlsx", ".csv"])
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Desk:
    return Desk(tmp_path, request.param)


#: What a person may write, and where: all of it in one sheet, for a run takes its time.
WRITTEN = {
    "a fact": ("Ada", "Industry", "Companies", "steel"),
    "a fact that was emptied": ("Bob", "Industry", "Companies", ""),
    "what another row has too": ("Cy", "Industry", "Companies", "Ada's trade"),
    "a word of their own in Status": ("Ada", "Status", "Companies", "call later"),
    "a cell that was empty": ("Ada", "Error Notes", "Companies", "rang them up"),
    "a number": ("Ada", "Founding Year", "Details", 1905),
    "words in place of a number": ("Bob", "Founding Year", "Details", "about 1900"),
    "a truth value, though others have it": ("Ada", "Has Forms", "Details", "FALSE"),
    "a list": ("Ada", "Emails", "Details", "ada@else.test"),
    "what looks like a formula, and is text": ("Cy", "Official Name", "Details", "-Cy- (+1)"),
}


async def test_what_a_person_wrote_stays(desk: Desk) -> None:
    await desk.run()
    before = {reason: desk.column(header, tab) for reason, (_, header, tab, _) in WRITTEN.items()}
    desk.put_all([*WRITTEN.values()])
    for _ in range(2):
        assert await desk.run(fresh_for_s=0) == list(NAMES), "all are visited again"
        for reason, (name, header, tab, text) in WRITTEN.items():
            found = str(desk.column(header, tab)[NAMES.index(name)]).lstrip("'").upper()
            assert found == str(text).upper(), reason
            edited = {NAMES.index(who) for who, what, where, _ in WRITTEN.values() if (what, where) == (header, tab)}
            others = [each for place, each in enumerate(desk.column(header, tab)) if place not in edited]
            assert others == [each for place, each in enumerate(before[reason]) if place not in edited], reason
    assert sum(len(fields) for fields in desk.pins.values()) == len(WRITTEN)
    assert sum(f"cells that you changed: {len(WRITTEN)}," in notice for notice in desk.notes.notices) == 1


async def test_status_asks_for_another_visit_once(desk: Desk) -> None:
    await desk.run()
    for name, status in {"Ada": "", "Bob": "pending", "Cy": "  Pending ", "Dee": "later"}.items():
        desk.put(name, "Status", status)
    assert await desk.run() == ["Ada", "Bob", "Cy"]
    assert desk.column("Status") == ["completed"] * 3 + ["later", "completed", "completed"]
    assert [*desk.pins.values()] == [{"status": "later"}], "a word of their own asks for nothing"
    assert await desk.run() == []


async def test_a_write_cut_off_between_the_two_files_asks_for_nobody_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_: SheetWriter) -> None:
        await asyncio.Event().wait()

    async def behave(company: Company, hints: Hints) -> Outcome:
        details = tmp_path / "out.details.csv"
        # it has taken its place, and the other one, where the wish stands, has not
        os.utime(details, ns=(0, details.stat().st_mtime_ns + 1))
        return await pipeline().behave(company, hints)

    desk = Desk(tmp_path, ".csv")
    await desk.run()
    desk.put("Ada", "Status", "")
    monkeypatch.setattr(SheetWriter, "keep_up", never)
    assert await desk.run(FakePipeline(behave)) == ["Ada"]
    assert desk.column("Status") == ["completed"] * 6
    assert await desk.run() == []


async def test_a_preview_knows_who_is_asked_for(desk: Desk) -> None:
    def told() -> tuple[int, int, int]:
        found = preview(Job(desk.source, desk.sink, fresh_for_s=DAY), desk.journal, Outlook(now=time.time()))
        return found.done_before, found.fresh, found.to_do

    await desk.run()
    assert told() == (0, 6, 0)
    desk.put("Ada", "Status", "")
    desk.put("Bob", "Status", "pending")
    assert told() == (0, 4, 2)
    assert desk.asked == frozenset(), "a preview notes nothing"
    assert await desk.run(selection=Selection((Filter.parse("Company!=Ada"),))) == ["Bob"]
    assert told() == (0, 5, 1), "who was not chosen is still asked for"
    assert await desk.run() == ["Ada"]
    desk.fill([*NAMES, "Gus", "Hal"])
    assert await desk.run(pipeline(), RunnerConfig(concurrency=1, max_companies=1)) == ["Gus"]
    desk.put("Gus", "Status", "pending")
    desk.put("Bob", "Status", "pending")
    assert told() == (0, 5, 3), "within an unfinished run too"
    assert sorted(await desk.run()) == ["Bob", "Gus", "Hal"]


async def test_a_resumed_run_goes_by_its_own_idea_of_fresh(desk: Desk) -> None:
    await desk.run()
    desk.fill([*NAMES, "Gus", "Hal"])
    few_at_once = RunnerConfig(concurrency=1, max_companies=1)
    assert await desk.run(pipeline(), few_at_once) == ["Gus"]
    found = preview(Job(desk.source, desk.sink, selection=Selection(limit=7)), desk.journal, Outlook(now=time.time()))
    assert (found.done_before, found.fresh, found.to_do) == (1, 0, 6)
    assert await desk.run(pipeline(), few_at_once, fresh_for_s=DAY) == ["Hal"], "what is fresh stays skipped"
    desk.fill([*NAMES, "Gus", "Hal", "Ivy", "Jo"])
    assert await desk.run(pipeline(), few_at_once) == ["Ivy"]
    assert sorted(await desk.run(fresh_for_s=0, selection=Selection(limit=2))) == ["Ada", "Bob"]


async def test_a_failed_row_is_done_again_within_an_unfinished_run(desk: Desk) -> None:
    await desk.run(pipeline(broken=["Ada"]), RunnerConfig(concurrency=1, max_companies=3, retry=QUICK))
    assert desk.column("Status")[:4] == ["failed", "completed", "completed", "pending"]
    desk.put("Ada", "Status", "pending")
    desk.put("Bob", "Status", "")
    assert await desk.run() == ["Ada", "Bob", "Dee", "Eve", "Fay"]
    assert desk.column("Status") == ["completed"] * 6
    assert (desk.pins, desk.asked) == ({}, frozenset())


async def test_who_is_asked_for_and_not_chosen_still_waits(desk: Desk) -> None:
    await desk.run()
    desk.put("Ada", "Status", "pending")
    assert await desk.run(selection=Selection((Filter.parse("Company!=Ada"),))) == []
    assert (desk.column("Status")[0], desk.column("Progress")[0]) == ("pending", "not chosen")
    assert desk.report.summary["skipped"] == 6
    assert await desk.run() == ["Ada"]
    assert desk.column("Status")[0] == "completed"


async def test_rows_that_are_not_chosen_say_so(desk: Desk) -> None:
    assert await desk.run(selection=Selection(limit=2)) == ["Ada", "Bob"]
    assert desk.column("Status") == ["completed"] * 2 + [""] * 4
    assert desk.column("Progress")[2:] == ["not chosen"] * 4
    assert (desk.report.summary["success"], desk.report.summary["skipped"]) == (True, 4)
    assert await desk.run() == ["Cy", "Dee", "Eve", "Fay"]
    assert desk.pins == {}


async def test_a_pin_ends_where_both_say_the_same(desk: Desk) -> None:
    await desk.run()
    desk.put("Ada", "Industry", "steel")
    desk.put("Ada", "Industry", "", "Details")
    await desk.run()
    assert len(desk.pins) == 2
    desk.put("Ada", "Industry", "Ada's trade")
    await desk.run()
    assert [tab for tab, _ in desk.pins] == [Tab.DETAILS], "an emptied cell stays empty"
    await desk.run(pipeline(lambda name: {**few(name), "industry": "news"}), fresh_for_s=0)
    assert (desk.column("Industry"), desk.column("Industry", "Details")) == (["news"] * 6, ["", *["news"] * 5])


async def test_status_again_keeps_the_other_cells_of_the_row(desk: Desk) -> None:
    await desk.run()
    desk.put("Ada", "Status", "call later")
    desk.put("Ada", "Industry", "steel")
    assert await desk.run() == []
    desk.put("Ada", "Status", "pending")
    assert await desk.run() == ["Ada"]
    assert (desk.column("Status")[0], desk.column("Industry")[0]) == ("completed", "steel")


def sort_a_column_alone(rows: list[list[Any]]) -> None:
    place = rows[0].index("Industry")
    values = sorted((row[place] for row in rows[1:]), key=str, reverse=True)
    for row, value in zip(rows[1:], values, strict=True):
        row[place] = value


def shuffle(rows: list[list[Any]]) -> None:
    rows[1:] = sorted(rows[1:], key=lambda row: str(row[0]), reverse=True)


def copy_a_row(rows: list[list[Any]]) -> None:
    rows.append([*rows[1]])
    rows[-1][rows[0].index("Industry")] = "copied"


def blank_the_ids(rows: list[list[Any]]) -> None:
    for row in rows[1:]:
        row[rows[0].index("Record ID")] = ""
        row[rows[0].index("Industry")] = "anything"


def strange_ids(rows: list[list[Any]]) -> None:
    for row in rows[1:]:
        row[rows[0].index("Record ID")] = f"mine {row[0]}"
        row[rows[0].index("Industry")] = "anything"


def move_columns(rows: list[list[Any]]) -> None:
    for row in rows:
        row[3:] = reversed(row[3:])


def add_a_column(rows: list[list[Any]]) -> None:
    for row in rows:
        row.insert(2, "mine")


def insert_rows(rows: list[list[Any]]) -> None:
    rows.insert(2, ["New", "https://new.test", *[""] * (len(rows[0]) - 2)])
    rows.insert(2, [""] * len(rows[0]))


def delete_rows(rows: list[list[Any]]) -> None:
    del rows[2:4]


NO_EDITS = [
    sort_a_column_alone,
    shuffle,
    copy_a_row,
    blank_the_ids,
    strange_ids,
    move_columns,
    add_a_column,
]


@pytest.mark.parametrize("change", [*NO_EDITS, insert_rows, delete_rows], ids=lambda change: change.__name__)
async def test_what_is_no_edit_of_a_cell_pins_nothing(desk: Desk, change: Callable[[list[list[Any]]], None]) -> None:
    await desk.run()
    before = desk.table()
    desk.edit(change)
    assert await desk.run() == []
    assert (desk.pins, desk.asked) == ({}, frozenset())
    if desk.sink.suffix == ".csv":
        places = [before[0].index(header) for header in ("Research Date", "Progress", "Attempts")]
        after = desk.table()
        for row in (*before[1:], *after[1:]):
            for place in places:
                row[place] = ""
        assert after == before, "the sheet is the run's table again"


async def test_the_headers_are_found_below_a_title(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ".xlsx")
    await desk.run()
    desk.put("Ada", "Industry", "steel")
    desk.edit(lambda rows: rows.insert(0, ["My leads", *[None] * len(rows[0][1:])]))
    await desk.run()
    assert [*desk.pins.values()] == [{"industry": "steel"}]


async def test_all_types_of_values_pin_nothing_in_five_runs(desk: Desk) -> None:
    for number in range(5):
        await desk.run(pipeline(facts), fresh_for_s=DAY * (number % 2))
        assert desk.pins == {}
        # as a touch, a copy or a synchronising folder does; of a workbook the seal is gone too
        desk.edit(lambda rows: None)
        desk.edit(lambda rows: None, "Details")
    assert "cells that you changed" not in " ".join(desk.notes.notices)


async def test_a_row_taken_out_is_not_brought_back_and_a_new_one_is_picked_up(desk: Desk) -> None:
    await desk.run()
    desk.put("Bob", "Industry", "steel")
    desk.fill([name for name in (*NAMES, "Gus") if name != "Ada"])
    assert await desk.run() == ["Gus"]
    assert desk.column("Company") == [*NAMES[1:], "Gus"]
    assert desk.column("Industry")[0] == "steel"


async def test_a_formula_in_a_cell_of_ours_is_not_lost(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ".xlsx")
    await desk.run()
    desk.put("Ada", "Industry", "=1+1")
    await desk.run()
    assert [*desk.pins.values()] == [{"industry": "=1+1"}]
    cell = next(openpyxl.load_workbook(desk.sink)["Companies"].iter_rows(min_row=2))
    [found] = [each for each in cell if each.value == "=1+1"]
    assert found.data_type != "f" or found.quotePrefix is not None


def resave_csv(file: Path, *, delimiter: str, encoding: str, comma: bool) -> None:
    """As a European spreadsheet saves it."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    words = {"TRUE": "WAHR", "FALSE": "FALSCH"}

    def cell(text: str) -> str:
        if comma and text.replace(".", "", 1).isdigit():
            return text.replace(".", ",")
        return words.get(text, text)

    with file.open("w", encoding=encoding, errors="replace", newline="") as out:
        csv.writer(out, delimiter=delimiter).writerows([cell(text) for text in row] for row in rows)


async def test_a_csv_that_a_german_spreadsheet_saved_anew_pins_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ".csv")
    await desk.run(pipeline(facts))
    for name in ("out.csv", "out.details.csv"):
        resave_csv(tmp_path / name, delimiter=";", encoding="cp1252", comma=True)
    await desk.run(pipeline(facts))
    assert desk.pins == {}
    resave_csv(tmp_path / "out.csv", delimiter=";", encoding="cp1252", comma=True)
    text = (tmp_path / "out.csv").read_bytes().replace("-Bob: ?ód?".encode("cp1252"), b"Stahl", 1)
    (tmp_path / "out.csv").write_bytes(text)
    await desk.run(pipeline(facts))
    assert len(desk.pins) == 1


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
async def test_a_workbook_that_libreoffice_saved_anew_pins_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ".xlsx")
    await desk.run(pipeline(facts))
    sealed = desk.sink.read_bytes()
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/lo", "--convert-to", "xlsx"]
    command += ["--outdir", str(tmp_path / "saved"), str(desk.sink)]
    await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True, timeout=120)
    shutil.copy(tmp_path / "saved" / desk.sink.name, desk.sink)
    assert desk.sink.read_bytes() != sealed
    desk.put("Ada", "Official Name", "Mine", "Details")
    await desk.run(pipeline(facts))
    assert [*desk.pins.values()] == [{"official_name": "Mine"}]


async def test_a_former_result_as_source_tells_what_is_to_be_done(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ".csv")
    await desk.run()
    desk.put("Cy", "Status", "")
    former = desk.sink.rename(desk.sink.with_name("former.csv"))
    desk.sink = desk.sink.with_name("next.csv")
    assert await desk.run(source=former) == ["Cy"]


async def test_a_sheet_that_cannot_be_read_is_not_written_over(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ".csv")
    await desk.run()
    details = tmp_path / "out.details.csv"
    details.write_text(details.read_text(encoding="utf-8-sig") + 'x,"open\n')
    before = details.read_bytes()
    with pytest.raises(InputError, match=r"out\.details\.csv"):
        await desk.run()
    assert details.read_bytes() == before


# while a run goes on


def write(desk: Desk, told: list[str] | None = None) -> None:
    run = desk.report.run
    SheetFile(desk.journal, run.id, desk.sink, Layout(desk.source)).write((told if told is not None else []).append)


async def test_what_a_person_saves_between_two_writes_is_kept(desk: Desk) -> None:
    await desk.run(config=RunnerConfig(concurrency=1, max_companies=3))
    desk.put("Ada", "Industry", "steel")
    told: list[str] = []
    for _ in range(3):
        write(desk, told)
        assert desk.column("Industry")[:2] == ["steel", "Bob's trade"]
    assert sum("cells that you changed: 1," in notice for notice in told) == 1
    desk.put("Ada", "Status", "pending")
    write(desk)
    assert desk.column("Status")[0] == "pending"
    assert await desk.run() == ["Ada", "Dee", "Eve", "Fay"]


async def test_a_copy_opened_long_ago_and_saved_now_pins_what_was_typed_alone(desk: Desk) -> None:
    some = RunnerConfig(concurrency=1, max_companies=2)
    await desk.run(config=some)
    files = [desk.sink, *([desk.sink.with_name("out.details.csv")] if desk.sink.suffix == ".csv" else [])]
    kept = {file: file.read_bytes() for file in files}
    await desk.run(config=some)
    for file, content in kept.items():
        file.write_bytes(content)
    # in it Cy and Dee are pending, and blank
    desk.put("Bob", "Industry", "steel")
    assert await desk.run() == ["Eve", "Fay"]
    assert [*desk.pins.values()] == [{"industry": "steel"}]
    assert desk.column("Industry") == ["Ada's trade", "steel", *(f"{name}'s trade" for name in NAMES[2:])]


async def test_saved_while_it_is_written_it_is_read_once_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.run(config=RunnerConfig(concurrency=1, max_companies=3))
    passed = written.Noting.pass_on
    saves: list[str] = []

    def saving(noting: Any, rows: Any) -> Any:
        yield from passed(noting, rows)
        if not saves:
            saves.append("one")
            desk.put("Ada", "Industry", "steel")

    monkeypatch.setattr(written.Noting, "pass_on", saving)
    write(desk)
    assert (len(saves), desk.column("Industry")[0]) == (1, "steel")


#: Writes the sheet, and dies as kill -9 has it before or after so many files have taken their places.
DYING = """
import os, signal, sys
from pathlib import Path
from theodore.batch.sheet_file import SheetFile
from theodore.sheets.writing import beside
from theodore.sheets.layout import Layout

journal, run, sink, source, placed = sys.argv[1:]
left, take_place = [int(placed)], beside._Draft.take_place

def dying(draft):
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1
    take_place(draft)
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)

beside._Draft.take_place = dying
SheetFile(Path(journal), run, Path(sink), Layout(Path(source))).write()
"""


@pytest.mark.parametrize("placed", [pytest.param(0, id="noted, not written"), pytest.param(1, id="one file written")])
@pytest.mark.parametrize("is_edited", [False, True], ids=["left alone", "and edited"])
async def test_killed_between_the_note_and_the_file_it_pins_nothing_falsely(
    desk: Desk, placed: int, *, is_edited: bool
) -> None:
    await desk.run(config=RunnerConfig(concurrency=1, max_companies=3))
    before = desk.sink.read_bytes()
    go_on(desk)
    arguments = [str(desk.journal), desk.report.run.id, str(desk.sink), str(desk.source), str(placed)]
    command = [sys.executable, "-c", DYING, *arguments]
    died = await asyncio.to_thread(subprocess.run, command, capture_output=True, check=False)
    assert died.returncode == -9, died.stderr
    assert (desk.sink.read_bytes() == before) is (placed == 0 or desk.sink.suffix == ".csv"), "the details come first"
    if is_edited:
        desk.put("Bob", "Industry", "steel")
    assert await desk.run() == ["Dee", "Eve", "Fay"]
    assert [*desk.pins.values()] == ([{"industry": "steel"}] if is_edited else [])
    assert desk.column("Status") == ["completed"] * 6


def go_on(desk: Desk) -> None:
    """Change what the journal says of some rows, and leave the sheet as it is."""
    with Journal.open(desk.journal) as journal, journal.transaction() as ledger:
        run = desk.report.run
        ledger.resume(run.id, 1.0)
        claims = ledger.claim(run.id, 2, 2e9, "dead", 600.0, lambda *_: 30.0)
        ledger.note_progress(run.id, {row.row_id: "crawling 4/7" for claim in claims for row in claim.rows})
        ledger.end_run(run.id, "interrupted", 2e9)
