"""What was sent to a sheet lately, and may stand where it was not to stand.

Rows are found by a read, and written a moment later. Who sorts the sheet in between has our values in other rows than
theirs. The next read shows them; they are known by having been sent just before, and are no person's words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from theodore.model.fields import Tab
from theodore.sheets.google.places import RECORD_ID
from theodore.store.cells import Sent

#: Google ends a request after so many seconds, answered or not: one that nobody heard of may come through until then.
LONGEST_REQUEST_S = 180.0


#: A tab, a field and the digest of a text that stands somewhere in that column.
ColumnCell = tuple[Tab, str, str]


def unsure_ids(sent: Sent) -> frozenset[str]:
    """The Record IDs that were sent and not seen in their rows yet: they may stand in others. sent: by the journal."""
    return frozenset(sent.get(Tab.COMPANIES.value, {}).get(RECORD_ID, ()))


@dataclass(frozen=True, slots=True)
class SentCell:
    """One cell of a request.

    digest: of its text, see sheets/canonical; empty for a blank. record_id: of its row; empty for one that has none.
    """

    tab: Tab
    field: str
    digest: str
    record_id: str = ""


@dataclass(slots=True)
class Flight:
    """One request.

    cells: by tab, field and digest the rows that it brings this to. forgotten_at: when it can have no effect any more;
    None until that is known.
    """

    cells: Mapping[ColumnCell, set[str]] = field(default_factory=dict)
    forgotten_at: float | None = None

    def rows_with(self, tab: Tab, fields: Collection[str]) -> set[str]:
        """The rows of a tab to which it brings any of these fields, and no blank."""
        found = (ids for (of, name, digest), ids in self.cells.items() if of is tab and name in fields and digest)
        return set[str]().union(*found)


class Lately:
    """The requests whose effects no read has shown yet.

    before: what the journal says was on its way when the process before this one ended. now: seconds since any moment,
    here and everywhere below.
    """

    def __init__(self, before: Sent | None = None, *, now: float = 0.0) -> None:
        self._flights: list[Flight] = []
        if before and any(before.values()):
            told = (
                SentCell(Tab(tab), name, digest, record_id)
                for tab, fields in before.items()
                for name, digests in fields.items()
                for digest, record_ids in digests.items()
                for record_id in record_ids
            )
            self.lost(self.sending(told), now)

    def sending(self, cells: Iterable[SentCell]) -> Flight:
        """These cells are about to be sent by one request."""
        found: defaultdict[ColumnCell, set[str]] = defaultdict(set)
        for cell in cells:
            found[cell.tab, cell.field, cell.digest].add(cell.record_id)
        flight = Flight(found)
        self._flights.append(flight)
        return flight

    def landed(self, flight: Flight, now: float) -> None:
        """Google answered that it is done: whatever it did, the next read shows."""
        flight.forgotten_at = now

    def lost(self, flight: Flight, now: float) -> None:
        """Nobody knows whether it was done, or will be."""
        flight.forgotten_at = now + LONGEST_REQUEST_S

    def cancelled(self, flights: Iterable[Flight]) -> None:
        """These were not sent after all, or refused whole."""
        gone = set(map(id, flights))
        self._flights = [flight for flight in self._flights if id(flight) not in gone]

    def read(self, now: float, astray: Collection[ColumnCell] = ()) -> None:
        """A read that began at this time has been judged: what landed before is known now.

        astray: what it showed of that in rows that are others'. It is known for ours until a read shows it there no
        more: whoever puts it right may be killed before, and the next one must not take it for a person's word.
        """
        self._flights = [kept for flight in self._flights if (kept := _still_known(flight, now, frozenset(astray)))]

    def holds(self, tab: Tab, name: str, digest: str, *, other_than: str | None = None) -> bool:
        """Whether this was sent to any row of this column. other_than: a row that does not count."""
        return any(
            any(record_id != other_than for record_id in flight.cells.get((tab, name, digest), ()))
            for flight in self._flights
        )

    def holds_alone(self, tab: Tab, name: str, digest: str, besides: Collection[str]) -> bool:
        """Whether this was sent to any row of this column without anything in certain other columns.

        besides: the fields of those.
        """
        return any(
            sent - flight.rows_with(tab, besides)
            for flight in self._flights
            if (sent := flight.cells.get((tab, name, digest)))
        )

    def __bool__(self) -> bool:
        return bool(self._flights)

    def as_sent(self) -> dict[str, dict[str, dict[str, list[str]]]]:
        """All that is on its way, for the journal."""
        found: defaultdict[ColumnCell, set[str]] = defaultdict(set)
        for flight in self._flights:
            for cell, record_ids in flight.cells.items():
                found[cell] |= record_ids
        told: dict[str, dict[str, dict[str, list[str]]]] = {}
        for (tab, name, digest), record_ids in found.items():
            told.setdefault(tab.value, {}).setdefault(name, {})[digest] = sorted(record_ids)
        return told


def _still_known(flight: Flight, now: float, astray: frozenset[ColumnCell]) -> Flight | None:
    if flight.forgotten_at is None or flight.forgotten_at > now:
        return flight
    cells = {cell: record_ids for cell, record_ids in flight.cells.items() if cell in astray}
    return Flight(cells, flight.forgotten_at) if cells else None
