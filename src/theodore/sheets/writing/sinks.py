"""Which table takes the results of a run, and whether it can."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection
from pathlib import Path

from theodore.model.errors import ConfigurationError, SourceError
from theodore.model.ports import ResultTable
from theodore.sheets.columns import is_chosen_result, is_details, is_result
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.layout import Layout
from theodore.sheets.reading.csv_records import find_format, first_records
from theodore.sheets.writing.csv_table import ENDINGS, CsvTable, details_path
from theodore.sheets.writing.kept_csv import KeptCsvTable
from theodore.sheets.writing.ours import is_marked
from theodore.sheets.writing.package import is_workbook
from theodore.sheets.writing.workbook import MOST_ROWS
from theodore.sheets.writing.xlsx_table import XlsxTable, unheard

_XLSX = ".xlsx"
#: Workbooks that are written into; those with macros keep them.
_KEPT = (_XLSX, ".xlsm")

#: A workbook of more rows is not held to be written into: each thousand rows take a second and 25 MB.
MOST_KEPT_ROWS = 20_000
_OTHER = "Pass another name with --to"

#: What a process has open, by its usual names. It may well be a file, but its name says nothing of where that is.
_STREAM = re.compile(r"/dev/(?:stdin|fd/.+)|/proc/[^/]+/(?:task/\d+/)?fd/.+")


def default_sink(source: Path) -> Path:
    """Where the results of `source` go if nobody says: leads.theodore.xlsx beside leads.csv.

    Raises ConfigurationError for a stream like /dev/stdin, beside which nothing can stand.
    """
    if _STREAM.fullmatch(os.path.abspath(source)):  # noqa: PTH100 - resolve() would follow it to what it leads to
        raise ConfigurationError(f"{source}: nothing can be put beside this. Pass --to with the name of a new file.")
    return source.with_name(f"{source.stem}.theodore{_XLSX}")


def open_sink(
    path: Path,
    layout: Layout | None = None,
    *,
    besides: Collection[str] = (),
    notice: Callable[[str], None] | None = None,
) -> ResultTable:
    """The table that writes to `path`, by its ending.

    layout: None for the plainest. besides: fields that are shown though this version does not look for them. notice:
    is told what a person should know of a write. Raises ConfigurationError for an ending that is not written.
    """
    layout, more, tell = layout or Layout(Path()), frozenset(besides), notice or unheard
    if layout.in_place:
        into_workbook = path.suffix.lower() in _KEPT
        return _preserved(path, layout, more, tell) if into_workbook else KeptCsvTable(path, layout, more, tell)
    if _suffix(path) != _XLSX:
        return CsvTable(path, layout.choice, more, layout.fields, layout.catalogue)
    if is_kept(layout.source, layout.rows):
        return _preserved(path, layout, more, tell)
    return XlsxTable(path, layout.choice, more, layout.fields, tell, layout.catalogue)


def _preserved(path: Path, layout: Layout, besides: frozenset[str], notice: Callable[[str], None]) -> ResultTable:
    # brings openpyxl along, a fifth of the start of a writing process and a tenth of a command's; most need none of it
    from theodore.sheets.writing.preserved_table import PreservedTable  # noqa: PLC0415 - as said

    return PreservedTable(path, layout, besides, notice)


def is_kept(source: Path, rows: int) -> bool:
    """Whether results in a new workbook stand in a copy of the source, with all its looks.

    rows: how many it has.
    """
    return rows <= MOST_KEPT_ROWS and is_workbook(source)


def check_sink(path: Path, source: Path, rows: int = 0, *, in_place: bool = False) -> None:
    """Make sure, before a run, that its results can be written to `path`, and that nothing of the user's is lost.

    rows: how many the source has. in_place: whether `path` is the source, and is to be written into. Raises
    ConfigurationError.
    """
    if in_place:
        _check_kind(path, rows)
    elif _suffix(path) == _XLSX and rows >= MOST_ROWS:
        raise ConfigurationError(f"{path}: {rows:,} rows do not fit in a workbook. Pass --to with a name.csv.")
    for file in _files(path):
        _check_place(file)
        if _same(file, source):
            if in_place and file == path:
                continue
            raise ConfigurationError(f"{file}: this is the table of companies itself. {_OTHER}.")
        if file.exists() and not _is_ours(file):
            advice = "Move it, or leave out --in-place" if in_place else f"{_OTHER}, or move it"
            raise ConfigurationError(f"{file}: this file is there, and is no result of Theodore's. {advice}.")


def _check_kind(path: Path, rows: int) -> None:
    """Raise ConfigurationError where results cannot be written into a file of this kind."""
    suffix, elsewhere = path.suffix.lower(), f"leave out --in-place: the results then go to {default_sink(path).name}"
    is_book = is_workbook(path)
    if suffix not in (*_KEPT, *ENDINGS):
        problem = f"results are not written into a file of this kind ({suffix or 'without an ending'})"
        raise ConfigurationError(f"{path}: {problem}. Save it as .xlsx and pass that, or {elsewhere}.")
    if is_book != (suffix in _KEPT):
        found = "a workbook" if is_book else "no workbook that is written into"
        raise ConfigurationError(f"{path}: its name ends in {suffix}, but it is {found}. Rename it, or {elsewhere}.")
    if is_book and rows > MOST_KEPT_ROWS:
        problem = f"{rows:,} rows are too many to be written into a workbook that is kept (most are {MOST_KEPT_ROWS:,})"
        raise ConfigurationError(f"{path}: {problem}. Save it as .csv and pass that, or {elsewhere}.")


def sink_files(path: Path) -> tuple[Path, ...]:
    """All files that a sink writes, the one it is named by first."""
    _suffix(path, also=_KEPT)
    return _files(path)


def _files(path: Path) -> tuple[Path, ...]:
    return (path,) if path.suffix.lower() in _KEPT else (path, details_path(path))


def sinks_of(file: Path) -> tuple[Path, ...]:
    """The sinks that this file may belong to: itself, and the table of companies whose details it would be."""
    companies = file.with_name(f"{file.stem.removesuffix('.details')}{file.suffix}")
    return (file, companies) if file == details_path(companies) else (file,)


def _suffix(path: Path, also: Collection[str] = ()) -> str:
    suffix = path.suffix.lower()
    if suffix not in {_XLSX, *ENDINGS, *also}:
        raise ConfigurationError(f"{path}: results are written as .xlsx, .csv or .tsv. Pass --to with such a name.")
    return suffix


def _check_place(file: Path) -> None:
    folder = Path(os.path.realpath(file)).parent
    if file.is_dir():
        raise ConfigurationError(f"{file}: this is a folder. Pass --to with the name of a file in it.")
    if file.exists() and not file.is_file():
        raise ConfigurationError(f"{file}: this is not a regular file. {_OTHER}.")
    if not folder.is_dir():
        raise ConfigurationError(f"{file}: there is no folder {folder}. Make it, or pass another name with --to.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ConfigurationError(f"{file}: its folder may not be written to. {_OTHER}, or change its permissions.")
    if file.exists() and not os.access(file, os.R_OK | os.W_OK):
        raise ConfigurationError(f"{file}: this file may not be written to. {_OTHER}, or change its permissions.")


def _same(file: Path, source: Path) -> bool:
    try:
        return file.samefile(source)
    except OSError:
        return os.path.realpath(file) == os.path.realpath(source)


def _is_ours(file: Path) -> bool:
    """Whether a file that is there may be replaced: it is empty, or was written by a run."""
    if file.stat().st_size == 0:
        return True
    return is_marked(file) if file.suffix.lower() == _XLSX else _is_our_csv(file)


def _is_our_csv(file: Path) -> bool:
    # a person's spreadsheet saves it anew with its own delimiter and encoding: German Excel parts cells by semicolons
    try:
        records = first_records(file, find_format(file, ColumnChoice()), 1)
    except (SourceError, OSError):
        return False
    headers = [header for _, header in records]
    if any(is_result(header) or is_details(header) for header in headers):
        return True
    # with columns of a person's choice it says too little itself, but its details stand beside it
    details = details_path(file)
    return any(map(is_chosen_result, headers)) and details.is_file() and _is_our_csv(details)
