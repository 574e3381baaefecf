"""Results as CSV: one file for the companies, one for their details."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Self

from theodore.model.company import ResultRow
from theodore.model.fields import Catalogue, Field, Value
from theodore.sheets.cells import csv_cell
from theodore.sheets.columns import Column, companies_columns, details_fields, shown_value
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.writing.beside import replacing

#: UTF-8 with its mark: without it, Excel takes the file for Windows-1252 and spoils every umlaut.
_ENCODING = "utf-8-sig"
#: How the names of such results end.
ENDINGS = (".csv", ".tsv")


def is_csv(path: Path) -> bool:
    """Whether results at `path` are text, by its ending."""
    return path.suffix.lower() in ENDINGS


def details_path(path: Path) -> Path:
    """Where the details of `path` stand: leads.details.csv for leads.csv."""
    return path.with_name(f"{path.stem}.details{path.suffix}")


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A pair of CSV files that takes results; implements ResultTable. Cells are parted by tabs in a .tsv.

    The user's own cells are written to the letter; ours so that no spreadsheet runs them. besides: fields that are
    shown though this version does not look for them. fields: those that the companies' file shows, None for all of
    its own. known: the catalogue of the run; ours if not given.
    """

    path: Path
    choice: ColumnChoice = field(default_factory=ColumnChoice)
    besides: frozenset[str] = frozenset()
    fields: tuple[str, ...] | None = None
    known: Catalogue | None = None

    @property
    def details_path(self) -> Path:
        return details_path(self.path)

    def write(self, columns: Sequence[str], rows: Iterable[ResultRow]) -> None:
        """Write both files anew, or neither. Raises SinkUnavailable."""
        shown = companies_columns(
            columns, self.choice, links=False, besides=self.besides, fields=self.fields, known=self.known
        )
        fields = details_fields(self.besides, self.known)
        with (
            replacing(self.path, self.details_path) as (companies_file, details_file),
            self._lines(details_file) as details,
            self._lines(companies_file) as companies,
        ):
            companies.write(column.header for column in shown)
            details.write(field.header for field in fields)
            for row in rows:
                companies.write(_cell(column, row) for column in shown)
                if row.details is not None:
                    found = row.details
                    details.write(our_cell(field, found) for field in fields)

    def _lines(self, file: BinaryIO) -> Lines:
        return Lines(file, "\t" if self.path.suffix.lower() == ".tsv" else ",")


def _cell(column: Column, row: ResultRow) -> str:
    own = column.kept(row)
    if own is not None:
        return own
    return "" if column.field is None else our_cell(column.field, row.companies)


def our_cell(shown: Field, values: Mapping[str, Value]) -> str:
    """A cell of ours: what these values of a row say of the field."""
    return csv_cell(shown_value(shown, values.get(shown.name)))


class Lines:
    """Writes rows to a file that stays open; lines end as RFC 4180 has it."""

    def __init__(self, file: BinaryIO, delimiter: str) -> None:
        self._text = io.TextIOWrapper(file, encoding=_ENCODING, newline="", write_through=False)
        self._writer = csv.writer(self._text, delimiter=delimiter)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        # given back even where flushing fails, so that the file's owner closes it
        try:
            if kind is None:
                self._text.flush()
        finally:
            self._text.detach()

    def write(self, cells: Iterable[str]) -> None:
        self._writer.writerow(cells)
