"""The label of a spool: what its segment is of, and its key, for the time until the database has both.

The room is sealed under the key above all keys, for whoever finds a spool must know whose case key to take; all else
under the case's. So the disk alone tells nothing, and once the case's key is destroyed neither does the service.
"""

import json
import struct
from typing import Final

from recordings.segment import Segment, SegmentId
from rooms.ids import RoomId
from server.record.segments import described, segment_of
from server.storage.keyring import CaseKey
from server.storage.keys import Keys
from server.storage.sealing import Unreadable, place

_LENGTH: Final = struct.Struct(">H")


def written(keys: Keys, case: CaseKey, segment: Segment, key: bytes) -> bytes:
    """A label; may block as `keys` does, and raises what it raises."""
    room = keys.wrap(segment.room.encode(), _room_place(segment.id))
    content = json.dumps({**described(segment), "key": key.hex()}).encode()
    return _LENGTH.pack(len(room)) + room + case.recordings.seal(content, _place(segment.room, segment.id))


def room_of(keys: Keys, segment: SegmentId, label: bytes) -> RoomId:
    """Whose it is; may block as `keys` does. Raises Unreadable."""
    room, _ = _parts(label)
    return RoomId(keys.unwrap(room, _room_place(segment)).decode())


def read(case: CaseKey, room: RoomId, segment: SegmentId, label: bytes) -> tuple[Segment, bytes]:
    """The segment and its key; raises Unreadable."""
    _, sealed = _parts(label)
    content = json.loads(case.recordings.open(sealed, _place(room, segment)))
    return segment_of(segment, room, content), bytes.fromhex(content["key"])


def _parts(label: bytes) -> tuple[bytes, bytes]:
    if len(label) < _LENGTH.size:
        raise Unreadable
    (size,) = _LENGTH.unpack_from(label)
    end = _LENGTH.size + size
    return label[_LENGTH.size : end], label[end:]


def _room_place(segment: str) -> bytes:
    return place("spool room", segment)


def _place(room: str, segment: str) -> bytes:
    return place("spool", room, segment)
