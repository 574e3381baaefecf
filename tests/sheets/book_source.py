"""The plainest reading of a workbook as a table of companies, for tests of what is written beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from theodore.model.company import Company, SourceRow
from theodore.sheets.headers import ColumnChoice, Places, find_places
from theodore.sheets.record_ids import IdAssigner, IdSurvey
from theodore.sheets.workbook_records import WorkbookRecords


@dataclass(frozen=True)
class BookSource:
    """A tab whose header is the first row that names a website."""

    path: Path
    tab: str
    columns: tuple[str, ...]
    places: Places
    header_number: int
    first_column: int
    records: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def count(self) -> int:
        return len(self.records)

    def notices_for(self, sink: Path) -> tuple[str, ...]:
        return ()

    def rows(self) -> Iterator[SourceRow]:
        survey = IdSurvey()
        named = [(cells, *map(self._at(cells), ("record_id", "name", "website"))) for _, cells in self.records]
        for _, *identity in named:
            survey.add(*identity)
        assigner = IdAssigner(survey)
        for position, (number, (cells, *identity)) in enumerate(
            zip((number for number, _ in self.records), named, strict=True)
        ):
            company = Company(assigner.assign(*identity), identity[1], identity[2])
            yield SourceRow(position, company, cells, number)

    def _at(self, cells: tuple[str, ...]):  # type: ignore[no-untyped-def] # a look-up by the name of a place
        def at(role: str) -> str:
            place = getattr(self.places, role)
            return "" if place is None else cells[place]

        return at


def open_book_source(path: Path, choice: ColumnChoice | None = None, *, tab: str | None = None) -> BookSource:
    """The table on this tab, or on the first that names a website."""
    book = WorkbookRecords(path)
    for title in [tab] if tab else book.tabs:
        records = list(book.records(title))
        for index, (number, cells) in enumerate(records):
            places = find_places(cells, choice or ColumnChoice())
            if places.website is not None:
                width = len(cells)
                rows = tuple((at, tuple([*row, *[""] * width][:width])) for at, row in records[index + 1 :] if any(row))
                return BookSource(path, title, tuple(cells), places, number, book.first_column(title), rows)
    raise AssertionError(f"{path}: no table")
