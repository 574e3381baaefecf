"""Rows on their way to the sheet: what people wrote is put in its place, and what is written is noted first."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from theodore.batch.edits import Sink
from theodore.model.company import ResultRow
from theodore.model.fields import Catalogue, Field, Tab, Value, catalogue
from theodore.model.states import SheetStatus
from theodore.sheets.canonical import digest, typed
from theodore.sheets.cells import cell_text
from theodore.sheets.columns import Column, companies_columns, shown_value
from theodore.sheets.writing.edits import RECORD_ID, STATUS
from theodore.store.cells import Digests, Written
from theodore.store.journal import Journal
from theodore.store.ledger import Ledger
from theodore.store.reader import Reader
from theodore.store.rows import chunks

Pins = Mapping[tuple[Tab, str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class _Ended:
    """A pin that Theodore's own value has caught up with."""

    tab: Tab
    record_id: str
    field: str


class Noting:
    """Passes the rows of a run on to its sheet; each is in the journal before it is handed out to the end.

    In chunks, each in a short transaction of its own: the run that is at work meanwhile waits for no more than that.
    What did not change since it was last noted is not written. besides: fields that are shown though this version does
    not look for them. stood: of a sink that is looked at before each write, which states were seen there just now, see
    `store.cells.Written`; a row of which nothing was ever noted was blank. sharing: the sinks whose rows stand on the
    same tab Details; what people wrote there is kept, too.
    """

    def __init__(
        self,
        journal: Journal,
        sink: Sink,
        besides: Collection[str] = (),
        stood: Mapping[tuple[Tab, str], Digests] | None = None,
        sharing: Collection[str] = (),
    ) -> None:
        self._journal = journal
        self._sink = sink
        self._known = sink.known or catalogue()
        # our columns in the user's own table, where that is a former result
        self._reused = _reused(sink, frozenset(field.name for field in self._known.fields))
        self._filled = {_name(column) for column in _reused(sink, besides)}
        with journal.read() as reader:
            self._pins: Pins = _shared(reader, sharing) | reader.pins(sink.key)
            self._again = reader.asked_again(sink.key)
        self._stood = stood
        self._ended: list[_Ended] = []

    def pass_on(self, rows: Iterable[ResultRow]) -> Iterator[ResultRow]:
        """The rows, as the sheet is to show them."""
        for chunk in chunks(map(self._edited, rows)):
            yield from self._noted(chunk)

    def kept(self, row: ResultRow) -> dict[str, str]:
        """The texts that stay in columns of ours of a table that is a former result, by field."""
        return {_name(column): cell for column in self._reused if (cell := self._kept(column, row)) is not None}

    def _noted(self, chunk: Sequence[ResultRow]) -> Sequence[ResultRow]:
        changed = {tab: self._changed(tab, chunk) for tab in Tab}
        ended, self._ended = self._ended, []
        if ended or any(changed.values()):

            def work(ledger: Ledger) -> None:
                for tab, written in changed.items():
                    ledger.record_cells(self._sink.key, tab, written)
                for pin in ended:
                    ledger.unpin(self._sink.key, pin.tab, pin.record_id, [pin.field])

            self._journal.write(work)
        return chunk

    def _changed(self, tab: Tab, chunk: Iterable[ResultRow]) -> list[Written]:
        shown = {row.companies[RECORD_ID]: found for row in chunk if (found := self._shown(tab, row)) is not None}
        with self._journal.read() as reader:
            before = reader.marks(self._sink.key, tab, list(shown))
        return [
            Written(record_id, mark, _digests(values, self._known), self._state(tab, record_id, before))
            for record_id, values in shown.items()
            if before.get(record_id) != (mark := _mark(values))
        ]

    def _state(self, tab: Tab, record_id: str, before: Mapping[str, str]) -> Digests | None:
        """What was seen of a row, where anybody looked. before: the rows of which anything was noted."""
        if self._stood is None:
            return None
        return self._stood.get((tab, record_id), None if record_id in before else {})

    def _shown(self, tab: Tab, row: ResultRow) -> dict[str, Value] | None:
        """What the sheet says in our columns of a tab; None where it has no row there."""
        if tab is Tab.DETAILS:
            return row.details
        return {**row.companies, **self.kept(row)}

    def _kept(self, column: Column, row: ResultRow) -> str | None:
        """The text that stays in a column of the user's table; None where we write into it."""
        if _name(column) in self._filled or column.own is None:
            return column.kept(row)
        return row.cells[column.own] if column.own < len(row.cells) else ""

    def _edited(self, row: ResultRow) -> ResultRow:
        """The row with what people wrote in place of ours."""
        record_id = row.companies[RECORD_ID]
        if record_id in self._again:
            row = replace(row, companies={**row.companies, STATUS: SheetStatus.PENDING.value})
        of_companies = self._pinned(Tab.COMPANIES, record_id)
        of_details = {} if row.details is None else self._pinned(Tab.DETAILS, record_id)
        if not of_companies and not of_details:
            return row
        self._end(row, Tab.COMPANIES, row.companies, of_companies)
        self._end(row, Tab.DETAILS, row.details or {}, of_details)
        return replace(
            row,
            cells=self._cells(row.cells, of_companies),
            companies=row.companies | _values(of_companies, self._known),
            details=None if row.details is None else row.details | _values(of_details, self._known),
            pinned=frozenset(
                [(Tab.COMPANIES, name) for name in of_companies] + [(Tab.DETAILS, name) for name in of_details]
            ),
        )

    def _pinned(self, tab: Tab, record_id: str) -> Mapping[str, str]:
        """What people wrote in a row; a field of a run's own may be no field any more."""
        return {name: text for name, text in self._pins.get((tab, record_id), {}).items() if name in self._known}

    def _cells(self, cells: tuple[str, ...], pinned: Mapping[str, str]) -> tuple[str, ...]:
        """The user's cells; those of our columns in a former result hold what people wrote there since."""
        places = {column.own: pinned[_name(column)] for column in self._reused if _name(column) in pinned}
        return tuple(places.get(place, cell) for place, cell in enumerate(cells)) if places else cells

    def _end(self, row: ResultRow, tab: Tab, ours: Mapping[str, Value], pinned: Mapping[str, str]) -> None:
        """Note which pins say what Theodore says itself, once it has said its last word."""
        if row.details is None or row.companies.get(STATUS) != SheetStatus.COMPLETED:
            return
        for name, text in pinned.items():
            # a cell that a person emptied stays empty, though nothing be known now
            if text.strip() and digest(text) == digest(_text(self._known[name], ours.get(name))):
                self._ended.append(_Ended(tab, row.companies[RECORD_ID], name))


def _shared(reader: Reader, sinks: Iterable[str]) -> dict[tuple[Tab, str], dict[str, str]]:
    """What people wrote on the tab Details, in rows of these sinks."""
    return {place: texts for sink in sinks for place, texts in reader.pins(sink).items() if place[0] is Tab.DETAILS}


def _reused(sink: Sink, besides: Collection[str]) -> list[Column]:
    columns = companies_columns(sink.own, sink.choice, links=False, besides=besides, ours=sink.ours, known=sink.known)
    return [column for column in columns if column.own is not None and column.field is not None]


def _digests(values: Mapping[str, Value], known: Catalogue) -> Digests:
    digests = {name: digest(_text(known[name], value)) for name, value in values.items() if value is not None}
    return {name: found for name, found in digests.items() if found}


def _mark(values: Mapping[str, Value]) -> str:
    return hashlib.blake2b(repr(values).encode("utf-8", "replace"), digest_size=8).hexdigest()


def _text(field: Field, value: Value) -> str:
    return cell_text(shown_value(field, value))


def _values(pinned: Mapping[str, str], known: Catalogue) -> dict[str, Value]:
    return {name: typed(text, known[name].type) if text.strip() else None for name, text in pinned.items()}


def _name(column: Column) -> str:
    return "" if column.field is None else column.field.name
