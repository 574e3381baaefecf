"""One look at a sheet: where everything stands now, whatever people renamed and moved meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from theodore.model.errors import GoogleRefused
from theodore.model.fields import Tab
from theodore.net.google.sheets_api import Render, SheetsApi
from theodore.sheets.google.address import sheet_url
from theodore.sheets.google.book import BOOK_FIELDS, is_book, read_book
from theodore.sheets.google.places import RECORD_ID, TabPlace, find_columns
from theodore.sheets.google.ranges import Area
from theodore.sheets.google.seen import Look, Lost, Moved, Seen, look_at, see

#: Looks after which a sheet whose columns go on moving is left for later.
_TRIES = 4
#: The status of HTTP of a request that does not fit the sheet.
BAD_REQUEST = 400
#: Rows at the top in which headers are looked for.
_TOP = 60

Rows = Sequence[Sequence[Any]]


class SheetLost(Exception):
    """What is written into is not there any more; the message says what is missing."""


class Looker:
    """Reads a sheet. places: the tab of the companies and that of the details, as they were when they were made."""

    def __init__(self, api: SheetsApi, spreadsheet: str, places: Sequence[TabPlace]) -> None:
        self._api = api
        self._spreadsheet = spreadsheet
        self.places = tuple(places)

    async def look(
        self, *, fields: Collection[str] | None = None, rows: Mapping[Tab, Collection[int]] | None = None
    ) -> Seen:
        """Both tabs as they are now; fields, rows: see `look_at`.

        Raises SheetLost where a tab or its Record IDs are gone, GoogleRefused, GoogleUnavailable.
        """
        for _ in range(_TRIES):
            look = look_at(self.places, fields=fields, rows=rows)
            answers = await self._values(look)
            # in a thread: of 100,000 rows this takes a second
            found = None if answers is None else await asyncio.to_thread(see, look, answers)
            if isinstance(found, Lost):
                raise self._lost(found.place)
            if isinstance(found, Moved):
                self.places = found.places
            elif found is not None:
                self.places = found.places
                return found
        raise SheetLost(f"{sheet_url(self._spreadsheet)}: its columns are moved faster than they can be read.")

    async def whole(self, tab: Tab) -> tuple[Rows, TabPlace]:
        """All cells of a tab as a person sees them, and where its columns stand in them; raises as `look` does."""
        for _ in range(_TRIES):
            place = self.place_of(tab)
            try:
                (rows,) = await self._api.values(self._spreadsheet, [Area().a1(place.title)], render=Render.FORMATTED)
            except GoogleRefused as refused:
                await self._after(refused)
                continue
            found = await asyncio.to_thread(find_columns, rows[:_TOP], place)
            if found is None or RECORD_ID not in found.place.columns:
                raise self._lost(place)
            return rows, found.place
        raise SheetLost(f"{sheet_url(self._spreadsheet)}: its tabs are renamed faster than they can be read.")

    def place_of(self, tab: Tab) -> TabPlace:
        """Where a tab was when it was last looked at."""
        return next(place for place in self.places if place.tab is tab)

    def grown(self, rows: int) -> None:
        """The grid of the tab Details has so many more rows now."""
        self.places = tuple(place.grown(rows) if place.tab is Tab.DETAILS else place for place in self.places)

    async def refresh(self) -> None:
        """Find the tabs anew by their numbers: a person may have renamed them, or taken rows away.

        Raises SheetLost where one is gone.
        """
        book = read_book(await self._api.spreadsheet(self._spreadsheet, fields=BOOK_FIELDS, is_whole=is_book))
        places = []
        for place in self.places:
            tab = book.tab(place.gid)
            if tab is None:
                raise SheetLost(f"{sheet_url(self._spreadsheet)}: the tab {place.title!r} was deleted.")
            places.append(replace(place, title=tab.title, grid_rows=tab.rows))
        self.places = tuple(places)

    async def _values(self, look: Look) -> Sequence[Rows] | None:
        """What was looked at; None where the tabs had to be found anew."""
        try:
            return await self._api.values(self._spreadsheet, look.ranges)
        except GoogleRefused as refused:
            await self._after(refused)
            return None

    async def _after(self, refused: GoogleRefused) -> None:
        """Find the tabs anew, where that may help. Raises what was raised where it does not."""
        before = self.places
        if refused.status != BAD_REQUEST:
            raise refused
        await self.refresh()
        if self.places == before:
            raise refused

    def _lost(self, place: TabPlace) -> SheetLost:
        return SheetLost(
            f"{sheet_url(self._spreadsheet)}: the tab {place.title!r} has no column "
            f"{place.headers[RECORD_ID]!r} any more, by which its rows are found."
        )
