"""What a sheet says beside its cells, and what becomes of it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table

from tests.sheets.workbooks import Rows, book, converted, parts, replacing
from theodore.sheets.reading.marks import MOST_ROWS, attributes, pieces, plain_text
from theodore.sheets.reading.sources import FileTable, open_source
from theodore.sheets.reading.xlsx_marks import xlsx_marks

SHEET = "xl/worksheets/sheet1.xml"
ROWS = [("Company", "Website"), ("A", "a.com"), ("B", "b.com"), ("C", "c.com"), (None, None), ("E", "e.com")]


@pytest.fixture
def leads(tmp_path: Path) -> Path:
    return tmp_path / "leads.xlsx"


def _made(path: Path, change: Callable[[Any], None], rows: Rows = ROWS) -> Path:
    made = openpyxl.load_workbook(book(path, {"Leads": rows}))
    change(made["Leads"])
    made.save(path)
    return path


def _said(source: FileTable) -> str:
    return " ".join(source.notices_for(Path("out.csv")))


def _websites(source: FileTable) -> list[str]:
    return [row.company.website for row in source.rows()]


def _hide(sheet: Any, *rows: int) -> None:
    for row in rows:
        sheet.row_dimensions[row].hidden = True


def _filter(sheet: Any) -> None:
    sheet.auto_filter.ref = "A1:B6"
    sheet.auto_filter.add_filter_column(0, ["A"])
    _hide(sheet, 3, 4)


class TestHiddenRows:
    def test_they_are_rows_like_all_others_and_it_is_said(self, leads: Path) -> None:
        source = open_source(_made(leads, lambda sheet: _hide(sheet, 1, 3, 5)))
        assert _websites(source) == ["a.com", "b.com", "c.com", "e.com"]
        assert _said(source) == (
            "Rows that are hidden: 1; they are done like all others. To leave some out, pass --filter."
        ), "neither the header nor a blank row is one"

    def test_a_filter_is_named(self, leads: Path) -> None:
        assert "Rows that are hidden: 2 (a filter is set);" in _said(open_source(_made(leads, _filter)))

    def test_a_filter_of_a_table_too(self, leads: Path) -> None:
        def filter_table(sheet: Any) -> None:
            sheet.add_table(Table(displayName="T", ref="A1:B4"))
            _hide(sheet, 2)

        parts(
            _made(leads, filter_table),
            {
                "xl/tables/table1.xml": replacing(
                    b'<autoFilter ref="A1:B4" ?/>',
                    b'<autoFilter ref="A1:B4"><filterColumn colId="0"><filters><filter val="B"/></filters>'
                    b"</filterColumn></autoFilter>",
                )
            },
        )
        assert "Rows that are hidden: 1 (a filter is set);" in _said(open_source(leads))

    def test_a_filter_that_is_not_set_is_none(self, leads: Path) -> None:
        def add(sheet: Any) -> None:
            sheet.auto_filter.ref = "A1:B6"

        assert _said(open_source(_made(leads, add))) == ""

    def test_hidden_columns_are_read(self, leads: Path) -> None:
        def hide(sheet: Any) -> None:
            sheet.column_dimensions["B"].hidden = True

        assert _websites(open_source(_made(leads, hide))) == ["a.com", "b.com", "c.com", "e.com"]

    def test_in_a_file_of_libreoffice(self, leads: Path) -> None:
        source = open_source(converted(_made(leads, _filter), ".ods"))
        assert _websites(source) == ["a.com", "b.com", "c.com", "e.com"]
        assert "Rows that are hidden: 2 (a filter is set);" in _said(source)

    def test_of_the_tab_that_is_read(self, leads: Path) -> None:
        made = openpyxl.load_workbook(book(leads, {"Notes": [("x",)], "Leads": ROWS}))
        _hide(made["Notes"], 2)
        _hide(made["Leads"], 3, 4)
        made.save(leads)
        assert "Rows that are hidden: 2;" in _said(open_source(leads))
        assert "Rows that are hidden: 2;" in _said(open_source(converted(leads, ".ods")))

    @pytest.mark.parametrize(
        "row",
        [
            pytest.param(b'<row r="2" hidden="1"', id="as most write it"),
            pytest.param(b"<row hidden='true' r='2'", id="the other way round"),
            pytest.param(b'<row\n  r="2"\n  hidden="1"', id="on lines of their own"),
        ],
    )
    def test_however_it_is_written(self, leads: Path, row: bytes) -> None:
        parts(book(leads, {"Leads": ROWS}), {SHEET: replacing(b'<row r="2"', row)})
        assert "Rows that are hidden: 1;" in _said(open_source(leads))

    def test_under_a_prefix(self, leads: Path) -> None:
        _made(leads, lambda sheet: _hide(sheet, 2))
        parts(leads, {SHEET: replacing(rb"<(/?)(?=\w)", rb"<\1x:")})
        parts(leads, {SHEET: replacing(rb"xmlns=", rb"xmlns:x=")})
        assert "Rows that are hidden: 1;" in _said(open_source(leads))

    def test_beyond_the_first_piece(self, leads: Path) -> None:
        rows = [("Company", "Website"), *((f"Company {n} {'x' * 200}", f"{n}.com") for n in range(5000))]
        with xlsxwriter.Workbook(leads, {"constant_memory": True}) as made:
            sheet = made.add_worksheet("Leads")
            for number, row in enumerate(rows):
                sheet.set_row(number, None, None, {"hidden": number % 2})
                sheet.write_row(number, 0, row)
        assert zipfile.ZipFile(leads).getinfo(SHEET).file_size > 1 << 20
        assert "Rows that are hidden: 2500;" in _said(open_source(leads))


class TestFormulas:
    def _written(self, path: Path, *cells: tuple[str, object]) -> FileTable:
        with xlsxwriter.Workbook(path) as made:
            sheet = made.add_worksheet("Leads")
            sheet.write_row(0, 0, ("Company", "Website", "Notes"))
            for number, (formula, value) in enumerate(cells, start=1):
                sheet.write_string(number, 0, f"C{number}")
                sheet.write_formula(number, 1, formula, None, value)
        return open_source(path)

    def test_the_saved_result_counts(self, leads: Path) -> None:
        source = self._written(leads, ('="a"&".com"', "a.com"), ('=HYPERLINK("https://b.com","b.com")', "b.com"))
        assert _websites(source) == ["a.com", "b.com"]
        assert _said(source) == ""

    def test_one_that_was_never_calculated_is_told(self, leads: Path) -> None:
        def put(sheet: Any) -> None:
            sheet["B2"] = '="a"&".com"'
            sheet["B6"] = '="e"&".com"'

        source = open_source(_made(leads, put))
        assert _websites(source) == ["", "b.com", "c.com", ""]
        assert _said(source) == (
            "Rows whose website is a formula without a saved result: 2 (the first: row 2). Open the file in a "
            "spreadsheet program and save it, and they have one."
        )

    def test_nor_was_one_that_comes_to_nought(self, leads: Path) -> None:
        assert "without a saved result: 1 (the first: row 2)" in _said(self._written(leads, ('="a"&".com"', 0)))

    def test_a_result_that_is_empty_is_one(self, leads: Path) -> None:
        source = self._written(leads, ('=IF(1,"","a.com")', "x"))
        parts(leads, {SHEET: replacing(b"<v>x</v>", b"<v></v>")})
        source = open_source(leads)
        assert (_websites(source), _said(source)) == ([""], "")

    def test_those_of_other_columns_do_not_matter(self, leads: Path) -> None:
        def put(sheet: Any) -> None:
            sheet["A2"] = '="A"'

        assert _said(open_source(_made(leads, put))) == ""


class TestLinks:
    def test_a_text_that_leads_to_a_website_stands_for_it(self, leads: Path) -> None:
        def link(sheet: Any) -> None:
            sheet["B2"] = "Click here"
            for place in ("B2", "B3", "B4"):
                sheet[place].hyperlink = f"https://link-of-{place.lower()}.example/?a=1&b=2"
            sheet["B4"] = None

        source = open_source(_made(leads, link))
        assert _websites(source) == ["https://link-of-b2.example/?a=1&b=2", "b.com", "", "e.com"]
        assert next(source.rows()).cells == ("A", "Click here"), "the cell stays as it is"
        assert _said(source) == (
            "Websites that are taken from the link behind their text: 1 (the first: 'Click here' in row 2)."
        )

    def test_two_such_are_two_companies(self, leads: Path) -> None:
        def link(sheet: Any) -> None:
            for number in (2, 3):
                sheet[f"A{number}"], sheet[f"B{number}"] = "A", "Website"
                sheet[f"B{number}"].hyperlink = f"https://{number}.example"

        source = open_source(_made(leads, link))
        assert _websites(source)[:2] == ["https://2.example", "https://3.example"]
        same = open_source(leads)
        assert [row.company.record_id for row in source.rows()] == [row.company.record_id for row in same.rows()]

    @pytest.mark.parametrize(
        "target",
        ["mailto:a@b.com", "ftp://b.com", "file:///etc/passwd", "javascript:alert(1)", "notes.docx", "http://", ""],
    )
    def test_one_that_leads_elsewhere_does_not_count(self, leads: Path, target: str) -> None:
        def link(sheet: Any) -> None:
            sheet["B2"] = "Click here"
            sheet["B2"].hyperlink = target or "x"

        assert _websites(open_source(_made(leads, link)))[0] == "Click here"

    def test_one_within_the_workbook_does_not_count(self, leads: Path) -> None:
        def link(sheet: Any) -> None:
            sheet["B2"] = "Click here"
            sheet["B2"].hyperlink = Hyperlink(ref="B2", location="Leads!A1")

        assert _websites(open_source(_made(leads, link)))[0] == "Click here"

    def test_one_over_several_cells(self, leads: Path) -> None:
        def link(sheet: Any) -> None:
            for row in (2, 3, 4):
                sheet[f"B{row}"] = "here"
            sheet["B2"].hyperlink = "https://a.example"
            sheet["B2"].hyperlink.ref = "A2:C3"

        assert _websites(open_source(_made(leads, link)))[:3] == ["https://a.example", "https://a.example", "here"]

    def test_the_formula_for_links(self, leads: Path) -> None:
        with xlsxwriter.Workbook(leads) as made:
            sheet = made.add_worksheet("Leads")
            sheet.write_row(0, 0, ("Company", "Website"))
            sheet.write_row(1, 0, ("A", ""))
            sheet.write_formula(1, 1, '=HYPERLINK("https://a.example/?x=""1""&y","Visit")', None, "Visit")
            sheet.write_row(2, 0, ("B", ""))
            sheet.write_formula(2, 1, '=HYPERLINK(C2,"Visit")', None, "Visit")
        assert _websites(open_source(leads)) == ['https://a.example/?x="1"&y', "Visit"]

    def test_the_formula_for_links_without_a_saved_result(self, leads: Path) -> None:
        def put(sheet: Any) -> None:
            sheet["B2"] = '=HYPERLINK("https://a.example","Visit")'
            sheet["B3"] = '=HYPERLINK(C3,"Visit")'

        source = open_source(_made(leads, put))
        assert _websites(source) == ["https://a.example", "", "c.com", "e.com"]
        assert "without a saved result: 1 (the first: row 3)" in _said(source)
        assert "from the link behind their text: 1 (the first: row 2)." in _said(source)

    def test_links_that_lie_over_each_other_end_somewhere(self, leads: Path) -> None:
        def link(sheet: Any) -> None:
            sheet["B2"] = "here"
            sheet["B2"].hyperlink = "https://a.example"
            sheet["B2"].hyperlink.ref = "B2:B1000"

        path = _made(leads, link)
        one = rb'<hyperlink [^>]*r:id="(\w+)"[^>]*/>'
        count = MOST_ROWS // 999 + 1
        many = rb'<hyperlink ref="B2:B1000" r:id="\1"/>' * count + b'<hyperlink ref="B2" r:id="none"/>'
        parts(path, {SHEET: replacing(one, many)})
        assert _websites(open_source(path))[0] == "https://a.example"


class TestBounds:
    @pytest.mark.parametrize(
        ("number", "row"),
        [
            pytest.param(b"99999999999999999999", b'<row r="99999999999999999999" hidden="1"></row>', id="too far"),
            pytest.param(b"-1", b'<row r="-1" hidden="1"></row>', id="before the first"),
            pytest.param(b"", b'<row hidden="1"></row>', id="none"),
        ],
    )
    def test_a_row_that_no_sheet_has(self, leads: Path, number: bytes, row: bytes) -> None:
        parts(book(leads, {"Leads": ROWS}), {SHEET: replacing(b"</sheetData>", row + b"</sheetData>")})
        assert sum(xlsx_marks(leads, "Leads", 1).hidden) == 0

    @pytest.mark.parametrize(
        "filler",
        [
            pytest.param(b"<c " * 2_000_000, id="elements that never end"),
            pytest.param(b'<c r="B7">' * 600_000, id="cells that are never closed"),
            pytest.param(b'<c r="B7"><f>' * 500_000, id="formulas that are never closed"),
            pytest.param(b"<row hidden" * 600_000, id="rows that never end"),
            pytest.param(b"x" * 20_000_000, id="no element at all"),
        ],
    )
    def test_markup_that_is_made_to_take_long_ends_soon(self, leads: Path, filler: bytes) -> None:
        """A search that began anew at each of these would take hours: the test ends, and that is all it asks."""
        comment = b"<!--" + filler + b"--></worksheet>"
        _made(leads, lambda sheet: _hide(sheet, 2))
        parts(leads, {SHEET: replacing(b"</worksheet>", comment)})
        assert xlsx_marks(leads, "Leads", 1).is_hidden(2)

    @pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
    def test_of_a_workbook_that_is_not_as_it_should_be_nothing_is_claimed(self, leads: Path, part: str) -> None:
        _made(leads, lambda sheet: _hide(sheet, 2))
        parts(leads, {part: lambda _: b"\xff\xfe\x00<nonsense"})
        assert not xlsx_marks(leads, "Leads", 1).is_hidden(2)

    def test_a_row_beyond_the_sheet_is_not_hidden(self, leads: Path) -> None:
        marks = xlsx_marks(book(leads, {"Leads": ROWS}), "Leads", 1)
        assert not marks.is_hidden(MOST_ROWS + 1)

    def test_pieces_are_the_whole(self, leads: Path) -> None:
        book(leads, {"Leads": [("Company", "Website"), *((f"c{n}", f"{n}.com") for n in range(20_000))]})
        with zipfile.ZipFile(leads) as package:
            found = list(pieces(package, SHEET, (b"<row",)))
            assert b"".join(found) == package.read(SHEET)
        assert len(found) > 1
        assert all(piece.startswith(b"<row") for piece in found[1:])


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        pytest.param(b"a &amp; b &lt;c&gt; &quot;&apos;", "a & b <c> \"'", id="the five of XML"),
        pytest.param(b"&#65;&#x42;", "AB", id="by number"),
        pytest.param(b"&#9999999;", "\ufffd", id="a number that no sign has"),
        pytest.param(b"&lol9;&amp;amp;", "&lol9;&amp;", id="others stay, and nothing twice"),
        pytest.param("ü".encode(), "ü", id="UTF-8"),
        pytest.param(b"\xff", "\ufffd", id="what is none"),
    ],
)
def test_the_text_of_markup(markup: bytes, text: str) -> None:
    assert plain_text(markup) == text


def test_attributes_by_their_names_without_prefix() -> None:
    assert attributes(b"<a r:id='x' b = \"1 &amp; 2\" c/>") == {"id": "x", "b": "1 & 2"}
