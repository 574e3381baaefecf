"""Where our columns stand on a tab: found by their headers, for a person may move them while a run goes on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from theodore.model.fields import Tab
from theodore.sheets.google.cells import value_text

NAME, WEBSITE, RECORD_ID = "name", "website", "record_id"


@dataclass(frozen=True, slots=True)
class TabPlace:
    """A tab and where our columns stood on it when it was last looked at.

    gid, title: of the tab. headers: by field the header of each column of ours. own: the headers of the user's columns
    that tell a company, `name` and `website`. header_row: from 0. columns: the place of each of these headers, from 0.
    grid_rows: how many rows the tab's grid has, as far as is known. ours: of the columns those that are ours.
    """

    tab: Tab
    gid: int
    title: str
    headers: Mapping[str, str]
    header_row: int
    columns: Mapping[str, int]
    own: Mapping[str, str] = field(default_factory=dict)
    grid_rows: int = 0
    ours: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # asked for each cell, so it is worked out once
        ours = {name: column for name, column in self.columns.items() if name in self.headers}
        object.__setattr__(self, "ours", ours)

    def grown(self, rows: int) -> TabPlace:
        """The same with so many more rows in its grid."""
        return replace(self, grid_rows=self.grid_rows + rows)


@dataclass(frozen=True, slots=True)
class Found:
    """What stands where now. doubled: our headers that several columns have, so that none of them is sure to be ours.

    missing: fields whose header is gone.
    """

    place: TabPlace
    doubled: tuple[str, ...]
    missing: tuple[str, ...]


def find_columns(rows: Sequence[Sequence[Any]], place: TabPlace) -> Found | None:
    """Where our columns stand now in these rows, the tab's first ones; None where no row has any of our headers."""
    wanted = set(place.headers.values())
    texts = [[value_text(cell).strip() for cell in row] for row in rows]
    counts = [len(wanted.intersection(row)) for row in texts]
    if not any(counts):
        return None
    # of several rows with as many of them the one that is nearest to where it was
    at = max(range(len(texts)), key=lambda row: (counts[row], -abs(row - place.header_row)))
    return _read(texts[at], at, place)


def _read(row: Sequence[str], at: int, place: TabPlace) -> Found:
    by_text: defaultdict[str, list[int]] = defaultdict(list)
    for column, text in enumerate(row):
        by_text[text].append(column)
    there = {name: by_text.get(header.strip(), []) for name, header in (*place.own.items(), *place.headers.items())}
    columns = {name: columns[0] for name, columns in there.items() if len(columns) == 1}
    moved = Counter(column - place.columns[name] for name, column in columns.items() if name in place.columns)
    columns |= dict(_likely(there, place, moved))
    now = replace(place, header_row=at, columns=columns)
    doubled = tuple(name for name in place.headers if len(there[name]) > 1 and name not in columns)
    return Found(now, doubled, tuple(name for name in place.headers if not there[name]))


def _likely(there: Mapping[str, Sequence[int]], place: TabPlace, moved: Mapping[int, int]) -> Iterator[tuple[str, int]]:
    """Of headers that several columns have, the column that moved as others did, if one alone did.

    The user's own are only read: of theirs any will do.
    """
    for name, columns in there.items():
        if len(columns) < 2:
            continue
        was = place.columns.get(name)
        fits = [column for column in columns if was is not None and column - was in moved]
        if len(fits) == 1:
            yield name, fits[0]
        elif name in place.own:
            yield name, was if was in columns and was is not None else columns[0]
