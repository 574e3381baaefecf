"""Takes docs/images/report.png, the picture of the report, of a real run of the demo.

.venv/bin/python -m tests.report.picture
"""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.report.browsers import opened
from theodore import __version__
from theodore.batch.job import run_job
from theodore.cli.demo import _farm, demo_settings
from theodore.cli.standing import summary_of
from theodore.report.material import gather
from theodore.report.page import chunks
from theodore.store.journal import Journal
from theodore.wiring import job, own_worker, runner_config

PICTURE = Path(__file__).parents[2] / "docs" / "images" / "report.png"
WIDTH, HEIGHT = 1120, 1180
SITES, SCALE, SEED = 60, 10, 7


def report_of_a_demo(folder: Path) -> Path:
    """The report of a whole demo, run in this folder."""
    with _farm(folder, sites=SITES, scale=SCALE, seed=SEED) as files:
        settings = demo_settings(folder, files, SCALE)
        what = job(settings, files.companies, folder / "companies.theodore.xlsx")
        journal = settings.journal.path
        run = asyncio.run(run_job(what, journal, own_worker(settings), runner_config(settings))).run
    page = folder / "report.html"
    with Journal.open_reader(journal) as opened_, opened_.read() as reader:
        run = reader.run(run.id)
        summary = summary_of(reader, run)
        material = gather(reader, run, summary, state=run.state, chosen="", made=datetime.now(UTC), version=__version__)
        page.write_text("".join(chunks(material)), encoding="utf-8")
    return page


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="theodore-picture-") as name:
        page = report_of_a_demo(Path(name))
        with opened() as browser:
            window = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            window.goto(page.as_uri())
            window.screenshot(path=PICTURE)


if __name__ == "__main__":
    main()
