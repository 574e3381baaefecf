"""A Google Sheets on loopback, which applies what is asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.farm.sheets.caller import Caller
from theodore.farm.sheets import Emulator, SheetsConfig, running


@pytest.fixture(scope="session")
def google() -> Iterator[Emulator]:
    plenty = 1_000_000
    config = SheetsConfig(
        reads_per_minute=plenty, writes_per_minute=plenty, project_reads=plenty, project_writes=plenty
    )
    with running(config) as emulator:
        yield emulator


@pytest.fixture(scope="session")
def caller(google: Emulator) -> Caller:
    return Caller(google)
