"""The tables of retention. Who, why and what are sealed: the database alone tells of no person and no reason."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table

from server.storage.tables import ID, Instant, metadata

terms = Table(
    "retention_terms",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),  # the latest of a kind holds
    Column("kind", String(32), nullable=False),
    Column("months", Integer, nullable=False),
    Column("set_at", Instant, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # by whom, and why
)

cases_kept = Table(
    "retention_cases",
    metadata,
    Column("case_id", ID, ForeignKey("cases.id"), primary_key=True),
    Column("closed_at", Instant),
    Column("archived_at", Instant),
)

ends = Table(
    "retention_ends",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.id"), primary_key=True),
    Column("ended_at", Instant, nullable=False),  # from the log, so that it is read once
)

pauses = Table(
    "retention_pauses",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("cause", String(16), nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    Column("sealed", LargeBinary, nullable=False),
)

restrictions = Table(
    "retention_restrictions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("seat_id", ID),  # none: everything of the case
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    Column("sealed", LargeBinary, nullable=False),
)

kept = Table(
    "retention_kept",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),  # of the separate talk's chain
    Column("side", String(16), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

destructions = Table(
    "retention_destructions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("state", String(16), nullable=False),  # begun: keys are destroyed; done: files too, and certified
    Column("at", Instant, nullable=False),
    Column("erasure", LargeBinary, nullable=False),  # the signed statement of what was destroyed
    Column("certificate", LargeBinary),  # signed
)
