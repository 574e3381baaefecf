"""The main job against the demo web's default mix, measured as whole processes.

    python -m benchmarks.main_job [--sites 300] [--scale 10] [--concurrency auto] [--seed 1] [--save]

Prints companies a second, success among the obtainable, CPU seconds of Theodore and of the demo web apart, peak
memory (PSS over all of Theodore's processes), and the two lower bounds of the makespan for this set of sites, from what
the demo web itself took to answer: the longest single site with the waits before its retries, and the time of all sites
over the slots that were open. Loopback alone; ends by itself.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil

from benchmarks.harness import farm, judge, makespan_bound, scaled_flags, theodore

RESULTS = Path(__file__).parent / "results"


def measure(sites: int, scale: float, concurrency: str, seed: int) -> dict[str, Any]:
    """One run, as figures."""
    with tempfile.TemporaryDirectory(prefix="theodore-bench-") as name:
        folder = Path(name)
        with farm(folder / "farm", sites=sites, scale=scale, seed=seed) as web:
            arguments = ["run", str(web.companies), "--json", "--concurrency", concurrency]
            ran = theodore([*arguments, *web.network_flags(), *scaled_flags(scale)], folder / "data")
            if not ran.stdout:
                raise SystemExit(f"the run failed: {ran.stderr}")
        exported = theodore(["export", "last", "--what", "attempts", "--format", "jsonl"], folder / "data")
        verdict = judge(ran.summary["results"], web.companies, web.truth())
        report = web.report()
        attempts = [json.loads(line) for line in exported.stdout.splitlines()]
        slots = most_at_once(attempts)
        longest, shared = makespan_bound(attempts, web, slots)
    seconds = ran.summary["duration_seconds"]
    return {
        "companies a second": round(sites / seconds, 1),
        "seconds": round(seconds, 1),
        "obtained of the obtainable": f"{verdict.obtained}/{verdict.obtainable}",
        "other than the truth says": len(verdict.wrong),
        "CPU seconds, Theodore": round(ran.usage.cpu_s, 1),
        "CPU seconds, demo web": round(report["cpu_seconds"], 1),
        "peak memory, MB of PSS": round(ran.usage.peak_pss / 1e6),
        "companies at once, at most": slots,
        "lower bound: longest site, s": round(longest, 1),
        "lower bound: all sites over slots, s": round(shared, 1),
        "seconds over the lower bound": round(seconds / max(longest, shared), 2),
    }


def most_at_once(attempts: list[dict[str, Any]]) -> int:
    """How many attempts were under way at the same time, at most."""
    edges: list[tuple[float, int]] = []
    for attempt in attempts:
        began = moment(attempt["started_at"])
        edges += [(began, 1), (began + float(attempt["seconds"] or 0), -1)]
    now = most = 0
    for _, step in sorted(edges):
        now += step
        most = max(most, now)
    return max(most, 1)


def moment(text: str) -> float:
    """An ISO 8601 time as seconds since the epoch."""
    return datetime.fromisoformat(text).timestamp()


def where_measured() -> dict[str, Any]:
    """The machine and the commit that a figure belongs to."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)  # noqa: S607
    return {
        "commit": commit.stdout.strip() or "unknown",
        "cores": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def main() -> None:
    """Measure, print, and with --save keep the figures beside this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=300)
    parser.add_argument("--scale", type=float, default=10)
    parser.add_argument("--concurrency", default="auto")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()
    figures = measure(options.sites, options.scale, options.concurrency, options.seed)
    print(f"{options.sites} sites of the demo web's default mix, scale {options.scale:g}")
    for name, figure in figures.items():
        print(f"  {name:<38}{figure:>10}")
    if options.save:
        RESULTS.mkdir(exist_ok=True)
        record = {**where_measured(), "command": " ".join(sys.argv[1:]), "at": int(time.time()), "figures": figures}
        with (RESULTS / "main_job.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(record) + "\n")


if __name__ == "__main__":
    main()
