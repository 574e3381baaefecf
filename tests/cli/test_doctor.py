"""Everything a run stands on is looked at before it, and nothing is changed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.batch.jobs import companies
from tests.cli.conftest import Past, Theodore
from tests.net.google.server import ROBOT, service_account
from tests.sheets.workbooks import book
from theodore.store.journal import Journal


def test_all_is_well(theodore: Theodore, tmp_path: Path) -> None:
    source = companies(tmp_path, ["Acme", "Other"])
    said = theodore("doctor", source, "--contact", "me@example.com")
    assert said.code == 0, said.out
    for words in ("theodore", "Python", "2 rows", "name in 'Company'", "website in 'Website'", "me@example.com"):
        assert words in " ".join(said.out.split()), words
    assert str(tmp_path / "leads.theodore.xlsx") in said.out.replace("\n", "")
    assert [path.name for path in tmp_path.iterdir()] == ["leads.csv"]


def test_of_a_workbook_the_tab_is_named(theodore: Theodore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book(tmp_path / "leads.xlsx", {"Notes": [("x",)], "Leads": [("Company", "Website"), ("Acme", "a.test")]})
    monkeypatch.chdir(tmp_path)  # a long path would be broken within
    said = theodore("doctor", "leads.xlsx")
    words = " ".join(said.out.split())
    assert said.code == 0, said.out
    assert "leads.xlsx, tab 'Leads': 1 row, name in 'Company'" in words
    assert "The tab 'Leads' is read, and no other ('Notes')" in words


GOOD = "Company,Website\nAcme,acme.test\n"


@pytest.mark.parametrize(
    ("content", "flags", "words"),
    [
        pytest.param(None, [], "leads.csv", id="no table"),
        pytest.param("", [], "empty", id="an empty table"),
        pytest.param("Company,Country\nAcme,DE\n", [], "website", id="no column of websites"),
        pytest.param(GOOD, ["--to", "x.pdf"], "results are written as", id="no such sheet"),
        pytest.param(GOOD, ["--to", "leads.csv"], "the table of companies", id="onto itself"),
        pytest.param(GOOD, ["--ca-file", "none.pem"], "none.pem", id="no authority"),
        pytest.param(GOOD, ["--resolve-file", "none.txt"], "none.txt", id="no names"),
        pytest.param(GOOD, ["--resolve", "nonsense"], "nonsense", id="a faulty override"),
        pytest.param(GOOD, ["--journal-folder", "leads.csv"], "may not be written", id="no folder"),
    ],
)
def test_what_is_wrong_is_said(
    theodore: Theodore, tmp_path: Path, content: str | None, flags: list[str], words: str
) -> None:
    source = tmp_path / "leads.csv"
    if content is not None:
        source.write_text(content)
    said = theodore("doctor", "leads.csv", *flags)
    assert said.code == 2
    assert words in said.out
    report = theodore("doctor", "leads.csv", *flags, "--json").json
    assert report["ok"] is False
    assert any(check["result"] == "bad" for check in report["checks"])


@pytest.mark.parametrize(
    ("path", "flags", "code", "words"),
    [
        pytest.param("chromium", [], 0, "chromium, for pages that are made by their scripts", id="it is there"),
        pytest.param("chromium", ["--render", "never"], 0, "rendering is switched off", id="it is not wanted"),
        pytest.param("none", [], 2, "no program that can be started", id="it is not where it was said to be"),
    ],
)
def test_the_browser_is_looked_for(
    theodore: Theodore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    flags: list[str],
    code: int,
    words: str,
) -> None:
    (tmp_path / "chromium").touch(0o755)
    monkeypatch.setenv("THEODORE_BROWSER__PATH", str(tmp_path / path))
    said = theodore("doctor", *flags)
    assert said.code == code
    assert words in " ".join(said.out.split())


def test_without_a_browser_what_to_install_is_said(theodore: Theodore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("theodore.cli.doctor.why_not", lambda _: "install Chromium")
    said = theodore("doctor")
    assert said.code == 0
    assert "stay unread; install Chromium" in " ".join(said.out.split())


def google(report: dict[str, Any]) -> dict[str, str]:
    return next(check for check in report["checks"] if check["name"] == "Google")


def test_without_a_google_key_all_is_well(theodore: Theodore) -> None:
    said = theodore("doctor", "--json")
    assert said.code == 0
    assert google(said.json)["result"] == "good"
    assert "no key, which only a Google Sheet needs" in google(said.json)["found"]


@pytest.mark.parametrize("way", ["flag", "setting", "variable", "gcloud"])
def test_whose_google_access_is_found_is_said(
    theodore: Theodore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    (tmp_path / "gcloud").mkdir()
    path = tmp_path / ("gcloud/application_default_credentials.json" if way == "gcloud" else "key.json")
    path.write_text(json.dumps(service_account("https://oauth2.googleapis.com/token")))
    if way == "setting":
        monkeypatch.setenv("THEODORE_SHEETS__KEY_FILE", str(path))
    elif way == "variable":
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(path))
    said = theodore("doctor", *(["--google-key", path] if way == "flag" else []), "--json")
    assert said.code == 0
    assert google(said.json)["result"] == "good"
    assert google(said.json)["found"].startswith(f"service account {ROBOT}, from {path}")
    assert "PRIVATE" not in said.out


@pytest.mark.parametrize(
    ("way", "result", "code"),
    [
        pytest.param("--google-key", "bad", 2, id="what was given to us has to be good"),
        pytest.param("GOOGLE_APPLICATION_CREDENTIALS", "note", 0, id="what is there for others need not"),
    ],
)
def test_a_google_key_that_is_not_good_is_said(
    theodore: Theodore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, result: str, code: int
) -> None:
    path = tmp_path / "key.json"
    path.write_text('{"installed": {"client_secret": "hunter2"}}')
    if way.startswith("-"):
        said = theodore("doctor", way, path, "--json")
    else:
        monkeypatch.setenv(way, str(path))
        said = theodore("doctor", "--json")
    assert (said.code, google(said.json)["result"]) == (code, result)
    named_by = "" if way.startswith("-") else f" ({way})"
    assert google(said.json)["found"].startswith(f"{path}{named_by}: ")
    assert "OAuth client ID" in google(said.json)["found"]
    assert "hunter2" not in said.out


def test_a_key_is_not_sent_to_just_anybody(theodore: Theodore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEODORE_SHEETS__API_BASE", "http://sheets.example")
    said = theodore("doctor")
    assert said.code == 2
    assert "sheets.api_base is wrong: write https://" in said.err
    assert "THEODORE_SHEETS__API_BASE" in said.err


def test_a_wrong_setting_is_refused(theodore: Theodore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEODORE_RETRY__MAX_RETRIES", "many")
    said = theodore("doctor")
    assert said.code == 2
    assert "THEODORE_RETRY__MAX_RETRIES" in said.err


def test_a_variable_that_sets_nothing_is_named(theodore: Theodore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEODORE_FOO", "1")
    monkeypatch.setenv("THEODORE_CRAWL__MAX_PAGES", "")
    said = theodore("doctor")
    assert said.code == 0
    assert "THEODORE_FOO sets nothing" in said.out
    assert theodore("doctor", "--json").json["settings"]["crawl.max_pages"]["origin"] == "default"


def test_settings_say_where_they_come_from(theodore: Theodore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "theodore.toml").write_text("[retry]\nmax_retries = 5\n")
    monkeypatch.setenv("THEODORE_TIMEOUTS__DEFAULT", "40")
    settings = theodore("doctor", "--max-pages", "3", "--json").json["settings"]
    assert settings["retry.max_retries"] == {"value": 5, "origin": "theodore.toml"}
    assert settings["timeouts.default"] == {"value": 40.0, "origin": "environment"}
    assert settings["crawl.max_pages"] == {"value": 3, "origin": "flag"}
    assert settings["crawl.max_page_bytes"]["origin"] == "default"


def test_an_unfinished_run_is_named(theodore: Theodore, tmp_path: Path) -> None:
    source = tmp_path / "leads.csv"
    source.write_text("Company,Website\nA,\nB,\n")
    theodore("run", source, "--max-companies", "1", "--quiet")
    said = theodore("doctor", source)
    assert said.code == 0, said.out
    assert "is not finished" in said.out


def test_a_journal_is_opened(theodore: Theodore, past: Past) -> None:
    assert "1 run" in theodore("doctor", *past.flags).out


def test_a_journal_of_an_earlier_version_is_no_fault(theodore: Theodore, tmp_path: Path) -> None:
    path = tmp_path / "default.sqlite"
    Journal.open(path).close()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '0000'")
    said = theodore("doctor", "--journal-folder", tmp_path)
    assert said.code == 0, said.out
    assert "the next run brings it up to date" in " ".join(said.out.split())


def test_a_file_that_is_no_journal_is_found_out(theodore: Theodore, tmp_path: Path) -> None:
    (tmp_path / "default.sqlite").write_text("this is no database")
    said = theodore("doctor", "--journal-folder", tmp_path)
    assert said.code == 2
    assert "journal" in said.out
