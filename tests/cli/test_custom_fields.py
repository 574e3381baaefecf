"""Fields of a user's own, from theodore.toml to the sheet, and in every command that shows a field."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.conftest import Theodore
from tests.cli.processes import run, site, table
from tests.cli.test_extract_pages import company, file_of
from theodore.model.custom_tables import KEYS, MOST_FIELDS, TYPES
from theodore.model.page import PageKind
from theodore.settings import load
from theodore.wiring import own_fields

DOCS = Path(__file__).parents[2] / "docs"

ISO = """
[[fields]]
name = "makes_things"
type = "boolean"
title = "Makes things"
description = "Says that it makes fine things."
pattern = "makes fine (?:things|goods)"
"""
SINCE = """
[[fields]]
name = "in_business_since"
type = "integer"
pattern = 'since (\\d{4})'
pages = ["home"]
confidence = 0.9
"""
NEVER = """
[[fields]]
name = "fax_hotline"
type = "text"
selector = ".hotline"
"""


def write(*tables: str) -> None:
    Path("theodore.toml").write_text("".join(tables), encoding="utf-8")


def details(name: str = "leads.theodore.details.csv") -> list[dict[str, str]]:
    with Path(name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def visited(theodore: Theodore, tmp_path: Path) -> Theodore:
    """The command, after a run over one company with two fields of its own."""
    write(ISO, NEVER)
    with site() as served:
        said = theodore(
            *("run", table(tmp_path, "fine.test"), "--allow-private-addresses", "--workers", "1", "--json"),
            *("--to", "leads.theodore.csv", *served.flags("fine.test")),
        )
    assert said.code == 0, said.err
    assert said.json["field_coverage"]["by_field"]["makes_things"] == 1
    assert said.json["field_coverage"]["by_field"]["fax_hotline"] == 0
    return theodore


def test_from_the_file_to_the_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The installed command as a process, as a person would run it."""
    monkeypatch.chdir(tmp_path)
    write(ISO, SINCE, NEVER)
    with site() as served:
        said = run(
            *("run", table(tmp_path, "fine.test"), "--allow-private-addresses", "--workers", "1"),
            *("--journal-folder", tmp_path, "--columns", "Status,Makes things,in_business_since"),
            *served.flags("fine.test"),
        )
    assert said.returncode == 0, said.stderr
    assert "Makes things" in said.stderr
    book = openpyxl.load_workbook(said.stdout.strip())
    rows = {name: list(book[name].iter_rows(values_only=True)) for name in ("Companies", "Details")}
    (facts,) = (dict(zip(rows["Details"][0], row, strict=True)) for row in rows["Details"][1:])
    assert (facts["Makes things"], facts["In Business Since"], facts["Fax Hotline"]) == (True, 1999, None)
    (shown,) = (dict(zip(rows["Companies"][0], row, strict=True)) for row in rows["Companies"][1:])
    assert (shown["Makes things"], shown["In Business Since"], shown["Status"]) == (True, 1999, "completed")
    assert "Fax Hotline" not in shown


def test_shown_with_its_proof_and_why_it_is_missing(visited: Theodore) -> None:
    # the journal tells, whatever the folder's file says now
    Path("theodore.toml").unlink()
    shown = visited("show", "Fine").out
    assert "Makes things: TRUE" in shown
    assert "“Fine Ltd makes fine things since 1999" in shown
    assert "custom rule: pattern, 50% sure" in shown
    assert "Fax Hotline" in shown.partition("not published on the pages that were read")[2]
    assert "Makes things: TRUE" in visited("show", "Fine", "--field", "Makes things").out
    told = visited("show", "Fine", "--json", "--field", "makes_things").json
    assert told["profile"] == {"makes_things": True}
    assert [proof["method"] for proof in told["evidence"]] == ["custom rule: pattern"]


def test_in_reports_and_exports(visited: Theodore) -> None:
    (row,) = details()
    assert (row["Makes things"], row["Fax Hotline"]) == ("TRUE", "")
    (exported,) = visited("export", "last", "--format", "json").json
    assert exported["makes_things"] is True
    assert exported["fax_hotline"] is None
    header = visited("export", "last").out.splitlines()[0].split(",")
    assert header[header.index("makes_things") - 1 :][:3] == ["ai_summary", "makes_things", "fax_hotline"]
    assert "Makes things" in visited("report", "last").out
    page = visited("report", "last", "--html", "-").out
    assert "Your own fields" in page
    assert "Makes things" in page


def test_worked_out_anew_with_other_definitions_and_no_request(visited: Theodore) -> None:
    # the site is gone: all that follows is from stored pages
    write(ISO.replace('"boolean"', '"text"'), SINCE)
    told = visited("extract", "last", "--workers", "1", "--json")
    assert told.code == 0, told.err
    assert told.json["fields"]["in_business_since"] == {"filled": 1, "emptied": 0, "changed": 0}
    assert told.json["fields"]["makes_things"] == {"filled": 0, "emptied": 0, "changed": 1}
    (row,) = details()
    assert (row["Makes things"], row["In Business Since"]) == ("makes fine things", "1999")
    assert "Fax Hotline" not in row
    shown = visited("show", "Fine", "--field", "in_business_since")
    assert "90% sure" in shown.out


def test_without_definitions_those_of_the_run_stand(visited: Theodore) -> None:
    Path("theodore.toml").unlink()
    told = visited("extract", "last", "--workers", "1", "--json").json
    assert told["changed"] == 0
    assert details()[0]["Makes things"] == "TRUE"
    # to be rid of them is said in so many words
    write("[fields]\ncustom = []\n")
    told = visited("extract", "last", "--workers", "1", "--json").json
    assert told["fields"] == {"makes_things": {"filled": 0, "emptied": 1, "changed": 0}}
    assert "Makes things" not in details()[0]
    assert "Makes things" not in visited("show", "Fine").out


def test_one_that_is_off(visited: Theodore) -> None:
    told = visited("extract", "last", "--workers", "1", "--json", "--without", "Makes things").json
    assert told["fields"]["makes_things"]["emptied"] == 1
    assert "switched off: Makes things" in visited("show", "Fine").out
    assert "makes_things" not in visited("status", "last", "--json").json["field_coverage"]["by_field"]


def test_two_runs_compared(visited: Theodore, tmp_path: Path) -> None:
    write(ISO.replace('"boolean"', '"text"'), SINCE)
    with site() as served:
        said = visited(
            *("run", tmp_path / "leads.csv", "--allow-private-addresses", "--workers", "1", "--again"),
            *("--to", "leads.theodore.csv", "-q", *served.flags("fine.test")),
        )
    assert said.code == 0, said.err
    found = visited("compare", "--json").json
    assert found["facts"]["by_field"]["makes_things"]["changed"] == 1
    # what one of them did not look for says nothing of the company
    assert "in_business_since" not in found["facts"]["by_field"]
    assert "in_business_since" not in found["field_coverage"]["by_field"]
    before = found["settings"]["custom_fields.makes_things"]["before"]
    assert before == "bool, pattern makes fine (?:things|goods)"
    assert "Makes things" in visited("compare").out


def test_they_count_after_something_was_forgotten(visited: Theodore) -> None:
    assert visited("forget", "info@fine.test", "--yes").code == 0
    told = visited("show", "Fine", "--json").json
    by_field = visited("status", "last", "--json").json["field_coverage"]["by_field"]
    assert "emails" not in told["profile"]
    assert told["coverage"] == pytest.approx(sum(name in by_field for name in told["profile"]) / len(by_field))


def test_what_is_fresh_is_said_to_lack_a_new_field(visited: Theodore, tmp_path: Path) -> None:
    def again(*flags: str) -> str:
        with site() as served:
            said = visited(
                *("run", tmp_path / "leads.csv", "--allow-private-addresses", "--workers", "1", *flags),
                *("--to", "leads.theodore.csv", *served.flags("fine.test")),
            )
        assert said.code == 0, said.err
        return " ".join(said.err.split())

    assert "New or changed" not in again()
    write(ISO, SINCE)
    told = again()
    assert "In Business Since. What was done before stays as it is; --again works it out anew" in told
    assert details()[0]["In Business Since"] == ""
    assert "New or changed" not in again("--again")
    assert details()[0]["In Business Since"] == "1999"


def test_a_run_that_is_resumed_goes_on_by_the_definitions_of_now(theodore: Theodore, tmp_path: Path) -> None:
    def go_on(*flags: str) -> str:
        with site() as served:
            said = theodore(
                *("run", leads, "--allow-private-addresses", "--workers", "1", "--to", "out.csv", *flags),
                *served.flags("fine.test", "good.test"),
            )
        return " ".join(said.err.split())

    leads = table(tmp_path, "fine.test", "good.test")
    write(ISO)
    go_on("--max-companies", "1")
    write(ISO, SINCE)
    told = go_on()
    assert "In Business Since. What was done before stays as it is; theodore extract" in told
    assert [(row["Makes things"], row["In Business Since"]) for row in details("out.details.csv")] == [
        ("TRUE", ""),
        ("TRUE", "1999"),
    ]
    assert theodore("extract", "last", "--workers", "1").code == 0
    assert [row["In Business Since"] for row in details("out.details.csv")] == ["1999", "1999"]


def test_a_column_of_the_users_with_the_same_header(theodore: Theodore, tmp_path: Path) -> None:
    write(ISO)
    leads = tmp_path / "leads.csv"
    leads.write_text("Company,Website,Makes things\nFine,fine.test,perhaps\n", encoding="utf-8")
    with site() as served:
        said = theodore(
            *("run", leads, "--allow-private-addresses", "--workers", "1", "-q", "--to", "out.csv"),
            *("--columns", "Status,Makes things", *served.flags("fine.test")),
        )
    assert said.code == 0, said.err
    (row,) = details("out.csv")
    assert (row["Makes things"], row["Makes things (Theodore)"]) == ("perhaps", "TRUE")


def test_what_a_person_wrote_into_it_stays(visited: Theodore) -> None:
    file = Path("leads.theodore.details.csv")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        header, cells = csv.reader(opened)
    cells[header.index("Fax Hotline")] = "none, I asked"
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        csv.writer(opened).writerows([header, cells])
    visited("extract", "last", "--workers", "1")
    assert details()[0]["Fax Hotline"] == "none, I asked"
    # and it hurts nobody once the field is gone
    write(ISO)
    assert visited("extract", "last", "--workers", "1").code == 0
    assert "Fax Hotline" not in details()[0]


def test_of_pages_in_a_file(theodore: Theodore, tmp_path: Path) -> None:
    write(
        '[fields]\noff = ["emails"]\n', SINCE.replace("[[fields]]", "[[fields.custom]]").replace("'since", "'gegründet")
    )
    said = theodore("extract", "--pages", file_of(tmp_path, company()), "--workers", "1")
    found: Any = json.loads(said.out)
    assert found["profile"]["in_business_since"] == 1999
    assert found["blanks"]["emails"] == "disabled"


def test_what_the_guide_shows_is_read() -> None:
    guide = (DOCS / "how-to/own-fields.md").read_text(encoding="utf-8").partition("## Try it")[0]
    write(*(line[4:] for line in guide.splitlines(keepends=True) if line.startswith("    ") or not line.strip()))
    assert [each.rule.value for each in own_fields(load())] == ["pattern", "link", "selector", "json_path"]


def test_every_key_type_and_kind_of_page_stands_in_the_reference() -> None:
    page = (DOCS / "reference/own-fields.md").read_text(encoding="utf-8")
    kinds = {kind.value for kind in PageKind if kind.is_content}
    words = {*KEYS, *(word for word in TYPES if word != "list[text]"), *kinds}
    assert [word for word in sorted(words) if f"`{word}`" not in page] == []
    assert f"At most {MOST_FIELDS} fields" in page


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(
            "# mine\n" + ISO + NEVER.replace("text", "txt"),
            "theodore.toml, line 10, [[fields]] number 2 (fax_hotline): there is no type 'txt'; types are",
            id="the line of the table",
        ),
        pytest.param(
            '[fields]\ncustom = [{name = "x", type = "text"}]\n',
            "theodore.toml, [[fields]] number 1 (x): it has no rule; give it a selector",
            id="tables in one line",
        ),
        pytest.param(
            ISO.replace("pattern", "question"),
            "a question needs a model, and this version has none; give it a selector, pattern, json_path or link",
            id="a question",
        ),
        pytest.param(
            '[fields]\noff = ["emails"]\n' + ISO,
            "[fields] and [[fields]] cannot stand in one file: write [[fields.custom]]",
            id="both forms in one file",
        ),
        pytest.param(
            ISO.replace("[[fields]]", "[fields]"),
            "theodore.toml: write a field of your own below [[fields]], not below [fields].",
            id="brackets that are missing",
        ),
        pytest.param(
            NEVER.replace('".hotline"', '"a\\d"'),
            "Write the text between single quotes, where \\ is left as it is.",
            id="a pattern between double quotes",
        ),
        pytest.param("fields = 1\n", "The section fields is wrong", id="no table at all"),
        pytest.param(
            NEVER.replace(".hotline", "p["),
            "theodore.toml, [[fields]] number 1 (fax_hotline): selector 'p[': it is no CSS selector; write it as CSS",
            id="a selector",
        ),
        pytest.param(
            ISO.replace("makes fine", "makes (fine"),
            "theodore.toml, [[fields]] number 1 (makes_things): pattern",
            id="a pattern",
        ),
    ],
)
def test_refused_before_anything_is_done(theodore: Theodore, tmp_path: Path, text: str, says: str) -> None:
    write(text)
    leads = table(tmp_path, "fine.test")
    for command in (["run", leads], ["run", leads, "--dry-run"], ["extract", "--pages", file_of(tmp_path, company())]):
        said = theodore(*command)
        assert (said.code, said.out) == (2, "")
        assert says in " ".join(said.err.split())
    assert not Path("leads.theodore.xlsx").exists()


def test_the_doctor_knows_them(theodore: Theodore) -> None:
    write(ISO, NEVER)
    said = theodore("doctor")
    assert "own fields" in said.out
    assert "Makes things, Fax Hotline" in said.out
    assert "makes_things, fax_hotline (theodore.toml)" in said.out
    write(NEVER.replace(".hotline", "p["))
    said = theodore("doctor")
    assert said.code == 2
    assert "it is no CSS selector" in " ".join(said.out.split())


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        pytest.param("THEODORE_FIELDS__CUSTOM", "x", "write a JSON list of fields", id="no JSON"),
        pytest.param(
            "THEODORE_FIELDS__CUSTOM",
            '[{"name": "x", "type": "text"}]',
            "The setting fields.custom is wrong: number 1 (x): it has no rule",
            id="no rule",
        ),
    ],
)
def test_the_environment_is_held_to_the_same(
    theodore: Theodore, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, says: str
) -> None:
    monkeypatch.setenv(variable, value)
    said = theodore("status")
    assert said.code == 2
    assert says in " ".join(said.err.split())


def test_the_environment_defines_them_too(theodore: Theodore, monkeypatch: pytest.MonkeyPatch) -> None:
    write(ISO)
    monkeypatch.setenv("THEODORE_FIELDS__CUSTOM", '[{"name": "x", "type": "text", "selector": "h1"}]')
    fields = load({"fields": {"off": ["x"]}}).fields
    assert [each.name for each in fields.custom or ()] == ["x"]
    assert fields.off == ("x",)
