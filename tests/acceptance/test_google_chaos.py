"""Everything at once: faults of every kind, a person who sorts, inserts, deletes and edits, and kill -9 at any step.

What holds in the end is told by an oracle that knows nothing of how the sheet was written: the companies' facts follow
from their websites (google_worker), the user's cells from what the person did.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from benchmarks.harness import environment as own_environment
from benchmarks.harness import theodore
from tests.acceptance import google as sheet
from tests.acceptance.google_worker import facts, fails
from theodore.farm.sheets import Emulator, Fault, Faults, Kind, SheetsConfig, running
from theodore.farm.sheets.deeds import Deed
from theodore.farm.sheets.person import Act, Person
from theodore.model.fields import Tab, catalogue

COMPANIES = 40
SHARE = 0.10
#: Ten of the emulator's minutes pass in one, and the program's pauses and patience with them.
SCALE = 10.0
QUICK = {
    "THEODORE_SHEETS__MIN_PAUSE": "0.15",
    "THEODORE_SHEETS__READS_PER_MINUTE": "500",
    "THEODORE_SHEETS__WRITES_PER_MINUTE": "500",
    "THEODORE_SHEETS__TIMEOUT": "1",
}
#: Times that it is killed in a storm.
KILLS = 4
#: In which of its calls it is killed, and whether Google did what was asked before that.
STEPS = [
    pytest.param(kind, number, fault, id=f"{kind}-{number}-{fault}", marks=[] if number == few else [pytest.mark.soak])
    for kind, few in ((Kind.READ, 6), (Kind.WRITE, 2))
    for number in (1, 2, 3, 4, 6, 9)
    for fault in (Fault.SILENCE_BEFORE, Fault.SILENCE_AFTER)
]
SEEDS = [pytest.param(seed, marks=[] if seed < 3 else [pytest.mark.soak]) for seed in range(30)]


@dataclass
class World:
    """A spreadsheet in an emulator, and the program that fills it."""

    google: Emulator
    book: str
    folder: Path
    given: list[list[Any]]

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def notes(self) -> Path:
        return self.folder / "notes.jsonl"

    def start(self) -> subprocess.Popen[str]:
        """The program, from wherever it stands."""
        key_file = sheet.environment(self.google, self.folder)["THEODORE_SHEETS__KEY_FILE"]
        command = [sys.executable, "-m", "tests.acceptance.google_worker", self.book, key_file, str(self.notes)]
        variables = own_environment(self.data) | sheet.environment(self.google, self.folder) | QUICK
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, text=True, env=variables, start_new_session=True, **pipes)


@contextmanager
def world(folder: Path, seed: int, faults: Faults) -> Iterator[World]:
    given = [["Company", "Website", "Note"]]
    given += [[f"Company {n}", f"company-{n}.test", f"note {n}"] for n in range(COMPANIES)]
    config = SheetsConfig(seed=seed, minute_s=60 / SCALE, faults=faults)
    with running(config) as google:
        book = google.add_book({"Companies": given}, shared={sheet.ACCOUNT: "writer"})
        yield World(google, book, folder, given)


def newcomers(count: int) -> list[dict[str, str]]:
    return [{"Company": f"New {n}", "Website": f"new-{n}.test", "Note": f"new {n}"} for n in range(count)]


def finished(world: World, within_s: float = 240.0) -> dict[str, Any]:
    """The program's summary, once it was left to end by itself."""
    with world.start() as process:
        out, told = process.communicate(timeout=within_s)
    assert process.returncode == 0, told
    summary: dict[str, Any] = json.loads(out)
    return summary


def killed(world: World, when: Callable[[subprocess.Popen[str]], bool]) -> bool:
    """Start the program and kill it when this says so; whether it was running still."""
    with world.start() as process:
        was_running = when(process)
        if was_running:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    return was_running


def at_work(google: Emulator, seconds: float) -> Callable[[subprocess.Popen[str]], bool]:
    """So many seconds after its first call: however slowly the machine starts it, it is in the midst of something."""

    def waited(process: subprocess.Popen[str]) -> bool:
        known = len(google.calls)
        while process.poll() is None and len(google.calls) == known:
            time.sleep(0.01)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            return True
        return False

    return waited


def in_the_call(google: Emulator, fault: Fault, kind: Kind, number: int) -> Callable[[subprocess.Popen[str]], bool]:
    """While its n-th call of this kind, from 1, waits for an answer: before or after it was done, by the fault."""

    def met(process: subprocess.Popen[str]) -> bool:
        known = len(google.calls)
        left = number - 1
        while process.poll() is None:
            calls = google.calls[known:]
            known += len(calls)
            left -= sum(call.kind == kind.value for call in calls)
            if left <= 0:
                google.strike(fault, kind=kind)
                return silent(process)
            time.sleep(0.01)
        return False

    def silent(process: subprocess.Popen[str]) -> bool:
        known = len(google.calls)
        while process.poll() is None:
            if any(call.fault is fault for call in google.calls[known:]):
                return True
            time.sleep(0.01)
        return False

    return met


OURS = {field.header: field.name for field in catalogue().on(Tab.COMPANIES) if field.type != "formula"}
#: The user's own columns.
OWN = ("Company", "Website", "Note")
#: What the oracle does not know of a company: it is the run's.
OF_THE_RUN = {
    *(*OWN, "Record ID", "Progress", "Attempts", "Error Type", "Error Notes", "Research Date"),
    *("Field Coverage", "Created At", "Last Updated", "View Details"),
}


def wrong_cells(world: World, person: Person | None) -> list[str]:
    """What the sheet holds and must not, or does not hold and must."""
    companies = sheet.rows_of(world.google, world.book, sheet.COMPANIES)
    details = sheet.rows_of(world.google, world.book, sheet.DETAILS)
    found = [*strays(companies, person), *copies(details)]
    shown, known = sheet.by_id(companies), sheet.by_id(details)
    for record_id, row in shown.items():
        # a row that was copied with its id is the person's, and keeps what was copied, wherever it stands
        bearing = [list(wrong_in(each, person)) for each in companies if each["Record ID"] == record_id]
        bearing.sort(key=len)
        found += [*bearing[0], *(wrong for each in bearing[1:] for wrong in each if not is_copied(wrong))]
        if (record_id in known) == fails(row["Website"]):
            found.append(f"{row['Website']} has {'' if record_id in known else 'no '}details")
        found += wrong_details(row["Website"], known.get(record_id, {}))
    return found


def strays(companies: list[dict[str, Any]], person: Person | None) -> Iterator[str]:
    """Values of ours in rows that are nobody's."""
    acts = person.acts if person else []
    copied = {act.cells.get("Website") for act in acts if act.deed is Deed.COPY}
    # an id may stand in a row of nobody's for a moment, and whoever sees it there may write beside it
    words = {(act.cells.get("Website", ""), act.header, act.after) for act in acts if act.deed is Deed.EDIT_OURS}
    for row in companies:
        held = {name: cell for name, cell in row.items() if name not in OWN and cell != ""}
        held = {name: cell for name, cell in held.items() if (row["Website"], name, cell) not in words}
        if not held or row["Record ID"]:
            continue
        if row["Website"] in copied:
            # what was copied is the person's; the id that came with it is another row's, and the next run gives it one
            yield from (wrong for wrong in wrong_in(row, person) if not is_copied(wrong))
        else:
            yield f"a row without an id, {row['Website']!r}, holds {held}"


def is_copied(wrong: str) -> bool:
    """Whether what is wrong with a copied row is the state that its original was in by then."""
    return ", Status: " in wrong


def copies(details: list[dict[str, Any]]) -> Iterator[str]:
    """Companies that have more than one row of details."""
    for record_id, count in Counter(str(row["Record ID"]) for row in details).items():
        if count > 1:
            yield f"{record_id} has {count} rows of details"


def wrong_in(row: dict[str, Any], person: Person | None) -> Iterator[str]:
    """The cells of a company's row that are not as its website has it."""
    wanted = {} if fails(row["Website"]) else facts(row["Website"])
    expected = {header: sheet.in_cell(name, wanted.get(name)) for header, name in OURS.items()}
    expected["Status"] = "failed" if fails(row["Website"]) else "completed"
    for header, cell in row.items():
        if header in OF_THE_RUN or header not in expected:
            continue
        if not is_right(person, row["Website"], header, cell, expected[header]):
            yield f"{row['Website']}, {header}: {cell!r}, not {expected[header]!r}"


def wrong_details(website: str, row: dict[str, Any]) -> Iterator[str]:
    """The same of its row of details."""
    fields = {field.header: field.name for field in catalogue().on(Tab.DETAILS) if field.type != "formula"}
    wanted = facts(website)
    for header, cell in row.items():
        if fields.get(header) in wanted and cell != (due := sheet.in_cell(fields[header], wanted[fields[header]])):
            yield f"details of {website}, {header}: {cell!r}, not {due!r}"


def is_right(person: Person | None, website: str, header: str, cell: Any, expected: Any) -> bool:
    """Whether a cell holds what it must: what the person wrote there, where the program could know of it; else ours."""
    acts = person.acts if person else []
    edits = [act for act in acts if act.deed is Deed.EDIT_OURS and act.header == header]
    if any(act.deed is Deed.COPY and act.cells.get("Website") == website for act in acts):
        # a copy has an id of its own in the end, and holds what its original held; and one that a sort brings before
        # its original looks like a row whose cells a person has put back
        return cell in (expected, "", *map(held_after, edits))
    # by what the person saw in the row: its id may have stood in another one for a moment
    of_row = [act for act in edits if act.cells.get("Website") == website]
    if person is None or not of_row:
        return bool(cell == expected)
    last = of_row[-1]
    # a blank that was written to another row lately is no person's word, it may have fallen into this one: what stood
    # there before is put back, which may be a word of theirs
    may_be_ours = last.after is None or not person.noticed(last)
    before = {expected, *map(held_after, of_row[-2:-1])}
    return bool(cell == held_after(last) or (cell in before and may_be_ours))


def held_after(act: Act) -> Any:
    """What the cell held that the person edited."""
    return "" if act.after is None else act.after


def done_twice(data: Path) -> list[str]:
    """Companies that were completed more than once."""
    exported = theodore(["export", "last", "--what", "attempts", "--format", "jsonl"], data)
    assert exported.code == 0, exported.stderr
    done = Counter(
        line["record_id"] for line in map(json.loads, exported.stdout.splitlines()) if line["outcome"] == "completed"
    )
    return [record_id for record_id, count in done.items() if count > 1]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.timeout(600)
def test_a_storm_leaves_every_cell_right(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with world(tmp_path, seed, Faults.all(SHARE)) as stormy:
        person = Person(stormy.google, stormy.book, seed, newcomers=newcomers(10), pause_s=(0.05, 0.6))
        with person:
            for _ in range(KILLS):
                if not killed(stormy, at_work(stormy.google, chance.uniform(0.0, 4.0))):
                    break
            summary = finished(stormy)
        wrong = wrong_cells(stormy, person)
    assert not person.harms, person.harms[:5]
    assert not wrong, "\n".join(wrong[:20])
    assert not done_twice(stormy.data)
    # some before they had an id
    deleted = [act for act in person.acts if act.deed is Deed.DELETE and act.cells.get("Website")]
    assert summary["total"] >= COMPANIES - len(deleted)


@pytest.mark.parametrize(("kind", "number", "fault"), STEPS)
def test_killed_in_the_midst_of_a_call_it_goes_on_as_if_nothing_were(
    tmp_path: Path, kind: Kind, number: int, fault: Fault
) -> None:
    with world(tmp_path, 5, Faults()) as calm:
        killed(calm, in_the_call(calm.google, fault, kind, number))
        finished(calm)
        wrong = wrong_cells(calm, None)
        rows = sheet.rows_of(calm.google, calm.book, sheet.COMPANIES)
    assert not wrong, "\n".join(wrong[:20])
    assert [[row[header] for header in calm.given[0]] for row in rows] == calm.given[1:]
    assert not done_twice(calm.data)
