"""Who comes, what they ask and switch, and what hosts do with them."""

from dataclasses import dataclass
from typing import ClassVar

from rooms.channel import lobby
from rooms.consent import ConsentKind
from rooms.equipment import Equipment
from rooms.events.happening import Happening
from rooms.ids import ChannelId, DeviceId, SeatId
from rooms.participant import MediaKind, Pass, Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatAdded(Happening):
    seat: Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered(Happening):
    """Somebody came with a device: to the lobby, or if a host, to their place.

    `primary` is the seat whose device is shared, or the seat itself; `new_device` tells that the
    seat was occupied before by another device, which is out by this.
    """

    seat: SeatId
    device: DeviceId
    primary: SeatId
    new_device: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected(Happening):
    durable: ClassVar[bool] = False

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Disconnected(Happening):
    durable: ClassVar[bool] = False

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentSet(Happening):
    seat: SeatId
    consent: ConsentKind
    given: bool

    @property
    def channel(self) -> ChannelId:
        return lobby(self.seat)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaSet(Happening):
    """A person switched a source on or off; microphone on also undoes a host's muting."""

    seat: SeatId
    media: MediaKind
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Muted(Happening):
    """By a host."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAlone(Happening):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCancelled(Happening):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class OverheardSet(Happening):
    """A person says that they may be overheard where they are, or no longer; only hosts may know it."""

    seat: SeatId
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentTold(Happening):
    """A person's page tells what their device can do; only hosts may know it."""

    seat: SeatId
    equipment: Equipment


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted(Happening):
    seats: tuple[SeatId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBack(Happening):
    """Back to the lobby, not admitted any more."""

    seats: tuple[SeatId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reinstated(Happening):
    """Who was removed or left is expected again."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed(Happening):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Left(Happening):
    seats: tuple[SeatId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telephoned(Happening):
    """A host noted a person as present by telephone; whoever had a device for the seat has it no more."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed(Happening):
    """A host had a new link or code made for a person; it is not in the log."""

    seat: SeatId
    who: SeatId
    what: Pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadHanded(Happening):
    """Another host has the lead; `seat` is whoever gave it, or took it."""

    seat: SeatId
    to: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityExpired(Happening):
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(Happening):
    """A command with a key changed nothing; kept so that the key stays used."""

    seat: SeatId

    @property
    def channel(self) -> ChannelId:
        return lobby(self.seat)
