"""A channel's chain entry by entry, as whoever is entitled to all of it may be shown it."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from server.storage import chain
from server.storage.entries import opened_entry
from server.storage.keyring import Keyring
from server.storage.reading import find_log
from server.storage.tables import entries


@dataclass(frozen=True, slots=True)
class Opened:
    """What was committed to: ``commitment = SHA-256(salt ‖ content)``."""

    salt: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class Chain:
    """All entries of a channel, which lead from its genesis to ``head``."""

    case: str
    room: str
    channel: str
    entries: tuple[Opened, ...]

    @property
    def head(self) -> bytes:
        start = chain.genesis(self.case, self.room, self.channel)
        return chain.follow(start, (chain.commitment(each.salt, each.content) for each in self.entries))


def find_chain(connection: Connection, keyring: Keyring, room: str, channel: str, size: int) -> Chain | None:
    """Its first entries, as many as ``size``; None without the channel's key. Raises UnknownRoom, Unreadable."""
    log = find_log(connection, keyring, room)
    head = log.heads.get(channel)
    if head is None or head.sealer is None:
        return None
    wanted = (
        select(entries)
        .where(entries.c.room_id == room, entries.c.chain == head.ordinal, entries.c.seq < size)
        .order_by(entries.c.seq)
    )
    opened = (opened_entry(head, row) for row in connection.execute(wanted))
    return Chain(log.case, room, channel, tuple(Opened(salt, content) for salt, content in opened))
