"""A table that is filled live, read while something of ours stands in other rows than it was sent to.

Who sorts a sheet just when it is written has our values in wrong rows until the next write, and a run may be killed
before that. Whoever goes on reads the table then, and is not to take them for what a former result says of those rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from theodore.batch.edits import sink_key
from theodore.batch.live.lately import unsure_ids
from theodore.batch.noted import ours_in
from theodore.model.company import SourceRow
from theodore.model.custom import catalogue_of
from theodore.model.fields import Tab
from theodore.sheets.canonical import digest, held
from theodore.sheets.columns import Column, companies_columns
from theodore.sheets.google.ids import KnownRow, SheetContent, ids_of, known_row
from theodore.sheets.headers import ColumnChoice, find_places
from theodore.sheets.record_ids import IdAssigner, IdSurvey
from theodore.sheets.writing.edits import RECORD_ID
from theodore.store.cells import Digests
from theodore.store.journal import Journal
from theodore.store.records import Run
from theodore.store.rows import chunks


def put_back(
    journal: Journal, run: Run, columns: Sequence[str], choice: ColumnChoice, rows: Iterable[SourceRow]
) -> Iterator[SourceRow]:
    """The rows of a run's table with what stood in our columns before others' values came there.

    columns: the headers of the table. It is put back from the journal where that has it, else the cell is blank. An id
    that was written and not seen yet may stand in another company's row: that gets its own, or a new one.
    """
    ours = _Ours(journal, run, columns, choice)
    if ours.unsure:
        rows = ours.with_their_ids(list(rows))
    if not ours.sent:
        yield from rows
        return
    for chunk in chunks(rows):
        written = ours.written(chunk)
        for row in chunk:
            yield ours.as_it_was(row, written.get(row.company.record_id, {}))


class _Ours:
    """Our columns of a table, and what was on its way there when it was written last.

    unsure: ids that were.
    """

    def __init__(self, journal: Journal, run: Run, columns: Sequence[str], choice: ColumnChoice) -> None:
        self._journal = journal
        self._run = run
        self._sink = sink_key(run.sink, run.tab)
        with journal.read() as reader:
            noted = reader.sent(self._sink)
        sent, self.unsure = noted.get(Tab.COMPANIES.value, {}), unsure_ids(noted)
        self._columns = columns
        self._choice = choice
        names = {
            each.own: each.field.name
            for each in self._shown(run, columns)
            if each.own is not None and each.field is not None
        }
        self._id_column = next((at for at, name in names.items() if name == RECORD_ID), None)
        #: The digests that were sent to each of our columns, by its place; of those that got nothing there is none.
        self.sent = {
            at: (name, frozenset(sent[name])) for at, name in names.items() if name in sent and name != RECORD_ID
        }

    def _shown(self, run: Run, columns: Sequence[str]) -> tuple[Column, ...]:
        return companies_columns(columns, self._choice, links=True, ours=ours_in(run), known=catalogue_of(run.settings))

    def with_their_ids(self, rows: Sequence[SourceRow]) -> Iterator[SourceRow]:
        """The rows, each with the id of its company, wherever people sorted the ids that were on their way."""
        places = find_places(self._columns, self._choice)
        shown = self._shown(self._run, self._columns)
        there = [(row, known_row(row.company.record_id, row.cells, shown, places.name, places.website)) for row in rows]
        ids = ids_of(
            [SheetContent(row.number, held.shown, held.content) for row, held in there], self._known, self.unsure
        )
        taken = set(ids.values())
        # what the read made for a row without an id may be the id of a row below
        read = ("" if row.company.record_id in taken else row.company.record_id for row in rows)
        given = [ids.get(row.number, record_id) for row, record_id in zip(rows, read, strict=True)]
        survey = IdSurvey()
        for row, record_id in zip(rows, given, strict=True):
            survey.add(record_id, row.company.name, row.company.website)
        assigner = IdAssigner(survey)
        for row, record_id in zip(rows, given, strict=True):
            own = assigner.assign(record_id, row.company.name, row.company.website)
            yield row if own == row.company.record_id else self._with_id(row, own)

    def _with_id(self, row: SourceRow, record_id: str) -> SourceRow:
        cells, at = list(row.cells), self._id_column
        if at is not None and at < len(cells):
            cells[at] = record_id
        return replace(row, company=replace(row.company, record_id=record_id), cells=tuple(cells))

    @cached_property
    def _known(self) -> list[KnownRow]:
        """The rows as they were when they were read before."""
        if self._former is None:
            return []
        run, rows = self._former
        places, shown = find_places(run.columns, self._choice), self._shown(run, run.columns)
        return [known_row(record_id, cells, shown, places.name, places.website) for record_id, cells in rows.items()]

    def written(self, rows: Iterable[SourceRow]) -> Mapping[str, Digests]:
        """What was last written of these rows."""
        with self._journal.read() as reader:
            states = reader.cells(self._sink, Tab.COMPANIES, [row.company.record_id for row in rows])
        return {record_id: found[0] for record_id, found in states.items() if found}

    def as_it_was(self, row: SourceRow, written: Digests) -> SourceRow:
        """The row without what was sent to others. written: what was last written of it."""
        strayed = {
            at: written.get(name, "")
            for at, (name, sent) in self.sent.items()
            if at < len(row.cells)
            and digest(row.cells[at]) in sent
            and not held(row.cells[at]).is_still(written.get(name, ""))
        }
        if not strayed:
            return row
        before = self._before.get(row.company.record_id, {})
        cells = list(row.cells)
        for at, due in strayed.items():
            text = before.get(self._columns[at], "")
            cells[at] = text if held(text).is_still(due) else ""
        return replace(row, cells=tuple(cells))

    @cached_property
    def _before(self) -> Mapping[str, Mapping[str, str]]:
        """What the rows of the run held when they were read before, by header."""
        if self._former is None:
            return {}
        run, rows = self._former
        return {record_id: dict(zip(run.columns, cells, strict=False)) for record_id, cells in rows.items()}

    @cached_property
    def _former(self) -> tuple[Run, Mapping[str, Sequence[str]]] | None:
        """The run as it was when its rows were read before, and these; of a new run, the last one on this table."""
        with self._journal.read() as reader:
            known = [each for each in reader.runs() if each.key == self._run.key]
            for run in sorted(known, key=lambda each: (each.id == self._run.id, each.started_at), reverse=True):
                if rows := dict(reader.source_rows(run.id)):
                    return run, rows
        return None
