"""A table of companies in a file, with its results in another one beside it, or in itself."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import TracebackType
from typing import Self

from theodore.batch.deliver import SheetWriter
from theodore.batch.edits import FileSink, asked_again, is_as_left, sink_key, take_edits
from theodore.batch.noted import ours_in
from theodore.batch.place import Notice, Opened
from theodore.model.custom import catalogue_of
from theodore.model.errors import ConfigurationError
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.layout import Layout
from theodore.sheets.reading.sources import open_source
from theodore.sheets.writing.backup import back_up, last_backup
from theodore.sheets.writing.sinks import check_sink, sink_files, sinks_of
from theodore.store.journal import Journal
from theodore.store.lock import RunLock, SinkLock
from theodore.store.reader import Reader
from theodore.store.records import Run


class FilePlace:
    """A `Place` in files. columns, tab, in_place: see `Job`."""

    def __init__(self, source: Path, sink: Path, columns: ColumnChoice, *, tab: str | None, in_place: bool) -> None:
        self._source = source
        self._sink = sink
        self._columns = columns
        self._tab = tab
        self._in_place = in_place

    @property
    def source(self) -> str:
        return str(self._source.resolve())

    @property
    def sink(self) -> str:
        return str(self._sink.resolve())

    @property
    def called(self) -> str:
        return self._source.name

    def read(self) -> Opened:
        """As `open`, for whoever has no event loop."""
        table = open_source(self._source, self._columns, tab=self._tab)
        check_sink(self._sink, self._source, table.count, in_place=self._in_place)
        return Opened(table, table.notices_for(self._sink))

    async def open(self) -> Opened:
        return await asyncio.to_thread(self.read)

    def locks(self, journal: Path) -> list[RunLock]:
        return [SinkLock(journal, str(file.resolve())) for file in sink_files(self._sink)]

    def check_results(self, reader: Reader) -> None:
        for file in filter(_holds_something, sink_files(self._sink)):
            for owner in sinks_of(file.resolve()):
                other = reader.source_of_sink(str(owner))
                if other is None or (str(owner), other) == (self.sink, self.source):
                    continue
                raise ConfigurationError(
                    f"{file}: the results of {other} stand here, and those of {self._source} would replace them. Pass "
                    "another name with --to, or move this file."
                )

    def check_room(self, layout: Layout) -> None:
        """That is seen when it is opened."""

    def asked_again(self, reader: Reader, former: Run) -> frozenset[str]:
        return asked_again(reader, self._watched(former))

    async def take_edits(self, journal: Journal, former: Run) -> str | None:
        taken = await asyncio.to_thread(take_edits, journal, self._watched(former))
        return taken.told(self._sink)

    async def prepare(self, journal: Journal, layout: Layout, notice: Notice) -> None:
        if self._in_place:
            await asyncio.to_thread(self._keep_copy, journal, layout.tab, notice)

    def writer(self, journal: Journal, run: Run, layout: Layout, notice: Notice) -> SheetWriter:
        return SheetWriter(journal.path, run.id, Path(run.sink), layout, notice=notice)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is held open."""

    def _watched(self, former: Run) -> FileSink:
        """The sink as the former run left it."""
        key, known = sink_key(self._sink, former.tab), catalogue_of(former.settings)
        return FileSink(key, former.columns, self._columns, ours_in(former), known, path=self._sink)

    def _keep_copy(self, journal: Journal, tab: str, notice: Notice) -> None:
        """Copy the sink beside itself before it is written into.

        One that stands as we left it, with a backup of before, has nothing of a person's that is not kept: a list that
        is run each night would gather a copy a night.
        """
        former = last_backup(self._sink)
        if former is not None and is_as_left(journal, self._sink, tab):
            notice(f"{self._sink} is as Theodore left it; as it was before, it is in {former}.")
        else:
            notice(f"{self._sink} is kept as it is now in {back_up(self._sink)}.")


def _holds_something(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0
