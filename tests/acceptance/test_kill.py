"""Killed with -9 at any moment, and started again: nothing is lost, nothing is done twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
from collections.abc import Collection
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from benchmarks.harness import Farm, farm, scaled_flags, start, theodore

pytestmark = pytest.mark.alone

SITES = 50
SCALE = 10.0
KILLS = 20
#: No latency but what the faults make, and time for the slowest of them: else a deadline could cut one run and not the
#: other.
CALM = ("--latency", "zero")
PATIENT = ("--default-timeout", "15", "--simple-timeout", "15", "--complex-timeout", "15", "--max-timeout", "15")
#: A site that takes so many requests in a span of time gives more to whoever is slow, so that runs that come upon it at
#: other moments end with other pages.
COUNTS = "window"
#: What tells of the run and not of the company.
_OF_THE_RUN = {
    "Attempts",
    "Research Date",
    "Crawl Duration (s)",
    "Created At",
    "Last Updated",
    "Progress",
    "View Details",
}
#: What no moment changes of a company: its names and how it ended.
_WHO_AND_HOW = {"Company", "Company Name", "Website", "Record ID", "Status"}


def run_arguments(web: Farm, sink: Path) -> list[str]:
    return [
        "run",
        str(web.companies),
        "--to",
        str(sink),
        "--json",
        "--concurrency",
        "2",
        *web.network_flags(),
        *scaled_flags(SCALE),
        *PATIENT,
    ]


Sheet = dict[str, list[dict[str, Any]]]


def sheet(path: Path) -> Sheet:
    book = openpyxl.load_workbook(path)
    tabs: Sheet = {}
    for name in ("Companies", "Details"):
        header, *rows = book[name].iter_rows(values_only=True)
        columns = [str(title) for title in header]
        tabs[name] = [
            {title: value for title, value in zip(columns, row, strict=True) if title not in _OF_THE_RUN}
            for row in rows
        ]
    return tabs


def differences(one: Sheet, other: Sheet, by_chance: Collection[str]) -> list[str]:
    """Each cell that differs, and each tab with another number of rows.

    by_chance: companies whose pages depend on when they were asked for. Of these it is compared who they are, and how
    they ended.
    """
    found = [f"{tab}: {len(one[tab])} and {len(other[tab])} rows" for tab in one if len(one[tab]) != len(other[tab])]
    for tab, rows in one.items():
        for row, its_other in zip(rows, other[tab], strict=False):
            found += [
                f"{tab}, {next(iter(row.values()))}, {column}: {row[column]!r} and {its_other.get(column)!r}"
                for column in row
                if row[column] != its_other.get(column)
                and (column in _WHO_AND_HOW or next(iter(row.values())) not in by_chance)
            ]
    return found


def kill_after(process: subprocess.Popen[str], seconds: float) -> bool:
    """Whether it was still running when it was killed, with all the processes that it had started."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def kill_at_work(process: subprocess.Popen[str], seconds: float) -> bool:
    """The same, so long after it told of the first company that it had done: however slowly the machine starts it."""
    assert process.stderr is not None
    for line in process.stderr:
        if " completed " in line:
            return kill_after(process, seconds)
    process.wait()
    return False


def export(what: str, data: Path) -> list[dict[str, Any]]:
    """Nothing where it was killed before there was a run to export."""
    finished = theodore(["export", "last", "--what", what, "--format", "jsonl"], data)
    if "nothing was run in this workspace yet" in finished.stderr:
        return []
    assert finished.code == 0, finished.stderr
    return [json.loads(line) for line in finished.stdout.splitlines()]


def test_killed_twenty_times_it_ends_as_if_left_alone(tmp_path: Path) -> None:
    with farm(tmp_path / "calm", sites=SITES, scale=SCALE, more=CALM) as web:
        alone = theodore(run_arguments(web, tmp_path / "alone.xlsx"), tmp_path / "data alone")
        assert alone.code == 1, alone.stderr

    chance = random.Random(7)
    data = tmp_path / "data killed"
    kills = 0
    done_before: dict[str, int] = {}
    with farm(tmp_path / "stormy", sites=SITES, scale=SCALE, more=CALM) as web:
        arguments = run_arguments(web, tmp_path / "killed.xlsx")
        while kills < KILLS:
            with start(
                arguments, data, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
            ) as process:
                # in turns: while it starts or a little later, and in the midst of its work
                if kills % 2:
                    was_running = kill_at_work(process, chance.uniform(0, 0.4))
                else:
                    was_running = kill_after(process, chance.uniform(0.5, 2.5))
            if not was_running:
                break
            kills += 1
            if (data / "default.sqlite").exists():
                done_before |= attempts_of_the_done(data, done_before)
        final = theodore(arguments, data)
        assert final.code == 1, final.stderr
        after = {line["record_id"]: line for line in final.summary["results"]}

    assert kills == KILLS, "the run ended before it could be killed often enough"
    by_chance = [site["name"] for site in web.truth() if site["variant"] == COUNTS]
    assert not differences(sheet(tmp_path / "killed.xlsx"), sheet(tmp_path / "alone.xlsx"), by_chance)
    assert done_before, "no company was done before the last kill"
    attempts = export("attempts", data)
    for record_id, count in done_before.items():
        made = sum(line["record_id"] == record_id for line in attempts)
        assert made == count, f"{after[record_id]['company_name']} was crawled again after it was completed"
    assert any(line["outcome"] == "interrupted" for line in attempts)


def attempts_of_the_done(data: Path, known: dict[str, int]) -> dict[str, int]:
    """How many attempts each completed company has had; those known before are not counted again."""
    attempts = [line for line in export("attempts", data) if line["record_id"] not in known]
    done = {line["record_id"] for line in attempts if line["outcome"] in ("completed", "partial")}
    return {record: sum(line["record_id"] == record for line in attempts) for record in done}
