"""The files that a farm leaves for its clients: table, names, truth."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from theodore.farm.chance import draws
from theodore.farm.server import Farm
from theodore.farm.sites import Site
from theodore.farm.truth import truth

COLUMNS = ("Company", "Website", "Country", "Notes", "Priority")

#: The variants of which the other name does not exist.
_ALONE = ("www_alone", "bare_alone", "http_of_www_alone")

#: What people write beside a company; it has to come through a run unchanged.
_NOTES = (
    "",
    "",
    "called in May, ring again",
    "=see mail of 3 March",
    "+ very interested",
    "007",
    'said "not now"; asks for a quote in EUR',
    "Grüße von Jörg",
    "- left a message",
    "two\nlines",
)


@dataclass(frozen=True, slots=True)
class Paths:
    """Where the files lie."""

    companies: Path
    resolve: Path
    authority: Path
    truth: Path
    report: Path


def write_files(farm: Farm, folder: Path) -> Paths:
    """Write all but the report, which comes when the farm stops. Sites are worked out once each."""
    paths = Paths(
        companies=folder / "companies.csv",
        resolve=folder / "resolve.txt",
        authority=farm.authority.path,
        truth=folder / "truth.jsonl",
        report=folder / "report.json",
    )
    with (
        paths.companies.open("w", encoding="utf-8", newline="") as companies,
        paths.resolve.open("w", encoding="utf-8") as resolve,
        paths.truth.open("w", encoding="utf-8") as truths,
    ):
        table = csv.writer(companies)
        table.writerow(COLUMNS)
        for index in range(len(farm.web)):
            site = farm.web.site(index)
            table.writerow(_row(site, farm.config.seed))
            resolve.writelines(f"{line}\n" for line in resolve_lines(farm, site))
            truths.write(json.dumps(truth(site), ensure_ascii=False) + "\n")
    return paths


def _row(site: Site, seed: int) -> tuple[str, ...]:
    chance = draws(seed, "row", site.index)
    priority = str(chance.randint(1, 5)) if chance.random() < 0.2 else ""
    return site.name, site.website, site.company.country.name, chance.choice(_NOTES), priority


def resolve_lines(farm: Farm, site: Site) -> Iterator[str]:
    """The overrides that lead to this site, with and without `www.`."""
    hosts = {site.domain, site.host.removeprefix("www."), *([site.elsewhere] if site.elsewhere else [])}
    for host in (name for bare in sorted(hosts) for name in (bare, f"www.{bare}")):
        if site.is_("no_such_name") or (site.variant.name in _ALONE and host == site.deserted):
            yield f"{host}=-"
        elif site.is_("refused") or (site.is_("bare_refuses") and host == site.deserted):
            yield f"{host}=127.0.0.1:{farm.closed_port}"
        else:
            yield f"{host}:80=127.0.0.1:{farm.http_port}"
            yield f"{host}:443=127.0.0.1:{farm.https_port_of(site)}"
