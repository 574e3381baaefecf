"""Where a run's table is, and where its results go: all that the heart of a run asks of a file or a Google Sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from theodore.batch.deliver import Written
from theodore.sheets.layout import Layout
from theodore.sheets.table import Table
from theodore.store.journal import Journal
from theodore.store.lock import RunLock
from theodore.store.reader import Reader
from theodore.store.records import Run

#: Is told what a person should know.
Notice = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Opened:
    """A table that was read.

    notices: what a person should know of it before a run, one sentence each. title: how a person called the whole of a
    Google Sheet; a file has its name.
    """

    table: Table
    notices: tuple[str, ...] = ()
    title: str = ""


class Writer(Protocol):
    """Brings what the journal has to the place of one run's results, while the run goes on and once more at its end."""

    @property
    def last(self) -> Written | None:
        """The last write that succeeded."""

    def start(self) -> object:
        """Make ready, so that the first write need not wait; on the event loop."""

    def changed(self, ended: int = 0) -> None:
        """The journal holds something that the results do not. ended: how many rows came to their end."""

    async def keep_up(self) -> None:
        """Write whenever there is something new, until cancelled; what fails is tried again, and raises nothing."""

    async def finish(self) -> Written:
        """Write all that the journal has. Raises SinkUnavailable; the results stay in the journal."""

    async def close(self) -> None:
        """Let go of everything; a write under way is given up. Harmless where there is nothing."""


class Place(Protocol):
    """A table of companies, and where its results go; entered for as long as it is used, on one event loop.

    source, sink: their names in the journal, the same for every way of writing them. called: the table in a few words,
    as messages call it.
    """

    @property
    def source(self) -> str: ...

    @property
    def sink(self) -> str: ...

    @property
    def called(self) -> str: ...

    async def open(self) -> Opened:
        """Read the table; nothing is changed.

        Raises InputError for whatever is wrong, also with a file that results could not be written to; of a Google
        Sheet that is seen when it is prepared.
        """

    def locks(self, journal: Path) -> Sequence[RunLock]:
        """What keeps a second run from writing results there, to be taken by whoever writes them."""

    def check_results(self, reader: Reader) -> None:
        """Raise ConfigurationError where the results of another table stand there, which would be lost."""

    def check_room(self, layout: Layout) -> None:
        """Raise InputError where results that are laid out so do not fit there, as far as reading tells."""

    def asked_again(self, reader: Reader, former: Run) -> frozenset[str]:
        """The record ids of rows that people ask for again, as the results stand now; nothing is noted.

        former: the run that wrote them last. Raises SourceError where they cannot be read.
        """

    async def prepare(self, journal: Journal, layout: Layout, notice: Notice) -> None:
        """Make ready what is to be written into, with its locks held: a backup, or columns and tabs.

        Raises InputError where nothing may be written there.
        """

    async def take_edits(self, journal: Journal, former: Run) -> str | None:
        """Note what people did in the results, and say it in a sentence; None where they did nothing.

        After `prepare`. former: the run that wrote them last, with its settings of then. Raises InputError where they
        cannot be read.
        """

    def writer(self, journal: Journal, run: Run, layout: Layout, notice: Notice) -> Writer:
        """What writes the results of this run."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
