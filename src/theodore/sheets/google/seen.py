"""What one read shows of both tabs: where each row stands now, and what our cells hold.

One call reads the headers, the Record IDs and our columns; people sort, insert and move meanwhile, so nothing but this
read says where anything is. Cells are read unformatted: a share is 0.853 and not the 85% that a person sees.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from theodore.model.fields import Tab
from theodore.sheets.columns import LINK
from theodore.sheets.google.cells import value_text
from theodore.sheets.google.places import RECORD_ID, Found, TabPlace, find_columns
from theodore.sheets.google.ranges import Area
from theodore.sheets.writing.edits import SheetRow

#: Rows at the top in which the headers are looked for, below where they were: a person may insert some above them.
_ABOVE = 20
#: Ranges of one tab in one call: their names stand in an address, which must not grow without end.
_MOST_SPANS = 40

_Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be read of the tabs, in one call. blocks: by the index of its place; the first of each is its head."""

    places: tuple[TabPlace, ...]
    blocks: tuple[tuple[int, Area], ...]

    @property
    def ranges(self) -> list[str]:
        """The ranges to read, in the order in which `see` takes their rows."""
        return [area.a1(self.places[at].title) for at, area in self.blocks]


@dataclass(frozen=True, slots=True)
class Moved:
    """Columns stand elsewhere, beyond what was read. places: where they are; look there."""

    places: tuple[TabPlace, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """A tab has no column of Record IDs any more, and so no row of it can be found; its structure must be made anew."""

    place: TabPlace


@dataclass(frozen=True, slots=True)
class SeenTab:
    """A tab as it is now. Rows and columns count from 0.

    place: where its columns stand. rows: where each record id stands, of copies the first. copies: rows whose id stands
    above already. unnamed: rows without an id in which something stands that was read. end: the row after the last in
    which anything stands that was read. doubled, missing: see `places.Found`.
    """

    place: TabPlace
    rows: Mapping[str, int]
    copies: tuple[int, ...]
    unnamed: tuple[int, ...]
    end: int
    doubled: tuple[str, ...]
    missing: tuple[str, ...]
    _cells: _Cells = field(repr=False)
    _watched: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        watched = {name: at for name, at in self.place.ours.items() if name not in {RECORD_ID, LINK}}
        object.__setattr__(self, "_watched", watched)

    def text(self, row: int, name: str) -> str:
        """What stands in a row under the header of a field; empty where it has no column."""
        column = self.place.columns.get(name)
        return "" if column is None else self._cells.text(row, column)

    def sheet_row(self, record_id: str) -> SheetRow:
        """A row as `edits_of` takes it; KeyError where it is not there."""
        row = self.rows[record_id]
        texts = {name: self._cells.text(row, at) for name, at in self._watched.items()}
        return SheetRow(self.place.tab, record_id, texts, self.place.title, row + 1, self._watched)

    def sheet_rows(self) -> Iterator[SheetRow]:
        """All rows with an id, of copies the first."""
        return map(self.sheet_row, self.rows)


@dataclass(frozen=True, slots=True)
class Seen:
    """Both tabs as they are now, or those that were looked at."""

    tabs: Mapping[Tab, SeenTab]

    @property
    def companies(self) -> SeenTab:
        return self.tabs[Tab.COMPANIES]

    @property
    def details(self) -> SeenTab:
        return self.tabs[Tab.DETAILS]

    @property
    def places(self) -> tuple[TabPlace, ...]:
        """Where to look next."""
        return tuple(tab.place for tab in self.tabs.values())


def look_at(
    places: Sequence[TabPlace],
    *,
    fields: Collection[str] | None = None,
    rows: Mapping[Tab, Collection[int]] | None = None,
) -> Look:
    """What to read of these tabs.

    fields: of the columns of ours those that are wanted, the Record ID with them always; None for all. rows: of each
    tab the rows that are wanted, from 0, and perhaps some between them; None for all.
    """
    blocks: list[tuple[int, Area]] = []
    for at, place in enumerate(places):
        blocks.append((at, Area(bottom=place.header_row + 1 + _ABOVE)))
        wanted = {column for name, column in place.ours.items() if fields is None or name in {RECORD_ID, *fields}}
        across = _spans(wanted, most=len(wanted) or 1)
        down = [(0, None)] if rows is None else _spans(rows.get(place.tab, ()), most=_MOST_SPANS // max(len(across), 1))
        blocks.extend((at, Area(top, left, bottom, right)) for top, bottom in down for left, right in across)
    return Look(tuple(places), tuple(blocks))


def see(look: Look, answers: Sequence[_Rows]) -> Seen | Moved | Lost:
    """What the answers show. answers: the rows of each range of the look, as they come."""
    found = []
    for at, place in enumerate(look.places):
        head = next(rows for (of, _), rows in zip(look.blocks, answers, strict=True) if of == at)
        now = find_columns(head, place)
        if now is None or RECORD_ID not in now.place.columns:
            return Lost(place)
        found.append(now)
    tabs = [_seen(each, _Cells.of(look, answers, at), look) for at, each in enumerate(found)]
    if any(tab is None for tab in tabs):
        return Moved(tuple(each.place for each in found))
    return Seen({tab.place.tab: tab for tab in tabs if tab is not None})


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells that were read of one tab."""

    blocks: tuple[tuple[Area, _Rows], ...]

    @classmethod
    def of(cls, look: Look, answers: Sequence[_Rows], at: int) -> _Cells:
        """Those of the place with this index, without its head."""
        both = zip(look.blocks, answers, strict=True)
        return cls(tuple((area, rows) for (of, area), rows in both if of == at)[1:])

    def has(self, column: int) -> bool:
        """Whether a column was read, in all rows that were looked at."""
        down = {(area.top, area.bottom) for area, _ in self.blocks}
        across = {(area.top, area.bottom) for area, _ in self.blocks if _holds(area, column)}
        return down == across

    def text(self, row: int, column: int) -> str:
        """What a cell holds; empty where it was not read."""
        for area, rows in self.blocks:
            if area.top <= row < area.top + len(rows) and _holds(area, column):
                cells = rows[row - area.top]
                at = column - area.left
                return value_text(cells[at]) if at < len(cells) else ""
        return ""

    def filled(self, below: int) -> list[int]:
        """The rows below this one in which anything stands."""
        return sorted(
            {
                row
                for area, rows in self.blocks
                for row, cells in enumerate(rows, start=area.top)
                if row > below and any(cell not in ("", None) for cell in cells)
            }
        )


def _seen(found: Found, cells: _Cells, look: Look) -> SeenTab | None:
    """The tab with these cells; None where a column was not read."""
    place = found.place
    was = next(each for each in look.places if each.gid == place.gid)
    looked = {name for name, column in was.ours.items() if cells.has(column)}
    # a column that a person made anew is looked at as well, if they were all wanted
    wanted = {name for name in place.ours if name in looked or name not in was.ours}
    if not all(cells.has(place.columns[name]) for name in wanted):
        return None
    rows: dict[str, int] = {}
    copies, unnamed = [], []
    filled = cells.filled(place.header_row)
    for row in filled:
        record_id = cells.text(row, place.columns[RECORD_ID]).strip()
        if not record_id:
            unnamed.append(row)
        elif record_id in rows:
            copies.append(row)
        else:
            rows[record_id] = row
    end = max(filled[-1] if filled else 0, place.header_row) + 1
    return SeenTab(place, rows, tuple(copies), tuple(unnamed), end, found.doubled, found.missing, cells)


def _holds(area: Area, column: int) -> bool:
    return area.left <= column and (area.right is None or column < area.right)


def _spans(wanted: Iterable[int], most: int) -> list[tuple[int, int]]:
    """Neighbours as one span, from its first to before its end; the least gaps are filled up to have so few."""
    spans: list[tuple[int, int]] = []
    for place in sorted(wanted):
        if spans and spans[-1][1] == place:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    if len(spans) <= most:
        return spans
    gaps = sorted(((after[0] - before[1], at) for at, (before, after) in enumerate(pairwise(spans))), reverse=True)
    ends = {at for _, at in gaps[: max(most, 1) - 1]}
    joined = [spans[0]]
    for at, span in enumerate(spans[1:]):
        if at in ends:
            joined.append(span)
        else:
            joined[-1] = (joined[-1][0], span[1])
    return joined
