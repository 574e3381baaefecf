"""Names of tables: no address is ever taken for a path."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from theodore.model.location import called, is_online
from theodore.store.records import TITLE, Run

SHEET = "https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-abcdE"


@pytest.mark.parametrize(
    ("name", "title", "online", "words"),
    [
        pytest.param("/home/ada/leads.csv", "", False, "leads.csv", id="a file, without its folders"),
        pytest.param(SHEET, "Leads 2026", True, "Leads 2026", id="a sheet by its title"),
        pytest.param(SHEET, "", True, "Google Sheet", id="a sheet whose title nobody noted"),
        pytest.param("/docs.google.com/spreadsheets/d/1A", "", False, "1A", id="a folder with a name like an address"),
    ],
)
def test_an_address_is_told_from_a_path(name: str, title: str, online: bool, words: str) -> None:
    assert (is_online(name), called(name, title)) == (online, words)


def _run(source: str, sink: str, **settings: str) -> Run:
    return Run("20260101-1", "key", source, sink, "", (), dict(settings), 0.0, None, "running")


def test_a_run_gives_the_path_of_a_file_alone() -> None:
    in_files = _run("/leads.csv", "/leads.theodore.xlsx")
    assert (in_files.source_file, in_files.sink_file) == (Path("/leads.csv"), Path("/leads.theodore.xlsx"))
    assert (in_files.is_online, in_files.in_place, in_files.called) == (False, False, "leads.csv")
    assert dataclasses.replace(in_files, sink="/leads.csv").in_place
    online = _run(SHEET, SHEET, **{TITLE: "Leads"})
    assert (online.source_file, online.sink_file) == (None, None)
    assert (online.is_online, online.in_place, online.called) == (True, True, "Leads")
