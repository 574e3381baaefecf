"""Records as CSV, JSON, JSON Lines or a workbook, one record at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path

from theodore.cli.out import json_text
from theodore.model.errors import ConfigurationError, SinkUnavailable
from theodore.sheets.cells import csv_cell
from theodore.sheets.writing.beside import EXPORT
from theodore.sheets.writing.quick_sheet import QuickSheet
from theodore.sheets.writing.workbook import MOST_ROWS, new_workbook, put_value
from theodore.store.exports import Record


class Format(StrEnum):
    """The forms of a file."""

    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    XLSX = "xlsx"


_SUFFIXES = {
    ".csv": Format.CSV,
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".xlsx": Format.XLSX,
}


def chosen_format(form: Format | None, file: Path | None) -> Format:
    """The form that was asked for, else the one that the file's name says, else CSV.

    form: None where none was asked for. file: None where it goes to a stream, whose name says nothing. Raises
    ConfigurationError where the two differ, or where neither says what a file is to hold.
    """
    suffix = "" if file is None else file.suffix.lower()
    named = _SUFFIXES.get(suffix)
    if form is None and named is None and suffix:
        raise ConfigurationError(
            f"{file}: exports are .csv, .json, .jsonl or .xlsx. Name it so, or say its form with --format."
        )
    if form is not None and named not in (None, form):
        raise ConfigurationError(f"{file} is no name for {form}. Name it otherwise, or pass --format {named}.")
    return form or named or Format.CSV


def in_chunks(form: Format, columns: Sequence[str], records: Iterator[Record]) -> Iterator[str]:
    """The file, piece by piece, in one of the forms that are text."""
    match form:
        case Format.CSV:
            yield from _csv(columns, records)
        case Format.JSON:
            yield from _json(records)
        case _:
            yield from (json_text(record) + "\n" for record in records)


def _csv(columns: Sequence[str], records: Iterator[Record]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")

    def line(cells: Sequence[str]) -> str:
        writer.writerow(cells)
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text

    yield line(columns)
    for record in records:
        yield line([csv_cell(record.get(name)) for name in columns])


def _json(records: Iterator[Record]) -> Iterator[str]:
    yield "["
    between = "\n"
    for record in records:
        yield between + json_text(record)
        between = ",\n"
    yield "\n]\n"


def write_workbook(file: Path, columns: Sequence[str], records: Iterator[Record]) -> None:
    """A workbook of one tab, written row by row; every text stays text.

    Raises SinkUnavailable where the disk refuses it, or where there are more rows than Excel opens; nothing is
    changed then.
    """
    with new_workbook(file, advice=EXPORT) as book:
        sheet = book.add_worksheet("Export", worksheet_class=QuickSheet)
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, record in enumerate(records, start=1):
            if number >= MOST_ROWS:
                raise SinkUnavailable(f"{file}: more rows than a workbook holds. Use --format csv or jsonl.")
            for column, name in enumerate(columns):
                put_value(sheet, number, column, record.get(name))
