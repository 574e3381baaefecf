"""How good the extraction is, by field, on the demo web and on real sites; its quotes, its coverage and its cost.

    python -m benchmarks.facts [--sites 300] [--seed 1] [--real FILE] [--show FIELD ...] [--profile]
                               [--only PART ...] [--save] [--write-docs]

The demo web is made in memory: all layouts and languages, and faults that leave pages to read; of each site the pages
are read that a visit chooses, at most eight, and the whole truth is asked for (`unread` counts values that stand on no
page that was read). A value is right where it equals a true one but for case, white space, Unicode's forms and the
slash at the end of an address; lists are compared as sets, texts in sentences where one is half of the other or more,
addresses without the words of a country. What the truth does not name is wrong.
The rules for real sites stand in `benchmarks.facts.real_scores` and `benchmarks.facts.mails`. Without their file they
are left out. --show lists what was wrong and what was missed. --profile tells the cost of each rule. --save appends the
figures to benchmarks/results; --write-docs puts the tables under this release into docs/reference/facts-measured.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.facts import measure, release
from benchmarks.facts.measure import Measured
from benchmarks.facts.sites import farm_sites, real_sites
from benchmarks.main_job import RESULTS, where_measured

#: Where the real sites lie beside a checkout.
REAL = Path("../shared/data/real_sites_dev.jsonl.gz")
PARTS = ("farm", "real", "quotes", "coverage", "classification", "cost", "profile")


def measured(options: argparse.Namespace) -> Iterator[tuple[str, Measured]]:
    """Each part that is asked for, as soon as it is done."""
    real = list(real_sites(options.real)) if options.real.exists() else []
    if not real:
        print(f"Real sites are left out: {options.real} is not there (--real names another file).", file=sys.stderr)
    wanted = set(options.only) or set(PARTS) - {"profile"}
    wanted |= {"profile"} if options.profile else set()
    groups = {"the demo web": measure.read(list(farm_sites(options.sites, options.seed))) if _reads(wanted) else []}
    if real and _reads(wanted):
        groups["real sites"] = measure.read(real)
    parts: dict[str, Callable[[], Measured | None]] = {
        "farm": lambda: measure.farm_facts(groups["the demo web"], options.show),
        "real": lambda: measure.real_facts(groups["real sites"], options.show) if real else None,
        "quotes": lambda: measure.quotes(groups),
        "coverage": lambda: measure.filled(groups),
        "classification": lambda: measure.classification(options.show),
        "cost": lambda: measure.processor_time(real, options.seed),
        "profile": lambda: measure.by_rule(real, options.seed),
    }
    for name, part in parts.items():
        if name in wanted and (found := part()) is not None:
            yield name, found


def _reads(wanted: set[str]) -> bool:
    """Whether any of these parts looks at what is extracted."""
    return not wanted.isdisjoint(("farm", "real", "quotes", "coverage"))


def main() -> None:
    """Measure, print, and keep the figures where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real", type=Path, default=REAL, help="a file of real websites, one JSON object a line")
    parser.add_argument("--show", nargs="*", default=[], metavar="FIELD", help="list what was wrong of these")
    parser.add_argument("--only", nargs="*", default=[], choices=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--profile", action="store_true", help="the cost of each rule too")
    parser.add_argument("--save", action="store_true")
    parser.add_argument("--write-docs", type=Path, nargs="?", const=release.PAGE, metavar="FILE")
    options = parser.parse_args()
    told: dict[str, Measured] = {}
    for name, part in measured(options):
        told[name] = part
        for table in part.tables:
            print(f"{table.text()}\n")
        for remark in part.remarks:
            print(f"  {remark}")
    if options.save:
        _save({name: part.figures for name, part in told.items()})
    if options.write_docs:
        tables = [table for part in told.values() for table in part.tables]
        release.write(options.write_docs, tables, where_measured(), sys.argv[1:])


def _save(figures: dict[str, object]) -> None:
    RESULTS.mkdir(exist_ok=True)
    record = {**where_measured(), "command": " ".join(sys.argv[1:]), "at": int(time.time()), "figures": figures}
    with (RESULTS / "facts.jsonl").open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(record) + "\n")


if __name__ == "__main__":
    main()
