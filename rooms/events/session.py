"""The session as a whole: its beginning and end, its parts, and who moves where."""

from dataclasses import dataclass
from datetime import datetime

from rooms.channel import JOINT, Group, Stay
from rooms.events.happening import Happening
from rooms.ids import ChannelId, RoomId, SeatId
from rooms.participant import Seat
from rooms.state import Phase, Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomOpened(Happening):
    """In the neutral chain, since it names every seat: not all of them ever meet."""

    room: RoomId
    case_no: str
    title: str
    groups: tuple[Group, ...]
    seats: tuple[Seat, ...]
    rules: Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Restarted(Happening):
    """The process started anew: nobody is connected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ForAll(Happening):
    @property
    def channel(self) -> ChannelId:
        return JOINT


@dataclass(frozen=True, slots=True, kw_only=True)
class LockSet(_ForAll):
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAdjourned(_ForAll):
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionResumed(_ForAll):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded(_ForAll):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class JointUnhosted(_ForAll):
    """No online host has been in the joint channel for as long as the rules allow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JointHosted(_ForAll):
    """A host is back in the joint channel, or nobody is left there who needs one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseChanged(Happening):
    phase: Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Happening):
    """All the changes of channel of one command at once, a new stay for each who moved."""

    stays: tuple[Stay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought(Happening):
    """A host took a neutral person along into a channel, until no host is left in it."""

    seat: SeatId
    into: ChannelId
