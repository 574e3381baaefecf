"""What is logged with -v is about the run."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Theodore


def test_the_making_of_the_journal_is_not_told(theodore: Theodore, tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("Company,Website\nAcme,\n")
    said = theodore("run", "leads.csv", "-v")
    assert said.code == 1
    assert "Acme" in said.err
    assert "alembic" not in said.err
