"""Which table takes the results of a run, and whether it can."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from theodore.model.errors import ConfigurationError, SourceError
from theodore.model.ports import ResultTable
from theodore.sheets.columns import is_chosen_result, is_details, is_result
from theodore.sheets.csv_records import find_format, first_records
from theodore.sheets.csv_table import CsvTable, details_path
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.layout import Layout
from theodore.sheets.ours import is_marked
from theodore.sheets.workbook import MOST_ROWS
from theodore.sheets.xlsx_table import XlsxTable

_XLSX = ".xlsx"
_CSV = (".csv", ".tsv")
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
    columns, more = layout.choice if layout else ColumnChoice(), frozenset(besides)
    fields = layout.fields if layout else None
    if _suffix(path) == _XLSX:
        table = XlsxTable(path, columns, more, fields)
        return table if notice is None else replace(table, notice=notice)
    return CsvTable(path, columns, more, fields)


def check_sink(path: Path, source: Path, rows: int = 0) -> None:
    """Make sure, before a run, that its results can be written to `path`, and that nothing of the user's is lost.

    rows: how many the source has. Raises ConfigurationError.
    """
    if _suffix(path) == _XLSX and rows >= MOST_ROWS:
        raise ConfigurationError(f"{path}: {rows:,} rows do not fit in a workbook. Pass --to with a name.csv.")
    for file in sink_files(path):
        _check_place(file)
        if _same(file, source):
            raise ConfigurationError(f"{file}: this is the table of companies itself. {_OTHER}.")
        if file.exists() and not _is_ours(file):
            raise ConfigurationError(
                f"{file}: this file is there, and is no result of Theodore's. {_OTHER}, or move it."
            )


def sink_files(path: Path) -> tuple[Path, ...]:
    """All files that a sink writes, the one it is named by first."""
    return (path,) if _suffix(path) == _XLSX else (path, details_path(path))


def sinks_of(file: Path) -> tuple[Path, ...]:
    """The sinks that this file may belong to: itself, and the table of companies whose details it would be."""
    companies = file.with_name(f"{file.stem.removesuffix('.details')}{file.suffix}")
    return (file, companies) if file == details_path(companies) else (file,)


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in {_XLSX, *_CSV}:
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
