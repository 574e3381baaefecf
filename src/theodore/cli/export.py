"""`theodore export`: what a run found, for other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from theodore.cli.app import new_app
from theodore.cli.destination import check_place, is_stdout, is_stream, write_text
from theodore.cli.export_formats import Format, chosen_format, in_chunks, write_workbook
from theodore.cli.flags import JOURNAL_FLAGS, takes_settings
from theodore.cli.journals import find_run, reading
from theodore.extract.reading.document import Document
from theodore.model.custom import catalogue_of
from theodore.model.errors import ConfigurationError
from theodore.model.packing import as_bytes, packed
from theodore.model.page import Page, PageKind
from theodore.settings import Settings
from theodore.store.exports import Record, export_columns
from theodore.store.reader import Reader

app = new_app()


class What(StrEnum):
    """What can be exported."""

    PROFILES = "profiles"
    EVIDENCE = "evidence"
    PAGES = "pages"
    ATTEMPTS = "attempts"


_SOURCES: dict[What, Callable[[Reader, str], Iterator[Record]]] = {
    What.PROFILES: lambda reader, run_id: reader.export_profiles(run_id),
    What.EVIDENCE: lambda reader, run_id: reader.export_evidence(run_id),
    What.PAGES: lambda reader, run_id: reader.export_pages(run_id, visible_text),
    What.ATTEMPTS: lambda reader, run_id: reader.export_attempts(run_id),
}


@app.command()
@takes_settings(JOURNAL_FLAGS, preset=False)
def export(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run's id, the beginning of one, or last.")],
    settings: Settings,
    what: Annotated[
        What, typer.Option(metavar="|".join(What), help="Rows with all fields, proofs, pages as read, or attempts.")
    ] = (What.PROFILES),
    form: Annotated[
        Format | None,
        typer.Option(
            "--format",
            metavar="|".join(Format),
            help="JSON keeps the types of values.",
            show_default="as FILE's name says, else csv",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    file: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where it goes; stdout if not given, or `-`. XLSX needs a file."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there already.")] = False,
) -> None:
    """Write profiles, evidence, pages or attempts of a run as a file.

    Streamed, so that a run of a million rows takes no more memory than one of ten. A file appears when it is whole; a
    pipe or a device, such as /dev/stdout, is written into. The journal, SOURCE and SINK are never replaced.
    """
    is_file = file is not None and not is_stdout(file) and not is_stream(file)
    chosen = chosen_format(_asked_for(form, as_json=as_json), file if is_file else None)
    if chosen is Format.XLSX and not is_file:
        raise ConfigurationError("a workbook cannot go to stdout or into a pipe. Name its file: --out NAME.xlsx")
    with reading(settings) as reader:
        found = find_run(reader, run)
        if file is not None and is_file:
            check_place(file, found, settings.journal.path, force=force)
        fields = catalogue_of(found.settings)
        columns, records = export_columns(what, fields), _SOURCES[what](reader, found.id)
        if chosen is Format.XLSX and file is not None:
            write_workbook(file, columns, records)
        else:
            write_text(file, in_chunks(chosen, columns, records))


def _asked_for(form: Format | None, *, as_json: bool) -> Format | None:
    if as_json and form not in (None, Format.JSON):
        raise ConfigurationError(f"--json and --format {form} are two forms. Give one of them.")
    return Format.JSON if as_json else form


def visible_text(html: str) -> str:
    """What a person sees of a page."""
    return Document(Page("", "", 200, (), "text/html", packed(as_bytes(html)), "", PageKind.OTHER, 0, 0.0, 0.0, 0)).text
