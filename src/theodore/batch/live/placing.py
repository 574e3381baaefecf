"""Record IDs: written into rows that have none, and looked at again before anything else is written there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from theodore.batch.edits import Sink
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
    id is missed, and once more where ids were written, for rows may have moved in between. unsure: ids that a process
    before this one wrote and did not see.
    """

    def __init__(
        self,
        journal: Journal,
        run: Run,
        sink: Sink,
        looker: Looker,
        notice: Callable[[str], None],
        unsure: Iterable[str] = (),
    ) -> None:
        self._journal = journal
        self._run = run
        self._sink = sink
        self._looker = looker
        self._notice = notice
        #: Ids that were written and not seen yet, or were seen in a row that is not theirs.
        self.unsure = frozenset(unsure)
        self._gone: frozenset[str] = frozenset()
        self._said: set[str] = set()

    @property
    def is_done(self) -> bool:
        """Whether all ids that were written were seen in their rows."""
        return not self.unsure

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
        self.unsure = astray.union(filter(None, ids.by_row.values()))
        self._gone = frozenset(ids.gone)
        self._tell_of_gone(names)
        now = Seen({**seen.tabs, Tab.COMPANIES: replace(seen.companies, place=place)})
        return now, [
            Change(Tab.COMPANIES, record_id, RECORD_ID, record_id or None, row) for row, record_id in ids.by_row.items()
        ]

    def _ids(self, rows: Rows, place: TabPlace) -> tuple[Ids, dict[str, str], frozenset[str]]:
        """Which id belongs where, the names of the companies whose row is gone, and the ids astray. Blocks."""
        known, there = list(self._of_run()), contents(rows, place)
        found = place_ids(there, known, self.unsure)
        stands = {each.row: each.given for each in there}
        # one that was seen to stand in its row is not written again
        ids = replace(found, by_row={row: each for row, each in found.by_row.items() if stands[row] != each})
        gone = set(ids.gone)
        names = {each.record_id: each.content.name for each in known if each.record_id in gone}
        return ids, names, self.unsure.intersection(stands[row] for row in ids.by_row)

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
