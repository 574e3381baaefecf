"""A Google Sheet looked at before a run: who may do what there, and what a run would find and add."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from theodore.batch.edits import sink_key
from theodore.batch.entry import run_key
from theodore.batch.google_place import before_anything, pace_of, quotas_of
from theodore.batch.noted import ours_in
from theodore.batch.online import GoogleSheet
from theodore.batch.preview import Found, found_columns
from theodore.batch.sheet_reading import ReadSheet, prove, read_sheet
from theodore.model.errors import JournalUnavailable
from theodore.model.fields import Catalogue, catalogue
from theodore.net.google.sheets_api import SheetsApi
from theodore.sheets.columns import Column, companies_columns, details_fields
from theodore.sheets.google.book import find_details
from theodore.sheets.google.structure import MOST_CELLS, structure
from theodore.sheets.headers import ColumnChoice
from theodore.store.journal import Journal
from theodore.store.records import Run


@dataclass(frozen=True, slots=True)
class CallsLeft:
    """How many calls the journal leaves for now, of so many in so many seconds."""

    reads: int
    writes: int
    most_reads: int
    most_writes: int
    window_s: float


@dataclass(frozen=True, slots=True)
class SheetCheck:
    """What was found.

    sheet: its address. account: the mail address that asks. tabs: their titles, from left to right. tab: that of the
    companies. header_number: the row that names the columns, from 1. found: columns that were recognised. own_columns:
    how many are the person's. there: headers of ours that stand there. lacking: those that a run would add. details:
    the title of the tab Details; None where a run would make it. made: what a run would make, in a few words each.
    cells: of all tabs, now. unfinished: the run that the next one goes on with.
    """

    sheet: str
    account: str
    title: str
    tabs: tuple[str, ...]
    tab: str
    header_number: int
    found: tuple[Found, ...]
    own_columns: int
    rows: int
    there: tuple[str, ...]
    lacking: tuple[str, ...]
    details: str | None
    made: tuple[str, ...]
    cells: int
    calls: CallsLeft
    unfinished: str | None
    notices: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """As `theodore sheets check --json` prints it."""
        return {
            "sheet": self.sheet,
            "account": self.account,
            "title": self.title,
            "tabs": list(self.tabs),
            "tab": self.tab,
            "header_row": self.header_number,
            "columns": [one.as_dict() for one in self.found],
            "own_columns": self.own_columns,
            "rows": self.rows,
            "theodores_columns": {"there": list(self.there), "to_make": list(self.lacking)},
            "details_tab": self.details,
            "to_make": list(self.made),
            "cells": {"now": self.cells, "most": MOST_CELLS},
            "calls_left": {
                "reads": self.calls.reads,
                "writes": self.calls.writes,
                "of_reads": self.calls.most_reads,
                "of_writes": self.calls.most_writes,
                "seconds": self.calls.window_s,
            },
            "unfinished_run": self.unfinished,
            "notices": list(self.notices),
        }


async def check_sheet(
    sheet: GoogleSheet,
    choice: ColumnChoice,
    *,
    tab: str | None,
    journal: Path,
    fields: Sequence[str] | None = None,
    known: Catalogue | None = None,
) -> SheetCheck:
    """Look at a sheet as a run would, and whether our account may change it.

    choice, tab, fields: see `Job`. known: the catalogue with fields of the user's own. Raises InputError for whatever
    a run would be refused for, with the way out.
    """
    with before_anything():
        async with SheetsApi(sheet.access, pace_of(sheet.access)) as api:
            read = await read_sheet(api, sheet.given, tab, choice)
            shown = known or catalogue()
            former, made, calls = _told(journal, sheet, read.tab.title, api.account)
            columns = companies_columns(
                read.table.columns, choice, links=True, fields=fields, ours=ours_in(former, made), known=shown
            )
            wanted = structure(read.book, read.tops, read.table, columns, details_fields(known=shown))
            await prove(api, sheet.id)
            return _checked(sheet, api.account, read, columns, wanted.made, former, calls)


def _told(journal: Path, sheet: GoogleSheet, tab: str, account: str) -> tuple[Run | None, tuple[str, ...], CallsLeft]:
    """What the journal knows of the sheet: its last run, and what was made there; and of the calls made lately.

    It is not made for that.
    """
    quotas, now = quotas_of(sheet.access), time.time()
    reads, writes = quotas["read"], quotas["write"]
    left = CallsLeft(reads.most, writes.most, reads.most, writes.most, reads.window_s)
    # whatever is wrong with it is said when a run begins
    with suppress(JournalUnavailable), ExitStack() as stack:
        opened = stack.enter_context(Journal.open_reader(journal))
        reader = stack.enter_context(opened.read())
        counts = [reader.calls_left(account, kind, quota, now) for kind, quota in quotas.items()]
        left = CallsLeft(counts[0], counts[1], reads.most, writes.most, reads.window_s)
        made = reader.made(sink_key(str(sheet), tab))
        return reader.latest_run(run_key(str(sheet), str(sheet), tab)), made, left
    return None, (), left


def _checked(
    sheet: GoogleSheet,
    account: str,
    read: ReadSheet,
    columns: Sequence[Column],
    made: tuple[str, ...],
    former: Run | None,
    calls: CallsLeft,
) -> SheetCheck:
    details = find_details(read.book, read.tops)
    ours = [column for column in columns if column.field is not None]
    return SheetCheck(
        sheet=str(sheet),
        account=account,
        title=read.book.title,
        tabs=tuple(tab.title for tab in read.book.tabs),
        tab=read.tab.title,
        header_number=read.table.header_number,
        found=tuple(found_columns(read.table)),
        own_columns=sum(column.field is None for column in columns),
        rows=read.table.count,
        there=tuple(column.header for column in ours if column.own is not None),
        lacking=tuple(column.header for column in ours if column.own is None),
        details=None if details is None else details.title,
        made=made,
        cells=read.book.cells,
        calls=calls,
        unfinished=former.id if former is not None and former.state != "finished" else None,
        notices=read.table.notices,
    )
