"""All writing. A Ledger lives as long as one transaction; see Journal.write and GroupWriter."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from theodore.model.evidence import OWN, Extraction
from theodore.model.fields import Tab
from theodore.store import cells, claims, endings, pages, quotas, refresh, reworking, rows, runs, sites, wishes
from theodore.store.cells import Sent, Written
from theodore.store.claims import DeadlineFor, Wanted
from theodore.store.events import Feed
from theodore.store.quotas import Quota
from theodore.store.records import Claim, Ending, Event, NewRow, Run, RunState
from theodore.store.refresh import Refreshed
from theodore.store.reworking import Stored


class Ledger:
    """What may be done to the journal. Times are seconds since the epoch.

    Every change of a row's state is checked against the table of states and raises the row's version; what happened
    is appended to the feed in the same transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._feed = Feed(connection)

    @property
    def appended(self) -> Sequence[Event]:
        """The events appended so far in this transaction."""
        return self._feed.appended

    @property
    def is_lost(self) -> bool:
        """Whether the database gave up the transaction by itself, as SQLite does where its disk is full."""
        raw = self._connection.connection.dbapi_connection
        return isinstance(raw, sqlite3.Connection) and not raw.in_transaction

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is done inside is undone where it raises; the rest of the transaction stays."""
        before = len(self._feed.appended)
        try:
            with self._connection.begin_nested():
                yield
        except BaseException:
            del self._feed.appended[before:]
            raise

    # runs

    def new_run(
        self,
        key: str,
        source: str,
        sink: str,
        tab: str,
        columns: Sequence[str],
        settings: dict[str, Any],
        now: float,
    ) -> Run:
        """Begin a run. settings: as they were chosen, without secrets."""
        run = runs.new_run(
            self._connection,
            key=key,
            source=source,
            sink=sink,
            tab=tab,
            columns=columns,
            settings=settings,
            now=now,
        )
        self._feed.append(run.id, None, now, "run_started", {"source": source, "sink": sink})
        return run

    def add_rows(self, run_id: str, new: Iterable[NewRow], now: float, researcher: str = OWN) -> int:
        """Bring rows in, read as they come; returns how many are new. Those that are there already are left alone.

        A row without a website that can be read has a company of its own. researcher: whose facts are shown for rows
        that are wanted not now.
        """
        added = rows.add(self._connection, run_id, new, now, researcher)
        return self._tell_count(run_id, "rows_added", added, now)

    def resume(self, run_id: str, now: float) -> int:
        """Go on with a run whose worker is gone; returns how many rows it had left half done.

        They are pending again, their attempts interrupted; no retry is counted.
        """
        runs.set_state(self._connection, run_id, "running", None)
        return self._tell_count(run_id, "run_resumed", rows.resume(self._connection, run_id, now), now)

    def refresh_rows(
        self,
        run_id: str,
        columns: Sequence[str],
        source: Iterable[NewRow],
        now: float,
        researcher: str = OWN,
        *,
        fresh_for_s: float | None = None,
        unproved: bool = False,
    ) -> Refreshed:
        """Make the run's table what its source is now; see store/refresh. For a run that nobody works on.

        columns: the headers of the source, which the rows' cells belong under. researcher: as for `add_rows`.
        fresh_for_s: rows that were skipped, and whose facts are older, are to be visited; None: they stay skipped.
        unproved: as for `skip_fresh`.
        """
        runs.set_columns(self._connection, run_id, columns)
        refreshed = refresh.refresh(self._connection, run_id, source, now, researcher)
        self._tell_count(run_id, "rows_added", refreshed.added, now)
        self._tell_count(run_id, "rows_gone", refreshed.gone, now)
        wished = wishes.fulfil(self._connection, run_id, now, researcher, fresh_for_s, unproved=unproved)
        self._tell_count(run_id, "rows_refreshed", wished.refreshed, now)
        self._tell_count(run_id, "rows_retried", wished.retried, now)
        self._tell_count(run_id, "rows_chosen", wished.chosen, now)
        self._tell_count(run_id, "rows_not_chosen", wished.left_out, now)
        return refreshed

    def set_settings(self, run_id: str, settings: dict[str, Any]) -> None:
        """Say what a run goes by now: the command that resumes it may choose other rows."""
        runs.set_settings(self._connection, run_id, settings)

    def interrupt_run(self, run_id: str, now: float) -> None:
        """Say that nobody works on the run any more, though it is not through; what was under way is given back."""
        given_back = rows.resume(self._connection, run_id, now)
        self._tell_count(run_id, "rows_given_back", given_back, now)
        self.end_run(run_id, "interrupted", now)

    def end_run(self, run_id: str, state: RunState, now: float) -> None:
        """Say that nobody works on the run any more."""
        runs.set_state(self._connection, run_id, state, now)
        self._feed.append(run_id, None, now, f"run_{state}", {})

    def cancel(self, run_id: str, now: float) -> int:
        """Cancel every row that has not ended, running ones too; returns how many."""
        return self._tell_count(run_id, "rows_cancelled", rows.cancel(self._connection, run_id, now), now)

    def skip_fresh(
        self, run_id: str, now: float, fresh_for_s: float, researcher: str = OWN, *, unproved: bool = False
    ) -> int:
        """Skip pending rows whose company was completed, in any run, within so many seconds; returns how many.

        What was found then is delivered for them; rows that are wanted again are not skipped. researcher: who would do
        them now; what another found is not fresh. unproved: whether that is which a site said that had not proved who
        it is.
        """
        skipped = rows.skip_fresh(self._connection, run_id, now, fresh_for_s, researcher, unproved=unproved)
        return self._tell_count(run_id, "rows_skipped", skipped, now)

    def record_delivery(self, run_id: str, sink: str, seq: int, now: float) -> None:
        """Note that the run's table holds everything up to this event."""
        runs.record_delivery(self._connection, run_id, sink, seq, now)

    # what was written where, and what people made of it; sink: see store/cells

    def record_cells(self, sink: str, tab: Tab, written: Sequence[Written]) -> None:
        """Note what is about to be written of these rows; what stood there before is kept beside."""
        cells.record(self._connection, sink, tab, written)

    def blank_cells(self, sink: str, tab: Tab, record_ids: Sequence[str], fields: Collection[str]) -> None:
        """Note that these fields of these rows hold nothing now, because their columns were taken away."""
        cells.blank(self._connection, sink, tab, record_ids, fields)

    def pin(self, sink: str, tab: Tab, record_id: str, pinned: Mapping[str, str], *, again: bool = False) -> None:
        """Keep what a person wrote into these fields of a row, and whether they ask for another visit.

        What was pinned or asked before stays.
        """
        cells.pin(self._connection, sink, tab, record_id, pinned, again=again)

    def unpin(self, sink: str, tab: Tab, record_id: str, fields: Iterable[str]) -> None:
        """Let Theodore write these fields of a row again."""
        cells.unpin(self._connection, sink, tab, record_id, fields)

    def take_up(self, sink: str, record_ids: Iterable[str]) -> None:
        """Say that a run has taken up these rows, which a person asked for again."""
        cells.take_up(self._connection, sink, record_ids)

    def stamp(self, sink: str, stamps: Sequence[Sequence[int]]) -> None:
        """Note how the sink's files stand, now that all in them is known."""
        cells.stamp(self._connection, sink, stamps)

    def note_sent(self, sink: str, sent: Sent) -> None:
        """Note what is on its way to a sink over the network; whatever was noted of that before is forgotten."""
        cells.note_sent(self._connection, sink, sent)

    def note_made(self, sink: str, headers: Sequence[str]) -> None:
        """Note which columns of a sink are ours, before any of them is made."""
        cells.note_made(self._connection, sink, headers)

    # calls that a service counts: see store/quotas

    def take_call(self, account: str, kind: str, quota: Quota, now: float) -> float:
        """Take one call on a quota that all processes share; returns 0, else in how many seconds to ask again."""
        return quotas.take(self._connection, account, kind, quota, now)

    def hold_calls(self, account: str, kind: str, until: float, now: float) -> None:
        """Have everybody who shares the quota wait until then; a longer hold that stands already stays."""
        quotas.hold(self._connection, account, kind, until, now)

    # attempts

    def claim(
        self,
        run_id: str,
        limit: int,
        now: float,
        owner: str,
        lease_s: float,
        deadline_for: DeadlineFor,
        *,
        max_new: int | None = None,
    ) -> list[Claim]:
        """Take the next companies, at most `limit`, and begin an attempt at each.

        Higher priority first; within one priority retries that are due, then new rows from the top. At most one of
        a site, and none of a site that is being visited or asked to be left alone. All rows of a website go
        together. max_new: at most so many that were never tried in this run. lease_s: when this worker may be taken
        for dead. deadline_for: seconds for an attempt at a site of which this is known, after so many retries.
        """
        wanted = Wanted(run_id, limit, now, owner, lease_s, max_new)
        return claims.claim(self._connection, self._feed, wanted, deadline_for)

    def finish(self, claim: Claim, ending: Ending) -> None:
        """Record how an attempt ended: rows, history, pages, facts, the site, and the events that tell of it.

        Raises IllegalTransition where the table of states forbids it, StaleClaim where somebody else changed a row
        meanwhile; nothing is recorded then, once the transaction or the savepoint is rolled back.
        """
        endings.finish(self._connection, self._feed, claim, ending)

    def rework(self, stored: Stored, extraction: Extraction, now: float, *, changed: bool) -> None:
        """Put facts that were worked out anew in the place of those before; see store/reworking.

        changed: whether they are others, so that the rows say when.
        """
        reworking.rework(self._connection, stored, extraction, now, changed=changed)

    def release(self, given_back: Sequence[Claim], now: float) -> None:
        """Give claims back at a shutdown: rows pending, attempts interrupted, no retry counted."""
        claims.release(self._connection, self._feed, given_back, now)

    def note_progress(self, run_id: str, notes: Mapping[int, str]) -> None:
        """Say, by row id, what is being done; rows that have not begun or have ended keep what they say."""
        rows.note_progress(self._connection, run_id, notes)

    def append_event(self, run_id: str, row_id: int | None, kind: str, data: dict[str, Any], now: float) -> Event:
        """Append an event of the caller's own."""
        return self._feed.append(run_id, row_id, now, kind, data)

    # sites and snapshots

    def hold_site(self, site_key: str, until: float) -> None:
        """Leave the site alone until then, in every run; a longer hold that stands already stays."""
        sites.hold(self._connection, site_key, until)

    def prune_snapshots(self, limit_bytes: int) -> int:
        """Remove the oldest page bodies until the rest takes at most so many bytes; returns how many were removed."""
        return pages.prune(self._connection, limit_bytes)

    def _tell_count(self, run_id: str, kind: str, count: int, now: float) -> int:
        """One event for a change of many rows: a million events would say no more."""
        if count or kind == "run_resumed":
            self._feed.append(run_id, None, now, kind, {"count": count})
        return count
