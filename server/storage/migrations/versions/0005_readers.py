"""Who reads a record: the account behind a seat, accounts of demonstrations, and the case that a deed is about.

Revision ID: 0005
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0005"
down_revision: Final = "0004"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    op.add_column("seats", sa.Column("account_id", sa.String(32)))
    op.create_index("ix_seats_account_id", "seats", ["account_id"])
    demonstration: sa.Column[bool] = sa.Column(
        "demonstration", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("staff_accounts", demonstration)
    op.add_column("staff_log", sa.Column("subject", sa.LargeBinary(16)))
    op.create_index("ix_staff_log_subject", "staff_log", ["subject"])
