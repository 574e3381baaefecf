"""What a run found, in every form, streamed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Past, Theodore
from tests.cli.journals import NAMES
from theodore.cli.export_formats import write_workbook
from theodore.store.exports import export_columns

WHATS = ["profiles", "evidence", "pages", "attempts"]


@pytest.mark.parametrize("what", WHATS)
def test_forms_agree(theodore: Theodore, past: Past, what: str) -> None:
    def export(form: str) -> str:
        said = theodore("export", "last", "--what", what, "--format", form, *past.flags)
        assert said.code == 0, said.err
        return said.out

    array = json.loads(export("json"))
    lines = [json.loads(line) for line in export("jsonl").splitlines()]
    table = list(csv.reader(io.StringIO(export("csv"))))
    assert array == lines
    assert tuple(table[0]) == export_columns(what) == tuple(array[0])
    assert len(table) - 1 == len(array) > 0


def test_json_keeps_types_and_csv_is_the_default(theodore: Theodore, past: Past) -> None:
    [first, *_] = theodore("export", "last", "--format", "json", *past.flags).json
    assert first["founding_year"] == 1999
    assert first["emails"] == ["info@acme.test"]
    assert theodore("export", "last", *past.flags).out.startswith("record_id,")


def test_every_row_has_a_profile_line(theodore: Theodore, past: Past) -> None:
    rows = theodore("export", "last", "--format", "json", *past.flags).json
    assert [row["name"] for row in rows] == NAMES


def test_a_page_has_its_text(theodore: Theodore, past: Past) -> None:
    pages = theodore("export", "last", "--what", "pages", "--format", "json", *past.flags).json
    assert {page["text"] for page in pages} == {"Acme GmbH, founded in 1999 =1+1"}
    assert pages[0]["html"].startswith("<p>")


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_a_file_holds_what_stdout_would(theodore: Theodore, past: Past, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"export.{form}"
    said = theodore("export", "last", "--format", form, "--out", file, *past.flags)
    assert (said.code, said.out) == (0, "")
    printed = theodore("export", "last", "--format", form, *past.flags).out
    assert file.read_bytes().decode().replace("\r\n", "\n") == printed.replace("\r\n", "\n")
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_markup_of_a_page_is_no_markup_of_the_workbook(tmp_path: Path) -> None:
    file = tmp_path / "export.xlsx"
    hostile = "<r><t>x</t></r></is></c><c r='B2'><f>1+1</f></c><r></r>"
    write_workbook(file, ["quote", "next"], iter([{"quote": hostile, "next": "=1+1"}]))
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [[hostile, "=1+1"]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}


def test_a_workbook_holds_text_as_text(theodore: Theodore, past: Past, tmp_path: Path) -> None:
    file = tmp_path / "export.xlsx"
    said = theodore("export", "last", "--what", "pages", "--format", "xlsx", "--out", file, *past.flags)
    assert said.code == 0, said.err
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == list(export_columns("pages"))
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--format", "xlsx"], "a workbook cannot go to stdout", id="a workbook needs a file"),
        pytest.param(["--out", "{tmp}"], "is a folder", id="a folder is no file"),
        pytest.param(["--out", "{tmp}/none/x.csv"], "there is no folder", id="a folder that is not there"),
        pytest.param(["--out", "{past}/leads.csv"], "the run's own table of companies", id="the user's own table"),
        pytest.param(["--out", "{past}/out.csv"], "the run's own sheet", id="the run's sheet"),
        pytest.param(["--what", "secrets"], "'secrets'", id="what there is not"),
    ],
)
def test_refusals(theodore: Theodore, past: Past, tmp_path: Path, arguments: list[str], words: str) -> None:
    before = {path: path.read_bytes() for path in past.folder.glob("*.csv")}
    filled = [argument.format(tmp=tmp_path, past=past.folder) for argument in arguments]
    said = theodore("export", "last", *filled, *past.flags)
    assert said.code == 2
    assert words in said.err
    assert not said.out
    assert {path: path.read_bytes() for path in past.folder.glob("*.csv")} == before
