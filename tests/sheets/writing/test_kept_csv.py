"""Results in a person's own CSV file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from theodore.model.company import ResultRow
from theodore.model.errors import SinkUnavailable
from theodore.model.fields import Tab, Value
from theodore.sheets.layout import Layout
from theodore.sheets.reading.csv_source import CsvSource
from theodore.sheets.writing.kept_csv import KeptCsvTable

pytestmark = pytest.mark.usefixtures("few_columns")

ADDED = ["Field Coverage", "Status", "Progress", "Attempts", "Error Type", "Error Notes", "Research Date", "Record ID"]


def results(path: Path, more: dict[str, Value] | None = None) -> list[ResultRow]:
    return [
        ResultRow(row.cells, {"status": "completed", "record_id": row.company.record_id, **(more or {})}, {"name": "x"})
        for row in CsvSource.open(path).rows()
    ]


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        pytest.param(b"Company,Website\nAcme,a.com\nBolt,b.com\n", ",", id="commas and line feeds"),
        pytest.param(b'Company;Website\r\n"Acme; ""Ltd""";a.com\r\n\'x;b.com\r\n', ";", id="quotes, as they were"),
        pytest.param("Firma\tWebsite\r\nMüller\ta.com\r\n".encode("utf-16"), "\t", id="Excel's Unicode text"),
        pytest.param("\ufeffFirma,Website\r\nMüller,a.com".encode(), ",", id="a mark; no line end at the end"),
        pytest.param("Firma;Website\r\nMüller;a.com\r\n".encode("cp1252"), ";", id="Windows-1252"),
        pytest.param(b"sep=|\r\nCompany|Website\r\nAcme|a.com\r\n", "|", id="the line that tells the delimiter"),
        pytest.param(b"Company,Website,\n\nAcme,a.com\n,,\nBolt,b.com,,,\n", ",", id="blank lines, surplus commas"),
        pytest.param(b'Company,Website\n"Two\nlines",a.com\nBolt,b.com\n', ",", id="a cell of two lines"),
    ],
)
def test_a_persons_own_cells_stay_to_the_letter(tmp_path: Path, content: bytes, delimiter: str) -> None:
    path = tmp_path / "leads.csv"
    path.write_bytes(content)
    before = CsvSource.open(path)
    rows, told = list(before.rows()), results(path)
    for _ in range(3):
        KeptCsvTable(path, Layout(path)).write((), told)
    after = CsvSource.open(path)
    assert after.format == before.format
    assert after.columns == (*before.columns, *ADDED)
    assert [row.cells[: len(before.columns)] for row in after.rows()] == [row.cells for row in rows]
    assert {row.cells[len(before.columns) + 1] for row in after.rows()} == {"completed"}
    assert [row.company.record_id for row in after.rows()] == [row.company.record_id for row in rows]
    first = path.read_bytes()
    KeptCsvTable(path, Layout(path)).write((), told)
    assert path.read_bytes() == first
    encoding = before.format.encoding
    old, new = content.decode(encoding).splitlines(), first.decode(encoding).splitlines()
    assert all(now.startswith(was.rstrip(delimiter)) for was, now in zip(old, new, strict=True))
    assert (first.decode(encoding)[-1] in "\r\n") == (content.decode(encoding)[-1] in "\r\n")


def test_what_its_encoding_does_not_hold_makes_it_utf_8(tmp_path: Path) -> None:
    path, heard = tmp_path / "leads.csv", list[str]()
    path.write_bytes("Firma;Website\r\nMüller;a.com\r\n".encode("cp1252"))
    KeptCsvTable(path, Layout(path), notice=heard.append).write((), results(path, {"progress": "東京"}))
    assert path.read_bytes().startswith("\ufeffFirma;Website;".encode())
    assert "Müller;a.com" in path.read_text(encoding="utf-8-sig")
    assert heard == [f"{path} becomes UTF-8: cp1252 does not hold all that was found on the websites."]


def test_a_row_is_found_by_its_record_id(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("Company,Website\nA,a.com\nB,b.com\nC,c.com\n")
    told = results(path)
    KeptCsvTable(path, Layout(path)).write((), told)
    header, first, second, _ = path.read_text().splitlines()
    path.write_text("\n".join((header, second, first.replace("A,", "Ä,"), "New,new.com")) + "\n")
    again = [ResultRow(row.cells, {**row.companies, "progress": "again"}, row.details) for row in told]
    KeptCsvTable(path, Layout(path)).write((), again)
    shown = [row.cells for row in CsvSource.open(path).rows()]
    assert [(cells[0], cells[3], cells[4]) for cells in shown] == [
        ("B", "completed", "again"),
        ("Ä", "completed", "again"),
        ("New", "", ""),
    ]
    assert len((tmp_path / "leads.details.csv").read_text(encoding="utf-8-sig").splitlines()) == 4


def test_pinned_cells_stay_and_text_is_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "leads.tsv"
    path.write_text("Company\tWebsite\nA\ta.com\n")
    told = results(path, {"progress": "=1+1"})
    KeptCsvTable(path, Layout(path)).write((), told)
    assert "\t'=1+1\t" in path.read_text()
    path.write_text(path.read_text().replace("completed", "WON"))
    pinned = frozenset({(Tab.COMPANIES, "status")})
    KeptCsvTable(path, Layout(path)).write(
        (), [ResultRow(row.cells, row.companies, row.details, pinned) for row in told]
    )
    assert "\tWON\t" in path.read_text()


def test_a_file_that_is_saved_meanwhile_wins(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("Company,Website\nA,a.com\n")
    told = results(path)

    def saving() -> Iterator[ResultRow]:
        yield from told
        path.write_text("Company,Website\nA,a.com\nB,b.com\n")

    with pytest.raises(SinkUnavailable, match="saved by somebody else"):
        KeptCsvTable(path, Layout(path)).write((), saving())
    assert path.read_text() == "Company,Website\nA,a.com\nB,b.com\n"
    assert [file.name for file in tmp_path.iterdir()] == ["leads.csv"]
