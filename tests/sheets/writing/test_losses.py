"""What a workbook loses: each is named, and each that is named is gone after a write."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from PIL import Image

from tests.sheets import surgery
from tests.sheets.kept import leads
from tests.sheets.package_check import faults
from theodore.sheets.writing.losses import losses
from theodore.sheets.writing.ours import mark
from theodore.sheets.writing.preserved_book import formula_results, open_book, save_book

SHEET = "xl/worksheets/sheet1.xml"
Dress = Callable[[Any, Any], None]


def picture() -> BytesIO:
    data = BytesIO()
    Image.new("RGB", (40, 30), "red").save(data, "png")
    data.seek(0)
    return data


def made(path: Path, dress: Dress) -> Path:
    """A workbook by XlsxWriter with three columns, and what `dress` does to it."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Leads")
    for number, row in enumerate((("Company", "Website", "N"), ("A", "a.com", 1), ("B", "b.com", 2))):
        sheet.write_row(number, 0, row)
    dress(book, sheet)
    book.close()
    return path


def saved(path: Path) -> Path:
    """The workbook as a write leaves it."""
    book, target = open_book(path), path.with_name("saved.xlsx")
    with target.open("wb") as file:
        save_book(book, formula_results(path, book), file, path.parent)
    return target


def holds(path: Path, part: str, pattern: str) -> bool:
    """Whether a part whose name fits holds the pattern."""
    with zipfile.ZipFile(path) as book:
        names = [name for name in book.namelist() if re.fullmatch(part, name)]
        return any(re.search(pattern.encode(), book.read(name), re.DOTALL) for name in names)


def _comments(_: Any, sheet: Any) -> None:
    sheet.write_comment("A2", "hi", {"x_scale": 3})
    sheet.write_comment("A3", "of the usual size", {"width": 144, "height": 79})


def _bar(_: Any, sheet: Any) -> None:
    sheet.conditional_format("C2:C3", {"type": "data_bar", "data_bar_2010": True})


def _labels(book: Any, sheet: Any) -> None:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Leads!$C$2:$C$3", "data_labels": {"value": True, "custom": [{"value": "mine"}]}})
    sheet.insert_chart("E2", chart)


def _open_area(_: Any, sheet: Any) -> None:
    sheet.protect()
    sheet.unprotect_range("A1:A2")


WRITTEN = [
    pytest.param(
        lambda _, s: s.insert_textbox("E2", "x"),
        "xl/drawings/.*",
        "<xdr:sp ",
        "1 shape or text box on the tab 'Leads'.",
        id="text box",
    ),
    pytest.param(
        lambda _, s: s.insert_button("E2"),
        ".*vml",
        "ObjectType=.Button",
        "1 form control on the tab 'Leads' (buttons, boxes, lists).",
        id="button",
    ),
    pytest.param(
        lambda _, s: s.insert_checkbox("F2", True),
        "xl/featurePropertyBag/.*",
        ".",
        "The checkboxes within cells; they show TRUE and FALSE.",
        id="checkbox in a cell",
    ),
    pytest.param(
        lambda _, s: s.add_sparkline("E2", {"range": "Leads!C2:C3"}),
        SHEET,
        "sparkline",
        "1 sparkline on the tab 'Leads'.",
        id="sparkline",
    ),
    pytest.param(
        _bar, SHEET, "x14:cfRule", "1 conditional format of a newer kind on the tab 'Leads'.", id="data bar of 2010"
    ),
    pytest.param(
        _labels, "xl/charts/.*", "mine", "1 label of its own on a point of a chart.", id="custom labels of a chart"
    ),
    pytest.param(
        lambda _, s: s.insert_image("E2", "x.png", {"image_data": picture(), "url": "https://x.com"}),
        "xl/drawings/.*",
        "hlinkClick",
        "1 link on a picture on the tab 'Leads'.",
        id="link on a picture",
    ),
    pytest.param(
        lambda _, s: s.embed_image("E2", "x.png", {"image_data": picture()}),
        "xl/richData/.*",
        ".",
        "Pictures placed in cells, and linked data types.",
        id="picture in a cell",
    ),
    pytest.param(
        lambda _, s: s.set_background(picture()),
        SHEET,
        "<picture",
        "The picture behind the cells on the tab 'Leads'.",
        id="background",
    ),
    pytest.param(
        lambda _, s: s.set_header("&L&G", {"image_left": "x.png", "image_data_left": picture()}),
        SHEET,
        "legacyDrawingHF",
        "The pictures in headers or footers of pages on the tab 'Leads'.",
        id="picture in a page's header",
    ),
    pytest.param(
        lambda _, s: s.set_footer("&P"),
        SHEET,
        "oddFooter",
        "1 header or footer of pages on the tab 'Leads', which names no left, middle or right.",
        id="page's footer without a place",
    ),
    pytest.param(
        lambda _, s: s.write_dynamic_array_formula("E2:E3", "=_xlfn._xlws.SORT(C2:C3)"),
        SHEET,
        ' cm="',
        "1 formula that spills on the tab 'Leads'; array formulas are left.",
        id="spilling formula",
    ),
    pytest.param(
        _open_area,
        SHEET,
        "protectedRange",
        "1 area that may be edited though the sheet is protected on the tab 'Leads'.",
        id="open area of a protected sheet",
    ),
    pytest.param(
        lambda _, s: s.ignore_errors({"number_stored_as_text": "A1:C3"}),
        SHEET,
        "ignoredError",
        "1 mark that hides green corners of cells on the tab 'Leads'.",
        id="hidden green corners",
    ),
    pytest.param(
        _comments,
        ".*vml",
        "width:384pt|width:28[0-9]",
        "1 look of a comment on the tab 'Leads': bold letters, the size of the box; the text stays.",
        id="looks of comments",
    ),
]


@pytest.mark.parametrize(("dress", "part", "pattern", "sentence"), WRITTEN)
def test_what_is_lost_is_named(tmp_path: Path, dress: Dress, part: str, pattern: str, sentence: str) -> None:
    path = made(tmp_path / "leads.xlsx", dress)
    assert holds(path, part, pattern)
    assert not holds(saved(path), part, pattern)
    assert losses(path) == (sentence,)
    assert losses(saved(path)) == ()


_THREADS = (
    '<ThreadedComments><threadedComment ref="A1" id="{1}"/><threadedComment ref="A1" id="{2}"/></ThreadedComments>'
)
_RELATED = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
_VIEWS = '<customSheetViews><customSheetView guid="{00000000-0000-0000-0000-000000000000}"/></customSheetViews>'
_ANY = "<x/>"

OPERATED = [
    pytest.param(
        (surgery.add("xl/slicers/slicer1.xml", _ANY),),
        "xl/slicers/.*",
        ".",
        "Slicers of tables or pivot tables.",
        id="slicers",
    ),
    pytest.param(
        (surgery.add("xl/timelines/timeline1.xml", _ANY),),
        "xl/timelines/.*",
        ".",
        "Timelines of pivot tables.",
        id="timelines",
    ),
    pytest.param(
        (surgery.add("xl/diagrams/data1.xml", _ANY),), "xl/diagrams/.*", ".", "1 SmartArt drawing.", id="SmartArt"
    ),
    pytest.param(
        (surgery.add("xl/charts/chartEx1.xml", _ANY), surgery.add("xl/charts/chartEx2.xml", _ANY)),
        "xl/charts/.*",
        ".",
        "2 charts of newer kinds, as waterfalls, maps and treemaps.",
        id="waterfall charts",
    ),
    pytest.param(
        (surgery.add("xl/activeX/activeX1.xml", _ANY),), "xl/activeX/.*", ".", "1 ActiveX control.", id="ActiveX"
    ),
    pytest.param(
        (surgery.add("xl/embeddings/oleObject1.bin", _ANY),),
        "xl/embeddings/.*",
        ".",
        "1 embedded document.",
        id="embedded document",
    ),
    pytest.param(
        (surgery.add("xl/connections.xml", _ANY),),
        "xl/connections.xml",
        ".",
        "The connections to data elsewhere (Power Query among them).",
        id="connections",
    ),
    pytest.param(
        (surgery.add("xl/model/item.data", _ANY),),
        "xl/model/.*",
        ".",
        "The data model of Power Pivot.",
        id="data model",
    ),
    pytest.param(
        (surgery.add("customXml/item1.xml", _ANY),),
        "customXml/.*",
        ".",
        "1 part of data that another program put into the file.",
        id="custom XML",
    ),
    pytest.param(
        (surgery.add("_xmlsignatures/sig1.xml", _ANY),),
        "_xmlsignatures/.*",
        ".",
        "The digital signature.",
        id="signature",
    ),
    pytest.param(
        (surgery.add("docMetadata/LabelInfo.xml", _ANY),),
        "docMetadata/.*",
        ".",
        "The sensitivity label.",
        id="sensitivity label",
    ),
    pytest.param(
        (
            surgery.add("xl/threadedComments/threadedComment1.xml", _THREADS),
            surgery.relate(SHEET, "rIdT", _RELATED, "xl/threadedComments/threadedComment1.xml"),
        ),
        "xl/threadedComments/.*",
        ".",
        "2 comments with answers on the tab 'Leads'; their text stays as notes.",
        id="threaded comments",
    ),
    pytest.param(
        surgery.drawing(surgery.ANCHOR.format(surgery.LINE)),
        "xl/drawings/.*",
        "cxnSp",
        "1 shape or text box on the tab 'Leads'.",
        id="line",
    ),
    pytest.param(
        (surgery.replace(SHEET, {"<pageMargins": f"{_VIEWS}<pageMargins"}),),
        SHEET,
        "customSheetView",
        "1 custom view on the tab 'Leads'.",
        id="custom view",
    ),
    pytest.param(
        (surgery.replace("xl/workbook.xml", {"<workbookPr": '<fileSharing readOnlyRecommended="1"/><workbookPr'}),),
        "xl/workbook.xml",
        "fileSharing",
        "The advice to open the file for reading only.",
        id="advice to read only",
    ),
]


@pytest.mark.parametrize(("changes", "part", "pattern", "sentence"), OPERATED)
def test_what_only_excel_makes_is_named_too(
    tmp_path: Path, changes: tuple[surgery.Change, ...], part: str, pattern: str, sentence: str
) -> None:
    path = surgery.operated(leads(tmp_path / "leads.xlsx"), *changes)
    assert holds(path, part, pattern)
    assert not holds(saved(path), part, pattern)
    assert losses(path) == (sentence,)


def test_a_group_takes_nothing_else_with_it(tmp_path: Path) -> None:
    changes = surgery.drawing(surgery.ANCHOR.format(surgery.GROUP))
    path = surgery.operated(leads(tmp_path / "leads.xlsx"), *changes)
    assert not holds(saved(path), "xl/drawings/.*", "grpSp")
    assert "1 group of shapes or pictures on the tab 'Leads'." in losses(path)


def test_a_drawing_that_is_given_up_as_a_whole_is_told(tmp_path: Path) -> None:
    anchored = surgery.ANCHOR.format(surgery.SHAPE.replace('id="2"', 'id="two"'))
    path = surgery.operated(leads(tmp_path / "leads.xlsx"), *surgery.drawing(anchored))
    assert "All pictures and charts on the tab 'Leads'." in losses(path)


def _plenty(book: Any, sheet: Any) -> None:
    bold = book.add_format({"bold": True, "bg_color": "yellow"})
    sheet.write_rich_string("A2", "plain ", bold, "bold", " end")
    sheet.write_formula("D2", "=C2*2", bold, 2)
    sheet.add_table("A5:C7", {"columns": [{"header": "x"}, {"header": "y"}, {"header": "z"}]})
    sheet.conditional_format("C2:C3", {"type": "3_color_scale"})
    sheet.data_validation("B2", {"validate": "list", "source": ["a", "b"]})
    sheet.write_comment("A3", "note", {"width": 144, "height": 79, "font_name": "Tahoma"})
    sheet.insert_image("E2", "x.png", {"image_data": picture(), "description": "a red flag"})
    chart = book.add_chart({"type": "pie"})
    chart.add_series({"values": "=Leads!$C$2:$C$3"})
    sheet.insert_chart("H2", chart)
    sheet.set_header("&LLeads&R&P")
    sheet.write_url("B3", "https://b.com", None, "b.com", "tip")
    book.define_name("N", "=Leads!$C$2")
    sheet.autofilter("A1:C3")
    sheet.freeze_panes(1, 1)


def test_what_is_kept_is_not_called_lost(tmp_path: Path) -> None:
    path = made(tmp_path / "leads.xlsx", _plenty)
    assert losses(path) == ()
    after = saved(path)
    for part, pattern in (
        ("xl/tables/table1.xml", "ref="),
        ("xl/media/.*", "PNG"),
        ("xl/drawings/.*", "a red flag"),
        ("xl/charts/chart1.xml", "pieChart"),
        ("xl/comments/.*", "note"),
        (SHEET, "colorScale"),
        (SHEET, "dataValidation "),
        (SHEET, "<f>C2.2</f><v>2</v>"),
        (SHEET, "&amp;LLeads"),
        ("xl/workbook.xml", 'name="N"'),
    ):
        assert holds(path, part.replace("xl/comments/.*", "xl/comments.*"), pattern) or part == SHEET, part
        assert holds(after, part, pattern), pattern


def test_macros_are_named_for_a_new_file_alone(tmp_path: Path) -> None:
    path = surgery.operated(leads(tmp_path / "leads.xlsm"), surgery.add("xl/vbaProject.bin", "x"))
    assert losses(path) == ("The macros; with --in-place they stay.",)
    assert losses(path, in_place=True) == ()


def test_tabs_are_listed_and_counted(tmp_path: Path) -> None:
    def sparks(book: Any, sheet: Any) -> None:
        for tab in [sheet, *(book.add_worksheet(name) for name in ("Søk & 'q", "<b>", "x", "y"))]:
            for row in range(3):
                tab.add_sparkline(row, 5, {"range": "Leads!C2:C3"})

    path = made(tmp_path / "leads.xlsx", sparks)
    assert losses(path) == ("15 sparklines on the tabs 'Leads', \"Søk & 'q\", '<b>' and 2 more.",)


def test_a_tab_is_named_as_its_person_sees_it(tmp_path: Path) -> None:
    path = made(tmp_path / "leads.xlsx", lambda _, sheet: sheet.add_sparkline("E2", {"range": "Leads!C2:C3"}))
    surgery.operated(path, surgery.replace("xl/workbook.xml", {'name="Leads"': 'name="K&#246;ln &amp; Bonn"'}))
    assert losses(path) == ("1 sparkline on the tab 'Köln & Bonn'.",)


@pytest.mark.parametrize("content", [b"", b"Company,Website\n", b"PK\x03\x04 no zip"])
def test_what_is_no_workbook_loses_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "leads.xlsx").write_bytes(content)
    assert losses(tmp_path / "leads.xlsx") == ()


@pytest.mark.parametrize("shift", [0, 2_000, 4_000, 8_900])
def test_a_tag_at_the_end_of_a_reading_is_counted_once(tmp_path: Path, shift: int) -> None:
    path = made(tmp_path / "leads.xlsx", lambda _, sheet: sheet.add_sparkline("E2", {"range": "Leads!C2:C3"}))
    filler = f"<!-- {'x' * ((1 << 20) - 9_000 + shift)} --><sheetData>"
    surgery.operated(path, surgery.replace(SHEET, {"<sheetData>": filler}))
    assert losses(path) == ("1 sparkline on the tab 'Leads'.",)


def test_in_place_a_workbook_with_macros_keeps_its_buttons(tmp_path: Path) -> None:
    path = made(tmp_path / "leads.xlsm", lambda _, sheet: sheet.insert_button("E2", {"caption": "Press"}))
    surgery.operated(path, surgery.add("xl/vbaProject.bin", "x", "application/vnd.ms-office.vbaProject"))
    book, target = open_book(path, keep_macros=True), tmp_path / "saved.xlsm"
    with target.open("wb") as file:
        save_book(book, {}, file, path.parent)
    assert holds(target, ".*vml", "ObjectType=.Button")
    assert faults(target) == []
    assert losses(path, in_place=True) == ()
    assert losses(path) == (
        "The macros; with --in-place they stay.",
        "1 form control on the tab 'Leads' (buttons, boxes, lists).",
    )


@pytest.mark.parametrize("is_ours", [pytest.param(True, id="a former result"), pytest.param(False, id="a person's")])
def test_marks_of_our_own_are_no_loss(tmp_path: Path, is_ours: bool) -> None:
    def dress(book: Any, sheet: Any) -> None:
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD3"})
        if is_ours:
            mark(book)

    found = losses(made(tmp_path / "leads.xlsx", dress))
    assert [("green corners" in loss) for loss in found] == [True] * (not is_ours)
