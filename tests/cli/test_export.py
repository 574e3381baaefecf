"""What a run found, in every form, streamed."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import threading
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Past, Theodore
from tests.cli.journals import NAMES
from tests.cli.processes import LIMIT_S, read_until, run
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
    *texts, unverified = sheet.iter_cols(min_row=2)
    assert {cell.data_type for column in texts for cell in column} <= {"s", "n"}
    assert {cell.data_type for cell in unverified} == {"b"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--format", "xlsx"], "a workbook cannot go to stdout", id="a workbook needs a file"),
        pytest.param(["--out", "{tmp}"], "is a folder", id="a folder is no file"),
        pytest.param(["--out", "{tmp}/none/x.csv"], "there is no folder", id="a folder that is not there"),
        pytest.param(["--out", "{past}/leads.csv"], "the run's own table of companies", id="the user's own table"),
        pytest.param(["--out", "{past}/out.csv"], "the run's own sheet", id="the run's sheet"),
        pytest.param(["--out", "{past}/out.details.csv", "--force"], "the run's own sheet", id="and its details"),
        pytest.param(
            ["--out", "{past}/default.sqlite", "--format", "csv", "--force"],
            "the run's own journal",
            id="the journal itself",
        ),
        pytest.param(
            ["--out", "{past}/default.sqlite-wal", "--format", "csv"],
            "a journal, or belongs to one",
            id="the journal's log",
        ),
        pytest.param(
            ["--out", "{past}/default.sqlite.0f.lock", "--format", "csv"],
            "belongs to one",
            id="a lock of the journal's",
        ),
        pytest.param(
            ["--out", "{past}/other.sqlite", "--format", "csv", "--force"], "belongs to one", id="another journal"
        ),
        pytest.param(["--out", "{tmp}/mine.csv"], "there already", id="somebody's file"),
        pytest.param(["--out", "{tmp}/x.csv", "--format", "json"], "is no name for json", id="a name of another form"),
        pytest.param(["--out", "{tmp}/x.csv", "--json"], "is no name for json", id="the same in short"),
        pytest.param(["--out", "{tmp}/x.parquet"], "exports are .csv", id="a form that is not made"),
        pytest.param(["--json", "--format", "csv"], "two forms", id="two forms at once"),
        pytest.param(["--format", "xlsx", "--out", "/dev/null"], "a workbook cannot go", id="a workbook into a device"),
        pytest.param(["--what", "secrets"], "'secrets'", id="what there is not"),
    ],
)
def test_refusals(theodore: Theodore, past: Past, tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "mine.csv").write_text("mine")
    before = {path: path.read_bytes() for folder in (past.folder, tmp_path) for path in folder.glob("*.*")}
    filled = [argument.format(tmp=tmp_path, past=past.folder) for argument in arguments]
    said = theodore("export", "last", *filled, *past.flags)
    assert said.code == 2
    assert words in said.err
    assert not said.out
    assert {path: path.read_bytes() for folder in (past.folder, tmp_path) for path in folder.glob("*.*")} == before


def test_a_journal_by_another_name_is_known(theodore: Theodore, past: Past, tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(past.folder / "default.sqlite")
    said = theodore("export", "last", "--out", "link.csv", "--force", *past.flags)
    assert said.code == 2
    assert "journal" in said.err


@pytest.mark.parametrize(
    ("content", "force"),
    [
        pytest.param("mine", ["--force"], id="somebody's, on purpose"),
        pytest.param("", [], id="an empty one, as mktemp makes it"),
    ],
)
def test_a_file_is_replaced(theodore: Theodore, past: Past, tmp_path: Path, content: str, force: list[str]) -> None:
    (tmp_path / "x.csv").write_text(content)
    said = theodore("export", "last", "--out", "x.csv", *force, *past.flags)
    assert said.code == 0, said.err
    assert (tmp_path / "x.csv").read_text().startswith("record_id,")


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        pytest.param("x.csv", b"record_id,", id="csv"),
        pytest.param("x", b"record_id,", id="no ending"),
        pytest.param("x.json", b"[\n{", id="json"),
        pytest.param("x.jsonl", b"{", id="jsonl"),
        pytest.param("x.NDJSON", b"{", id="jsonl by its other name"),
        pytest.param("x.xlsx", b"PK", id="a workbook"),
    ],
)
def test_the_name_says_the_form(theodore: Theodore, past: Past, tmp_path: Path, name: str, begins: bytes) -> None:
    said = theodore("export", "last", "--out", name, *past.flags)
    assert said.code == 0, said.err
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_json_in_short(theodore: Theodore, past: Past) -> None:
    said = theodore("export", "last", "--json", *past.flags)
    assert said.out == theodore("export", "last", "--format", "json", *past.flags).out


def test_a_pipe_is_written_into_and_stays_one(theodore: Theodore, past: Past, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()), daemon=True)
    reader.start()
    said = theodore("export", "last", "--out", pipe, *past.flags)
    reader.join(LIMIT_S)
    assert said.code == 0, said.err
    assert got[0].startswith(b"record_id,")
    assert pipe.is_fifo()


def test_a_device_is_written_into_and_stays_one(theodore: Theodore, past: Past) -> None:
    ours, theirs = pty.openpty()  # a device that nobody misses, should it be replaced
    terminal = Path(os.ttyname(theirs))
    said = theodore("export", "last", "--out", terminal, *past.flags)
    drawn = read_until(ours, "record_id,")
    os.close(ours)
    os.close(theirs)
    assert said.code == 0, said.err
    assert drawn.startswith("record_id,")


@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
@pytest.mark.parametrize("redirected", ['"$@" | cat', '"$@" >> kept.csv; cat kept.csv'], ids=["a pipe", "a file"])
def test_stdout_by_its_names(past: Past, tmp_path: Path, name: str, redirected: str) -> None:
    (tmp_path / "kept.csv").write_text("kept\n")
    ended = run("export", "last", "--out", name, *past.flags, redirected=redirected)
    assert ended.stderr == ""
    assert "record_id," in ended.stdout
    assert (tmp_path / "kept.csv").read_text().startswith("kept\n")
    assert not (tmp_path / "-").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_device_that_takes_no_more_is_said(past: Past, tmp_path: Path) -> None:
    # by a link, so that not even a mistake could replace the device
    (tmp_path / "full").symlink_to("/dev/full")
    ended = run("export", "last", "--out", tmp_path / "full", *past.flags)
    assert ended.returncode == 3
    assert "No space left" in ended.stderr
