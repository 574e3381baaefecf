"""The file that shows one run, made anew from the journal as often as it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from theodore.batch.edits import FileSink, Stamps, Taken, note_written, sink_key, stamps_of, take_edits
from theodore.batch.written import Noting
from theodore.model.company import ResultRow
from theodore.model.errors import SinkUnavailable, SourceError
from theodore.model.fields import is_blank
from theodore.sheets.columns import unshown_fields, with_chosen
from theodore.sheets.layout import Layout
from theodore.sheets.writing.detour import Detour
from theodore.sheets.writing.xlsx_table import unheard
from theodore.store.journal import Journal
from theodore.store.reader import Reader

#: Times that a write begins anew because a person saved the file meanwhile.
_TRIES = 3


class SheetFile:
    """The sheet of one run.

    It has columns for what this version looks for. A caller's own pipeline may know more, and says so only by what it
    finds: a write that comes upon a field without a column begins again with one for each of them.
    """

    def __init__(self, journal: Path, run_id: str, sink: Path, layout: Layout) -> None:
        self._journal = journal
        self._run_id = run_id
        self._sink = sink
        self._layout = layout
        self._way = Detour(sink, layout)
        self._besides: frozenset[str] = frozenset()

    @property
    def beside(self) -> Path | None:
        """Where the last write went instead of the sink; None where it went into the sink."""
        return self._way.beside

    def write(self, notice: Callable[[str], None] | None = None) -> int:
        """Write the run's table as the journal has it now; returns the number of the last event that is in it.

        What a person did in the file since the last write is taken over first, so that it is lost in none. notice: is
        told what a person should know of it. Raises SinkUnavailable.
        """
        with Journal.open(self._journal) as journal:
            for _ in range(_TRIES - 1):
                with suppress(_Edited):
                    return self._write_once(journal, notice, is_last=False)
            return self._write_once(journal, notice, is_last=True)

    def _write_once(self, journal: Journal, notice: Callable[[str], None] | None, *, is_last: bool) -> int:
        """is_last: a person who saves all the time does not keep the sheet from being written."""
        with journal.read() as reader:
            run = reader.run(self._run_id)
        layout = self._layout
        key = sink_key(self._sink, run.tab)
        sink = FileSink(key, run.columns, layout.choice, layout.ours, layout.catalogue, path=self._sink)
        before = stamps_of(self._sink)
        self._take_edits(journal, sink, notice)
        with journal.read() as reader:
            seq = reader.last_seq(self._run_id)
            rows = _Rows(journal, sink, reader, self._run_id, self._layout, None if is_last else before)
            try:
                self._write(run.columns, rows, notice)
            except _Unshown as found:
                self._besides |= found.fields
                self._write(run.columns, rows, notice)
        if self.beside is None:
            note_written(journal, sink)
        return seq

    def _take_edits(self, journal: Journal, sink: FileSink, notice: Callable[[str], None] | None) -> None:
        def tell(taken: Taken) -> None:
            told = taken.told(self._sink)
            if told is not None and notice is not None:
                notice(told)

        try:
            take_edits(journal, sink, tell)
        except SourceError as error:
            # perhaps it is being saved just now
            raise SinkUnavailable(f"{error} What is in it would be lost by a write.") from error

    def _write(self, columns: Sequence[str], rows: _Rows, notice: Callable[[str], None] | None) -> None:
        shown = rows.shown(self._besides)
        self._way.write(columns, shown, besides=self._besides, notice=notice or unheard)


class _Edited(Exception):
    """A person saved the file while it was written anew."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a run for its sheet. before: how the file stood when its edits were taken; None for whatever."""

    journal: Journal
    sink: FileSink
    reader: Reader
    run_id: str
    layout: Layout
    before: Stamps | None

    def shown(self, besides: frozenset[str]) -> Iterator[ResultRow]:
        """All rows, each noted in the journal before the file takes its place. Raises _Unshown, _Edited."""
        noting, known = Noting(self.journal, self.sink, besides), self.layout.catalogue
        rows = _shown(self.reader.sheet_rows(self.run_id, known), unshown_fields(besides, known))
        yield from noting.pass_on(with_chosen(rows, self.layout.fields, self.layout.ours, known))
        if self.before is not None and stamps_of(self.sink.path) != self.before:
            raise _Edited


class _Unshown(Exception):
    """Some rows hold fields that have no column."""

    def __init__(self, fields: set[str]) -> None:
        super().__init__(fields)
        self.fields = fields


def _shown(rows: Iterator[ResultRow], unshown: Sequence[str]) -> Iterator[ResultRow]:
    """The rows, as long as none holds any of these fields. Raises _Unshown with all that are in any of them."""
    for row in rows:
        if found := _held(row, unshown):
            raise _Unshown(found.union(*(_held(other, unshown) for other in rows)))
        yield row


def _held(row: ResultRow, fields: Sequence[str]) -> set[str]:
    details = row.details
    return set() if details is None else {name for name in fields if not is_blank(details.get(name))}
