"""Switching fields off, from flag, environment and file to journal, coverage and words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Theodore
from tests.cli.processes import site
from tests.cli.test_extract_pages import company, file_of
from tests.cli.test_extract_run import make_run, sheet, sql
from theodore.cli.flags import FLAGS, as_settings
from theodore.settings import load


def extracted(theodore: Theodore, tmp_path: Path, *flags: str) -> Any:
    said = theodore("extract", "--pages", file_of(tmp_path, company()), "--workers", "1", *flags)
    assert said.code == 0, said.err
    return json.loads(said.out)


@pytest.mark.parametrize(
    ("flags", "environment", "file"),
    [
        pytest.param(("--without", "emails", "--without", "Founding Year"), "", "", id="flags, by name and by header"),
        pytest.param((), "emails, founding_year", "", id="the environment"),
        pytest.param((), "", '[fields]\noff = ["emails", "founding_year"]\n', id="the file"),
        pytest.param(("--without", "emails,founding_year"), "phones", "", id="a flag beats the environment"),
    ],
)
def test_off(
    theodore: Theodore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    flags: tuple[str, ...],
    environment: str,
    file: str,
) -> None:
    monkeypatch.setenv("THEODORE_FIELDS__OFF", environment)
    Path("theodore.toml").write_text(file, encoding="utf-8")
    found = extracted(theodore, tmp_path, *flags)
    assert not {"emails", "founding_year"} & found["profile"].keys()
    assert (found["blanks"]["emails"], found["blanks"]["founding_year"]) == ("disabled", "disabled")
    assert found["profile"]["phones"] == ["+49301234567"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        pytest.param("emials", "did you mean emails?", id="a misspelling"),
        pytest.param("field_coverage", "no fact that can be switched off", id="a measure of ours"),
    ],
)
def test_a_name_that_is_none(theodore: Theodore, tmp_path: Path, name: str, says: str) -> None:
    said = theodore("extract", "--pages", file_of(tmp_path, company()), "--without", name)
    assert (said.code, said.out) == (2, "")
    assert f"The setting fields.off is wrong: no fact that can be switched off is called {name!r}" in said.err
    assert says in said.err


def test_a_run_leaves_them_out_and_counts_the_rest(theodore: Theodore, tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("Company,Website\nFine,fine.test\n", encoding="utf-8")
    with site() as served:
        said = theodore(
            *("run", "leads.csv", "--allow-private-addresses", "--workers", "1", "--json", "--without", "emails"),
            *served.flags("fine.test"),
        )
    assert said.code == 0, said.err
    by_field = said.json["field_coverage"]["by_field"]
    assert "emails" not in by_field
    assert by_field["official_name"] == 1
    shown = theodore("show", "Fine").out
    assert "info@fine.test" not in shown
    assert "switched off: Emails" in shown
    told = theodore("show", "Fine", "--json").json
    filled = [name for name in told["profile"] if name in by_field]
    assert told["coverage"] == pytest.approx(len(filled) / len(by_field))
    [(settings,)] = sql(tmp_path / "data", "SELECT settings FROM runs")
    assert json.loads(settings)["off"] == ["emails"]


def test_pages_worked_out_anew_without_a_field_lose_it(theodore: Theodore, tmp_path: Path) -> None:
    make_run(tmp_path)
    flags = ("--journal-folder", tmp_path, "--workers", "1", "--json")
    told = theodore("extract", "last", *flags, "--without", "founding_year").json
    assert told["fields"]["founding_year"] == {"filled": 0, "emptied": 3, "changed": 0}
    assert {row["Founding Year"] for row in sheet(tmp_path)} == {""}
    # other rules are not gone on with, but begun anew
    told = theodore("extract", "last", *flags).json
    assert (told["done_before"], told["fields"]["founding_year"]["filled"]) == (0, 3)


def test_the_flag_is_a_setting_like_others() -> None:
    given = {flag.parameter: None for flag in FLAGS} | {"fields_off": ["emails"]}
    assert load(as_settings(FLAGS, given)).fields.off == ("emails",)
