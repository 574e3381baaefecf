"""The columns that were made in a person's table, known before any run on it is."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("sheets", sa.Column("made", JSON, server_default="[]", nullable=False))
