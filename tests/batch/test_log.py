"""Events that are logged, and what is loaded for them."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from theodore.batch.log import get_logger

_CRAWLS = """
import sys
import theodore.batch.single, theodore.batch.runner
from theodore.batch.log import get_logger
get_logger("theodore.batch.runner").debug("unheard", company="Acme")
print("structlog" in sys.modules)
get_logger("theodore.batch.runner").warning("heard", company="Acme")
print("structlog" in sys.modules)
"""


def test_what_logs_is_loaded_for_the_first_event_that_somebody_hears() -> None:
    command = [sys.executable, "-c", _CRAWLS]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False", "True"]


@pytest.mark.parametrize(
    ("level", "told"),
    [
        pytest.param(logging.DEBUG, ["event=small company=Acme", "event=large company=Acme"], id="all of it"),
        pytest.param(logging.WARNING, ["event=large company=Acme"], id="no details"),
        pytest.param(logging.CRITICAL, [], id="hardly anything"),
    ],
)
def test_an_event_is_a_line_of_names_and_values(caplog: pytest.LogCaptureFixture, level: int, told: list[str]) -> None:
    log = get_logger("theodore.batch.of_this_test")
    with caplog.at_level(level, "theodore.batch.of_this_test"):
        log.debug("small", company="Acme")
        log.warning("large", company="Acme")
    assert [record.getMessage() for record in caplog.records] == told


@pytest.mark.parametrize(
    ("level", "has_traceback"),
    [pytest.param(logging.INFO, True, id="details"), pytest.param(logging.WARNING, False, id="no details")],
)
def test_a_traceback_is_for_those_who_want_details(
    caplog: pytest.LogCaptureFixture, level: int, has_traceback: bool
) -> None:
    log = get_logger("theodore.batch.of_this_test")
    with caplog.at_level(level, "theodore.batch.of_this_test"):
        try:
            int("a")
        except ValueError as error:
            log.exception("attempt_raised", error=type(error).__name__)
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage() == "event=attempt_raised error=ValueError"
    assert bool(record.exc_info) is has_traceback


def test_there_are_no_events_of_a_level_that_nobody_knows() -> None:
    with pytest.raises(AttributeError, match="shout"):
        get_logger("theodore.batch.of_this_test").shout("hello")
