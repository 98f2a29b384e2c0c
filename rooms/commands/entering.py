"""People come, tell of themselves and their devices, and go."""

from dataclasses import dataclass

from rooms.consent import ConsentKind
from rooms.equipment import Equipment
from rooms.ids import (
    DeviceId,
    SeatId,
)
from rooms.participant import MediaKind, Seat


@dataclass(frozen=True, slots=True)
class Enter:
    """Somebody opened the link of `seat`; link and code, or the device's cookie, were checked before.

    The same device resumes where it was. Another goes to the lobby. `share_with` is a seat of the
    same group that is on this very device. `consents` are those given with it; whoever does not
    merely resume takes the optional ones back that they leave out, unless they are staff.
    """

    seat: SeatId
    device: DeviceId
    consents: frozenset[ConsentKind] = frozenset()
    share_with: SeatId | None = None


@dataclass(frozen=True, slots=True)
class Connect:
    seat: SeatId


@dataclass(frozen=True, slots=True)
class Disconnect:
    seat: SeatId


@dataclass(frozen=True, slots=True)
class SetConsent:
    """Withdrawing what is required to take part leads back to the lobby. `who`: another at the same device, whose word
    on recording this is.
    """

    seat: SeatId
    kind: ConsentKind
    given: bool
    who: SeatId | None = None


@dataclass(frozen=True, slots=True)
class SetMedia:
    seat: SeatId
    kind: MediaKind
    on: bool


@dataclass(frozen=True, slots=True)
class AskAlone:
    """A silent wish to speak with a host alone; only hosts get to know it."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class CancelAsk:
    seat: SeatId


@dataclass(frozen=True, slots=True)
class SetOverheard:
    """Somebody may be listening beside this person; only hosts get to know it, within the present stay."""

    seat: SeatId
    on: bool


@dataclass(frozen=True, slots=True)
class TellEquipment:
    """What one's device can do; only hosts get to know it, until another device takes the seat."""

    seat: SeatId
    equipment: Equipment


@dataclass(frozen=True, slots=True)
class Leave:
    """With the primary seat of a shared device everybody on it leaves."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class AddSeat:
    seat: SeatId
    added: Seat
