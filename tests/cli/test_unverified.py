"""`--tls lenient` from end to end: whoever sees a fact of such a site sees that nobody vouches for it."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.x509 import load_pem_x509_certificate

from tests.cli.conftest import Theodore
from theodore.batch.job import Report, run_job
from theodore.farm import Farm, FarmConfig, Fault, Latency, write_files
from theodore.settings import Settings, load
from theodore.wiring import job, own_worker, runner_config


def settings(folder: Path, tls: str) -> Settings:
    network = {"tls": tls, "resolve_file": folder / "resolve.txt", "ca_file": (folder / "authority.pem",)}
    return load({"network": network, "extract": {"workers": 1}, "journal": {"folder": folder}})


async def research(folder: Path, tls: str) -> Report:
    chosen = settings(folder, tls)
    what = job(chosen, folder / "companies.csv", folder / f"{tls}.csv")
    return await run_job(what, chosen.journal.path, own_worker(chosen), runner_config(chosen))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def since(authority: Path) -> datetime:
    """From when the farm's authority is valid, which is when its expired certificates are so no more.

    Asked of itself: by our own clock it may be the next day already.
    """
    return load_pem_x509_certificate(authority.read_bytes()).not_valid_before_utc


async def test_facts_of_a_site_that_proved_nothing_are_marked_wherever_they_stand(
    tmp_path: Path, theodore: Theodore
) -> None:
    config = FarmConfig(sites=4, latency=Latency.ZERO, shares={Fault.TLS_BAD: 3, Fault.HEALTHY: 1})
    async with Farm(config, tmp_path) as farm:
        write_files(farm, tmp_path)
        by_variant = {site.variant.name: site for site in map(farm.web.site, range(4))}
        lenient = await research(tmp_path, "lenient")
        again = await research(tmp_path, "lenient")
        strict = await research(tmp_path, "strict")
        later = await research(tmp_path, "lenient")
    assert lenient.summary["processed"] == 4
    expired, plain = by_variant["certificate_expired"].name, by_variant["plain"].name
    why = f"the site's certificate expired on {since(tmp_path / 'authority.pem'):%Y-%m-%d}"
    note = f"unverified: {why}, so anybody may have written what it says."
    flags = ("--journal-folder", tmp_path)

    notes = {row["Company"]: row["Error Notes"] for row in rows(tmp_path / "lenient.csv")}
    assert notes[expired] == note
    assert notes[plain] == ""

    said = theodore("show", expired, *flags)
    assert f"Unverified: {why}" in " ".join(said.out.split())
    assert "sure, unverified)" in " ".join(said.out.split())
    assert "nverified" not in theodore("show", plain, *flags).out

    shown = theodore("show", expired, "--json", *flags).json
    assert shown["unverified"] == why
    assert {proof["unverified"] for proof in shown["evidence"] if proof["kind"] != "observed"} == {True}
    assert theodore("show", plain, "--json", *flags).json["unverified"] is None

    # beside what such a site says stands what we measured ourselves
    for what, marked in (("evidence", {False, True}), ("pages", {True})):
        told = theodore("export", lenient.run.id, "--what", what, "--format", "json", *flags).json
        marks = list(unverified_by_row(told).values())
        assert marks.count({False}) == 1
        assert marks.count(marked) == 3

    # a later run that takes the facts over takes the mark over, and says so too
    assert (again.summary["skipped"], later.summary["skipped"]) == (4, 4)
    assert {row["Company"]: row["Error Notes"] for row in rows(tmp_path / "lenient.csv")}[expired] == note

    # one that asks for proof takes over what was proved
    assert (strict.summary["skipped"], strict.summary["failed"]) == (1, 3)
    found = {row["Company"]: row for row in rows(tmp_path / "strict.csv")}
    assert found[expired]["Error Type"] == "ssl_error"
    assert found[plain]["Status"] == "completed"
    known = {row["Official Name"] for row in rows(tmp_path / "strict.details.csv")} - {""}
    assert len(known) == 1


def unverified_by_row(told: list[dict[str, Any]]) -> dict[str, set[bool]]:
    found: dict[str, set[bool]] = {}
    for each in told:
        found.setdefault(each["record_id"], set()).add(each["unverified"])
    return found


@pytest.mark.parametrize("value", ["off", "LENIENT", "none"])
def test_there_is_no_third_way(theodore: Theodore, tmp_path: Path, value: str) -> None:
    source = tmp_path / "leads.csv"
    source.write_text("Company,Website\nAda,ada.test\n", encoding="utf-8")
    said = theodore("run", source, "--tls", value)
    assert said.code == 2
    assert "write 'strict' or 'lenient'" in " ".join(said.err.split())
    assert "--tls" in said.err
