"""How good the extraction is, by field, on the demo web and on real sites.

    python -m benchmarks.facts [--sites 300] [--seed 1] [--real FILE] [--show FIELD ...]

The demo web is made in memory: all layouts, languages, and faults that leave pages to read; of each site the pages are
read that a visit chooses, at most eight. A value counts as right where it equals a true one but for case, white space,
Unicode's forms and the slash at the end of an address; lists are compared as sets, texts in sentences where one is half
of the other or more, addresses without the words of a country. What the truth does not name is wrong.
The rules for real sites stand in `benchmarks.facts.real_scores`. --show lists what was wrong and what was missed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.facts.farm_scores import Scored, by_field, farm_scores, known_fields, worst
from benchmarks.facts.real_scores import page_texts, real_scores
from benchmarks.facts.scores import Tally
from benchmarks.facts.sites import farm_sites, real_sites
from theodore.extract.profile import extract_pages

#: Where the real sites lie beside a checkout.
REAL = Path("../shared/data/real_sites_dev.jsonl.gz")


def percent(share: float | None) -> str:
    """A share as a table shows it."""
    return "-" if share is None else f"{share:.1%}"


def _farm(count: int, seed: int, show: Sequence[str]) -> None:
    cases = list(farm_sites(count, seed))
    fields = known_fields(cases)
    scored = [farm_scores(case, extract_pages(case.company, case.crawl).profile, fields) for case in cases]
    print(f"\nDemo web: {len(cases)} sites, {sum(len(case.crawl.pages) for case in cases)} pages")
    print(f"{'field':<28}{'precision':>10}{'recall':>9}{'true':>7}{'unread':>8}  worst by layout and language")
    for name, tally in by_field(scored, fields).items():
        unread = sum(each.unread.get(name, 0) for each in scored)
        print(
            f"{name:<28}{percent(tally.precision):>10}{percent(tally.recall):>9}{tally.wanted:>7}{unread:>8}"
            f"  {_worst(scored, name)}"
        )
    for name in show:
        for each in scored:
            for what, values in (("wrong", each.wrong.get(name)), ("missed", each.missed.get(name))):
                if values:
                    print(f"  {name} {what} {each.case.site} {each.case.layout} {each.case.language}: {values}")


def _worst(scored: Sequence[Scored], name: str) -> str:
    told = []
    for measure, sign in (("precision", "P"), ("recall", "R")):
        for group in ("layout", "language"):
            found = worst(scored, name, group, measure)
            if found and found[1] < 1:
                told.append(f"{sign} {found[0]} {found[1]:.0%}")
    return ", ".join(told)


def _real(path: Path, show: Sequence[str]) -> None:
    if not path.exists():
        print(f"\nReal sites: {path} is not there, left out (--real names another file).", file=sys.stderr)
        return
    totals: dict[str, Tally] = {}
    count = 0
    for case in real_sites(path):
        count += 1
        profile = extract_pages(case.company, case.crawl).profile
        scores = real_scores(case, profile, page_texts(case))
        for name, tally in scores.items():
            totals.setdefault(name, Tally()).add(tally)
            if name in show:
                print(f"  {case.site} {name} {tally}")
    print(f"\nReal sites: {count}")
    print(f"{'marked':<28}{'precision':>10}{'recall':>9}{'marked':>7}")
    for name, tally in totals.items():
        print(f"{name:<28}{percent(tally.precision):>10}{percent(tally.recall):>9}{tally.wanted:>7}")


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real", type=Path, default=REAL)
    parser.add_argument("--show", nargs="*", default=[], metavar="FIELD")
    options = parser.parse_args()
    _farm(options.sites, options.seed, options.show)
    _real(options.real, options.show)


if __name__ == "__main__":
    main()
