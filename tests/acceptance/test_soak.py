"""What takes too long for every change: `make soak` runs it and prints the figures."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks.harness import farm, judge, makespan_bound, scaled_flags, theodore

pytestmark = [pytest.mark.soak, pytest.mark.timeout(3_600)]


def say(**figures: object) -> None:
    sys.__stdout__.write(json.dumps(figures, default=str) + "\n")  # type: ignore[union-attr]  # pytest captures stdout


def test_two_hundred_sites_with_every_fault(tmp_path: Path) -> None:
    concurrency = 60
    with farm(tmp_path / "farm", sites=200, scale=10) as web:
        arguments = ["run", str(web.companies), "--json", "--concurrency", str(concurrency)]
        ran = theodore([*arguments, *web.network_flags(), *scaled_flags(10)], tmp_path / "data")
        truth = web.truth()
    summary, report = ran.summary, web.report()
    verdict = judge(summary["results"], web.companies, truth)
    exported = theodore(["export", "last", "--what", "attempts", "--format", "jsonl"], tmp_path / "data")
    attempts = [json.loads(line) for line in exported.stdout.splitlines()]
    longest, shared = makespan_bound(attempts, web, concurrency)
    overrun = max(line["seconds"] - line["deadline"] for line in attempts)
    say(
        test="200 sites",
        obtained=f"{verdict.obtained}/{verdict.obtainable}",
        wrong=len(verdict.wrong),
        max_in_flight=report["max_in_flight"],
        violations=report["violations"],
        latest_end_after_deadline_s=round(overrun, 2),
        seconds=summary["duration_seconds"],
        longest_site_s=round(longest, 1),
        all_sites_over_slots_s=round(shared, 1),
    )
    assert not verdict.wrong, "\n".join(verdict.wrong)
    assert report["max_in_flight"] <= 4
    assert not any(report["violations"].values())
    assert overrun <= 1
    assert summary["duration_seconds"] < 2 * max(longest, shared)


def test_a_thousand_sites_the_bombs_included(tmp_path: Path) -> None:
    with farm(tmp_path / "farm", sites=1_000, scale=10) as web:
        arguments = ["run", str(web.companies), "--json"]
        ran = theodore([*arguments, *web.network_flags(), *scaled_flags(10)], tmp_path / "data")
        truth = web.truth()
    summary, report = ran.summary, web.report()
    verdict = judge(summary["results"], web.companies, truth)
    rate = 1_000 / summary["duration_seconds"]
    say(
        test="1,000 sites",
        companies_per_second=round(rate, 1),
        obtained=f"{verdict.obtained}/{verdict.obtainable}",
        wrong=len(verdict.wrong),
        cpu_s=round(ran.usage.cpu_s, 1),
        farm_cpu_s=report["cpu_seconds"],
        peak_pss_mb=round(ran.usage.peak_pss / 1e6),
    )
    assert not verdict.wrong, "\n".join(verdict.wrong)
    assert rate >= 20
    assert ran.usage.peak_pss < 800e6


def test_memory_stays_flat_over_ten_thousand_rows(tmp_path: Path) -> None:
    more = ["--latency", "zero", "--share", "healthy=1"]
    with farm(tmp_path / "farm", sites=10_000, scale=10, more=more) as web:
        arguments = ["run", str(web.companies), "--json"]
        ran = theodore([*arguments, *web.network_flags(), *scaled_flags(10)], tmp_path / "data", limit_s=3_000)
    exported = theodore(["export", "last", "--what", "attempts", "--format", "jsonl"], tmp_path / "data")
    ended = sorted(line["started_at"] for line in map(json.loads, exported.stdout.splitlines()))
    began = ran.summary["statistics"]["start_time"]
    lead = ran.seconds - ran.summary["duration_seconds"]
    thousandth = _seconds(ended[999]) - began + lead
    early = max(pss for at, pss in ran.usage.samples if at <= thousandth)
    late = max(pss for at, pss in ran.usage.samples if at > thousandth)
    say(
        test="10,000 rows",
        pss_at_1000_mb=round(early / 1e6),
        peak_pss_after_mb=round(late / 1e6),
        companies_per_second=round(10_000 / ran.summary["duration_seconds"], 1),
    )
    assert ran.summary["success"]
    assert late - early < 50e6


def _seconds(moment: object) -> float:
    from datetime import datetime

    return moment if isinstance(moment, float) else datetime.fromisoformat(str(moment)).timestamp()
