"""What goes into the journal and what comes out of it, as plain values.

All times are seconds since the epoch, UTC; durations are in seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final, Literal

from theodore.model.company import Company, SourceRow
from theodore.model.errors import Failure, TheodoreError
from theodore.model.evidence import Blank, Evidence
from theodore.model.fields import Value
from theodore.model.location import called, is_online
from theodore.model.outcome import Outcome
from theodore.model.page import MissedPage
from theodore.model.states import State
from theodore.model.statistics import SiteKnowledge

RunState = Literal["running", "finished", "interrupted"]

#: The setting of a run that has the title of its Google Sheet.
TITLE: Final = "title"


class StaleClaim(TheodoreError):
    """A row changed hands while an attempt ran: whatever the attempt found is no longer wanted."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run over one table.

    id: its day and its number on that day, like `20240229-1`. source, sink: the whole path of a file, or the address of
    a Google Sheet, see model/location. columns: the headers of the user's own columns.
    """

    id: str
    key: str
    source: str
    sink: str
    tab: str
    columns: tuple[str, ...]
    settings: dict[str, Any]
    started_at: float
    ended_at: float | None
    state: RunState

    @property
    def in_place(self) -> bool:
        """Whether the results go into the table itself."""
        return self.source == self.sink

    @property
    def is_online(self) -> bool:
        """Whether the results go into a Google Sheet."""
        return is_online(self.sink)

    @property
    def called(self) -> str:
        """How a person calls its table, without the folders that it lies in."""
        return called(self.source, str(self.settings.get(TITLE) or ""))

    @property
    def source_file(self) -> Path | None:
        """The file of its table; None where that is none."""
        return None if is_online(self.source) else Path(self.source)

    @property
    def sink_file(self) -> Path | None:
        """The file of its results; None where they are in none."""
        return None if is_online(self.sink) else Path(self.sink)


class Wish(Enum):
    """What is wanted of a row that comes in.

    DO: its facts, unless they are fresh. AGAIN: a new visit, however fresh they are. NOT_NOW: nothing in this run; what
    is known of its company is shown.
    """

    DO = "do"
    AGAIN = "again"
    NOT_NOW = "not now"


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row on its way in.

    website_key: names the website, the same for every spelling of it; None where the row has none that can be read.
    site_key: the site that it belongs to, which is visited by one attempt at a time.
    """

    row: SourceRow
    website_key: str | None
    site_key: str | None
    wish: Wish = Wish.DO


@dataclass(frozen=True, slots=True)
class RowRef:
    """A claimed row. version: as it was when claimed; whoever changes the row changes that too."""

    row_id: int
    version: int
    record_id: str
    name: str
    website: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to make one attempt at one company, for all its rows of a run.

    company: as the first of its rows names it. number: attempts made so far in this run, interrupted ones too, so 0
    for the first. retries_done: those of them that count as retries. former_run: the last other run that read pages of
    the company; None where none did. again: somebody asked for these rows again, so that what is known will not do.
    rung: of the ladder of identities that the attempt is to be made on; None where what is known of the site says so.
    climbs_done: steps up the ladder in this run.
    """

    attempt_id: int
    run_id: str
    company_id: int
    rows: tuple[RowRef, ...]
    company: Company
    site_key: str | None
    site: SiteKnowledge
    number: int
    retries_done: int
    deadline_s: float
    started_at: float
    former_run: str | None = None
    again: bool = False
    rung: int | None = None
    climbs_done: int = 0


@dataclass(frozen=True, slots=True)
class Ending:
    """How an attempt ended, and what follows for its rows.

    failure: what the rows say went wrong; None where nothing did. due_at: when waiting or deferred rows may be
    claimed again. wait_s: that wait as it was decided. counts_retry: the attempt to come is a retry. site: what is
    known of the site now; None where nothing new is. label: how the history names it: completed, partial, failed,
    retry, climb, deferred, held, interrupted or cancelled. waits_for: what a row that waits is due for, in a few words.
    rung: where a climb leads to; None where this is none. keeps_pages: whether what was read is stored.
    """

    state: State
    outcome: Outcome
    failure: Failure | None
    partial: bool
    due_at: float | None
    wait_s: float | None
    counts_retry: bool
    label: str
    site: SiteKnowledge | None
    ended_at: float
    seconds: float
    waits_for: str = ""
    rung: int | None = None
    keeps_pages: bool = True


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. seq: its place in the feed, from 1, never given twice. row_id: None for the run's."""

    seq: int
    run_id: str
    row_id: int | None
    at: float
    kind: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """One attempt of a row's history.

    attempt: its number, from 1, interrupted ones counted. retry: how many retries came before it. seconds, outcome:
    None while it runs. wait: seconds decided before the next. pages: of content, in hand at its end. final_origin:
    where the home page was found. missed: chosen and not read. pages_from_cache, revalidated: as in Crawl. rung: of the
    ladder of identities, 0 for the plain one; way: what that was in words, empty for the plain one.
    """

    run_id: str
    record_id: str
    name: str
    website: str
    attempt: int
    retry: int
    started_at: float
    seconds: float | None
    deadline: float
    outcome: str | None
    error_type: str | None
    reason: str | None
    message: str | None
    url: str | None
    status: int | None
    wait: float | None
    pages: int
    requests: int
    wire_bytes: int
    final_origin: str | None
    missed: tuple[MissedPage, ...]
    pages_from_cache: int = 0
    revalidated: int = 0
    rung: int = 0
    way: str = ""


@dataclass(frozen=True, slots=True)
class CompanyMatch:
    """A row that a person may have meant."""

    run_id: str
    row_id: int
    company_id: int
    record_id: str
    name: str
    website: str
    state: State


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a row's company.

    evidence: kept and dropped. completed_at: None while more is tried for. unverified: what is wrong with the
    certificate of a site that was read all the same; empty where nothing is.
    """

    profile: dict[str, Value]
    evidence: tuple[Evidence, ...]
    blanks: dict[str, Blank]
    coverage: float
    partial: bool
    completed_at: float | None
    run_id: str
    unverified: str = ""


@dataclass(frozen=True, slots=True)
class SlowSite:
    """A company that took long. seconds: of all its attempts in the run."""

    record_id: str
    name: str
    website: str
    site_key: str | None
    seconds: float
    attempts: int


@dataclass(frozen=True, slots=True)
class ErrorExample:
    """One kind of final failure in a run: how many rows bear it, and the first of them."""

    error_type: str
    reason: str
    count: int
    record_id: str
    name: str
    website: str
    message: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """The last time a run's results were written. seq: the last event that they contain."""

    run_id: str
    sink: str
    seq: int
    at: float
