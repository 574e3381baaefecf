"""The first tables. See schema.py for what each is for; this file is never changed once it was released."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

# as they were when this was written: later changes of the program's own types do not reach back
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _cells()
    _companies()
    _runs()
    _sites()
    _snapshots()
    _attempts()
    _deliveries()
    _evidence()
    _pages()
    _profiles()
    _spending()
    _rows()
    _events()


def _cells() -> None:
    op.create_table(
        "cells",
        sa.Column("sink", sa.Text(), nullable=False),
        sa.Column("tab", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("written_at", sa.Double(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("sink", "tab", "record_id", "field", name="pk_cells"),
    )


def _companies() -> None:
    op.create_table(
        "companies",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("profile_id", ID),
        sa.Column("researched_at", sa.Double()),
        sa.PrimaryKeyConstraint("id", name="pk_companies"),
        sa.UniqueConstraint("key", name="uq_companies_key"),
    )


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sink", sa.Text(), nullable=False),
        sa.Column("tab", sa.Text(), nullable=False),
        sa.Column("columns", JSON, nullable=False),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Double(), nullable=False),
        sa.Column("ended_at", sa.Double()),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_index("ix_runs_key", "runs", ["key", "started_at"])


def _sites() -> None:
    op.create_table(
        "sites",
        sa.Column("site_key", sa.Text(), nullable=False),
        sa.Column("seconds", JSON, nullable=False),
        sa.Column("timed_out", JSON, nullable=False),
        sa.Column("is_complex", sa.Boolean(), nullable=False),
        sa.Column("is_simple", sa.Boolean(), nullable=False),
        sa.Column("hold_until", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("site_key", name="pk_sites"),
    )
    op.create_index("ix_sites_hold_until", "sites", ["hold_until"])


def _snapshots() -> None:
    op.create_table(
        "snapshots",
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("stored_bytes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("content_hash", name="pk_snapshots"),
    )
    op.create_index("ix_snapshots_age", "snapshots", ["created_at", "stored_bytes"])


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", ID, nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("company_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("retry", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Double(), nullable=False),
        sa.Column("deadline_s", sa.Double(), nullable=False),
        sa.Column("ended_at", sa.Double()),
        sa.Column("seconds", sa.Double()),
        sa.Column("outcome", sa.Text()),
        sa.Column("error_type", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("message", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("status", sa.Integer()),
        sa.Column("wait_s", sa.Double()),
        sa.Column("final_origin", sa.Text()),
        sa.Column("robots_limited", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("pages", sa.Integer(), server_default="0", nullable=False),
        sa.Column("requests", sa.Integer(), server_default="0", nullable=False),
        sa.Column("wire_bytes", ID, server_default="0", nullable=False),
        sa.Column("missed", JSON, server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_attempts_company_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_attempts_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
    )
    op.create_index("ix_attempts_company", "attempts", ["company_id", "run_id", "number"])
    op.create_index("ix_attempts_run", "attempts", ["run_id", "outcome"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", ID, nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("sink", sa.Text(), nullable=False),
        sa.Column("seq", ID, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_deliveries_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_run", "deliveries", ["run_id", "id"])


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", ID, nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("company_id", ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", JSON, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("derived_from", JSON, nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("extractor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_evidence_company_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_evidence_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_company", "evidence", ["company_id", "run_id"])


def _pages() -> None:
    op.create_table(
        "pages",
        sa.Column("id", ID, nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("company_id", ID, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("final_url", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", JSON, nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("fetched_at", sa.Double(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("wire_bytes", ID, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_pages_company_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_pages_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pages"),
        sa.UniqueConstraint("run_id", "company_id", "url", name="uq_pages_run_id_company_id_url"),
    )


def _profiles() -> None:
    op.create_table(
        "profiles",
        sa.Column("id", ID, nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("company_id", ID, nullable=False),
        sa.Column("profile", JSON, nullable=False),
        sa.Column("blanks", JSON, nullable=False),
        sa.Column("coverage", sa.Double(), nullable=False),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("completed_at", sa.Double()),
        sa.Column("updated_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_profiles_company_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_profiles_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_profiles"),
        sa.UniqueConstraint("run_id", "company_id", name="uq_profiles_run_id_company_id"),
    )


def _spending() -> None:
    op.create_table(
        "spending",
        sa.Column("id", ID, nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("company_id", ID),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("input_tokens", ID, nullable=False),
        sa.Column("output_tokens", ID, nullable=False),
        sa.Column("cost_usd", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_spending_company_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_spending_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_spending"),
    )
    op.create_index("ix_spending_run", "spending", ["run_id"])


def _rows() -> None:
    op.create_table(
        "rows",
        sa.Column("id", ID, nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("company_id", ID, nullable=False),
        sa.Column("site_key", sa.Text()),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("cells", JSON, nullable=False),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.Double()),
        sa.Column("lease_owner", sa.Text()),
        sa.Column("lease_until", sa.Double()),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("seconds", sa.Double(), server_default="0", nullable=False),
        sa.Column("progress", sa.Text(), server_default="", nullable=False),
        sa.Column("partial", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("error_type", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("message", sa.Text()),
        sa.Column("error_notes", sa.Text()),
        sa.Column("profile_id", ID),
        sa.Column("updated_at", sa.Double(), nullable=False),
        sa.Column("ended_at", sa.Double()),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_rows_company_id"),
        sa.ForeignKeyConstraint(["profile_id"], ["profiles.id"], name="fk_rows_profile_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_rows_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_rows"),
        sa.UniqueConstraint("run_id", "record_id", name="uq_rows_run_id_record_id"),
    )
    op.create_index("ix_rows_company", "rows", ["company_id", "run_id", "state"])
    op.create_index(
        "ix_rows_due",
        "rows",
        ["run_id", sa.text("priority DESC"), "due_at", "site_key", "company_id", "tries"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_rows_leased",
        "rows",
        ["site_key", "run_id", "lease_until"],
        sqlite_where=sa.text("lease_until IS NOT NULL"),
        postgresql_where=sa.text("lease_until IS NOT NULL"),
    )
    op.create_index(
        "ix_rows_new",
        "rows",
        ["run_id", "state", sa.text("priority DESC"), "position", "site_key", "company_id", "tries"],
    )
    op.create_index("ix_rows_position", "rows", ["run_id", "position"])
    op.create_index("ix_rows_site", "rows", ["run_id", "site_key", "state", "tries"])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("seq", ID, nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("row_id", ID),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.ForeignKeyConstraint(["row_id"], ["rows.id"], name="fk_events_row_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_events_run_id"),
        sa.PrimaryKeyConstraint("seq", name="pk_events"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_run", "events", ["run_id", "seq"])


def downgrade() -> None:
    op.drop_table("events")
    op.drop_table("rows")
    op.drop_table("spending")
    op.drop_table("profiles")
    op.drop_table("pages")
    op.drop_table("evidence")
    op.drop_table("deliveries")
    op.drop_table("attempts")
    op.drop_table("snapshots")
    op.drop_table("sites")
    op.drop_table("runs")
    op.drop_table("companies")
    op.drop_table("cells")
