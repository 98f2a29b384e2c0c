"""Segments in the database: one row each, whose key is wrapped and whose content is sealed under the case's key."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from recordings.finishing import Finished
from recordings.frame import Mark
from recordings.segment import Segment, SegmentId
from rooms.ids import ChannelId, RoomId, SeatId, StayId
from rooms.participant import MediaKind
from server.retention.restricted import storage_only
from server.storage.keyring import CaseKey, Keyring
from server.storage.sealing import place
from server.storage.tables import rooms, segments

BEGUN: Final = "begun"
KEPT: Final = "kept"
DEPOSITED: Final = "deposited"
DESTROYED: Final = "destroyed"


class KeyDestroyed(Exception):
    """What was recorded can be read by nobody any more."""


class StorageOnly(Exception):
    """It may only be kept: whom it is of has asked for its deletion before its time is over."""


@dataclass(frozen=True, slots=True)
class Row:
    """A segment as it is remembered; `finished`: once its file is whole; `deposited`: in the storage."""

    segment: Segment
    finished: Finished | None
    deposited: bool = False


def begin(connection: Connection, keyring: Keyring, segment: Segment, key: bytes) -> bool:
    """Remembers it and its key, unless that was done before. False: its file is finished already."""
    state = connection.execute(select(segments.c.state).where(segments.c.id == segment.id)).scalar()
    if state is not None:
        return bool(state == BEGUN)
    case = case_of(connection, keyring, segment.room)
    connection.execute(
        insert(segments).values(
            id=segment.id,
            room_id=segment.room,
            state=BEGUN,
            wrapped_key=case.recordings.seal(key, _key_place(segment.room, segment.id)),
            sealed=_sealed(case, segment, None),
        )
    )
    return True


def keep(connection: Connection, keyring: Keyring, segment: Segment, finished: Finished) -> None:
    """Its file is whole, and the log tells of it."""
    case = case_of(connection, keyring, segment.room)
    connection.execute(
        update(segments)
        .where(segments.c.id == segment.id, segments.c.state != DESTROYED)
        .values(state=KEPT, sealed=_sealed(case, segment, finished))
    )


def forget(connection: Connection, segment: SegmentId) -> None:
    """Nothing was recorded of it."""
    connection.execute(delete(segments).where(segments.c.id == segment, segments.c.state == BEGUN))


def unfinished(connection: Connection, keyring: Keyring) -> list[tuple[Segment, bytes]]:
    """What was begun and is not kept, with the keys."""
    found = connection.execute(select(segments).where(segments.c.state == BEGUN)).all()
    left = []
    for row in found:
        case = case_of(connection, keyring, RoomId(row.room_id))
        segment = _opened(case, row).segment
        left.append((segment, _key(case, segment, row.wrapped_key)))
    return left


def deposited(connection: Connection, segment: SegmentId) -> None:
    """The storage has its file."""
    connection.execute(
        update(segments)
        .where(segments.c.id == segment, segments.c.state != DESTROYED)
        .values(state=DEPOSITED)
    )


def waiting(connection: Connection, keyring: Keyring) -> list[Row]:
    """What is finished and not deposited."""
    found = connection.execute(select(segments).where(segments.c.state == KEPT)).all()
    return [_opened(case_of(connection, keyring, RoomId(row.room_id)), row) for row in found]


def living(connection: Connection, keyring: Keyring) -> list[Row]:
    """Everything that was recorded and not destroyed, the finished and the unfinished."""
    found = connection.execute(select(segments).where(segments.c.wrapped_key.is_not(None))).all()
    return [_opened(case_of(connection, keyring, RoomId(row.room_id)), row) for row in found]


def of_room(connection: Connection, keyring: Keyring, room: RoomId) -> list[Row]:
    """Everything that was recorded in a room, in the order in which it began."""
    case = case_of(connection, keyring, room)
    found = connection.execute(select(segments).where(segments.c.room_id == room)).all()
    return sorted((_opened(case, row) for row in found), key=lambda row: row.segment.began)


def find(connection: Connection, keyring: Keyring, segment: SegmentId) -> Row | None:
    row = connection.execute(select(segments).where(segments.c.id == segment)).one_or_none()
    return None if row is None else _opened(case_of(connection, keyring, RoomId(row.room_id)), row)


def key_of(connection: Connection, keyring: Keyring, segment: Segment) -> bytes:
    """What a reader opens it with; raises KeyDestroyed, StorageOnly."""
    wrapped = connection.execute(
        select(segments.c.wrapped_key).where(segments.c.id == segment.id)
    ).scalar_one()
    key = _key(case_of(connection, keyring, segment.room), segment, wrapped)
    if storage_only(connection, segment.room, segment.seat):
        raise StorageOnly(segment.id)
    return key


def case_of(connection: Connection, keyring: Keyring, room: RoomId) -> CaseKey:
    """The key of a room's case; raises KeysUnavailable."""
    case = connection.execute(select(rooms.c.case_id).where(rooms.c.id == room)).scalar_one()
    return keyring.of_room(connection, room, case)


def _key(case: CaseKey, segment: Segment, wrapped: bytes | None) -> bytes:
    if wrapped is None:
        raise KeyDestroyed(segment.id)
    return case.recordings.open(wrapped, _key_place(segment.room, segment.id))


def _key_place(room: str, segment: str) -> bytes:
    return place("segment key", room, segment)


def _place(room: str, segment: str) -> bytes:
    return place("segment", room, segment)


def described(segment: Segment) -> dict[str, str]:
    """What it is of, beside its room and id."""
    return {
        "seat": segment.seat,
        "stay": segment.stay,
        "recording": segment.recording,
        "channel": segment.channel,
        "kind": segment.kind.value,
        "began": segment.began.isoformat(),
        "folder": segment.folder,
    }


def segment_of(segment: SegmentId, room: RoomId, written: Mapping[str, Any]) -> Segment:
    """What was described."""
    return Segment(
        id=segment,
        room=room,
        seat=SeatId(written["seat"]),
        stay=StayId(written["stay"]),
        recording=StayId(written["recording"]),
        channel=ChannelId(written["channel"]),
        kind=MediaKind(written["kind"]),
        began=datetime.fromisoformat(written["began"]),
        folder=written["folder"],
    )


def _sealed(case: CaseKey, segment: Segment, finished: Finished | None) -> bytes:
    written: dict[str, Any] = described(segment)
    if finished is not None:
        written["finished"] = {
            "length": finished.length,
            "digest": finished.digest.hex(),
            "plain_length": finished.plain_length,
            "plain_digest": finished.plain_digest.hex(),
            "frames": finished.frames,
            "milliseconds": finished.milliseconds,
            "marks": [[mark.at, mark.wall, mark.told] for mark in finished.marks],
            "torn": finished.torn,
        }
    return case.recordings.seal(json.dumps(written).encode(), _place(segment.room, segment.id))


def _opened(case: CaseKey, row: Any) -> Row:
    written = json.loads(case.recordings.open(row.sealed, _place(row.room_id, row.id)))
    segment = segment_of(SegmentId(row.id), RoomId(row.room_id), written)
    finished = written.get("finished")
    return Row(segment, None if finished is None else _finished(finished), row.state == DEPOSITED)


def _finished(written: dict[str, Any]) -> Finished:
    return Finished(
        length=written["length"],
        digest=bytes.fromhex(written["digest"]),
        plain_length=written["plain_length"],
        plain_digest=bytes.fromhex(written["plain_digest"]),
        frames=written["frames"],
        milliseconds=written["milliseconds"],
        marks=tuple(Mark(at, wall, told) for at, wall, told in written["marks"]),
        torn=written["torn"],
    )
