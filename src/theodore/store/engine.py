"""Connections to a journal on SQLite."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from theodore.store.columns import dump_json

#: How long to wait for another process's transaction; bringing in a million rows takes about a minute.
_BUSY_S = 120.0
#: Readers that are kept open between uses.
_KEPT_READERS = 2
#: What is left of the write-ahead log on disk after a large transaction, in bytes.
_LOG_LIMIT = 64 * 1024 * 1024
#: Pages of the file that one transaction gives back at most, so that others do not wait; new rows use the rest.
_GIVEN_BACK_AT_ONCE = 20_000

#: Readers never wait for the writer, nor it for them. It stays with the file.
_LOG = "PRAGMA journal_mode = WAL"
_WRITER = (
    # a commit is on the disk before anything depends on it
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA journal_size_limit = {_LOG_LIMIT}",
)
_READER = ("PRAGMA query_only = ON",)


def writer_engine(path: Path) -> Engine:
    """Connections that write; a transaction holds the writer's lock from its begin, so it never fails half way."""
    return _engine(path, "rwc", _WRITER, "BEGIN IMMEDIATE", kept=1)


def reader_engine(path: Path) -> Engine:
    """Connections that cannot write; a transaction sees the journal as it was at its first question."""
    return _engine(path, "rw", _READER, "BEGIN", kept=_KEPT_READERS)


def _engine(path: Path, mode: str, pragmas: tuple[str, ...], begin: str, *, kept: int) -> Engine:
    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=_BUSY_S,
            check_same_thread=False,  # a connection is used by one thread at a time, not always the same
            isolation_level=None,  # we begin transactions, not the driver
        )

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=kept,
        max_overflow=-1,
        json_serializer=dump_json,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def make_file(path: Path) -> None:
    """Make the database file with the properties that can only be chosen while it holds nothing, and open its log."""
    # pruned snapshots give their space back; a first page that is there already learns that by being written anew
    _set(path, "PRAGMA auto_vacuum = INCREMENTAL", "VACUUM", _LOG)


def keep_log(path: Path) -> None:
    """See to it that the file has its log: a process may have been killed before it had, and some copies have none."""
    _set(path, _LOG)


def _set(path: Path, *pragmas: str) -> None:
    connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
    try:
        for pragma in pragmas:
            connection.execute(pragma)
    finally:
        connection.close()


def give_back_space(connection: Connection) -> None:
    """Make the file smaller by what was deleted from it, as part of the transaction; a good part of it at least."""
    raw = connection.connection.cursor()
    try:
        (free,) = raw.execute("PRAGMA freelist_count").fetchone()
        for _ in range(min(free, _GIVEN_BACK_AT_ONCE)):
            # one page of the file a step, and the driver takes one step a call
            raw.execute("PRAGMA incremental_vacuum(1)")
    finally:
        raw.close()
