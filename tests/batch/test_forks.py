"""The process that forks writers of sheets for the tests."""

from __future__ import annotations

from pathlib import Path

from tests.batch.forks import Forks


async def test_one_that_ended_is_replaced(tmp_path: Path) -> None:
    forks = Forks()
    try:
        for _ in range(2):
            fork = await forks._fork(tmp_path / "journal.sqlite")
            # it says so when it is ready
            assert await fork.stdout.readline()
            fork.kill()
            await fork.wait()
            forks._server.kill()
            forks._server.wait(30)
    finally:
        forks.close()
