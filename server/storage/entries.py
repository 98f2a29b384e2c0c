"""One room's log in memory, as far as writing it further needs it, and how an entry becomes a row and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from server.storage import chain
from server.storage.keyring import CaseKey
from server.storage.sealing import Sealer, Unreadable, place


@dataclass(frozen=True, slots=True)
class Head:
    """Where a channel's chain ends. ``sealer`` is None when the channel's key was destroyed."""

    ordinal: int
    channel: str
    size: int
    hash: bytes
    sealer: Sealer | None
    place: bytes


@dataclass(frozen=True, slots=True)
class RoomLog:
    """Where a room's log ends: its newest term, the next position, the heads by channel."""

    room: str
    case: str
    term: int
    position: int
    heads: Mapping[str, Head]


class EntryRow(Protocol):
    """A row of ``entries``."""

    position: int
    chain: int
    seq: int
    commitment: bytes
    hash: bytes
    body: bytes


@dataclass(slots=True)
class Draft:
    """A room's log as it will be when the transaction is committed, and the rows that make it so."""

    log: RoomLog
    key: CaseKey
    term: int
    position: int
    heads: dict[str, Head]
    entries: list[dict[str, Any]] = field(default_factory=list)
    chains: list[dict[str, Any]] = field(default_factory=list)
    chain_keys: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, log: RoomLog, key: CaseKey) -> "Draft":
        return cls(log, key, log.term, log.position, dict(log.heads))

    def result(self) -> RoomLog:
        return replace(self.log, term=self.term, position=self.position, heads=self.heads)

    def is_erased(self, channel: str) -> bool:
        head = self.heads.get(channel)
        return head is not None and head.sealer is None

    def add(self, channel: str, content: bytes) -> None:
        """Put an entry at the end of a channel's chain; raises ChannelErased when its key is destroyed."""
        head = self.heads.get(channel) or self._begin(channel)
        if head.sealer is None:
            raise ChannelErased(channel)
        salt = chain.new_salt()
        committed = chain.commitment(salt, content)
        linked = chain.link(head.hash, committed)
        self.entries.append(
            {
                "room_id": self.log.room,
                "position": self.position,
                "chain": head.ordinal,
                "seq": head.size,
                "commitment": committed,
                "hash": linked,
                "body": head.sealer.seal(chain.pack(salt, content), _place(head, head.size, self.position)),
            }
        )
        self.heads[channel] = Head(head.ordinal, channel, head.size + 1, linked, head.sealer, head.place)
        self.position += 1

    def _begin(self, channel: str) -> Head:
        room, ordinal = self.log.room, len(self.heads)
        sealer, wrapped = self.key.new_channel_key(room, ordinal)
        name = self.key.names.seal(channel.encode(), name_place(room, ordinal))
        self.chains.append({"room_id": room, "ordinal": ordinal, "sealed_name": name})
        self.chain_keys.append({"room_id": room, "ordinal": ordinal, "wrapped_key": wrapped})
        return begin(self.log.case, room, channel, ordinal, sealer)


class ChannelErased(Exception):
    """The channel's key was destroyed; nothing can be written to it any more."""


def begin(case: str, room: str, channel: str, ordinal: int, sealer: Sealer | None) -> Head:
    """The head of a chain without entries."""
    return Head(
        ordinal, channel, 0, chain.genesis(case, room, channel), sealer, place("entry", room, channel)
    )


def name_place(room: str, ordinal: int) -> bytes:
    """Where a channel's sealed name belongs."""
    return place("channel name", room, str(ordinal))


def open_entry(head: Head, row: EntryRow) -> bytes:
    """What an entry says; raises Unreadable when that is not what its chain confirms."""
    return opened_entry(head, row)[1]


def opened_entry(head: Head, row: EntryRow) -> tuple[bytes, bytes]:
    """The salt, and what an entry says; raises Unreadable when that is not what its chain confirms."""
    if head.sealer is None:
        raise Unreadable
    salt, content = chain.unpack(head.sealer.open(row.body, _place(head, row.seq, row.position)))
    if chain.commitment(salt, content) != row.commitment:
        raise Unreadable
    return salt, content


def _place(head: Head, seq: int, position: int) -> bytes:
    """An entry's place in its channel and in the room: it can be moved in neither."""
    return head.place + seq.to_bytes(8, "big") + position.to_bytes(8, "big")
