"""`theodore report`: the report of the terminal again, and the page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Past, Theodore
from tests.cli.journals import EVIL
from tests.cli.processes import run
from tests.report.reading import read


def test_in_the_terminal_it_is_what_the_status_of_the_run_shows(theodore: Theodore, past: Past) -> None:
    said = theodore("report", *past.flags)
    assert said.code == 0, said.err
    assert said.out == theodore("status", "last", *past.flags).out
    assert "won 1 of the 1 companies that were tried again" in said.out
    assert f"report {past.report.run.id} --html report.html" in said.out
    assert theodore("report", "--json", *past.flags).json == theodore("status", "last", "--json", *past.flags).json


@pytest.mark.parametrize("name", ["last", "id", "prefix"])
def test_the_page_of_a_run_by_its_names(theodore: Theodore, past: Past, name: str) -> None:
    run_id = past.report.run.id
    named = {"last": "last", "id": run_id, "prefix": run_id[:6]}[name]
    said = theodore("report", named, "--html", "report.html", *past.flags)
    assert (said.code, said.out, said.err) == (0, "", "")
    page = Path("report.html").read_text(encoding="utf-8")
    assert page.rstrip().endswith("</html>")
    for words in (
        "leads.csv",
        run_id,
        "All 5 companies were tried: 3 completed (60.0%), 2 failed.",
        "Retries, and what they won",
        "Slow Ltd",
        "The site's owner has to renew it.".replace("'", "&#39;"),
        "Founding Year",
        "Company Size: stated by none of the companies.",
    ):
        assert words in page, words
    # where the table lies is nobody else's business
    assert str(past.folder) not in page


def test_names_of_companies_and_tables_are_text_on_it(theodore: Theodore) -> None:
    folder = Path("hostile")
    folder.mkdir()
    table = folder / "<img src=x>.csv"
    table.write_text('Company,Website\n"</script><script>owned()</script>",\n"<b>=1+1",n/a\n', encoding="utf-8")
    theodore("run", table)
    assert theodore("report", "--html", "report.html").code == 0
    page = read(Path("report.html").read_text(encoding="utf-8"))
    assert page.faults == []
    assert [element for element in page.elements if element.tag in ("img", "b") and "src" in element.attributes] == []
    assert len(page.all("script")) == 2
    assert page.all("h1")[0].text == "<img src=x>.csv"


def test_the_hostile_name_has_lost_what_nobody_sees(theodore: Theodore, past: Past) -> None:
    page = theodore("report", "--html", "-", *past.flags).out
    assert EVIL not in page
    assert "\x1b" not in page
    assert "Evil ]0;owned [bold]Corp[/]" in page


@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
def test_it_goes_to_stdout(past: Past, tmp_path: Path, name: str) -> None:
    ended = run("report", "--html", name, *past.flags, redirected='"$@" | cat')
    assert ended.stderr == ""
    assert ended.stdout.startswith("<!doctype html>")
    assert not (tmp_path / "-").exists()


def test_an_earlier_report_is_replaced(theodore: Theodore, past: Past) -> None:
    for _ in range(2):
        assert theodore("report", "--html", "report.html", *past.flags).code == 0
    assert [path.name for path in Path().iterdir()] == ["report.html"]


@pytest.mark.parametrize(
    ("place", "force", "words"),
    [
        pytest.param("mine.html", [], "mine.html is there already", id="somebody's file"),
        pytest.param("{past}/leads.csv", ["--force"], "the run's own table of companies", id="the table"),
        pytest.param("{past}/out.csv", ["--force"], "the run's own sheet", id="the sheet"),
        pytest.param("{past}/default.sqlite", ["--force"], "the run's own journal", id="the journal"),
        pytest.param(".", [], "is a folder", id="a folder"),
        pytest.param("nowhere/report.html", [], "there is no folder", id="no folder"),
    ],
)
def test_nothing_is_lost_to_it(theodore: Theodore, past: Past, place: str, force: list[str], words: str) -> None:
    Path("mine.html").write_text("<p>mine</p>")
    before = {path: path.read_bytes() for folder in (past.folder, Path()) for path in folder.glob("*.*")}
    said = theodore("report", "--html", place.format(past=past.folder), *force, *past.flags)
    assert said.code == 2
    assert words in said.err
    assert "--html" in said.err
    assert "--out" not in said.err
    assert {path: path.read_bytes() for folder in (past.folder, Path()) for path in folder.glob("*.*")} == before


def test_somebodys_file_is_replaced_on_purpose(theodore: Theodore, past: Past) -> None:
    Path("mine.html").write_text("<p>mine</p>")
    assert theodore("report", "--html", "mine.html", "--force", *past.flags).code == 0
    assert Path("mine.html").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_takes_no_file_is_said(theodore: Theodore, past: Past) -> None:
    Path("shut").mkdir(mode=0o500)
    said = theodore("report", "--html", "shut/report.html", *past.flags)
    assert said.code == 2
    assert "may not be written to" in said.err


def test_two_forms_at_once_are_refused(theodore: Theodore, past: Past) -> None:
    said = theodore("report", "--json", "--html", "report.html", *past.flags)
    assert said.code == 2
    assert "Give one of them" in said.err


def test_where_nothing_was_run_it_says_how_to_begin(theodore: Theodore) -> None:
    said = theodore("report", "--html", "report.html")
    assert said.code == 2
    assert "nothing was run in this workspace yet" in said.err
    assert not Path("report.html").exists()


def test_rows_that_were_not_chosen_are_neither_done_nor_fresh(theodore: Theodore) -> None:
    Path("leads.csv").write_text("Company,Website\nAda,n/a\nBob,n/a\nCy,n/a\n", encoding="utf-8")
    said = theodore("run", "leads.csv", "--limit", "1")
    assert "3: 1 failed, 2 not chosen" in said.err
    listed = theodore("status").out.split("Table")[1].split()
    assert listed[listed.index("finished") + 1 :][:3] == ["0", "1", "0"]
    assert "No attempt yet" not in theodore("history", "Bob").out
    assert theodore("report", "--html", "report.html").code == 0
    assert "the first 1" in [one.text for one in read(Path("report.html").read_text(encoding="utf-8")).all("bdi")]
