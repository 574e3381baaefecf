"""Results in a person's own workbook, or in a copy of it that has all of its looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from openpyxl.workbook.workbook import Workbook

from theodore.model.company import ResultRow
from theodore.model.errors import SinkUnavailable, SourceError
from theodore.sheets.columns import companies_columns, details_fields
from theodore.sheets.layout import Layout
from theodore.sheets.reading.source_file import Stamp, is_as, take_stamp
from theodore.sheets.reading.sources import FileTable, open_source
from theodore.sheets.writing import ours
from theodore.sheets.writing.beside import replacing, scratch_folder
from theodore.sheets.writing.preserved_book import (
    Results,
    UnreadableBook,
    cells_of,
    formula_results,
    mark,
    open_book,
    save_book,
)
from theodore.sheets.writing.preserved_style import Looks
from theodore.sheets.writing.preserved_tab import CompaniesTab, DetailsTab, Tabs
from theodore.sheets.writing.workbook import MOST_COLUMNS
from theodore.sheets.writing.xlsx_table import Kept, XlsxTable, unheard

_MACROS = ".xlsm"


@dataclass(frozen=True, slots=True)
class PreservedTable:
    """A workbook made of the person's own; implements ResultTable.

    Each write begins with the file of companies as it is now, finds each row in it by its Record ID, and puts only
    Theodore's cells into it. In place the result is this file itself, and a person who saved it in the midst of a write
    wins: the write is given up. Else it is a new file, and one that a person changed since is kept beside.

    besides: fields that are shown though this version does not look for them. notice: is told of what a person should
    know, in a sentence.
    """

    path: Path
    layout: Layout
    besides: frozenset[str] = frozenset()
    notice: Callable[[str], None] = unheard

    def write(self, columns: Sequence[str], rows: Iterable[ResultRow]) -> None:
        """Write the workbook anew, or nothing. Raises SinkUnavailable."""
        try:
            base = _open(self.layout)
        except (UnreadableBook, SourceError, OSError) as error:
            self._write_plain(columns, rows, error)
            return
        kept = Kept(self.path, self.notice)
        with replacing(self.path, before=kept.tell) as (file,):
            results = self._fill(base, rows)
            with scratch_folder(self.path) as folder:
                save_book(base.book, results, file, folder)
            self._finish(kept, file, base.stamp)

    def _write_plain(self, columns: Sequence[str], rows: Iterable[ResultRow], error: Exception) -> None:
        """A workbook without the person's looks, where their own cannot be opened."""
        if self.layout.in_place:
            problem = f"{self.path}: the file cannot be opened to be written into ({error})."
            raise SinkUnavailable(f"{problem} Save it anew in a spreadsheet program, or leave out --in-place.")
        self.notice(
            f"{self.layout.source} cannot be opened to be copied ({error}); the results are in {self.path} without its "
            "look."
        )
        plain = XlsxTable(
            self.path, self.layout.choice, self.besides, self.layout.fields, self.notice, self.layout.catalogue
        )
        plain.write(columns, rows)

    def _fill(self, base: _Base, rows: Iterable[ResultRow]) -> dict[str, Results]:
        """Put what is ours into the workbook; what its formulas came to, ours too."""
        shown = companies_columns(
            base.source.columns,
            self.layout.choice,
            links=True,
            besides=self.besides,
            fields=self.layout.fields,
            ours=self.layout.ours,
            known=self.layout.catalogue,
        )
        if base.source.first_column + len(shown) > MOST_COLUMNS:
            raise SinkUnavailable(f"{self.path}: a workbook holds {MOST_COLUMNS:,} columns. Pass --to with a name.csv.")
        in_place = self.layout.in_place
        sheet, looks = base.book[base.source.tab], Looks()
        for each in base.book.worksheets:
            looks.share(cells_of(each).values())
        companies = CompaniesTab(sheet, base.source, shown, looks, in_place=in_place)
        fields = details_fields(self.besides, self.layout.catalogue)
        Tabs(companies, DetailsTab(base.book, fields, looks, in_place=in_place)).fill(rows)
        if not in_place:
            mark(base.book)
        # by the place of each formula, so where ours stands now nothing of before is left
        of_tab = base.results.get(sheet.title, {}) | companies.results
        return {**base.results, sheet.title: of_tab}

    def _finish(self, kept: Kept, file: BinaryIO, stamp: Stamp) -> None:
        """Seal the new workbook and see to the old one, as late as can be: its person may be saving it just now."""
        ours.seal(file)
        if self.layout.in_place:
            if not is_as(self.layout.source, stamp):
                problem = f"{self.path}: the file was saved by somebody else while it was written"
                raise SinkUnavailable(f"{problem}. It stays as it is; the results are safe.")
        else:
            kept.keep()


@dataclass(frozen=True, slots=True)
class _Base:
    """The person's file as one write finds it. results: what its formulas came to, by sheet."""

    stamp: Stamp
    source: FileTable
    book: Workbook
    results: dict[str, Results]


def _open(layout: Layout) -> _Base:
    path = layout.source
    stamp = take_stamp(path)
    source = open_source(path, layout.choice, tab=layout.tab or None)
    book = open_book(path, keep_macros=layout.in_place and path.suffix.lower() == _MACROS)
    if source.tab not in book.sheetnames:
        raise UnreadableBook(f"it has no tab {source.tab!r}")
    base = _Base(stamp, source, book, formula_results(path, book))
    if not is_as(path, stamp):
        raise SourceError(str(path), "the file was changed while it was read", "It is written later")
    return base
