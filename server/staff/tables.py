"""The tables of staff accounts. Names and secrets are sealed or keyed hashes: the database alone signs nobody in.

A row of the log carries nothing in the clear: neither who, nor what, nor when.
"""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table, false

from server.storage.tables import HASH, ID, Instant, metadata

accounts = Table(
    "staff_accounts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name_key", HASH, nullable=False, unique=True),  # keyed hash of the name as it is compared
    Column("sealed_name", LargeBinary, nullable=False),
    Column("role", String(32), nullable=False),
    Column("standing", String(16), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("password", LargeBinary),  # its argon2id hash, sealed
    Column("totp", LargeBinary),  # the authenticator's secret, sealed
    Column("totp_used", BigInteger),  # the step of the clock whose code was used last
    Column("wrong_codes", Integer, nullable=False),
    Column("demonstration", Boolean(create_constraint=False), nullable=False, server_default=false()),
)

links = Table(
    "staff_links",
    metadata,
    Column("token_hash", HASH, primary_key=True),
    Column("account_id", ID, ForeignKey("staff_accounts.id"), nullable=False, index=True),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant),  # used, or replaced by a later one
)

recovery_codes = Table(
    "staff_recovery_codes",
    metadata,
    Column("account_id", ID, ForeignKey("staff_accounts.id"), primary_key=True),
    Column("code_hash", HASH, primary_key=True),
    Column("used_at", Instant),
)

passkeys = Table(
    "staff_passkeys",
    metadata,
    Column("id_hash", HASH, primary_key=True),  # SHA-256 of the credential's id, which may have 1023 octets
    Column("account_id", ID, ForeignKey("staff_accounts.id"), nullable=False, index=True),
    Column("credential_id", LargeBinary, nullable=False),
    Column("public_key", LargeBinary, nullable=False),  # COSE key
    Column("sign_count", BigInteger, nullable=False),
    Column("device", String(64), nullable=False),
    Column("added_at", Instant, nullable=False),
)

sessions = Table(
    "staff_sessions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("token_hash", HASH, nullable=False, unique=True),
    Column("account_id", ID, ForeignKey("staff_accounts.id"), nullable=False, index=True),
    Column("device", String(64), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

tries = Table(
    "staff_tries",
    metadata,
    Column(
        "subject", LargeBinary(16), primary_key=True
    ),  # keyed hash of a name, known or not; empty: any name
    Column("origin", LargeBinary(16), primary_key=True),  # keyed hash of the address; empty: from anywhere
    Column("failures", Integer, nullable=False),
    Column("last_at", Instant, nullable=False, index=True),
)

spent = Table(
    "staff_spent",
    metadata,
    Column("token_hash", HASH, primary_key=True),  # of a ceremony that was brought to its end
    Column("expires_at", Instant, nullable=False, index=True),
)

log = Table(
    "staff_log",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("commitment", HASH, nullable=False),
    Column("hash", HASH, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("subject", LargeBinary(16), index=True),  # keyed hash of the case that it is about
)

# As in server.storage.tables: triggers see to it.
APPEND_ONLY: Final = ("staff_log",)
