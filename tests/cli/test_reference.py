"""The reference of the command line is what the commands say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from theodore.cli.app import COMMANDS, command, load
from theodore.cli.reference import render

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"


def _commands() -> Iterator[Any]:
    yield command()
    for name in COMMANDS:
        loaded = load(name)
        yield from (getattr(loaded, "commands", None) or {name: loaded}).values()


def test_the_page_is_up_to_date() -> None:
    expected = render()
    assert PAGE.read_text(encoding="utf-8") == expected, "run: python -m theodore.cli.reference > docs/reference/cli.md"


def test_a_default_of_one_is_a_default() -> None:
    # to Python, 1 equals True
    assert "| `--scale N` | Divides stalls, slow answers and Retry-After. | 1 |" in render()


@pytest.mark.parametrize("found", list(_commands()), ids=lambda found: found.name)
def test_every_parameter_has_help_and_a_name_for_its_value(found: Any) -> None:
    assert found.help
    for parameter in found.params:
        assert parameter.help, parameter.name
        if parameter.param_type_name == "option" and not parameter.is_flag:
            assert parameter.metavar, parameter.name
