"""The first tables: cases, rooms and seats, the log, links, codes and devices.

Revision ID: 0001
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0001"
down_revision: Final = None
branch_labels: Final = None
depends_on: Final = None

_ID: Final = sa.String(32)
_HASH: Final = sa.LargeBinary(32)
_TIME: Final = sa.BigInteger()
_BYTES: Final = sa.LargeBinary()


def upgrade() -> None:
    _cases()
    _log()
    _case_chains()
    _access()
    for table, keys in (
        ("entries", ("room_id", "position")),
        ("case_entries", ("case_id", "seq")),
        ("chains", ("room_id", "ordinal")),
    ):
        if op.get_bind().dialect.name == "sqlite":
            _append_only_in_sqlite(table, keys)
        else:
            _append_only_in_postgresql(table)


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", _ID, nullable=False),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("demonstration", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("wrapped_key", _BYTES, nullable=False),
        sa.Column("wrapped_by", sa.String(64), nullable=False),
        sa.Column("sealed", _BYTES, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("number", name="uq_cases_number"),
    )
    op.create_table(
        "rooms",
        sa.Column("id", _ID, nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("term", sa.BigInteger(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rooms"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_rooms_case_id"),
    )
    op.create_index("ix_rooms_case_id", "rooms", ["case_id"])
    op.create_table(
        "seats",
        sa.Column("id", _ID, nullable=False),
        sa.Column("room_id", _ID, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("group_id", sa.String(64)),
        sa.Column("interprets", _ID),
        sa.Column("sealed", _BYTES, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_seats"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name="fk_seats_room_id"),
    )
    op.create_index("ix_seats_room_id", "seats", ["room_id"])


def _log() -> None:
    op.create_table(
        "chains",
        sa.Column("room_id", _ID, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed_name", _BYTES, nullable=False),
        sa.PrimaryKeyConstraint("room_id", "ordinal", name="pk_chains"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name="fk_chains_room_id"),
    )
    op.create_table(
        "chain_keys",
        sa.Column("room_id", _ID, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("wrapped_key", _BYTES, nullable=False),
        sa.PrimaryKeyConstraint("room_id", "ordinal", name="pk_chain_keys"),
        sa.ForeignKeyConstraint(
            ["room_id", "ordinal"], ["chains.room_id", "chains.ordinal"], name="fk_chain_keys_room_id_ordinal"
        ),
    )
    op.create_table(
        "entries",
        sa.Column("room_id", _ID, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chain", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("commitment", _HASH, nullable=False),
        sa.Column("hash", _HASH, nullable=False),
        sa.Column("body", _BYTES, nullable=False),
        sa.PrimaryKeyConstraint("room_id", "position", name="pk_entries"),
        sa.ForeignKeyConstraint(
            ["room_id", "chain"], ["chains.room_id", "chains.ordinal"], name="fk_entries_room_id_chain"
        ),
    )


def _case_chains() -> None:
    op.create_table(
        "case_entries",
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("room_id", _ID, nullable=False),
        sa.Column("commitment", _HASH, nullable=False),
        sa.Column("hash", _HASH, nullable=False),
        sa.Column("body", _BYTES, nullable=False),
        sa.Column("opening", _BYTES, nullable=False),
        sa.Column("signed_by", _HASH, nullable=False),
        sa.Column("signature", sa.LargeBinary(64), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "seq", name="pk_case_entries"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_entries_case_id"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name="fk_case_entries_room_id"),
    )
    op.create_index("ix_case_entries_room_id", "case_entries", ["room_id"])


def _access() -> None:
    _links()
    op.create_table(
        "codes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("seat_id", _ID, nullable=False),
        sa.Column("code_hash", _HASH, nullable=False),
        sa.Column("reusable", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("issued_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("used_at", _TIME),
        sa.Column("dead_at", _TIME),
        sa.PrimaryKeyConstraint("id", name="pk_codes"),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name="fk_codes_seat_id"),
    )
    op.create_index("ix_codes_seat_id_issued_at", "codes", ["seat_id", "issued_at"])
    op.create_table(
        "devices",
        sa.Column("secret_hash", _HASH, nullable=False),
        sa.Column("device_id", _ID, nullable=False),
        sa.Column("seat_id", _ID, nullable=False),
        sa.Column("bound_at", _TIME, nullable=False),
        sa.Column("revoked_at", _TIME),
        sa.PrimaryKeyConstraint("secret_hash", name="pk_devices"),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name="fk_devices_seat_id"),
    )
    op.create_index("ix_devices_device_id", "devices", ["device_id"])
    op.create_index("ix_devices_seat_id", "devices", ["seat_id"])


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("id", _ID, nullable=False),
        sa.Column("token_hash", _HASH, nullable=False),
        sa.Column("seat_id", _ID, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("once", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME),
        sa.Column("used_at", _TIME),
        sa.Column("revoked_at", _TIME),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
        sa.UniqueConstraint("token_hash", name="uq_links_token_hash"),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name="fk_links_seat_id"),
    )
    op.create_index("ix_links_seat_id", "links", ["seat_id"])
    op.create_table(
        "tries",
        sa.Column("link_id", _ID, nullable=False),
        sa.Column("origin", sa.LargeBinary(16), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("link_id", "origin", name="pk_tries"),
        sa.ForeignKeyConstraint(["link_id"], ["links.id"], name="fk_tries_link_id"),
    )


def _append_only_in_sqlite(table: str, keys: tuple[str, ...]) -> None:
    """REPLACE deletes without asking the trigger for deletions: an occupied place refuses insertions."""
    taken = " AND ".join(f"{key} = NEW.{key}" for key in keys)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    op.execute(f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} {refuse}")
    op.execute(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {refuse}")
    occupied = f"EXISTS (SELECT 1 FROM {table} WHERE {taken})"  # noqa: S608 - names of ours
    op.execute(f"CREATE TRIGGER {table}_unreplaced BEFORE INSERT ON {table} WHEN {occupied} {refuse}")


def _append_only_in_postgresql(table: str) -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23000'; END $$"
    )
    refuse = "EXECUTE FUNCTION append_only()"
    op.execute(f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")
