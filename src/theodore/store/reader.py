"""All reading. A Reader sees the journal as it was at its first question; see Journal.read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import Connection, bindparam, func, select

from theodore.model.company import ResultRow
from theodore.model.fields import Catalogue, Tab
from theodore.model.outcome import Former
from theodore.model.page import Page
from theodore.model.states import State
from theodore.model.statistics import FieldCoverage, RowResult, RunStatistics, SiteKnowledge
from theodore.store import (
    cells,
    changes,
    events,
    exports,
    figures,
    former,
    lookup,
    outlook,
    pages,
    profiles,
    quotas,
    report_figures,
    reworking,
    rows,
    runs,
    sheet,
    sites,
    waits,
)
from theodore.store.cells import Sent, States
from theodore.store.changes import Changes
from theodore.store.comparison import MatchedBy, RowEnd, RowPair, last_sign, matched_rows, new_rows
from theodore.store.exports import Record, VisibleText
from theodore.store.outlook import Pace
from theodore.store.quotas import Quota
from theodore.store.records import (
    AttemptRecord,
    CompanyMatch,
    Delivery,
    ErrorExample,
    Event,
    Facts,
    Run,
    SlowSite,
)
from theodore.store.report_figures import AttemptTimes, Fold, Progress, ReportRow, Retries, Shares
from theodore.store.reworking import Stored
from theodore.store.schema import deliveries
from theodore.store.schema import profiles as profiles_table
from theodore.store.schema import rows as rows_table
from theodore.store.schema import runs as runs_table

# place_of_row -- Where a row's facts and pages are kept: with its profile's run, else with its own.
_PLACE = (
    select(rows_table.c.run_id, rows_table.c.company_id, rows_table.c.profile_id, profiles_table.c.run_id.label("from"))
    .join(profiles_table, profiles_table.c.id == rows_table.c.profile_id, isouter=True)
    .where(rows_table.c.id == bindparam("row_id"))
)

# source_of_sink -- Whose results a table holds. A run that died before its delivery may have written, since it began.
_SOURCE_OF_SINK = (
    select(runs_table.c.source)
    .join(deliveries, deliveries.c.run_id == runs_table.c.id, isouter=True)
    .where(runs_table.c.sink == bindparam("sink"))
    .order_by(func.coalesce(deliveries.c.at, runs_table.c.started_at).desc(), runs_table.c.id.desc())
    .limit(1)
)


class Reader:
    """What may be asked of the journal. Iterators stream, and end with the reader's view."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # runs

    def find_open_run(self, key: str) -> Run | None:
        """The latest run of this key that is not finished."""
        return runs.find_open(self._connection, key)

    def latest_run(self, key: str) -> Run | None:
        """The latest run of this key, finished or not."""
        return runs.latest(self._connection, key)

    def run(self, run_id: str) -> Run:
        """The run of this id. Raises ConfigurationError where there is none."""
        return runs.by_id(self._connection, run_id)

    def runs(self) -> list[Run]:
        """All runs, newest first."""
        return runs.newest(self._connection)

    def counts(self, run_id: str) -> dict[State, int]:
        """How many rows are in each state; states without any are absent."""
        return rows.counts(self._connection, run_id)

    def not_chosen(self, run_id: str) -> int:
        """How many rows the run leaves out (Wish.NOT_NOW); they are among the skipped."""
        return rows.not_chosen(self._connection, run_id)

    def statistics(self, run_id: str) -> RunStatistics:
        """All counts of a run. Raises ConfigurationError where there is no such run."""
        return figures.statistics(self._connection, self.run(run_id))

    def coverage(self, run_id: str) -> FieldCoverage:
        """How much of the catalogue is filled, over the companies that are done, each counted once."""
        return figures.coverage(self._connection, run_id)

    def slowest(self, run_id: str, n: int) -> list[SlowSite]:
        """The n companies whose attempts took the longest, the slowest first."""
        return figures.slowest(self._connection, run_id, n)

    def error_examples(self, run_id: str) -> list[ErrorExample]:
        """Each kind of final failure with its first row, the most frequent first."""
        return figures.error_examples(self._connection, run_id)

    def last_delivery(self, run_id: str) -> Delivery | None:
        """When the run's table was last written, and what it holds."""
        return runs.last_delivery(self._connection, run_id)

    def source_of_sink(self, sink: str) -> str | None:
        """The source whose results were last written to this sink; None where no run has written there."""
        return self._connection.execute(_SOURCE_OF_SINK, {"sink": sink}).scalar()

    # two runs side by side

    def matched_rows(self, before: str, after: str, by: MatchedBy) -> Iterator[RowPair]:
        """Each row of the first run with its counterpart in the second, from the top."""
        return matched_rows(self._connection, before, after, by)

    def new_rows(self, before: str, after: str, by: MatchedBy) -> Iterator[RowEnd]:
        """Each row of the second run that the first does not have, from the top."""
        return new_rows(self._connection, before, after, by)

    def last_sign(self, run_id: str) -> float | None:
        """When a run last did something; None where it never did."""
        return last_sign(self._connection, run_id)

    # work

    def next_due(self, run_id: str, now: float, *, only_begun: bool = False) -> float | None:
        """The earliest time at which a claim may give something that it does not give now; None where nothing waits.

        only_begun: rows that were never tried are not wanted.
        """
        return waits.next_due(self._connection, run_id, now, only_begun=only_begun)

    def shares_sites(self, run_id: str, other: str) -> bool:
        """Whether both runs still have work at one site: it is visited by one of them at a time."""
        return waits.shares_sites(self._connection, run_id, other)

    def carried_pages(self, run_id: str, company_id: int) -> tuple[Page, ...]:
        """What earlier attempts of the run read of a company, and its bodies are still there."""
        return pages.carried(self._connection, run_id, company_id)

    def former(self, run_id: str, company_id: int) -> Former:
        """What this run, an earlier one, left of a company."""
        return former.read(self._connection, run_id, company_id)

    def site(self, site_key: str) -> SiteKnowledge:
        """What is known of a site; nothing but defaults where it was never met."""
        return sites.known(self._connection, [site_key]).get(site_key, SiteKnowledge())

    def sites(self, run_id: str | None = None) -> Iterator[tuple[str, SiteKnowledge]]:
        """What is known of each site, by its key, in their order. run_id: of those alone that rows of this run name."""
        return sites.all_known(self._connection, run_id)

    # rows

    def results(self, run_id: str) -> Iterator[RowResult]:
        """How each row stands, from the top."""
        return sheet.results(self._connection, run_id)

    def sheet_rows(self, run_id: str, fields: Catalogue | None = None) -> Iterator[ResultRow]:
        """Each row with its cells on both tabs, from the top; details is None where nothing was found yet.

        fields: the catalogue of the run; ours if not given.
        """
        return sheet.sheet_rows(self._connection, run_id, fields)

    def some_sheet_rows(
        self, run_id: str, record_ids: Iterable[str], fields: Catalogue | None = None
    ) -> Iterator[ResultRow]:
        """The same of these rows alone, in any order; those that are not in the source are left out."""
        return sheet.some_sheet_rows(self._connection, run_id, record_ids, fields)

    def source_rows(self, run_id: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The record id of each row, from the top, and the user's own cells when it was last brought in."""
        return sheet.source_rows(self._connection, run_id)

    def changes(self, run_id: str, after: int) -> Changes:
        """Which rows of a run became other since this event; see store/changes."""
        return changes.changes(self._connection, run_id, after)

    def under_way(self, run_id: str) -> dict[str, str]:
        """What is noted of the rows that are being visited or wait, by record id: it changes without an event."""
        return changes.under_way(self._connection, run_id)

    def find_company(self, run_id: str | None, text: str, website_key: str | None = None) -> list[CompanyMatch]:
        """The rows that a person means: those of a record id, else of a website, else of its site, else of a name.

        run_id: None for the newest run that has any. website_key: the text's, as `NewRow` has it; None where it names
        no website.
        """
        return lookup.find(self._connection, run_id, text, website_key)

    def history(self, row_id: int) -> tuple[AttemptRecord, ...]:
        """Every attempt at a row's company in its run, oldest first."""
        return exports.history(self._connection, row_id)

    def facts(self, row_id: int) -> Facts | None:
        """What is known for a row, with its proofs, and the reasons for blanks; None where nothing is."""
        place = self._connection.execute(_PLACE, {"row_id": row_id}).mappings().first()
        if place is None or place["profile_id"] is None:
            return None
        return profiles.facts(self._connection, place["profile_id"])

    def pages_of(self, row_id: int) -> Iterator[Page]:
        """The pages that were read for a row; the text is empty where its snapshot was pruned."""
        place = self._connection.execute(_PLACE, {"row_id": row_id}).mappings().first()
        if place is None:
            return iter(())
        return pages.of_company(self._connection, place["from"] or place["run_id"], place["company_id"])

    # facts to be worked out anew: see store/reworking

    def how_many_to_rework(self, run_id: str, before: float) -> int:
        """Companies of this run whose facts were last written before this time."""
        return reworking.how_many(self._connection, run_id, before)

    def to_rework(self, run_id: str, after: int, before: float, most: int) -> list[Stored]:
        """The next of them, at most so many, by their ids after this one."""
        return reworking.to_rework(self._connection, run_id, after, before, most)

    def rows_of_other_runs(self, run_id: str) -> int:
        """Rows that show what an earlier run found, whose pages lie with that run."""
        return reworking.elsewhere(self._connection, run_id)

    # before a run

    def fresh(
        self, keys: Collection[str], now: float, fresh_for_s: float, researcher: str, *, unproved: bool = False
    ) -> set[str]:
        """Those of these websites, by their keys, that this researcher did lately; at most some thousands at once.

        unproved: also where the site had not proved who it is.
        """
        return outlook.fresh(self._connection, keys, now, fresh_for_s, researcher, unproved=unproved)

    def states(self, run_id: str, record_ids: Collection[str]) -> dict[str, State]:
        """How these rows of a run stand; those that it does not know are absent."""
        return outlook.states(self._connection, run_id, record_ids)

    def paces(self, now: float, most: int) -> list[Pace]:
        """How fast the last so many runs were, the latest first."""
        return outlook.paces(self._connection, now, most)

    # the report

    def progress(self, run_id: str) -> Progress:
        """When the run's rows ended, in steps of time. Raises ConfigurationError where there is no such run."""
        return report_figures.progress(self._connection, self.run(run_id))

    def attempt_times(self, run_id: str) -> AttemptTimes:
        """How long attempts took, and under which deadlines."""
        return report_figures.attempt_times(self._connection, run_id)

    def retries(self, run_id: str) -> Retries:
        """How often what was tried again, and what that won."""
        return report_figures.retries(self._connection, run_id)

    def shares(self, run_id: str, field: str, most: int, fold: Fold = Fold.NONE) -> Shares:
        """How a field's values are spread over the companies that are done; see report_figures.shares."""
        return report_figures.shares(self._connection, run_id, field, most, fold)

    def report_rows(self, run_id: str, most: int) -> Iterator[ReportRow]:
        """The first rows from the top as a report shows them, so many at most."""
        return report_figures.report_rows(self._connection, run_id, most)

    # what was written where; sink: see store/cells

    def is_known_sink(self, sink: str) -> bool:
        """Whether anything was noted of what was written there."""
        return cells.is_known(self._connection, sink)

    def marks(self, sink: str, tab: Tab, record_ids: Sequence[str]) -> dict[str, str]:
        """The marks of what was last written of these rows; those of which nothing was are absent."""
        return cells.marks(self._connection, sink, tab, record_ids)

    def cells(self, sink: str, tab: Tab, record_ids: Sequence[str], besides: Sequence[str] = ()) -> dict[str, States]:
        """What was written of these rows, the newest first: field to digest, blank fields left out.

        besides: other sinks that write there; their states follow.
        """
        return cells.states(self._connection, sink, tab, record_ids, besides)

    def sinks_begun(self, beginning: str) -> list[str]:
        """The sinks of which anything is known but rows, and whose names begin so."""
        return cells.begun(self._connection, beginning)

    def noted_rows(self, sink: str, tab: Tab) -> list[str]:
        """The record ids of all rows of which anything was written there, in whatever run."""
        return cells.noted(self._connection, sink, tab)

    def pins(self, sink: str) -> dict[tuple[Tab, str], dict[str, str]]:
        """What people wrote into the sink, by tab and record id: field to their text."""
        return cells.pins(self._connection, sink)

    def asked_again(self, sink: str) -> frozenset[str]:
        """The record ids of the rows that people ask for again, and no run has taken up yet."""
        return cells.asked_again(self._connection, sink)

    def stamps(self, sink: str) -> list[list[int]]:
        """How the sink's files stood when all in them was known; empty where that was never noted."""
        return cells.stamps(self._connection, sink)

    def sent(self, sink: str) -> Sent:
        """What was on its way to a sink over the network, see store/cells."""
        return cells.sent(self._connection, sink)

    def made(self, sink: str) -> tuple[str, ...]:
        """The headers of columns that were made there, or were about to be."""
        return cells.made(self._connection, sink)

    def calls_left(self, account: str, kind: str, quota: Quota, now: float) -> int:
        """How many calls of a service may be made at once now, by all that this journal knows of."""
        return quotas.left(self._connection, account, kind, quota, now)

    # the feed

    def events_after(self, run_id: str, seq: int, limit: int) -> list[Event]:
        """At most `limit` events of a run after this number, oldest first."""
        return events.events_after(self._connection, run_id, seq, limit)

    def last_seq(self, run_id: str) -> int:
        """The number of a run's last event; 0 where it has none."""
        return events.last_seq(self._connection, run_id)

    # exports: see exports.export_columns

    def export_profiles(self, run_id: str) -> Iterator[Record]:
        """Every row with every field of the catalogue."""
        return exports.export_profiles(self._connection, run_id)

    def export_evidence(self, run_id: str) -> Iterator[Record]:
        """Every value that was found, kept or dropped, with its proof."""
        return exports.export_evidence(self._connection, run_id)

    def export_pages(self, run_id: str, visible_text: VisibleText) -> Iterator[Record]:
        """Every page that was read; visible_text makes its `text` from its `html`."""
        return exports.export_pages(self._connection, run_id, visible_text)

    def export_attempts(self, run_id: str) -> Iterator[Record]:
        """Every attempt."""
        return exports.export_attempts(self._connection, run_id)
