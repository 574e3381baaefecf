"""What a file is, told by what it holds. What is said of those that are no tables: tests/cli/test_bad_tables.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.bad_tables import Maker, compound, content, spreadsheet, zipped
from theodore.model.errors import SourceError
from theodore.sheets.reading.file_kinds import Kind, kind_of


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        pytest.param(zipped({"xl/workbook.xml": b""}), Kind.XLSX, id="a workbook"),
        pytest.param(zipped({"xl/workbook22.xml": b""}), Kind.XLSX, id="whose main part bears another name"),
        pytest.param(zipped({"xl/workbook.bin": b""}), Kind.XLSB, id="in binary form"),
        pytest.param(zipped({"word/x.xml": b"", "xl/workbook.xml": b""}), Kind.XLSX, id="with a Word document in it"),
        pytest.param(spreadsheet(b""), Kind.ODS, id="OpenDocument"),
        pytest.param(
            zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet-template\n"}),
            Kind.ODS,
            id="a template",
        ),
        pytest.param(compound("Workbook"), Kind.XLS, id="Excel 97"),
        pytest.param(compound("Book"), Kind.XLS, id="Excel 95"),
        pytest.param(compound("WordDocument", "Workbook"), Kind.XLS, id="an old workbook with a Word document in it"),
        pytest.param(content("Company,Website\n"), Kind.TEXT, id="text"),
        pytest.param(content("\ufeffCompany,Website\n"), Kind.TEXT, id="with a mark"),
        pytest.param(content("Company,Website\n".encode("utf-16")), Kind.TEXT, id="UTF-16"),
        pytest.param(content("<none>,Website\n"), Kind.TEXT, id="text that begins like markup"),
        pytest.param(content("{Company},Website\n"), Kind.TEXT, id="text that begins like JSON"),
        pytest.param(content("PK,Website\n"), Kind.TEXT, id="text that begins like a zip"),
        pytest.param(content("[Company],[Website]\n"), Kind.TEXT, id="headers in brackets"),
        pytest.param(content("x"), Kind.TEXT, id="a single sign"),
    ],
)
def test_what_is_read(tmp_path: Path, make: Maker, kind: Kind) -> None:
    path = tmp_path / "leads.xls"
    make(path)
    assert kind_of(path) is kind


def test_a_word_document_with_a_workbook_in_it(tmp_path: Path) -> None:
    path = tmp_path / "letter.doc"
    compound("WordDocument", "Workbook")(path)
    with pytest.raises(SourceError, match="a Word document"):
        kind_of(path)


def test_a_name_that_lies_between_two_pieces_is_found(tmp_path: Path) -> None:
    path = tmp_path / "leads.xls"
    name = "Workbook\0".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0".ljust((1 << 20) - 6, b"\0") + name)
    assert kind_of(path) is Kind.XLS


def test_what_unpacks_well_by_nature_is_read(tmp_path: Path) -> None:
    """Rows that are all alike are no bomb."""
    path = tmp_path / "leads.xlsx"
    zipped({"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": b"<row/>" * 1_000_000})(path)
    assert kind_of(path) is Kind.XLSX
