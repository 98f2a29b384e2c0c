"""The tables of the index. A part lies under its channel's key, and goes in the statement in which that key goes."""

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, ForeignKeyConstraint, Integer, LargeBinary, Table

from server.storage.tables import ID, metadata

indexed = Table(
    "search_rooms",
    metadata,
    Column("room_id", ID, ForeignKey("rooms.id"), primary_key=True),
    Column("format", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),  # up to where the log is in the index
    Column(
        "mark", Integer, nullable=False
    ),  # random, another each time: who holds it in memory sees that it changed
)

parts = Table(
    "search_parts",
    metadata,
    Column("room_id", ID, primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("part", LargeBinary, nullable=False),  # what there is of the session's past
    Column("shelves", LargeBinary, nullable=False),  # what is looked through
    ForeignKeyConstraint(
        ["room_id", "ordinal"], ["chain_keys.room_id", "chain_keys.ordinal"], ondelete="CASCADE"
    ),
)

FORMAT: Final = 2
"""Of what is sealed; what another release made is made anew."""
