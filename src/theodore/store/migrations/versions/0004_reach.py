"""How a site is reached, and how a page was read: where its home page was found, on which rung, by what means; and
which pages were not asked for, or are as they were.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("sites", sa.Column("origin", sa.Text()))
    op.add_column("sites", sa.Column("rung", sa.Integer(), server_default="0", nullable=False))
    op.add_column("sites", sa.Column("rung_at", sa.Double(), server_default="0", nullable=False))
    op.add_column("rows", sa.Column("rung", sa.Integer()))
    op.add_column("rows", sa.Column("climbs", sa.Integer(), server_default="0", nullable=False))
    op.add_column("attempts", sa.Column("rung", sa.Integer(), server_default="0", nullable=False))
    op.add_column("attempts", sa.Column("way", sa.Text(), server_default="", nullable=False))
    op.add_column("pages", sa.Column("rendered", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("pages", sa.Column("unverified", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("evidence", sa.Column("unverified", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("profiles", sa.Column("unverified", sa.Text()))
    for name in ("pages_from_cache", "revalidated"):
        op.add_column("attempts", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
