"""A journal that cannot be used is found out before the first company, by every command that wants it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Theodore
from theodore.store.journal import Journal

COMMANDS = [["run", "leads.csv"], ["status"], ["status", "last"], ["show", "Acme"], ["history", "Acme"]]
COMMANDS += [["export", "last"], ["compare"], ["doctor", "leads.csv"]]


def _foreign(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE customers (id)")
    database.close()


def _later(path: Path) -> None:
    Journal.open(path).close()
    with sqlite3.connect(path) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()


def _damaged(path: Path) -> None:
    Journal.open(path).close()
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 4000)


def _damaged_further_on(path: Path) -> None:
    Journal.open(path).close()
    content = bytearray(path.read_bytes())
    # its name and its schema can be read, none of its tables
    with sqlite3.connect(path) as database:
        [(page,)] = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'runs'").fetchall()
    database.close()
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(content)


UNUSABLE: list[tuple[str, Callable[[Path], object], str]] = [
    ("no database", lambda path: path.write_text("this is no database"), "it is not a journal"),
    ("another program's", _foreign, "is not a journal"),
    ("a later version's", _later, "later version"),
    ("damaged", _damaged, "damaged"),
    ("damaged further on", _damaged_further_on, "damaged"),
    ("a folder", lambda path: path.mkdir(), "it is a folder"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(("make", "words"), [pytest.param(*rest, id=name) for name, *rest in UNUSABLE])
def test_it_is_wrong_input(
    theodore: Theodore, tmp_path: Path, command: list[str], make: Callable[[Path], object], words: str
) -> None:
    (tmp_path / "leads.csv").write_text("Company,Website\nAcme,\n")
    path = tmp_path / "data" / "default.sqlite"
    path.parent.mkdir()
    make(path)
    before = path.is_file() and path.read_bytes()
    said = theodore(*command)
    assert said.code == 2, said.err
    assert words in " ".join((said.out if command[0] == "doctor" else said.err).split())
    assert (path.is_file() and path.read_bytes()) == before


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        pytest.param("leads.csv", "is a file", id="a file"),
        pytest.param("leads.csv/below", "is a file", id="below a file"),
        pytest.param("x" * 300, "too long", id="a name that is too long"),
    ],
)
def test_a_folder_that_cannot_be_made(theodore: Theodore, tmp_path: Path, folder: str, words: str) -> None:
    (tmp_path / "leads.csv").write_text("Company,Website\nAcme,\n")
    said = theodore("run", "leads.csv", "--journal-folder", folder)
    assert said.code == 2, said.err
    assert words in said.err
    assert theodore("doctor", "leads.csv", "--journal-folder", folder).code == 2


def test_a_file_that_was_begun_and_holds_nothing_is_no_journal_yet(theodore: Theodore, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "default.sqlite").touch()
    said = theodore("status")
    assert (said.code, said.err) == (0, "")
    assert "No runs yet" in said.out
    assert theodore("status", "--json").json == []
    assert "nothing was run" in theodore("status", "last").err
    assert "made by the first run" in " ".join(theodore("doctor").out.split())
