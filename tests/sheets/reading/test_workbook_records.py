"""The rows of workbooks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from theodore.sheets.reading.workbook_records import Cell, WorkbookRecords, text_of


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        pytest.param("Ada", "Ada", id="text as it is"),
        pytest.param("", "", id="nothing"),
        pytest.param(3.0, "3", id="a whole number, which a workbook holds as floating point"),
        pytest.param(-0.25, "-0.25", id="a fraction"),
        pytest.param(1e21, "1e+21", id="a number longer than its digits are known"),
        pytest.param(True, "TRUE", id="a truth value"),
        pytest.param(date(2026, 1, 2), "2026-01-02", id="a day"),
        pytest.param(datetime(2026, 1, 2), "2026-01-02", id="a day that is stored as its midnight"),  # noqa: DTZ001 - a sheet has no zones
        pytest.param(datetime(2026, 1, 2, 3, 4), "2026-01-02T03:04:00", id="a moment"),  # noqa: DTZ001 - likewise
        pytest.param(time(3, 4), "03:04:00", id="a time of day"),
        pytest.param(timedelta(days=1, hours=2), "1 day, 2:00:00", id="a duration"),
    ],
)
def test_a_cell_has_the_text_that_a_person_calls_it_by(cell: Cell, text: str) -> None:
    assert text_of(cell) == text


def test_rows_keep_their_numbers_and_cells_begin_where_the_table_does(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book["Sheet"]
    sheet["C4"], sheet["D4"], sheet["C6"], sheet["E7"] = "Company", "Website", "Ada", "  "
    book.create_sheet("Empty")
    book.save(tmp_path / "leads.xlsx")
    records = WorkbookRecords(tmp_path / "leads.xlsx")
    assert records.tabs == ("Sheet", "Empty")
    assert records.first_column("Sheet") == 2
    assert list(records.records("Sheet")) == [(4, ["Company", "Website", ""]), (6, ["Ada", "", ""])]
    assert (records.first_column("Empty"), list(records.records("Empty"))) == (0, [])
