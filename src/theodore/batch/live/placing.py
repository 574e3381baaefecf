"""Record IDs: written into rows that have none, and looked at again before anything else is written there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from theodore.batch.edits import Sink
from theodore.batch.live.lately import LONGEST_REQUEST_S
from theodore.batch.live.look import Looker, Rows
from theodore.model.fields import Tab
from theodore.sheets.columns import companies_columns
from theodore.sheets.google.ids import Ids, KnownRow, contents, known_row, place_ids
from theodore.sheets.google.places import RECORD_ID, TabPlace
from theodore.sheets.google.seen import Seen
from theodore.sheets.google.writes import Change
from theodore.sheets.headers import find_places
from theodore.store.journal import Journal
from theodore.store.records import Run

#: Companies that a message names.
_NAMED = 3


class Placing:
    """Sees to it that each row of a run bears its id in the sheet, as long as it is there.

    A row without one is known by what its owner wrote there, which takes reading the whole tab: that is done where an
    id is missed, and once more where ids were written, for rows may have moved in between. A write of ids whose answer
    was lost may come through later, when they were written once more and people sorted: for as long as that may be, the
    tab is looked at in every round. unsure: ids that a process before this one wrote and did not see. clock: seconds
    since any moment.
    """

    def __init__(
        self,
        journal: Journal,
        run: Run,
        sink: Sink,
        looker: Looker,
        notice: Callable[[str], None],
        unsure: Iterable[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._journal = journal
        self._run = run
        self._sink = sink
        self._looker = looker
        self._notice = notice
        self._clock = clock
        #: Ids that were written and not seen yet, or were seen in a row that is not theirs.
        self._unseen = frozenset(unsure)
        #: Ids of writes whose answers were lost, and until when they may come through.
        self._late: dict[str, float] = {}
        self._are_late(self._unseen)
        #: Where the ids stood in their rows when the whole tab was looked at.
        self._stood: Mapping[str, int] = {}
        self._gone: frozenset[str] = frozenset()
        self._said: set[str] = set()

    @property
    def is_done(self) -> bool:
        """Whether all ids that were written were seen in their rows."""
        return not self._unseen

    @property
    def unsure(self) -> frozenset[str]:
        """Ids that may stand in rows that are not theirs, or come there."""
        return self._unseen | self._on_their_way()

    def lost(self, changes: Iterable[Change]) -> None:
        """Nobody knows whether the ids among these changes were written, or will be."""
        self._are_late(one.record_id for one in changes if (one.tab, one.field) == (Tab.COMPANIES, RECORD_ID))

    def is_as_looked_at(self, seen: Seen) -> bool:
        """Whether ids that may come in late stand in what was seen where the look at the whole tab found them right.

        One that came in between the two stands elsewhere; so does one whose row was moved.
        """
        there = seen.companies.rows
        return all(self._stood.get(each) == there[each] for each in self._on_their_way() if each in there)

    @property
    def may_be_moved(self) -> bool:
        """Whether a write that was lost may yet come through and put ids into rows that are not theirs."""
        return bool(self._on_their_way())

    def is_due(self, there: Mapping[str, int], known: Collection[str]) -> bool:
        """Whether the whole tab has to be looked at for the sake of ids.

        there: the rows of the tab Companies that have one. known: all rows of the run.
        """
        self._gone = self._gone.difference(there)
        return bool(self.unsure) or not all(each in there or each in self._gone for each in known)

    async def place(self, seen: Seen) -> tuple[Seen, list[Change]]:
        """The ids that are to be written before anything else, and what was seen, as they are to be written by.

        Raises as `Looker.look`.
        """
        rows, place = await self._looker.whole(Tab.COMPANIES)
        ids, names, astray = await asyncio.to_thread(self._ids, rows, place)
        # what stands in a row of another one's does so until that write has come through: nothing else tells it from an
        # id that a person put there, where its own row is gone
        self._unseen = astray.union(filter(None, ids.by_row.values()))
        self._gone = frozenset(ids.gone)
        self._tell_of_gone(names)
        now = Seen({**seen.tabs, Tab.COMPANIES: replace(seen.companies, place=place)})
        return now, [
            Change(Tab.COMPANIES, record_id, RECORD_ID, record_id or None, row) for row, record_id in ids.by_row.items()
        ]

    def _ids(self, rows: Rows, place: TabPlace) -> tuple[Ids, dict[str, str], frozenset[str]]:
        """Which id belongs where, the names of the companies whose row is gone, and the ids astray. Blocks."""
        known, there = list(self._of_run()), contents(rows, place)
        unsure = self.unsure
        found = place_ids(there, known, unsure)
        self._stood = {**found.stands, **{each: row for row, each in found.by_row.items() if each}}
        stands = {each.row: each.given for each in there}
        # one that was seen to stand in its row is not written again
        ids = replace(found, by_row={row: each for row, each in found.by_row.items() if stands[row] != each})
        gone = set(ids.gone)
        names = {each.record_id: each.content.name for each in known if each.record_id in gone}
        return ids, names, unsure.intersection(stands[row] for row in ids.by_row)

    def _are_late(self, ids: Iterable[str]) -> None:
        until = self._clock() + LONGEST_REQUEST_S
        self._late.update((each, until) for each in ids if each)

    def _on_their_way(self) -> frozenset[str]:
        now = self._clock()
        self._late = {each: until for each, until in self._late.items() if until > now}
        return frozenset(self._late)

    def _of_run(self) -> Iterator[KnownRow]:
        sink = self._sink
        columns = companies_columns(sink.own, sink.choice, links=True, ours=sink.ours, known=sink.known)
        places = find_places(sink.own, sink.choice)
        with self._journal.read() as reader:
            for record_id, cells in reader.source_rows(self._run.id):
                yield known_row(record_id, cells, columns, places.name, places.website)

    def _tell_of_gone(self, names: Mapping[str, str]) -> None:
        """Say once of each row that it is gone."""
        new = [record_id for record_id in names if record_id not in self._said]
        if not new:
            return
        self._said.update(new)
        named = ", ".join(names[record_id] or record_id for record_id in new[:_NAMED])
        more = ", ..." if len(new) > _NAMED else ""
        self._notice(
            f"Rows that are not in the sheet any more: {len(new)} ({named}{more}). Their results are kept in the "
            "journal."
        )
