"""Results in a person's own workbook, or in a copy of it that has all of its looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from openpyxl.workbook.workbook import Workbook

from theodore.model.company import ResultRow
from theodore.model.errors import SinkUnavailable, SourceError
from theodore.model.fields import catalogue
from theodore.sheets import ours
from theodore.sheets.beside import replacing
from theodore.sheets.columns import Column, companies_columns, details_fields
from theodore.sheets.layout import Layout
from theodore.sheets.preserved_book import (
    Results,
    UnreadableBook,
    formula_results,
    mark,
    note_columns,
    open_book,
    our_columns,
    save_book,
)
from theodore.sheets.preserved_style import Looks
from theodore.sheets.preserved_tab import CompaniesTab, DetailsTab, Tabs
from theodore.sheets.source_file import Stamp, is_as, take_stamp
from theodore.sheets.sources import FileTable, open_source
from theodore.sheets.workbook import MOST_COLUMNS
from theodore.sheets.xlsx_table import XlsxTable, unheard

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
        kept: list[Path] = []
        with replacing(self.path) as (file,):
            results = self._fill(base, rows)
            save_book(base.book, results, file)
            self._finish(kept, file, base.stamp)
        for backup in kept:
            self.notice(f"{self.path} was changed since it was last written: it is kept as it was in {backup}.")

    def _write_plain(self, columns: Sequence[str], rows: Iterable[ResultRow], error: Exception) -> None:
        """A workbook without the person's looks, where their own cannot be opened."""
        if self.layout.in_place:
            problem = f"{self.path}: the file cannot be opened to be written into ({error})."
            raise SinkUnavailable(f"{problem} Save it anew in a spreadsheet program, or leave out --in-place.")
        self.notice(
            f"{self.layout.source} cannot be opened to be copied ({error}); the results are in {self.path} without its "
            "look."
        )
        XlsxTable(self.path, self.layout.choice, self.besides, self.notice).write(columns, rows)

    def _fill(self, base: _Base, rows: Iterable[ResultRow]) -> dict[str, Results]:
        """Put what is ours into the workbook; what its formulas came to, ours too."""
        shown = self._columns(base)
        if base.source.first_column + len(shown) > MOST_COLUMNS:
            raise SinkUnavailable(f"{self.path}: a workbook holds {MOST_COLUMNS:,} columns. Pass --to with a name.csv.")
        in_place = self.layout.in_place
        sheet, looks = base.book[base.source.tab], Looks()
        companies = CompaniesTab(sheet, base.source, shown, looks, in_place=in_place)
        Tabs(companies, DetailsTab(base.book, details_fields(self.besides), looks, in_place=in_place)).fill(rows)
        note_columns(base.book, sheet.title, _ours_of(shown, base.ours))
        if not in_place:
            mark(base.book)
        # by the place of each formula, so where ours stands now nothing of before is left
        of_tab = base.results.get(sheet.title, {}) | companies.results
        return {**base.results, sheet.title: of_tab}

    def _columns(self, base: _Base) -> tuple[Column, ...]:
        """The columns of the tab, those that former writes added known by what these noted of them."""
        own = base.source.columns
        places = {own.index(header): name for name, header in base.ours.items() if header in own}
        # of the others what a table without them would have
        theirs = ["" if place in places else header for place, header in enumerate(own)]
        shown = companies_columns(theirs, self.layout.choice, links=True, besides=self.besides)
        kept = [
            Column(header, catalogue()[places[place]], place) if place in places else shown[place]
            for place, header in enumerate(own)
        ]
        added = [column for column in shown[len(own) :] if column.field and column.field.name not in places.values()]
        return (*kept, *added)

    def _finish(self, kept: list[Path], file: BinaryIO, stamp: Stamp) -> None:
        """Seal the new workbook and see to the old one, as late as can be: its person may be saving it just now."""
        ours.seal(file)
        if self.layout.in_place:
            if not is_as(self.layout.source, stamp):
                problem = f"{self.path}: the file was saved by somebody else while it was written"
                raise SinkUnavailable(f"{problem}. It stays as it is; the results are safe.")
        elif (backup := ours.keep_changed(self.path)) is not None:
            kept.append(backup)


def _ours_of(columns: Sequence[Column], before: Mapping[str, str]) -> dict[str, str]:
    """The columns that are ours after this write, field to header. before: those that were noted."""
    added = {column.field.name: column.header for column in columns if column.own is None and column.field}
    there = {column.header for column in columns}
    return {name: header for name, header in before.items() if header in there} | added


@dataclass(frozen=True, slots=True)
class _Base:
    """The person's file as one write finds it.

    results: what its formulas came to, by sheet. ours: the columns that former writes added to the tab, field to
    header.
    """

    stamp: Stamp
    source: FileTable
    book: Workbook
    results: dict[str, Results]
    ours: dict[str, str]


def _open(layout: Layout) -> _Base:
    path = layout.source
    stamp = take_stamp(path)
    source = open_source(path, layout.choice, tab=layout.tab or None)
    book = open_book(path, keep_macros=layout.in_place and path.suffix.lower() == _MACROS)
    if source.tab not in book.sheetnames:
        raise UnreadableBook(f"it has no tab {source.tab!r}")
    base = _Base(stamp, source, book, formula_results(path, book), _known_ours(book, source.tab))
    if not is_as(path, stamp):
        raise SourceError(str(path), "the file was changed while it was read", "It is written later")
    return base


def _known_ours(book: Workbook, tab: str) -> dict[str, str]:
    return {name: header for name, header in our_columns(book, tab).items() if name in catalogue()}
