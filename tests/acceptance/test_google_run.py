"""Companies of the demo web in a Google Sheet, under Google's own quotas, as a person would run them."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.harness import environment as own_environment
from benchmarks.harness import farm, judge, scaled_flags
from tests.acceptance import google as sheet
from theodore.farm.sheets import SheetsConfig, running
from theodore.store.journal import Journal

SCALE = 10.0
#: The sheet is behind the journal by so many seconds at most, while there is quota; our looks at it take their time.
BEHIND_S, LOOKS_S = 5.0, 0.5
#: And on a machine that is busy with other tests.
BUSY_BEHIND_S = 20.0
COMPANIES_A_WRITE = 15
#: The events that bring a row to its end.
ENDS = frozenset({"completed", "partial", "failed"})


def say(**figures: object) -> None:
    sys.__stdout__.write(json.dumps(figures, default=str) + "\n")  # type: ignore[union-attr]  # pytest captures stdout


@pytest.mark.parametrize(
    "sites",
    [
        pytest.param(100, id="100-companies"),
        pytest.param(1_000, id="1000-companies", marks=[pytest.mark.soak, pytest.mark.timeout(3_600)]),
    ],
)
def test_the_sheet_follows_the_run_within_the_quota(sites: int, tmp_path: Path) -> None:
    with farm(tmp_path / "farm", sites=sites, scale=SCALE) as web, running(SheetsConfig()) as google:
        book = google.add_book({"Companies": sheet.companies_of(web.companies)}, shared={sheet.ACCOUNT: "writer"})
        flags = [*web.network_flags(), *scaled_flags(SCALE)]
        command = [sys.executable, "-m", "theodore", "run", book, "--json", "--concurrency", "50", *flags]
        variables = own_environment(tmp_path / "data") | sheet.environment(google, tmp_path)
        with sheet.watched(google, book) as seen:
            ran = subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=900)
        summary: dict[str, Any] = json.loads(ran.stdout)
        truth = web.truth()
        wrong = sheet.differences(google, book, sheet.profiles(tmp_path / "data"))
        rows = sheet.rows_of(google, book, sheet.COMPANIES)
        calls = list(google.calls)
        given = sheet.companies_of(web.companies)

    assert ran.returncode == 1, ran.stderr  # some of the demo web's sites cannot be had
    verdict = judge(summary["results"], web.companies, truth)
    assert not verdict.wrong, "\n".join(verdict.wrong)
    assert not wrong, "\n".join(wrong[:20])
    assert [[row[header] for header in given[0]] for row in rows] == given[1:], "a cell of the user's was changed"
    assert {row["Status"] for row in rows} == {"completed", "failed"}

    writes = [call.at for call in calls if call.kind == "write"]
    reads = [call.at for call in calls if call.kind == "read"]
    late = behind(tmp_path / "data", seen.ended)
    say(
        test=f"{sites} companies in a Google Sheet",
        seconds=summary["duration_seconds"],
        writes=len(writes),
        reads=len(reads),
        writes_in_a_minute=sheet.most_in_a_minute(writes, 60),
        reads_in_a_minute=sheet.most_in_a_minute(reads, 60),
        companies_a_write=round(sites / len(writes), 1),
        most_behind_s=round(max(late), 1),
        half_behind_s=round(statistics.median(late), 1),
    )
    assert not [call for call in calls if call.status == 429]
    assert sheet.most_in_a_minute(writes, 60) < 60
    assert sheet.most_in_a_minute(reads, 60) < 60
    is_alone = sites >= 1_000
    if is_alone:  # of a short run the first and the last write are the most
        assert sites / len(writes) >= COMPANIES_A_WRITE
    assert max(late) <= (BEHIND_S + LOOKS_S if is_alone else BUSY_BEHIND_S)


def behind(data: Path, seen: dict[str, float]) -> list[float]:
    """Seconds from the end of each company in the journal to the moment at which the sheet was seen to say so."""
    with Journal.open_reader(data / "default.sqlite") as journal, journal.read() as reader:
        (run,) = reader.runs()
        events = reader.events_after(run.id, 0, 1_000_000)
    ended = {event.data["record_id"]: event.at for event in events if event.kind in ENDS}
    return [seen[record_id] - at for record_id, at in ended.items() if record_id in seen]
