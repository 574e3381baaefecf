"""A small farm, served on the test's own loop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.farm.visitor import Visitor, read_truths
from theodore.farm import Farm, FarmConfig, Paths, write_files


@dataclass
class Stand:
    """A farm with its files and a client."""

    farm: Farm
    paths: Paths
    truths: list[dict[str, Any]]
    visitor: Visitor


StandMaker = Callable[[FarmConfig], AbstractAsyncContextManager[Stand]]


@pytest.fixture
def stand(tmp_path: Path) -> StandMaker:
    @asynccontextmanager
    async def make(config: FarmConfig) -> AsyncIterator[Stand]:
        async with Farm(config, tmp_path) as farm:
            paths = write_files(farm, tmp_path)
            async with Visitor(paths) as visitor:
                yield Stand(farm, paths, read_truths(paths), visitor)

    return make
