"""The case's own chain: in each entry a root over the heads of a room's channels, signed.

An anchor tells whoever is shown the case chain that the room existed at that moment, and no more: not which
channels there were, not how many, not how long. Anchors are also set when nothing happened, so that they do
not tell when something did. With its path from the root, one head can be shown to whoever is entitled to
that channel.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from sqlalchemy import Connection, insert, select

from rooms.canonical import canonical
from rooms.moments import stamp
from server.storage import chain
from server.storage.entries import Head, RoomLog
from server.storage.keyring import CaseKey
from server.storage.keys import Keys
from server.storage.merkle import LEAST_LEAVES, SEED_BYTES, HiddenTree
from server.storage.sealing import Unreadable, place
from server.storage.tables import case_entries, cases

_SIGNED: Final = b"yuntiao/case-head/v1\0"


class AnchorKind(StrEnum):
    HEADS = "heads"
    """Where the channels' chains ended."""
    ERASURE = "erasure"
    """Whose keys were destroyed."""


class CaseRow(Protocol):
    """A row of ``case_entries``."""

    seq: int
    room_id: str
    commitment: bytes
    hash: bytes
    body: bytes
    opening: bytes
    signed_by: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Opening:
    """What a root was made from: of each chain (by ordinal) its size, or 0 where only its key matters."""

    kind: AnchorKind
    seed: bytes
    sizes: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """An entry of a case's chain as it was written: the canonical ``content`` and its salt, and its opening."""

    salt: bytes
    content: bytes
    opening: Opening

    @property
    def root(self) -> str:
        return str(json.loads(self.content)["root"])


def head_content(room: str, channel: str, size: int, head: bytes) -> bytes:
    """The meaning of a leaf: a channel's chain has this many entries and ends in this hash."""
    return place("head", room, channel) + size.to_bytes(8, "big") + head


def erased_content(room: str, channel: str) -> bytes:
    """The meaning of a leaf: this channel's key was destroyed."""
    return place("erased", room, channel)


def head_message(case: str, seq: int, head: bytes) -> bytes:
    """What is signed: the case chain's entry ``seq`` has this hash."""
    return _SIGNED + canonical({"v": 1, "case": case, "size": seq + 1, "head": head.hex()})


def set_anchor(
    connection: Connection,
    keys: Keys,
    key: CaseKey,
    log: RoomLog,
    at: datetime,
    erased: Sequence[Head] = (),
) -> None:
    """Put an entry at the end of the case's chain: over all heads, or over what was ``erased``."""
    kind = AnchorKind.ERASURE if erased else AnchorKind.HEADS
    heads = erased or tuple(log.heads.values())
    sizes = {head.ordinal: 0 if erased else head.size for head in heads}
    opening = Opening(kind, secrets.token_bytes(SEED_BYTES), sizes)
    contents = {
        str(head.ordinal): erased_content(log.room, head.channel)
        if erased
        else head_content(log.room, head.channel, head.size, head.hash)
        for head in heads
    }
    tree = HiddenTree(opening.seed, contents)
    content = canonical(
        {
            "v": 1,
            "kind": kind,
            "room": log.room,
            "at": stamp(at),
            "root": tree.root.hex(),
            "leaves": tree.width,
        }
    )
    _append(connection, keys, key, log.room, content, opening)


def _append(
    connection: Connection, keys: Keys, key: CaseKey, room: str, content: bytes, opening: Opening
) -> None:
    # Rooms of one case may be led by different processes: they take turns.
    connection.execute(select(cases.c.id).where(cases.c.id == key.case).with_for_update()).one()
    last = connection.execute(
        select(case_entries.c.seq, case_entries.c.hash)
        .where(case_entries.c.case_id == key.case)
        .order_by(case_entries.c.seq.desc())
        .limit(1)
    ).one_or_none()
    seq, previous = (last.seq + 1, last.hash) if last else (0, chain.case_genesis(key.case))
    salt = chain.new_salt()
    committed = chain.commitment(salt, content)
    linked = chain.link(previous, committed)
    connection.execute(
        insert(case_entries).values(
            case_id=key.case,
            seq=seq,
            room_id=room,
            commitment=committed,
            hash=linked,
            body=key.chain.seal(chain.pack(salt, content), _body_place(key.case, seq)),
            opening=key.openings.seal(_pack_opening(opening), _opening_place(key.case, seq)),
            signed_by=keys.public_key,
            signature=keys.sign(head_message(key.case, seq, linked)),
        )
    )


def read_entry(key: CaseKey, row: CaseRow) -> CaseEntry:
    """What a row holds; raises Unreadable when that is not what the chain confirms."""
    salt, content = chain.unpack(key.chain.open(row.body, _body_place(key.case, row.seq)))
    if chain.commitment(salt, content) != row.commitment:
        raise Unreadable
    opening = _unpack_opening(key.openings.open(row.opening, _opening_place(key.case, row.seq)))
    return CaseEntry(salt, content, opening)


def _pack_opening(opening: Opening) -> bytes:
    """Filled up like the tree itself, so that the row's length does not count the channels."""
    sizes = {str(ordinal): size for ordinal, size in opening.sizes.items()}
    packed = canonical({"v": 1, "kind": opening.kind, "seed": opening.seed.hex(), "sizes": sizes})
    return packed.ljust(LEAST_LEAVES * 16)


def _unpack_opening(packed: bytes) -> Opening:
    kept = json.loads(packed)
    sizes = {int(ordinal): size for ordinal, size in kept["sizes"].items()}
    return Opening(AnchorKind(kept["kind"]), bytes.fromhex(kept["seed"]), sizes)


def _body_place(case: str, seq: int) -> bytes:
    return place("case entry", case, str(seq))


def _opening_place(case: str, seq: int) -> bytes:
    return place("opening", case, str(seq))
