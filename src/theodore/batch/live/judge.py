"""Whose words stand in the cells of ours: what the rules for files say, and one more.

A sheet that is written while people sort it may hold our values in other rows than theirs, until the next write. What
was sent a moment ago, to whatever row of the column, is therefore nobody's edit: see lately.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from theodore.batch.live.lately import ColumnCell, Lately
from theodore.model.fields import Tab
from theodore.sheets.canonical import Held, digest, held
from theodore.sheets.columns import LINK
from theodore.sheets.google.cells import LINK_TEXT, is_link
from theodore.sheets.writing.edits import STATUS, Edit, SheetRow, edits_of, without_moved
from theodore.store.cells import Digests, States

#: Nobody has a copy here that is older than what the journal knows; and nobody's word is "processing".
_MOVING = frozenset({STATUS})

#: What tells of visits, and nobody writes but a program; Status people do.
_OF_VISITS = frozenset({"progress", "attempts", "research_date", "created_at", "last_updated"})

#: What says when a row was written with its results, on either tab.
_ENDINGS = ("research_date", "last_updated")

#: A row of a tab, by its Record ID.
RowPlace = tuple[Tab, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a read shows of what people did.

    edits: cells that are theirs. again: rows that they ask for again. changed: rows that do not show what was last
    written of them, for whatever reason, each with the state that they were in before people came, and with what these
    wrote: what is to stand there is to be looked up.
    """

    edits: tuple[Edit, ...] = ()
    again: tuple[str, ...] = ()
    changed: Mapping[RowPlace, Digests] = field(default_factory=dict)
    astray: Mapping[RowPlace, frozenset[ColumnCell]] = field(default_factory=dict)


def judged(rows: Iterable[tuple[SheetRow, States]], lately: Lately) -> Judged:
    """Tell people's words from ours in these rows, each with what was written of it, the newest first."""
    found: list[Edit] = []
    again: list[str] = []
    changed: dict[RowPlace, Digests] = {}
    astray: dict[RowPlace, frozenset[ColumnCell]] = {}
    for row, states in rows:
        if not states or not _differs(row, states[0]):
            continue
        if _is_anothers(row, states, lately):
            changed[row.tab, row.record_id] = {name: digest(text) for name, text in row.texts.items() if text}
            continue
        beside = _beside(row, states[0], lately)
        base = _base(row, states, lately, beside)
        changed[row.tab, row.record_id] = base
        astray[row.tab, row.record_id] = frozenset([*_astray(row, states[0], lately), *beside.values()])
        of_row = edits_of(row, states, base, _MOVING)
        found.extend(edit for edit in of_row.edits if edit.field not in beside and not _is_ours(edit, states, lately))
        if of_row.again and not lately.holds(row.tab, STATUS, digest(row.texts[STATUS])):
            again.append(row.record_id)
    edits = tuple(without_moved(found))
    for edit in edits:
        place = edit.tab, edit.record_id
        changed[place] = _with_word(changed[place], edit)
    return Judged(edits, tuple(again), changed, astray)


def with_words(states: States, words: Digests) -> States:
    """The states of a row with what people wrote in it, whose digests these are, in each of them.

    It was seen there: no state without it can be what the row is in, and whoever blanks the cell blanks their word. But
    for the state before anything was written: so is a row that somebody deletes and types anew, and the word comes back
    with all else.
    """
    if not words:
        return states
    return [_with(state, words) if state else state for state in states]


def _with(state: Digests, words: Digests) -> Digests:
    return {name: found for name, found in {**state, **words}.items() if found}


def _with_word(state: Digests, edit: Edit) -> Digests:
    """The state with what a person wrote; blank cells are left out."""
    others = {name: found for name, found in state.items() if name != edit.field}
    return {**others, edit.field: found} if (found := digest(edit.text)) else others


def _base(row: SheetRow, states: States, lately: Lately, beside: Mapping[str, ColumnCell]) -> Digests:
    """The state that a row was in before people came: the one that leaves the fewest cells unexplained.

    What was sent to another row just now explains a cell as well: it may have fallen into this one; and so does what
    was sent to the column beside.
    """
    now = {name: held(text) for name, text in row.texts.items()}
    strayed = {name for name, cell in now.items() if lately.holds(row.tab, name, cell.digest, other_than=row.record_id)}
    strayed |= beside.keys()

    def fit(state: Digests) -> tuple[int, int]:
        same = {name for name, cell in now.items() if cell.is_still(state.get(name, ""))}
        return len(same | strayed), len(same)

    return max(states, key=fit)


def _astray(row: SheetRow, newest: Digests, lately: Lately) -> Iterator[ColumnCell]:
    for name, text in row.texts.items():
        now = held(text)
        if not now.is_still(newest.get(name, "")) and lately.holds(row.tab, name, now.digest):
            yield row.tab, name, now.digest


def _is_anothers(row: SheetRow, states: States, lately: Lately) -> bool:
    """Whether another journal's run wrote this row since, or a former version of the sheet was put back.

    It bears a time that we never wrote there, to the second and with its offset, as nobody types one.
    """
    return any(
        _is_time(text) and not _was(name, held(text), states) and not lately.holds(row.tab, name, digest(text))
        for name in _ENDINGS
        if (text := row.texts.get(name, ""))
    )


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _beside(row: SheetRow, newest: Digests, lately: Lately) -> Mapping[str, ColumnCell]:
    """The fields of a row that hold what was sent to the column beside, and what that was.

    So it is where somebody puts in a column, or takes one out, between the look and the write: all that is written of a
    row then stands one column aside. One such cell alone may be anybody's.
    """
    if not lately:
        return {}
    places = {column: name for name, column in row.columns.items()}
    for way in (1, -1):
        found: dict[str, ColumnCell] = {}
        for name, text in row.texts.items():
            meant = places.get(row.columns[name] + way)
            if not text or meant is None or meant == name or held(text).is_still(newest.get(name, "")):
                continue
            sent = digest(LINK_TEXT if meant == LINK and is_link(text) else text)
            if lately.holds(row.tab, meant, sent):
                found[name] = (row.tab, meant, sent)
        if len(found) > 1:
            return found
    return {}


def _is_ours(edit: Edit, states: States, lately: Lately) -> bool:
    """Whether that was sent to any row just now, or, while a write may be missing, to this one before."""
    text = held(edit.text)
    if lately.holds(edit.tab, edit.field, text.digest):
        return True
    return bool(lately and edit.text) and _was(edit.field, text, states)


def strays(row: SheetRow, states: States, lately: Lately) -> dict[str, ColumnCell]:
    """The fields of a row that is none of ours in which something stands that was sent to another one, and as what.

    states: what was written of the row whose id it bears, a copy of that one; none for a row without. Where nothing is
    known of a row it may hold the same by itself, in what somebody typed or another journal wrote: then it is ours if
    it came with what tells of a visit, or was sent without.
    """
    found = {
        name: (row.tab, name, digest(text))
        for name, text in row.texts.items()
        if text and lately.holds(row.tab, name, digest(text)) and not _was(name, held(text), states)
    }
    if not states and _OF_VISITS.isdisjoint(found):
        found = {name: cell for name, cell in found.items() if lately.holds_alone(*cell, _OF_VISITS)}
    return found if states else {**found, **_beside(row, {}, lately)}


def is_result(row: SheetRow, lately: Lately) -> bool:
    """Whether a row of which nothing is known was visited: its attempts are counted, and not by us just now."""
    attempts = row.texts.get("attempts", "").strip()
    return attempts.isdecimal() and not lately.holds(row.tab, "attempts", digest(attempts))


def _differs(row: SheetRow, newest: Digests) -> bool:
    # most cells are blank, and to be so
    return any(
        (text or newest.get(name)) and not held(text).is_still(newest.get(name, "")) for name, text in row.texts.items()
    )


def _was(name: str, now: Held, states: States) -> bool:
    return any(now.is_still(state.get(name, "")) for state in states)
