"""`theodore farm sheets`: a Google Sheet on this machine, served by itself."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Theodore
from tests.cli.processes import COMMAND, LIMIT_S, read_until
from tests.farm.sheets.caller import send
from theodore.cli.farm import sheet_command


def test_it_says_how_to_run_against_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")  # a path of any length in one line
    (tmp_path / "leads.csv").write_text("Company,Website\nAcme,acme.test\n", encoding="utf-8")
    serving = subprocess.Popen(
        [*COMMAND, "farm", "sheets", str(tmp_path / "leads.csv"), "--out", str(tmp_path / "google")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert serving.stdout is not None
    said = read_until(serving.stdout.fileno(), "--google-key")
    assert "Serving a Google Sheet of 1 company on 127.0.0.1 until Ctrl-C." in said
    assert "60 reads and 60 writes a minute" in said
    serving.send_signal(signal.SIGINT)
    _, complaints = serving.communicate(timeout=LIMIT_S)
    assert (serving.returncode, complaints) == (0, b"")
    assert (tmp_path / "google" / "robot.json").is_file()
    assert (tmp_path / "google" / "report.json").is_file()


def test_a_program_can_read_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("Company,Website\nAcme,acme.test\n", encoding="utf-8")
    serving = subprocess.Popen(
        [*COMMAND, "farm", "sheets", "leads.csv", "--out", "google", "--json", "--minute", "6", "--faults", "0.5"],
        stdout=subprocess.PIPE,
        cwd=tmp_path,
    )
    assert serving.stdout is not None
    said = json.loads(read_until(serving.stdout.fileno(), "}\n"))
    assert said["key_file"] == str(tmp_path / "google" / "robot.json")
    assert (said["tab"], said["minute_s"]) == ("Companies", 6)
    assert "acme.test" in send(said["api_base"], "GET", said["page"].removeprefix(said["api_base"])).body
    serving.send_signal(signal.SIGTERM)
    serving.communicate(timeout=LIMIT_S)
    assert serving.returncode == 0


@pytest.mark.parametrize(
    ("more", "words"),
    [
        pytest.param({}, [], id="a table of one's own"),
        pytest.param(
            {"resolve": "a b/resolve.txt", "authority": "a b/authority.pem"},
            ["--resolve-file 'a b/resolve.txt'", "--ca-file 'a b/authority.pem'"],
            id="the demo web's",
        ),
    ],
)
def test_the_command_to_copy(more: dict[str, Any], words: list[str]) -> None:
    said = {"api_base": "http://127.0.0.1:1", "sheet": "https://x.test/d/1/edit", "key_file": "key.json"}
    command = sheet_command({"resolve": None, "authority": None, **said, **more})
    assert command.startswith("THEODORE_SHEETS__API_BASE=http://127.0.0.1:1 ")
    assert "run https://x.test/d/1/edit --google-key key.json" in command
    assert all(word in command for word in words)
    assert ("--ca-file" in command) is bool(more)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["nowhere"], "Start `theodore farm serve` in another terminal", id="nothing there"),
        pytest.param(["full"], "has no companies.csv", id="another folder"),
        pytest.param(["x.csv", "--out", "full"], "full holds files that are not those of", id="among somebody's files"),
        pytest.param(["x.csv", "--minute", "0"], "minute_s is 0", id="no minute"),
        pytest.param(["x.csv", "--faults", "2"], "--faults", id="more faults than calls"),
    ],
)
def test_what_cannot_be_served_is_said(theodore: Theodore, tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "x.csv").write_text("Company,Website\nAcme,acme.test\n", encoding="utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine", encoding="utf-8")
    said = theodore("farm", "sheets", *arguments)
    assert said.code == 2
    assert words in said.err
    assert not said.out
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]
