"""Google Sheets on loopback, and a journal beside; both take longer to make than most tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.batch.live.desk import JOURNAL
from theodore.farm.sheets.config import SheetsConfig
from theodore.farm.sheets.emulator import Emulator, running
from theodore.store.journal import Journal

PLENTY = 1_000_000
NO_QUOTAS = SheetsConfig(reads_per_minute=PLENTY, writes_per_minute=PLENTY, project_reads=PLENTY, project_writes=PLENTY)


@pytest.fixture(scope="session")
def google() -> Iterator[Emulator]:
    """One without quotas or faults of its own; each test adds a spreadsheet to it."""
    with running(NO_QUOTAS) as emulator:
        yield emulator


@pytest.fixture(scope="session")
def empty_journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("live") / JOURNAL
    Journal.open(path).close()
    return path


@pytest.fixture(autouse=True)
def _journal(tmp_path: Path, empty_journal: Path) -> None:
    shutil.copy(empty_journal, tmp_path / JOURNAL)
