"""Cells that are written in one go are the cells that XlsxWriter writes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from theodore.sheets.quick_sheet import QuickSheet, is_plain

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


def test_the_sheet_is_the_same(tmp_path: Path) -> None:
    texts = [text for text in TEXTS for _ in range(3)]
    assert _sheet(tmp_path / "quick.xlsx", QuickSheet, texts) == _sheet(tmp_path / "usual.xlsx", Worksheet, texts)


def test_plain_texts_take_the_quick_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Worksheet, "_xml_inline_string", None)
    with xlsxwriter.Workbook(tmp_path / "quick.xlsx", {"constant_memory": True}) as book:
        book.add_worksheet("Leads", worksheet_class=QuickSheet).write_string(0, 0, "a & b", book.add_format())
    with zipfile.ZipFile(tmp_path / "quick.xlsx") as book:
        assert b"<is><t>a &amp; b</t></is>" in book.read("xl/worksheets/sheet1.xml")


@given(st.text(max_size=12))
def test_what_is_plain_needs_no_code(text: str) -> None:
    if is_plain(text):
        assert text == Worksheet._escape_control_characters(text)
        assert text.strip() == text
