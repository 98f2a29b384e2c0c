"""Bundles that were asked for on the pages: how far each is, and the key of its files; timestamps of sessions.

Revision ID: 0008
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0008"
down_revision: Final = "0007"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    op.create_table(
        "bundles",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("lapses_at", sa.BigInteger(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary()),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bundles"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_bundles_case_id_cases"),
    )
    op.create_index("ix_bundles_case_id", "bundles", ["case_id"])
    op.create_table(
        "timestamps",
        sa.Column("room_id", sa.String(32), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("again_at", sa.BigInteger()),
        sa.Column("response", sa.LargeBinary()),
        sa.Column("roots", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("room_id", name="pk_timestamps"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name="fk_timestamps_room_id_rooms"),
    )
