"""A tab of a spreadsheet as a table of companies.

Its cells are read as a person sees them: 1,234.50 where the cell is formatted so, not 1234.5.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from theodore.model.company import SourceRow
from theodore.model.errors import SourceError
from theodore.sheets.google.book import Book, GoogleTab
from theodore.sheets.google.cells import value_text
from theodore.sheets.google.ranges import Area
from theodore.sheets.headers import ColumnChoice, Places
from theodore.sheets.reading.header_row import HEAD, find_header, names_site
from theodore.sheets.reading.known_table import KnownTable
from theodore.sheets.reading.marks import Marks
from theodore.sheets.reading.records import Record, cell, column_letters
from theodore.sheets.reading.sheet_survey import survey_sheet
from theodore.sheets.reading.survey import header_notices, require_places, require_rows

#: What a table's texts do not say, read with `GoogleTable.mark_ranges` and grid data: links, numbers as they are held,
#: formulas, and rows that are hidden. And the texts once more, by which it is known whether these are the same rows.
MARK_FIELDS = (
    "sheets(data(startRow,startColumn,"
    "rowData(values(formattedValue,hyperlink,effectiveValue(numberValue),userEnteredValue(formulaValue))),"
    "rowMetadata(hiddenByFilter,hiddenByUser)))"
)

#: So many merged cells are named in a message.
_NAMED_MERGES = 3

#: The addresses behind cells, and the numbers in them, by the number of the row, from 1, and the column, from 0.
Links = Mapping[tuple[int, int], str]
Numbers = Mapping[tuple[int, int], str]


@dataclass(frozen=True, slots=True)
class Doubt:
    """The numbers of the rows of which marks may be another row's.

    links: rows whose website is what a link leads to. ids: rows whose Record ID may be a number that is shown
    otherwise.
    """

    links: frozenset[int] = frozenset()
    ids: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.links or self.ids)


@dataclass(frozen=True, slots=True)
class GoogleTable(KnownTable):
    """A tab of which one row names the columns; implements Table.

    book_id, gid: of the spreadsheet and of the tab; all columns count from the tab's first. header: what stands in the
    very row of `header_number`. used: how many columns hold anything, in whatever row, or are merged with one that may;
    right of them is room.
    """

    book_id: str
    gid: int
    header: tuple[str, ...]
    used: int
    _records: Sequence[Record] = field(repr=False, compare=False)

    @property
    def mark_ranges(self) -> list[str]:
        """What to read MARK_FIELDS of: the columns whose cells may show something else than they hold or lead to.

        And those that tell rows apart which show the same in these: else nobody would see that they changed places.
        """
        # no further down than the table: a grid may have a hundred thousand blank rows below it
        end = self._records[-1][0] if self._records else self.header_number + 1
        columns = [*self._marked, *sorted(self._telling)]
        return [Area(self.header_number, at, end, at + 1).a1(self.tab) for at in columns]

    def doubt(self, answer: Mapping[str, Any]) -> Doubt:
        """What cannot be trusted of an answer to MARK_FIELDS, which was read a moment after the rows.

        Whoever sorts in between has others' links and numbers in these rows, and others' texts with them.
        """
        shown = {place: held.get("formattedValue", "") for place, held in _cells(answer)}
        # one for each of `mark_ranges`
        compared, of_ids = [block.get("startColumn", 0) for block in _blocks(answer)], self.places.record_id
        has_numbers = any(column == of_ids for _, column in read_numbers(answer))
        links, ids = set[int](), set[int]()
        for number, texts in self._records:
            goes_by_link = self._goes_by_link(texts)
            if not (goes_by_link or has_numbers):
                continue
            moved = {at for at in compared if shown.get((number, at), "") != cell(texts, at)}
            if moved and goes_by_link:
                links.add(number)
            if has_numbers and of_ids in moved:
                ids.add(number)
        return Doubt(frozenset(links), frozenset(ids))

    @property
    def _marked(self) -> tuple[int, ...]:
        places = (self.places.website, self.places.name, self.places.record_id)
        return tuple(dict.fromkeys(at for at in places if at is not None))

    @property
    def _telling(self) -> frozenset[int]:
        """The columns that tell apart the rows which go by a link and show the same in those that are marked."""
        alike: defaultdict[tuple[str, ...], list[Sequence[str]]] = defaultdict(list)
        for _, texts in self._records:
            if self._goes_by_link(texts):
                alike[tuple(cell(texts, at) for at in self._marked)].append(texts)
        return frozenset(
            at
            for rows in alike.values()
            if len(rows) > 1
            for at in range(max(map(len, rows)))
            if any(cell(texts, at) != cell(rows[0], at) for texts in rows)
        )

    def _goes_by_link(self, texts: Sequence[str]) -> bool:
        """Whether the row's website, if it has one, is what its cell or the company's name leads to."""
        website = cell(texts, self.places.website)
        return not names_site(website) if website.strip() else bool(cell(texts, self.places.name).strip())

    def rows(self) -> Iterator[SourceRow]:
        """The rows from the top, as they were read; each call starts anew."""
        return self.known.rows(self._records)


def read_table(
    book: Book,
    tab: GoogleTab,
    rows: Sequence[Sequence[Any]],
    choice: ColumnChoice | None = None,
    links: Links | None = None,
    hidden: Collection[int] = (),
    numbers: Numbers | None = None,
    *,
    unsure: Collection[int] = (),
    may_be_empty: bool = False,
) -> GoogleTable:
    """The table in these rows of a tab, all of them from its first, and make sure that a run can use it.

    choice: the columns that the user named. links, hidden, numbers: see `read_links`, `read_hidden`, `read_numbers`;
    which columns they are read of is known after the first reading. unsure: the rows whose links may be others', and
    are left out. may_be_empty: whether a header without a company is a table, too. Raises SourceError with what was
    found and the way out.
    """
    source, choice = book.name_of(tab), choice or ColumnChoice()
    records = [(number, texts) for number, row in enumerate(rows, start=1) if any(map(str.strip, texts := _texts(row)))]
    if not records:
        advice = "Put a header like Company,Website into its first row, and one company a row below"
        raise SourceError(source, "the tab is empty", advice)
    header = find_header(records, choice, tab.merges)
    below = records[header.last + 1 :]
    try:
        places = require_places(source, header.names, choice, [texts for _, texts in below[:HEAD]])
    except SourceError as error:
        raise _with_merged(error, tab, header.number) from error
    first, last = records[header.first][0], records[-1][0]
    sure = {place: link for place, link in (links or {}).items() if place[0] not in unsure}
    marks = _marks(tab, last, places, sure, hidden, numbers or {})
    notices = [*header_notices(records, header, "row"), *_unsure_notices(unsure)]
    known = survey_sheet(header, places, marks, tab.merges, below, notices=notices)
    if not may_be_empty:
        require_rows(source, known, "row")
    # what is written into a cell that another one covers is seen by nobody
    covered = [merge.right + 1 for merge in tab.merges if merge.bottom >= first and merge.top <= last]
    used = max(*map(len, rows), len(known.columns), *covered)
    cells = tuple(records[header.last][1])
    return GoogleTable(tab.title, header.number, 0, known, book.id, tab.gid, cells, used, below)


def _unsure_notices(unsure: Collection[int]) -> Iterator[str]:
    if unsure:
        yield (
            f"Rows that somebody sorted or changed while the sheet was read: {len(unsure)} (the first: row "
            f"{min(unsure)}). Links behind their texts are left out, for they may be those of other rows."
        )


def _with_merged(error: SourceError, tab: GoogleTab, header: int) -> SourceError:
    """The same; where cells above the companies are merged over several columns that may be why, and it is said."""
    across = [merge for merge in tab.merges if merge.top <= header and merge.left < merge.right]
    if not across:
        return error
    areas = [
        f"{column_letters(one.left)}{one.top}:{column_letters(one.right)}{one.bottom}" for one in across[:_NAMED_MERGES]
    ]
    problem = f"{error.problem}; {', '.join(areas)} at its top {'is' if len(areas) == 1 else 'are'} merged"
    return SourceError(
        error.source, problem, "Unmerge the header, so that each column has a name of its own (Format > Merge cells)"
    )


def check_ids(book: Book, tab: GoogleTab, table: GoogleTable, answer: Mapping[str, Any]) -> None:
    """Raise SourceError where Record IDs are formulas: a person sorts the rows, and an id is another company's.

    answer: to a request for MARK_FIELDS.
    """
    place = table.places.record_id
    formulas = (
        number
        for (number, column), held in _cells(answer)
        if column == place and "formulaValue" in held.get("userEnteredValue", {})
    )
    first = next(formulas, None)
    if place is not None and first is not None:
        problem = (
            f"the Record IDs in column {column_letters(place)} are formulas (the first: row {first}), which may say "
            "otherwise once rows are sorted"
        )
        advice = (
            "Copy the column, choose Edit > Paste special > Values only, and start again; or give the column another "
            "header, and Theodore makes ids of its own"
        )
        raise SourceError(book.name_of(tab), problem, advice)


def has_marks(answer: Mapping[str, Any], ranges: Sequence[str]) -> bool:
    """Whether an answer to a request for MARK_FIELDS tells of each of these ranges."""
    return sum(1 for _ in _blocks(answer)) == len(ranges)


def read_links(answer: Mapping[str, Any]) -> dict[tuple[int, int], str]:
    """The links of an answer to MARK_FIELDS, those within the spreadsheet and to mailboxes left out."""
    return {
        place: link
        for place, held in _cells(answer)
        if (link := held.get("hyperlink", "")).lower().startswith(("http://", "https://"))
    }


def read_numbers(answer: Mapping[str, Any]) -> dict[tuple[int, int], str]:
    """The numbers of an answer to MARK_FIELDS, as every later read gives them, however they are shown."""
    return {
        place: value_text(value["numberValue"])
        for place, held in _cells(answer)
        if "numberValue" in (value := held.get("effectiveValue", {}))
    }


def read_hidden(answer: Mapping[str, Any]) -> frozenset[int]:
    """The numbers of the rows, from 1, that are out of sight, of an answer to MARK_FIELDS."""
    return frozenset(
        block.get("startRow", 0) + at + 1
        for block in _blocks(answer)
        for at, row in enumerate(block.get("rowMetadata", []))
        if row.get("hiddenByFilter") or row.get("hiddenByUser")
    )


def _cells(answer: Mapping[str, Any]) -> Iterator[tuple[tuple[int, int], Mapping[str, Any]]]:
    """The cells of an answer, by the number of the row, from 1, and the column, from 0."""
    for block in _blocks(answer):
        for number, row in enumerate(block.get("rowData", []), start=block.get("startRow", 0) + 1):
            for column, held in enumerate(row.get("values", []), start=block.get("startColumn", 0)):
                yield (number, column), held


def _blocks(answer: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for sheet in answer.get("sheets", []):
        yield from sheet.get("data", [])


def _texts(row: Sequence[Any]) -> list[str]:
    return [held if type(held) is str else value_text(held) for held in row]


def _marks(tab: GoogleTab, last: int, places: Places, links: Links, hidden: Collection[int], numbers: Numbers) -> Marks:
    """last: the number of the table's last row; blank ones below it may be hidden as well."""
    rows = bytearray(last + 1)
    for number in hidden:
        if number <= last:
            rows[number] = 1
    return Marks(
        rows,
        tab.has_filter,
        _of_column(links, places.website),
        name_links=_of_column(links, places.name),
        # all later reads find a row by what its cell holds
        ids=_of_column(numbers, places.record_id),
    )


def _of_column(held: Mapping[tuple[int, int], str], column: int | None) -> dict[int, str]:
    """What is held of one column, by the number of the row."""
    return {number: text for (number, at), text in held.items() if at == column}
