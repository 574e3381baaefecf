"""Results in the table of companies itself: what is allowed, what is kept before, and what is open elsewhere."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.sheets.kept import leads, results, shown
from theodore.model.company import ResultRow
from theodore.model.errors import ConfigurationError, SinkUnavailable
from theodore.sheets.layout import Layout
from theodore.sheets.writing.backup import back_up
from theodore.sheets.writing.csv_table import CsvTable
from theodore.sheets.writing.detour import Detour
from theodore.sheets.writing.in_use import opened_by
from theodore.sheets.writing.kept_csv import KeptCsvTable
from theodore.sheets.writing.preserved_table import PreservedTable
from theodore.sheets.writing.sinks import MOST_KEPT_ROWS, check_sink, open_sink, sink_files
from theodore.sheets.writing.xlsx_table import XlsxTable


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return leads(tmp_path / "leads.xlsx")


@pytest.fixture
def heard() -> list[str]:
    return []


def _csv(path: Path) -> Path:
    path.write_text("Company,Website\nA,a.com\n")
    return path


# which table


def test_a_workbook_up_to_some_size_is_kept(source: Path) -> None:
    sink = source.with_name("out.xlsx")
    assert isinstance(open_sink(sink, Layout(source, rows=MOST_KEPT_ROWS)), PreservedTable)
    assert isinstance(open_sink(sink, Layout(source, rows=MOST_KEPT_ROWS + 1)), XlsxTable)
    assert isinstance(open_sink(sink, Layout(_csv(source.with_name("a.csv")))), XlsxTable)
    assert isinstance(open_sink(source.with_name("out.csv"), Layout(source)), CsvTable)


def test_in_place_each_kind_is_kept(source: Path) -> None:
    for path in (source, source.with_name("leads.xlsm")):
        assert isinstance(open_sink(path, Layout(path, in_place=True)), PreservedTable)
    for name in ("a.csv", "a.tsv"):
        assert isinstance(open_sink(Path(name), Layout(Path(name), in_place=True)), KeptCsvTable)


# what is allowed


def test_the_source_itself_will_do_in_place(source: Path) -> None:
    check_sink(source, source, 3, in_place=True)
    table = _csv(source.with_name("leads.csv"))
    check_sink(table, table, 3, in_place=True)
    with pytest.raises(ConfigurationError, match="the table of companies itself"):
        check_sink(source, source, 3)


@pytest.mark.parametrize("name", ["leads.xls", "leads.ods", "leads.xlsb", "leads.txt", "leads"])
def test_other_kinds_are_refused_in_place(tmp_path: Path, name: str) -> None:
    path = _csv(tmp_path / name)
    with pytest.raises(ConfigurationError, match=r"Save it as \.xlsx and pass that, or leave out --in-place"):
        check_sink(path, path, 1, in_place=True)


def test_a_name_that_says_something_else_is_refused_in_place(source: Path) -> None:
    false_book, false_csv = _csv(source.with_name("a.xlsx")), source.rename(source.with_name("b.csv"))
    with pytest.raises(ConfigurationError, match="no workbook that is written into"):
        check_sink(false_book, false_book, 1, in_place=True)
    with pytest.raises(ConfigurationError, match="but it is a workbook"):
        check_sink(false_csv, false_csv, 1, in_place=True)


def test_more_rows_than_are_kept_are_refused_in_place(source: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"20,001 rows are too many .* Save it as \.csv"):
        check_sink(source, source, MOST_KEPT_ROWS + 1, in_place=True)
    table = _csv(source.with_name("leads.csv"))
    check_sink(table, table, 1_000_000, in_place=True)


def test_a_persons_file_in_the_place_of_the_details_is_theirs(tmp_path: Path) -> None:
    table = _csv(tmp_path / "leads.csv")
    _csv(tmp_path / "leads.details.csv")
    with pytest.raises(ConfigurationError, match=r"no result of Theodore's\. Move it, or leave out --in-place"):
        check_sink(table, table, 1, in_place=True)


def test_the_files_of_a_sink_in_place() -> None:
    assert sink_files(Path("a.xlsm")) == (Path("a.xlsm"),)
    assert sink_files(Path("a.tsv")) == (Path("a.tsv"), Path("a.details.tsv"))


# the backup


def test_a_backup_is_made_once_of_each_state(source: Path) -> None:
    first = source.read_bytes()
    backup = back_up(source)
    assert (backup.name, backup.read_bytes()) == ("leads.before-theodore.xlsx", first)
    assert back_up(source) == backup
    source.write_bytes(b"other")
    assert back_up(source).name == "leads.before-theodore2.xlsx"
    assert backup.read_bytes() == first
    assert sorted(path.name for path in source.parent.iterdir()) == [
        "leads.before-theodore.xlsx",
        "leads.before-theodore2.xlsx",
        "leads.xlsx",
    ]


def test_a_backup_is_a_file_of_its_own(source: Path) -> None:
    backup = back_up(source)
    with source.open("r+b") as file:
        file.write(b"saved into")
    assert backup.read_bytes()[:2] == b"PK"


def test_a_disk_that_knows_no_second_names(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert back_up(source).read_bytes() == source.read_bytes()


def test_without_a_backup_nothing_is_written(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copy2", full)
    with pytest.raises(ConfigurationError, match=r"No space left on device.*leave out --in-place"):
        back_up(source)
    assert [path.name for path in source.parent.iterdir()] == ["leads.xlsx"]


# who has it open


def _excel(name: str) -> bytes:
    """An owner file as Excel writes it."""
    narrow = bytes([len(name)]) + name.encode("cp1252", "replace").ljust(54)
    return narrow + len(name).to_bytes(2, "little") + name.ljust(54).encode("utf-16-le")


@pytest.mark.parametrize(
    ("lock", "content", "who"),
    [
        pytest.param("~$leads.xlsx", _excel("Ada Lovelace"), "Excel (Ada Lovelace)", id="Excel"),
        pytest.param("~$leads.xlsx", _excel("Žofie"), "Excel (Žofie)", id="a name beyond Windows-1252"),
        pytest.param("~$leads.xlsx", b"\x03Ada".ljust(55), "Excel (Ada)", id="Excel of old: the name once"),
        pytest.param("~$leads.xlsx", b"", "Excel", id="no name yet"),
        pytest.param("~$leads.xlsx", b"\xff" * 100_000, "Excel", id="anything else"),
        pytest.param(
            ".~lock.leads.xlsx#",
            b",ada,machine,26.11.2026 02:00,file:///home/ada;",
            "LibreOffice (ada)",
            id="LibreOffice, with the machine's account",
        ),
        pytest.param(
            ".~lock.leads.xlsx#", "Ada Łovelace,ada,m,;".encode(), "LibreOffice (Ada Łovelace)", id="with a name"
        ),
        pytest.param(".~lock.leads.xlsx#", b"\x1b[2J\xff,", "LibreOffice ([2J\ufffd)", id="nothing for a terminal"),
    ],
)
def test_who_has_a_file_open(source: Path, lock: str, content: bytes, who: str) -> None:
    assert opened_by(source) is None
    source.with_name(lock).write_bytes(content)
    assert opened_by(source) == who


def test_a_lock_of_the_file_that_a_link_leads_to_counts(source: Path) -> None:
    (source.parent / "far").mkdir()
    link = source.parent / "far" / "link.xlsx"
    link.symlink_to(source)
    source.with_name("~$leads.xlsx").write_bytes(_excel("Ada"))
    assert opened_by(link) == "Excel (Ada)"


# the file beside


def _write(way: Detour, rows: list[ResultRow], heard: list[str]) -> None:
    way.write(("Company", "Website", "Revenue"), iter(rows), besides=(), notice=heard.append)


def test_an_open_file_is_left_alone_until_it_is_free(source: Path, heard: list[str]) -> None:
    rows, lock, before = results(source), source.with_name("~$leads.xlsx"), source.read_bytes()
    way, beside = Detour(source, Layout(source, in_place=True)), source.with_name("leads.theodore.xlsx")
    lock.write_bytes(_excel("Ada"))
    for _ in range(2):
        _write(way, rows, heard)
    assert (way.beside, source.read_bytes()) == (beside, before)
    assert [row["Status"] for row in shown(beside, "Leads")] == ["completed", "failed", "pending"]
    lock.unlink()
    _write(way, rows, heard)
    assert way.beside is None
    assert [row["Status"] for row in shown(source, "Leads")] == ["completed", "failed", "pending"]
    stale = "delete ~$leads.xlsx beside it, if nobody has it open"
    assert heard == [
        f"{source} is open in Excel (Ada): close it (or {stale}). Until then the results go to {beside}.",
        f"The results are in {source} now; {beside} is no longer written, and may be deleted.",
    ]


def test_a_copy_that_is_open_has_a_second_beside(source: Path, heard: list[str]) -> None:
    sink = source.with_name("leads.theodore.xlsx")
    way = Detour(sink, Layout(source))
    _write(way, results(source), heard)
    before = sink.read_bytes()
    source.with_name(".~lock.leads.theodore.xlsx#").write_text(",ada,m,;")
    _write(way, results(source, {"progress": "more"}), heard)
    assert (way.beside, sink.read_bytes()) == (source.with_name("leads.theodore2.xlsx"), before)
    assert shown(source.with_name("leads.theodore2.xlsx"), "Leads")[0]["Progress"] == "more"


def test_a_file_beside_replaces_nothing(source: Path, heard: list[str]) -> None:
    for name in ("leads.theodore.xlsx", "leads.theodore2.xlsx"):
        openpyxl.Workbook().save(source.with_name(name))
    source.with_name("~$leads.xlsx").write_bytes(_excel("Ada"))
    way = Detour(source, Layout(source, in_place=True))
    _write(way, results(source), heard)
    assert way.beside == source.with_name("leads.theodore3.xlsx")


def test_an_open_csv_has_its_results_beside_too(tmp_path: Path, heard: list[str]) -> None:
    table = _csv(tmp_path / "leads.csv")
    (tmp_path / ".~lock.leads.csv#").write_text(",ada,m,;")
    way = Detour(table, Layout(table, in_place=True))
    _write(way, [ResultRow(("A", "a.com"), {"status": "failed"})], heard)
    assert way.beside == tmp_path / "leads.theodore.xlsx"
    assert table.read_text() == "Company,Website\nA,a.com\n"


def test_a_file_that_cannot_be_replaced_is_tried_again_and_again(source: Path, heard: list[str]) -> None:
    rows, way = results(source), Detour(source, Layout(source, in_place=True))

    def saving() -> Iterator[ResultRow]:
        yield from rows
        os.utime(source)  # somebody saves it all the time

    for _ in range(2):
        with pytest.raises(SinkUnavailable):
            way.write((), saving(), besides=(), notice=heard.append)
    way.write((), iter(rows), besides=(), notice=heard.append)
    assert way.beside == source.with_name("leads.theodore.xlsx")
    assert heard[0].startswith(f"{source} cannot be written. Until then")
    with pytest.raises(SinkUnavailable):
        way.write((), saving(), besides=(), notice=heard.append)
    way.write((), iter(rows), besides=(), notice=heard.append)
    assert way.beside == source.with_name("leads.theodore.xlsx")
    _write(way, rows, heard)
    assert way.beside is None
