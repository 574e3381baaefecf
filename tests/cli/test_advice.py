"""The advice for a failure can be followed: it names flags and commands that there are, and no others."""

from __future__ import annotations

import re

import pytest

from theodore.cli.app import COMMANDS
from theodore.cli.flags import FLAGS
from theodore.model.errors import Reason

KNOWN_FLAGS = {name for flag in FLAGS for names in flag.names for name in names.split("/")} | {"--preset"}


@pytest.mark.parametrize("reason", list(Reason), ids=lambda reason: f"{reason.type}/{reason.label}")
def test_its_flags_and_commands_are_there(reason: Reason) -> None:
    assert set(re.findall(r"--[a-z-]+", reason.advice)) <= KNOWN_FLAGS
    assert set(re.findall(r"theodore ([a-z]+)", reason.advice)) <= set(COMMANDS)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        pytest.param(r"\bstatus\b", "a cell of the sheet is not read as a wish", id="a status that is set"),
        pytest.param(r"run (the|a) row", "a command does a table, never one row of it", id="one row"),
        pytest.param(r"\bresume\b", "what has failed is not taken up by a resumed run", id="resuming"),
        pytest.param(r"^Check the proxy", "no setting names a proxy", id="a proxy of ours"),
    ],
)
def test_it_promises_nothing_that_is_not_there(words: str, why: str) -> None:
    assert [reason for reason in Reason if re.search(words, reason.advice, re.IGNORECASE)] == [], why
