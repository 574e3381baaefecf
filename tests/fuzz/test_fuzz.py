"""Whatever a website sends: no exception escapes, nothing hangs, and nothing is held on to.

`THEODORE_FUZZ_SECONDS` and `THEODORE_FUZZ_SEED` set the long search of `make soak`, which keeps what breaks something
in the folder that it prints.
"""

from __future__ import annotations

import csv
import os
import time
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.harness import theodore
from tests.acceptance.test_soak import say
from tests.fuzz.__main__ import cases_of
from tests.fuzz.harness import MEMORY_BYTES, Report, fuzz
from tests.fuzz.server import Case, hostile_server
from theodore.net.chromium import BrowserSettings

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.json"))
#: How much more may be held at the end than after the first sites.
_MORE_DESCRIPTORS = 4


def check(report: Report, keep: Path) -> None:
    for number, finding in enumerate(report.findings):
        finding.case.keep(keep / f"{finding.case.seed}-{number}.json", finding.why)
    whys = [f"seed {finding.case.seed}: {finding.why}" for finding in report.findings]
    assert whys == [], f"kept in {keep}"
    assert report.memory_bytes < MEMORY_BYTES
    assert max(report.tasks) == min(report.tasks)
    assert report.descriptors[-1] <= report.descriptors[0] + _MORE_DESCRIPTORS


async def test_hostile_sites_for_a_moment(tmp_path: Path) -> None:
    # how late an attempt ends is measured by the long search alone: a busy machine is late, too. And on one that gives us
    # nothing for seconds every attempt would end by a short deadline, whatever its site; none of these sites needs it
    report = await fuzz(islice(cases_of(1), 28), at_once=14, deadline_s=60.0, late_s=None)
    check(report, tmp_path)
    assert report.cases == 28
    assert len(report.outcomes) >= 4, "the sites are not as different as they should be"


async def test_the_cases_that_broke_something_once(tmp_path: Path) -> None:
    started = time.process_time()
    report = await fuzz([Case.read(file) for file in CORPUS], late_s=None)
    check(report, tmp_path)
    assert time.process_time() - started < 2 * len(CORPUS)
    assert report.cases == len(CORPUS) > 0


@pytest.mark.soak
@pytest.mark.timeout(7_200)
async def test_hostile_sites_for_ten_minutes(tmp_path: Path) -> None:
    seconds = float(os.environ.get("THEODORE_FUZZ_SECONDS", "600"))
    seed = int(os.environ.get("THEODORE_FUZZ_SEED", "1"))
    report = await fuzz(cases_of(seed), seconds=seconds, at_once=24)
    say(test="hostile sites", seed=seed, result=str(report))
    check(report, tmp_path)


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("render", "memory_bytes"),
    [
        pytest.param("never", MEMORY_BYTES, id="without a browser"),
        # where there is one it has a bound of its own
        pytest.param("auto", MEMORY_BYTES + BrowserSettings().max_bytes, id="with the browser of this machine"),
    ],
)
def test_a_whole_run_over_hostile_sites_writes_its_results_and_nothing_else(
    render: str, memory_bytes: int, tmp_path: Path
) -> None:
    cases = {case.host: case for case in islice(cases_of(7), 150)}
    leads, data, names = tmp_path / "leads.csv", tmp_path / "data", tmp_path / "names.txt"
    with leads.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("Company", "Website"))
        rows.writerows((f"Company {host}", f"http://{host}/") for host in cases)
    data.mkdir()
    with hostile_server(lambda host: cases.get(host, Case(host))) as port:
        names.write_text("".join(f"{host}:80=127.0.0.1:{port}\n{host}:443=127.0.0.1:1\n" for host in cases))
        flags = ("--resolve-file", str(names), "--max-timeout", "4", "--default-timeout", "3", "--max-retries", "1")
        ran = theodore(
            ["run", str(leads), "--json", "--base-backoff", "0.1", "--render", render, *flags], data, limit_s=500
        )
    say(
        test="a run over hostile sites",
        render=render,
        seconds=round(ran.seconds),
        peak_mb=ran.usage.peak_pss // 1_000_000,
    )
    summary = ran.summary
    assert summary["total"] == 150
    assert summary["processed"] + summary["deferred"] == 150
    assert "internal_error" not in summary["statistics"]["by_error"]
    assert ran.usage.peak_pss < memory_bytes
    assert {path.name for path in tmp_path.iterdir()} == {"leads.csv", "leads.theodore.xlsx", "names.txt", "data"}
    assert "Traceback" not in ran.stderr
    assert "\x1b" not in ran.stderr
