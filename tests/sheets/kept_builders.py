"""Workbooks as people have them: each a table of companies, and what its person did with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import openpyxl
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import ColorScaleRule, FormulaRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Color, Font, GradientFill, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from tests.sheets import surgery
from tests.sheets.writing.test_losses import picture

HEADER = ("Company", "Website", "Revenue", "Notes")


@dataclass(frozen=True)
class Made:
    """make: writes the workbook. losses: what is named of it. tab, header_row: where the table stands."""

    make: Callable[[Path], None]
    losses: tuple[str, ...] = ()
    tab: str = "Leads"
    header_row: int = 1
    suffix: str = ".xlsx"


def rows(sheet: Worksheet, first: int = 1, column: int = 1, count: int = 5) -> None:
    """The table, from this cell on."""
    table: list[tuple[Any, ...]] = [
        HEADER,
        *((f"Firm {n}", f"firm{n}.example", n * 1000.5, f"note {n}") for n in range(1, count + 1)),
    ]
    for down, values in enumerate(table):
        for right, value in enumerate(values):
            sheet.cell(first + down, column + right).value = value


def by_openpyxl(
    dress: Callable[[Worksheet, Any], None], first: int = 1, column: int = 1, tab: str = "Leads"
) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.title = tab
        rows(sheet, first, column)
        dress(sheet, book)
        book.save(path)

    return make


def by_xlsxwriter(dress: Callable[[Any, Any], None], **options: Any) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        book = xlsxwriter.Workbook(str(path), options)
        sheet = book.add_worksheet("Leads")
        for number in range(6):
            values = HEADER if number == 0 else (f"Firm {number}", f"firm{number}.example", number * 1000.5, "note")
            sheet.write_row(number, 0, values)
        dress(book, sheet)
        book.close()

    return make


def operated(make: Callable[[Path], None], *changes: surgery.Change) -> Callable[[Path], None]:
    def made(path: Path) -> None:
        make(path)
        surgery.operated(path, *changes)

    return made


def _plain(sheet: Worksheet, book: Any) -> None:
    pass


def _colours(sheet: Worksheet, book: Any) -> None:
    thin = Side(style="thin", color="FF00AA00")
    for cell in sheet[1]:
        cell.font = Font(name="Georgia", size=14, bold=True, italic=True, color="FFAA0000")
        cell.fill = PatternFill("solid", fgColor="FFFFF2CC")
        cell.border = Border(left=thin, bottom=Side(style="double"))
        cell.alignment = Alignment(horizontal="center", wrap_text=True, text_rotation=15)
    sheet["C2"].number_format = '#,##0.00 "EUR";[Red]-#,##0.00'
    sheet["A3"].fill = GradientFill(stop=("FF0000FF", "FFFFFFFF"))
    book.add_named_style(NamedStyle("Mine", font=Font(strike=True)))
    sheet["A4"].style = "Mine"


def _filters(sheet: Worksheet, book: Any) -> None:
    sheet.auto_filter.ref = "A1:D6"
    sheet.auto_filter.add_filter_column(0, ["Firm 1", "Firm 3"])
    sheet.auto_filter.add_sort_condition("B2:B6")
    for row in (3, 5, 6):
        sheet.row_dimensions[row].hidden = True


def _hidden(sheet: Worksheet, book: Any) -> None:
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("Secret").sheet_state = "veryHidden"
    book.create_sheet("Hidden").sheet_state = "hidden"
    book.active = 0


def _comments(sheet: Worksheet, book: Any) -> None:
    sheet["A2"].comment = Comment("call on Monday", "Ada")
    sheet["B3"].comment = Comment("two\nlines <&>", "Bob")


def _images(sheet: Worksheet, book: Any) -> None:
    sheet.add_image(Image(picture()), "F2")
    book.create_sheet("Logo").add_image(Image(picture()), "A1")


def _charts(sheet: Worksheet, book: Any) -> None:
    chart = BarChart()
    chart.title = "Revenue"
    chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=6), titles_from_data=True)
    sheet.add_chart(chart, "F8")


def _across(sheet: Worksheet, book: Any) -> None:
    other = book.create_sheet("Sums")
    other["A1"], other["A2"] = "=SUM(Leads!C2:C6)", '=COUNTIF(Leads!A:A,"Firm*")'
    sheet["E1"], sheet["E2"] = "Share", "=C2/Sums!$A$1"


def _validation(sheet: Worksheet, book: Any) -> None:
    rule = DataValidation(type="list", formula1='"hot,cold"', allow_blank=True, showErrorMessage=True, error="No!")
    rule.add("D2:D6")
    sheet.add_data_validation(rule)


def _titles(sheet: Worksheet, book: Any) -> None:
    sheet["A1"] = "Leads of the year"
    sheet.merge_cells("A1:H1")
    sheet["A2"] = "as of today"
    sheet.merge_cells("A2:D2")
    sheet["A1"].font = Font(size=20)
    sheet.row_dimensions[1].height = 40


def _table(sheet: Worksheet, book: Any) -> None:
    style = TableStyleInfo(name="TableStyleMedium9", showRowStripes=True)
    sheet.add_table(Table(displayName="Leads", ref="A1:D6", tableStyleInfo=style))


def _rich(sheet: Worksheet, book: Any) -> None:
    sheet["D2"] = CellRichText("plain ", TextBlock(InlineFont(b=True, color=Color("FFFF0000")), "bold red "), " spaced")


def _links(sheet: Worksheet, book: Any) -> None:
    for row in range(2, 7):
        sheet.cell(row, 2).hyperlink = f"https://firm{row - 1}.example/?a=1&b=2"
        sheet.cell(row, 2).style = "Hyperlink"
    sheet["D2"].hyperlink = "#Leads!A1"


def _names(sheet: Worksheet, book: Any) -> None:
    book.defined_names["Total"] = DefinedName("Total", attr_text="Leads!$C$2:$C$6")
    sheet.defined_names["Local"] = DefinedName("Local", attr_text="Leads!$A$1")
    book.properties.creator, book.properties.title = "Ada", "My leads"
    book.custom_doc_props.append(StringProperty(name="Department", value="Sales"))


def _print(sheet: Worksheet, book: Any) -> None:
    sheet.print_area, sheet.print_title_rows = "A1:D6", "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 8, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr] # each new sheet has it
    header, footer = cast("Any", sheet.oddHeader), cast("Any", sheet.oddFooter)
    header.center.text, footer.right.text = "Leads", "&P of &N"
    sheet.page_margins.left = 0.3
    sheet.print_options.gridLines = True


def _outline(sheet: Worksheet, book: Any) -> None:
    sheet.row_dimensions.group(2, 4, hidden=True)
    sheet.column_dimensions.group("C", "D", hidden=False)
    sheet.sheet_properties.outlinePr.summaryBelow = False  # type: ignore[union-attr] # each new sheet has it


def _protected(sheet: Worksheet, book: Any) -> None:
    sheet.protection.set_password("secret")
    sheet.protection.enable()
    sheet.protection.autoFilter = False
    sheet["D2"].protection = Protection(locked=False)
    book.security.lockStructure = True


def _tabs(sheet: Worksheet, book: Any) -> None:
    for title, colour in (("Old leads", "FF0000"), ("Müller & Söhne", "00FF00"), ("数据", "0000FF")):
        other = book.create_sheet(title, 0)
        other["A1"] = title
        other.sheet_properties.tabColor = colour
    book.active = 1


def _epoch(sheet: Worksheet, book: Any) -> None:
    book.epoch = CALENDAR_MAC_1904
    sheet["E1"] = "Since"
    for row in range(2, 7):
        sheet.cell(row, 5).value = dt.datetime(2020, row, 1, 12, 30)  # noqa: DTZ001 - a sheet has no zones
        sheet.cell(row, 5).number_format = "yyyy-mm-dd hh:mm"


def _right_to_left(sheet: Worksheet, book: Any) -> None:
    sheet.sheet_view.rightToLeft = True
    sheet.sheet_view.zoomScale = 85
    sheet.sheet_view.showGridLines = False
    sheet["A2"] = "שלום בע״מ"


def _wide(sheet: Worksheet, book: Any) -> None:
    for column in range(5, 301):
        sheet.cell(1, column).value = f"Own {column}"
        sheet.cell(2, column).value = column


def _own_names(sheet: Worksheet, book: Any) -> None:
    sheet["E1"], sheet["E2"], sheet["F1"] = "Status", "won", "Progress"
    book.create_sheet("Details").append(["Order", "Amount"])


def _rules(sheet: Worksheet, book: Any) -> None:
    area = sheet.conditional_formatting
    area.add("C2:C6", ColorScaleRule(start_type="min", start_color="FFFF0000", end_type="max", end_color="FF00FF00"))  # type: ignore[no-untyped-call] # its types leave these out
    area.add("A2:D6", FormulaRule(formula=["$C2>3000"], fill=PatternFill("solid", bgColor="FFFFFF00")))  # type: ignore[no-untyped-call] # likewise


def _panes(sheet: Worksheet, book: Any) -> None:
    sheet.freeze_panes = "C2"
    sheet.sheet_view.zoomScale = 120
    for column in "ABCD":
        sheet.column_dimensions[column].width = 33.5


def _hidden_rest(sheet: Worksheet, book: Any) -> None:
    rest = sheet.column_dimensions["E"]
    rest.min, rest.max, rest.hidden = 5, 16_384, True


def _inserted(book: Any, sheet: Any) -> None:
    bold = book.add_format({"bold": True, "border": 1, "bg_color": "#DDEBF7"})
    sheet.set_row(0, 28, bold)
    sheet.set_column("A:A", 30, None, {"level": 1})
    sheet.autofilter("A1:D6")
    sheet.filter_column_list(0, ["Firm 2"])
    for row in (1, 3, 4, 5):
        sheet.set_row(row, None, None, {"hidden": True})
    sheet.write_formula("E2", "=C2*2", None, 2001)
    sheet.write_array_formula("F2:F4", "{=C2:C4*2}", None, 2001)
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Leads!$C$2:$C$6", "name": "=Leads!$C$1"})
    sheet.insert_chart("H2", chart)
    sheet.insert_image("H20", "red.png", {"image_data": picture(), "description": "a red flag"})
    sheet.write_comment("A2", "note", {"width": 144, "height": 79})


def _sparks(book: Any, sheet: Any) -> None:
    for row in range(1, 6):
        sheet.add_sparkline(row, 4, {"range": f"Leads!C{row + 1}:C{row + 1}"})
    sheet.write(0, 4, "Trend")


def _boxes(book: Any, sheet: Any) -> None:
    sheet.insert_textbox("F2", "Remember")
    sheet.insert_image("F10", "red.png", {"image_data": picture(), "url": "https://a.example"})


def _rules_2010(book: Any, sheet: Any) -> None:
    sheet.conditional_format("C2:C6", {"type": "data_bar", "data_bar_2010": True})
    sheet.data_validation("D2:D6", {"validate": "list", "source": ["a", "b"]})


def _dates(book: Any, sheet: Any) -> None:
    sheet.write(0, 4, "When")
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for row in range(1, 6):
        sheet.write_datetime(row, 4, dt.date(2026, 1, row), day)
    sheet.write(0, 5, "How long")
    sheet.write_number(1, 5, 1.25, book.add_format({"num_format": "[h]:mm"}))


_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CACHE = (
    '<pivotCacheDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" refreshOnLoad="1" '
    'recordCount="0"><cacheSource type="worksheet"><worksheetSource ref="A1:B6" sheet="Leads"/></cacheSource>'
    '<cacheFields count="2"><cacheField name="Company" numFmtId="0"><sharedItems/></cacheField>'
    '<cacheField name="Website" numFmtId="0"><sharedItems/></cacheField></cacheFields></pivotCacheDefinition>'
)
_PIVOT_TABLE = (
    '<pivotTableDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" name="Pivot" '
    'cacheId="1" dataCaption="Values" applyNumberFormats="0" applyBorderFormats="0" applyFontFormats="0" '
    'applyPatternFormats="0" applyAlignmentFormats="0" applyWidthHeightFormats="0"><location ref="A3:B5" '
    'firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="2"><pivotField/><pivotField/>'
    "</pivotFields></pivotTableDefinition>"
)
_PIVOT = {
    "xl/pivotCache/pivotCacheDefinition1.xml": (_CACHE, f"{_SHEET_TYPE}.pivotCacheDefinition+xml"),
    "xl/pivotTables/pivotTable1.xml": (_PIVOT_TABLE, f"{_SHEET_TYPE}.pivotTable+xml"),
}


def _pivot() -> Callable[[Path], None]:
    def other(sheet: Worksheet, book: Any) -> None:
        book.create_sheet("Pivot")["A3"] = "Company"

    definition, table = _PIVOT
    cache = f'<pivotCaches><pivotCache xmlns:r="{surgery.OFFICE}" cacheId="1" r:id="rIdP"/></pivotCaches></workbook>'
    return operated(
        by_openpyxl(other),
        *(surgery.add(name, content, kind) for name, (content, kind) in _PIVOT.items()),
        surgery.relate("xl/workbook.xml", "rIdP", "pivotCacheDefinition", definition),
        surgery.relate("xl/worksheets/sheet2.xml", "rIdT", "pivotTable", table),
        surgery.relate(table, "rId1", "pivotCacheDefinition", definition),
        surgery.replace("xl/workbook.xml", {"</workbook>": cache}),
    )


_MACROS = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_PLAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_SPARKS = ("5 sparklines on the tab 'Leads'.",)
_BOXES = ("1 shape or text box on the tab 'Leads'.", "1 link on a picture on the tab 'Leads'.")

BOOKS: dict[str, Made] = {
    "plain": Made(by_openpyxl(_plain)),
    "colours and fonts": Made(by_openpyxl(_colours)),
    "active filters": Made(by_openpyxl(_filters)),
    "hidden rows, columns and tabs": Made(by_openpyxl(_hidden)),
    "comments": Made(by_openpyxl(_comments)),
    "images": Made(by_openpyxl(_images)),
    "charts": Made(by_openpyxl(_charts)),
    "formulas across tabs": Made(by_openpyxl(_across)),
    "data validation": Made(by_openpyxl(_validation)),
    "merged titles, header in row 4": Made(by_openpyxl(_titles, first=4), header_row=4),
    "table begins in column C": Made(by_openpyxl(_plain, first=2, column=3), header_row=2),
    "an Excel table": Made(by_openpyxl(_table)),
    "rich text": Made(by_openpyxl(_rich)),
    "hyperlinks": Made(by_openpyxl(_links)),
    "names and properties": Made(by_openpyxl(_names)),
    "print setup": Made(by_openpyxl(_print)),
    "outline groups": Made(by_openpyxl(_outline)),
    "protected sheet": Made(by_openpyxl(_protected)),
    "several tabs": Made(by_openpyxl(_tabs)),
    "dates of 1904": Made(by_openpyxl(_epoch)),
    "right to left": Made(by_openpyxl(_right_to_left)),
    "very wide": Made(by_openpyxl(_wide)),
    "a tab with quotes": Made(by_openpyxl(_plain, tab="Ada's «Kunden» #1"), tab="Ada's «Kunden» #1"),
    "own columns and tab of our names": Made(by_openpyxl(_own_names)),
    "conditional formats": Made(by_openpyxl(_rules)),
    "panes, zoom and widths": Made(by_openpyxl(_panes)),
    "all further columns hidden": Made(by_openpyxl(_hidden_rest)),
    "much at once, as Excel writes it": Made(by_xlsxwriter(_inserted)),
    "dates and durations": Made(by_xlsxwriter(_dates)),
    "sparklines": Made(by_xlsxwriter(_sparks), _SPARKS),
    "text box and linked picture": Made(by_xlsxwriter(_boxes), _BOXES),
    "rules of 2010": Made(by_xlsxwriter(_rules_2010), ("1 conditional format of a newer kind on the tab 'Leads'.",)),
    "pivot table": Made(_pivot()),
    "macros": Made(
        operated(
            by_openpyxl(_plain),
            surgery.add("xl/vbaProject.bin", "macros", "application/vnd.ms-office.vbaProject"),
            surgery.relate("xl/workbook.xml", "rIdM", _MACROS, "xl/vbaProject.bin"),
            surgery.replace("[Content_Types].xml", {_PLAIN_TYPE: _MACRO_TYPE}),
        ),
        ("The macros; with --in-place they stay.",),
        suffix=".xlsm",
    ),
}
