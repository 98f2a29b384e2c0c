"""When a session is to begin.

Revision ID: 0002
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0002"
down_revision: Final = "0001"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    op.add_column("rooms", sa.Column("scheduled_at", sa.BigInteger()))
