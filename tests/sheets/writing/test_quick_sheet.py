"""Cells that are written in one go are the cells that XlsxWriter writes."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from theodore.sheets.writing.quick_sheet import QuickSheet, is_plain

TEXTS = ["plain", "a & b", "1 < 2 > 0", 'say "so"', " before", "after ", "two\nlines", "\ttab", "_x003D_1", "<r>a</r>"]
TEXTS += ["Ünïcødé 東京 🙂", "a\u00a0b", "\u202eright", "bell\x07", "\ufffe", "", "=1+1", "'", "x" * 32_767]


def _sheet(path: Path, kind: type[Worksheet], texts: list[str]) -> bytes:
    """The XML of a sheet with these texts in its columns: plain, bold, in a column that has a format, in such a row."""
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Leads", worksheet_class=kind)
        bold = book.add_format({"bold": True})
        sheet.set_column(0, 1, 12)
        sheet.set_column(2, 2, 12, bold)
        for row, text in enumerate(texts):
            if row % 3 == 2:
                sheet.set_row(row, 20, bold)
            for column in range(3):
                if text.startswith("<r>"):
                    sheet.write_rich_string(row, column, text[0], text[1], text[2:])
                else:
                    sheet.write_string(row, column, text, bold if column == 1 else None)
            sheet.write_number(row, 3, row / 7)
            sheet.write_boolean(row, 4, row % 2 == 0)
            sheet.write_formula(row, 5, '=HYPERLINK("#Details!A2","View")', None, "View")
    with zipfile.ZipFile(path) as book:
        return book.read("xl/worksheets/sheet1.xml")


def _filled(path: Path, kind: type[Worksheet], fill: Callable[[Any], None]) -> bytes:
    """The XML of a sheet that `fill` filled."""
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Leads", worksheet_class=kind)
        sheet.workbook_add_format = lambda: book.add_format({"bold": True})
        fill(sheet)
    with zipfile.ZipFile(path) as book:
        return book.read("xl/worksheets/sheet1.xml")


def test_the_sheet_is_the_same(tmp_path: Path) -> None:
    texts = [text for text in TEXTS for _ in range(3)]
    assert _sheet(tmp_path / "quick.xlsx", QuickSheet, texts) == _sheet(tmp_path / "usual.xlsx", Worksheet, texts)


def test_a_row_of_plain_cells_is_the_same_where_nothing_lends_a_format(tmp_path: Path) -> None:
    """Rows with gaps, cells out of order and written twice, a wider row further down, and one with a height."""

    def fill(sheet: Worksheet) -> None:
        for row in range(0, 8, 2):
            for column in (3, 0, 1, 3 + row):
                sheet.write_string(row, column, f"text {row} & {column}")
            sheet.write_number(row, 2, 10.0**row / 3)
            sheet.write_boolean(row, 0, False)
        sheet.set_row(8, 30)
        sheet.write_number(8, 0, -0.0)
        sheet.write_string(3, 0, "too late: this row is written")

    assert _filled(tmp_path / "quick.xlsx", QuickSheet, fill) == _filled(tmp_path / "usual.xlsx", Worksheet, fill)


def test_a_format_that_comes_after_the_cell_is_lent_to_it(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        bold = sheet.workbook_add_format()
        sheet.write_string(0, 0, "of the column")
        sheet.set_column(0, 0, None, bold)
        sheet.write_string(1, 1, "of the row")
        sheet.set_row(1, None, bold)

    assert _filled(tmp_path / "quick.xlsx", QuickSheet, fill) == _filled(tmp_path / "usual.xlsx", Worksheet, fill)


@pytest.mark.parametrize("text", ["View details", "<r>view</r>", " view", "a_x0041_"])
def test_a_link_is_the_formula_that_leads_there(text: str, tmp_path: Path) -> None:
    def quick(sheet: QuickSheet) -> None:
        sheet.write_link(0, 0, "Details!A2", text)

    def usual(sheet: Worksheet) -> None:
        sheet.write_formula(0, 0, f'=HYPERLINK("#Details!A2","{text}")', None, text)

    assert _filled(tmp_path / "quick.xlsx", QuickSheet, quick) == _filled(tmp_path / "usual.xlsx", Worksheet, usual)


def test_plain_cells_take_the_quick_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Worksheet, "_write_cell", None)
    with xlsxwriter.Workbook(tmp_path / "quick.xlsx", {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Leads", worksheet_class=QuickSheet)
        sheet.write_string(0, 0, "a & b", book.add_format({"bold": True}))
        sheet.write_number(0, 1, 7)
        sheet.write_boolean(0, 2, True)
        sheet.write_link(0, 3, "Details!A2", "View")
    with zipfile.ZipFile(tmp_path / "quick.xlsx") as book:
        assert b"<is><t>a &amp; b</t></is>" in book.read("xl/worksheets/sheet1.xml")


def test_what_xlsxwriter_refuses_is_refused(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "quick.xlsx", {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Leads", worksheet_class=QuickSheet)
        assert sheet.write_string(0, 16_384, "beyond the last column") == -1
        assert sheet.write_string(1_048_576, 0, "beyond the last row") == -1
        assert sheet.write_string(0, 0, "x" * 40_000) == -2
        with pytest.raises(TypeError, match="NAN/INF"):
            sheet.write_number(0, 0, float("nan"))


@given(st.text(max_size=12))
def test_what_is_plain_needs_no_code(text: str) -> None:
    if is_plain(text):
        assert text == Worksheet._escape_control_characters(text)
        assert text.strip() == text
