"""A run that names nobody says so, and how to; one that does says nothing of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batch.jobs import companies
from tests.cli.conftest import Theodore

UNNAMED = "Nobody is named to the sites that are visited"
WAYS = ("--contact you@example.com", "THEODORE_NETWORK__CONTACT", "contact under [network] in theodore.toml")
QUICK = ("--resolve", "acme.test=127.0.0.1:9", "--max-retries", "0", "--workers", "1")


def test_a_run_without_a_contact_says_once_in_one_line_how_to_give_one(theodore: Theodore, tmp_path: Path) -> None:
    said = theodore("run", companies(tmp_path, ["Acme"]), *QUICK)
    [line] = [line for line in said.err.splitlines() if UNNAMED in line]
    for way in WAYS:
        assert way in line
    assert UNNAMED not in said.out


def test_so_it_does_beside_json_and_in_doctor(theodore: Theodore, tmp_path: Path) -> None:
    source = companies(tmp_path, ["Acme"])
    said = theodore("run", source, *QUICK, "--json")
    assert said.json["total"] == 1
    assert said.err.count(UNNAMED) == 1
    checked = " ".join(theodore("doctor").out.split())
    for words in (UNNAMED, *WAYS):
        assert words in checked


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(["--contact", "me@example.com"], id="a flag"),
        pytest.param([], id="a file"),
        pytest.param(["--quiet"], id="a file, and quiet"),
    ],
)
def test_with_one_it_says_nothing(theodore: Theodore, tmp_path: Path, given: list[str]) -> None:
    if "--contact" not in given:
        (tmp_path / "theodore.toml").write_text("[network]\ncontact = 'me@example.com'\n", encoding="utf-8")
    assert UNNAMED not in theodore("run", companies(tmp_path, ["Acme"]), *QUICK, *given).err


@pytest.mark.parametrize(
    "flags",
    [
        pytest.param(["--quiet"], id="who wants to hear nothing"),
        pytest.param(["--browser-headers", "--lowest-rung", "headers"], id="who goes out as a browser alone"),
    ],
)
def test_nor_is_it_said_to(theodore: Theodore, tmp_path: Path, flags: list[str]) -> None:
    assert UNNAMED not in theodore("run", companies(tmp_path, ["Acme"]), *QUICK, *flags).err
