"""Every outcome of a run against what the demo web knows to be true of its sites."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from theodore.model.statistics import RowResult


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that did not end as it should have."""

    name: str
    website: str
    fault: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a run compares with the truth. obtainable: sites that a careful client can get; obtained: those got."""

    sites: int
    obtainable: int
    obtained: int
    differences: tuple[Difference, ...]

    @property
    def is_right(self) -> bool:
        """Whether every outcome is what the truth says."""
        return not self.differences

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return {
            "right": self.is_right,
            "sites": self.sites,
            "obtainable": self.obtainable,
            "obtained": self.obtained,
            "differences": [
                {
                    "company_name": one.name,
                    "website": one.website,
                    "fault": one.fault,
                    "expected": one.expected,
                    "found": one.found,
                }
                for one in self.differences
            ],
        }


def read_truth(path: Path) -> Iterator[dict[str, Any]]:
    """The farm's truth, a site at a time."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def judge(truth: Iterable[dict[str, Any]], results: Iterable[RowResult]) -> Verdict:
    """Compare by company and website, which are unique in a farm."""
    by_row = {(result.company_name, result.website): result for result in results}
    sites = obtainable = obtained = 0
    differences: list[Difference] = []
    for site in truth:
        result = by_row.pop((site["name"], site["website"]), None)
        expected, found = _expected(site), _found(result)
        sites += 1
        obtainable += site["obtainable"]
        obtained += site["obtainable"] and expected == found
        if expected != found:
            fault = f"{site['fault']}/{site['variant']}"
            differences.append(Difference(site["name"], site["website"], fault, expected, found))
    differences += [
        Difference(row.company_name, row.website, "none", "no such row", _found(row)) for row in by_row.values()
    ]
    return Verdict(sites, obtainable, obtained, tuple(differences))


def _expected(site: dict[str, Any]) -> str:
    return "completed" if site["obtainable"] else f"failed {site['error_type']}/{site['reason']}"


def _found(result: RowResult | None) -> str:
    if result is None:
        return "no row"
    if result.success:
        return "completed"
    if result.error_type is None:
        return str(result.state)
    return f"{result.state} {result.error_type}/{result.reason}"
