"""What a database refuses, as JournalUnavailable with a way out. Told apart by SQLite's codes, never by its words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from theodore.model.errors import JournalUnavailable

_RESUME = "The same command then resumes the run."

#: Primary result codes: what was found, and the way out. Others are bugs of ours and stay what they are.
_FAULTS = {
    sqlite3.SQLITE_FULL: ("the disk is full", f"Make room. {_RESUME}"),
    sqlite3.SQLITE_IOERR: (
        "the disk does not take or give what it should",
        f"Check its space, its quota and its health. {_RESUME}",
    ),
    sqlite3.SQLITE_READONLY: ("it may not be written", "Give this user the right to write the file and its folder."),
    sqlite3.SQLITE_PERM: ("it may not be opened", "Give this user the right to write the file and its folder."),
    sqlite3.SQLITE_CANTOPEN: (
        "it cannot be opened",
        "Check that its folder exists and that this user may write there.",
    ),
    sqlite3.SQLITE_CORRUPT: ("it is damaged", "Put a copy of it in its place, or move it away to begin a new one."),
    sqlite3.SQLITE_NOTADB: ("it is not a journal", "Name another file, or move this one away."),
    sqlite3.SQLITE_BUSY: ("another process holds it", f"End that process, or wait for it. {_RESUME}"),
    sqlite3.SQLITE_LOCKED: ("another process holds it", f"End that process, or wait for it. {_RESUME}"),
    sqlite3.SQLITE_PROTOCOL: ("its locks do not work", "Keep it on a local disk: network folders cannot lock it."),
    sqlite3.SQLITE_NOMEM: ("there is no memory left", f"End other programs. {_RESUME}"),
}

_PRIMARY = 0xFF  # the low byte of an extended code


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise JournalUnavailable for whatever the database refuses inside; a bug of ours passes as it is."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        fault = next((fault for cause in _chain(error) if (fault := _fault(cause))), None)
        if fault is None:
            raise
        found, advice = fault
        raise JournalUnavailable(f"the journal {path}: {found}. {advice}") from error


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and those behind it: a full disk may first show as a savepoint that is gone."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _fault(error: BaseException) -> tuple[str, str] | None:
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else _FAULTS.get(code & _PRIMARY)
