"""Results as a workbook."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from tests.sheets.results import ACME, OWN, ROWS, read_xlsx
from tests.sheets.test_cells import PAYLOADS
from theodore.model.company import ResultRow
from theodore.model.errors import SinkUnavailable
from theodore.sheets.cells import CUT_MARK, XLSX_LIMIT, clean, line_feeds
from theodore.sheets.writing import xlsx_table
from theodore.sheets.writing.xlsx_table import XlsxTable


@pytest.fixture
def table(tmp_path: Path) -> XlsxTable:
    return XlsxTable(tmp_path / "out.xlsx")


def _cells(table: XlsxTable, tab: str, row: int) -> dict[str, Any]:
    """The cells of one row, from 1, by their header."""
    sheet = openpyxl.load_workbook(table.path)[tab]
    return {str(header.value): cell for header, cell in zip(sheet[1], sheet[row], strict=True)}


@pytest.mark.usefixtures("few_columns")
def test_each_cell_knows_its_type(table: XlsxTable) -> None:
    table.write(OWN, ROWS)
    companies, details = _cells(table, "Companies", 2), _cells(table, "Details", 2)
    assert (companies["Attempts"].value, companies["Attempts"].data_type) == (2, "n")
    assert (companies["Field Coverage"].value, companies["Field Coverage"].number_format) == (0.25, "0%")
    assert companies["Research Date"].data_type in {"s", "inlineStr"}
    assert companies["Error Notes"].value is None
    assert "Industry" not in companies
    assert (details["Has Forms"].value, details["Has Forms"].data_type) == (True, "b")
    assert (details["Founding Year"].value, details["Founding Year"].number_format) == (1999, "General")
    assert details["Phones"].value == "+493012345678"
    assert details["Emails"].value == "info@acme.com; jobs@acme.com"


def test_the_link_is_the_only_formula_and_leads_to_the_rows_details(table: XlsxTable) -> None:
    table.write(OWN, ROWS)
    sheet = openpyxl.load_workbook(table.path)["Companies"]
    formulas = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == [
        '=HYPERLINK("#Details!A2","View details")',
        '=HYPERLINK("#Details!A3","View details")',
    ]
    assert _cells(table, "Companies", 3)["View Details"].value is None
    assert _cells(table, "Details", 3)["Official Name"].value == "Crux AG"


def test_the_users_cells_are_text_and_theirs(table: XlsxTable) -> None:
    cells = ("007", "=SUM(A1:A9)", "https://a.com", "+49 30 1", "1.5", "TRUE", "2026-01-02")
    headers = ("a", "b", "c", "d", "e", "f", "g")
    table.write(headers, [ResultRow(cells)])
    row = _cells(table, "Companies", 2)
    assert tuple(row[header].value for header in headers) == cells
    assert all(row[header].data_type != "f" for header in headers)
    assert all(row[header].hyperlink is None for header in headers)


def test_text_is_never_a_formula(table: XlsxTable) -> None:
    table.write(OWN, [ResultRow(OWN, {"error_notes": payload}, {"official_name": payload}) for payload in PAYLOADS])
    book = openpyxl.load_workbook(table.path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.value for cell in cells if cell.data_type == "f"} == {
        f'=HYPERLINK("#Details!A{number}","View details")' for number in range(2, len(PAYLOADS) + 2)
    }
    assert not [cell.value for cell in cells if cell.hyperlink is not None]
    with zipfile.ZipFile(table.path) as parts:
        assert parts.read("xl/worksheets/sheet1.xml").count(b"<f>") == len(PAYLOADS), "the links to the details"
        assert parts.read("xl/worksheets/sheet2.xml").count(b"<f>") == 0
    assert [row["Official Name"] for row in read_xlsx(table.path, "Details")] == [
        line_feeds(clean(text)) for text in PAYLOADS
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<r></r>", id="the shortest"),
        pytest.param("<r><t>bold</t></r>", id="XlsxWriter's own markup"),
        pytest.param("<r></is></c><c r='A9'><f>1+1</f></c><c><is><r></r>", id="an attempt to break out of the cell"),
        pytest.param("<r> & ]]> </r>", id="signs of XML"),
    ],
)
def test_text_that_looks_like_markup_is_text(table: XlsxTable, text: str) -> None:
    table.write((text,), [ResultRow((text,), {"error_notes": text}, {"official_name": text})])
    assert read_xlsx(table.path, "Companies")[0][text] == text
    assert read_xlsx(table.path, "Companies")[0]["Error Notes"] == text
    assert read_xlsx(table.path, "Details")[0]["Official Name"] == text
    with zipfile.ZipFile(table.path) as book:
        assert b"<f>1+1" not in book.read("xl/worksheets/sheet1.xml")


def test_an_oversized_cell_is_cut_and_says_so(table: XlsxTable) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table.write(("Notes", "n" * 40_000), [ResultRow(("ü" * 40_000, "x"), {}, {"official_name": "😀" * 40_000})])
    notes = read_xlsx(table.path, "Companies")[0]["Notes"]
    assert len(notes) == XLSX_LIMIT
    assert notes.endswith("ü" + CUT_MARK)
    assert read_xlsx(table.path, "Details")[0]["Official Name"].endswith("😀" + CUT_MARK)


def test_a_line_end_in_a_cell_is_a_line_feed(table: XlsxTable) -> None:
    table.write(("Notes",), [ResultRow(("a\r\nb\rc\nd",))])
    assert read_xlsx(table.path, "Companies")[0]["Notes"] == "a\nb\nc\nd"


def test_the_look(table: XlsxTable) -> None:
    table.write(OWN, ROWS)
    book = openpyxl.load_workbook(table.path)
    assert book.sheetnames == ["Companies", "Details"]
    companies, details = book["Companies"], book["Details"]
    assert companies.freeze_panes == details.freeze_panes == "B2"
    assert companies.auto_filter.ref == f"A1:{companies.cell(4, companies.max_column).coordinate}"
    assert companies["A1"].font.bold
    assert companies["A1"].fill.fgColor.rgb != companies["D1"].fill.fgColor.rgb
    assert companies.column_dimensions["B"].width >= 12


@pytest.mark.parametrize(
    ("cells", "least", "most"),
    [
        pytest.param(("Ulport Transports SARL et Fils", "x"), 30, 34, id="the longest cell is read whole"),
        pytest.param(("x" * 500,), 35, 41, id="within reason"),
        pytest.param(("one\n" + "y" * 25 + "\nthree",), 25, 29, id="a cell of several lines by its longest"),
        pytest.param(("x",), 12, 13, id="no column is too narrow for its header and button"),
    ],
)
def test_own_columns_are_as_wide_as_their_cells(
    table: XlsxTable, cells: tuple[str, ...], least: float, most: float
) -> None:
    table.write(("Company",), [ResultRow((cell,)) for cell in cells])
    sheet = openpyxl.load_workbook(table.path)["Companies"]
    assert least <= sheet.column_dimensions["A"].width <= most


def test_each_status_has_its_colour(table: XlsxTable) -> None:
    table.write(OWN, ROWS)
    sheet = openpyxl.load_workbook(table.path)["Companies"]
    (area,) = sheet.conditional_formatting
    assert _area(sheet, area) == ("Status", 2, 4)
    colours = {rule.formula[0]: rule.dxf.fill.bgColor.rgb for rule in area.rules}
    assert set(colours) == {'"pending"', '"processing"', '"completed"', '"failed"'}
    assert len(set(colours.values())) == 4


def test_a_users_own_status_is_not_coloured(table: XlsxTable) -> None:
    table.write(("Status", "Website"), [ResultRow(("won", "a.com"), {"status": "failed"})])
    sheet = openpyxl.load_workbook(table.path)["Companies"]
    (area,) = sheet.conditional_formatting
    assert _area(sheet, area) == ("Status (Theodore)", 2, 2)


def _area(sheet: Any, area: Any) -> tuple[str, int, int]:
    """The header, the first and the last row of the one column that a format covers."""
    (cells,) = area.sqref.ranges
    assert cells.min_col == cells.max_col
    return sheet.cell(1, cells.min_col).value, cells.min_row, cells.max_row


def test_no_table_of_no_columns_fails(table: XlsxTable) -> None:
    table.write((), [ResultRow((), {"name": "Acme", "website": "acme.com"})])
    assert read_xlsx(table.path, "Companies")[0]["Company Name"] == "Acme"


def test_more_rows_than_a_workbook_holds(table: XlsxTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_table, "MOST_ROWS", 3)
    table.write(OWN, [ACME, ACME])
    with pytest.raises(SinkUnavailable, match=r"a workbook holds 3 rows\. Pass --to"):
        table.write(OWN, [ACME, ACME, ACME])
    assert len(read_xlsx(table.path, "Companies")) == 2


def test_more_columns_than_a_workbook_holds(table: XlsxTable) -> None:
    with pytest.raises(SinkUnavailable, match="16,384 columns"):
        table.write([f"c{number}" for number in range(16_380)], [])


_CELLS = st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=15)  # a workbook each: their rows are the examples
@given(rows=st.lists(st.tuples(_CELLS, _CELLS), min_size=1, max_size=40))
def test_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
    table = XlsxTable(tmp_path_factory.mktemp("xlsx") / "out.xlsx")
    table.write(("Website", "Notes"), [ResultRow(row, {}, {"official_name": row[0], "record_id": "r"}) for row in rows])
    own = [(row["Website"] or "", row["Notes"] or "") for row in read_xlsx(table.path, "Companies")]
    assert [(_unescaped(a), _unescaped(b)) for a, b in own] == rows
    found = [row["Official Name"] or "" for row in read_xlsx(table.path, "Details")]
    assert [_unescaped(text) for text in found] == [clean(row[0]) for row in rows]


def _unescaped(text: str) -> str:
    """openpyxl hands out a workbook's escapes of control characters as they are written; Excel undoes them."""
    return str(unescape(text))
