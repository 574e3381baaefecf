"""status, history and show: what the journal knows, for people and for programs."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Past, Theodore
from tests.cli.journals import EVIL
from theodore.store.lock import RunLock


def test_no_run_yet_says_how_to_begin(theodore: Theodore) -> None:
    said = theodore("status")
    assert said.code == 0
    assert "No runs yet" in said.out
    assert "theodore run" in said.out
    assert theodore("status", "--json").json == []


@pytest.mark.parametrize("command", [["status", "last"], ["history", "Acme"], ["show", "Acme"], ["export", "last"]])
def test_asking_about_nothing_is_refused_with_advice(theodore: Theodore, command: list[str]) -> None:
    said = theodore(*command)
    assert said.code == 2
    assert "nothing was run in this workspace yet" in said.err
    assert not said.out


def test_runs_are_listed(theodore: Theodore, past: Past) -> None:
    said = theodore("status", *past.flags)
    assert said.code == 0
    assert past.report.run.id in said.out
    assert "finished" in said.out
    [run] = theodore("status", "--json", *past.flags).json
    assert (run["run_id"], run["state"], run["total"]) == (past.report.run.id, "finished", 5)
    assert (run["counts"]["completed"], run["counts"]["failed"]) == (3, 2)


def test_a_narrow_terminal_gets_a_paragraph_a_run(
    theodore: Theodore, past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    said = theodore("status", *past.flags)
    assert f"{past.report.run.id}  " in said.out
    assert "3 done, 2 failed, 0 left" in said.out
    assert "…" not in said.out
    assert max(map(len, said.out.splitlines())) <= 50
    assert str(past.folder / "out.csv") in said.out.replace("\n  ", "").replace("\n", "")


@pytest.mark.parametrize(
    "command", [["status"], ["status", "last"], ["history", "slow ltd"], ["show", "Acme"], ["doctor", "leads.csv"]]
)
def test_what_goes_to_a_program_is_neither_broken_nor_padded(
    theodore: Theodore, past: Past, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.delenv("COLUMNS")
    monkeypatch.chdir(past.folder)
    said = theodore(*command, *past.flags)
    assert said.code == 0, said.out
    assert [line for line in said.out.splitlines() if line != line.rstrip()] == []


def test_a_run_is_one_line_for_a_program(theodore: Theodore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS")
    folder = tmp_path / ("long " * 20) / ("long " * 20)
    folder.mkdir(parents=True)
    (folder / "leads.csv").write_text("Company,Website\nAcme,\n")
    theodore("run", folder / "leads.csv")
    header, run = theodore("status").out.splitlines()
    assert header.startswith("Run ")
    assert run.endswith(f"{folder / 'leads.csv'} → {folder / 'leads.theodore.xlsx'}")
    assert str(folder / "leads.theodore.xlsx") in theodore("status", "last").out


@pytest.mark.parametrize("name", ["last", "id", "prefix"])
def test_a_run_is_found_by_its_names(theodore: Theodore, past: Past, name: str) -> None:
    run_id = past.report.run.id
    said = theodore("status", {"last": "last", "id": run_id, "prefix": run_id[:6]}[name], *past.flags)
    assert said.code == 0
    assert run_id in said.out


def test_a_run_that_is_not_there_names_those_that_are(theodore: Theodore, past: Past) -> None:
    said = theodore("status", "19990101-1", *past.flags)
    assert said.code == 2
    assert past.report.run.id in said.err


def test_the_report_has_every_figure(theodore: Theodore, past: Past) -> None:
    said = theodore("status", "last", *past.flags)
    for words in (
        "3 completed, 2 failed",
        "Success rate",
        "60.0%",
        "companies an hour",
        "1 retry",
        "1 timeout",
        "1 TLS error",
        "certificate_expired 1",
        "Expired Inc",
        "The site's owner has to renew it.",
        "http_404 1",
        "Slowest sites",
        "Slow Ltd",
        "Field coverage",
        "mean",
        "best",
        "worst",
        "Founding Year",
        "theodore show",
        "theodore history",
        "theodore export",
    ):
        assert words in said.out, words


def test_the_status_of_a_run_as_json(theodore: Theodore, past: Past) -> None:
    found = theodore("status", "last", "--json", *past.flags).json
    assert found["statistics"]["by_reason"] == {"ssl_error/certificate_expired": 1, "not_found/http_404": 1}
    assert found["field_coverage"]["by_field"]["founding_year"] == 1.0
    assert "results" not in found


def test_history_shows_each_attempt(theodore: Theodore, past: Past) -> None:
    said = theodore("history", "slow ltd", *past.flags)
    assert said.code == 0
    for words in (" 1. ", " 2. ", "retry", "completed", "timeout/attempt_deadline", "of 30 s", "of 1 m 30 s", "waited"):
        assert words in said.out, words


def test_history_of_a_failure_ends_with_advice(theodore: Theodore, past: Past) -> None:
    said = theodore("history", "broken-ag.test", *past.flags)
    assert "not_found/http_404 (status 404): no such page" in said.out
    assert "Check the address, or give the home page alone." in said.out


def test_history_as_json(theodore: Theodore, past: Past) -> None:
    found = theodore("history", "Slow Ltd", "--json", *past.flags).json
    assert [attempt["outcome"] for attempt in found["attempts"]] == ["retry", "completed"]
    assert [attempt["deadline"] for attempt in found["attempts"]] == [30.0, 90.0]


def test_show_has_facts_proofs_and_blanks(theodore: Theodore, past: Past) -> None:
    said = theodore("show", "acme", *past.flags)
    assert said.code == 0
    for words in (
        "Founding Year: 1999",
        "“founded in 1999",
        "https://acme.test/",
        "80% sure",
        "Missing",
        "not published on the pages that were read: Phones",
        "the page that would say it was not reached: Leadership Team",
        "not looked for in that run, or removed by `theodore forget`: Industry",
    ):
        assert words in said.out, words


def test_show_of_a_failure_shows_its_history(theodore: Theodore, past: Past) -> None:
    said = theodore("show", "Expired Inc", *past.flags)
    assert said.code == 0
    assert "ssl_error/certificate_expired" in said.out
    assert "No facts" in said.out


def test_show_as_json_keeps_types(theodore: Theodore, past: Past) -> None:
    found = theodore("show", "acme.test", "--json", *past.flags).json
    assert found["profile"]["founding_year"] == 1999
    assert found["blanks"]["phones"] == "not_published"
    assert {proof["field"] for proof in found["evidence"]} == {"official_name", "founding_year", "emails"}


def test_a_record_id_finds_its_row(theodore: Theodore, past: Past) -> None:
    result = past.report.summary["results"][0]
    assert theodore("show", result["record_id"], "--json", *past.flags).json["company_name"] == "Acme"


def test_the_website_itself_is_meant_before_its_pages(theodore: Theodore, tmp_path: Path) -> None:
    source = tmp_path / "leads.csv"
    source.write_text(
        "Company,Website\nHome,http://127.0.0.1:1\nPart,http://127.0.0.1:1/x\n127.0.0.1:1 Ltd,http://127.0.0.1:2\n"
    )
    theodore("run", source, "--max-retries", "0")
    for text, name in [("127.0.0.1:1", "Home"), ("127.0.0.1:1/x", "Part"), ("127.0.0.1:1 ltd", "127.0.0.1:1 Ltd")]:
        said = theodore("history", text, "--json")
        assert said.code == 0, said.err
        assert said.json["company_name"] == name


def test_an_unknown_company_says_what_would_be_known(theodore: Theodore, past: Past) -> None:
    said = theodore("show", "Nobody", *past.flags)
    assert said.code == 2
    assert "'Nobody'" in said.err
    assert "record id" in said.err


@pytest.mark.parametrize("command", ["status", "history", "show", "export"])
@pytest.mark.parametrize("json", [(), ("--json",)], ids=["for people", "as json"])
def test_no_website_reaches_the_terminal(theodore: Theodore, past: Past, command: str, json: tuple[str, ...]) -> None:
    what = {"status": "last", "history": EVIL, "show": EVIL, "export": "last"}[command]
    form = ("--format", "jsonl", "--what", "evidence") if command == "export" else json
    said = theodore(command, what, *form, *past.flags)
    assert said.code == 0, said.err
    assert not any(char in said.out for char in ("\x1b", "\x07", "\x9b"))


def test_ambiguity_lists_the_candidates(theodore: Theodore, tmp_path: Path) -> None:
    source = tmp_path / "leads.csv"
    source.write_text("Company,Website\nTwin,\nTwin,n/a\n")
    assert theodore("run", source, "--quiet").code == 1
    said = theodore("show", "twin")
    assert said.code == 2
    assert "2 companies are meant by 'twin'" in said.err
    assert said.err.count("r_") == 2


def test_a_run_that_nobody_works_on_any_more_is_interrupted(theodore: Theodore, tmp_path: Path) -> None:
    source = tmp_path / "leads.csv"
    source.write_text("Company,Website\nAcme,\n")
    assert theodore("run", source, "--quiet").code == 1
    journal = tmp_path / "data" / "default.sqlite"
    with sqlite3.connect(journal) as database:  # as a process that was killed leaves it
        database.execute("UPDATE runs SET state = 'running', ended_at = NULL")
        [(key,)] = database.execute("SELECT key FROM runs").fetchall()
    database.close()
    assert theodore("status", "--json").json[0]["state"] == "interrupted"
    assert theodore("status", "last", "--json").json["state"] == "interrupted"
    with RunLock(journal, key):
        assert theodore("status", "--json").json[0]["state"] == "running"


@pytest.mark.parametrize("command", [["status", "last"], ["history", "Acme"], ["show", "Acme"]])
def test_a_long_address_is_cut_and_its_password_hidden(theodore: Theodore, tmp_path: Path, command: list[str]) -> None:
    source = tmp_path / "leads.csv"
    source.write_text(f"Company,Website\nAcme,http://user:hunter2@localhost:1/{'x' * 5000}\n")
    run = theodore("run", source, "--max-retries", "0")
    shown = theodore(*command)
    for said in (run.err, shown.out, theodore(*command, "--json").out):
        assert "hunter2" not in said
    assert "x" * 500 not in "".join(shown.out.split())
    assert "x" * 500 not in "".join(run.err.split())


def test_show_of_a_field_has_what_was_found_and_not_used(theodore: Theodore, past: Past) -> None:
    said = theodore("show", "acme", "--field", "founding year", *past.flags)
    assert said.code == 0
    used, _, unused = said.out.partition("Found, but not used:")
    assert "Founding Year: 1999" in used
    assert "“founded in 1999" in used
    for words in ("2004", "“since 2004", "https://acme.test/shop", "50% sure"):
        assert words in unused, words
    assert "info@acme.test" not in said.out
    assert "Missing" not in said.out
    assert "\x1b[2J" not in said.out


def test_show_of_fields_without_a_value_has_the_reasons(theodore: Theodore, past: Past) -> None:
    said = theodore("show", "acme", "--field", "phones", "--field", "emails", "--field", "ai_summary", *past.flags)
    assert "Phones: not published on the pages that were read" in said.out
    assert "AI Summary: no value" in said.out
    assert said.out.index("Phones") < said.out.index("info@acme.test")


def test_show_of_a_field_as_json_has_that_field_alone(theodore: Theodore, past: Past) -> None:
    found = theodore("show", "acme", "--field", "founding_year", "--json", *past.flags).json
    assert found["profile"] == {"founding_year": 1999}
    assert [(proof["value"], proof["kept"]) for proof in found["evidence"]] == [(1999, True), (2004, False)]
    assert found["blanks"] == {}


def test_show_of_a_field_that_is_none_names_those_like_it(theodore: Theodore, past: Past) -> None:
    said = theodore("show", "acme", "--field", "fonding year", *past.flags)
    assert said.code == 2
    assert "--field: Theodore has no column 'fonding year'." in said.err
    assert "Did you mean 'Founding Year' or 'Funding Status'?" in said.err
