"""What one who is entitled to a channel may be given to keep: proof that its chain was thus at that time."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from server.storage import chain
from server.storage.anchors import AnchorKind, CaseRow, head_content, head_message, read_entry
from server.storage.entries import RoomLog
from server.storage.keyring import Keyring
from server.storage.keys import signed_by
from server.storage.merkle import HiddenTree, Proof, root_from
from server.storage.reading import find_log
from server.storage.tables import case_entries, entries


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proves to whoever holds it that a channel's chain had this size and head, without telling of any
    other channel.

    ``content`` and ``salt`` are the case-chain entry, ``previous`` and ``seq`` its place, ``signature`` the
    server's over the entry's hash.
    """

    case: str
    room: str
    channel: str
    size: int
    head: bytes
    proof: Proof
    content: bytes
    salt: bytes
    previous: bytes
    seq: int
    public_key: bytes
    signature: bytes

    @property
    def hash(self) -> bytes:
        """The entry's own, which stands in the case's chain."""
        return chain.link(self.previous, chain.commitment(self.salt, self.content))

    def holds(self) -> bool:
        """Whether every step from the head to the signature is right. The caller must know the public key."""
        told = json.loads(self.content)
        root = root_from(head_content(self.room, self.channel, self.size, self.head), self.proof)
        return (
            told["kind"] == AnchorKind.HEADS
            and told["room"] == self.room
            and told["root"] == root.hex()
            and signed_by(self.public_key, self.signature, head_message(self.case, self.seq, self.hash))
        )


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Proves that a room's log was as it was at that time, without telling of any channel. Fields as of Receipt."""

    case: str
    room: str
    content: bytes
    salt: bytes
    previous: bytes
    seq: int
    public_key: bytes
    signature: bytes

    @property
    def hash(self) -> bytes:
        """The entry's own, which stands in the case's chain."""
        return chain.link(self.previous, chain.commitment(self.salt, self.content))

    def holds(self) -> bool:
        """Whether the entry is the one that was signed. The caller must know the public key."""
        told = json.loads(self.content)
        return (
            told["kind"] == AnchorKind.HEADS
            and told["room"] == self.room
            and signed_by(self.public_key, self.signature, head_message(self.case, self.seq, self.hash))
        )


@dataclass(frozen=True, slots=True)
class Moment:
    """A state of a room's log that was confirmed: by which entry of the case's chain, and how long each chain was."""

    seq: int
    sizes: Mapping[str, int]


def find_moment(connection: Connection, keyring: Keyring, room: str) -> Moment | None:
    """The newest of a room; None before the first. Raises UnknownRoom, Unreadable."""
    log = find_log(connection, keyring, room)
    names = {head.ordinal: head.channel for head in log.heads.values()}
    for row in _anchors_of(connection, room):
        opening = read_entry(keyring.of(connection, log.case), row).opening
        if opening.kind is AnchorKind.HEADS:
            return Moment(row.seq, {names[ordinal]: size for ordinal, size in opening.sizes.items()})
    return None


def find_confirmation(
    connection: Connection, keyring: Keyring, room: str, seq: int | None = None
) -> Confirmation | None:
    """The newest of a room, or that of an entry of the case's chain; None before the first. Raises Unreadable."""
    for row in _anchors_of(connection, room):
        if seq is not None and row.seq != seq:
            continue
        key = keyring.of(connection, row.case_id)
        entry = read_entry(key, row)
        if entry.opening.kind is AnchorKind.HEADS:
            return Confirmation(
                case=row.case_id,
                room=room,
                content=entry.content,
                salt=entry.salt,
                previous=_hash_before(connection, row.case_id, row.seq),
                seq=row.seq,
                public_key=row.signed_by,
                signature=row.signature,
            )
    return None


def find_receipt(
    connection: Connection,
    keyring: Keyring,
    room: str,
    channel: str,
    at_most: int | None = None,
    seq: int | None = None,
) -> Receipt | None:
    """The receipt of a channel's newest anchored head, or of the one that an entry of the case's chain has anchored.

    Of ``at_most`` so many entries it is the one that was anchored first: when anchors are set later, though nothing was
    said, is nothing to whoever keeps it. None when it has none. Raises UnknownRoom, Unreadable.
    """
    log = find_log(connection, keyring, room)
    if channel not in log.heads:
        return None
    found: tuple[int, CaseRow] | None = None
    for row, size in _sizes(connection, keyring, log, channel):
        if (seq is not None and row.seq != seq) or (at_most is not None and size > at_most):
            continue
        if found is not None and size < found[0]:
            break
        found = (size, row)
        if at_most is None:
            break
    return None if found is None else _receipt(connection, keyring, log, channel, found[1])


def find_first(connection: Connection, keyring: Keyring, room: str, channel: str, size: int) -> int | None:
    """The first entry of the case's chain that has anchored so many of a channel's entries.

    Raises UnknownRoom, Unreadable.
    """
    log = find_log(connection, keyring, room)
    if channel not in log.heads:
        return None
    anchors = _sizes(connection, keyring, log, channel)
    return min((row.seq for row, length in anchors if length >= size), default=None)


def _sizes(
    connection: Connection, keyring: Keyring, log: RoomLog, channel: str
) -> Iterator[tuple[CaseRow, int]]:
    """The anchors that hold a channel's head, the latest first, each with how many entries it had."""
    ordinal, key = log.heads[channel].ordinal, keyring.of(connection, log.case)
    for row in _anchors_of(connection, log.room):
        opening = read_entry(key, row).opening
        if opening.kind is AnchorKind.HEADS and ordinal in opening.sizes:
            yield row, opening.sizes[ordinal]


def _anchors_of(connection: Connection, room: str) -> Iterator[Any]:
    """The latest first."""
    found = select(case_entries).where(case_entries.c.room_id == room).order_by(case_entries.c.seq.desc())
    return iter(connection.execute(found).all())


def _receipt(connection: Connection, keyring: Keyring, log: RoomLog, channel: str, row: CaseRow) -> Receipt:
    ordinal = log.heads[channel].ordinal
    entry = read_entry(keyring.of(connection, log.case), row)
    sizes = entry.opening.sizes
    hashes = _hashes_at(connection, log.room, sizes)
    contents = {
        str(head.ordinal): head_content(log.room, head.channel, sizes[head.ordinal], hashes[head.ordinal])
        for head in log.heads.values()
        if head.ordinal in hashes
    }
    return Receipt(
        case=log.case,
        room=log.room,
        channel=channel,
        size=sizes[ordinal],
        head=hashes[ordinal],
        proof=HiddenTree(entry.opening.seed, contents).proof(str(ordinal)),
        content=entry.content,
        salt=entry.salt,
        previous=_hash_before(connection, log.case, row.seq),
        seq=row.seq,
        public_key=row.signed_by,
        signature=row.signature,
    )


def _hashes_at(connection: Connection, room: str, sizes: Mapping[int, int]) -> dict[int, bytes]:
    """The heads that chains had at these sizes."""
    ends = (and_(entries.c.chain == ordinal, entries.c.seq == size - 1) for ordinal, size in sizes.items())
    found = select(entries.c.chain, entries.c.hash).where(entries.c.room_id == room, or_(*ends))
    return {row.chain: row.hash for row in connection.execute(found)}


def _hash_before(connection: Connection, case: str, seq: int) -> bytes:
    before = select(case_entries.c.hash).where(case_entries.c.case_id == case, case_entries.c.seq == seq - 1)
    found: bytes | None = connection.execute(before).scalar_one_or_none()
    return chain.case_genesis(case) if found is None else found
