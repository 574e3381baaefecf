"""A table that is filled live, read while something of ours stands in other rows than it was sent to.

Who sorts a sheet just when it is written has our values in wrong rows until the next write, and a run may be killed
before that. Whoever goes on reads the table then, and is not to take them for what a former result says of those rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from theodore.batch.edits import sink_key
from theodore.batch.noted import ours_in
from theodore.model.company import SourceRow
from theodore.model.custom import catalogue_of
from theodore.model.fields import Tab
from theodore.sheets.canonical import digest, held
from theodore.sheets.columns import companies_columns
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.writing.edits import RECORD_ID
from theodore.store.cells import Digests
from theodore.store.journal import Journal
from theodore.store.records import Run
from theodore.store.rows import chunks


def put_back(
    journal: Journal, run: Run, columns: Sequence[str], choice: ColumnChoice, rows: Iterable[SourceRow]
) -> Iterator[SourceRow]:
    """The rows of a run's table with what stood in our columns before others' values came there.

    columns: the headers of the table. It is put back from the journal where that has it, else the cell is blank.
    """
    ours = _Ours(journal, run, columns, choice)
    if not ours.sent:
        yield from rows
        return
    for chunk in chunks(rows):
        written = ours.written(chunk)
        for row in chunk:
            yield ours.as_it_was(row, written.get(row.company.record_id, {}))


class _Ours:
    """Our columns of a table, and what was on its way there when it was written last."""

    def __init__(self, journal: Journal, run: Run, columns: Sequence[str], choice: ColumnChoice) -> None:
        self._journal = journal
        self._run = run
        self._sink = sink_key(run.sink, run.tab)
        with journal.read() as reader:
            sent = reader.sent(self._sink).get(Tab.COMPANIES.value, {})
        found = companies_columns(columns, choice, links=True, ours=ours_in(run), known=catalogue_of(run.settings))
        names = {each.own: each.field.name for each in found if each.own is not None and each.field is not None}
        self._columns = columns
        #: The digests that were sent to each of our columns, by its place; of those that got nothing there is none.
        self.sent = {
            at: (name, frozenset(sent[name])) for at, name in names.items() if name in sent and name != RECORD_ID
        }

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
        """What the rows of the run held when they were read before, by header; of a new run, those of the last one."""
        with self._journal.read() as reader:
            known = [each for each in reader.runs() if each.key == self._run.key]
            for run in sorted(known, key=lambda each: (each.id == self._run.id, each.started_at), reverse=True):
                if rows := dict(reader.source_rows(run.id)):
                    return {record_id: dict(zip(run.columns, cells, strict=False)) for record_id, cells in rows.items()}
        return {}
