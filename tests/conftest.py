"""What every test stands on.

Hypothesis runs steadily by default: the same examples each time, no deadline, so that a slow machine or an unlucky
draw fails nobody's change. `HYPOTHESIS_PROFILE=search` looks further, with new examples each time.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.batch.forks import Forks
    from theodore.batch.deliver import SheetWriter

# tests that press Ctrl-C mean a terminal's; in the background of a shell it is ignored, by those that are started too
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if signal.getsignal(signal.SIGQUIT) is signal.SIG_IGN:
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)

settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # a busy machine is not a fault of the test
)
settings.register_profile("search", settings.get_profile("steady"), derandomize=False, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session")
def _forks() -> Iterator[Forks]:
    from tests.batch.forks import Forks

    forks = Forks()
    yield forks
    forks.close()


@pytest.fixture
def sheets_are_forked(_forks: Forks, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that writes a job's sheet is forked, not started: see tests/batch/forks.py."""

    async def launch(writer: SheetWriter) -> object:
        return await _forks.launch(writer)

    monkeypatch.setattr("theodore.batch.deliver.SheetWriter._launch", launch)
