"""The page about the demo web says of the Google Sheet what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from theodore.farm.sheets import Fault, SheetsConfig
from theodore.farm.sheets.answers import MOST_BYTES
from theodore.farm.sheets.config import DONE
from theodore.farm.sheets.errors import MOST_CELLS, MOST_CHARACTERS
from theodore.farm.sheets.formulas.functions import FUNCTIONS
from theodore.farm.sheets.kinds import HANDLERS

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "demo-web.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("## The Google Sheet\n")[2]


def test_every_fault_is_told_of_and_whether_the_call_is_done() -> None:
    rows = re.findall(r"^\| (`[a-z0-9_`, ]+`) \| .+ \| (yes|no) \|$", SECTION, re.MULTILINE)
    told = {name: done for names, done in rows for name in re.findall(r"`([a-z0-9_]+)`", names)}
    assert told == {fault.value: "yes" if fault in DONE else "no" for fault in Fault}


def test_the_figures_are_the_codes() -> None:
    usual = SheetsConfig()
    assert (usual.reads_per_minute, usual.writes_per_minute) == (60, 60)
    assert (usual.project_reads, usual.project_writes) == (300, 300)
    assert "60 reads and 60 writes a minute for an account, 300 and 300 for all together" in SECTION
    assert f"{MOST_CHARACTERS:,} characters a cell" in SECTION
    assert f"{MOST_CELLS:,} cells a spreadsheet, {MOST_BYTES // 1024**2} MB a call" in SECTION


def test_every_kind_of_request_and_every_function_is_told_of() -> None:
    def told(of: str) -> set[str]:
        (row,) = re.findall(rf"^\| {of} \| (.+) \|$", SECTION, re.MULTILINE)
        return set(re.findall(r"`([A-Za-z]+)`", row))

    assert told("Kinds of requests") == set(HANDLERS)
    assert told("Formulas") == set(FUNCTIONS)
