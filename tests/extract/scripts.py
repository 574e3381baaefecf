"""Scripts as people write them, run by the interpreter of the tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Has no `if __name__ == "__main__"`, as most people's first scripts have none.
GUARDLESS = """
import asyncio
print("the script runs")

from theodore.extract.pool import ExtractionPool
from theodore.model.company import Company
from theodore.model.outcome import Crawl
from theodore.model.packing import packed
from theodore.model.page import Page, PageKind

URL = "https://nordwind.test/"
BODY = packed(b"<p>info@nordwind.test</p>")
PAGE = Page(URL, URL, 200, (), "text/html", BODY, "0", PageKind.HOME, 0, 1.75e9, 0.1, 25)

async def main():
    async with ExtractionPool(workers=1) as pool:
        found = await pool.extract(Company("r1", "Nordwind", URL), Crawl(pages=(PAGE,), final_origin=URL))
        print(found.profile["emails"])

asyncio.run(main())
"""

#: Prints the process of its worker, and waits to be killed.
NEVER_ENDING = """
import asyncio
from tests.extract import probes
from tests.extract.pages import COMPANY, crawl, page
from theodore.extract import pool as module

async def main():
    module.work = probes.says_who
    async with module.ExtractionPool(workers=1) as pool:
        print((await pool.extract(COMPANY, crawl(page("x")))).profile["pid"], flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""

#: Is done while its workers begin, at this moment of that and at the next.
DONE_AT_ONCE = """
import asyncio
from theodore.extract.pool import ExtractionPool

async def main():
    for moment in range(24):
        async with ExtractionPool(workers=4):
            await asyncio.sleep(moment / 400)

asyncio.run(main())
"""

ROOT = Path(__file__).parents[2]


def run(script: str, folder: Path, *, module: bool = False) -> subprocess.CompletedProcess[str]:
    """Run the text as a script of its own, by its path or by its name."""
    path = folder / "mine.py"
    path.write_text(script, encoding="utf-8")
    how = ["-m", "mine"] if module else [str(path)]
    return subprocess.run([sys.executable, *how], capture_output=True, text=True, timeout=100, check=False, cwd=folder)


@contextmanager
def started(script: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The text as a running script, which is killed at the end if it still lives."""
    path = folder / "mine.py"
    path.write_text(script, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    with subprocess.Popen([sys.executable, str(path)], stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            yield process
        finally:
            process.kill()
