"""The file that shows one run, made anew from the journal as often as it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from theodore.model.company import ResultRow
from theodore.model.fields import is_blank
from theodore.sheets.columns import unshown_fields
from theodore.sheets.detour import Detour
from theodore.sheets.layout import Layout
from theodore.sheets.xlsx_table import unheard
from theodore.store.journal import Journal
from theodore.store.reader import Reader


class SheetFile:
    """The sheet of one run.

    It has columns for what this version looks for. A caller's own pipeline may know more, and says so only by what it
    finds: a write that comes upon a field without a column begins again with one for each of them.
    """

    def __init__(self, journal: Path, run_id: str, sink: Path, layout: Layout) -> None:
        self._journal = journal
        self._run_id = run_id
        self._way = Detour(sink, layout)
        self._besides: frozenset[str] = frozenset()

    @property
    def beside(self) -> Path | None:
        """Where the last write went instead of the sink; None where it went into the sink."""
        return self._way.beside

    def write(self, notice: Callable[[str], None] | None = None) -> int:
        """Write the run's table as the journal has it now; returns the number of the last event that is in it.

        notice: is told what a person should know of it.
        """
        reading = Journal.open_reader(self._journal)
        try:
            with reading.read() as reader:
                seq = reader.last_seq(self._run_id)
                try:
                    self._write(reader, notice)
                except _Unshown as found:
                    self._besides |= found.fields
                    self._write(reader, notice)
                return seq
        finally:
            reading.close()

    def _write(self, reader: Reader, notice: Callable[[str], None] | None) -> None:
        rows = _shown(reader.sheet_rows(self._run_id), unshown_fields(self._besides))
        columns = reader.run(self._run_id).columns
        self._way.write(columns, rows, besides=self._besides, notice=notice or unheard)


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
