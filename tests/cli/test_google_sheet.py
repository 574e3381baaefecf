"""A Google Sheet on the command line, before anybody is visited: what is refused and how, and what is looked at."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Theodore
from tests.cli.online import Refused, as_copied, refusals, url, with_tabs
from theodore.farm.sheets import Emulator


def _cells(google: Emulator, sheet: str) -> dict[str, list[list[Any]]]:
    """All that stands in a spreadsheet, by its tabs; nothing of one that is not there."""
    with suppress(KeyError):
        return {tab: google.values(sheet, tab) for tab in google.tabs(sheet)}
    return {}


def _commands() -> Iterator[Any]:
    """Each refusal by each command that comes upon it; a dry run only reads."""
    for refusal in refusals():
        (refused,) = refusal.values
        for command in (("run",), ("run", "--json"), ("run", "--dry-run"), ("sheets", "check")):
            if refused.shows_in_reading or "--dry-run" not in command:
                yield pytest.param(refused, command, id=f"{refusal.id}: {' '.join(command)}")


@pytest.mark.parametrize(("refused", "command"), list(_commands()))
def test_what_is_wrong_is_said_before_anybody_is_visited(
    refused: Refused, command: tuple[str, ...], google: Emulator, theodore: Theodore, tmp_path: Path
) -> None:
    sheet = refused.make(google)
    before = _cells(google, sheet)
    said = theodore(*command, as_copied(sheet), *refused.flags)
    assert (said.code, said.out) == (2, "")
    told = said.err.partition("Error: ")[2]
    assert told.startswith(url(sheet))
    at = 0
    for words in refused.words:
        assert words in told[at:], told
        at = told.index(words, at)
    assert _cells(google, sheet) == before
    # what came before was a look: there is no run
    assert not any(call.status == 200 for call in google.calls if call.kind == "write" and command[0] == "run")
    assert theodore("status", "--json").json == []


@pytest.mark.parametrize("command", [("run",), ("sheets", "check")])
@pytest.mark.parametrize(
    ("key", "words"),
    [
        pytest.param(None, "A Google Sheet needs a key, and there is none.", id="no key"),
        pytest.param("", "it is empty. Name the JSON file that Google gave for the account.", id="an empty file"),
        pytest.param("{}", "it has no type that is known", id="some other JSON"),
        pytest.param('{"installed": {}}', "it is an OAuth client ID, not the key of a service account", id="a client"),
        pytest.param("gone", "The key or its account was deleted or disabled; make another key.", id="a deleted key"),
    ],
)
def test_a_wrong_key_is_said_before_anybody_is_visited(
    command: tuple[str, ...],
    key: str | None,
    words: str,
    google: Emulator,
    theodore: Theodore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "key.json"
    if key == "gone":
        file = google.key_file(tmp_path, "gone@emulator.test", known=False)
    elif key is not None:
        file.write_text(key, encoding="utf-8")
    if key is None:
        monkeypatch.delenv("THEODORE_SHEETS__KEY_FILE")
    flags = [] if key is None else ["--google-key", file]
    said = theodore(*command, with_tabs("Companies")(google), *flags)
    assert (said.code, said.out) == (2, "")
    assert words in said.err
    assert theodore("status", "--json").json == []


@pytest.mark.parametrize("command", [("run",), ("run", "--dry-run"), ("sheets", "check")])
def test_a_google_that_does_not_answer_is_wrong_input(
    command: tuple[str, ...], google: Emulator, theodore: Theodore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THEODORE_SHEETS__GIVE_UP_AFTER", "0.5")
    sheet = with_tabs("Companies")(google)
    with google.down():
        said = theodore(*command, sheet)
    assert (said.code, said.out) == (2, "")
    assert "gives no usable answer" in said.err
    assert theodore("status", "--json").json == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(
            ("run", "https://docs.google.com/spreadsheets/d/e/2PACX-1vT0/pubhtml"),
            "this is a published copy of a sheet, which nobody can fill",
            id="a published copy",
        ),
        pytest.param(
            ("run", "https://example.com/leads.csv"),
            "this is an address, but not that of a Google Sheet",
            id="another address",
        ),
        pytest.param(
            ("run", f"https://docs.google.com/spreadsheets/d/{'1' * 44}", "--to", "out.xlsx"),
            "a Google Sheet is filled itself, beside your own columns, so --to out.xlsx has no use",
            id="results elsewhere",
        ),
        pytest.param(("sheets", "check", "leads.csv"), "'leads.csv' names no Google Sheet", id="a file to be checked"),
        pytest.param(("run", "leads.csv"), "leads.csv: there is no such file", id="a file that is not there"),
    ],
)
def test_a_source_that_cannot_be_meant_is_refused(
    words: tuple[str, ...], told: str, google: Emulator, theodore: Theodore
) -> None:
    said = theodore(*words)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert not google.calls


def test_a_hundred_thousand_rows_are_a_table(google: Emulator, theodore: Theodore) -> None:
    rows = [["Company", "Website"], *([f"Company {n}", f"c{n}.test"] for n in range(100_000))]
    said = theodore("sheets", "check", google.add_book({"Companies": rows}), "--json")
    assert (said.code, said.json["rows"]) == (0, 100_000)
    # read whole in few calls, however many rows there are
    assert sum(call.kind == "read" for call in google.calls) == 4


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_check_fits_its_terminal(width: int, google: Emulator, theodore: Theodore, monkeypatch: Any) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    said = theodore("sheets", "check", with_tabs("Companies")(google))
    told, _, command = said.out.rpartition("  Fill it")
    assert max(map(len, told.splitlines())) <= width
    assert command.count("\n") == 1


def test_a_check_names_the_run_that_finds_the_same(google: Emulator, theodore: Theodore, tmp_path: Path) -> None:
    key = google.key_file(tmp_path, "second@emulator.test")
    rows = [["Firm", "Site", "Shop"], ["Fine", "fine.test", "shop.test"]]
    sheet = with_tabs("Leads", "Others", rows=rows, shared={"second@emulator.test": "writer"})(google)
    gid = google.change(sheet, lambda book: book.tabs[1].gid)
    flags = ["--website-column", "Shop", "--columns", "Status,Emails", "--google-key", str(key)]
    said = theodore("sheets", "check", f"{url(sheet)}/edit#gid={gid}", *flags)
    words = shlex.split(said.out.rpartition("  Fill it")[2])
    at = words.index("run")
    # the address of a run leads to no tab, so the tab is named
    told = ["run", url(sheet), "--tab", "Others", *flags]
    assert words[at : at + len(told)] == told
    dry = theodore(*words[at:], "--dry-run", "--json").json
    assert (dry["tab"], dry["fields"], dry["columns"][1]["header"]) == ("Others", ["status", "emails"], "Shop")
