"""Records as CSV, JSON, JSON Lines or a workbook, one record at a time."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from theodore.cli.out import json_text
from theodore.model.errors import SinkUnavailable
from theodore.sheets.beside import replacing, scratch_folder
from theodore.sheets.cells import csv_cell, sheet_value
from theodore.store.exports import Record


class Format(StrEnum):
    """The forms of a file."""

    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    XLSX = "xlsx"


#: Excel opens no more rows than this, the header's included.
MOST_ROWS = 1_048_576

#: Nothing of a website becomes a formula, a link or a number.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


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
    with replacing(file) as (draft,), scratch_folder(file) as folder:
        made = folder / "export.xlsx"
        try:
            _fill(made, file, columns, records)
        except FileCreateError as error:
            # XlsxWriter hands on the system's error as its only argument
            raise error.args[0] if error.args and isinstance(error.args[0], OSError) else error from error
        with made.open("rb") as whole:
            shutil.copyfileobj(whole, draft)


def _fill(made: Path, file: Path, columns: Sequence[str], records: Iterator[Record]) -> None:
    with xlsxwriter.Workbook(str(made), {**_OPTIONS, "tmpdir": str(made.parent)}) as book:
        book.use_zip64()
        sheet = book.add_worksheet("Export")
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, record in enumerate(records, start=1):
            if number >= MOST_ROWS:
                raise SinkUnavailable(f"{file}: more rows than a workbook holds. Use --format csv or jsonl.")
            sheet.write_row(number, 0, [sheet_value(record.get(name)) for name in columns])
