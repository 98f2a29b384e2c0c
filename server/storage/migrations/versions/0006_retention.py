"""How long things are kept, what stops their end, and what was destroyed.

Revision ID: 0006
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0006"
down_revision: Final = "0005"
branch_labels: Final = None
depends_on: Final = None

_ID: Final = sa.String(32)
_TIME: Final = sa.BigInteger()
_BYTES: Final = sa.LargeBinary()


def upgrade() -> None:
    op.create_table(
        "retention_terms",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("set_at", _TIME, nullable=False),
        sa.Column("sealed", _BYTES, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_retention_terms"),
    )
    op.create_table(
        "retention_cases",
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("closed_at", _TIME),
        sa.Column("archived_at", _TIME),
        sa.PrimaryKeyConstraint("case_id", name="pk_retention_cases"),
        _of("retention_cases", "case_id", "cases"),
    )
    op.create_table(
        "retention_ends",
        sa.Column("room_id", _ID, nullable=False),
        sa.Column("ended_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("room_id", name="pk_retention_ends"),
        _of("retention_ends", "room_id", "rooms"),
    )
    _stopped()
    _destroyed()


def _stopped() -> None:
    op.create_table(
        "retention_pauses",
        sa.Column("id", _ID, nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("cause", sa.String(16), nullable=False),
        sa.Column("since", _TIME, nullable=False),
        sa.Column("until", _TIME),
        sa.Column("sealed", _BYTES, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_retention_pauses"),
        _of("retention_pauses", "case_id", "cases"),
    )
    op.create_index("ix_retention_pauses_case_id", "retention_pauses", ["case_id"])
    op.create_table(
        "retention_restrictions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("seat_id", _ID),
        sa.Column("since", _TIME, nullable=False),
        sa.Column("until", _TIME),
        sa.Column("sealed", _BYTES, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_retention_restrictions"),
        _of("retention_restrictions", "case_id", "cases"),
    )
    op.create_index("ix_retention_restrictions_case_id", "retention_restrictions", ["case_id"])
    op.create_table(
        "retention_kept",
        sa.Column("room_id", _ID, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("side", sa.String(16), nullable=False),
        sa.Column("sealed", _BYTES, nullable=False),
        sa.PrimaryKeyConstraint("room_id", "ordinal", "side", name="pk_retention_kept"),
        _of("retention_kept", "room_id", "rooms"),
    )


def _destroyed() -> None:
    op.create_table(
        "retention_destructions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("erasure", _BYTES, nullable=False),
        sa.Column("certificate", _BYTES),
        sa.PrimaryKeyConstraint("id", name="pk_retention_destructions"),
        _of("retention_destructions", "case_id", "cases"),
    )
    op.create_index("ix_retention_destructions_case_id", "retention_destructions", ["case_id"])


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")
