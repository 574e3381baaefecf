"""The tables of the journal.

    runs ──< rows >── companies         a run's rows; rows of one website share a company
      │       └── profiles              what is delivered for the row, perhaps from an earlier run
      ├──< attempts                     the history: one go at one company
      ├──< pages >── snapshots          what a company's website sent, bodies by content hash
      ├──< evidence, profiles           what the pages say
      ├──< events                       the one feed of everything that watches
      ├──< deliveries                   up to which event its table was written
      └──< spending                     what models cost
    sites                               what is known of a site, across runs
    cells, pins, sheets                 what was written where, and what people made of it, across runs
    quotas                              calls to a service that counts them, by all who share its quota

All times are seconds since the epoch, UTC. Types are those that SQLite and PostgreSQL share. The migrations make these
tables; a test holds the two together.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    false,
    literal_column,
)
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.dialects.sqlite import insert as upsert

from theodore.store.columns import CleanText, Id, Json

#: The revision of migrations/ that makes exactly these tables.
REVISION = "0006"

#: `upsert` is `insert` with `on_conflict_...`; PostgreSQL's own has the same shape.
__all__ = ["IN_SOURCE", "REVISION", "metadata", "upsert"]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# One run over one table. id: its day and its number on that day, which a person can type.
# key: canonical source + sink + tab; the same command finds its run by it.
runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", CleanText, nullable=False),
    Column("source", CleanText, nullable=False),
    Column("sink", CleanText, nullable=False),
    Column("tab", CleanText, nullable=False),
    Column("columns", Json, nullable=False),
    Column("settings", Json, nullable=False),
    Column("state", Text, nullable=False),
    Column("started_at", Double, nullable=False),
    Column("ended_at", Double),
    Index("ix_runs_key", "key", "started_at"),
)

# A website, or, for a row without one, the row itself. profile_id, researched_at, researcher: its last completed
# research, and who did it.
companies = Table(
    "companies",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", CleanText, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("profile_id", Id),  # no foreign key: profiles point back here
    Column("researched_at", Double),
    Column("researcher", CleanText),
    Unique("key"),
)

# What is known of a site, and until when it must be left alone.
sites = Table(
    "sites",
    metadata,
    Column("site_key", CleanText, primary_key=True),
    Column("seconds", Json, nullable=False),
    Column("timed_out", Json, nullable=False),
    Column("is_complex", Boolean, nullable=False),
    Column("is_simple", Boolean, nullable=False),
    Column("hold_until", Double, nullable=False),
    Column("origin", CleanText),
    Column("rung", Integer, nullable=False, server_default="0"),
    Column("rung_at", Double, nullable=False, server_default="0"),
    Index("ix_sites_hold_until", "hold_until"),
)

# What the pages of a company say in a run. completed_at: NULL while the run still tries for more.
profiles = Table(
    "profiles",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("company_id", ForeignKey("companies.id"), nullable=False),
    Column("profile", Json, nullable=False),
    Column("blanks", Json, nullable=False),
    Column("coverage", Double, nullable=False),
    Column("partial", Boolean, nullable=False),
    Column("completed_at", Double),
    Column("updated_at", Double, nullable=False),
    Column("unverified", CleanText),
    Unique("run_id", "company_id"),
)

# One row of the user's table. position: its place, or -1 - that place once it is gone (see IN_SOURCE). due_at is set in
# the states waiting and deferred alone, lease_until in processing alone. tries: attempts begun, interrupted ones too.
# retries: those that counted. seconds: of all its attempts. wish: see records.Wish; "not now" in the state skipped
# alone.
rows = Table(
    "rows",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("company_id", ForeignKey("companies.id"), nullable=False),
    Column("site_key", CleanText),
    Column("record_id", CleanText, nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", CleanText, nullable=False),
    Column("website", CleanText, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("cells", Json, nullable=False),
    Column("state", Text, nullable=False, server_default="pending"),
    Column("version", Integer, nullable=False, server_default="0"),
    Column("due_at", Double),
    Column("lease_owner", CleanText),
    Column("lease_until", Double),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("retries", Integer, nullable=False, server_default="0"),
    Column("seconds", Double, nullable=False, server_default="0"),
    Column("progress", CleanText, nullable=False, server_default=""),
    Column("partial", Boolean, nullable=False, server_default=false()),
    Column("error_type", Text),
    Column("reason", Text),
    Column("message", CleanText),
    Column("error_notes", CleanText),
    Column("profile_id", ForeignKey("profiles.id")),
    Column("updated_at", Double, nullable=False),
    Column("ended_at", Double),
    Column("wish", Text, nullable=False, server_default="do"),
    Column("rung", Integer),
    Column("climbs", Integer, nullable=False, server_default="0"),
    Unique("run_id", "record_id"),
    # in the order of the sheet
    Index("ix_rows_position", "run_id", "position"),
    # the rows of a company that go together
    Index("ix_rows_company", "company_id", "run_id", "state"),
    # whether a held site keeps rows of a run waiting
    Index("ix_rows_site", "run_id", "site_key", "state", "tries"),
)
#: Rows whose place is below zero were in the source once and are no longer: only their history remains.
IN_SOURCE = rows.c.position >= 0

# Rows that the run leaves out; empty where it leaves out none.
Index(
    "ix_rows_not_chosen",
    rows.c.run_id,
    rows.c.position,
    sqlite_where=rows.c.wish == literal_column("'not now'"),
    postgresql_where=rows.c.wish == literal_column("'not now'"),
)
# New rows in the order in which they are claimed. With all that a claim asks of a row, so that the rows of busy sites
# are passed over within the index.
Index(
    "ix_rows_new",
    rows.c.run_id,
    rows.c.state,
    rows.c.priority.desc(),
    rows.c.position,
    rows.c.site_key,
    rows.c.company_id,
    rows.c.tries,
)
# Rows that wait for a time, likewise.
Index(
    "ix_rows_due",
    rows.c.run_id,
    rows.c.priority.desc(),
    rows.c.due_at,
    rows.c.site_key,
    rows.c.company_id,
    rows.c.tries,
    sqlite_where=rows.c.due_at.is_not(None),
    postgresql_where=rows.c.due_at.is_not(None),
)
# The sites that are being visited now; as small as the concurrency.
Index(
    "ix_rows_leased",
    rows.c.site_key,
    rows.c.run_id,
    rows.c.lease_until,
    sqlite_where=rows.c.lease_until.is_not(None),
    postgresql_where=rows.c.lease_until.is_not(None),
)

# One go at one company. number: from 0, interrupted ones counted. retry: how many retries came before, from 0.
# outcome: NULL while it runs.
attempts = Table(
    "attempts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("company_id", ForeignKey("companies.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("retry", Integer, nullable=False),
    Column("owner", CleanText, nullable=False),
    Column("started_at", Double, nullable=False),
    Column("deadline_s", Double, nullable=False),
    Column("ended_at", Double),
    Column("seconds", Double),
    Column("outcome", Text),
    Column("error_type", Text),
    Column("reason", Text),
    Column("message", CleanText),
    Column("url", CleanText),
    Column("status", Integer),
    Column("wait_s", Double),
    Column("final_origin", CleanText),
    Column("robots_limited", Boolean, nullable=False, server_default=false()),
    Column("pages", Integer, nullable=False, server_default="0"),
    Column("requests", Integer, nullable=False, server_default="0"),
    Column("wire_bytes", Id, nullable=False, server_default="0"),
    Column("pages_from_cache", Integer, nullable=False, server_default="0"),
    Column("revalidated", Integer, nullable=False, server_default="0"),
    Column("missed", Json, nullable=False, server_default="[]"),
    Column("rung", Integer, nullable=False, server_default="0"),
    Column("way", Text, nullable=False, server_default=""),
    Index("ix_attempts_company", "company_id", "run_id", "number"),
    Index("ix_attempts_run", "run_id", "outcome"),
)

# Bodies, compressed with zstd, each once. size: bytes before compression.
snapshots = Table(
    "snapshots",
    metadata,
    Column("content_hash", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
    Column("stored_bytes", Integer, nullable=False),
    Column("created_at", Double, nullable=False),
    # oldest first; with the size, so that the sum is made without touching a body
    Index("ix_snapshots_age", "created_at", "stored_bytes"),
)

# What was read of a website. content_hash: no foreign key, since snapshots are pruned and the fact of the visit is not.
pages = Table(
    "pages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("company_id", ForeignKey("companies.id"), nullable=False),
    Column("url", CleanText, nullable=False),
    Column("final_url", CleanText, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Json, nullable=False),
    Column("content_type", CleanText, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("depth", Integer, nullable=False),
    Column("fetched_at", Double, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("wire_bytes", Id, nullable=False),
    Column("rendered", Boolean, nullable=False, server_default=false()),
    Column("unverified", Boolean, nullable=False, server_default=false()),
    Unique("run_id", "company_id", "url"),
)

# Every value and its proof. key: what `derived_from` names. extractor: the version that found it.
evidence = Table(
    "evidence",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("company_id", ForeignKey("companies.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("value", Json, nullable=False),
    Column("kind", Text, nullable=False),
    Column("url", CleanText),
    Column("quote", CleanText, nullable=False),
    Column("method", CleanText, nullable=False),
    Column("confidence", Double, nullable=False),
    Column("derived_from", Json, nullable=False),
    Column("kept", Boolean, nullable=False),
    Column("extractor", Text, nullable=False),
    Column("unverified", Boolean, nullable=False, server_default=false()),
    Index("ix_evidence_company", "company_id", "run_id"),
)

# The feed. row_id: NULL where the event is the run's, or that of many rows at once.
events = Table(
    "events",
    metadata,
    Column("seq", Id, primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("row_id", ForeignKey("rows.id")),
    Column("at", Double, nullable=False),
    Column("kind", Text, nullable=False),
    Column("data", Json, nullable=False),
    Index("ix_events_run", "run_id", "seq"),
    sqlite_autoincrement=True,  # a number is never given twice, so a reader may keep its place by it
)

# What was last written of a row on a tab of a sheet. sink: the file, and the tab of its source where it has one.
# mark: a digest of the whole. written: field to digest, blank fields left out. earlier: what stood there before, the
# newest first: of each state the fields that differ from the one after it, "" for a blank.
cells = Table(
    "cells",
    metadata,
    Column("sink", CleanText, primary_key=True),
    Column("tab", Text, primary_key=True),
    Column("record_id", CleanText, primary_key=True),
    Column("mark", Text, nullable=False),
    Column("written", Json, nullable=False),
    Column("earlier", Json, nullable=False),
    sqlite_with_rowid=False,
)

# What people wrote there. pinned: field to their text. again: whether they ask for another visit, which no run has
# taken up yet.
pins = Table(
    "pins",
    metadata,
    Column("sink", CleanText, primary_key=True),
    Column("tab", Text, primary_key=True),
    Column("record_id", CleanText, primary_key=True),
    Column("pinned", Json, nullable=False),
    Column("again", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

# The files of a sink as they were when we last wrote or read them: one stamp each. sent: what was sent to a sink over
# the network and is not confirmed yet: tab to field to digest to record ids, see store/cells. made: the headers of
# columns of ours, from before they are made.
sheets = Table(
    "sheets",
    metadata,
    Column("sink", CleanText, primary_key=True),
    Column("stamps", Json, nullable=False),
    Column("sent", Json, nullable=False, server_default="{}"),
    Column("made", Json, nullable=False, server_default="[]"),
    sqlite_with_rowid=False,
)

# The calls of one kind that an account made lately, the oldest first. held_until: when all who share the account may
# call again.
quotas = Table(
    "quotas",
    metadata,
    Column("account", CleanText, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("calls", Json, nullable=False),
    Column("held_until", Double, nullable=False),
    sqlite_with_rowid=False,
)

# Up to which event a run's results stand in its table.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("sink", CleanText, nullable=False),
    Column("seq", Id, nullable=False),
    Column("at", Double, nullable=False),
    Index("ix_deliveries_run", "run_id", "id"),
)

# What models cost, failures included.
spending = Table(
    "spending",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("company_id", ForeignKey("companies.id")),
    Column("at", Double, nullable=False),
    Column("model", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("input_tokens", Id, nullable=False),
    Column("output_tokens", Id, nullable=False),
    Column("cost_usd", Double, nullable=False),
    Index("ix_spending_run", "run_id"),
)
