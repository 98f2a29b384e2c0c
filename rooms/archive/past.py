"""A session as its log tells of it: who was where, what was said, what was recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rooms.channel import Group
from rooms.ids import ChannelId, RoomId, SeatId, StayId
from rooms.minutes import Minutes
from rooms.pages import Page
from rooms.participant import Seat
from rooms.recording import Kept


@dataclass(frozen=True, slots=True)
class Residence:
    """A stay from its beginning to its end; `until` None: it never ended."""

    stay: StayId
    seat: SeatId
    channel: ChannelId
    since: datetime
    until: datetime | None = None

    def lasts(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at <= self.until)


class LineKind(StrEnum):
    WRITTEN = "written"
    """A message of the chat."""
    SAID = "said"
    """What a machine made of what was heard."""
    HAPPENED = "happened"


class Happened(StrEnum):
    OPENED = "opened"
    CAME = "came"
    WENT = "went"
    APART = "apart"
    TOGETHER = "together"
    UNHOSTED = "unhosted"
    HOSTED = "hosted"
    RECORDING_STARTED = "recording_started"
    RECORDING_STOPPED = "recording_stopped"
    ADJOURNED = "adjourned"
    RESUMED = "resumed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline.

    `seats`: whose it is; several where it came from a device that they shared ("one of"), or where they came or went
    together. `readers`: who received a message when it was written; `to_hosts`: the hosts only, wherever they were.
    `id` is that of the message or of the utterance, empty for what happened.
    """

    kind: LineKind
    channel: ChannelId
    at: datetime
    seats: tuple[SeatId, ...] = ()
    stay: StayId | None = None
    id: str = ""
    text: str = ""
    what: Happened | None = None
    milliseconds: int = 0
    """How long it took to say."""
    pages: tuple[Page, ...] = ()
    readers: frozenset[SeatId] = frozenset()
    to_hosts: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """A stretch that a host recorded, or asked to. `until` None: until nobody knows when."""

    id: StayId
    channel: ChannelId
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """A finished file, and the channel in which it was recorded.

    `seats`: who may be heard or seen on it, that is whoever sat at its device in that stay; the file bears the seat
    that published for them all.
    """

    channel: ChannelId
    kept: Kept
    seats: frozenset[SeatId]


@dataclass(frozen=True, slots=True)
class Opening:
    """The recordings of a separate talk were opened, by an account of the staff, until then."""

    channel: ChannelId
    by: str
    name: str
    reason: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """Everything, in the order in which it was. `lines` by time; whoever shows it asks `reading` first.

    `minutes` is the record of the joint talk, `agreed` who agreed to its recording, by their last word.
    """

    room: RoomId
    case_no: str
    title: str
    groups: tuple[Group, ...]
    seats: Mapping[SeatId, Seat]
    opened: datetime
    ended: datetime | None
    residences: tuple[Residence, ...]
    lines: tuple[Line, ...]
    recorded: tuple[Recorded, ...]
    tracks: tuple[Track, ...]
    openings: tuple[Opening, ...]
    minutes: Minutes
    agreed: Mapping[SeatId, bool]
