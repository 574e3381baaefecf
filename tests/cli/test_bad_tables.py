"""What `theodore run` says of each file that is no table of companies, and with which exit code it ends."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli import bad_tables as bad
from tests.cli.bad_tables import GOOD, HEADER, Maker, book, changed, compound, content, old_workbook, zipped
from tests.cli.conftest import Theodore
from theodore.model.errors import SourceError
from theodore.sheets.reading.sources import open_source

TEXT = "Company,Website\nAcme,acme.test\n"
XML = b'<?xml version="1.0"?>\n'


@pytest.mark.parametrize(
    ("name", "make", "flags", "found", "advice"),
    [
        pytest.param("leads.xlsx", None, [], "there is no such file", "Check the path", id="missing"),
        pytest.param("leads.xlsx", Path.mkdir, [], "this is a folder", "a table in it", id="a folder"),
        pytest.param("leads.xlsx", os.mkfifo, [], "not a regular file", "Save it to a file", id="a pipe"),
        pytest.param("leads.xlsx", content(""), [], "the file is empty", "Fill it", id="empty"),
        pytest.param("leads.csv", content(" \n\n"), [], "holds no text", "Fill it", id="blank"),
        # zip files
        pytest.param(
            "leads.xlsx",
            zipped({"word/document.xml": b""}),
            [],
            "this is a Word document",
            "Export the table",
            id="Word, by another name",
        ),
        pytest.param(
            "deck.pptx", zipped({"ppt/x.xml": b""}), [], "a PowerPoint presentation", "Export", id="PowerPoint"
        ),
        pytest.param("leads.zip", zipped({"leads.csv": b"x"}), [], "this is a zip archive", "Unpack it", id="a zip"),
        pytest.param("leads.zip", zipped({}), [], "this is a zip archive", "Unpack it", id="an empty zip"),
        pytest.param(
            "leads.odt",
            zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}),
            [],
            "an OpenDocument file, but no spreadsheet",
            "Export",
            id="a text of LibreOffice",
        ),
        pytest.param(
            "leads.numbers",
            zipped({"Index/Document.iwa": b"", "preview.jpg": b""}),
            [],
            "a document of Apple's",
            "File > Export To > Excel",
            id="Apple Numbers",
        ),
        pytest.param("leads.xlsx", bad.truncated, [], "is damaged, or not all of it", "once more", id="half a file"),
        pytest.param(
            "leads.xlsx", zipped({"xl/workbook.xml": b"<x"}), [], "is damaged", "once more", id="no parts to speak of"
        ),
        pytest.param(
            "leads.xlsx",
            changed(bad.SHEET, lambda text: text[: len(text) // 2]),
            [],
            "is damaged",
            "once more",
            id="half a sheet",
        ),
        pytest.param(
            "leads.xlsx", changed("xl/workbook.xml", lambda _: b"\0\1\2"), [], "is damaged", "once more", id="no markup"
        ),
        pytest.param(
            "leads.ods",
            bad.spreadsheet(b"<table:table"),
            [],
            "is damaged",
            "once more",
            id="half an ODS",
        ),
        pytest.param("leads.xlsx", bad.bomb, [], "would unpack to 3.0 GB", "alone as .xlsx", id="a zip bomb"),
        pytest.param("leads.xlsx", bad.lying_bomb, [], "is damaged", "once more", id="a zip bomb that lies"),
        pytest.param("leads.xlsx", bad.far_cell, [], "too large to be read", "new workbook", id="a cell far away"),
        pytest.param("leads.xlsx", bad.beyond_the_sheet, [], "beyond column XFD", "Save it", id="a far column"),
        pytest.param("leads.ods", bad.repeated_cell(1 << 20, 1 << 14), [], "the workbook is", "save it", id="too far"),
        pytest.param("leads.ods", bad.repeated_cell(10**9, 10**9), [], "the workbook is", "save it", id="beyond all"),
        # compound files
        pytest.param(
            "leads.xlsx", compound("EncryptedPackage"), [], "protected by a password", "remove", id="a password"
        ),
        pytest.param(
            "leads.xls",
            old_workbook((0x809, bytes.fromhex("0006050000000000")), (0x2F, b"\1\0" * 27), (0x0A, b"")),
            [],
            "protected by a password",
            "remove",
            id="a password, of old",
        ),
        pytest.param("leads.xls", compound("WordDocument"), [], "a Word document", "Export", id="Word of old"),
        pytest.param("leads.xls", compound("PowerPoint Document"), [], "PowerPoint", "Export", id="PowerPoint of old"),
        pytest.param("leads.msg", compound("__properties_version1.0"), [], "Outlook", "Export", id="a mail"),
        pytest.param("leads.xls", compound("Workbook"), [], "is damaged", "once more", id="an old one, damaged"),
        pytest.param("leads.xls", compound(), [], "and it is damaged", "save it as .xlsx", id="nothing known"),
        pytest.param("leads.xls", content(b"\x09\x08\x10\x00"), [], "of the 1990s", "save it as .xlsx", id="older yet"),
        # markup by the name of a workbook
        pytest.param(
            "leads.xls",
            content("<html><body><table><tr><td>Website</td></tr></table></body></html>"),
            [],
            "this is a web page (HTML), whatever its name says",
            "save it as .xlsx",
            id="HTML by the name of .xls",
        ),
        pytest.param(
            "leads.xls", content("\ufeff\n<table><tr>"), [], "a web page (HTML)", "save it", id="a table of HTML alone"
        ),
        pytest.param(
            "leads.xls",
            content(XML + b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'),
            [],
            "a workbook as XML (SpreadsheetML 2003)",
            "save it as .xlsx",
            id="XML of Excel 2003",
        ),
        pytest.param(
            "leads.xls",
            content(
                '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'.encode("utf-16")
            ),
            [],
            "SpreadsheetML 2003",
            "save it as .xlsx",
            id="likewise in UTF-16",
        ),
        pytest.param("leads.xml", content(XML + b"<companies/>"), [], "this is XML", "Export", id="other XML"),
        pytest.param(
            "leads.fods",
            content(XML + b'<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">'),
            [],
            "an OpenDocument file as XML",
            "save it as .xlsx",
            id="flat ODS",
        ),
        pytest.param(
            "leads.xls",
            content("MIME-Version: 1.0\nContent-Type: multipart/related\n"),
            [],
            "a web page in one file",
            "save it as .xlsx",
            id="MHTML",
        ),
        # others
        pytest.param("leads.pdf", content(b"%PDF-1.7\n"), [], "this is a PDF", "Export", id="a PDF"),
        pytest.param("leads.csv.gz", content(bad.packed_text()), [], "compressed (gzip)", "Unpack it", id="gzip"),
        pytest.param("leads.7z", content(b"7z\xbc\xaf\x27\x1c"), [], "a 7z archive", "Unpack it", id="7z"),
        pytest.param("leads.png", content(b"\x89PNG\r\n\x1a\n"), [], "this is a picture", "Export", id="a picture"),
        pytest.param("leads.heic", content(b"\0\0\0\x18ftypheic"), [], "this is a picture", "Export", id="a photo"),
        pytest.param("leads.rtf", content(b"{\\rtf1\\ansi"), [], "RTF", "Export", id="RTF"),
        pytest.param("leads.db", content(b"SQLite format 3\0"), [], "a database", "Export", id="a database"),
        pytest.param("leads.json", content('[{"Website": "a.b"}]'), [], "this is JSON", "Export", id="JSON"),
        pytest.param(
            "leads.gsheet",
            content(bad.shortcut()),
            [],
            "only a shortcut to a Google Sheet",
            "File > Download > Microsoft Excel",
            id="a shortcut to a Google Sheet",
        ),
        pytest.param("leads.csv", bad.junk, [], "", "", id="junk"),
        pytest.param("leads.csv", content(b"a,b\0c\n"), [], "binary", "CSV", id="NUL bytes"),
        # tables that no run can use
        pytest.param("leads.xlsx", book(), [], "the workbook holds no text", "Fill in", id="no cells"),
        pytest.param("leads.xlsx", book(HEADER), [], "no row below the header", "Fill in", id="a header alone"),
        pytest.param(
            "leads.xlsx",
            book(("Company", "Link"), ("A", "a.test")),
            [],
            "no column for the website (found: Company, Link)",
            "--website-column",
            id="no website",
        ),
        pytest.param(
            "leads.csv",
            content("Firma;Ort\nA;B\n"),
            [],
            "no column for the website (found: Firma, Ort)",
            "--website-column",
            id="no website in a text file",
        ),
        pytest.param("leads.xlsx", bad.charts_alone, [], "no table, only charts", "Add a tab", id="charts alone"),
        pytest.param(
            "leads.xlsx", book(*GOOD, Old=list(GOOD)), [], "several tabs name websites", "--tab", id="two such tabs"
        ),
        pytest.param(
            "leads.xlsx",
            book(*GOOD),
            ["--website-column", "Home"],
            "no column 'Home' (found: Company, Website)",
            "--website-column",
            id="no such column",
        ),
    ],
)
def test_each_has_its_message_and_exit_code_2(
    theodore: Theodore, tmp_path: Path, name: str, make: Maker | None, flags: list[str], found: str, advice: str
) -> None:
    path = tmp_path / name
    if make is not None:
        make(path)
    said = theodore("run", path, *flags)
    assert said.code == 2, said
    # said where the reading takes a moment, as it does on a busy machine
    words = " ".join(said.err.split()).removeprefix("Reading the table ... ")
    assert words.startswith(f"Error: {path}"), words
    assert found in words
    assert advice in words
    assert words.endswith(".")
    assert not (tmp_path / "leads.theodore.xlsx").exists()
    for alien in ("Traceback", "Exception", "calamine", "panicked", "zlib", "xml.etree"):
        assert alien not in said.err + said.out


@pytest.mark.parametrize(
    ("name", "make", "tab", "found"),
    [
        pytest.param("leads.xlsx", book(*GOOD), "Old", "no tab 'Old' (found: Sheet). Pass one of them.", id="no such"),
        pytest.param(
            "leads.xlsx",
            book(*GOOD, Old=[]),
            "Old",
            "tab 'Old': the tab is empty. Pass another --tab (Sheet, Old).",
            id="empty",
        ),
        pytest.param("leads.csv", content(TEXT), "Sheet", "a text file has no tabs. Leave out --tab.", id="text"),
    ],
)
def test_a_tab_that_cannot_be_read(tmp_path: Path, name: str, make: Maker, tab: str, found: str) -> None:
    make(tmp_path / name)
    with pytest.raises(SourceError) as caught:
        open_source(tmp_path / name, tab=tab)
    assert str(caught.value).startswith(str(tmp_path / name))
    assert str(caught.value).endswith(found)


def test_one_that_may_not_be_read(theodore: Theodore, tmp_path: Path) -> None:
    path = tmp_path / "leads.xlsx"
    book(*GOOD)(path)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("root may read everything")
    said = theodore("run", path)
    assert said.code == 2
    assert "the file may not be read. Change its permissions, or copy it." in " ".join(said.err.split())


def test_doctor_says_the_same(theodore: Theodore, tmp_path: Path) -> None:
    path = tmp_path / "leads.xlsx"
    bad.far_cell(path)
    said = theodore("doctor", path)
    assert said.code == 2
    assert "too large to be read" in " ".join(said.out.split())
    assert "Copy the table of companies" in " ".join(said.out.split())
