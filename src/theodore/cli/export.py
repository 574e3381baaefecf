"""`theodore export`: what a run found, for other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from theodore.cli import out
from theodore.cli.app import new_app
from theodore.cli.export_formats import Format, in_chunks, write_workbook
from theodore.cli.flags import JOURNAL_FLAGS, takes_settings
from theodore.cli.journals import find_run, reading
from theodore.extract.document import Document
from theodore.model.errors import ConfigurationError
from theodore.model.page import Page, PageKind
from theodore.settings import Settings
from theodore.sheets.beside import replacing
from theodore.store.exports import Record, export_columns
from theodore.store.reader import Reader
from theodore.store.records import Run

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
        Format, typer.Option("--format", metavar="|".join(Format), help="JSON keeps the types of values.")
    ] = Format.CSV,
    file: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where it goes; stdout if not given. XLSX needs a file."),
    ] = None,
) -> None:
    """Write profiles, evidence, pages or attempts of a run as a file.

    Streamed, so that a run of a million rows takes no more memory than one of ten. A file appears when it is whole.
    """
    if form is Format.XLSX and file is None:
        raise ConfigurationError("a workbook cannot go to stdout. Name its file: --out NAME.xlsx")
    with reading(settings) as reader:
        found = find_run(reader, run)
        records = _SOURCES[what](reader, found.id)
        columns = export_columns(what)
        if file is None:
            for chunk in in_chunks(form, columns, records):
                out.write(chunk)
        else:
            _to_file(_checked(file, found), form, columns, records)


def visible_text(html: str) -> str:
    """What a person sees of a page."""
    return Document(Page("", "", 200, (), "text/html", html, "", PageKind.OTHER, 0, 0.0, 0.0, 0)).text


def _checked(file: Path, run: Run) -> Path:
    """The file, where it is neither a folder nor one of the run's own."""
    if file.is_dir():
        raise ConfigurationError(f"{file} is a folder. Name a file in it with --out.")
    for kind, own in (("table of companies", run.source), ("sheet", run.sink)):
        if file.resolve() == Path(own).resolve():
            raise ConfigurationError(f"{file} is the run's own {kind}. Name another file with --out.")
    if not file.absolute().parent.is_dir():
        raise ConfigurationError(f"there is no folder {file.absolute().parent}. Make it, or name another --out.")
    return file


def _to_file(file: Path, form: Format, columns: tuple[str, ...], records: Iterator[Record]) -> None:
    if form is Format.XLSX:
        write_workbook(file, columns, records)
        return
    with replacing(file) as (draft,):
        for chunk in in_chunks(form, columns, records):
            draft.write(chunk.encode("utf-8", "replace"))
