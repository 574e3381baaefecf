"""Large tables, read and written: `make soak` runs it and prints the figures.

Each measurement is a process of its own, which prints its processor time and the most memory that it ever had.
"""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.acceptance.test_soak import say

pytestmark = [pytest.mark.soak, pytest.mark.timeout(3_600)]

COLUMNS = 15

_ENDING = """
    usage = resource.getrusage(resource.RUSAGE_SELF)
    kilobytes = 1 if sys.platform == "darwin" else 1024
    print(json.dumps({
        "count": count,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "seconds": time.monotonic() - began,
        "peak_mb": usage.ru_maxrss * kilobytes / 1e6,
    }))
"""
_BEGINNING = """
    import json, resource, sys, time
    from pathlib import Path
    began = time.monotonic()
"""


def measured(program: str, *arguments: Path | str) -> dict[str, Any]:
    """What a program says of itself; it is to count something in `count`."""
    whole = textwrap.dedent(_BEGINNING) + textwrap.dedent(program) + textwrap.dedent(_ENDING)
    command = [sys.executable, "-c", whole, *map(str, arguments)]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=1_800)
    said: dict[str, Any] = json.loads(ran.stdout)
    return said


READ = """
    from theodore.sheets.reading.sources import open_source
    table = open_source(Path(sys.argv[1]))
    count = sum(1 for _ in table.rows())
    assert count == table.count
"""

WRITE = """
    from theodore.model.company import ResultRow
    from theodore.model.fields import Tab, catalogue
    from theodore.sheets.layout import Layout
    from theodore.sheets.writing.sinks import open_sink
    from theodore.sheets.reading.sources import open_source

    VALUES = {
        "str": "words as a website has them", "bool": True, "int": 1999, "float": 0.75,
        "url": "https://www.ada.test/about", "datetime": "2026-01-02T03:04:05+00:00",
    }

    def value(field, number):
        kind = field.type.partition("[")[0].partition(":")[0]
        if kind == "list":
            return [f"first of {number}", "second", "third"]
        if kind == "dict":
            return {"one": f"value {number}", "two": "another"}
        return VALUES.get(kind, f"word {number}")

    source, sink = Path(sys.argv[1]), Path(sys.argv[2])
    table = open_source(source)
    fields = [field for field in catalogue().fields if field.sought]

    def rows():
        for row in table.rows():
            facts = {field.name: value(field, row.position) for field in fields}
            facts |= {"record_id": row.company.record_id, "status": "completed"}
            companies = {field.name: facts[field.name] for field in fields if Tab.COMPANIES in field.tabs}
            yield ResultRow(row.cells, {**companies, "status": "completed", "record_id": row.company.record_id}, facts)

    open_sink(sink, Layout(source, table.tab, rows=table.count)).write(table.columns, rows())
    count = table.count
"""


def cells(number: int, draw: random.Random) -> list[str | float]:
    """A row of somebody's list: a name, a website, words and numbers."""
    first: list[str | float] = [f"Company {number} GmbH", f"https://www.company-{number}.test"]
    rest = [draw.random() * 1_000 if place % 3 == 0 else f"words {draw.randrange(10**6)}" for place in range(13)]
    return [*first, *rest]


HEADER = ["Company", "Website", *(f"Column {number}" for number in range(COLUMNS - 2))]


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """100,000 rows of 15 columns."""
    path = tmp_path_factory.mktemp("large") / "leads.xlsx"
    draw = random.Random(1)
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Leads")
        sheet.write_row(0, 0, HEADER)
        for number in range(1, 100_001):
            sheet.write_row(number, 0, cells(number, draw))
    return path


def text_file(path: Path, rows: int) -> Path:
    """A CSV file of so many rows and 15 columns."""
    draw = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(cells(number, draw) for number in range(rows))
    return path


def test_a_workbook_of_a_hundred_thousand_rows_is_written(workbook: Path, tmp_path: Path) -> None:
    wrote = measured(WRITE, workbook, tmp_path / "leads.theodore.xlsx")
    say(test="100,000 rows of XLSX, written", **wrote)
    assert wrote["count"] == 100_000
    assert wrote["seconds"] < 30
    assert wrote["peak_mb"] < 400


def test_the_memory_for_a_million_rows_of_csv_is_that_for_a_tenth(tmp_path: Path) -> None:
    tenth = measured(READ, text_file(tmp_path / "tenth.csv", 100_000))
    million = measured(READ, text_file(tmp_path / "leads.csv", 1_000_000))
    say(test="1,000,000 rows of CSV, read", **million, peak_of_100_000_mb=tenth["peak_mb"])
    assert million["count"] == 1_000_000
    assert million["peak_mb"] < tenth["peak_mb"] + 50
