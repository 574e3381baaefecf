"""Which row of a table names its columns.

Exports begin with a title, the day they were made, a blank row; spreadsheets have a second header row, whose cells
stand under merged ones. What is looked for is the row that names a website.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from theodore.sheets.headers import ColumnChoice, Places, Role, find_places, looks_like_data
from theodore.sheets.reading.records import Record, cell, width_of

#: In how many of the first rows the header is looked for.
MOST_ABOVE = 50
#: How many rows must be known for that: some below the last that may be the header.
HEAD = MOST_ABOVE + 20

#: More cells than a person merges in the rows of a header; a file that holds a million of them costs no more.
_MOST_MERGES = 5_000

_NAMES_SITE = re.compile(r"[^\W_](?:[\w-]*[^\W_])?\.[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells that are merged into one. Rows count from 1, columns from the table's first, which is 0; ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Header:
    """The names of a table's columns.

    number: the row that names them, the last one where there are two. first, last: the places of its rows among the
    records, from 0.
    """

    names: tuple[str, ...]
    number: int
    first: int
    last: int


def names_site(text: str) -> bool:
    """Whether a text may name a website: it holds a domain, or an address of e-mail."""
    return _NAMES_SITE.search(text) is not None


def find_header(records: Sequence[Record], choice: ColumnChoice, merges: Sequence[Merge] = ()) -> Header:
    """The header of a table that begins with these records, of which there is one at least.

    Where no row names a website it is the one that a person would take for the header.
    """
    merges = [merge for merge in merges if merge.top <= records[:HEAD][-1][0]][:_MOST_MERGES]
    top = [_filled(record, records, merges) for record in records[:HEAD]]
    at = _find_row(top, choice)
    for upper in (at - 1, at):
        if _is_group_row(records, upper, merges):
            names = _joined(records[upper], records[upper + 1], merges, choice)
            return Header(names, records[upper + 1][0], upper, upper + 1)
    return Header(tuple(top[at][: width_of(top[at])]), records[at][0], at, at)


def _filled(record: Record, records: Sequence[Record], merges: Sequence[Merge]) -> list[str]:
    """The cells of a row; an empty one that is merged with one above holds what that one says."""
    number, cells = record
    covering = [merge for merge in merges if merge.top < number <= merge.bottom and not cell(cells, merge.left).strip()]
    if not covering:
        return cells
    filled, above = list(cells), dict(records)
    for merge in covering:
        if merge.left < len(filled):
            filled[merge.left] = cell(above.get(merge.top, []), merge.left)
    return filled


def _find_row(rows: Sequence[Sequence[str]], choice: ColumnChoice) -> int:
    places = [find_places(row, choice) for row in rows[:MOST_ABOVE]]
    if any(choice.of(role) is not None for role in Role):
        fits = [at for at, found in enumerate(places) if _has_chosen(found, choice)]
        if fits:
            return next((at for at in fits if places[at].website is not None), fits[0])
        return _likely_row(rows)
    sure = [at for at, found in enumerate(places) if _is_sure(rows, at, found)]
    if sure:
        # the names of groups, "Web", are no header where a row names the company as well; nor is a title of one word
        whole = (at for at in sure if Role.NAME in places[at].sure)
        return next(whole, next((at for at in sure if _texts(rows[at]) > 1), sure[0]))
    guessed = (at for at, found in enumerate(places) if _is_likely(rows, at, found))
    return next(guessed, _likely_row(rows))


def _has_chosen(places: Places, choice: ColumnChoice) -> bool:
    return all(places.rivals[role] for role in Role if choice.of(role) is not None)


def _is_sure(rows: Sequence[Sequence[str]], at: int, places: Places) -> bool:
    """Whether a row bears a usual header for the website; below the first, a company's line of business may be one."""
    if Role.WEBSITE not in places.sure:
        return False
    return at == 0 or Role.NAME in places.sure or _is_likely(rows, at, places)


def _is_likely(rows: Sequence[Sequence[str]], at: int, places: Places) -> bool:
    """Whether below what may be the website's header websites follow."""
    if places.website is None or looks_like_data(rows[at], rows[at + 1 :]) is not None:
        return False
    below = (cell(row, places.website) for row in rows[at + 1 :])
    return any(names_site(text) for text in itertools.islice(filter(str.strip, below), HEAD - MOST_ABOVE))


def _likely_row(rows: Sequence[Sequence[str]]) -> int:
    """The first row; the first of the fullest, where the first is a title."""
    fullest = max(rows[:MOST_ABOVE], key=_texts)
    return 0 if _texts(rows[0]) > 1 else next(at for at, row in enumerate(rows) if row is fullest)


def _texts(row: Sequence[str]) -> int:
    return sum(1 for text in row if text.strip())


def _is_group_row(records: Sequence[Record], upper: int, merges: Sequence[Merge]) -> bool:
    """Whether this row and the next make a header together: cells that are merged across, with names below each.

    A row of data below a merged header is none: it has text below the names that are not merged, too.
    """
    if not (merges and 0 <= upper < len(records) - 1 and records[upper][0] + 1 == records[upper + 1][0]):
        return False
    (number, above), (_, below) = records[upper], records[upper + 1]
    across = [merge for merge in merges if merge.bottom == number and merge.left < merge.right]
    groups = {column for merge in across for column in range(merge.left, merge.right + 1)}
    if not any(_texts(below[merge.left : merge.right + 1]) > 1 for merge in across) or looks_like_data(below):
        return False
    return not any(text.strip() and cell(below, at).strip() for at, text in enumerate(above) if at not in groups)


def _joined(upper: Record, lower: Record, merges: Sequence[Merge], choice: ColumnChoice) -> tuple[str, ...]:
    """The names of two rows: the lower's, the upper's where it has none, both where the lower's alone do not do."""
    (number, above), (_, below) = upper, lower
    groups = dict(enumerate(above))
    for merge in merges:
        if merge.top <= number <= merge.bottom:
            groups |= dict.fromkeys(range(merge.left, merge.right + 1), cell(above, merge.left))
    width = max(width_of(above), width_of(below))
    names = [cell(below, at) if cell(below, at).strip() else cell(above, at) for at in range(width)]
    full = [
        f"{groups.get(at, '').strip()} {name.strip()}".strip() if cell(below, at).strip() else name
        for at, name in enumerate(names)
    ]
    if find_places(names, choice).website is None and find_places(full, choice).rivals[Role.WEBSITE]:
        return tuple(full)
    return tuple(_told_apart(names, full))


def _told_apart(names: Sequence[str], full: Sequence[str]) -> list[str]:
    """The names, longer ones for those that several columns bear, if these differ."""
    often, longer = Counter(names), Counter(full)
    return [
        wide if name.strip() and often[name] > 1 and longer[wide] == 1 else name
        for name, wide in zip(names, full, strict=True)
    ]
