"""What is logged with -v is about the run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import Theodore


def test_the_making_of_the_journal_is_not_told(theodore: Theodore, tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("Company,Website\nAcme,\n")
    said = theodore("run", "leads.csv", "-v")
    assert said.code == 1
    assert "Acme" in said.err
    assert "alembic" not in said.err


def test_what_a_website_sends_is_not_told_by_a_library() -> None:
    program = (
        "import logging; from theodore.cli import logs; logs.set_up(verbose=False)\n"
        "from aiohttp import log; log.internal_logger.warning('Illegal cookie name %r', '<b>')\n"
        "logging.getLogger('theodore').warning('event=known')"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert "known" in said.stderr
    assert "cookie" not in said.stderr
