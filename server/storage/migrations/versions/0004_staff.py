"""Accounts of the staff: factors, links, sessions, tries, and the log of all of it.

Revision ID: 0004
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0004"
down_revision: Final = "0003"
branch_labels: Final = None
depends_on: Final = None

_ID: Final = sa.String(32)
_HASH: Final = sa.LargeBinary(32)
_TIME: Final = sa.BigInteger()
_BYTES: Final = sa.LargeBinary()


def upgrade() -> None:
    _accounts()
    _factors()
    _sessions()
    _counters()
    op.create_table(
        "staff_log",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("commitment", _HASH, nullable=False),
        sa.Column("hash", _HASH, nullable=False),
        sa.Column("body", _BYTES, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_staff_log"),
    )
    if op.get_bind().dialect.name == "sqlite":
        _append_only_in_sqlite()
    else:
        _append_only_in_postgresql()


def _accounts() -> None:
    op.create_table(
        "staff_accounts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name_key", _HASH, nullable=False),
        sa.Column("sealed_name", _BYTES, nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("standing", sa.String(16), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("password", _BYTES),
        sa.Column("totp", _BYTES),
        sa.Column("totp_used", sa.BigInteger()),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_accounts"),
        sa.UniqueConstraint("name_key", name="uq_staff_accounts_name_key"),
    )
    op.create_table(
        "staff_links",
        sa.Column("token_hash", _HASH, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME),
        sa.PrimaryKeyConstraint("token_hash", name="pk_staff_links"),
        _of_account("staff_links"),
    )
    op.create_index("ix_staff_links_account_id", "staff_links", ["account_id"])


def _factors() -> None:
    op.create_table(
        "staff_recovery_codes",
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("code_hash", _HASH, nullable=False),
        sa.Column("used_at", _TIME),
        sa.PrimaryKeyConstraint("account_id", "code_hash", name="pk_staff_recovery_codes"),
        _of_account("staff_recovery_codes"),
    )
    op.create_table(
        "staff_passkeys",
        sa.Column("id_hash", _HASH, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("credential_id", _BYTES, nullable=False),
        sa.Column("public_key", _BYTES, nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("added_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id_hash", name="pk_staff_passkeys"),
        _of_account("staff_passkeys"),
    )
    op.create_index("ix_staff_passkeys_account_id", "staff_passkeys", ["account_id"])


def _sessions() -> None:
    op.create_table(
        "staff_sessions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("token_hash", _HASH, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("seen_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME),
        sa.PrimaryKeyConstraint("id", name="pk_staff_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_staff_sessions_token_hash"),
        _of_account("staff_sessions"),
    )
    op.create_index("ix_staff_sessions_account_id", "staff_sessions", ["account_id"])


def _counters() -> None:
    op.create_table(
        "staff_tries",
        sa.Column("subject", sa.LargeBinary(16), nullable=False),
        sa.Column("origin", sa.LargeBinary(16), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("subject", "origin", name="pk_staff_tries"),
    )
    op.create_index("ix_staff_tries_last_at", "staff_tries", ["last_at"])
    op.create_table(
        "staff_spent",
        sa.Column("token_hash", _HASH, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_staff_spent"),
    )
    op.create_index("ix_staff_spent_expires_at", "staff_spent", ["expires_at"])


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["account_id"], ["staff_accounts.id"], name=f"fk_{table}_account_id")


def _append_only_in_sqlite() -> None:
    """As in revision 0001: REPLACE deletes without asking the trigger for deletions."""
    refuse = "BEGIN SELECT RAISE(ABORT, 'staff_log is append-only'); END"
    op.execute(f"CREATE TRIGGER staff_log_unchanged BEFORE UPDATE ON staff_log {refuse}")
    op.execute(f"CREATE TRIGGER staff_log_kept BEFORE DELETE ON staff_log {refuse}")
    occupied = "EXISTS (SELECT 1 FROM staff_log WHERE seq = NEW.seq)"
    op.execute(f"CREATE TRIGGER staff_log_unreplaced BEFORE INSERT ON staff_log WHEN {occupied} {refuse}")


def _append_only_in_postgresql() -> None:
    """The function ``append_only`` is of revision 0001."""
    refuse = "EXECUTE FUNCTION append_only()"
    op.execute(
        f"CREATE TRIGGER staff_log_unchanged BEFORE UPDATE OR DELETE ON staff_log FOR EACH ROW {refuse}"
    )
    op.execute(f"CREATE TRIGGER staff_log_kept BEFORE TRUNCATE ON staff_log FOR EACH STATEMENT {refuse}")
