"""Opening the journal, and its transactions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine

from theodore.model.errors import JournalUnavailable
from theodore.store.engine import keep_log, make_file, reader_engine, writer_engine
from theodore.store.faults import translated
from theodore.store.ledger import Ledger
from theodore.store.lock import no_new_run
from theodore.store.migrate import UnknownSchema, is_empty, migrate, revision
from theodore.store.reader import Reader
from theodore.store.schema import REVISION

T = TypeVar("T")


class NoJournal(JournalUnavailable):
    """Nothing was written there yet; the first run makes it."""


class EarlierJournal(JournalUnavailable):
    """An earlier version wrote it: a run brings it up to date, and nobody reads it before."""


class Journal:
    """The journal of one workspace: a file, written by one transaction at a time and read by any number.

    May be used from any thread. Everything raises JournalUnavailable where the disk or the file gives out; what was
    committed before stays.
    """

    def __init__(self, path: Path, writer: Engine | None, reader: Engine) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        # one writer at a time in this process; other processes wait at the file
        self._turn = threading.Lock()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the journal for reading and writing; make it, its folder and its tables where they are missing."""
        journal = cls(path, writer_engine(path), reader_engine(path))
        try:
            with translated(path), _opening(path):
                # what holds nothing is what a process that was killed left of making it
                if not _is_there(path) or journal._holds_nothing():
                    make_file(path)
                # asked before a transaction begins: opening need not wait for that of another process
                if journal._revision() != REVISION:
                    with journal._begin() as connection:
                        _check_ours(path, connection)
                        migrate(connection)
                keep_log(path)
        except UnknownSchema as error:
            journal.close()
            raise _later(path, error.found) from error
        except BaseException:
            journal.close()
            raise
        return journal

    @classmethod
    def open_reader(cls, path: Path) -> Self:
        """Open a journal that exists, for reading alone; nothing is made and nothing migrated."""
        if not _is_there(path):
            raise _none(path)
        journal = cls(path, None, reader_engine(path))
        try:
            with translated(path), journal._snapshot() as connection:
                found, empty = revision(connection), is_empty(connection)
        except BaseException:
            journal.close()
            raise
        if found != REVISION:
            journal.close()
            raise _none(path) if empty else _other(path, found)
        return journal

    def write(self, work: Callable[[Ledger], T]) -> T:
        """Do this work in one transaction and return what it returns; it is durable then, or nothing of it is done.

        Waits its turn, and for the disk: not for the event loop, which has GroupWriter.
        """
        with self.transaction() as ledger:
            return work(ledger)

    @contextmanager
    def transaction(self) -> Iterator[Ledger]:
        """One transaction, committed at the end and rolled back where anything is raised."""
        with self._turn, translated(self.path), self._begin() as connection:
            yield Ledger(connection)

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """A view of the journal as it is at the first question; what is written meanwhile does not show."""
        with translated(self.path), self._snapshot() as connection:
            yield Reader(connection)

    def _holds_nothing(self) -> bool:
        with self._snapshot() as connection:
            return is_empty(connection)

    def _revision(self) -> str | None:
        with self._snapshot() as connection:
            return revision(connection)

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        if self._writer is None:
            raise JournalUnavailable(f"the journal {self.path} was opened for reading alone.")
        with self._writer.begin() as connection:
            yield connection

    @contextmanager
    def _snapshot(self) -> Iterator[Connection]:
        with self._reader.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Close all connections. What is committed stays; using the journal after this opens it again."""
        self._reader.dispose()
        if self._writer is not None:
            self._writer.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def _opening(path: Path) -> Iterator[None]:
    """Make the folder, and let one process at a time make the file: SQLite does not queue for its first steps."""
    try:
        # for its user alone, as the XDG specification has it: people's names and addresses are in it
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with no_new_run(path):
            yield
    except (FileExistsError, NotADirectoryError) as error:
        file = next((place for place in path.parents if place.exists()), path.parent)
        raise JournalUnavailable(
            f"the journal {path} cannot be made: {file} is a file, and no folder. Move it away, or name another folder."
        ) from error
    except OSError as error:
        raise JournalUnavailable(
            f"the journal {path} cannot be made: {error.strerror}. Check that its folder may be written."
        ) from error


def _check_ours(path: Path, connection: Connection) -> None:
    """Raise JournalUnavailable where the file holds another program's tables, which ours are not to join."""
    if revision(connection) is None and not is_empty(connection):
        raise _other(path, None)


def _is_there(path: Path) -> bool:
    """Whether there is a file of this name with something in it. Raises JournalUnavailable where none can ever be."""
    try:
        if path.is_dir():
            raise JournalUnavailable(
                f"the journal {path} cannot be opened: it is a folder. Move it away, or name another journal."
            )
        # an empty file is one whose making was cut off
        return path.exists() and path.stat().st_size > 0
    except OSError as error:
        raise JournalUnavailable(
            f"the journal {path} cannot be opened: {error.strerror}. Name another journal, or another folder for it."
        ) from error


def _none(path: Path) -> NoJournal:
    return NoJournal(f"there is no journal at {path}. A run makes one: theodore run SOURCE.")


def _later(path: Path, found: str) -> JournalUnavailable:
    return JournalUnavailable(
        f"the journal {path} was written by a later version (its schema is {found}, this one's is {REVISION}). "
        "Upgrade Theodore, or name another journal."
    )


def _other(path: Path, found: str | None) -> JournalUnavailable:
    if found is None:
        return JournalUnavailable(f"{path} is not a journal. Name another file.")
    if found < REVISION:
        return EarlierJournal(
            f"the journal {path} was written by an earlier version (its schema is {found}, this one's is {REVISION}). "
            "The next run brings it up to date: theodore run SOURCE."
        )
    return _later(path, found)
