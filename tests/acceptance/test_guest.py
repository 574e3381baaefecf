"""A good guest, as a person would run it: sites that want to be left alone now and then, against the demo web."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.harness import Farm, Finished, farm, judge, scaled_flags, theodore

pytestmark = pytest.mark.alone

#: So little that what our own work takes, with all sites at once, is nowhere near an attempt's deadline of 6 s: an
#: attempt that ends there fails, and that is no doing of the pauses.
SCALE = 5.0
SHARES = ("paced=12", "rate_limited=8", "healthy=2", "slow_start=2")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("guest")


@pytest.fixture(scope="module")
def ran(folder: Path) -> tuple[Farm, Finished]:
    more = [word for share in SHARES for word in ("--share", share)]
    with farm(folder / "farm", sites=24, scale=SCALE, more=more) as web:
        arguments = ["run", str(web.companies), "--json", "--concurrency", "24"]
        finished = theodore([*arguments, *web.network_flags(), *scaled_flags(SCALE)], folder / "data")
    return web, finished


def test_all_of_them_are_read(ran: tuple[Farm, Finished]) -> None:
    web, finished = ran
    verdict = judge(finished.summary["results"], web.companies, web.truth())
    assert not verdict.wrong, "\n".join(verdict.wrong)
    assert verdict.obtained == verdict.obtainable == 24


def test_no_wish_of_theirs_was_passed_over(ran: tuple[Farm, Finished]) -> None:
    report = ran[0].report()
    assert not any(report["violations"].values()), report["violations"]
    assert set(report["violations"]) == {"too_many_in_flight", "disallowed", "early", "strayed", "hurried"}
    assert report["max_in_flight"] <= 4
    assert report["refusals"] > 0


def of_variant(ran: tuple[Farm, Finished], variant: str) -> list[dict[str, Any]]:
    pairs = zip(ran[0].truth(), ran[1].summary["results"], strict=True)
    return [result | {"truth": truth} for truth, result in pairs if truth["variant"] == variant]


def test_sites_that_want_pauses_are_read_whole(ran: tuple[Farm, Finished]) -> None:
    paced = of_variant(ran, "crawl_delay_1") + of_variant(ran, "crawl_delay_5")
    assert len(paced) == 8
    assert not [result["website"] for result in paced if result["partial"] or result["error_type"]]


def test_a_pause_is_no_failure(ran: tuple[Farm, Finished], folder: Path) -> None:
    exported = theodore(["export", "last", "--what", "attempts", "--format", "jsonl"], folder / "data")
    attempts = [json.loads(line) for line in exported.stdout.splitlines()]
    websites = {result["website"] for result in of_variant(ran, "crawl_delay_5")}
    outcomes = [attempt["outcome"] for attempt in attempts if attempt["website"] in websites]
    assert set(outcomes) <= {"held", "completed"}
    assert outcomes.count("completed") == len(websites)
    assert outcomes.count("held") > 4 * len(websites), "a request an attempt"
