"""The table of bundles that were asked for on the pages. Who asked, why and for whom is sealed under the case's key."""

from typing import Final

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table

from server.storage.tables import ID, Instant, metadata

bundles: Final = Table(
    "bundles",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("stage", String(16), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("lapses_at", Instant, nullable=False),
    Column("wrapped_key", LargeBinary),  # of its files; none: they are gone
    Column("sealed", LargeBinary, nullable=False),
)
