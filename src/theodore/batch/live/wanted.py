"""What differs between a row as the journal has it and as the sheet shows it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from theodore.model.company import ResultRow
from theodore.model.fields import Catalogue, Field, Tab, Value
from theodore.sheets.canonical import digest, held, typed
from theodore.sheets.cells import cell_text
from theodore.sheets.columns import LINK, shown_value
from theodore.sheets.google.cells import LINK_TEXT, VALUE, cell_data, is_link, value_text
from theodore.sheets.google.places import RECORD_ID
from theodore.sheets.google.seen import Seen, SeenTab
from theodore.sheets.google.writes import Change
from theodore.sheets.writing.edits import SheetRow

#: Two floating point numbers are one where they differ by less than this share: a sheet keeps fifteen digits.
_SAME = 1e-12
_TRUTH = frozenset({"TRUE", "FALSE"})
#: Times that a text is written again which reads otherwise and means the same.
_MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row as the sheet is to show it.

    kept: texts that stay in columns of ours of a former result, by field, whatever the row says.
    """

    row: ResultRow
    kept: Mapping[str, str] = field(default_factory=dict)

    @property
    def record_id(self) -> str:
        """The key of the row."""
        return str(self.row.companies[RECORD_ID])

    def is_a_persons(self, tab: Tab, name: str) -> bool:
        """Whether what is to stand there is in a person's own words, however they wrote them."""
        return (tab, name) in self.row.pinned or (tab is Tab.COMPANIES and name in self.kept)


class Differences:
    """Tells what is to be written of rows.

    A text must stand to the letter, with one exception: what was written so, and time and again reads otherwise in one
    way that means the same, is Google's choice, and is not written for ever.
    """

    def __init__(self, known: Catalogue) -> None:
        self._known = known
        #: How often a text was wanted and another one seen that means the same.
        self._insisted: Counter[tuple[Tab, str, str, str, str]] = Counter()

    def of(self, wanted: Wanted, seen: Seen) -> Iterator[Change]:
        """The cells of a row that do not hold what they should, on both tabs.

        Where its company's row is gone nothing is added any more; what there is of it on the tab Details stays right.
        """
        is_there = wanted.record_id in seen.companies.rows
        if wanted.row.details is not None:
            yield from self._details(wanted, wanted.row.details, seen, is_there=is_there)
        if is_there:
            yield from self._on(Tab.COMPANIES, wanted, {**wanted.row.companies, **wanted.kept}, seen)
            yield from self._link(wanted, seen)

    def _details(self, wanted: Wanted, shown: Mapping[str, Value], seen: Seen, *, is_there: bool) -> Iterator[Change]:
        number = seen.details.rows.get(wanted.record_id)
        if is_there and number is None:
            # a row of its own, whatever is known of it
            yield Change(Tab.DETAILS, wanted.record_id, RECORD_ID, wanted.record_id)
        if is_there or number is not None:
            for change in self._on(Tab.DETAILS, wanted, shown, seen):
                yield change if is_there else replace(change, row=number)

    def _on(self, tab: Tab, wanted: Wanted, shown: Mapping[str, Value], seen: Seen) -> Iterator[Change]:
        there, record_id = seen.tabs[tab], wanted.record_id
        number = there.rows.get(record_id)
        for name in there.place.ours:
            known = self._known.get(name)
            if known is None or name not in shown or name in {RECORD_ID, LINK}:
                continue
            # of a row that is new blanks are written, too: it may fall on another one that moved there
            text = None if number is None else there.text(number, name)
            is_theirs = wanted.is_a_persons(tab, name)
            if text is None or not self._is_right(
                (tab, record_id, name), known, shown[name], text, is_theirs=is_theirs
            ):
                yield Change(tab, record_id, name, as_typed(shown[name]) if is_theirs else shown[name])

    def _link(self, wanted: Wanted, seen: Seen) -> Iterator[Change]:
        there, record_id = seen.companies, wanted.record_id
        # a person's words in place of the link are not put back: the link is no text
        if LINK not in there.place.ours or (Tab.COMPANIES, LINK) in wanted.row.pinned:
            return
        text, is_due = there.text(there.rows[record_id], LINK), wanted.row.details is not None
        is_right = is_link(text) if is_due else not text
        if is_due and is_right and text != LINK_TEXT and record_id in seen.details.rows:
            # a copy of another row's: it does not find what is there
            self._insisted[Tab.COMPANIES, record_id, LINK, LINK_TEXT, text] += 1
            is_right = self._insisted[Tab.COMPANIES, record_id, LINK, LINK_TEXT, text] > _MOST_TRIES
        if not is_right:
            yield Change(Tab.COMPANIES, record_id, LINK, is_due or None)

    def _is_right(self, cell: tuple[Tab, str, str], known: Field, value: Value, text: str, *, is_theirs: bool) -> bool:
        if is_exactly(cell_data(known, value), text):
            return True
        words = cell_text(shown_value(known, value))
        if not held(text).is_still(digest(words)):
            return False
        self._insisted[(*cell, words, text)] += not is_theirs
        return is_theirs or self._insisted[(*cell, words, text)] > _MOST_TRIES


def with_link(row: ResultRow) -> ResultRow:
    """The row with what its link shows: there is one as soon as there is a row on the tab Details."""
    return replace(row, companies={**row.companies, LINK: None if row.details is None else LINK_TEXT})


def shown_rows(there: SeenTab) -> Iterator[SheetRow]:
    """The rows of a tab with an id, each with what stands in place of its link."""
    return (with_link_text(there, row) for row in there.sheet_rows())


def with_link_text(there: SeenTab, row: SheetRow) -> SheetRow:
    """The row with what stands in place of its link; one that leads nowhere as yet is one all the same."""
    if LINK not in there.place.ours:
        return row
    text = there.text(row.number - 1, LINK)
    columns = {**row.columns, LINK: there.place.columns[LINK]}
    return replace(row, texts={**row.texts, LINK: LINK_TEXT if is_link(text) else text}, columns=columns)


def is_exactly(data: Mapping[str, Mapping[str, Value]], text: str) -> bool:
    """Whether a cell that shows this text, read unformatted, holds these data as `cell_data` makes them."""
    value = next(iter(data.get(VALUE, {}).values()), None)
    if value is None:
        return not text
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _is_number(float(value), text)
    return value_text(value) == text


def _is_number(value: float, text: str) -> bool:
    try:
        return math.isclose(float(text), value, rel_tol=_SAME)
    except ValueError:
        return False


def as_typed(value: Value) -> Value:
    """What a person wrote, as a sheet took it when they typed it: 3.5 for a number, 007 for a text that is put back."""
    if not isinstance(value, str):
        return value
    found = typed(value, "bool" if value in _TRUTH else "float")
    return found if value_text(found) == value else value
