"""Search for what breaks: `python -m tests.fuzz --seconds 600 --seed 1`."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from tests.fuzz.harness import fuzz
from tests.fuzz.server import Case


def cases_of(seed: int) -> Iterator[Case]:
    """Sites without end, each with a seed of its own."""
    for number in count():
        yield Case(f"s{number}.test", seed=seed * 1_000_000 + number)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=12)
    parser.add_argument("--keep", type=Path, help="a folder for the cases that broke something")
    parser.add_argument("--only", type=int, help="one site of this seed alone")
    told = parser.parse_args()
    cases = cases_of(told.seed)
    if told.only is not None:
        cases = iter([Case(f"s{told.only}.test", seed=told.seed * 1_000_000 + told.only)])
    report = asyncio.run(fuzz(cases, seconds=told.seconds, at_once=told.at_once))
    print(report)
    for number, finding in enumerate(report.findings):
        print(f"seed {finding.case.seed} {finding.case.host}: {finding.why[:200]}")
        if told.keep:
            told.keep.mkdir(parents=True, exist_ok=True)
            finding.case.keep(told.keep / f"{finding.case.seed}-{number}.json", finding.why)
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
