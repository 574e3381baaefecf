"""Every class of site at once: what can be had is had, no page is taken for another company's, and none is harmed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from benchmarks.harness import Farm, Finished, farm, judge, scaled_flags, theodore
from tests.acceptance.test_soak import say
from theodore.farm import VARIANTS, Fault
from theodore.net.chromium import BrowserSettings, why_not

#: The web is quick, and Theodore more patient than it has to be: what is tried here is not who is late on a machine
#: that has other things to do.
SCALE, PATIENCE = 20.0, 8.0
CONCURRENCY = 20
#: Not all machines have a browser; that the others' rows say so is tried elsewhere (test_scripted).
CLASSES = [fault for fault in Fault if fault is not Fault.SCRIPTED or not why_not(BrowserSettings())]
VIOLATIONS = {"too_many_in_flight", "disallowed", "early", "strayed", "hurried"}


def ran(folder: Path, sites: int) -> tuple[Farm, Finished]:
    shares = [word for fault in CLASSES for word in ("--share", f"{fault}=1")]
    with farm(folder / "farm", sites=sites, scale=SCALE, more=shares) as web:
        arguments = ["run", str(web.companies), "--json", "--concurrency", str(CONCURRENCY)]
        finished = theodore([*arguments, *web.network_flags(), *scaled_flags(PATIENCE)], folder / "data")
    return web, finished


def exported(folder: Path, what: str) -> list[dict[str, Any]]:
    finished = theodore(["export", "last", "--what", what, "--format", "jsonl"], folder / "data")
    assert finished.code == 0, finished.stderr
    return [json.loads(line) for line in finished.stdout.splitlines()]


def strangers(pages: list[dict[str, Any]], truth: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Pages that stand with a company and lie on another one's site: each with the company's website."""
    own = {site["website"]: {_domain(site["website"]), _domain(site["final_origin"] or "")} for site in truth}
    return [(page["website"], page["url"]) for page in pages if _domain(page["url"]) not in own[page["website"]]]


def _domain(address: str) -> str:
    host = urlsplit(address if "://" in address else f"//{address}").hostname or ""
    return host.removeprefix("www.")


def check(folder: Path, web: Farm, finished: Finished) -> dict[str, Any]:
    """What holds for any number of sites; returns the figures."""
    truth, report = web.truth(), web.report()
    verdict = judge(finished.summary["results"], web.companies, truth)
    attempts, pages = exported(folder, "attempts"), exported(folder, "pages")
    figures = {
        "obtained": f"{verdict.obtained}/{verdict.obtainable}",
        "max_in_flight": report["max_in_flight"],
        "violations": report["violations"],
        "latest_end_after_deadline_s": round(max(line["seconds"] - line["deadline"] for line in attempts), 2),
        "seconds": round(finished.seconds, 1),
    }
    assert {site["fault"] for site in truth} == set(CLASSES)
    assert not verdict.wrong, "\n".join(verdict.wrong)
    assert verdict.obtained == verdict.obtainable > 0
    assert set(report["violations"]) == VIOLATIONS
    assert not any(report["violations"].values()), report["violations"]
    assert report["max_in_flight"] <= 4
    assert len(pages) > len(truth)
    assert not strangers(pages, truth)
    return figures


@pytest.mark.timeout(120)
def test_sixty_sites_of_every_class(tmp_path: Path) -> None:
    check(tmp_path, *ran(tmp_path, 60))


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_three_hundred_sites_with_every_form_of_every_fault(tmp_path: Path) -> None:
    web, finished = ran(tmp_path, 300)
    figures = check(tmp_path, web, finished)
    say(test="300 sites of all classes", **figures)
    assert {(site["fault"], site["variant"]) for site in web.truth()} == {
        (fault, variant.name) for fault in CLASSES for variant in VARIANTS[fault]
    }
