"""Rounds of one run's sheet: look, decide, note, write.

Each begins with a look, for nothing else says where a row stands now, and ends with at most a few calls, each of which
is done whole or not at all. The look of the next round shows what came of it: a row is done with once it was seen to
stand as it should. Whatever is cut off in between, by a kill or by a network, is found and put right by that.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from theodore.batch.edits import Sink
from theodore.batch.live.agenda import Agenda
from theodore.batch.live.decide import Decider, sent_cells
from theodore.batch.live.lately import Flight, Lately, unsure_ids
from theodore.batch.live.look import BAD_REQUEST, Looker
from theodore.batch.live.placing import Placing
from theodore.model.errors import GoogleRefused
from theodore.model.fields import Tab, catalogue
from theodore.net.google.sheets_api import SheetsApi
from theodore.sheets.google.places import RECORD_ID, TabPlace
from theodore.sheets.google.seen import Seen, SeenTab
from theodore.sheets.google.writes import Batch, Change, batches
from theodore.sheets.layout import Layout
from theodore.store.cells import Sent
from theodore.store.journal import Journal
from theodore.store.records import Run

#: Cells of ours above which a sheet is not read whole in each round, but the rows that matter alone.
MOST_CELLS = 100_000
#: Rows of such a sheet that are looked up in one round.
_ROWS_AT_ONCE = 2_000
#: Writes in a row that did not fit the sheet any more: people change its grid, but not all the time.
_MOST_MISFITS = 5
#: Columns in which every write leaves something, whichever tab it is on: where each row stands is read with them.
_TELLING = frozenset({"status", "progress", "last_updated"})
#: Rows of nobody's that such a sheet is searched for values of ours in one round.
_STRAYS_AT_ONCE = 500
_ID = (Tab.COMPANIES, RECORD_ID)

Notice = Callable[[str], None]
#: Where each row stands that has an id.
There = Mapping[Tab, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """Which sheet is written, and what belongs there.

    spreadsheet: its id. places: the tab of the companies and that of the details, with our columns made. sink: how the
    journal knows them. layout: see `Layout`. most_cells: see MOST_CELLS.
    """

    spreadsheet: str
    places: tuple[TabPlace, TabPlace]
    sink: Sink
    layout: Layout
    most_cells: int = MOST_CELLS


class Rounds:
    """Brings one run's rows into its sheet, a round at a time.

    notice: is told what a person should know. clock: seconds since any moment.
    """

    def __init__(
        self,
        api: SheetsApi,
        journal: Journal,
        run: Run,
        plan: SheetPlan,
        notice: Notice,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._api = api
        self._journal = journal
        self._plan = plan
        self._notice = notice
        self._clock = clock
        self._known = plan.sink.known or catalogue()
        self._looker = Looker(api, plan.spreadsheet, plan.places)
        self._agenda = Agenda(journal, run.id)
        self._decider = Decider(journal, run, plan.sink, plan.layout)
        with journal.read() as reader:
            self._noted = reader.sent(plan.sink.key)
        self._placing = Placing(journal, run, plan.sink, self._looker, notice, unsure_ids(self._noted), clock)
        self._lately = Lately(_cells_of(self._noted), now=clock())
        self._misfits = 0
        #: When the last round began.
        self._before = clock()
        self._told: set[str] = set()
        #: Of a large sheet: the ids and the rows that were written last, its order, and whether people changed that.
        self._sent: set[str] = set()
        self._written: dict[Tab, set[int]] = {tab: set() for tab in Tab}
        self._order: dict[Tab, list[str]] = {tab: [] for tab in Tab}
        self._is_stirred = False
        #: How many rows stood on the tab Details when all of it was read.
        self._others = 0
        #: Whether rows that are none of ours were seen to hold something of ours.
        self._has_strays = False
        self.cells = self.again = self.writes = 0

    @property
    def seq(self) -> int:
        """The event of the journal up to which the last round knew it."""
        return self._agenda.seq

    @property
    def is_done(self) -> bool:
        """Whether the sheet was seen to show all that the journal had when it was asked last."""
        return self._agenda.is_empty and self._placing.is_done and not self._is_stirred and not self._has_strays

    @property
    def left(self) -> int:
        """How many rows are not seen to be right."""
        return len(self._agenda.due())

    async def learn(self) -> bool:
        """Ask the journal what changed; returns whether there is anything to do."""
        await asyncio.to_thread(self._agenda.learn)
        return not self.is_done

    async def go(self) -> None:
        """One round. Raises GoogleRefused, GoogleUnavailable, SheetLost, JournalUnavailable.

        Whatever was done by then is right or put right by the next one.
        """
        began = self._clock()
        if self._agenda.is_empty and self._is_stirred:
            self._is_stirred = False
            self._agenda.learn_all()
        seen, due, there = await self._look()
        self._tell_of_columns(seen)
        if self._placing.is_due(there[Tab.COMPANIES], self._agenda.known):
            now, placed = await self._placing.place(seen)
            if placed:
                await self._send(now, placed)
                return
            if not self._placing.may_be_moved:
                # what was seen before is no longer sure
                seen, due, there = await self._look()
            elif not self._placing.is_as_looked_at(seen):
                # nor would be what is seen now: the next round looks at both anew
                return
        decided = await asyncio.to_thread(
            self._decider.decide, seen, due, self._agenda.known, self._lately, there[Tab.DETAILS]
        )
        # what a large sheet shows is put together from two looks, between which a row may have moved
        self._lately.read(self._before if self._is_large else began, decided.astray)
        self._before = began
        self.cells += decided.cells
        self.again += decided.again
        self._agenda.settle(decided.right, there[Tab.COMPANIES])
        self._agenda.come_up(decided.disturbed - decided.right)
        self._has_strays = any(not change.record_id for change in decided.changes)
        await self._send(seen, decided.changes)
        if not decided.changes:
            self._misfits = 0
            await self._note_sent()

    @property
    def _is_large(self) -> bool:
        return sum(len(place.ours) * self._rows_of(place.tab) for place in self._looker.places) > self._plan.most_cells

    def _rows_of(self, tab: Tab) -> int:
        """How many rows of results are to be reckoned with; on the tab Details stand those of other tabs, too."""
        return max(len(self._agenda.known), self._others if tab is Tab.DETAILS else 0)

    async def _look(self) -> tuple[Seen, list[str], There]:
        """What is seen, the rows to be looked up in it, and where all rows stand."""
        if self._is_large:
            return await self._look_closer()
        seen = await self._looker.look()
        self._others = len(seen.details.rows)
        return seen, self._agenda.due(), {tab: seen.tabs[tab].rows for tab in Tab}

    async def _look_closer(self) -> tuple[Seen, list[str], There]:
        """The same of a large sheet: first where each row stands, then the rows that matter."""
        where = await self._looker.look(fields=_TELLING)
        there = {tab: where.tabs[tab].rows for tab in Tab}
        order = {tab: list(rows) for tab, rows in there.items()}
        # values of ours may have gone astray that no look has shown
        self._is_stirred |= any(self._order[tab] != order[tab][: len(self._order[tab])] for tab in Tab)
        self._order = order
        due = self._agenda.due(_ROWS_AT_ONCE, self._sent)
        wanted = {
            tab: {rows[each] for each in due if each in rows} | self._written[tab] | self._nobodys(where.tabs[tab])
            for tab, rows in there.items()
        }
        seen = await self._looker.look(rows=wanted)
        details = replace(seen.details, end=max(where.details.end, seen.details.end))
        # a row that was moved between the two looks would be taken for one that is not there
        moved = {each for each in due for tab in Tab if each in there[tab] and each not in seen.tabs[tab].rows}
        return (
            Seen({Tab.COMPANIES: seen.companies, Tab.DETAILS: details}),
            [each for each in due if each not in moved],
            there,
        )

    def _nobodys(self, there: SeenTab) -> set[int]:
        """Rows of a large sheet that are none of ours, and in which something of ours may stand."""
        if not self._lately:
            return set()
        foreign = (row for record_id, row in there.rows.items() if record_id not in self._agenda.known)
        telling = [name for name in _TELLING if name in there.place.ours]
        every = chain(there.unnamed, there.copies, foreign)
        return set(islice((row for row in every if any(there.text(row, name) for name in telling)), _STRAYS_AT_ONCE))

    async def _send(self, seen: Seen, changes: Sequence[Change]) -> None:
        """Bring these changes, each noted in the journal before it is sent."""
        calls, flights = await asyncio.to_thread(self._packed, seen, changes)
        self._written = {tab: set() for tab in Tab}
        # what bears its id as of now was not looked up yet
        self._sent = {change.record_id for change in changes if (change.tab, change.field) != _ID}
        if calls:
            await self._note_sent()
        for at, (call, flight) in enumerate(zip(calls, flights, strict=True)):
            try:
                await self._call(seen, call, flight)
            except BaseException as error:
                self._lately.cancelled(flights[at + 1 :])
                if not await self._is_misfit(error):
                    raise
                return
        if calls:
            self._misfits = 0

    def _packed(self, seen: Seen, changes: Sequence[Change]) -> tuple[list[Batch], list[Flight]]:
        calls = batches(seen, changes, self._known)
        return calls, [self._lately.sending(sent_cells(call.changes, self._known)) for call in calls]

    async def _call(self, seen: Seen, call: Batch, flight: Flight) -> None:
        # where it was to go is looked at again whatever comes of it
        for change in call.changes:
            row = change.row
            if row is None:
                row = seen.tabs[change.tab].rows.get(change.record_id)
            if row is not None:
                self._written[change.tab].add(row)
        try:
            # once: before it is sent again it is to be seen what came of it, and where the rows stand by then
            await self._api.update(self._plan.spreadsheet, call.requests, is_repeatable=False)
        except GoogleRefused:
            self._lately.cancelled([flight])
            raise
        except BaseException:
            self._lately.lost(flight, self._clock())
            self._placing.lost(call.changes)
            raise
        self._lately.landed(flight, self._clock())
        self._looker.grown(call.grown)
        self.writes += 1

    async def _is_misfit(self, error: BaseException) -> bool:
        """Whether a write was refused because a person took away rows or columns just now, and is to be made anew."""
        if not isinstance(error, GoogleRefused) or error.status != BAD_REQUEST:
            return False
        self._misfits += 1
        if self._misfits >= _MOST_MISFITS:
            return False
        await self._looker.refresh()
        return True

    async def _note_sent(self) -> None:
        """Note what is on its way, so that whoever comes after a kill knows it for ours."""
        await asyncio.to_thread(self._note)

    def _note(self) -> None:
        sent = self._lately.as_sent()
        if unsure := self._placing.unsure:
            ids = {each: [each] for each in sorted(unsure)}
            sent = {**sent, Tab.COMPANIES.value: {**sent.get(Tab.COMPANIES, {}), RECORD_ID: ids}}
        if sent != self._noted:
            self._journal.write(lambda ledger: ledger.note_sent(self._plan.sink.key, sent))
            self._noted = sent

    def _tell_of_columns(self, seen: Seen) -> None:
        for there in (seen.companies, seen.details):
            place = there.place
            for names, problem in (
                (there.missing, "is gone; what belongs there is left out"),
                (there.doubled, "is there several times; what belongs there is left out"),
            ):
                for name in names:
                    if name != RECORD_ID:
                        self._tell(f"The column {place.headers[name]!r} of the tab {place.title!r} {problem}.")

    def _tell(self, notice: str) -> None:
        if notice not in self._told:
            self._told.add(notice)
            self._notice(notice)


def _cells_of(sent: Sent) -> Sent:
    """What was noted without the ids, which are looked at by themselves."""
    return {
        tab: {name: digests for name, digests in fields.items() if name != RECORD_ID} for tab, fields in sent.items()
    }
