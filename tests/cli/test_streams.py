"""stdout is data, stderr is for people, and the exit code says how it ended: seen from outside the process."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import struct
import subprocess
import termios
from collections.abc import Iterator
from fcntl import ioctl
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.conftest import Past
from tests.cli.processes import COMMAND, LIMIT_S, Site, read_until, run, site, start, table


@pytest.fixture(scope="module")
def web() -> Iterator[Site]:
    with site() as served:
        yield served


def test_a_run_puts_the_sheets_path_on_stdout_and_the_rest_on_stderr(tmp_path: Path, web: Site) -> None:
    source = table(tmp_path, "fine.test")
    ended = run("run", source, *web.flags("fine.test"))
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == f"{tmp_path / 'leads.theodore.xlsx'}\n"
    assert (tmp_path / "leads.theodore.xlsx").is_file()
    for words in ("completed Fine: 1 page", "Success rate", "100%", "Field coverage"):
        assert words in ended.stderr, words
    assert "\x1b" not in ended.stderr


def test_a_run_as_json_is_one_object(tmp_path: Path, web: Site) -> None:
    source = table(tmp_path, "fine.test", "gone.test")
    ended = run("run", source, *web.flags("fine.test"), "--resolve", "gone.test=-", "--base-backoff", "0.1", "--json")
    summary = json.loads(ended.stdout)
    assert ended.returncode == 1
    assert (summary["success"], summary["processed"], summary["failed"]) == (False, 2, 1)
    assert [row["reason"] for row in summary["results"]] == [None, "dns_no_such_name"]
    assert "Success rate" not in ended.stderr


def test_a_closed_stdout_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    ended = run("run", table(tmp_path, "fine.test"), redirected='"$@" >&-')
    assert ended.returncode == 2
    assert "stdout is closed" in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["leads.csv"]


def test_a_closed_stderr_loses_messages_alone(tmp_path: Path, web: Site) -> None:
    ended = run("run", table(tmp_path, "fine.test"), *web.flags("fine.test"), redirected='"$@" 2>&-')
    assert ended.returncode == 0
    assert ended.stdout.endswith("leads.theodore.xlsx\n")


@pytest.mark.parametrize(
    "redirected",
    [
        pytest.param('"$@" 2> /dev/full', id="a full disk"),
        pytest.param('"$@" 2>&1 | head -n 1 > /dev/null; exit ${PIPESTATUS[0]}', id="a reader that has gone"),
    ],
)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_stderr_that_cannot_be_written_stops_nothing(tmp_path: Path, redirected: str) -> None:
    names = [f"gone-{number}.test" for number in range(4)]
    flags = [word for name in names for word in ("--resolve", f"{name}=-")]
    source = table(tmp_path, *names)
    to = tmp_path / "out.csv"
    ended = run("run", source, "--to", to, *flags, "--max-retries", "0", "-v", redirected=redirected, by="bash")
    assert ended.returncode == 1, "every site was visited, and has failed"
    assert to.read_text().count("there is no such domain") == len(names)


@pytest.mark.parametrize("arguments", [["--help"], ["export", "last"], ["status", "last"]])
def test_a_reader_that_has_enough_is_no_error(past: Past, arguments: list[str]) -> None:
    flags = past.flags if arguments != ["--help"] else ()
    command = subprocess.Popen([*COMMAND, *arguments, *flags], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert command.stdout is not None
    command.stdout.close()
    _, said = command.communicate(timeout=LIMIT_S)
    assert (command.returncode, said) == (0, b"")


def test_a_run_whose_reader_has_gone_ends_as_the_run_did(tmp_path: Path) -> None:
    command = start("run", table(tmp_path, "fine.test"), "--resolve", "fine.test=-", "--base-backoff", "0", "--json")
    assert command.stdout is not None
    command.stdout.close()
    _, said = command.communicate(timeout=LIMIT_S)
    assert command.returncode == 1, said
    assert b"Traceback" not in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_behind_stdout_is_said(past: Past) -> None:
    ended = run("export", "last", *past.flags, redirected='"$@" > /dev/full')
    assert ended.returncode == 3
    assert ended.stderr.startswith("Error: stdout: ")
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_and_resumed(tmp_path: Path, number: signal.Signals) -> None:
    with site() as served:
        source = table(tmp_path, "fine.test", "slow.test")
        flags = served.flags("fine.test", "slow.test")
        arguments: list[str | Path] = ["run", source, "--to", tmp_path / "out.csv", *flags]
        command = start(*arguments)
        assert command.stderr is not None
        read_until(command.stderr.fileno(), "completed Fine")
        command.send_signal(number)
        out, said = command.communicate(timeout=LIMIT_S)
        assert command.returncode == 130, said
        assert b"The same command resumes the run" in said
        assert b"interrupted" in said
        assert out.decode() == f"{tmp_path / 'out.csv'}\n"
        if number is signal.SIGTERM:
            return  # resuming is the same after both
        served.wake()
        again = run(*arguments)
    assert again.returncode == 0, again.stderr
    assert "resumed, 1 of 2 rows are done" in again.stderr


def test_ctrl_c_twice_in_a_terminal_ends_it_without_a_traceback_and_loses_nothing(tmp_path: Path) -> None:
    with site() as served:
        source = table(tmp_path, "fine.test", "slow.test")
        arguments: list[str | Path] = ["run", source, *served.flags("fine.test", "slow.test")]
        command = start(*arguments)
        assert command.stderr is not None
        read_until(command.stderr.fileno(), "completed Fine")
        # a terminal sends it to all processes of the command
        os.killpg(command.pid, signal.SIGINT)
        read_until(command.stderr.fileno(), "The same command resumes the run")
        os.killpg(command.pid, signal.SIGINT)
        _, said = command.communicate(timeout=LIMIT_S)
        assert (command.returncode, b"Traceback" in said) == (130, False), said
        served.wake()
        again = run(*arguments)
    assert again.returncode == 0, again.stderr
    assert "resumed, 1 of 2 rows are done" in again.stderr


def test_the_top_level_help_loads_no_room() -> None:
    code = (
        "import sys; from theodore.cli import main; main(['--help']);"
        "print(sorted({'sqlalchemy', 'aiohttp', 'pydantic', 'xlsxwriter', 'selectolax'} & set(sys.modules)))"
    )
    ended = run(redirected=f'"{COMMAND[0]}" -c "{code}"')
    assert ended.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(("width", "height"), [(60, 20), (200, 50)])
def test_the_live_table_on_a_terminal(tmp_path: Path, width: int, height: int) -> None:
    with site() as served:
        source = table(tmp_path, "fine.test", "slow.test")
        ours, theirs = pty.openpty()
        ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        command = subprocess.Popen(
            [*COMMAND, "run", str(source), "--contact", "me@example.com", *served.flags("fine.test", "slow.test")],
            stdout=subprocess.PIPE,
            stderr=theirs,
            env={**environment, "TERM": "xterm-256color"},
        )
        os.close(theirs)
        drawn = read_until(ours, "Under way")
        drawn += read_until(ours, "1 page")
        served.wake()
        drawn += read_until(ours, "Success rate")
        drawn += _rest(ours)
        out, _ = command.communicate(timeout=LIMIT_S)
        os.close(ours)
    assert command.returncode == 0
    assert out.decode() == f"{tmp_path / 'leads.theodore.xlsx'}\n"
    assert "leads.csv → leads.theodore.xlsx" in drawn
    assert max(cell_len(line) for line in _lines(drawn)) <= width
    assert "\x1b[?25h" in drawn, "the cursor was not given back"


def _rest(descriptor: int) -> str:
    """What still comes, to the end."""
    got = b""
    while True:
        try:
            piece = os.read(descriptor, 65_536)
        except OSError:
            return got.decode(errors="replace")
        if not piece:
            return got.decode(errors="replace")
        got += piece


def _lines(drawn: str) -> list[str]:
    """The lines of the drawn screens, without their colours; a command to copy is left to the terminal to break."""
    # each frame begins at the top of a screen of its own, and the report stands on the other
    drawn = drawn.replace("\x1b[H", "\n").replace("\x1b[?1049l", "\n")
    plain = re.sub("\x1b\\[[?0-9;]*[A-Za-z]", "", drawn)
    return [line for line in plain.replace("\r", "\n").splitlines() if "theodore.cli " not in line]
