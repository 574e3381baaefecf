"""Which companies are visited next.

    for one claim:   due retries  ──┐
                     (by priority,  ├─ merged ─> one a site, none of a busy or held site ─> all rows of its company
                     then due time) │
                     new rows     ──┘
                     (by priority, then position)

Both streams are read in the order of an index and in windows, so that a claim costs the same with a hundred rows
waiting and with a million. Rows of sites that are busy, held, or already chosen are passed over within the index.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, or_, select, union_all, update

from theodore.model.company import Company
from theodore.model.states import CLAIMABLE, State, check_transition
from theodore.model.statistics import SiteKnowledge
from theodore.store import attempts, former, sites
from theodore.store.events import Feed
from theodore.store.prepared import fetch, run, run_many
from theodore.store.records import Claim, RowRef, StaleClaim, Wish
from theodore.store.schema import rows
from theodore.store.schema import sites as sites_table

DeadlineFor = Callable[[SiteKnowledge, int], float]

#: Rows that are looked at beyond those that are wanted, for duplicates of a site among them.
_AHEAD = 16

# blocked_sites -- Sites with an attempt under way, and those that asked to be left alone. A lease of this run holds
# until it is given back; that of another run, which may have died, until its time is over.
_blocked = union_all(
    select(rows.c.site_key).where(
        rows.c.lease_until.is_not(None),
        rows.c.site_key.is_not(None),
        or_(rows.c.run_id == bindparam("run_id"), rows.c.lease_until > bindparam("now")),
    ),
    select(sites_table.c.site_key).where(sites_table.c.hold_until > bindparam("now")),
)


def _candidates(place: Any, *conditions: Any) -> Select[Any]:
    """Rows in the order of their index. place: what orders the rows of one priority."""
    return (
        select(rows.c.id, rows.c.company_id, rows.c.site_key, rows.c.priority, rows.c.tries, place.label("place"))
        .where(
            rows.c.run_id == bindparam("run_id"),
            *conditions,
            rows.c.tries >= bindparam("least_tries"),
            # a row without a site has nothing to wait for
            or_(rows.c.site_key.is_(None), rows.c.site_key.not_in(_blocked)),
        )
        .order_by(rows.c.priority.desc(), place)
        .limit(bindparam("window"))
    )


# due_rows -- Rows whose wait is over, the longest over first. `due_at` is set for rows that wait, and for no others.
_DUE = _candidates(rows.c.due_at, rows.c.due_at <= bindparam("now"))

_sibling = rows.alias("sibling")
# new_rows -- Rows in the order of the table. One added beside a row of the same website that waits, waits too.
_NEW = _candidates(
    rows.c.position,
    rows.c.state == State.PENDING,
    ~select(_sibling.c.id)
    .where(
        _sibling.c.run_id == rows.c.run_id,
        _sibling.c.company_id == rows.c.company_id,
        _sibling.c.due_at > bindparam("now"),
    )
    .exists(),
)


def _beyond(candidates: Select[Any]) -> Select[Any]:
    """The same, without what was chosen already."""
    taken_sites: Any = bindparam("taken_sites", expanding=True)
    return candidates.where(
        rows.c.company_id.not_in(bindparam("taken_companies", expanding=True)),
        or_(rows.c.site_key.is_(None), rows.c.site_key.not_in(taken_sites)),
    )


_DUE_BEYOND, _NEW_BEYOND = _beyond(_DUE), _beyond(_NEW)

# rows_of_company -- All that go together: the same website is visited once and fills every row of it. Not ordered
# here: SQLite would walk the whole run for the sake of the order. One company after the other: for the few that are
# claimed at a time this is quicker than a list.
_OF_COMPANY = select(
    rows.c.id,
    rows.c.record_id,
    rows.c.position,
    rows.c.name,
    rows.c.website,
    rows.c.priority,
    rows.c.state,
    rows.c.version,
    rows.c.tries,
    rows.c.retries,
    rows.c.wish,
    rows.c.rung,
    rows.c.climbs,
).where(
    rows.c.run_id == bindparam("run_id"),
    rows.c.company_id == bindparam("company_id"),
    or_(*(rows.c.state == state for state in sorted(CLAIMABLE))),
)

# take_row -- Compare and set: whoever changed the row in between changed its version too.
_TAKE = (
    update(rows)
    .where(rows.c.id == bindparam("row_id"), rows.c.version == bindparam("seen"))
    .values(
        state=State.PROCESSING,
        version=rows.c.version + 1,
        due_at=None,
        lease_owner=bindparam("owner"),
        lease_until=bindparam("until"),
        tries=bindparam("tried"),
        progress=bindparam("note"),
        updated_at=bindparam("now"),
    )
)

# give_back_row -- The attempt was begun and counts among the tries, not among the retries.
_GIVE_BACK = (
    update(rows)
    .where(rows.c.id == bindparam("row_id"), rows.c.version == bindparam("seen"), rows.c.state == State.PROCESSING)
    .values(
        state=State.PENDING,
        version=rows.c.version + 1,
        lease_owner=None,
        lease_until=None,
        progress="",
        updated_at=bindparam("now"),
    )
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a claim asks for.

    limit: at most so many companies, of which max_new were never tried in this run; None for any number.
    lease_s: after so many seconds another run may visit the same sites.
    """

    run_id: str
    limit: int
    now: float
    owner: str
    lease_s: float
    max_new: int | None = None


def claim(connection: Connection, feed: Feed, wanted: Wanted, deadline_for: DeadlineFor) -> list[Claim]:
    """Take the next companies; fewer than were wanted where no more may be visited now."""
    chosen = _choose(connection, wanted)
    known = sites.known(connection, (head.site_key for head in chosen if head.site_key is not None))
    return [_begin(connection, feed, wanted, head, known, deadline_for) for head in chosen]


def release(connection: Connection, feed: Feed, claims: Sequence[Claim], now: float) -> None:
    """Give claims back: their rows are pending again, their attempts interrupted. Rows that changed are left alone."""
    attempts.interrupt(connection, [claim.attempt_id for claim in claims], now)
    for given_back in claims:
        for row in given_back.rows:
            if run(connection, _GIVE_BACK, {"row_id": row.row_id, "seen": row.version, "now": now}):
                feed.append(given_back.run_id, row.row_id, now, "interrupted", {"company": row.name})


@dataclass(slots=True)
class _Choice:
    """What was chosen so far, and what may still be."""

    wanted: Wanted
    heads: list[Row[Any]]
    companies: set[int]
    sites: set[str]
    new: int = 0

    @property
    def room(self) -> int:
        return self.wanted.limit - len(self.heads)

    @property
    def only_begun(self) -> bool:
        return self.wanted.max_new is not None and self.new >= self.wanted.max_new

    def offer(self, head: Row[Any]) -> None:
        """Take this row's company, unless there is a reason not to."""
        is_new = head.tries == 0
        if self.room <= 0 or head.company_id in self.companies or head.site_key in self.sites:
            return
        if is_new and self.only_begun:
            return
        self.heads.append(head)
        self.companies.add(head.company_id)
        self.new += is_new
        if head.site_key is not None:
            self.sites.add(head.site_key)


def _choose(connection: Connection, wanted: Wanted) -> list[Row[Any]]:
    """The row that leads each company to be claimed."""
    choice = _Choice(wanted, [], set(), set())
    window = wanted.limit + _AHEAD
    while choice.room > 0:
        candidates, is_all = _window(connection, choice, window)
        for head in candidates:
            choice.offer(head)
        if is_all:
            break
    return choice.heads


def _window(connection: Connection, choice: _Choice, size: int) -> tuple[list[Row[Any]], bool]:
    """The best candidates that are left, best first, and whether there are no others."""
    due, new = _streams(connection, choice, size)
    ranked = sorted([*((_rank(row, 0), row) for row in due), *((_rank(row, 1), row) for row in new)], key=_first)
    # what lies behind a full window is not known, so nothing that ranks after its last row is sure of its place
    horizons = [_rank(found[-1], is_new) for is_new, found in enumerate((due, new)) if len(found) == size]
    if not horizons:
        return [row for _, row in ranked], True
    return [row for rank, row in ranked if rank <= min(horizons)], False


def _streams(connection: Connection, choice: _Choice, size: int) -> tuple[Sequence[Row[Any]], Sequence[Row[Any]]]:
    """The next of either kind, at most `size` of each."""
    wanted = choice.wanted
    values = {"run_id": wanted.run_id, "now": wanted.now, "least_tries": int(choice.only_begun), "window": size}
    if not choice.heads:
        return fetch(connection, _DUE, values), fetch(connection, _NEW, values)
    # seldom: the first window was full of rows of the same few sites
    taken = {"taken_companies": sorted(choice.companies), "taken_sites": sorted(choice.sites)}
    due = connection.execute(_DUE_BEYOND, values | taken).all()
    return due, connection.execute(_NEW_BEYOND, values | taken).all()


Rank = tuple[int, int, float, int]


def _rank(row: Row[Any], is_new: int) -> Rank:
    """Priority first, then due retries before new rows, then their own order; the lowest is next."""
    return -row.priority, is_new, row.place, row.id


def _first(ranked: tuple[Rank, Row[Any]]) -> Rank:
    return ranked[0]


def _group(connection: Connection, run_id: str, company_id: int) -> list[Row[Any]]:
    """The claimable rows of a company, in the order of the table."""
    found = fetch(connection, _OF_COMPANY, {"run_id": run_id, "company_id": company_id})
    return sorted(found, key=lambda row: row.position)


def _begin(
    connection: Connection,
    feed: Feed,
    wanted: Wanted,
    head: Row[Any],
    known: dict[str, SiteKnowledge],
    deadline_for: DeadlineFor,
) -> Claim:
    """Begin an attempt at the company that this row leads."""
    group = _group(connection, wanted.run_id, head.company_id)
    first = group[0]
    number = max(row.tries for row in group)
    retries = max(row.retries for row in group)
    site = known.get(head.site_key, SiteKnowledge())
    deadline_s = deadline_for(site, retries)
    _take(connection, wanted, group, number + 1)
    attempt_id = attempts.begin(
        connection,
        wanted.run_id,
        head.company_id,
        number=number,
        retry=retries,
        owner=wanted.owner,
        started_at=wanted.now,
        deadline_s=deadline_s,
    )
    for row in group:
        data = {"company": row.name, "website": row.website, "record_id": row.record_id}
        data |= {"attempt": number + 1, "retry": retries, "deadline_s": deadline_s}
        feed.append(wanted.run_id, row.id, wanted.now, "attempt_started", data)
    return Claim(
        attempt_id=attempt_id,
        run_id=wanted.run_id,
        company_id=head.company_id,
        rows=tuple(RowRef(row.id, row.version + 1, row.record_id, row.name, row.website) for row in group),
        company=Company(first.record_id, first.name, first.website, max(row.priority for row in group)),
        site_key=head.site_key,
        site=site,
        number=number,
        retries_done=retries,
        deadline_s=deadline_s,
        started_at=wanted.now,
        former_run=former.run_of(connection, wanted.run_id, head.company_id),
        again=any(row.wish == Wish.AGAIN.value for row in group),
        rung=max((row.rung for row in group if row.rung is not None), default=None),
        climbs_done=max(row.climbs for row in group),
    )


def _take(connection: Connection, wanted: Wanted, group: Sequence[Row[Any]], tried: int) -> None:
    for row in group:
        check_transition(State(row.state), State.PROCESSING)
    taken = run_many(
        connection,
        _TAKE,
        [
            {
                "row_id": row.id,
                "seen": row.version,
                "owner": wanted.owner,
                "until": wanted.now + wanted.lease_s,
                "tried": tried,
                "note": f"attempt {tried}",
                "now": wanted.now,
            }
            for row in group
        ],
    )
    if taken != len(group):
        raise StaleClaim(f"{group[0].name}: a row changed while it was being claimed")
