"""Twenty thousand companies crawled in one process: what it holds stays flat. `make soak` runs it, with figures."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.harness import farm
from tests.acceptance.test_soak import say

pytestmark = [pytest.mark.soak, pytest.mark.timeout(3_600)]

COMPANIES = 20_000

PROGRAM = """
import asyncio, json, sys
from pathlib import Path
import psutil
from benchmarks.rivals.theodore_crawl import crawl
from theodore.cli.limits import return_freed_memory

return_freed_memory()  # as the command does before a run
this = psutil.Process()

def watch(done):
    if done % 250 == 0:
        memory = this.memory_full_info()
        held = {"done": done, "pss": getattr(memory, "pss", memory.rss), "files": this.num_fds()}
        print(json.dumps({**held, "tasks": len(asyncio.all_tasks())}))

asyncio.run(crawl(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]), watch))
"""


def test_what_a_crawl_holds_stays_flat(tmp_path: Path) -> None:
    with farm(tmp_path / "farm", sites=COMPANIES, scale=10, more=["--latency", "zero"]) as web:
        command = [sys.executable, "-c", PROGRAM, str(web.folder), str(tmp_path / "read.jsonl"), "10"]
        ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=3_000)
    samples = [json.loads(line) for line in ran.stdout.splitlines()]
    early = [sample for sample in samples if sample["done"] <= 1_000]
    # while the last ones are waited for, less and less is under way
    late = [sample for sample in samples if 1_000 < sample["done"] <= COMPANIES - 250]
    most = {
        what: [max(sample[what] for sample in part) for part in (early, late)] for what in ("pss", "files", "tasks")
    }
    say(test=f"{COMPANIES:,} companies crawled", most_in_the_first_thousand_and_after=most, last=samples[-1])
    assert samples[-1]["done"] == COMPANIES
    assert most["pss"][1] - most["pss"][0] < 50e6
    # as many as are under way at a time, give or take what chance adds to a sample
    assert most["files"][1] < 1.5 * most["files"][0]
    assert most["tasks"][1] < 1.5 * most["tasks"][0]
