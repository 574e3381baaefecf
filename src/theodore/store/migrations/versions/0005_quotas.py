"""The calls that all processes make on one quota; and what was sent to a sheet over the network, unconfirmed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("sheets", sa.Column("sent", JSON, server_default="{}", nullable=False))
    op.create_table(
        "quotas",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("calls", JSON, nullable=False),
        sa.Column("held_until", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("account", "kind", name="pk_quotas"),
        sqlite_with_rowid=False,
    )
