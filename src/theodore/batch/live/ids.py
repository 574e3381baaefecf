"""Which Record ID belongs into which row of a sheet that has none yet, or has lost some.

A row without an id is known by its company's name and website, never by its number: people insert rows while it is
written. An id that was sent a moment ago may have landed beside its company, and is looked at once more.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

#: What a row is known by: its name and its website, as they stand in the sheet; of a row with neither, all its cells.
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IdRow:
    """A row of the sheet. number: where it stands, from 1. record_id: that of its cell, empty where it has none."""

    number: int
    record_id: str
    key: Key


def key_of(cells: Sequence[str], name: int | None, website: int | None) -> Key:
    """What a row with these cells is known by; empty for one without any text. name, website: their columns, from 0."""
    named = tuple(_cell(cells, place) for place in (name, website))
    if any(named):
        return named
    every = tuple(cell.strip() for cell in cells)
    return ("", "", *every) if any(every) else ()


def placed_ids(rows: Sequence[IdRow], known: Mapping[str, Key], doubtful: Collection[str] = ()) -> dict[int, str]:
    """The ids to be written, by the numbers of their rows; an empty one where an id is to be taken away.

    rows: of the sheet, from the top. known: the rows of the journal, in its order, and what they are known by.
    doubtful: ids that were sent and that no read has shown yet.

    An id that nobody doubts stays, whatever its company is called now. A copy of one gets the id that the journal has
    for it, if it has any; so does a row without. Ids that the journal does not know are left alone.
    """
    free, misplaced, held = _sorted_out(rows, known, doubtful)
    waiting: defaultdict[Key, deque[str]] = defaultdict(deque)
    for record_id, key in known.items():
        if record_id not in held and key:
            waiting[key].append(record_id)
    placed: dict[int, str] = {}
    for row in free:
        if row.key and (wanted := waiting.get(row.key)):
            placed[row.number] = wanted.popleft()
        elif row.number in misplaced:
            placed[row.number] = ""
    return {row.number: placed[row.number] for row in free if placed.get(row.number, row.record_id) != row.record_id}


def _sorted_out(
    rows: Sequence[IdRow], known: Mapping[str, Key], doubtful: Collection[str]
) -> tuple[list[IdRow], set[int], set[str]]:
    """The rows that may take an id, the numbers of those whose own is another's, and the ids that stay."""
    unheld = {row.key for row in rows if row.record_id not in known or row.record_id in doubtful}
    free: list[IdRow] = []
    misplaced: set[int] = set()
    held: set[str] = set()
    for row in rows:
        record_id = row.record_id
        # one whose company is called otherwise now, while no other row bears the name, was renamed
        is_beside = record_id in doubtful and known.get(record_id) != row.key and known.get(record_id) in unheld
        if record_id in known and record_id not in held and not is_beside:
            held.add(record_id)
        elif not record_id or record_id in known:
            free.append(row)
            if is_beside:
                misplaced.add(row.number)
    return free, misplaced, held


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place].strip() if place is not None and place < len(cells) else ""
