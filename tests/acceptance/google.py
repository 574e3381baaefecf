"""A Google Sheet of companies for whole runs: what it holds, and what it has to hold."""

from __future__ import annotations

import csv
import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.harness import theodore
from theodore.farm.sheets import Emulator
from theodore.model.fields import Tab, catalogue
from theodore.sheets.cells import SHEETS_LIMIT, cell_text, clean, cut, line_feeds
from theodore.sheets.columns import shown_value

ACCOUNT = "robot@emulator.test"
COMPANIES, DETAILS = "Companies", "Details"
RECORD_ID = "Record ID"
#: Found anew by each reader, so compared by the others alone.
LINK = "View Details"


def companies_of(file: Path) -> list[list[Any]]:
    """A table of companies as rows of a sheet."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [list(row) for row in csv.reader(lines)]


def environment(google: Emulator, folder: Path) -> dict[str, str]:
    """What leads Theodore to the emulator instead of Google."""
    return {
        "THEODORE_SHEETS__API_BASE": google.api_base,
        "THEODORE_SHEETS__KEY_FILE": str(google.key_file(folder, ACCOUNT)),
    }


def rows_of(google: Emulator, book: str, tab: str) -> list[dict[str, Any]]:
    """The rows of a tab below its header, by header; blank rows left out."""
    header, *rows = google.values(book, tab)
    columns = [str(title) for title in header]
    full = [[*row, *[""] * (len(columns) - len(row))] for row in rows]
    return [dict(zip(columns, row, strict=False)) for row in full if any(cell != "" for cell in row)]


def by_id(rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The same by record id; rows without one left out. Of copies the first counts."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row.get(RECORD_ID):
            found.setdefault(str(row[RECORD_ID]), row)
    return found


def in_cell(name: str, value: Any) -> Any:
    """What a cell of this field shows for a value of the journal's; "" for a blank."""
    shown = shown_value(catalogue()[name], value)
    if isinstance(shown, bool | int | float):
        return shown
    return cut(line_feeds(clean(cell_text(shown))), SHEETS_LIMIT)


def profiles(data: Path) -> dict[str, dict[str, Any]]:
    """What the journal holds, by record id and field."""
    exported = theodore(["export", "last", "--what", "profiles", "--format", "jsonl"], data)
    assert exported.code == 0, exported.stderr
    return {line["record_id"]: line for line in map(json.loads, exported.stdout.splitlines())}


def differences(google: Emulator, book: str, wanted: dict[str, dict[str, Any]]) -> list[str]:
    """Each of our cells on both tabs that does not hold what the journal says; links apart. wanted: see `profiles`."""
    found: list[str] = []
    for title, tab in ((COMPANIES, Tab.COMPANIES), (DETAILS, Tab.DETAILS)):
        fields = {each.header: each.name for each in catalogue().on(tab) if each.type != "formula"}
        shown = by_id(rows_of(google, book, title))
        for record_id, row in shown.items():
            if record_id not in wanted:
                found.append(f"{title}: {record_id} is no row of the run")
                continue
            for header, cell in row.items():
                if header in fields and fields[header] in wanted[record_id]:
                    expected = in_cell(fields[header], wanted[record_id][fields[header]])
                    if cell != expected:
                        found.append(f"{title}, {record_id}, {header}: {cell!r}, not {expected!r}")
    return found


@dataclass
class Watched:
    """When each row was first seen with a final status, by record id, in seconds since the epoch."""

    ended: dict[str, float] = field(default_factory=dict)


@contextmanager
def watched(google: Emulator, book: str, every_s: float = 0.25) -> Iterator[Watched]:
    """Look at the sheet again and again, as a person does, while this is open."""
    seen, over = Watched(), threading.Event()

    def look() -> None:
        while not over.wait(every_s):
            now = time.time()
            for record_id, row in by_id(rows_of(google, book, COMPANIES)).items():
                if row.get("Status") in ("completed", "failed"):
                    seen.ended.setdefault(record_id, now)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def most_in_a_minute(moments: Sequence[float], minute_s: float) -> int:
    """How many of these lie within any one minute of the emulator's."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - minute_s:
            first += 1
        most = max(most, last - first + 1)
    return most
