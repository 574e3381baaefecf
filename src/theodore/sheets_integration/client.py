"""A client for Google Sheets of companies, for programs that do the work themselves."""

from __future__ import annotations

import asyncio
import os
import weakref
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from theodore.batch.sheet_calls import CompanyKey, SheetCalls
from theodore.batch.sheet_said import Said, SheetAccess, results_said, status_said
from theodore.in_sync import KeptLoop
from theodore.net.google.credentials import credentials
from theodore.net.google.sheets_api import SheetsApi
from theodore.settings import Settings, load
from theodore.wiring import google_access

T = TypeVar("T")


class GoogleSheetsServiceClient:
    """Reads and fills Google Sheets of companies, call by call; hand it to `create_enhanced_processor` for whole runs.

    Its methods wait for their end, inside a running event loop (a notebook) too, and may be called from any thread:
    they are done one after the other. A spreadsheet is named by its id or its address. A company is named by its Record
    ID, or by what `read_companies_to_process` said of it, and found wherever its row stands by then. What is written is
    never parsed: a text stays a text, whatever it begins with.

    All raise GoogleRefused, whose message is the way out, where Google does not allow what is asked; GoogleUnavailable
    where it gives no answer, and then the call may be made again; ConfigurationError for wrong arguments; and
    SourceError for a spreadsheet that holds no table of companies.
    """

    def __init__(self, service_account_file: str | Path | None = None) -> None:
        """A client with this key, or with the one that the settings, the environment or gcloud name.

        Raises ConfigurationError where there is none, or none that is good.
        """
        self.settings: Settings = load({"sheets": {"key_file": service_account_file}})
        access = google_access(self.settings)
        self._open = lambda: SheetsApi(access)
        #: The mail address that a sheet is to be shared with, as Editor.
        self.account: str = credentials(access.key_file).account
        self._loop = KeptLoop()
        self._calls: dict[asyncio.AbstractEventLoop, SheetCalls] = {}
        self._end = weakref.finalize(self, _close, self._loop, self._calls)

    def validate_sheet_access(self, spreadsheet_id: str) -> SheetAccess:
        """Whether the spreadsheet can be read and written; nothing is changed.

        The answer is true or false, and its `advice` says what to do.
        """
        return self._run(lambda calls: calls.access(spreadsheet_id))

    def setup_dual_sheet_structure(self, spreadsheet_id: str, *, tab: str | None = None) -> None:
        """Make what the spreadsheet lacks: the tab of companies, the tab Details, columns, their looks, Record IDs.

        tab: the title of the companies' tab; None finds it, or makes one called Companies. Nothing of the user's is
        moved or changed, and where all is there nothing is written.
        """
        self._run(lambda calls: calls.prepare(spreadsheet_id, tab))

    def read_companies_to_process(self, spreadsheet_id: str, *, tab: str | None = None) -> list[dict[str, Any]]:
        """The companies whose Status is blank or pending, in any case, from the top.

        Each has `record_id, row, name, website, priority, status, values`: the row's number as it was at that moment,
        and all cells of the row as they are shown, by their headers.
        """
        return self._run(lambda calls: calls.to_process(spreadsheet_id, tab))

    def update_company_status(
        self,
        spreadsheet_id: str,
        company: CompanyKey,
        status: str,
        *,
        progress: str | None = None,
        error: str | None = None,
        tab: str | None = None,
    ) -> None:
        """Write a status, pending, processing, completed or failed.

        company: its Record ID, or an entry of `read_companies_to_process`, or that entry's row number. progress, error:
        words beside it; None leaves what is there, "" takes it away. Raises SourceError where no row is that company
        any more.
        """
        said = status_said(status, progress, error)
        self._run(lambda calls: calls.write_one(spreadsheet_id, company, said, tab))

    def update_company_results(
        self, spreadsheet_id: str, company: CompanyKey, profile: Mapping[str, Any], *, tab: str | None = None
    ) -> None:
        """Write a company's facts into both tabs, and its status completed, all in one request or nothing.

        profile: by field of the catalogue, or a result that has it under `profile`. Raises SourceError where no row is
        that company any more, ConfigurationError where there are no facts, or some that fit no field.
        """
        said = results_said(profile, datetime.now(UTC))
        self._run(lambda calls: calls.write_one(spreadsheet_id, company, said, tab))

    def batch_update_statuses(
        self, spreadsheet_id: str, statuses: Mapping[str, str], *, tab: str | None = None
    ) -> tuple[str, ...]:
        """Write the status of many companies in one request. statuses: by Record ID.

        Returns the Record IDs that no row has any more; all others are written.
        """
        # ids of a person's own may be numbers to whoever read them elsewhere
        said: dict[str, Said] = {str(record_id).strip(): status_said(status) for record_id, status in statuses.items()}
        return self._run(lambda calls: calls.write(spreadsheet_id, said, tab))

    def close(self) -> None:
        """Close the connections; a later call opens them anew. The program's end does it, too."""
        _close(self._loop, self._calls)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self, work: Callable[[SheetCalls], Awaitable[T]]) -> T:
        async def run() -> T:
            # what was opened belongs to its loop
            loop = asyncio.get_running_loop()
            if loop not in self._calls:
                _leave_to_parent(self._calls)
                self._calls[loop] = SheetCalls(self._open, self.settings.journal.path)
            return await work(self._calls[loop])

        return self._loop.run(run)


def _close(loop: KeptLoop, calls: dict[asyncio.AbstractEventLoop, SheetCalls]) -> None:
    # not a method: nothing of the client may be held by what waits for its end
    async def last() -> None:
        opened = calls.pop(asyncio.get_running_loop(), None)
        if opened is not None:
            await opened.close()

    _leave_to_parent(calls)
    loop.close(last)


def _leave_to_parent(calls: dict[asyncio.AbstractEventLoop, SheetCalls]) -> None:
    """In a process that was forked off, forget what its parent opened, and goes on using."""
    for loop, opened in list(calls.items()):
        if opened.process != os.getpid():
            opened.forget()
            del calls[loop]
