"""Whose a workbook is, and what happens to what a person did in it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from xlsxwriter import Workbook

from tests.sheets.results import ACME, OWN, ROWS, read_xlsx
from theodore.model.errors import ConfigurationError, SinkUnavailable
from theodore.model.fields import catalogue
from theodore.sheets.writing.ours import is_marked, is_untouched, keep_changed
from theodore.sheets.writing.sinks import check_sink
from theodore.sheets.writing.xlsx_table import XlsxTable


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
def table(tmp_path: Path, heard: list[str]) -> XlsxTable:
    return XlsxTable(tmp_path / "leads.xlsx", notice=heard.append)


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _with_a_tab(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.create_sheet("Budget")["A1"] = "mine"
    book.save(path)


def _with_a_cell(path: Path, note: str = "a note") -> None:
    book = openpyxl.load_workbook(path)
    book["Companies"]["C4"] = note
    book.save(path)


def _saved_alone(path: Path) -> None:
    openpyxl.load_workbook(path).save(path)


def _something_else(path: Path) -> None:
    path.write_bytes(b"no workbook at all")


@pytest.mark.parametrize("change", [_with_a_tab, _with_a_cell, _saved_alone, _something_else])
def test_what_a_person_changed_is_kept_beside(
    table: XlsxTable, heard: list[str], change: Callable[[Path], None]
) -> None:
    table.write(OWN, ROWS)
    change(table.path)
    changed = table.path.read_bytes()
    table.write(OWN, [ACME])
    assert _names(table.path.parent) == ["leads.bak.xlsx", "leads.xlsx"]
    backup = table.path.with_name("leads.bak.xlsx")
    assert backup.read_bytes() == changed
    assert len(read_xlsx(table.path, "Companies")) == 1
    assert heard == [f"{table.path} was changed since it was last written: it is kept as it was in {backup}."]


def test_our_own_writes_keep_nothing(table: XlsxTable, heard: list[str]) -> None:
    for rows in (ROWS, [ACME], ROWS):
        table.write(OWN, rows)
    assert (_names(table.path.parent), heard) == (["leads.xlsx"], [])


def test_nor_does_one_in_the_place_of_an_empty_file(table: XlsxTable, heard: list[str]) -> None:
    table.path.touch()
    table.write(OWN, ROWS)
    assert (_names(table.path.parent), heard) == (["leads.xlsx"], [])


def test_a_copy_is_as_whole_as_what_it_was_made_of(table: XlsxTable) -> None:
    table.write(OWN, ROWS)
    copy = table.path.with_name("copy.xlsx")
    copy.write_bytes(table.path.read_bytes())
    os.utime(copy, (1, 1))
    assert is_untouched(copy)


def test_each_change_is_kept_under_a_name_of_its_own(table: XlsxTable) -> None:
    for note in ("one", "two", "three"):
        table.write(OWN, ROWS)
        _with_a_cell(table.path, note)
    table.write(OWN, ROWS)
    assert _names(table.path.parent) == ["leads.bak.xlsx", "leads.bak2.xlsx", "leads.bak3.xlsx", "leads.xlsx"]
    assert is_untouched(table.path)


def test_a_write_that_fails_after_keeping_does_not_keep_twice(
    table: XlsxTable, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    table.write(OWN, ROWS)
    _with_a_tab(table.path)
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", _full)
        for _ in range(2):
            with pytest.raises(SinkUnavailable, match="the disk is full"):
                table.write(OWN, ROWS)
    assert heard == []
    table.write(OWN, ROWS)
    assert _names(table.path.parent) == ["leads.bak.xlsx", "leads.xlsx"]
    assert len(heard) == 1


def _full(_: int) -> None:
    raise OSError(errno.ENOSPC, "full")


def test_a_disk_without_second_names_gets_a_copy(table: XlsxTable, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no links")

    monkeypatch.setattr(os, "link", none)
    table.write(OWN, ROWS)
    for _ in range(2):
        _with_a_tab(table.path)
        assert keep_changed(table.path) == keep_changed(table.path)
    assert _names(table.path.parent) == ["leads.bak.xlsx", "leads.bak2.xlsx", "leads.xlsx"]


def test_what_a_link_leads_to_is_kept_where_it_is(table: XlsxTable, tmp_path: Path) -> None:
    table.write(OWN, ROWS)
    _with_a_tab(table.path)
    (tmp_path / "far").mkdir()
    link = tmp_path / "far" / "link.xlsx"
    link.symlink_to(table.path)
    XlsxTable(link).write(OWN, ROWS)
    assert _names(tmp_path / "far") == ["link.xlsx"]
    assert "leads.bak.xlsx" in _names(tmp_path)


def test_a_mark_survives_a_person_and_a_seal_does_not(table: XlsxTable) -> None:
    table.write(OWN, ROWS)
    assert is_marked(table.path)
    assert is_untouched(table.path)
    _with_a_tab(table.path)
    assert is_marked(table.path)
    assert not is_untouched(table.path)


@pytest.mark.parametrize("tabs", [("Companies", "Details"), ("Companies", "Details", "Budget")])
def test_tabs_of_the_same_names_make_no_result(tmp_path: Path, tabs: tuple[str, ...]) -> None:
    path = tmp_path / "crm.xlsx"
    with Workbook(path) as book:
        for tab in tabs:
            book.add_worksheet(tab).write_row(0, 0, [field.header for field in catalogue().fields])
    before = path.read_bytes()
    with pytest.raises(ConfigurationError, match="no result of Theodore's"):
        check_sink(path, tmp_path / "leads.csv")
    assert path.read_bytes() == before
