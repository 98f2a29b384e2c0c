"""Reads a room's log back, checking everything that the chain, the anchors and the signatures confirm."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, func, select

from server.storage import chain
from server.storage.anchors import (
    AnchorKind,
    Opening,
    erased_content,
    head_content,
    head_message,
    read_entry,
)
from server.storage.entries import Head, RoomLog, begin, name_place, open_entry
from server.storage.faults import Fault, FaultKind, Tampered
from server.storage.keyring import CaseKey, Keyring
from server.storage.keys import signed_by
from server.storage.merkle import HiddenTree
from server.storage.sealing import Unreadable
from server.storage.tables import case_entries, chain_keys, chains, entries, rooms


class UnknownRoom(Exception):
    """There is no such room."""


@dataclass(slots=True)
class Examined:
    """What was found: the contents that can be read, in the room's order, and every fault."""

    log: RoomLog
    contents: list[bytes]
    chains: list[str]
    """Of each content, the chain in which it lies: older releases put some things into others."""
    faults: list[Fault]


def find_log(connection: Connection, keyring: Keyring, room: str) -> RoomLog:
    """Where the room's log ends, by the rows as they are; raises UnknownRoom, Tampered, KeysUnavailable."""
    faults: list[Fault] = []
    log, _key = _outline(connection, keyring, room, faults)
    if faults:
        raise Tampered(faults)
    last = (
        select(func.max(entries.c.position))
        .where(entries.c.room_id == room)
        .group_by(entries.c.chain)
        .scalar_subquery()
    )
    ends = connection.execute(
        select(entries.c.position, entries.c.chain, entries.c.seq, entries.c.hash)
        .where(entries.c.room_id == room, entries.c.position.in_(last))
        .order_by(entries.c.position)
    ).all()
    channels = {head.ordinal: head for head in log.heads.values()}
    heads = dict(log.heads)
    for row in ends:
        head = channels[row.chain]
        heads[head.channel] = replace(head, size=row.seq + 1, hash=row.hash)
    return replace(log, position=ends[-1].position + 1 if ends else 0, heads=heads)


def examine(connection: Connection, keyring: Keyring, room: str) -> Examined:
    """Read and check the whole log; what is wrong with it is in the answer. Raises UnknownRoom, KeysUnavailable."""
    faults: list[Fault] = []
    log, key = _outline(connection, keyring, room, faults)
    walk = _Walk(log, faults)
    rows = connection.execute(
        select(entries)
        .where(entries.c.room_id == room)
        .order_by(entries.c.position)
        .execution_options(yield_per=1_000)
    )
    for row in rows:
        walk.visit(row)
    found = replace(log, position=walk.position, heads={head.channel: head for head in walk.heads.values()})
    erased = _check_case_chain(connection, keyring, key, found, walk.hashes, faults)
    faults.extend(
        Fault(room, FaultKind.KEY_MISSING, head.channel)
        for head in walk.heads.values()
        if head.sealer is None and head.ordinal not in erased
    )
    return Examined(found, walk.contents, walk.chains, faults)


def _outline(
    connection: Connection, keyring: Keyring, room: str, faults: list[Fault]
) -> tuple[RoomLog, CaseKey]:
    """The room's channels with their keys, before any entry."""
    row = connection.execute(select(rooms.c.case_id, rooms.c.term).where(rooms.c.id == room)).one_or_none()
    if row is None:
        raise UnknownRoom(room)
    key = keyring.of_room(connection, room, row.case_id)
    heads = {}
    for chain_row in _chain_rows(connection, room):
        try:
            channel = key.names.open(chain_row.sealed_name, name_place(room, chain_row.ordinal)).decode()
            wrapped = chain_row.wrapped_key
            sealer = None if wrapped is None else key.channel(room, chain_row.ordinal, wrapped)
        except Unreadable:
            faults.append(Fault(room, FaultKind.CHANNEL_UNREADABLE))
            continue
        heads[channel] = begin(row.case_id, room, channel, chain_row.ordinal, sealer)
    return RoomLog(room, row.case_id, row.term, 0, heads), key


def _chain_rows(connection: Connection, room: str) -> Sequence[Any]:
    same = (chain_keys.c.room_id == chains.c.room_id) & (chain_keys.c.ordinal == chains.c.ordinal)
    return connection.execute(
        select(chains.c.ordinal, chains.c.sealed_name, chain_keys.c.wrapped_key)
        .select_from(chains.outerjoin(chain_keys, same))
        .where(chains.c.room_id == room)
        .order_by(chains.c.ordinal)
    ).all()


@dataclass(slots=True)
class _Walk:
    """Goes through the entries in order; after a fault it goes on from what the rows say, to find every fault once."""

    log: RoomLog
    faults: list[Fault]
    position: int = 0
    heads: dict[int, Head] = field(init=False)
    hashes: dict[int, list[bytes]] = field(init=False)
    contents: list[bytes] = field(default_factory=list)
    chains: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.heads = {head.ordinal: head for head in self.log.heads.values()}
        self.hashes = {ordinal: [] for ordinal in self.heads}

    def visit(self, row: Any) -> None:
        head = self.heads.get(row.chain)
        if row.position != self.position:
            self._fault(FaultKind.ENTRY_MISSING, None, self.position)
        self.position = row.position + 1
        if head is None:
            return
        if row.seq != head.size:
            kind = FaultKind.ENTRY_MISSING if row.seq > head.size else FaultKind.ENTRY_OUT_OF_ORDER
            self._fault(kind, head.channel, row.position)
        elif chain.link(head.hash, row.commitment) != row.hash:
            self._fault(FaultKind.CHAIN_BROKEN, head.channel, row.position)
        if head.sealer is not None:
            try:
                self.contents.append(open_entry(head, row))
                self.chains.append(head.channel)
            except Unreadable:
                self._fault(FaultKind.CONTENT_CHANGED, head.channel, row.position)
        self.heads[row.chain] = replace(head, size=row.seq + 1, hash=row.hash)
        self.hashes[row.chain].append(row.hash)

    def _fault(self, kind: FaultKind, channel: str | None, position: int) -> None:
        self.faults.append(Fault(self.log.room, kind, channel, position))


def _check_case_chain(
    connection: Connection,
    keyring: Keyring,
    key: CaseKey,
    log: RoomLog,
    hashes: Mapping[int, Sequence[bytes]],
    faults: list[Fault],
) -> set[int]:
    """Follow the case's chain, and compare the anchors of this room; returns the channels lawfully erased."""
    erased: set[int] = set()
    previous = chain.case_genesis(log.case)
    for seq, row in enumerate(_case_rows(connection, log.case)):
        if row.seq != seq or chain.link(previous, row.commitment) != row.hash:
            faults.append(Fault(log.room, FaultKind.CASE_CHAIN_BROKEN))
        previous = row.hash
        own = row.signed_by == keyring.keys.public_key
        if not own or not signed_by(row.signed_by, row.signature, head_message(log.case, row.seq, row.hash)):
            faults.append(Fault(log.room, FaultKind.SIGNATURE_INVALID))
        if row.room_id == log.room:
            erased |= _check_anchor(key, log, hashes, row, faults)
    return erased


def _case_rows(connection: Connection, case: str) -> Iterator[Any]:
    found = select(case_entries).where(case_entries.c.case_id == case).order_by(case_entries.c.seq)
    return iter(connection.execute(found))


def _check_anchor(
    key: CaseKey, log: RoomLog, hashes: Mapping[int, Sequence[bytes]], row: Any, faults: list[Fault]
) -> set[int]:
    try:
        entry = read_entry(key, row)
    except Unreadable:
        faults.append(Fault(log.room, FaultKind.CASE_CHAIN_BROKEN))
        return set()
    contents = _anchored(log, hashes, entry.opening)
    if contents is None or HiddenTree(entry.opening.seed, contents).root.hex() != entry.root:
        faults.append(Fault(log.room, FaultKind.ANCHOR_DIFFERS))
        return set()
    return set(entry.opening.sizes) if entry.opening.kind is AnchorKind.ERASURE else set()


def _anchored(
    log: RoomLog, hashes: Mapping[int, Sequence[bytes]], opening: Opening
) -> Mapping[str, bytes] | None:
    """The leaves' contents by the rows as they are; None when there are fewer rows than there were."""
    channels = {head.ordinal: head.channel for head in log.heads.values()}
    contents = {}
    for ordinal, size in opening.sizes.items():
        channel = channels.get(ordinal)
        if channel is None or size > len(hashes[ordinal]):
            return None
        contents[str(ordinal)] = (
            erased_content(log.room, channel)
            if opening.kind is AnchorKind.ERASURE
            else head_content(log.room, channel, size, hashes[ordinal][size - 1])
        )
    return contents
