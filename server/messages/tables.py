"""The outbox. Whom a message goes to and what it says is in a sealed column, and leaves it once it is sent."""

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from server.storage.tables import HASH, ID, Instant, metadata

messages: Final = Table(
    "messages",
    metadata,
    Column("id", ID, primary_key=True),
    Column("room_id", ID, ForeignKey("rooms.id"), nullable=False, index=True),
    Column("once", HASH, unique=True),
    Column("state", String(16), nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("due_at", Instant),  # none: it is not to be sent, or not any more
    Column("tries", Integer, nullable=False),
    Column("sent_at", Instant),
    Column("ended_at", Instant),
    Column("sealed", LargeBinary, nullable=False),  # kind, seat; until it is sent number and text
    Index("ix_messages_due_at", "due_at"),
)
