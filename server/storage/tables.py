"""The tables. What is personal or said is in sealed columns only; the rest is numbers, hashes and random ids.

Order in time within a room is ``position``. Rows of the log carry no time, kind or name in the clear:
whoever reads the database without the keys learns how many entries there are, no more.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)
from sqlalchemy.types import TypeDecorator

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
ID: Final = String(32)
HASH: Final = LargeBinary(32)


class Instant(TypeDecorator[datetime]):
    """A UTC time, kept as whole microseconds since 1970: the same in every database, exact, sortable."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + timedelta(microseconds=value)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

cases = Table(
    "cases",
    metadata,
    Column("id", ID, primary_key=True),
    Column("number", String(64), nullable=False, unique=True),
    Column("demonstration", Boolean(create_constraint=False), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("wrapped_by", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # title, groups
)

rooms = Table(
    "rooms",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("term", BigInteger, nullable=False),  # the newest fencing token seen
    Column("created_at", Instant, nullable=False),
    Column("scheduled_at", Instant),  # none: people may come at once
)

seats = Table(
    "seats",
    metadata,
    Column("id", ID, primary_key=True),
    Column("room_id", ID, ForeignKey("rooms.id"), nullable=False, index=True),
    Column("ordinal", Integer, nullable=False),
    Column("person", String(64), nullable=False),
    Column("role", String(32), nullable=False),
    Column("group_id", String(64)),
    Column("interprets", ID),
    Column("account_id", ID, index=True),  # of the staff, if it is theirs
    Column("sealed", LargeBinary, nullable=False),  # name, telephone number, authority
)

chains = Table(
    "chains",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("sealed_name", LargeBinary, nullable=False),  # which channel this is
)

chain_keys = Table(
    "chain_keys",
    metadata,
    Column("room_id", ID, primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    ForeignKeyConstraint(["room_id", "ordinal"], ["chains.room_id", "chains.ordinal"]),
)

entries = Table(
    "entries",
    metadata,
    Column("room_id", ID, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("chain", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("commitment", HASH, nullable=False),
    Column("hash", HASH, nullable=False),
    Column("body", LargeBinary, nullable=False),
    ForeignKeyConstraint(["room_id", "chain"], ["chains.room_id", "chains.ordinal"]),
)

case_entries = Table(
    "case_entries",
    metadata,
    Column("case_id", ID, ForeignKey("cases.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("room_id", ID, ForeignKey("rooms.id"), nullable=False, index=True),
    Column("commitment", HASH, nullable=False),
    Column("hash", HASH, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("opening", LargeBinary, nullable=False),  # what the Merkle root was made from
    Column("signed_by", HASH, nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
)

segments = Table(
    "segments",
    metadata,
    Column("id", ID, primary_key=True),
    Column("room_id", ID, ForeignKey("rooms.id"), nullable=False, index=True),
    Column("state", String(16), nullable=False),  # begun, kept (finished here), deposited (in the storage)
    Column("wrapped_key", LargeBinary),  # none: it was destroyed, and what was recorded with it
    Column("sealed", LargeBinary, nullable=False),  # whose, where, when, and how long it became
)

links = Table(
    "links",
    metadata,
    Column("id", ID, primary_key=True),
    Column("token_hash", HASH, nullable=False, unique=True),
    Column("seat_id", ID, ForeignKey("seats.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("once", Boolean(create_constraint=False), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("used_at", Instant),
    Column("revoked_at", Instant),
    Column("paper_id", ID),  # to which alone it leads; none: to the room
)

codes = Table(
    "codes",
    metadata,
    Column("id", ID, primary_key=True),
    Column("seat_id", ID, ForeignKey("seats.id"), nullable=False),
    Column("code_hash", HASH, nullable=False),
    Column("reusable", Boolean(create_constraint=False), nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("failures", Integer, nullable=False),
    Column("used_at", Instant),
    Column("dead_at", Instant),
    Index("ix_codes_seat_id_issued_at", "seat_id", "issued_at"),
)

tries = Table(
    "tries",
    metadata,
    Column("link_id", ID, ForeignKey("links.id"), primary_key=True),
    Column("origin", LargeBinary(16), primary_key=True),  # keyed hash of the address; empty: from anywhere
    Column("failures", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
)

devices = Table(
    "devices",
    metadata,
    Column("secret_hash", HASH, primary_key=True),
    Column("device_id", ID, nullable=False, index=True),
    Column("seat_id", ID, ForeignKey("seats.id"), nullable=False, index=True),
    Column("bound_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)

paper_devices = Table(
    "paper_devices",
    metadata,
    Column("secret_hash", HASH, primary_key=True),
    Column("device_id", ID, nullable=False),
    Column("link_id", ID, ForeignKey("links.id"), nullable=False, index=True),
    Column("bound_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)

# Rows of these are never changed and never removed: triggers see to it, in every database.
APPEND_ONLY: Final = ("entries", "case_entries", "chains")
