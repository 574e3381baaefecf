"""Forgetting: what is known of a company, or of a person, goes from the journal.

    domain         its companies' facts, evidence, pages, attempts, and what is known of the site; their rows keep their
                   record id and place, and nothing else, until a run brings in what the table has there
    all kinds      evidence that holds it, what follows from that, and every value that has no other proof; items of
                   lists, entries of mappings and whole texts that hold it; pages that hold it, with their bodies

All of it is one transaction: killed in the midst, nothing was done. What was deleted stands in the file's free pages
until store/gone has vacuumed it. What the rows of `cells` hold are digests of four bytes, which say nothing; they stay,
so that the next write knows its own cells in the sheet and replaces them. Those of a whole company go as well, but not
where they are of a Google Sheet, of which no other than those cells is written.

Left as they are, and found by the search afterwards, are the names that a person gave to files and tabs: a run is known
by them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    delete,
    null,
    select,
    update,
)

from theodore.model.location import is_online
from theodore.model.packing import unpacked
from theodore.model.states import State
from theodore.store.engine import writer_engine
from theodore.store.faults import translated
from theodore.store.figures import STREAMED
from theodore.store.forgotten import FORGOTTEN, Forgotten, unnamed, update_lines
from theodore.store.proofs import forget_proofs
from theodore.store.rows import chunks
from theodore.store.schema import (
    attempts,
    cells,
    companies,
    events,
    evidence,
    pages,
    pins,
    profiles,
    rows,
    runs,
    sites,
    snapshots,
    spending,
)
from theodore.store.scrubs import scrub
from theodore.store.traces import Kind, Trace

#: So many pages of others are named that lose their body with a forgotten one.
_NAMED = 50

_company_rows = rows.c.company_id.in_(bindparam("ids", expanding=True))

# empty_rows -- Of a run that is over they are done with; of one that is not, they wait for what the table says now.
_EMPTY = (
    update(rows)
    .where(_company_rows)
    .values(
        name="",
        website="",
        site_key=null(),
        state=State.CANCELLED,
        version=rows.c.version + 1,
        due_at=null(),
        lease_owner=null(),
        lease_until=null(),
        tries=0,
        retries=0,
        seconds=0.0,
        progress=FORGOTTEN,
        partial=False,
        error_type=null(),
        reason=null(),
        message=null(),
        error_notes=null(),
        profile_id=null(),
        updated_at=bindparam("now"),
        ended_at=bindparam("now"),
        wish="do",
        rung=null(),
        climbs=0,
    )
)
_REOPEN = (
    update(rows)
    .where(_company_rows, rows.c.run_id.in_(select(runs.c.id).where(runs.c.state != "finished")))
    .values(state=State.PENDING, ended_at=null())
)


def look(path: Path, trace: Trace, now: float) -> Forgotten:
    """What would go from the journal at `path`; nothing is changed."""
    return _work(path, trace, now, keep=False)


def forget(path: Path, trace: Trace, now: float) -> Forgotten:
    """Remove it from the journal at `path`, all or nothing. Raises JournalUnavailable."""
    return _work(path, trace, now, keep=True)


def _work(path: Path, trace: Trace, now: float, *, keep: bool) -> Forgotten:
    engine = writer_engine(path)
    try:
        with translated(path), engine.connect() as connection:
            # what is deleted is written over, in the pages of the file that stay in use as well
            connection.connection.cursor().execute("PRAGMA secure_delete = ON").fetchall()
            with connection.begin() as transaction:
                found = _forget(connection, trace, now)
                if not keep:
                    transaction.rollback()
                return found
    finally:
        engine.dispose()


def _forget(connection: Connection, trace: Trace, now: float) -> Forgotten:
    found = Forgotten()
    if trace.kind is Kind.DOMAIN:
        _forget_companies(connection, trace, now, found)
    forget_proofs(connection, trace, found)
    _forget_pages(connection, trace, found)
    _forget_sites(connection, trace, found)
    scrub(connection, trace, found)
    return found


# a company as a whole


def _forget_companies(connection: Connection, trace: Trace, now: float, found: Forgotten) -> None:
    named = [row.id for row in connection.execute(select(companies.c.id, companies.c.key)) if trace.is_in(row.key)]
    of_site = connection.execute(select(rows.c.company_id).where(rows.c.site_key == trace.text)).scalars()
    for ids in chunks(sorted({*named, *of_site})):
        found.add("companies", len(ids))
        _forget_bodies(connection, ids, found)
        _forget_rows(connection, ids, now, found)
        of_profiles = select(profiles.c.id).where(profiles.c.company_id.in_(ids))
        connection.execute(update(rows).where(rows.c.profile_id.in_(of_profiles)).values(profile_id=null()))
        for kind, table in (("evidence", evidence), ("profiles", profiles), ("pages", pages), ("attempts", attempts)):
            found.add(kind, connection.execute(delete(table).where(table.c.company_id.in_(ids))).rowcount)
        # what it cost stays in the sums
        connection.execute(update(spending).where(spending.c.company_id.in_(ids)).values(company_id=null()))
        connection.execute(
            update(companies)
            .where(companies.c.id.in_(ids))
            .values(key=unnamed(companies.c.id), profile_id=null(), researched_at=null(), researcher=null())
        )


def _forget_bodies(connection: Connection, ids: Sequence[int], found: Forgotten) -> None:
    """Also where others sent the same body: it is this company's page, too."""
    of_company = select(pages.c.content_hash).where(pages.c.company_id.in_(ids))
    others = (
        select(pages.c.url)
        .join(snapshots, snapshots.c.content_hash == pages.c.content_hash)
        .where(pages.c.content_hash.in_(of_company), pages.c.company_id.not_in(ids))
        .distinct()
    )
    urls = connection.execute(others.order_by(pages.c.url)).scalars().all()
    found.add("shared pages", len(urls))
    found.shared += urls[: _NAMED - len(found.shared)]
    found.add(
        "snapshots", connection.execute(delete(snapshots).where(snapshots.c.content_hash.in_(of_company))).rowcount
    )


def _forget_rows(connection: Connection, ids: Sequence[int], now: float, found: Forgotten) -> None:
    mine = connection.execute(
        select(rows.c.id, rows.c.run_id, rows.c.record_id, rows.c.cells, runs.c.sink, runs.c.tab)
        .join(runs, runs.c.id == rows.c.run_id)
        .where(rows.c.company_id.in_(ids))
    ).all()
    found.add("rows emptied", len(mine), (row.run_id for row in mine))
    connection.execute(_EMPTY, {"ids": ids, "now": now})
    connection.execute(_REOPEN, {"ids": ids})
    update_lines(connection, rows, [{"id": row.id, "cells": [""] * len(row.cells)} for row in mine])
    for ended in chunks([row.id for row in mine]):
        told = connection.execute(select(events.c.seq, events.c.data).where(events.c.row_id.in_(ended)))
        changes = [{"seq": event.seq, "data": _numbers(event.data)} for event in told]
        found.add("events", len(changes))
        update_lines(connection, events, changes)
    by_sink: defaultdict[str, list[str]] = defaultdict(list)
    for row in mine:
        for sink in (row.sink, f"{row.sink}\n{row.tab}"):
            by_sink[sink].append(row.record_id)
    for sink, record_ids in by_sink.items():
        for some in chunks(record_ids):
            for kind, table in (("written cells", cells), ("pinned cells", pins)):
                # a file is written anew as a whole; in a Google Sheet, what still stands there and is not known for
                # ours would be taken for a person's words, and be kept
                if table is pins or not is_online(sink):
                    of_rows = and_(table.c.sink == sink, table.c.record_id.in_(some))
                    found.add(kind, connection.execute(delete(table).where(of_rows)).rowcount)


def _numbers(data: dict[str, Any]) -> dict[str, Any]:
    """What an event says in numbers, and of which row."""
    return {name: "" if isinstance(value, str) and name != "record_id" else value for name, value in data.items()}


# pages


def _forget_pages(connection: Connection, trace: Trace, found: Forgotten) -> None:
    """Pages whose address holds it, and the bodies that do; those of others that are the same, too."""
    found_at = select(pages.c.id, pages.c.content_hash, pages.c.url, pages.c.final_url, pages.c.content_type)
    doomed = [
        (row.id, row.content_hash)
        for row in connection.execute(found_at.execution_options(yield_per=STREAMED))
        if any(map(trace.is_in, (row.url, row.final_url, row.content_type)))
    ]
    bodies = {content_hash for _, content_hash in doomed}
    stored = select(snapshots.c.content_hash, snapshots.c.body).execution_options(yield_per=STREAMED)
    bodies |= {row.content_hash for row in connection.execute(stored) if _is_in_body(trace, row.body)}
    for some in chunks([number for number, _ in doomed]):
        found.add("pages", connection.execute(delete(pages).where(pages.c.id.in_(some))).rowcount)
    for hashes in chunks(sorted(bodies)):
        gone = delete(snapshots).where(snapshots.c.content_hash.in_(hashes))
        found.add("snapshots", connection.execute(gone).rowcount)


def _is_in_body(trace: Trace, body: bytes) -> bool:
    try:
        return trace.is_in_page(unpacked(body))
    except ValueError:
        # what cannot be read cannot be proved to be free of it, and is good for nothing else
        return True


def _forget_sites(connection: Connection, trace: Trace, found: Forgotten) -> None:
    known = connection.execute(select(sites.c.site_key).execution_options(yield_per=STREAMED)).scalars()
    for some in chunks([key for key in known if key == trace.text or trace.is_in(key)]):
        found.add("sites", connection.execute(delete(sites).where(sites.c.site_key.in_(some))).rowcount)
