"""A spreadsheet: its tabs, their grids, and what stands in them.

Rows are tuples and cells are never changed, so that a copy of a book costs a list of rows. Every call works on a copy,
which takes the book's place when all went well: a call is done whole or not at all.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from theodore.farm.sheets.cells import BLANK, Cell, Entered, checked
from theodore.farm.sheets.errors import MOST_CELLS, Invalid, too_many_cells
from theodore.farm.sheets.formulas import Formula, Outcome, Reckoning, Value
from theodore.farm.sheets.locales import locale_of
from theodore.farm.sheets.names import beyond, span

Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a tab: rows from top to before bottom, columns from left to before right, all from 0."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left

    def __contains__(self, place: tuple[int, int]) -> bool:
        row, column = place
        return self.top <= row < self.bottom and self.left <= column < self.right


@dataclass(slots=True)
class Tab:
    """One tab with its grid.

    rows: as far down as anything stands; each as far to the right; beyond is blank. What is a dict or a list of dicts
    holds the API's own objects: replace them, never change one in place. row_looks and column_looks: by number, from
    0, a row's or column's DimensionProperties where they are not the usual ones.
    """

    gid: int
    title: str
    row_count: int = 1000
    column_count: int = 26
    rows: list[Row] = field(default_factory=list)
    frozen_rows: int = 0
    frozen_columns: int = 0
    hidden: bool = False
    #: what else SheetProperties has, like tabColorStyle and rightToLeft; and what else its gridProperties have
    properties: dict[str, Any] = field(default_factory=dict)
    grid: dict[str, Any] = field(default_factory=dict)
    merges: list[dict[str, Any]] = field(default_factory=list)
    basic_filter: dict[str, Any] | None = None
    filter_views: list[dict[str, Any]] = field(default_factory=list)
    conditional_formats: list[dict[str, Any]] = field(default_factory=list)
    protected_ranges: list[dict[str, Any]] = field(default_factory=list)
    banded_ranges: list[dict[str, Any]] = field(default_factory=list)
    row_looks: dict[int, dict[str, Any]] = field(default_factory=dict)
    column_looks: dict[int, dict[str, Any]] = field(default_factory=dict)

    def copy(self) -> Tab:
        """A tab that may be changed without this one's changing."""
        return replace(
            self,
            rows=list(self.rows),
            **{name: copy.deepcopy(getattr(self, name)) for name in _SMALL},
        )

    @property
    def whole(self) -> Area:
        """The whole grid."""
        return Area(0, 0, self.row_count, self.column_count)

    @property
    def used(self) -> Area:
        """As far as anything stands, looks included."""
        return Area(0, 0, len(self.rows), max(map(len, self.rows), default=0))

    @property
    def entered_rows(self) -> int:
        """How many rows there are down to the last in which anything was entered; looks do not count."""
        last = len(self.rows)
        while last and all(cell.entered is None for cell in self.rows[last - 1]):
            last -= 1
        return last

    def cell(self, row: int, column: int) -> Cell:
        """The cell there; a blank one where nothing stands."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return BLANK
        return self.rows[row][column]

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Replace one cell, within the grid."""
        self.put_row(row, column, (cell,))

    def put_row(self, row: int, column: int, cells: Sequence[Cell]) -> None:
        """Replace cells side by side, within the grid."""
        self.rows.extend(() for _ in range(row + 1 - len(self.rows)))
        held = self.rows[row]
        padded = held + (BLANK,) * (column - len(held))
        self.rows[row] = _without_blanks((*padded[:column], *cells, *padded[column + len(cells) :]))
        while self.rows and not self.rows[-1]:
            self.rows.pop()

    def enter(self, row: int, column: int, entered: Entered) -> None:
        """Replace what one cell holds; its looks stay. Raises Invalid for a text that is too long."""
        self.put(row, column, replace(self.cell(row, column), entered=checked(entered)))

    def cells_in(self, area: Area) -> Iterator[tuple[int, int, Cell]]:
        """Row, column and cell of each that is not blank there, row by row."""
        for at, row in enumerate(self.rows[area.top : area.bottom], area.top):
            for column, cell in enumerate(row[area.left : area.right], area.left):
                if cell is not BLANK:
                    yield at, column, cell


_SMALL = (
    "properties",
    "grid",
    "merges",
    "basic_filter",
    "filter_views",
    "conditional_formats",
    "protected_ranges",
    "banded_ranges",
    "row_looks",
    "column_looks",
)


def _without_blanks(row: Row) -> Row:
    end = len(row)
    while end and row[end - 1] == BLANK:
        end -= 1
    return row[:end]


@dataclass(slots=True)
class Book:
    """A spreadsheet.

    shared: role ("writer", "reader") by account.
    """

    id: str
    title: str
    tabs: list[Tab]
    locale: str = "en_US"
    time_zone: str = "Etc/GMT"
    shared: dict[str, str] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)
    named_ranges: list[dict[str, Any]] = field(default_factory=list)
    developer_metadata: list[dict[str, Any]] = field(default_factory=list)
    _reckoning: Reckoning | None = field(default=None, repr=False, compare=False)

    def copy(self) -> Book:
        """A book that may be changed without this one's changing."""
        return replace(
            self,
            tabs=[tab.copy() for tab in self.tabs],
            shared=dict(self.shared),
            properties=copy.deepcopy(self.properties),
            named_ranges=copy.deepcopy(self.named_ranges),
            developer_metadata=copy.deepcopy(self.developer_metadata),
            _reckoning=None,
        )

    def tab(self, title: str) -> Tab:
        """The tab of that name, whatever its case. Raises Invalid where there is none."""
        found = self.find(title)
        if found is None:
            raise Invalid(f"Unable to parse range: {title}")
        return found

    def find(self, title: str) -> Tab | None:
        """The tab of that name, whatever its case."""
        exact = next((tab for tab in self.tabs if tab.title == title), None)
        return exact or next((tab for tab in self.tabs if tab.title.casefold() == title.casefold()), None)

    def grid(self, gid: int) -> Tab:
        """The tab of that id. Raises Invalid where there is none."""
        found = next((tab for tab in self.tabs if tab.gid == gid), None)
        if found is None:
            raise Invalid(f"No grid with id: {gid}")
        return found

    def outcome(self, tab: Tab, row: int, column: int) -> Outcome:
        """What a cell comes to, and where it leads."""
        entered = tab.cell(row, column).entered
        if not isinstance(entered, Formula):
            return Outcome(entered)
        if self._reckoning is None:
            self._reckoning = Reckoning(_Contents(self), locale_of(self.locale))
        return self._reckoning.outcome(tab.gid, row, column)

    def changed(self) -> None:
        """Work the formulas out anew: what they follow from was changed since they were last asked for."""
        self._reckoning = None

    @property
    def cell_count(self) -> int:
        """How many cells the grids have, blank ones included: Google limits these."""
        return sum(tab.row_count * tab.column_count for tab in self.tabs)

    def check_size(self) -> None:
        """Raise Invalid where the grids have become too large together."""
        if self.cell_count > MOST_CELLS:
            raise too_many_cells()


class _Contents:
    """A book as formulas see it: tabs by their ids."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._tabs = {tab.gid: tab for tab in book.tabs}

    def tab_named(self, title: str) -> int | None:
        """The id of the tab of this title."""
        found = self._book.find(title)
        return None if found is None else found.gid

    def size(self, tab: int) -> tuple[int, int]:
        """Rows and columns of this tab, as far as anything stands."""
        return self._tabs[tab].row_count, self._tabs[tab].column_count

    def entered(self, tab: int, row: int, column: int) -> Value | Formula:
        """What was entered into this cell of the tab."""
        return self._tabs[tab].cell(row, column).entered


def area_of(tab: Tab, grid_range: Mapping[str, Any]) -> Area:
    """Where the API's GridRange lies, open ends closed by the grid.

    A range may end beyond the grid, which is where it is cut, and may be empty. Raises Invalid where it begins beyond
    the grid, or ends before it begins.
    """
    top, bottom = _span(grid_range, "Row")
    left, right = _span(grid_range, "Column")
    if top >= tab.row_count or left >= tab.column_count:
        raise beyond(span(tab.title, (top, left), (bottom, right)), tab.row_count, tab.column_count)
    return Area(top, left, _least(bottom, tab.row_count), _least(right, tab.column_count))


def _span(grid_range: Mapping[str, Any], way: str) -> tuple[int, int | None]:
    start, end = int(grid_range.get(f"start{way}Index", 0)), grid_range.get(f"end{way}Index")
    if start < 0 or (end is not None and int(end) < start):
        raise Invalid(f"GridRange.start{way}Index[{start}] must not be negative, nor after end{way}Index[{end}].")
    return start, None if end is None else int(end)


def _least(end: int | None, count: int) -> int:
    return count if end is None else min(end, count)


def filled(gid: int, title: str, rows: Iterable[Iterable[Entered]]) -> Tab:
    """A tab with these entries, and a grid as a person's would be: 1,000 rows of 26 columns, or more."""
    table = [_without_blanks(tuple(_cell(checked(entered)) for entered in row)) for row in rows]
    while table and not table[-1]:
        table.pop()
    widest = max(map(len, table), default=0)
    return Tab(gid, title, max(1000, len(table)), max(26, widest), table)


def _cell(entered: Entered) -> Cell:
    return BLANK if entered is None else Cell(entered)
