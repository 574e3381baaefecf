"""Results in a person's own workbook, and in a copy of it."""

from __future__ import annotations

import itertools
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.image import Image
from openpyxl.styles import PatternFill
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from tests.sheets.kept import leads, parts, results, shown, table
from tests.sheets.test_cells import PAYLOADS
from tests.sheets.writing.test_losses import picture
from theodore.model.company import ResultRow
from theodore.model.errors import SinkUnavailable
from theodore.model.fields import Tab
from theodore.sheets.cells import XLSX_LIMIT, clean, cut, line_feeds
from theodore.sheets.writing import preserved_book, preserved_table
from theodore.sheets.writing.ours import is_marked, is_untouched
from theodore.sheets.writing.preserved_book import UnreadableBook, open_book

pytestmark = pytest.mark.usefixtures("few_columns")

OURS = ["Field Coverage", "Status", "Progress", "Attempts", "Error Type", "Error Notes", "Research Date"]
OURS += ["View Details", "Record ID"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return leads(tmp_path / "leads.xlsx")


def test_a_copy_has_the_persons_cells_and_ours_beside(source: Path) -> None:
    sink, before = source.with_name("leads.theodore.xlsx"), source.read_bytes()
    table(source, sink).write((), results(source))
    rows = shown(sink, "Leads")
    assert list(rows[0]) == ["Company", "Website", "Revenue", *OURS]
    assert [(row["Company"], row["Revenue"], row["Status"]) for row in rows] == [
        ("Firm 1", 1000, "completed"),
        ("Firm 2", 2000, "failed"),
        ("Firm 3", 3000, "pending"),
    ]
    assert [row["Official Name"] for row in shown(sink, "Details")] == ["Firm 1 Ltd", "Firm 3 Ltd"]
    assert source.read_bytes() == before
    assert (is_marked(sink), is_untouched(sink)) == (True, True)


def test_in_place_no_mark_says_that_the_file_may_be_replaced(source: Path) -> None:
    table(source).write((), results(source))
    assert [row["Status"] for row in shown(source, "Leads")] == ["completed", "failed", "pending"]
    assert not is_marked(source)


def test_each_cell_knows_its_type_and_look(source: Path) -> None:
    note = "timeout: " + "no answer within the deadline, " * 4
    table(source).write((), results(source, {"error_notes": note}))
    sheet = openpyxl.load_workbook(source)["Leads"]
    cells = {str(header.value): cell for header, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (cells["Attempts"].value, cells["Attempts"].data_type) == (2, "n")
    assert cells["Field Coverage"].number_format == "0%"
    assert (cells["Error Notes"].alignment.wrap_text, cells["Error Notes"].alignment.vertical) == (True, "top")
    assert cells["View Details"].value == '=HYPERLINK("#Details!A2","View details")'
    assert sheet["D1"].font.bold
    assert not sheet["A1"].font.bold
    assert sheet["D1"].fill.fgColor.rgb == "FF1F4E79"
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:L4"
    (area,) = sheet.conditional_formatting
    assert (str(area.sqref), len(area.rules)) == ("E2:E1048576", 4)


@pytest.mark.parametrize(
    ("text", "is_wrapped"),
    [
        pytest.param("short", False, id="a text of one line needs nothing"),
        pytest.param("word " * 30, True, id="three lines"),
        pytest.param("word " * 60, False, id="no row grows beyond three lines"),
        pytest.param("\n" * 10 + "x", False, id="nor by line ends"),
    ],
)
def test_prose_is_wrapped_as_long_as_rows_stay_low(source: Path, text: str, is_wrapped: bool) -> None:
    table(source).write((), results(source, {"error_notes": text}))
    sheet = openpyxl.load_workbook(source)["Leads"]
    cell = next(cell for header, cell in zip(sheet[1], sheet[2], strict=True) if header.value == "Error Notes")
    assert bool(cell.alignment.wrap_text) == is_wrapped


def test_text_is_never_a_formula(source: Path) -> None:
    leads(source, rows=len(PAYLOADS))
    rows = [
        ResultRow(row.cells, {**row.companies, "error_notes": payload}, {"official_name": payload})
        for row, payload in zip(results(source), PAYLOADS, strict=True)
    ]
    table(source).write((), rows)
    with zipfile.ZipFile(source) as book:
        assert book.read("xl/worksheets/sheet1.xml").count(b"<f>") == len(PAYLOADS), "the links to the details"
        assert book.read("xl/worksheets/sheet2.xml").count(b"<f>") == 0
    assert [row["Official Name"] for row in shown(source, "Details")] == [line_feeds(clean(text)) for text in PAYLOADS]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param("#N/A", "#N/A", id="an error's name is text"),
        pytest.param("a\0b\x1fc", "abc", id="what XML cannot hold"),
        pytest.param("</t></is></c><c r='A9'><f>1+1</f><v/></c>", None, id="markup"),
        pytest.param("ü" * 40_000, cut("ü" * 40_000, XLSX_LIMIT), id="more than a cell holds"),
        pytest.param("_x0041_", "_x005F_x0041_", id="a workbook's own escape, escaped"),
        pytest.param(" a ", None, id="spaces"),
    ],
)
def test_text_is_as_it_was_said(source: Path, text: str, written: str | None) -> None:
    for _ in range(2):
        table(source).write((), results(source, {"error_notes": text}, {"official_name": text}))
    assert shown(source, "Leads")[0]["Error Notes"] == (written or text)
    assert shown(source, "Details")[0]["Official Name"] == (written or text)


def test_writing_again_changes_nothing(source: Path) -> None:
    table(source).write((), results(source))
    first = parts(source)
    for _ in range(2):
        table(source).write((), results(source))
    again = parts(source)
    assert sorted(again) == sorted(first)
    assert [name for name in first if first[name] != again[name]] == []


def test_a_row_is_found_by_its_record_id_wherever_it_was_moved(source: Path) -> None:
    run = results(source)
    table(source).write((), run)
    book = openpyxl.load_workbook(source)
    sheet = book["Leads"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for number, values in enumerate(reversed(rows[:2]), start=2):  # two rows changed places, the third is gone
        for column, value in enumerate(values, start=1):
            sheet.cell(number, column).value = value
    sheet.delete_rows(4)
    sheet.cell(4, 1).value, sheet.cell(4, 2).value = "New", "new.example"
    book.save(source)
    table(source).write((), [ResultRow(row.cells, {**row.companies, "progress": "again"}, row.details) for row in run])
    after = shown(source, "Leads")
    assert [(row["Company"], row["Status"], row["Progress"]) for row in after] == [
        ("Firm 2", "failed", "again"),
        ("Firm 1", "completed", "again"),
        ("New", None, None),
    ]
    assert [row["Official Name"] for row in shown(source, "Details")] == ["Firm 1 Ltd", "Firm 3 Ltd"]


def test_what_a_person_pinned_stays_as_they_wrote_it(source: Path) -> None:
    table(source).write((), results(source))
    book = openpyxl.load_workbook(source)
    book["Leads"]["D2"].value = "about a quarter"
    book["Details"]["C2"].value = 'Firm "One"'
    book.save(source)
    pinned = frozenset({(Tab.COMPANIES, "field_coverage"), (Tab.DETAILS, "official_name")})
    told = results(source, {"field_coverage": "ABOUT A QUARTER"}, {"official_name": "other"}, pinned)
    table(source).write((), told)
    assert shown(source, "Leads")[0]["Field Coverage"] == "about a quarter"
    assert shown(source, "Details")[0]["Official Name"] == 'Firm "One"'


def test_what_a_person_did_on_our_tab_stays(source: Path) -> None:
    table(source).write((), results(source))
    book = openpyxl.load_workbook(source)
    details = book["Details"]
    details.cell(1, details.max_column + 1).value = "Mine"
    details.cell(2, details.max_column).value = "call on Monday"
    book.save(source)
    table(source).write((), results(source))
    assert shown(source, "Details")[0]["Mine"] == "call on Monday"


def _own_details(sheet: Worksheet) -> None:
    assert sheet.parent is not None
    sheet.parent.create_sheet("details").append(["Order", "Item"])


def test_a_persons_own_details_are_theirs(source: Path) -> None:
    leads(source, _own_details)
    for _ in range(3):
        table(source).write((), results(source))
    book = openpyxl.load_workbook(source)
    assert book.sheetnames == ["Leads", "details", "Details (Theodore)"]
    assert [cell.value for cell in book["details"][1]] == ["Order", "Item"]
    assert shown(source, "Leads")[0]["View Details"] == '=HYPERLINK("#\'Details (Theodore)\'!A2","View details")'


def _own_status(sheet: Worksheet) -> None:
    sheet["D1"], sheet["D2"] = "Status", "won"


def test_a_persons_own_status_is_theirs(source: Path) -> None:
    leads(source, _own_status)
    for _ in range(3):
        table(source).write((), results(source))
    row = shown(source, "Leads")[0]
    assert list(row)[3:6] == ["Status", "Field Coverage", "Status (Theodore)"]
    assert (row["Status"], row["Status (Theodore)"]) == ("won", "completed")


def _formulas(sheet: Worksheet) -> None:
    sheet["D1"], sheet["D2"], sheet["D3"], sheet["D4"] = "Double", "=C2*2", '="<"&A3', "=1/0"


@pytest.mark.parametrize("empty", [b"<v />", b"<v/>", b"<v></v>"], ids=["etree", "short", "lxml"])
def test_what_a_formula_came_to_is_put_beside_it_whatever_writes_the_xml(empty: bytes, tmp_path: Path) -> None:
    (tmp_path / "sheet.xml").write_bytes(b'<row r="1"><c r="A1" s="1"><f>1+1</f>' + empty + b"</c></row>")
    filled = b"".join(preserved_book._filled(tmp_path / "sheet.xml", {(1, 1): ("n", "2")}))
    assert filled == b'<row r="1"><c r="A1" s="1" t="n"><f>1+1</f><v>2</v></c></row>'


def test_what_formulas_came_to_stays_beside_them(source: Path) -> None:
    # as Excel would have saved it
    leads(source, _formulas)
    with zipfile.ZipFile(source) as book:
        whole = {name: book.read(name) for name in book.namelist()}
    for formula, kind, value in (("C2*2", "n", "2000"), ("1/0", "e", "#DIV/0!")):
        old = f"<f>{formula}</f><v />".encode()
        assert old in whole["xl/worksheets/sheet1.xml"]
        sheet = whole["xl/worksheets/sheet1.xml"]
        begin = sheet.rindex(b"<c ", 0, sheet.index(old))
        cell = sheet[begin : sheet.index(old)].replace(b">", f' t="{kind}">'.encode())
        new = cell + f"<f>{formula}</f><v>{value}</v>".encode()
        whole["xl/worksheets/sheet1.xml"] = sheet[:begin] + new + sheet[sheet.index(old) + len(old) :]
    whole["xl/worksheets/sheet1.xml"] = (
        whole["xl/worksheets/sheet1.xml"]
        .replace(b'<f>"&lt;"&amp;A3</f><v />', b'<f>"&lt;"&amp;A3</f><v>&lt;Firm 2</v>')
        .replace(b'r="D3"', b'r="D3" t="str"')
    )
    with zipfile.ZipFile(source, "w") as book:
        for name, content in whole.items():
            book.writestr(name, content)
    for _ in range(2):
        table(source).write((), results(source))
    saved = openpyxl.load_workbook(source, data_only=True)["Leads"]
    assert [saved[f"D{row}"].value for row in (2, 3, 4)] == [2000, "<Firm 2", "#DIV/0!"]
    assert shown(source, "Leads")[0]["Double"] == "=C2*2"
    assert openpyxl.load_workbook(source).calculation.fullCalcOnLoad
    assert saved["L2"].value == "View details"


def _table(sheet: Worksheet) -> None:
    sheet.add_table(Table(displayName="Leads", ref="A1:C4"))


def _filtered(sheet: Worksheet) -> None:
    sheet.auto_filter.ref = "A1:C4"
    sheet.auto_filter.add_filter_column(0, ["Firm 1"])
    sheet.row_dimensions[3].hidden = True
    sheet.freeze_panes = "C3"


def _other_filter(sheet: Worksheet) -> None:
    sheet.auto_filter.ref = "A2:B3"


@pytest.mark.parametrize(
    ("dress", "filter_area", "frozen"),
    [
        pytest.param(_table, None, "B2", id="a table of Excel's has its own filter, and no second can be beside it"),
        pytest.param(_filtered, "A1:L4", "C3", id="a filter grows over our columns; panes stay"),
        pytest.param(_other_filter, "A2:B3", "B2", id="a filter over something else stays as it is"),
    ],
)
def test_filters_and_panes(source: Path, dress: object, filter_area: str | None, frozen: str) -> None:
    leads(source, dress)  # type: ignore[arg-type] # one of the above
    for _ in range(2):
        table(source).write((), results(source))
    sheet = openpyxl.load_workbook(source)["Leads"]
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == (filter_area, frozen)
    if dress is _filtered:
        assert sheet.row_dimensions[3].hidden
        assert sheet.auto_filter.filterColumn[0].filters.filter == ["Firm 1"]
    if dress is _table:
        assert sheet.tables["Leads"].ref == "A1:C4"


def test_our_columns_are_seen_where_the_person_hid_the_rest(source: Path) -> None:
    def hide(sheet: Worksheet) -> None:
        rest = sheet.column_dimensions["D"]
        rest.min, rest.max, rest.hidden = 4, 16_384, True

    leads(source, hide)
    table(source).write((), results(source))
    runs = openpyxl.load_workbook(source)["Leads"].column_dimensions
    covered = sorted((run.min or 0, run.max or 0, run.hidden) for run in runs.values())
    assert covered[-1] == (13, 16_384, True)
    assert [hidden for first, _, hidden in covered if 4 <= first <= 12] == [False] * 9
    assert all(before[1] < after[0] for before, after in itertools.pairwise(covered)), "none twice"


def test_a_cell_that_a_person_merged_takes_nothing(source: Path) -> None:
    leads(source, lambda sheet: sheet.merge_cells("A3:H3"))
    table(source).write((), results(source))
    sheet = openpyxl.load_workbook(source)["Leads"]
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A3:H3"]
    assert [sheet[f"E{row}"].value for row in (2, 3, 4)] == ["completed", None, "pending"]


def test_a_file_that_is_saved_meanwhile_wins(source: Path) -> None:
    def saving() -> Iterator[ResultRow]:
        yield from run
        leads(source, rows=2)

    run = results(source)
    with pytest.raises(SinkUnavailable, match="saved by somebody else while it was written"):
        table(source).write((), saving())
    assert len(shown(source, "Leads")) == 2
    assert list(shown(source, "Leads")[0]) == ["Company", "Website", "Revenue"]
    assert [path.name for path in source.parent.iterdir()] == ["leads.xlsx"]


def test_a_copy_that_a_person_changed_is_kept_beside(source: Path) -> None:
    sink, heard = source.with_name("leads.theodore.xlsx"), list[str]()
    out = table(source, sink, heard=heard)
    out.write((), results(source))
    out.write((), results(source))
    book = openpyxl.load_workbook(sink)
    book["Leads"]["A2"].value = "mine"
    book.save(sink)
    out.write((), results(source))
    backup = sink.with_name("leads.theodore.bak.xlsx")
    assert shown(backup, "Leads")[0]["Company"] == "mine"
    assert heard == [f"{sink} was changed since it was last written: it is kept as it was in {backup}."]


def test_a_workbook_that_cannot_be_opened_costs_its_look_alone(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sink, heard, run = source.with_name("leads.theodore.xlsx"), list[str](), results(source)
    whole = parts(source, without=("xl/styles.xml",))
    with zipfile.ZipFile(source, "w") as book:
        for name, content in whole.items():
            book.writestr(name, content)
        book.writestr("xl/styles.xml", "<styleSheet")
    monkeypatch.setattr(preserved_table, "open_source", lambda *_, **__: None)
    table(source, sink, heard=heard).write(("Company", "Website", "Revenue"), run)
    assert [row["Company"] for row in shown(sink, "Companies")] == ["Firm 1", "Firm 2", "Firm 3"]
    assert len(heard) == 1
    assert "without its look" in heard[0]
    with pytest.raises(SinkUnavailable, match="leave out --in-place"):
        table(source).write((), run)


def test_openpyxl_does_not_name_itself_the_author(source: Path) -> None:
    whole = parts(source, without=())
    whole["docProps/core.xml"] = whole["docProps/core.xml"].replace(b"<dc:creator>openpyxl</dc:creator>", b"")
    with zipfile.ZipFile(source, "w") as book:
        for name, content in whole.items():
            book.writestr(name, content)
    for _ in range(2):
        table(source).write((), results(source))
    assert b"openpyxl" not in parts(source, without=())["docProps/core.xml"]


def test_our_columns_are_known_though_a_person_deleted_some_of_them(source: Path) -> None:
    table(source).write((), results(source))
    book = openpyxl.load_workbook(source)
    sheet = book["Leads"]
    sheet.delete_cols(9, 3)  # Error Notes, Research Date, View Details
    sheet.insert_cols(5)
    sheet["E1"] = "Mine"
    book.save(source)
    table(source, ours=OURS).write((), results(source, {"progress": "again"}))
    headers = list(shown(source, "Leads")[0])
    again = ["Error Notes", "Research Date", "View Details"]
    assert headers == ["Company", "Website", "Revenue", "Field Coverage", "Mine", *OURS[1:5], "Record ID", *again]
    assert shown(source, "Leads")[0]["Progress"] == "again"


def test_an_area_of_countless_cells_is_not_spread_out(source: Path) -> None:
    content = parts(source, without=())
    sheet = content["xl/worksheets/sheet1.xml"]
    merged = b'<mergeCells count="1"><mergeCell ref="J1:XFD1048576"/></mergeCells><pageMargins'
    content["xl/worksheets/sheet1.xml"] = sheet.replace(b"<pageMargins", merged)
    with zipfile.ZipFile(source, "w") as book:
        for name, held in content.items():
            book.writestr(name, held)
    with pytest.raises(UnreadableBook, match="cover too many cells"):
        open_book(source)


def test_what_floats_over_our_columns_moves_aside_once(source: Path) -> None:
    def draw(sheet: Worksheet) -> None:
        for place in ("B6", "F2"):
            chart = BarChart()
            chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=4))
            sheet.add_chart(chart, place)
        sheet.add_image(Image(picture()), "D9")

    leads(source, draw)
    for _ in range(2):
        table(source).write((), results(source))
    sheet: Any = openpyxl.load_workbook(source)["Leads"]
    starts = [drawing.anchor._from.col + 1 for drawing in (*sheet._charts, *sheet._images)]
    assert starts == [2, 6 + len(OURS), 4 + len(OURS)]


def test_sheets_on_their_way_are_not_left_to_a_folder_that_nobody_clears(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(source.with_name("nowhere")))
    table(source).write((), results(source))
    assert [row["Status"] for row in shown(source, "Leads")] == ["completed", "failed", "pending"]
    assert [path.name for path in source.parent.iterdir()] == [source.name]


def test_ours_in_cells_that_look_like_a_persons_own_change_none_of_theirs(source: Path) -> None:
    book = openpyxl.load_workbook(source)
    for place in ("A1", "D1", "E1", "A2", "D2"):
        book["Leads"][place].fill = PatternFill("solid", fgColor="FF00FF00")
    book.save(source)
    table(source).write((), results(source))
    sheet = openpyxl.load_workbook(source)["Leads"]
    colours = [sheet[place].fill.fgColor.rgb for place in ("A1", "D1", "E1", "A2", "D2")]
    assert colours == ["FF00FF00", "FF1F4E79", "FF1F4E79", "FF00FF00", "FF00FF00"]


def test_a_workbook_with_macros_leaves_nothing_open_for_writing(source: Path) -> None:
    book: Any = open_book(source, keep_macros=True)
    assert book.vba_archive.mode == "r"
    assert book.vba_archive.read("[Content_Types].xml")
