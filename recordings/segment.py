"""What a segment is of."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from rooms.ids import ChannelId, RoomId, SeatId, StayId
from rooms.participant import MediaKind

SegmentId = NewType("SegmentId", str)


@dataclass(frozen=True, slots=True)
class Segment:
    """The media of one source and kind, within one stay, one recording and one connection: one file."""

    id: SegmentId
    room: RoomId
    seat: SeatId
    stay: StayId
    recording: StayId
    channel: ChannelId
    kind: MediaKind
    began: datetime
    """UTC."""
    folder: str
    """Whose spool it is in: the id of a recorder's folder, of which a service on several machines has several."""

    @property
    def pictures(self) -> bool:
        """Whether it is a camera's or a screen's."""
        return self.kind is not MediaKind.AUDIO
