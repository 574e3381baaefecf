"""Companies out of the rows of a table, of whatever kind its file is.

A table is read twice: once to be known, by a `Survey`, and once for each time that its rows are wanted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from theodore.model.company import DEFAULT_PRIORITY, PRIORITIES, Company, SourceRow
from theodore.model.errors import SourceError
from theodore.sheets.cells import XLSX_LIMIT, cut, line_feeds
from theodore.sheets.headers import ColumnChoice, Places, Role, find_places, looks_like_data
from theodore.sheets.reading.header_row import Header, names_site
from theodore.sheets.reading.records import Record, cell, column_letters, width_of
from theodore.sheets.record_ids import IdAssigner, IdSurvey


@dataclass(frozen=True, slots=True)
class Known:
    """What the first reading of a table found.

    columns, count, places: see Table. notices: what a person should know of before the run, one
    sentence each. workbook_notices: likewise, if the results go to a workbook. names, links: by the number of its
    row, the name and the website of a company whose own cell does not hold it: it leads there, or is merged with one
    above. ids: likewise the Record IDs that their cells show otherwise, as a number is shown as 1,234.
    """

    columns: tuple[str, ...]
    count: int
    places: Places
    notices: tuple[str, ...]
    workbook_notices: tuple[str, ...]
    names: Mapping[int, str]
    links: Mapping[int, str]
    ids: Mapping[int, str]
    _ids: IdSurvey = field(repr=False)

    def notices_for(self, sink: Path) -> tuple[str, ...]:
        """All that a person should know of before a run from this table to `sink`."""
        return self.notices + (self.workbook_notices if sink.suffix.lower() == ".xlsx" else ())

    def rows(self, records: Iterable[Record]) -> Iterator[SourceRow]:
        """The companies of all rows below the header, in the order in which they were surveyed."""
        assigner = IdAssigner(self._ids)
        for position, (number, cells) in enumerate(records):
            company = self._company(number, cells, assigner)
            yield SourceRow(position, company, self._padded(cells), number)

    def _company(self, number: int, cells: Sequence[str], assigner: IdAssigner) -> Company:
        name = self.names.get(number, cell(cells, self.places.name))
        website = self.links.get(number, cell(cells, self.places.website))
        given = self.ids.get(number, cell(cells, self.places.record_id))
        record_id = assigner.assign(given, name, website)
        priority = read_priority(cell(cells, self.places.priority))
        return Company(record_id, name, website, DEFAULT_PRIORITY if priority is None else priority)

    def _padded(self, cells: Sequence[str]) -> tuple[str, ...]:
        # a row may end with more empty cells than any other has cells
        return (*cells[: len(self.columns)], *[""] * (len(self.columns) - len(cells)))


class Survey:
    """The first reading of all rows below a header.

    first_column: the column of the sheet in which the table begins, from 0; None for a text file, which has lines and
    no letters. names, links, ids: see Known.
    """

    def __init__(
        self,
        header: Sequence[str],
        places: Places,
        first_column: int | None = None,
        names: Mapping[int, str] | None = None,
        links: Mapping[int, str] | None = None,
        ids: Mapping[int, str] | None = None,
    ) -> None:
        self.count = 0
        self._survey = IdSurvey()
        self._header = tuple(header)
        self._places = places
        self._unit = "line" if first_column is None else "row"
        self._first_column = first_column
        self._names = {} if names is None else names
        self._links = {} if links is None else links
        self._ids = {} if ids is None else ids
        self._width = len(header)
        self._wide = _Finding()
        self._priorities = _Finding()
        self._long = _Finding()
        self._elsewhere = _Finding()

    def add(self, record: Record) -> None:
        """Take note of one row."""
        number, cells = record
        self.count += 1
        name = self._names.get(number, cell(cells, self._places.name))
        website = self._links.get(number, cell(cells, self._places.website))
        self._survey.add(self._ids.get(number, cell(cells, self._places.record_id)), name, website)
        if not website.strip() and any(names_site(cell(cells, at)) for at in self._places.rivals[Role.WEBSITE][1:]):
            self._elsewhere.add(number, "")
        priority = cell(cells, self._places.priority)
        if read_priority(priority) is None:
            self._priorities.add(number, priority.strip())
        if len(cells) > len(self._header):
            self._add_wide(number, cells)
        # a character takes one or two units: only what may be too long is counted
        if max(map(len, cells)) > XLSX_LIMIT // 2 and any(
            cut(text := line_feeds(c), XLSX_LIMIT) != text for c in cells
        ):
            self._long.add(number, "")

    def _add_wide(self, number: int, cells: Sequence[str]) -> None:
        width = width_of(cells)
        if width > len(self._header):
            self._width = max(self._width, width)
            self._wide.add(number, str(width))

    def known(self, notices: Sequence[str] = ()) -> Known:
        """All that was found; notices: those that the file itself gives rise to, which come first."""
        return Known(
            columns=(*self._header, *[""] * (self._width - len(self._header))),
            count=self.count,
            places=self._places,
            notices=(*notices, *self._notices()),
            workbook_notices=tuple(self._workbook_notices()),
            names=self._names,
            links=self._links,
            ids=self._ids,
            _ids=self._survey,
        )

    def _notices(self) -> Iterator[str]:
        yield from self._rival_notices()
        if self._priorities.count:
            yield (
                f"Rows whose priority is not 1 to 5: {self._priorities.count} (the first: "
                f"{self._priorities.text[:40]!r} in {self._unit} {self._priorities.number}); {DEFAULT_PRIORITY} is "
                "taken."
            )
        if self._wide.count:
            yield (
                f"Rows with more cells than the header has: {self._wide.count} (the first: {self._wide.text} for "
                f"{len(self._header)} in {self._unit} {self._wide.number}); these cells are kept in columns without a "
                "name."
            )

    def _rival_notices(self) -> Iterator[str]:
        """Which of several columns is read, where a person may have meant another one."""
        header = self._header
        for role in Role:
            rivals = self._places.rivals[role]
            others = [place for place in rivals[1:] if role is Role.WEBSITE or header[place] == header[rivals[0]]]
            if others:
                yield f"The {role} is read from {self._located(rivals[:1])}, not from {self._located(others)}."
        if self._elsewhere.count:
            yield (
                f"Rows whose website stands in a column that is not read: {self._elsewhere.count} (the first: "
                f"{self._unit} {self._elsewhere.number}). Copy it into the column that is, or pass --website-column "
                "with the one that has more."
            )

    def _located(self, places: Sequence[int], most: int = 12) -> str:
        """Columns as a person finds them in the file, and their headers: two of them may have the same."""
        named = [f"column {self._column(place)}, {self._header[place].strip()[:40]!r}" for place in places[:most]]
        return "; ".join(named) + (f"; and {len(places) - most} more" if len(places) > most else "")

    def _column(self, place: int) -> str:
        return str(place + 1) if self._first_column is None else column_letters(self._first_column + place)

    def _workbook_notices(self) -> Iterator[str]:
        if self._long.count:
            yield (
                f"Rows with a cell of more than {XLSX_LIMIT:,} characters, which a workbook cannot hold: "
                f"{self._long.count} (the first in {self._unit} {self._long.number}); the cell is cut there. Pass "
                "--to with a name.csv to keep it whole."
            )


@dataclass(slots=True)
class _Finding:
    """How often something was found, and where first."""

    count: int = 0
    number: int = 0
    text: str = ""

    def add(self, number: int, text: str) -> None:
        if self.count == 0:
            self.number, self.text = number, text
        self.count += 1


def read_priority(text: str) -> int | None:
    """The priority that a cell states, 1 to 5; the default where it is blank, None where it states something else."""
    digits = text.strip().removesuffix(".0")  # a number's text, as spreadsheets write it now and then
    if not digits:
        return DEFAULT_PRIORITY
    return int(digits) if digits in {str(priority) for priority in PRIORITIES} else None


def require_places(
    source: str, header: Sequence[str], choice: ColumnChoice, below: Sequence[Sequence[str]] = ()
) -> Places:
    """Where the columns stand under this header.

    source: the file, and the tab of it, as a person knows them. below: some rows under the header. Raises SourceError
    where no run can use the table.
    """
    places = find_places(header, choice)
    for role in (Role.NAME, Role.WEBSITE, Role.PRIORITY):
        if choice.of(role) is not None and not places.rivals[role]:
            problem = f"no column {choice.of(role)!r} (found: {listed(header)})"
            raise SourceError(source, problem, f"Pass --{role}-column with one of these headers")
    data = None if Role.WEBSITE in places.sure else looks_like_data(header, below)
    if data is not None:
        problem = f"the first row holds data ({data[:60]!r}), not the names of the columns"
        raise SourceError(source, problem, "Put a header like Company,Website above it, or pass --website-column")
    if places.website is None:
        raise _no_website(source, header, places)
    return places


def _no_website(source: str, header: Sequence[str], places: Places) -> SourceError:
    rivals = places.rivals[Role.WEBSITE]
    if rivals:
        several = listed([header[place] for place in rivals])
        return SourceError(source, f"several columns could hold the website ({several})", "Pass --website-column")
    problem = f"no column for the website (found: {listed(header)})"
    return SourceError(source, problem, "Rename one, or pass --website-column")


def require_rows(source: str, known: Known, unit: str) -> None:
    """Raise SourceError where a table is a header and nothing else. unit: what a company has to itself, line or row."""
    if known.count == 0:
        raise SourceError(source, "there is no row below the header", f"Fill in one company a {unit}")


def header_notices(top: Sequence[Record], header: Header, unit: str) -> Iterator[str]:
    """What to say where the columns are not named in the first row. top: the rows with text at the table's top."""
    first, last = header.first, header.last
    if first == 0:
        return
    number, is_one = top[last][0], first == last
    where = f"{unit} {number}" if is_one else f"{unit}s {top[first][0]} and {number}"
    above = f"the {unit} above" if first == 1 else f"the {first} {unit}s with text above"
    verb, companies = ("is", "company") if first == 1 else ("are", "companies")
    yield f"The columns are named in {where}; {above} {verb} no {companies}."


def listed(headers: Sequence[str], most: int = 12) -> str:
    """The names in a row of headers, the first of them where there are many."""
    named = [header.strip()[:40] for header in headers if header.strip()]
    return ", ".join(named[:most]) + (", ..." if len(named) > most else "") if named else "no names"
