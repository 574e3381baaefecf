"""What the tests of the command line share."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from tests.cli.journals import make_run
from tests.cli.online import environment
from theodore.batch.job import Report
from theodore.cli import main
from theodore.farm.sheets import Emulator, SheetsConfig, running


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Theodore = Callable[..., Said]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the settings, nor the journal, nor the keys, nor the kind of terminal of whoever runs the tests."""
    monkeypatch.setenv("THEODORE_JOURNAL__FOLDER", str(tmp_path / "data"))
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path / "gcloud"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _logs_end_with_the_test() -> Iterator[None]:
    """A command sets up the logs of its whole process, which goes on with other tests here."""
    root, alembic = logging.getLogger(), logging.getLogger("alembic")
    handlers, level, of_alembic, configured = root.handlers[:], root.level, alembic.level, structlog.get_config()
    yield
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
    root.setLevel(level)
    alembic.setLevel(of_alembic)
    structlog.configure(**configured)


@pytest.fixture
def theodore(capfd: pytest.CaptureFixture[str], sheets_are_forked: None) -> Theodore:
    """The command, in this process."""

    def call(*arguments: str | Path) -> Said:
        capfd.readouterr()
        code = main([str(argument) for argument in arguments])
        said = capfd.readouterr()
        return Said(code, said.out, said.err)

    return call


PLENTY = 1_000_000


@pytest.fixture(scope="session")
def served() -> Iterator[Emulator]:
    """Google Sheets on loopback, without a quota that would be spent by all tests together."""
    config = SheetsConfig(
        reads_per_minute=PLENTY, writes_per_minute=PLENTY, project_reads=PLENTY, project_writes=PLENTY
    )
    with running(config) as emulator:
        yield emulator


@pytest.fixture
def google(served: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """The same, where the settings lead to."""
    environment(served, tmp_path, monkeypatch)
    served.calls.clear()
    return served


@dataclass(frozen=True, slots=True)
class Past:
    """A folder with a run's journal, table and sheet."""

    folder: Path
    report: Report

    @property
    def flags(self) -> tuple[str, str]:
        return "--journal-folder", str(self.folder)


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    """A run that has ended: two of its companies failed, one needed a retry, one has a hostile name."""
    folder = tmp_path_factory.mktemp("past")
    return Past(folder, make_run(folder))
