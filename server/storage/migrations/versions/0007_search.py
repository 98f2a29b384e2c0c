"""What staff look for: parts of each session under their channels' keys.

Revision ID: 0007
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0007"
down_revision: Final = "0006"
branch_labels: Final = None
depends_on: Final = None

_ID: Final = sa.String(32)


def upgrade() -> None:
    op.create_table(
        "search_rooms",
        sa.Column("room_id", _ID, nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("room_id", name="pk_search_rooms"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name="fk_search_rooms_room_id"),
    )
    op.create_table(
        "search_parts",
        sa.Column("room_id", _ID, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.LargeBinary(), nullable=False),
        sa.Column("shelves", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("room_id", "ordinal", name="pk_search_parts"),
        sa.ForeignKeyConstraint(
            ["room_id", "ordinal"],
            ["chain_keys.room_id", "chain_keys.ordinal"],
            name="fk_search_parts_room_id_ordinal",
            ondelete="CASCADE",
        ),
    )
