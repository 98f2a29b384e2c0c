"""Which entries of cases' chains are to be stamped, and the stamps."""

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, Table

from server.storage.tables import ID, Instant, metadata

timestamps: Final = Table(
    "timestamps",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.id"), primary_key=True),
    Column("seq", BigInteger, nullable=False),  # of the case chain's entry
    Column("tries", Integer, nullable=False),
    Column("again_at", Instant),  # none: it is stamped
    Column("response", LargeBinary),
    Column("roots", LargeBinary),  # PEM: whom it was checked against
)
