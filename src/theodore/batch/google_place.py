"""A table of companies in a Google Sheet, which is filled itself, live."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from theodore.batch.live.pace import JournalPace, Kind
from theodore.batch.online import GoogleSheet
from theodore.batch.place import Opened
from theodore.batch.sheet_reading import ReadSheet, read_sheet
from theodore.model.errors import ConfigurationError, GoogleFailed
from theodore.net.google.access import GoogleAccess
from theodore.net.google.sheets_api import SheetsApi
from theodore.sheets.headers import ColumnChoice
from theodore.store.lock import RunLock, SinkLock
from theodore.store.quotas import Quota
from theodore.store.reader import Reader


class GooglePlace:
    """A `Place` in a Google Sheet. columns, tab: see `Job`."""

    def __init__(self, sheet: GoogleSheet, columns: ColumnChoice, *, tab: str | None) -> None:
        self._sheet = sheet
        self._columns = columns
        self._tab = tab
        self._pace = pace_of(sheet.access)
        self._read: ReadSheet | None = None

    @property
    def source(self) -> str:
        return str(self._sheet)

    @property
    def sink(self) -> str:
        return str(self._sheet)

    @property
    def called(self) -> str:
        return str(self._sheet) if self._read is None else self._read.book.title

    async def __aenter__(self) -> Self:
        self._api = await SheetsApi(self._sheet.access, self._pace).__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._api.__aexit__(kind, error, trace)

    async def open(self) -> Opened:
        with before_anything():
            self._read = await read_sheet(self._api, self._sheet.given, self._tab, self._columns)
        return Opened(self._read.table, self._read.table.notices, self._read.book.title)

    def locks(self, journal: Path) -> list[RunLock]:
        # the tab Details is one for all tabs of companies
        return [SinkLock(journal, self.sink, "stop that run")]

    def check_results(self, reader: Reader) -> None:
        """Nobody else's stand there: source and results are one."""


def quotas_of(access: GoogleAccess) -> dict[Kind, Quota]:
    """What is allowed of each kind of call: reads first."""
    window_s = access.minute_s
    return {
        "read": Quota(access.reads_per_minute, window_s),
        "write": Quota(access.writes_per_minute, window_s, access.min_pause_s),
    }


def pace_of(access: GoogleAccess) -> JournalPace:
    """Who may call when, so that all runs on this machine keep to what is set."""
    return JournalPace(quotas_of(access))


@contextmanager
def before_anything() -> Iterator[None]:
    """What Google refuses before anything was changed is wrong input, and so is a Google that does not answer."""
    try:
        yield
    except GoogleFailed as error:
        raise ConfigurationError(str(error)) from error
