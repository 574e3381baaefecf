"""`python -m theodore.farm`, as a person starts and stops it."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.farm.visitor import Visitor, read_truths
from theodore.farm import FarmConfig, Paths, serve
from theodore.farm.__main__ import main
from theodore.farm.files import COLUMNS
from theodore.farm.folder import claim_folder
from theodore.model.errors import ConfigurationError

_COMMAND = [sys.executable, "-m", "theodore.farm", "--sites", "12", "--scale", "20", "--latency", "zero", "--log"]


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [*_COMMAND, "--share", "healthy=1", "--out", str(tmp_path / "new" / "web")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as started:
        yield started
        started.kill()


def _announced(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout
    announcement: dict[str, Any] = json.loads(process.stdout.readline())
    return announcement


def _paths(announcement: dict[str, Any]) -> Paths:
    names = ("companies", "resolve", "authority", "truth", "report")
    return Paths(**{name: Path(announcement[name]) for name in names})


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
async def test_it_announces_itself_serves_and_leaves_a_report(
    process: subprocess.Popen[str], stop: signal.Signals
) -> None:
    announcement = _announced(process)
    paths = _paths(announcement)
    assert (announcement["sites"], announcement["scale"]) == (12, 20.0)
    assert announcement["http_port"] != announcement["https_port"]
    truths = read_truths(paths)
    async with Visitor(paths) as visitor:
        assert (await visitor.get(f"{truths[3]['final_origin']}/")).status == 200
    process.send_signal(stop)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 0
    assert json.loads(paths.report.read_text())["requests"] == 1
    assert json.loads(said) == {
        "host": truths[3]["final_origin"].partition("//")[2],
        "path": "/",
        "fault": "healthy",
        "status": 200,
    }


def test_the_table_holds_what_people_write(process: subprocess.Popen[str]) -> None:
    paths = _paths(_announced(process))
    with paths.companies.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    truths = read_truths(paths)
    assert tuple(rows[0]) == COLUMNS
    assert [(row["Company"], row["Website"]) for row in rows] == [(one["name"], one["website"]) for one in truths]
    assert all(row["Country"] for row in rows)
    assert any(row["Notes"] for row in rows)
    assert {row["Priority"] for row in rows} <= {"", "1", "2", "3", "4", "5"}


def test_names_are_mapped_in_the_form_that_clients_take(process: subprocess.Popen[str]) -> None:
    announcement = _announced(process)
    lines = _paths(announcement).resolve.read_text().splitlines()
    site = read_truths(_paths(announcement))[0]["site"]
    assert f"{site}:80=127.0.0.1:{announcement['http_port']}" in lines
    assert f"www.{site}:443=127.0.0.1:{announcement['https_port']}" in lines


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--share", "hale=1"], "slow_start", id="an unknown class names the known ones"),
        pytest.param(["--sites", "0"], "sites is 0", id="no sites"),
        pytest.param(["--scale", "0"], "scale is 0", id="no time"),
    ],
)
def test_a_wrong_argument_is_refused_with_a_reason(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--out", str(tmp_path)]) == 2
    assert said in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert main(["--out", str(file / "below")]) == 2
    assert str(file) in capsys.readouterr().err


def test_a_port_in_use_is_refused(
    process: subprocess.Popen[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = _announced(process)["http_port"]
    assert main(["--out", str(tmp_path / "other"), "--port", str(taken)]) == 2
    assert "in use" in capsys.readouterr().err


def test_a_folder_with_somebodys_files_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "companies.csv").write_text("mine")
    assert main(["--out", str(tmp_path)]) == 2
    assert "holds files" in capsys.readouterr().err
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("companies.csv", "mine")]


@pytest.mark.parametrize("before", [["folder"], []], ids=["an empty folder", "a new one"])
def test_a_folder_of_its_own_is_used_again(tmp_path: Path, before: list[str]) -> None:
    for name in before:
        (tmp_path / name).mkdir()
    folder = tmp_path / "folder"
    claim_folder(folder)
    (folder / "companies.csv").write_text("its own")
    claim_folder(folder)
    with pytest.raises(ConfigurationError, match="holds files that are not those of `theodore demo`"):
        claim_folder(folder, ".theodore-demo", "theodore demo")


async def test_it_serves_inside_a_program_until_a_signal_comes(tmp_path: Path) -> None:
    announced: list[dict[str, Any]] = []

    def stop(announcement: dict[str, Any]) -> None:
        announced.append(announcement)
        os.kill(os.getpid(), signal.SIGTERM)

    await serve(FarmConfig(sites=2), tmp_path / "web", stop)
    assert json.loads(_paths(announced[0]).report.read_text())["violations"]["early"] == {}


async def test_a_cancelled_farm_leaves_its_report_too(tmp_path: Path) -> None:
    announced: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    serving = asyncio.create_task(serve(FarmConfig(sites=2), tmp_path, announced.put_nowait))
    announcement = await asyncio.wait_for(announced.get(), 10)
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert json.loads(_paths(announcement).report.read_text())["requests"] == 0


def test_the_port_for_https_in_use_is_refused_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["--out", str(tmp_path), "--port", str(taken.getsockname()[1] - 1)]) == 2
    assert "in use" in capsys.readouterr().err
