"""The way back to the platform is a seat's own: it may hold its person's session key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Go forward; there is no way back but a backup. What links held is dropped, not moved."""
    op.add_column("seat", sa.Column("return_url", sa.String(2000), nullable=True))
    op.drop_column("link", "return_url")
