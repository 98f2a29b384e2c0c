"""What tests put into a spool: a segment, and packets of speech as they arrive."""

from datetime import UTC, datetime

from recordings.assembly import Packet
from recordings.segment import Segment, SegmentId
from recordings.tape import Arrived, Input
from rooms.channel import JOINT
from rooms.ids import RoomId, SeatId, StayId
from rooms.participant import MediaKind

KEY = b"k" * 32
EPOCH = 1_700_000_000.0


def segment(kind: MediaKind = MediaKind.AUDIO) -> Segment:
    began = datetime(2026, 3, 2, tzinfo=UTC)
    ids = SegmentId("segment"), RoomId("room"), SeatId("worker"), StayId("stay"), StayId("recording")
    return Segment(*ids, JOINT, kind, began, "folder")


def packet(number: int, timestamp: int | None = None) -> Packet:
    return Packet(number, number * 960 if timestamp is None else timestamp, False, b"speech %d" % number)


def arrived(*numbers: int, at: float = 10.0) -> list[Input]:
    return [Arrived(packet(number), at) for number in numbers]
