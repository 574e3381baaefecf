"""`theodore extract`: facts of pages that are at hand, without a request."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from theodore.cli import out
from theodore.cli.again import extract_run
from theodore.cli.app import new_app
from theodore.cli.flags import EXTRACT_FLAGS, takes_settings
from theodore.cli.given_pages import extract_given
from theodore.cli.status import RunName
from theodore.model.errors import ConfigurationError
from theodore.settings import Settings

app = new_app()

Pages = Annotated[
    Path | None,
    typer.Option(
        "--pages",
        metavar="FILE",
        help="Pages to work out, one company a line; `-` for stdin.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout: of RUN what changed, of FILE the objects.")]


@app.command()
@takes_settings(EXTRACT_FLAGS, preset=False)
def extract(settings: Settings, run: RunName = None, pages: Pages = None, as_json: Json = False) -> None:
    """Work out the facts of pages that are at hand, without a request.

    Of RUN, the pages that it stored: the new facts go into its journal and its sheet, and it is told what changed. A
    company whose pages are not stored any more keeps its facts. Broken off, the same command goes on.

    Of FILE, one object a line: {"site": TEXT, "name": TEXT, "pages": [{"url": TEXT, "html": TEXT}]}, where name may be
    left out. The home page is the one at the root of the site, else the first. For each line, in their order, one
    object goes to stdout as soon as it is done: site, profile, evidence and blanks; or site, line and error where it
    failed, and the others go on. On a terminal it is a list to read. Nothing is kept.
    """
    if (run is None) == (pages is None):
        raise ConfigurationError("extract takes a run, whose stored pages are meant, or --pages FILE: one of them.")
    if pages is not None:
        raise typer.Exit(extract_given(pages, settings, as_json=as_json or not out.on_terminal()))
    raise typer.Exit(extract_run(run or "", settings, as_json=as_json))
