"""A journal in a file of its own, copied from one that was made once: making tables takes longer than most tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from theodore.store.journal import Journal


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty journal, closed."""
    path = tmp_path_factory.mktemp("template") / "journal.db"
    Journal.open(path).close()
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a journal may be made."""
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path: Path, template: Path) -> Iterator[Journal]:
    """An empty journal, open."""
    shutil.copy(template, path)
    with Journal.open(path) as opened:
        yield opened
