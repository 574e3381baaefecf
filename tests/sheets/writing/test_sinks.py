"""Which table takes the results, and what is refused before a run."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.sheets.results import OWN, ROWS
from theodore.model.errors import ConfigurationError
from theodore.model.fields import catalogue
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.layout import Layout
from theodore.sheets.writing.csv_table import CsvTable
from theodore.sheets.writing.sinks import check_sink, default_sink, open_sink, sink_files
from theodore.sheets.writing.workbook import MOST_ROWS
from theodore.sheets.writing.xlsx_table import XlsxTable


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "leads.csv"
    path.write_text("Company,Website\nA,a.com\n")
    return path


@pytest.mark.parametrize(
    ("source", "sink"),
    [
        ("leads.csv", "leads.theodore.xlsx"),
        ("a/b/leads.tsv", "a/b/leads.theodore.xlsx"),
        ("leads.2026.csv", "leads.2026.theodore.xlsx"),
        ("leads", "leads.theodore.xlsx"),
    ],
)
def test_results_go_beside_their_source(source: str, sink: str) -> None:
    assert default_sink(Path(source)) == Path(sink)


@pytest.mark.parametrize("source", ["/dev/stdin", "/dev/../dev/stdin", "/dev/fd/0", "/proc/self/fd/0", "/proc/7/fd/63"])
def test_nothing_goes_beside_a_stream(source: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"{source}: .* Pass --to"):
        default_sink(Path(source))


def test_a_file_in_memory_is_a_file() -> None:
    assert default_sink(Path("/dev/memory/leads.csv")) == Path("/dev/memory/leads.theodore.xlsx")


def test_the_ending_tells_the_format() -> None:
    choice = ColumnChoice(name="Who")
    layout = Layout(Path("leads.csv"), choice=choice)
    known = catalogue()
    assert open_sink(Path("a.xlsx"), layout) == XlsxTable(Path("a.xlsx"), choice, known=known)
    assert open_sink(Path("a.XLSX")) == XlsxTable(Path("a.XLSX"), known=known)
    assert open_sink(Path("a.csv")) == CsvTable(Path("a.csv"), known=known)
    assert open_sink(Path("a.tsv"), layout) == CsvTable(Path("a.tsv"), choice, known=known)


@pytest.mark.parametrize("name", ["a.ods", "a.xls", "a", "a.csv.gz", ".xlsx"])
def test_an_ending_that_is_not_written(name: str, source: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"written as \.xlsx, \.csv or \.tsv"):
        open_sink(Path(name))
    with pytest.raises(ConfigurationError, match=r"Pass --to"):
        check_sink(source.with_name(name), source)


def test_the_files_of_a_sink() -> None:
    assert sink_files(Path("a.xlsx")) == (Path("a.xlsx"),)
    assert sink_files(Path("a.csv")) == (Path("a.csv"), Path("a.details.csv"))


@pytest.mark.parametrize("name", ["new.xlsx", "new.csv", "new.tsv"])
def test_a_new_file_a_result_and_an_empty_file_will_do(source: Path, name: str) -> None:
    path = source.with_name(name)
    check_sink(path, source)
    path.touch()
    check_sink(path, source)
    open_sink(path).write(OWN, ROWS)
    check_sink(path, source)


def test_the_source_itself_is_refused(source: Path) -> None:
    with pytest.raises(ConfigurationError, match="the table of companies itself"):
        check_sink(source, source)


def test_so_it_is_under_another_name(source: Path) -> None:
    link = source.with_name("link.csv")
    link.symlink_to(source)
    with pytest.raises(ConfigurationError, match="the table of companies itself"):
        check_sink(link, source)
    twin = source.with_name("twin.csv")
    os.link(source, twin)
    with pytest.raises(ConfigurationError, match="the table of companies itself"):
        check_sink(twin, source)


def test_so_it_is_as_the_place_of_the_details(source: Path) -> None:
    details = source.rename(source.with_name("x.details.csv"))
    with pytest.raises(ConfigurationError, match="the table of companies itself"):
        check_sink(details.with_name("x.csv"), details)


def test_a_file_of_the_users_is_not_replaced(source: Path) -> None:
    book = source.with_name("own.xlsx")
    openpyxl.Workbook().save(book)
    for path, content in (
        (book, None),
        (source.with_name("own.csv"), b"Company,Status\nA,won\n"),
        (source.with_name("binary.csv"), b"\xff\xff\xff"),
        (source.with_name("quotes.csv"), b'"' + b"x" * 200_000),
        (source.with_name("false.xlsx"), b"PK\x03\x04 no workbook"),
    ):
        if content is not None:
            path.write_bytes(content)
        before = path.read_bytes()
        with pytest.raises(ConfigurationError, match="no result of Theodore's"):
            check_sink(path, source)
        assert path.read_bytes() == before


def test_nor_in_the_place_of_the_details(source: Path) -> None:
    source.with_name("new.details.csv").write_text("Company,Detail\nA,x\n")
    with pytest.raises(ConfigurationError, match=r"new\.details\.csv: this file is there"):
        check_sink(source.with_name("new.csv"), source)


def test_a_result_that_a_person_saved_anew_is_still_known(source: Path) -> None:
    path = source.with_name("out.xlsx")
    XlsxTable(path).write(OWN, ROWS)
    book = openpyxl.load_workbook(path)
    book.create_sheet("Mine")
    book.save(path)
    check_sink(path, source)


@pytest.mark.parametrize(
    ("name", "delimiter", "encoding", "first"),
    [
        pytest.param("out.csv", ";", "utf-8-sig", "", id="semicolons, as in German Excel"),
        pytest.param("out.csv", ";", "cp1252", "", id="in the encoding of German Excel too"),
        pytest.param("out.csv", ";", "utf-8", "sep=;\r\n", id="with the line by which Excel tells the delimiter"),
        pytest.param("out.csv", "\t", "utf-16", "", id="Excel's Unicode text"),
        pytest.param("out.csv", "|", "utf-8", "", id="bars"),
        pytest.param("out.tsv", ",", "utf-8", "", id="commas, whatever the ending says"),
    ],
)
def test_so_is_a_csv_that_was_saved_in_another_form(
    source: Path, name: str, delimiter: str, encoding: str, first: str
) -> None:
    path = source.with_name(name)
    open_sink(path).write(("Firma", "Website", "Größe"), ROWS)
    for file in sink_files(path):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.reader(lines, delimiter="\t" if name.endswith(".tsv") else ","))
        with file.open("w", encoding=encoding, newline="") as saved:
            saved.write(first)
            csv.writer(saved, delimiter=delimiter).writerows(rows)
    check_sink(path, source)


def test_a_table_of_the_users_in_that_form_is_still_theirs(source: Path) -> None:
    path = source.with_name("own.csv")
    path.write_text("Firma;Website;Status;Größe\r\nA;a.com;won;3\r\n", encoding="cp1252", newline="")
    with pytest.raises(ConfigurationError, match="no result of Theodore's"):
        check_sink(path, source)


def test_a_folder(source: Path) -> None:
    source.with_name("folder.xlsx").mkdir()
    with pytest.raises(ConfigurationError, match="this is a folder"):
        check_sink(source.with_name("folder.xlsx"), source)


def test_a_pipe(source: Path) -> None:
    os.mkfifo(source.with_name("pipe.csv"))
    with pytest.raises(ConfigurationError, match="not a regular file"):
        check_sink(source.with_name("pipe.csv"), source)


def test_a_folder_that_is_not_there(source: Path) -> None:
    with pytest.raises(ConfigurationError, match="there is no folder"):
        check_sink(source.parent / "gone" / "a.xlsx", source)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to(source: Path) -> None:
    locked = source.parent / "locked"
    locked.mkdir(mode=0o500)
    with pytest.raises(ConfigurationError, match="may not be written to"):
        check_sink(locked / "a.xlsx", source)


def test_what_may_not_be_written_to_is_refused(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = source.with_name("a.xlsx")
    path.touch()
    # as root sees no refusal, the system's answer is put in its mouth
    monkeypatch.setattr(os, "access", lambda asked, mode: Path(asked).is_dir())
    with pytest.raises(ConfigurationError, match="this file may not be written to"):
        check_sink(path, source)
    monkeypatch.setattr(os, "access", lambda asked, mode: False)
    with pytest.raises(ConfigurationError, match="its folder may not be written to"):
        check_sink(path, source)


def test_more_rows_than_a_workbook_holds(source: Path) -> None:
    check_sink(source.with_name("a.xlsx"), source, rows=MOST_ROWS - 1)
    check_sink(source.with_name("a.csv"), source, rows=MOST_ROWS)
    with pytest.raises(ConfigurationError, match="do not fit in a workbook"):
        check_sink(source.with_name("a.xlsx"), source, rows=MOST_ROWS)


def test_a_workbook_that_is_not_kept_needs_no_openpyxl() -> None:
    code = "import sys, theodore.batch.sheet_process, theodore.cli.run\nprint('openpyxl' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    assert told.stdout == "False\n"
