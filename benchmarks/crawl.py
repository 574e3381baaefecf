"""Theodore's crawl beside Scrapy's and Crawlee's, on the same demo web, in one run.

    python -m benchmarks.crawl [--sites 1000] [--scale 10] [--seed 1] [--only theodore scrapy crawlee]
                              [--processes 2] [--save]

Each crawler is a process of its own and meets a demo web of its own, made anew with the same seed, and has the same
task: robots.txt, the home page and up to seven valuable pages of each website, a title and a text of each, and three
retries (benchmarks/rivals/task.py). No facts are worked out. --processes parts Theodore's crawl over several, as
workers would; by itself it crawls in one. Prints one table: companies a second over the whole process, start included;
websites that a page of content was read of, among those that can be had; CPU seconds and peak memory (PSS) of the
crawler, and the demo web's own CPU apart. Loopback alone; ends by itself.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.harness import Farm, farm, measured
from benchmarks.main_job import RESULTS, where_measured

CRAWLERS = ("theodore", "scrapy", "crawlee")


def measure(crawler: str, sites: int, scale: float, seed: int, processes: int = 1) -> dict[str, Any]:
    """One crawler over one demo web, as figures. processes: of Theodore's crawl."""
    with tempfile.TemporaryDirectory(prefix="theodore-bench-") as name:
        folder, out = Path(name) / "farm", Path(name) / "read.jsonl"
        with farm(folder, sites=sites, scale=scale, seed=seed) as web:
            command = [_python(crawler), "-m", f"benchmarks.rivals.{crawler}_crawl", str(folder), str(out), str(scale)]
            command += [str(processes)] if crawler == "theodore" else []
            ran = measured(command, os.environ, limit_s=3_600)
            if ran.code or not out.exists():
                raise SystemExit(f"{crawler} failed with exit code {ran.code}: {ran.stderr[-2_000:]}")
        read = Counter(json.loads(line)["website"] for line in out.read_text(encoding="utf-8").splitlines())
        obtainable, obtained = _obtained(read, web)
        return {
            "companies/s": round(sites / ran.seconds, 1),
            "seconds": round(ran.seconds, 1),
            "obtained": f"{obtained}/{obtainable}",
            "obtained, %": round(100 * obtained / obtainable, 1),
            "pages": read.total(),
            "CPU, s": round(ran.usage.cpu_s, 1),
            "CPU a company, ms": round(1_000 * ran.usage.cpu_s / sites, 1),
            "peak memory, MB": round(ran.usage.peak_pss / 1e6),
            "demo web's CPU, s": round(web.report()["cpu_seconds"], 1),
        }


def _python(crawler: str) -> str:
    """The Python that a crawler is installed for: the others' lies within our environment, and apart from it."""
    if crawler == "theodore":
        return sys.executable
    rivals = Path(sys.prefix) / "rivals" / "bin" / "python"
    if not rivals.exists():
        raise SystemExit("The other crawlers are not installed. Run `make bench`, or pass --only theodore.")
    return str(rivals)


def _obtained(read: Counter[str], web: Farm) -> tuple[int, int]:
    """How many websites can be had, and how many of these a page was read of."""
    obtainable = [site["website"] for site in web.truth() if site["obtainable"]]
    return len(obtainable), sum(read[website] > 0 for website in obtainable)


def table(figures: dict[str, dict[str, Any]]) -> str:
    """The figures, a crawler a column."""
    names = list(next(iter(figures.values())))
    lines = [f"{'':<22}" + "".join(f"{crawler:>12}" for crawler in figures)]
    lines += [f"{name:<22}" + "".join(f"{had[name]:>12}" for had in figures.values()) for name in names]
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and with --save keep the figures beside this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=1_000)
    parser.add_argument("--scale", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=CRAWLERS, default=CRAWLERS)
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()
    shape = (options.sites, options.scale, options.seed, options.processes)
    figures = {name: measure(name, *shape) for name in options.only}
    print(f"{options.sites} sites of the demo web's default mix, scale {options.scale:g}, the crawl alone")
    print(table(figures))
    if options.save:
        RESULTS.mkdir(exist_ok=True)
        record = {**where_measured(), "command": " ".join(sys.argv[1:]), "at": int(time.time()), "figures": figures}
        with (RESULTS / "crawl.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(record) + "\n")


if __name__ == "__main__":
    main()
