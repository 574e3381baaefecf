"""A person's workbook and results for it, for tests of what is written beside their cells."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from theodore.model.company import ResultRow
from theodore.model.fields import Tab, Value
from theodore.sheets.layout import Layout
from theodore.sheets.reading.sources import open_source
from theodore.sheets.writing.preserved_table import PreservedTable

Pinned = frozenset[tuple[Tab, str]]


def leads(path: Path, dress: Callable[[Worksheet], None] = lambda _: None, rows: int = 3) -> Path:
    """A workbook with a tab Leads of three columns, and whatever `dress` does to it."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Leads"
    sheet.append(["Company", "Website", "Revenue"])
    for number in range(1, rows + 1):
        sheet.append([f"Firm {number}", f"firm{number}.example", number * 1000])
    dress(sheet)
    book.save(path)
    return path


def results(
    source: Path,
    companies: dict[str, Value] | None = None,
    details: dict[str, Value] | None = None,
    pinned: Pinned = frozenset(),
    tab: str | None = None,
) -> list[ResultRow]:
    """What a run shows of each row that is in the file now, every second with details."""
    return list(_results(source, companies or {}, details or {}, pinned, tab))


def _results(
    source: Path, companies: dict[str, Value], details: dict[str, Value], pinned: Pinned, tab: str | None
) -> Iterator[ResultRow]:
    states = ("completed", "failed", "pending", "processing")
    for row in open_source(source, tab=tab).rows():
        named = {"name": row.company.name, "website": row.company.website, "record_id": row.company.record_id}
        known = {"status": states[row.position % 4], "attempts": 2, "field_coverage": 0.25, **companies}
        found = {"official_name": f"{row.company.name} Ltd", "has_forms": True, "founding_year": 1999, **details}
        yield ResultRow(row.cells, named | known, named | found if row.position % 2 == 0 else None, pinned)


def table(
    source: Path, sink: Path | None = None, *, heard: list[str] | None = None, ours: Sequence[str] = ()
) -> PreservedTable:
    """The table that writes to `sink`, or in place. ours: headers of columns that were added before."""
    notices = [] if heard is None else heard
    layout = Layout(source, in_place=sink is None, ours=tuple(ours))
    return PreservedTable(sink or source, layout, notice=notices.append)


def shown(path: Path, tab: str, header_row: int = 1) -> list[dict[str, Any]]:
    """The rows of a tab by their headers."""
    header, *rows = openpyxl.load_workbook(path)[tab].iter_rows(min_row=header_row, values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def parts(path: Path, without: Sequence[str] = ("docProps/core.xml",)) -> dict[str, bytes]:
    """All parts of a workbook but the one that holds the time."""
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist() if name not in without}
