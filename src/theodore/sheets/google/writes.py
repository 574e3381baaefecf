"""What is to stand where, as requests of few and bounded calls.

Each cell is written at its place, so that a request that is sent twice does no harm. All of a company, on both tabs,
goes into one call, which Google applies whole or not at all: a row is called completed together with its results.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from theodore.model.fields import Catalogue, Tab, Value, catalogue
from theodore.sheets.columns import LINK
from theodore.sheets.google.cells import VALUE, cell_data, link_formula
from theodore.sheets.google.places import RECORD_ID, TabPlace
from theodore.sheets.google.seen import Seen
from theodore.sheets.writing.edits import STATUS

#: Bytes of JSON of one call; Google recommends 2 MB at most.
MOST_BYTES = 1_500_000
#: Rows by which the tab Details grows at once, so that not every call makes it grow.
_ROWS_AT_ONCE = 100

#: More than each of these takes in JSON besides what it holds; a call has room for making a tab grow.
_AROUND_CALL, _AROUND_BLOCK, _AROUND_ROW, _AROUND_CELL = 200, 200, 20, 4

Request = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What is to stand in a cell of ours.

    value: by the field's type; of the link, whether there is to be one. row: where the cell is, from 0, if it is not to
    be found by the Record ID: ids themselves, and what is taken back from a row that has none.
    """

    tab: Tab
    record_id: str
    field: str
    value: Value
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """One call of spreadsheets.batchUpdate. changes: what it brings. grown: by how many rows the tab Details grows."""

    requests: list[Request]
    changes: tuple[Change, ...]
    grown: int = 0


def batches(
    seen: Seen, changes: Iterable[Change], known: Catalogue | None = None, most_bytes: int = MOST_BYTES
) -> list[Batch]:
    """The calls that bring these changes, to be made in this order.

    seen: both tabs, all rows of them. Of several changes of one cell the last counts. A company without a row on the
    tab Details gets one below the last. Left out are rows that are not on the tab Companies, see `gone`, and fields
    that have no column. known: the catalogue of the run; ours if not given. A company of more bytes than one call may
    have is parted; its status comes with the last part.
    """
    pen, packs = _Pen(seen, known or catalogue()), [_Pack()]
    most = most_bytes - _AROUND_CALL
    for cells in map(pen.cells, _by_company(changes)):
        for part in _parts(cells, most):
            runs = _runs(part)
            if packs[-1].cells and packs[-1].size + packs[-1].more(runs) > most:
                packs.append(_Pack())
            packs[-1].add(part, runs)
    return [pen.batch(pack.cells) for pack in packs if pack.cells]


def gone(seen: Seen, changes: Iterable[Change]) -> tuple[str, ...]:
    """The record ids of these changes that are not on the tab Companies any more, each once."""
    there = seen.companies.rows
    return tuple(dict.fromkeys(one.record_id for one in changes if one.row is None and one.record_id not in there))


class _Cell(NamedTuple):
    """One cell to be written. size: bytes of JSON of what it holds."""

    tab: Tab
    row: int
    column: int
    data: dict[str, Any]
    size: int
    change: Change


@dataclass(slots=True)
class _Pen:
    """Knows where each change goes, and gives new rows of the tab Details away."""

    seen: Seen
    known: Catalogue
    new: dict[str, int] = field(default_factory=dict)
    grid_rows: int = field(init=False)

    def __post_init__(self) -> None:
        details = self.seen.tabs.get(Tab.DETAILS)
        self.grid_rows = 0 if details is None else details.place.grid_rows

    def cells(self, changes: Sequence[Change]) -> list[_Cell]:
        """The cells of one company: Details first, its status last."""
        by_place: dict[tuple[Tab, int, int], _Cell] = {}
        for change in self._completed(changes):
            place = self.seen.tabs[change.tab].place
            row, column = self._row(change), place.ours.get(change.field)
            if row is not None and column is not None:
                data = self._data(change, row, place)
                size = len(json.dumps(data)) + _AROUND_CELL
                by_place[change.tab, row, column] = _Cell(change.tab, row, column, data, size, change)
        return sorted(by_place.values(), key=_in_order)

    def _completed(self, changes: Sequence[Change]) -> Iterator[Change]:
        """The changes, with the Record ID of a row of details that is new."""
        yield from changes
        details = next((one for one in changes if one.tab is Tab.DETAILS and one.row is None), None)
        if details is not None and details.record_id not in self.seen.details.rows:
            yield Change(Tab.DETAILS, details.record_id, RECORD_ID, details.record_id)

    def _row(self, change: Change) -> int | None:
        if change.row is not None:
            return change.row
        row = self.seen.companies.rows.get(change.record_id)
        if row is None or change.tab is Tab.COMPANIES:
            return row
        there = self.seen.details.rows.get(change.record_id)
        return self.new.setdefault(change.record_id, self.seen.details.end + len(self.new)) if there is None else there

    def _data(self, change: Change, row: int, place: TabPlace) -> dict[str, Any]:
        if change.field != LINK:
            return cell_data(self.known[change.field], change.value)
        if not change.value:
            return {}
        details = self.seen.details.place
        ids = place.columns[RECORD_ID], details.columns[RECORD_ID]
        return {VALUE: {"formulaValue": link_formula(row, ids[0], details.gid, details.title, ids[1])}}

    def batch(self, cells: Sequence[_Cell]) -> Batch:
        """One call; the calls are to be made in the order in which they are asked for here."""
        last = max((cell.row for cell in cells if cell.tab is Tab.DETAILS), default=-1)
        missing = last + 1 - self.grid_rows
        grown = max(missing, _ROWS_AT_ONCE) if last >= 0 and missing > 0 else 0
        self.grid_rows += grown
        requests = [_update(self.seen.tabs[block.tab].place.gid, block) for block in _blocks(_runs(cells))]
        if grown:
            gid = self.seen.details.place.gid
            requests.insert(0, {"appendDimension": {"sheetId": gid, "dimension": "ROWS", "length": grown}})
        return Batch(requests, tuple(cell.change for cell in cells), grown)


def _by_company(changes: Iterable[Change]) -> Iterable[list[Change]]:
    """The changes of each company, in the order in which each was named first."""
    groups: defaultdict[object, list[Change]] = defaultdict(list)
    for change in changes:
        groups[change.record_id or (change.tab, change.row)].append(change)
    return groups.values()


def _in_order(cell: _Cell) -> tuple[bool, bool, int, int]:
    return cell.tab is not Tab.DETAILS, cell.change.field == STATUS, cell.row, cell.column


def _parts(cells: Sequence[_Cell], most: int) -> Iterator[list[_Cell]]:
    """The cells in as few parts as they fit into, mostly one."""
    part: list[_Cell] = []
    size = 0
    for cell in cells:
        # as if no two were neighbours: so it is never too little
        bytes_ = cell.size + _AROUND_ROW + _AROUND_BLOCK
        if part and size + bytes_ > most and _Pack().more(_runs([*part, cell])) > most:
            yield part
            part, size = [], 0
        part.append(cell)
        size += bytes_
    if part:
        yield part


@dataclass(slots=True)
class _Pack:
    """The cells of one call as they come together. size: bytes of its JSON, at most."""

    cells: list[_Cell] = field(default_factory=list)
    size: int = 0
    _lowest: dict[tuple[Tab, int, int], int] = field(default_factory=dict)

    def more(self, runs: Iterable[_Run]) -> int:
        """By how many bytes the call grows with these runs, at most."""
        return sum(run.size + _AROUND_ROW + (0 if self._goes_below(run) else _AROUND_BLOCK) for run in runs)

    def _goes_below(self, run: _Run) -> bool:
        """Whether the same columns of the row above are written: then no request of its own is made."""
        return self._lowest.get(run.columns) == run.row - 1

    def add(self, cells: Iterable[_Cell], runs: Sequence[_Run]) -> None:
        """Take cells in. runs: of the same cells."""
        self.size += self.more(runs)
        self.cells.extend(cells)
        self._lowest.update((run.columns, run.row) for run in runs)


@dataclass(slots=True)
class _Run:
    """Cells side by side in one row. size: of what they hold."""

    tab: Tab
    row: int
    column: int
    values: list[dict[str, Any]]
    size: int

    @property
    def columns(self) -> tuple[Tab, int, int]:
        """Its tab, its first column, and how many it has."""
        return self.tab, self.column, len(self.values)


class _Block(NamedTuple):
    """Runs of the same columns in rows one below the other."""

    tab: Tab
    row: int
    column: int
    rows: list[list[dict[str, Any]]]


def _runs(cells: Iterable[_Cell]) -> list[_Run]:
    runs: list[_Run] = []
    for cell in sorted(cells, key=lambda one: (one.tab is not Tab.DETAILS, one.row, one.column)):
        last = runs[-1] if runs else None
        if last and (last.tab, last.row, last.column + len(last.values)) == (cell.tab, cell.row, cell.column):
            last.values.append(cell.data)
            last.size += cell.size
        else:
            runs.append(_Run(cell.tab, cell.row, cell.column, [cell.data], cell.size))
    return runs


def _blocks(runs: Iterable[_Run]) -> list[_Block]:
    """The runs, joined where the same columns of the next row are written, Details first."""
    blocks: list[_Block] = []
    open_: dict[tuple[Tab, int, int], _Block] = {}
    for run in runs:
        block = open_.get(run.columns)
        if block is not None and block.row + len(block.rows) == run.row:
            block.rows.append(run.values)
        else:
            open_[run.columns] = _Block(run.tab, run.row, run.column, [run.values])
            blocks.append(open_[run.columns])
    return blocks


def _update(gid: int, block: _Block) -> Request:
    return {
        "updateCells": {
            "start": {"sheetId": gid, "rowIndex": block.row, "columnIndex": block.column},
            "rows": [{"values": values} for values in block.rows],
            "fields": VALUE,
        }
    }
