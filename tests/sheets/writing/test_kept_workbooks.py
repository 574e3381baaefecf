"""Thirty workbooks as people have them: kept what is promised, lost what was named, opened again without repair."""

from __future__ import annotations

import re
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.sheets.kept import parts, results, table
from tests.sheets.kept_builders import BOOKS, Made
from tests.sheets.package_check import faults
from theodore.sheets.reading.sources import open_source
from theodore.sheets.reading.workbook_records import WorkbookRecords
from theodore.sheets.writing.losses import losses
from theodore.sheets.writing.preserved_book import cells_of

#: Parts that people would miss, by what their names begin with.
_WORTH = ("xl/media/", "xl/charts/", "xl/tables/", "xl/pivotTables/", "xl/pivotCache/", "xl/comments", "xl/vbaProject")


@pytest.fixture(params=[pytest.param(made, id=name) for name, made in BOOKS.items()])
def made(request: pytest.FixtureRequest) -> Made:
    assert isinstance(request.param, Made)
    return request.param


@pytest.fixture
def source(made: Made, tmp_path: Path) -> Path:
    path = tmp_path / f"leads{made.suffix}"
    made.make(path)
    return path


def _loaded(path: Path) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, rich_text=True)


def _written(source: Path, made: Made, *, in_place: bool) -> Path:
    run = results(source, {"error_notes": "=1+1"}, tab=made.tab)
    sink = source if in_place else source.with_name("leads.theodore.xlsx")
    table(source, None if in_place else sink).write((), run)
    return sink


@pytest.mark.parametrize("in_place", [False, True], ids=["copy", "in place"])
def test_a_persons_workbook_is_kept(made: Made, source: Path, tmp_path: Path, in_place: bool) -> None:
    before = Path(shutil.copy(source, tmp_path / f"before{made.suffix}"))
    had = faults(before)
    sink = _written(source, made, in_place=in_place)
    assert faults(sink) == had == []
    old, new = _loaded(before), _loaded(sink)
    assert [title for title in new.sheetnames if title in old.sheetnames] == old.sheetnames
    assert len(new.sheetnames) == len(old.sheetnames) + 1
    assert _of_book(new) == _of_book(old)
    for sheet in old.worksheets:
        kept = dict(_of_sheet(new[sheet.title], sheet))
        assert kept == dict(_of_sheet(sheet, sheet))
    assert _texts(sink, before) == _texts(before, before)
    missing = {"xl/vbaProject"} if not in_place else set()
    assert _worth(sink) == {name: count for name, count in _worth(before).items() if name not in missing}
    assert losses(before) == made.losses


def test_our_columns_stand_beside(made: Made, source: Path) -> None:
    own = open_source(source, tab=made.tab).columns
    after = open_source(_written(source, made, in_place=False), tab=made.tab)
    assert after.columns[: len(own)] == own
    status = max(after.columns.index(name) for name in ("Status", "Status (Theodore)") if name in after.columns)
    states = [row.cells[status] for row in after.rows()]
    assert states == ["completed", "failed", "pending", "processing", "completed"]


def test_writing_into_it_again_changes_nothing(made: Made, source: Path) -> None:
    run = results(source, {"error_notes": "=1+1"}, tab=made.tab)
    table(source).write((), run)
    second = parts(source)
    for _ in range(2):
        table(source).write((), run)
    third = parts(source)
    assert sorted(third) == sorted(second)
    changed = [name for name in second if second[name] != third[name]]
    assert [name for name in changed if not name.startswith("xl/media/")] == []
    assert faults(source) == []


def test_libreoffice_opens_and_saves_them_all(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    sinks = list(_all_written(tmp_path))
    home = f"-env:UserInstallation=file://{tmp_path / 'office'}"
    for kind in ("xlsx:Calc MS Excel 2007 XML", "pdf"):
        command = [
            office,
            "--headless",
            home,
            "--convert-to",
            kind,
            "--outdir",
            str(tmp_path / kind[:4]),
            *map(str, sinks),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=280)
        assert len(list((tmp_path / kind[:4]).iterdir())) == len(sinks)
    for made, sink in zip(BOOKS.values(), sinks, strict=True):
        saved = open_source(tmp_path / "xlsx" / sink.name, tab=made.tab)
        assert [row.company.record_id for row in saved.rows()] == [
            row.company.record_id for row in open_source(sink, tab=made.tab).rows()
        ], sink.name


def _all_written(folder: Path) -> Iterator[Path]:
    for number, made in enumerate(BOOKS.values()):
        source = folder / f"leads{number}{made.suffix}"
        made.make(source)
        sink = folder / f"out{number}.xlsx"
        table(source, sink).write((), results(source, tab=made.tab))
        yield sink


@pytest.mark.parametrize("suffix", [".csv", ".ods"])
def test_what_libreoffice_saved_as_a_workbook_is_kept(tmp_path: Path, suffix: str) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    first = tmp_path / "first.xlsx"
    BOOKS["much at once, as Excel writes it" if suffix == ".ods" else "plain"].make(first)
    for path, kind in ((first, suffix[1:]), (tmp_path / f"first{suffix}", "xlsx:Calc MS Excel 2007 XML")):
        command = [office, "--headless", f"-env:UserInstallation=file://{tmp_path / 'office'}", "--convert-to", kind]
        subprocess.run([*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=120)
    before = Path(shutil.copy(first, tmp_path / "before.xlsx"))
    tab = WorkbookRecords(first).tabs[0]
    table(first).write((), results(first, tab=tab))
    assert faults(first) == []
    old, new = _loaded(before), _loaded(first)
    assert dict(_of_sheet(new[tab], old[tab])) == dict(_of_sheet(old[tab], old[tab]))
    assert _texts(first, before) == _texts(before, before)


def _of_book(book: Workbook) -> dict[str, Any]:
    """What a person would miss of a workbook as a whole."""
    properties = cast("Any", book).custom_doc_props  # its types do not know them
    return {
        "names": {name: found.attr_text for name, found in book.defined_names.items()},
        "epoch": book.epoch,
        # where nobody is named, openpyxl reads its own name
        "creator": book.properties.creator or "openpyxl",
        "title": book.properties.title,
        "locked": bool(book.security and book.security.lockStructure),
        "properties": {found.name: found.value for found in properties.props if not found.name.startswith("Theodore")},
    }


def _of_sheet(sheet: Worksheet, old: Worksheet) -> Iterator[tuple[str, Any]]:
    """What a person would miss of a sheet; of one that holds our columns, what is theirs."""
    own = cells_of(old)
    yield "cells", {place: _cell(cell) for place, cell in cells_of(sheet).items() if place in own}
    yield "merged", sorted(str(area) for area in sheet.merged_cells.ranges)
    yield "rows", {row: (found.ht, found.hidden, found.outlineLevel) for row, found in sheet.row_dimensions.items()}
    # beyond the person's last cell stands what is ours, or nothing
    last = max((column for (_, column), cell in own.items() if cell.value is not None), default=1)
    yield "columns", {column: found for column, found in _widths(sheet).items() if column <= last}
    rules = {str(area.sqref): len(area.rules) for area in sheet.conditional_formatting}
    yield "rules", {area: count for area, count in rules.items() if not area.endswith("1048576")}
    yield "validations", sorted((str(rule.sqref), rule.formula1) for rule in sheet.data_validations.dataValidation)
    yield "tables", {found.name: found.ref for found in sheet.tables.values()}
    yield "charts", len(sheet._charts)  # type: ignore[attr-defined] # there is no public way to them
    yield "images", [image._data() for image in sheet._images]  # type: ignore[attr-defined] # likewise
    yield "state", (sheet.sheet_state, sheet.protection.sheet, sheet.protection.password, sheet.protection.autoFilter)
    view = sheet.sheet_view
    yield "view", (view.rightToLeft, view.zoomScale, view.showGridLines)
    tab_colour = sheet.sheet_properties.tabColor
    yield "tab", None if tab_colour is None else tab_colour.rgb
    yield "page", (sheet.print_area, sheet.print_title_rows, sheet.page_setup.orientation, sheet.page_setup.paperSize)
    header, footer = cast("Any", sheet.oddHeader), cast("Any", sheet.oddFooter)
    yield "page's header", (header.center.text, footer.right.text, sheet.page_margins.left)
    yield "names", {name: found.attr_text for name, found in sheet.defined_names.items()}
    yield "filter", [(found.colId, found.filters and found.filters.filter) for found in sheet.auto_filter.filterColumn]
    if old.freeze_panes:
        yield "panes", sheet.freeze_panes


def _cell(cell: Any) -> tuple[Any, ...]:
    comment, link = cell.comment, cell.hyperlink
    value = cell.value if not hasattr(cell.value, "ref") else (cell.value.ref, cell.value.text)
    looks = (cell.font, cell.fill, cell.border, cell.alignment, cell.protection)
    return (
        str(value) if isinstance(value, list) else value,
        cell.data_type,
        cell.number_format,
        repr(looks).replace("=False", "=None"),  # said or left out, it is the same
        comment and (comment.text, comment.author),
        link and (link.target, link.location),
    )


def _widths(sheet: Worksheet) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for run in sheet.column_dimensions.values():
        run.reindex()
        for column in range(int(run.min or 0), min(int(run.max or 0), 400) + 1):
            found[column] = (run.width, run.hidden, run.outlineLevel)
    return found


def _texts(path: Path, own: Path) -> dict[str, Any]:
    """The texts of a person's cells, results of formulas too, as the next run reads them."""
    book, theirs = WorkbookRecords(path), WorkbookRecords(own)
    return {
        tab: [
            (number, [*cells, *[""] * len(before)][: len(before)])
            for (number, before), (_, cells) in zip(theirs.records(tab), book.records(tab), strict=True)
        ]
        for tab in theirs.tabs
    }


def _worth(path: Path) -> dict[str, int]:
    with zipfile.ZipFile(path) as book:
        names = [re.sub(r"^xl/comments/", "xl/comments", name) for name in book.namelist() if "_rels" not in name]
    counts = {start: sum(name.startswith(start) for name in names) for start in _WORTH}
    return {start: count for start, count in counts.items() if count}
