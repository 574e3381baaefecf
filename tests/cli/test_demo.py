"""The demo and its web: the whole job on this machine, and nothing left running afterwards."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.processes import COMMAND, LIMIT_S, read_until, start
from theodore.cli.demo import FarmFiles, _farm, demo_settings
from theodore.cli.farm import run_command
from theodore.model.errors import RunError

FILES = FarmFiles(
    *(Path(name) for name in ("companies.csv", "resolve.txt", "authority.pem", "truth.jsonl", "report.json"))
)


def test_every_outcome_is_what_the_web_knows(tmp_path: Path) -> None:
    command = [*COMMAND, "demo", "--sites", "6", "--out", str(tmp_path / "demo"), "--json"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=2 * LIMIT_S, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    said = json.loads(ended.stdout)
    assert said["total"] == said["verdict"]["sites"] == 6
    assert said["verdict"] == {
        "right": True,
        "sites": 6,
        "obtainable": said["verdict"]["obtained"],
        "obtained": said["verdict"]["obtained"],
        "differences": [],
        "violations": {},
    }
    assert Path(said["sink"]).is_file()
    assert "A web of 6 companies stands" in ended.stderr


def test_the_demos_times_are_divided_and_nobodys_settings_change_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEODORE_RUN__MAX_COMPANIES", "1")
    monkeypatch.setenv("THEODORE_RETRY__MAX_RETRIES", "0")
    settings = demo_settings(Path("demo"), FILES, 10)
    times = settings.timeout_config
    assert (times.default, times.simple_sites, times.complex_sites, times.max_timeout) == (3, 2, 6, 12)
    assert times.complex_after == 4
    assert (settings.retry.base_backoff, settings.retry.max_backoff, settings.retry.max_retries) == (0.2, 6, 3)
    assert settings.run.max_companies is None
    assert settings.journal.path == Path("demo/default.sqlite")


def test_who_keeps_no_personal_data_keeps_none_of_a_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    assert demo_settings(Path("demo"), FILES, 10).run.personal_data
    monkeypatch.setenv("THEODORE_RUN__PERSONAL_DATA", "false")
    assert not demo_settings(Path("demo"), FILES, 10).run.personal_data


def test_the_demos_web_ends_with_whoever_started_it(tmp_path: Path) -> None:
    farm = subprocess.Popen(
        [sys.executable, "-m", "theodore.cli.tethered_farm", str(tmp_path), "3", "10", "7"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert farm.stdin is not None
    assert farm.stdout is not None
    said = json.loads(farm.stdout.readline())
    farm.stdin.close()
    assert farm.wait(LIMIT_S) == 0
    assert Path(said["report"]).is_file()
    farm.stdout.close()


def test_an_interrupted_demo_does_not_promise_to_go_on(tmp_path: Path) -> None:
    demo = start("demo", "--sites", "40", "--scale", "1", "--out", tmp_path / "demo")
    assert demo.stderr is not None
    said = read_until(demo.stderr.fileno(), " completed ")
    demo.send_signal(signal.SIGINT)
    _, rest = demo.communicate(timeout=LIMIT_S)
    said += rest.decode()
    assert demo.returncode == 130, said
    assert "interrupted; the next demo begins anew" in said
    assert "the same command" not in said.lower()


@pytest.mark.parametrize("module", ["queue", "json", "theodore"])
def test_the_demos_web_loads_nothing_of_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    (tmp_path / f"{module}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close(); raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "web").mkdir()
    with _farm(tmp_path / "web", sites=3, scale=10, seed=7) as files:
        assert files.companies.is_file()
    assert not (tmp_path / "ran").exists()
    assert (tmp_path / "web" / "web.log").read_bytes() == b""


def test_a_web_that_does_not_start_says_why(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    unheard: Any = "many"
    why = r"(?s)did not start:.*invalid literal.*web\.log"
    with pytest.raises(RunError, match=why), _farm(tmp_path, sites=unheard, scale=10, seed=7):
        pass
    assert capfd.readouterr() == ("", "")


def test_farm_serve_says_how_to_run_against_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")  # a path of any length in one line
    farm = subprocess.Popen(
        [*COMMAND, "farm", "serve", "--sites", "3", "--scale", "10", "--out", str(tmp_path / "web")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert farm.stdout is not None
    said = read_until(farm.stdout.fileno(), "--max-backoff 6")
    for name in ("companies.csv", "resolve.txt", "authority.pem", "truth.jsonl"):
        assert (tmp_path / "web" / name).is_file()
        assert name in said
    farm.send_signal(signal.SIGINT)
    _, complaints = farm.communicate(timeout=LIMIT_S)
    assert (farm.returncode, complaints) == (0, b"")
    assert (tmp_path / "web" / "report.json").is_file()


@pytest.mark.parametrize(
    ("scale", "words"),
    [
        pytest.param(1, ["run", "a b.csv"], id="a path with a space can be copied"),
        pytest.param(10, ["--default-timeout", "3"], id="times are divided as the web's are"),
    ],
)
def test_the_command_to_copy(scale: float, words: list[str]) -> None:
    said = {"scale": scale, "companies": "a b.csv", "resolve": "r.txt", "authority": "a.pem"}
    command = run_command(said)
    assert ("'a b.csv'" in command) is True
    assert all(word in command for word in words)
    assert ("--default-timeout" in command) is (scale != 1)
