"""The main job, as a person would run it: the installed program against the demo web."""

from __future__ import annotations

import collections
import csv
import json
from pathlib import Path

import openpyxl
import pytest

from benchmarks.harness import Farm, Finished, farm, judge, makespan_bound, scaled_flags, theodore

pytestmark = pytest.mark.alone

SCALE = 10.0
SITES = 60
CONCURRENCY = 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("main job")


@pytest.fixture(scope="module")
def ran(folder: Path) -> tuple[Farm, Finished]:
    with farm(folder / "farm", sites=SITES, scale=SCALE) as web:
        arguments = ["run", str(web.companies), "--json", "--concurrency", str(CONCURRENCY)]
        finished = theodore([*arguments, *web.network_flags(), *scaled_flags(SCALE)], folder / "data")
    return web, finished


def exported(folder: Path, what: str) -> list[dict[str, object]]:
    finished = theodore(["export", "last", "--what", what, "--format", "jsonl"], folder / "data")
    assert finished.code == 0, finished.stderr
    return [json.loads(line) for line in finished.stdout.splitlines()]


def test_every_site_ends_as_the_truth_says(ran: tuple[Farm, Finished]) -> None:
    web, finished = ran
    verdict = judge(finished.summary["results"], web.companies, web.truth())
    assert not verdict.wrong, "\n".join(verdict.wrong)
    assert verdict.obtained == verdict.obtainable > 0


def test_failed_rows_show_in_the_exit_code(ran: tuple[Farm, Finished]) -> None:
    assert ran[1].code == 1, ran[1].stderr


def test_no_site_was_asked_too_much_or_too_early(ran: tuple[Farm, Finished]) -> None:
    report = ran[0].report()
    assert report["max_in_flight"] <= 4
    assert not any(report["violations"].values()), report["violations"]


def test_no_attempt_ends_more_than_a_second_after_its_deadline(ran: tuple[Farm, Finished], folder: Path) -> None:
    late = [
        attempt
        for attempt in exported(folder, "attempts")
        if float(str(attempt["seconds"])) > float(str(attempt["deadline"])) + 1
    ]
    assert not late


def test_it_takes_less_than_twice_the_lower_bound(ran: tuple[Farm, Finished], folder: Path) -> None:
    # the bound is what the web itself took in this run, and the waits before retries
    longest, shared = makespan_bound(exported(folder, "attempts"), ran[0], CONCURRENCY)
    assert ran[1].summary["duration_seconds"] < 2 * max(longest, shared) + 5, "5 s to start and to write the sheet"


def test_the_sheet_holds_the_users_own_cells_and_ours(ran: tuple[Farm, Finished]) -> None:
    web, finished = ran
    with web.companies.open(encoding="utf-8-sig", newline="") as lines:
        own = list(csv.reader(lines))
    book = openpyxl.load_workbook(finished.summary["sink"])
    header, *rows = book["Companies"].iter_rows(values_only=True)
    width = len(own[0])
    assert list(header[:width]) == own[0]
    assert [[cell or "" for cell in row[:width]] for row in rows] == own[1:]
    by_status = collections.Counter(row[header.index("Status")] for row in rows)
    failed = finished.summary["failed"]
    assert by_status == {"completed": SITES - failed, "failed": failed}
    assert book["Details"].max_row == by_status["completed"] + 1, "a header, and a line for each company with facts"


def test_facts_stand_in_the_sheet_with_proof_in_the_export(ran: tuple[Farm, Finished], folder: Path) -> None:
    evidence = exported(folder, "evidence")
    fields = {str(line["field"]) for line in evidence}
    assert {"official_name", "company_description", "emails", "phones", "social_media", "tech_stack"} <= fields
    assert all(line["url"] and line["quote"] for line in evidence if line["kind"] == "text")


def test_the_history_names_every_retry(ran: tuple[Farm, Finished], folder: Path) -> None:
    labels = collections.Counter(str(line["outcome"]) for line in exported(folder, "attempts"))
    assert labels["retry"] == ran[1].summary["statistics"]["retried"]
    assert labels["retry"] > 0


def test_the_summary_has_the_missions_keys(ran: tuple[Farm, Finished]) -> None:
    summary = ran[1].summary
    assert summary["total"] == SITES == len(summary["results"])
    assert {"processed", "failed", "retried", "timeouts", "ssl_errors", "start_time", "end_time"} <= set(
        summary["statistics"]
    )
    assert {"mean", "best", "worst", "by_field"} == set(summary["field_coverage"])
    assert summary["field_coverage"]["mean"] > 0
