"""A CSV file as a table of companies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from theodore.model.company import DEFAULT_PRIORITY, PRIORITIES, Company, SourceRow
from theodore.model.errors import SourceError
from theodore.sheets.cells import XLSX_LIMIT, cut, line_feeds
from theodore.sheets.csv_records import CsvFormat, Record, find_format, first_records, read_records
from theodore.sheets.headers import ColumnChoice, Places, Role, find_places, looks_like_data
from theodore.sheets.record_ids import IdAssigner, IdSurvey
from theodore.sheets.source_file import Stamp, check_file, take_stamp


@dataclass(frozen=True, slots=True)
class CsvSource:
    """A CSV file whose first row names its columns; implements SourceTable.

    The file is read once to be opened, and once more for each call of `rows`; it is never held. A row shorter than
    the header is filled up with empty cells; where rows are longer than the header, the header is: their surplus
    cells stand in columns without a name.

    count: the rows, those without any text left out. notices: what a person should know of before the run, one
    sentence each. workbook_notices: likewise, if the results go to a workbook. places: which columns were found.
    header_number: the line of the header, from 1.
    """

    path: Path
    columns: tuple[str, ...]
    count: int
    places: Places
    notices: tuple[str, ...]
    workbook_notices: tuple[str, ...]
    format: CsvFormat
    header_number: int
    _ids: IdSurvey = field(repr=False)
    _stamp: Stamp = field(repr=False)

    @property
    def tab(self) -> str:
        """A text file is one table."""
        return ""

    @property
    def first_column(self) -> int:
        """Its rows begin with the first cell."""
        return 0

    @classmethod
    def open(cls, path: Path, choice: ColumnChoice | None = None) -> CsvSource:
        """Read the file through and make sure that a run can use it.

        Raises SourceError with what was found and the way out.
        """
        choice = choice or ColumnChoice()
        stamp = check_file(path)
        form = find_format(path, choice)
        header_number, header = _header(path, form)
        places = _places(path, header, choice)
        survey = _Survey(header, places)
        records = read_records(path, form)
        next(records)
        for record in records:
            survey.add(record)
        if survey.count == 0:
            raise SourceError(str(path), "there is no row below the header", "Fill in one company a line")
        return cls(
            path=path,
            columns=survey.columns,
            count=survey.count,
            places=places,
            notices=(*form.notices, *survey.notices),
            workbook_notices=survey.workbook_notices,
            format=form,
            header_number=header_number,
            _ids=survey.ids,
            _stamp=stamp,
        )

    def notices_for(self, sink: Path) -> tuple[str, ...]:
        """All that a person should know of before a run from this file to `sink`."""
        return self.notices + (self.workbook_notices if sink.suffix.lower() == ".xlsx" else ())

    def rows(self) -> Iterator[SourceRow]:
        """The rows from the top; each call starts anew.

        Raises SourceError where the file was changed since it was opened.
        """
        if take_stamp(self.path) != self._stamp:
            raise SourceError(str(self.path), "the file was changed while it was read", "Run the command again")
        assigner = IdAssigner(self._ids)
        records = read_records(self.path, self.format)
        next(records)
        for position, (line, cells) in enumerate(records):
            yield SourceRow(position, self._company(cells, assigner), self._padded(cells), line)

    def _company(self, cells: Sequence[str], assigner: IdAssigner) -> Company:
        name, website = cell(cells, self.places.name), cell(cells, self.places.website)
        record_id = assigner.assign(cell(cells, self.places.record_id), name, website)
        priority = read_priority(cell(cells, self.places.priority))
        return Company(record_id, name, website, DEFAULT_PRIORITY if priority is None else priority)

    def _padded(self, cells: Sequence[str]) -> tuple[str, ...]:
        # a row may end with more empty cells than any other has cells
        return (*cells[: len(self.columns)], *[""] * (len(self.columns) - len(cells)))


class _Survey:
    """What the first reading of all rows finds."""

    def __init__(self, header: Sequence[str], places: Places) -> None:
        self.count = 0
        self.ids = IdSurvey()
        self._header = tuple(header)
        self._places = places
        self._width = len(header)
        self._wide = _Finding()
        self._priorities = _Finding()
        self._long = _Finding()

    def add(self, record: Record) -> None:
        line, cells = record
        self.count += 1
        name, website = cell(cells, self._places.name), cell(cells, self._places.website)
        self.ids.add(cell(cells, self._places.record_id), name, website)
        priority = cell(cells, self._places.priority)
        if read_priority(priority) is None:
            self._priorities.add(line, priority.strip())
        if len(cells) > len(self._header):
            self._add_wide(line, cells)
        # a character takes one or two units: only what may be too long is counted
        if max(map(len, cells)) > XLSX_LIMIT // 2 and any(
            cut(text := line_feeds(c), XLSX_LIMIT) != text for c in cells
        ):
            self._long.add(line, "")

    def _add_wide(self, line: int, cells: Sequence[str]) -> None:
        width = _width(cells)
        if width > len(self._header):
            self._width = max(self._width, width)
            self._wide.add(line, str(width))

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self._header, *[""] * (self._width - len(self._header)))

    @property
    def notices(self) -> tuple[str, ...]:
        found = list(_rival_notices(self._header, self._places))
        if self._priorities.count:
            found.append(
                f"Rows whose priority is not 1 to 5: {self._priorities.count} (the first: "
                f"{self._priorities.text[:40]!r} in line {self._priorities.line}); {DEFAULT_PRIORITY} is taken."
            )
        if self._wide.count:
            found.append(
                f"Rows with more cells than the header has: {self._wide.count} (the first: {self._wide.text} for "
                f"{len(self._header)} in line {self._wide.line}); these cells are kept in columns without a name."
            )
        return tuple(found)

    @property
    def workbook_notices(self) -> tuple[str, ...]:
        if not self._long.count:
            return ()
        notice = (
            f"Rows with a cell of more than {XLSX_LIMIT:,} characters, which a workbook cannot hold: "
            f"{self._long.count} (the first in line {self._long.line}); the cell is cut there. Pass --to with a "
            "name.csv to keep it whole."
        )
        return (notice,)


@dataclass(slots=True)
class _Finding:
    """How often something was found, and where first."""

    count: int = 0
    line: int = 0
    text: str = ""

    def add(self, line: int, text: str) -> None:
        if self.count == 0:
            self.line, self.text = line, text
        self.count += 1


def cell(cells: Sequence[str], place: int | None) -> str:
    """The cell at this place; empty where the row is shorter, or the table has no such column."""
    return "" if place is None or place >= len(cells) else cells[place]


def read_priority(text: str) -> int | None:
    """The priority that a cell states, 1 to 5; the default where it is blank, None where it states something else."""
    digits = text.strip().removesuffix(".0")  # a number's text, as spreadsheets write it now and then
    if not digits:
        return DEFAULT_PRIORITY
    return int(digits) if digits in {str(priority) for priority in PRIORITIES} else None


def _width(cells: Sequence[str]) -> int:
    """How many cells there are up to the last that holds text."""
    return next((place for place in range(len(cells), 0, -1) if cells[place - 1].strip()), 0)


def _header(path: Path, form: CsvFormat) -> Record:
    records = first_records(path, form, 1)
    if not records:
        raise SourceError(str(path), "the file holds no text", "Fill it with a header and one company a line")
    return records[0]


def _places(path: Path, header: Sequence[str], choice: ColumnChoice) -> Places:
    places = find_places(header, choice)
    for role in (Role.NAME, Role.WEBSITE, Role.PRIORITY):
        if choice.of(role) is not None and not places.rivals[role]:
            problem = f"no column {choice.of(role)!r} (found: {_listed(header)})"
            raise SourceError(str(path), problem, f"Pass --{role}-column with one of these headers")
    data = None if Role.WEBSITE in places.sure else looks_like_data(header)
    if data is not None:
        problem = f"the first row holds data ({data[:60]!r}), not the names of the columns"
        raise SourceError(str(path), problem, "Put a header like Company,Website above it, or pass --website-column")
    if places.website is None:
        raise _no_website(path, header, places)
    return places


def _no_website(path: Path, header: Sequence[str], places: Places) -> SourceError:
    rivals = places.rivals[Role.WEBSITE]
    if rivals:
        several = _listed([header[place] for place in rivals])
        return SourceError(str(path), f"several columns could hold the website ({several})", "Pass --website-column")
    problem = f"no column for the website (found: {_listed(header)})"
    return SourceError(str(path), problem, "Rename one, or pass --website-column")


def _rival_notices(header: Sequence[str], places: Places) -> Iterator[str]:
    """Which of several columns is read, where a person may have meant another one."""
    for role in Role:
        rivals = places.rivals[role]
        others = [place for place in rivals[1:] if role is Role.WEBSITE or header[place] == header[rivals[0]]]
        if others:
            read, unread = _numbered(header, rivals[:1]), _numbered(header, others)
            yield f"The {role} is read from {read}, not from {unread}."


def _numbered(header: Sequence[str], places: Sequence[int], most: int = 12) -> str:
    """Columns by their number, from 1, and their header: two of them may have the same."""
    named = [f"column {place + 1}, {header[place].strip()[:40]!r}" for place in places[:most]]
    return "; ".join(named) + (f"; and {len(places) - most} more" if len(places) > most else "")


def _listed(headers: Sequence[str], most: int = 12) -> str:
    named = [header.strip()[:40] for header in headers if header.strip()]
    return ", ".join(named[:most]) + (", ..." if len(named) > most else "") if named else "no names"
