"""What is wished of each row; and what was written where, one record a row and tab in place of one a cell.

The table `cells` that this takes away was never written to: with one record a cell it would have had 400,000 for 10,000
companies.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("rows", sa.Column("wish", sa.Text(), server_default="do", nullable=False))
    _left_out()
    op.drop_table("cells")
    _cells()
    _sheets()


def _left_out() -> None:
    where = sa.text("wish = 'not now'")
    op.create_index("ix_rows_not_chosen", "rows", ["run_id", "position"], sqlite_where=where, postgresql_where=where)


def _cells() -> None:
    op.create_table(
        "cells",
        sa.Column("sink", sa.Text(), nullable=False),
        sa.Column("tab", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("written", JSON, nullable=False),
        sa.Column("earlier", JSON, nullable=False),
        sa.PrimaryKeyConstraint("sink", "tab", "record_id", name="pk_cells"),
        sqlite_with_rowid=False,
    )


def _sheets() -> None:
    op.create_table(
        "pins",
        sa.Column("sink", sa.Text(), nullable=False),
        sa.Column("tab", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("pinned", JSON, nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("sink", "tab", "record_id", name="pk_pins"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sheets",
        sa.Column("sink", sa.Text(), nullable=False),
        sa.Column("stamps", JSON, nullable=False),
        sa.PrimaryKeyConstraint("sink", name="pk_sheets"),
        sqlite_with_rowid=False,
    )
