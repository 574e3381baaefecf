"""Results as CSV."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sheets.results import ACME, OWN, ROWS, read_csv
from theodore.model.company import ResultRow
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.reading.csv_source import CsvSource
from theodore.sheets.writing.csv_table import CsvTable
from theodore.sheets.writing.sinks import check_sink


@pytest.fixture
def table(tmp_path: Path) -> CsvTable:
    return CsvTable(tmp_path / "out.csv")


@pytest.mark.usefixtures("few_columns")
def test_values_are_written_as_the_cells_contract_says(table: CsvTable) -> None:
    table.write(OWN, ROWS)
    acme, bolt, _ = read_csv(table.path)
    assert acme["Attempts"] == "2"
    assert acme["Field Coverage"] == "0.25"
    assert acme["Error Notes"] == ""
    assert "Industry" not in acme
    assert bolt["Error Notes"] == "'@timeout: slow"
    details = read_csv(table.details_path)[0]
    assert details["Emails"] == "info@acme.com; jobs@acme.com"
    assert details["Phones"] == "+493012345678"
    assert details["Social Media"] == "linkedin: https://linkedin.com/acme"
    assert details["Has Forms"] == "TRUE"
    assert details["Company Description"] == "'=HYPERLINK(1)"
    assert details["Has Job Listings"] == ""
    assert "Total Cost USD" not in details


def test_the_users_own_formula_stays_theirs(table: CsvTable) -> None:
    table.write(OWN, [ACME])
    assert read_csv(table.path)[0]["Notes"] == "=1+1 is mine"


def test_the_details_stand_beside(tmp_path: Path) -> None:
    assert CsvTable(tmp_path / "leads.csv").details_path == tmp_path / "leads.details.csv"
    assert CsvTable(tmp_path / "leads.tsv").details_path == tmp_path / "leads.details.tsv"


def test_excel_is_told_the_encoding(table: CsvTable) -> None:
    table.write(("Größe",), [ResultRow(("groß",))])
    content = table.path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf" + "Größe,".encode())
    assert b"\r\n" in content


def test_a_tsv_is_parted_by_tabs(tmp_path: Path) -> None:
    CsvTable(tmp_path / "out.tsv").write(("Website", "Notes"), [ResultRow(("a.com", "a\tb"))])
    assert (tmp_path / "out.tsv").read_text(encoding="utf-8-sig").startswith("Website\tNotes\t")
    assert read_csv(tmp_path / "out.tsv")[0]["Notes"] == "a\tb"


def test_the_chosen_name_column_is_not_repeated(tmp_path: Path) -> None:
    table = CsvTable(tmp_path / "out.csv", ColumnChoice(name="Who"))
    table.write(("Who", "Website"), [])
    header = table.path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    assert "Company Name" not in header


def test_a_result_can_be_the_source_of_the_next_run(table: CsvTable, tmp_path: Path) -> None:
    table.write(OWN, ROWS)
    source = CsvSource.open(table.path)
    assert [row.company.record_id for row in source.rows()] == ["r_1", "r_2", "r_3"]
    again = CsvTable(tmp_path / "again.csv")
    states = ({"status": "pending", "record_id": row.company.record_id} for row in source.rows())
    again.write(source.columns, (ResultRow(row.cells, state) for row, state in zip(source.rows(), states, strict=True)))
    assert tuple(read_csv(again.path)[0]) == source.columns
    acme, bolt, _ = read_csv(again.path)
    assert (acme["Status"], acme["Notes"], acme["Field Coverage"]) == ("pending", "=1+1 is mine", "")
    assert bolt["Error Notes"] == ""
    check_sink(again.path, table.path)


def test_what_was_made_safe_comes_back_as_it_was_written(table: CsvTable, tmp_path: Path) -> None:
    # the delimiter that our own reader finds is the comma, whatever stands in the cells
    text = 'Hello;=HYPERLINK("http://evil.test/";"x");=1+1'
    table.write(("Website",), [ResultRow(("a.com",), {"error_notes": text, "record_id": "r_1", "field_coverage": 0.5})])
    source = CsvSource.open(table.path)
    written = read_csv(table.path)[0]["Error Notes"]
    assert written.replace("'", "") == text
    (row,) = source.rows()
    assert row.cells[source.columns.index("Error Notes")] == written
    again = CsvTable(tmp_path / "again.csv")
    # a fact that the next run has not found yet stands as it stood: nothing is marked twice
    columns = (*source.columns, "Mine")
    again.write(columns, [ResultRow((*row.cells, written), {"record_id": "r_1"})])
    assert read_csv(again.path)[0]["Mine"] == written


_CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=30)  # files each, synced to the disk: their rows are the examples
@given(rows=st.lists(st.tuples(_CELLS, _CELLS, _CELLS), min_size=1, max_size=30))
def test_the_users_cells_come_through_to_the_letter(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    table = CsvTable(tmp_path_factory.mktemp("csv") / "out.csv")
    table.write(OWN, [ResultRow(row, {"status": "pending"}) for row in rows])
    assert [row.cells[:3] for row in CsvSource.open(table.path).rows()] == rows
