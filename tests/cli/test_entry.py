"""Every refusal is a message with its way out and an exit code; nothing of the user's is changed."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
import typer

from tests.cli.conftest import Theodore
from theodore.cli import entry
from theodore.cli.app import COMMANDS, load
from theodore.model.errors import ConfigurationError, IllegalTransition, SinkUnavailable, SourceError


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(None, "leads.csv", id="no file"),
        pytest.param(b"", "empty", id="an empty file"),
        pytest.param(b"Company,Website\n", "no row below the header", id="a header alone"),
        pytest.param(b"Acme,https://acme.test\nOther,https://other.test\n", "header", id="no header"),
        pytest.param(b"PK\x03\x04\x00\x00\x00\x00", "the workbook is damaged", id="a damaged workbook in disguise"),
        pytest.param(b"\x00\x01\x02\xff" * 50, "leads.csv", id="binary"),
        pytest.param(b"Company,Country\nAcme,DE\n", "website", id="a missing column"),
    ],
)
def test_a_table_that_cannot_be_used(theodore: Theodore, tmp_path: Path, content: bytes | None, words: str) -> None:
    source = tmp_path / "leads.csv"
    if content is not None:
        source.write_bytes(content)
    said = theodore("run", source)
    assert said.code == 2
    assert said.err.startswith("Error: ")
    assert words in said.err
    assert not said.out
    assert [path.read_bytes() for path in tmp_path.iterdir()] == ([] if content is None else [content])


def test_a_folder_is_no_table(theodore: Theodore, tmp_path: Path) -> None:
    said = theodore("run", tmp_path)
    assert said.code == 2
    assert "folder" in said.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["run"], "SOURCE", id="no source"),
        pytest.param(["run", "x.csv", "--nope"], "--nope", id="no such flag"),
        pytest.param(["run", "x.csv", "--max-retries", "many"], "--max-retries", id="no number"),
        pytest.param(["run", "x.csv", "--concurrency", "0"], "run.concurrency", id="nothing at once"),
        pytest.param(["run", "x.csv", "--default-timeout", "soon"], "timeouts.default", id="no time"),
        pytest.param(["run", "x.csv", "--preset", "hope"], "hope", id="no such preset"),
        pytest.param(["run", "x.csv", "--resolve", "nonsense"], "nonsense", id="a faulty override"),
        pytest.param(["run", "x.csv", "--ca-file", "none.pem"], "none.pem", id="no authority"),
        pytest.param(["nope"], "nope", id="no such command"),
        pytest.param(["demo", "--out", "full"], "full", id="a folder with somebody's files"),
        pytest.param(["farm", "serve", "--out", "full"], "full", id="a farm among somebody's files"),
        pytest.param(["farm", "serve", "--out", "x.csv"], "x.csv", id="a farm in a file"),
        pytest.param(["demo", "--sites", "0"], "--sites", id="a demo of nothing"),
        pytest.param(["farm", "serve", "--share", "nice=1"], "nice", id="no such class of sites"),
    ],
)
def test_a_wrong_command(theodore: Theodore, tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "x.csv").write_text("Company,Website\nAcme,acme.test\n")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    said = theodore(*arguments)
    assert said.code == 2
    assert words in said.err
    assert "Traceback" not in said.err
    assert not said.out
    assert not list(tmp_path.glob("*.xlsx"))
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["show"], "Usage: theodore show [OPTIONS] COMPANY\n", id="what is required"),
        pytest.param(["status", "--nope"], "Usage: theodore status [OPTIONS] [RUN]\n", id="what may be left out"),
        pytest.param(["export", "last", "--what", "x"], "'--what': 'x' is not one of 'profiles',", id="a choice"),
        pytest.param(["demo", "--sites", "x"], "'--sites': write a whole number", id="a count"),
        pytest.param(["farm", "serve", "--scale", "x"], "'--scale': write a number", id="a number"),
    ],
)
def test_usage_is_in_our_own_words(theodore: Theodore, arguments: list[str], words: str) -> None:
    said = theodore(*arguments)
    assert said.code == 2
    assert words in said.err
    for foreign in ("Value error", "Input should", "{", "[["):
        assert foreign not in said.err


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        pytest.param(ConfigurationError("no such key. Give one."), 2, "Error: no such key. Give one.", id="a setting"),
        pytest.param(SourceError("a.csv", "is empty", "Fill it"), 2, "Error: a.csv: is empty. Fill it", id="a table"),
        pytest.param(SinkUnavailable("the disk is full"), 3, "Error: the disk is full", id="the run cannot go on"),
        pytest.param(KeyboardInterrupt(), 130, "", id="Ctrl-C"),
        pytest.param(IllegalTransition("a -> b"), 3, "a mistake in Theodore", id="a bug of ours"),
        pytest.param(ZeroDivisionError("oh"), 3, "ZeroDivisionError: oh", id="any other bug"),
        pytest.param(OSError("x\x1b[2J"), 3, "OSError: x\ufffd[2J", id="an escape sequence in an error"),
    ],
)
def test_errors_become_codes(
    theodore: Theodore, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, words: str
) -> None:
    class Command:
        def main(self, *_: object, **__: object) -> None:
            raise error

    monkeypatch.setattr(entry, "command", Command)
    said = theodore("status")
    assert said.code == code
    assert words in said.err
    assert "Traceback" not in said.err


def test_a_broken_pipe_that_is_not_stdouts_is_no_good_end(theodore: Theodore, monkeypatch: pytest.MonkeyPatch) -> None:
    app = typer.Typer(pretty_exceptions_enable=False)

    @app.command()
    def lose_a_worker() -> None:
        raise BrokenPipeError(errno.EPIPE, "the worker has gone")

    monkeypatch.setattr(entry, "command", lambda: typer.main.get_command(app))
    said = theodore()
    assert said.code == 3
    assert "the worker has gone" in said.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["-v", "status"], True, id="before the command"),
        pytest.param(["status", "-v"], True, id="after it"),
        pytest.param(["run", "x.csv", "--verbose"], True, id="in full"),
        pytest.param(["run", "x.csv", "-qv"], True, id="beside another"),
        pytest.param(["status"], False, id="not asked for"),
        pytest.param(["status", "--version-of-mine"], False, id="another flag"),
    ],
)
def test_details_of_a_bug_with_v(
    theodore: Theodore, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: bool
) -> None:
    class Command:
        def main(self, *_: object, **__: object) -> None:
            raise ZeroDivisionError

    monkeypatch.setattr(entry, "command", Command)
    assert ("Traceback" in theodore(*arguments).err) is told


def test_quiet_is_quiet(theodore: Theodore, tmp_path: Path) -> None:
    source = tmp_path / "leads.csv"
    source.write_text("Company,Website\nAcme,\n")
    said = theodore("run", source, "--to", "out.csv", "--quiet")
    assert (said.code, said.out, said.err) == (1, f"{tmp_path / 'out.csv'}\n", "")


def test_help_and_version(theodore: Theodore) -> None:
    assert theodore("--version").out.startswith("theodore 0")
    said = theodore("--help")
    assert said.code == 0
    for name, entry_ in COMMANDS.items():
        assert name in said.out
        assert entry_.summary in " ".join(said.out.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_the_summary_is_the_commands_first_line(name: str) -> None:
    summary = COMMANDS[name].summary.removesuffix(".")
    assert (load(name).help or "").startswith(summary)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help(theodore: Theodore, name: str) -> None:
    said = theodore(name, "--help")
    assert said.code == 0
    assert said.out.startswith(f"Usage: theodore {name}")
