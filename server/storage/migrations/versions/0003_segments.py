"""What was recorded: a segment a file.

Revision ID: 0003
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0003"
down_revision: Final = "0002"
branch_labels: Final = None
depends_on: Final = None

_ID: Final = sa.String(32)


def upgrade() -> None:
    op.create_table(
        "segments",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("room_id", _ID, sa.ForeignKey("rooms.id"), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary()),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_segments_room_id", "segments", ["room_id"])
