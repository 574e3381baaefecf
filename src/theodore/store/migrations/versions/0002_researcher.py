"""Who did a company's research: what one pipeline found is not fresh for another.

Of research from before nobody knows whose it was, so that its companies are visited once more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("companies", sa.Column("researcher", sa.Text()))
