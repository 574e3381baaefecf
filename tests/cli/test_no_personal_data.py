"""`--no-personal-data` from the command line: its setting, what is said, and runs of both kinds in one journal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.conftest import Said, Theodore
from tests.cli.processes import site
from tests.cli.test_extract_pages import file_of
from theodore import CompanyIntelligenceConfig, TheodoreIntelligencePipeline, create_enhanced_processor
from theodore.batch.personal_data import BEGINS
from theodore.model.errors import ConfigurationError

FLAG = "--no-personal-data"
_CARD = "<div><h3>Anna Weber</h3><p>CEO</p><p>anna.weber@fine.test</p></div>"
GIVEN = {
    "site": "fine.test",
    "pages": [
        {"url": "https://fine.test/", "html": "<title>Fine Ltd</title><p>Fine Ltd, info@fine.test"},
        {"url": "https://fine.test/team", "html": f"<title>Team</title><h1>Our team</h1>{_CARD}"},
    ],
}

Run = Callable[..., Said]


@pytest.fixture
def run(theodore: Theodore, tmp_path: Path) -> Run:
    """A run over one company, whose home page is served meanwhile."""
    (tmp_path / "leads.csv").write_text("Company,Website\nFine,http://fine.test\n", encoding="utf-8")

    def call(*flags: str) -> Said:
        with site() as served:
            network = ["--allow-private-addresses", "--workers", "1", *served.flags("fine.test")]
            return theodore("run", "leads.csv", *network, *flags)

    return call


def lines_of(tmp_path: Path, question: str) -> list[Any]:
    with closing(sqlite3.connect(tmp_path / "data" / "default.sqlite")) as connection:
        found = connection.execute(question).fetchall()
        connection.commit()
        return found


@pytest.mark.parametrize(
    ("flags", "environment", "file", "kept"),
    [
        pytest.param((), "", "", True, id="as it is"),
        pytest.param((FLAG,), "", "", False, id="the flag"),
        pytest.param((), "false", "", False, id="the environment"),
        pytest.param((), "", "[run]\npersonal_data = false\n", False, id="the file"),
        pytest.param(("--personal-data",), "false", "", True, id="a flag beats the environment"),
    ],
)
def test_the_setting(
    theodore: Theodore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    flags: tuple[str, ...],
    environment: str,
    file: str,
    kept: bool,
) -> None:
    monkeypatch.setenv("THEODORE_RUN__PERSONAL_DATA", environment)
    Path("theodore.toml").write_text(file, encoding="utf-8")
    said = theodore("extract", "--pages", file_of(tmp_path, GIVEN), "--workers", "1", *flags)
    assert said.code == 0, said.err
    assert ("Anna Weber" in said.out) is kept
    assert ("anna.weber" in said.out) is kept
    assert json.loads(said.out)["profile"]["emails"][0] == "info@fine.test"


def test_a_run_says_it_once_and_stores_no_page(run: Run, tmp_path: Path) -> None:
    said = run(FLAG)
    assert said.code == 0, said.err
    assert said.err.replace("\n", " ").count(BEGINS[:40]) == 1
    assert lines_of(tmp_path, "SELECT count(*) FROM pages UNION ALL SELECT count(*) FROM snapshots") == [(0,), (0,)]
    ((told,),) = lines_of(tmp_path, "SELECT settings FROM runs")
    settings = json.loads(told)
    assert (settings["run"]["personal_data"], settings["off"]) == (False, ["key_decision_makers", "leadership_team"])


def test_such_a_run_cannot_be_worked_out_anew(run: Run, theodore: Theodore) -> None:
    run(FLAG)
    said = theodore("extract", "last")
    assert said.code == 2
    assert "keeps no personal data, and so it stored no pages" in said.err
    assert "--no-personal-data --again" in said.err


def test_nor_one_with_people_without_them_for_its_pages_would_stay(run: Run, theodore: Theodore) -> None:
    run()
    said = theodore("extract", "last", FLAG)
    assert said.code == 2
    assert "its pages stay in the journal" in said.err
    assert "theodore forget" in said.err


def test_what_one_kind_found_is_not_fresh_for_the_other(run: Run, tmp_path: Path) -> None:
    summaries = [run("--json", *flags).json for flags in ((), (FLAG,), (FLAG,), ())]
    assert [(each["processed"], each["skipped"]) for each in summaries] == [(1, 0), (1, 0), (0, 1), (1, 0)]
    # pages of a run that kept none answer for nobody; those of the first one do
    read = "SELECT pages_from_cache FROM attempts ORDER BY id"
    assert lines_of(tmp_path, read) == [(0,), (1,), (0,)]


def test_earlier_runs_with_people_are_told_of(run: Run) -> None:
    run()
    assert "Earlier runs in this journal did keep personal data" in " ".join(run(FLAG).err.split())


def unfinished(tmp_path: Path) -> None:
    """As if the last run had been broken off."""
    lines_of(tmp_path, "UPDATE runs SET state = 'interrupted', ended_at = NULL")


def test_an_unfinished_run_without_people_goes_on_so(run: Run, tmp_path: Path) -> None:
    run(FLAG)
    unfinished(tmp_path)
    said = run()
    assert said.code == 0, said.err
    assert "goes on as it was begun, without personal data" in said.err
    assert [len(lines_of(tmp_path, f"SELECT 1 FROM {table}")) for table in ("runs", "pages")] == [1, 0]


def test_an_unfinished_run_with_people_is_not_gone_on_with_without_them(run: Run, tmp_path: Path) -> None:
    run()
    unfinished(tmp_path)
    said = run(FLAG)
    assert said.code == 2
    assert "was begun with personal data" in said.err
    assert "--to NAME" in said.err
    assert run(FLAG, "--to", "other.xlsx").code == 0


def test_a_sheet_with_people_is_written_anew_without_them(run: Run, tmp_path: Path) -> None:
    run()
    proof = "UPDATE profiles SET profile = json_set(profile, '$.leadership_team', json('[\"Anna Weber, CEO\"]'))"
    lines_of(tmp_path, proof)
    run()
    assert "Anna Weber, CEO" in cells(tmp_path)
    run(FLAG)
    assert "Anna Weber, CEO" not in cells(tmp_path)
    assert "info@fine.test" in cells(tmp_path)


def cells(tmp_path: Path) -> set[Any]:
    book = openpyxl.load_workbook(tmp_path / "leads.theodore.xlsx")
    return {cell for tab in book for row in tab.iter_rows(values_only=True) for cell in row}


def test_show_says_why_it_is_missing(run: Run, theodore: Theodore) -> None:
    run(FLAG, "--without", "awards")
    told = theodore("show", "Fine").out
    assert "left out, for the run keeps no personal data: Leadership Team, Key Decision Makers" in told
    assert "switched off: Awards" in told
    assert "switched off" not in theodore("show", "Fine", "--field", "leadership_team").out


class _Mine:
    def process_single_company(self, company_name: str, website: str, job_id: str | None = None) -> dict[str, Any]:
        return {"success": True}


def test_from_python(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("Company,Website\nFine,http://fine.test\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="a pipeline of your own"):
        create_enhanced_processor(pipeline=_Mine(), personal_data=False).process_batch(tmp_path / "leads.csv")
    ours = TheodoreIntelligencePipeline(CompanyIntelligenceConfig(personal_data=False))
    for processor in (create_enhanced_processor(pipeline=ours), create_enhanced_processor(personal_data=False)):
        assert processor.process_batch(tmp_path / "leads.csv")["total"] == 1
    found = lines_of(tmp_path, "SELECT settings FROM runs")
    assert [json.loads(told)["run"]["personal_data"] for (told,) in found] == [False, False]
