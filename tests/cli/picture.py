"""Draws docs/images/run.svg, the README's picture, from a real run of the demo.

    .venv/bin/python -m tests.cli.picture

The demo web is served, the job is done as `theodore demo` does it, and the live table is kept as it stood when a third
of the rows had ended.
"""

from __future__ import annotations

import asyncio
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from theodore.batch.job import run_job
from theodore.cli.board import Board, View
from theodore.cli.demo import _farm, demo_settings
from theodore.cli.live import draw
from theodore.cli.watching import BoardWatcher, counts_from
from theodore.store.records import Event
from theodore.wiring import job, own_worker, runner_config

PICTURE = Path(__file__).parents[2] / "docs" / "images" / "run.svg"
WIDTH, HEIGHT = 105, 32
SITES, SCALE, SEED = 60, 10, 7


class Photographer(BoardWatcher):
    """Watches like the live table, and keeps one view of it."""

    view: View | None = None

    def events(self, events: Sequence[Event]) -> None:
        super().events(events)
        now = self._board.view()
        if self.view is None and now.ended * 3 >= now.total and now.waiting:
            self.view = now


def taken(folder: Path) -> View:
    """The view of a whole demo, run in this folder."""
    with _farm(folder, sites=SITES, scale=SCALE, seed=SEED) as files:
        settings = demo_settings(folder, files, SCALE)
        config = runner_config(settings)
        photographer = Photographer(Board(retry=config.retry), counts_from(settings.journal.path))
        what = job(settings, files.companies, folder / "companies.theodore.xlsx")
        asyncio.run(run_job(what, settings.journal.path, own_worker(settings), config, photographer))
    assert photographer.view is not None
    return photographer.view


def drawn(view: View) -> str:
    """The view as an SVG, in the fonts of whoever looks at it: nothing is fetched."""
    console = Console(
        width=WIDTH, height=HEIGHT, record=True, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    for line in draw(view, WIDTH, HEIGHT):
        console.print(Text.assemble(*line), soft_wrap=True)
    console.print()  # else the descenders of the last line are cut off
    svg = console.export_svg(title="theodore run", unique_id="run")
    return _without_fonts_of_others(svg)


def _without_fonts_of_others(svg: str) -> str:
    kept = []
    within = False
    for line in svg.splitlines():
        within = within or "@font-face" in line
        if not within:
            kept.append(line.replace("Fira Code", "ui-monospace, 'DejaVu Sans Mono', Menlo").rstrip())
        within = within and "}" not in line
    return "\n".join(kept) + "\n"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="theodore-picture-") as name:
        svg = drawn(taken(Path(name)))
    assert "url(http" not in svg, "whoever opens it asks nobody for anything"
    PICTURE.write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
