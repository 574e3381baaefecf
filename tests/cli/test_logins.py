"""A password that somebody pasted with an address: it stays in their own cell, and goes nowhere else."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Theodore

SECRET = "hunter2"


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param(f"https://bob:{SECRET}@127.0.0.1:9", id="by the standard"),
        pytest.param(f"bob:{SECRET} @acme.invalid", id="with a blank before the @"),
        pytest.param(f"bob: {SECRET} @acme.invalid", id="and before the password"),
        pytest.param(f"http://127.0.0.1:9/?to=https://bob:{SECRET}@acme.invalid", id="in the query"),
        pytest.param(f"http://127.0.0.1:9/?user=bob&password={SECRET}", id="as the query"),
    ],
)
def test_a_password_stays_in_the_cell_it_was_pasted_into(theodore: Theodore, tmp_path: Path, cell: str) -> None:
    (tmp_path / "leads.csv").write_text(f'Company,Website\nAcme,"{cell}"\n', encoding="utf-8")
    quick = ("--max-retries", "0", "--workers", "1", "--resolve", "acme.invalid=127.0.0.1")
    run = ("run", "leads.csv", "--to", "out.csv", *quick)
    outputs = [theodore("run", "leads.csv", "--dry-run"), theodore(*run, "-v"), theodore(*run, "--json", "--again")]
    outputs += [theodore("history", "Acme"), theodore("history", "Acme", "--json"), theodore("status", "--json")]
    outputs += [theodore("show", "Acme"), theodore("show", "Acme", "--json"), theodore("report", "--html", "-")]
    outputs += [theodore("export", "last", "--what", what) for what in ("profiles", "attempts", "pages", "evidence")]
    assert {said.code for said in outputs} == {0, 1}
    for said in outputs:
        assert SECRET not in said.out + said.err
    assert set(places_of(SECRET, next(tmp_path.rglob("*.sqlite")))) == {("rows", "cells")}, "to be written back"
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as lines:
        assert [row["Website"] for row in csv.DictReader(lines)] == [cell]


def places_of(secret: str, journal: Path) -> Iterator[tuple[str, str]]:
    """The tables and columns of a journal that hold this text."""
    with closing(sqlite3.connect(journal)) as opened:
        tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for column in [row[1] for row in opened.execute(f"PRAGMA table_info({table})")]:
                held = opened.execute(f'SELECT 1 FROM "{table}" WHERE CAST("{column}" AS TEXT) LIKE ?', [f"%{secret}%"])
                if held.fetchone() is not None:
                    yield table, column
