"""The index in the database: sealed parts, and how far each session is in it."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, func, insert, select

from rooms.ids import ChannelId, RoomId
from rooms.state import SessionState
from server.search.parts import Damaged, Part, pack, unpack
from server.search.shelf import Shelf
from server.search.tables import FORMAT, indexed, parts
from server.storage.entries import RoomLog
from server.storage.keyring import CaseKey
from server.storage.sealing import Unreadable, place
from server.storage.tables import chain_keys, entries, rooms

_MARKS: Final = 2**31

Fingerprint = tuple[int, int, int, int]
"""Of the whole index: it is another after every change."""
Version = tuple[int | None, int]
"""Of a session in it; without a mark it is not indexed yet, or cannot be."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A session's rows, made outside the transaction that writes them. ``position``: up to where the log is in them."""

    room: RoomId
    position: int
    rows: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """A session whose log says more than the index."""

    room: RoomId
    state: SessionState


def seal(log: RoomLog, made: Mapping[ChannelId, Part], shelves: Mapping[ChannelId, list[Shelf]]) -> Sealed:
    """What is to be written; a channel without a key has nothing in it, whatever was made."""
    rows = []
    for head in log.heads.values():
        channel = ChannelId(head.channel)
        if head.sealer is None or channel not in made.keys() | shelves.keys():
            continue
        part, shelf = pack(made.get(channel, Part())), pack(shelves.get(channel, []))
        rows.append(
            {
                "room_id": log.room,
                "ordinal": head.ordinal,
                "part": head.sealer.seal(part, _place("part", log.room, head.ordinal)),
                "shelves": head.sealer.seal(shelf, _place("shelves", log.room, head.ordinal)),
            }
        )
    return Sealed(RoomId(log.room), log.position, tuple(rows))


def write(connection: Connection, sealed: Sealed) -> None:
    """Put it in the place of what there was of the session; what has lost its key since is left out."""
    alive = select(chain_keys.c.ordinal).where(chain_keys.c.room_id == sealed.room)
    living = set(connection.execute(alive).scalars())
    connection.execute(delete(parts).where(parts.c.room_id == sealed.room))
    connection.execute(delete(indexed).where(indexed.c.room_id == sealed.room))
    if rows := [row for row in sealed.rows if row["ordinal"] in living]:
        connection.execute(insert(parts), rows)
    mark = secrets.randbelow(_MARKS)
    connection.execute(
        insert(indexed).values(room_id=sealed.room, format=FORMAT, position=sealed.position, mark=mark)
    )


def behind(connection: Connection) -> list[Behind]:
    """Every session of which the log says more than the index, the latest first."""
    end = select(func.max(entries.c.position) + 1).where(entries.c.room_id == rooms.c.id).scalar_subquery()
    found = (
        select(rooms.c.id, rooms.c.state)
        .outerjoin(indexed, (indexed.c.room_id == rooms.c.id) & (indexed.c.format == FORMAT))
        .where(func.coalesce(indexed.c.position, -1) < end)
        .order_by(rooms.c.created_at.desc(), rooms.c.id)
    )
    return [Behind(RoomId(row.id), SessionState(row.state)) for row in connection.execute(found)]


def every(connection: Connection) -> list[RoomId]:
    """All sessions, the latest first."""
    found = select(rooms.c.id).order_by(rooms.c.created_at.desc(), rooms.c.id)
    return [RoomId(row.id) for row in connection.execute(found)]


def end_of(connection: Connection, room: RoomId) -> int:
    """Up to where a session's log goes."""
    end = select(func.max(entries.c.position) + 1).where(entries.c.room_id == room)
    return connection.execute(end).scalar_one() or 0


def fingerprint(connection: Connection) -> Fingerprint:
    """Tells whether anything has changed, without reading it."""
    of_index = select(func.count(), func.coalesce(func.sum(indexed.c.mark), 0)).where(
        indexed.c.format == FORMAT
    )
    count, marks = connection.execute(of_index).one()
    sessions, kept = (
        connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (rooms, parts)
    )
    return sessions, count, int(marks), kept


def versions(connection: Connection) -> dict[RoomId, Version]:
    """Of each session, indexed or not, what tells whether it has changed: its mark, and how many parts it has."""
    current = (indexed.c.room_id == rooms.c.id) & (indexed.c.format == FORMAT)
    found = (
        select(rooms.c.id, indexed.c.mark, func.count(parts.c.ordinal))
        .outerjoin(indexed, current)
        .outerjoin(parts, parts.c.room_id == indexed.c.room_id)
        .group_by(rooms.c.id, indexed.c.mark)
    )
    return {RoomId(room): (mark, count) for room, mark, count in connection.execute(found)}


def is_current(connection: Connection, room: RoomId) -> bool:
    """Whether the index says of a session all that its log says."""
    end = select(func.max(entries.c.position) + 1).where(entries.c.room_id == room).scalar_subquery()
    kept = select(indexed.c.position == end).where(indexed.c.room_id == room, indexed.c.format == FORMAT)
    return bool(connection.execute(kept).scalar_one_or_none())


def read_parts(connection: Connection, key: CaseKey, room: RoomId) -> list[Part]:
    """A session's parts under the keys that there are at this moment; raises Damaged."""
    return [
        unpack(_opened(key, "part", row), Part) for row in connection.execute(_under_keys("part", [room]))
    ]


def read_shelves(
    connection: Connection, keys: Mapping[RoomId, CaseKey]
) -> Mapping[RoomId, list[Shelf] | Damaged]:
    """The shelves of these sessions, likewise."""
    found: dict[RoomId, list[Shelf] | Damaged] = {room: [] for room in keys}
    for row in connection.execute(_under_keys("shelves", keys)):
        room = RoomId(row.room_id)
        kept = found[room]
        if isinstance(kept, Damaged):
            continue
        try:
            kept.extend(unpack(_opened(keys[room], "shelves", row), list[Shelf]))
        except Damaged as error:
            found[room] = error
    return found


def _under_keys(column: str, wanted: Collection[RoomId]) -> Select[Any]:
    same = (chain_keys.c.room_id == parts.c.room_id) & (chain_keys.c.ordinal == parts.c.ordinal)
    return (
        select(parts.c.room_id, parts.c.ordinal, parts.c[column].label("sealed"), chain_keys.c.wrapped_key)
        .join(chain_keys, same)
        .where(parts.c.room_id.in_(wanted))
        .order_by(parts.c.room_id, parts.c.ordinal)
    )


def _opened(key: CaseKey, column: str, row: Any) -> bytes:
    try:
        sealer = key.channel(row.room_id, row.ordinal, row.wrapped_key)
        return sealer.open(row.sealed, _place(column, row.room_id, row.ordinal))
    except Unreadable as error:
        raise Damaged from error


def _place(kind: str, room: str, ordinal: int) -> bytes:
    return place("search", kind, room, str(ordinal))
