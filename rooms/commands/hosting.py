"""A host leads the session."""

from dataclasses import dataclass
from datetime import datetime

from rooms.ids import (
    GroupId,
    SeatId,
)
from rooms.participant import Pass


@dataclass(frozen=True, slots=True)
class Admit:
    """Admits everybody on the device of `who`."""

    seat: SeatId
    who: SeatId


@dataclass(frozen=True, slots=True)
class AdmitAll:
    seat: SeatId


@dataclass(frozen=True, slots=True)
class BackToLobby:
    """Undoes the admission of the device of `who`; who was removed or left may enter again."""

    seat: SeatId
    who: SeatId


@dataclass(frozen=True, slots=True)
class Remove:
    """`who` is out for good; others on the same device go to the lobby."""

    seat: SeatId
    who: SeatId


@dataclass(frozen=True, slots=True)
class Telephone:
    """A host's word that somebody who did not come by link is present by telephone, or no longer.

    They are admitted by it and belong where others of their side do; entering by link ends it.
    """

    seat: SeatId
    who: SeatId
    on: bool


@dataclass(frozen=True, slots=True)
class CallIn:
    """Somebody without a seat is present by telephone, on a side, by a host's word: a seat is made for them."""

    seat: SeatId
    name: str
    group: GroupId


@dataclass(frozen=True, slots=True)
class Renew:
    """A host has a new link or code made for a person who comes by link; the former ones open nothing more.

    The room notes that it was asked for, and by whom; it never learns the link or the code.
    """

    seat: SeatId
    who: SeatId
    what: Pass


@dataclass(frozen=True, slots=True)
class HandOver:
    """The lead goes to another host: by whoever has it, or taken by anybody while they are not online."""

    seat: SeatId
    to: SeatId


@dataclass(frozen=True, slots=True)
class Mute:
    seat: SeatId
    who: SeatId


@dataclass(frozen=True, slots=True)
class Lock:
    """Locked: nobody new may enter; who was admitted resumes."""

    seat: SeatId
    on: bool


@dataclass(frozen=True, slots=True)
class End:
    seat: SeatId


@dataclass(frozen=True, slots=True)
class Adjourn:
    seat: SeatId
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    """Hosts meet in the joint channel; everybody else waits in the lobby to be admitted again."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class Separate:
    """Begins talks apart (背对背): each group in its channel, hosts in neutral."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class Visit:
    """The host goes to a group's channel, or to `neutral`."""

    seat: SeatId
    side: str


@dataclass(frozen=True, slots=True)
class Meet:
    """The host goes into private with one person, wherever that person is."""

    seat: SeatId
    who: SeatId


@dataclass(frozen=True, slots=True)
class Rejoin:
    """Everybody back to the joint channel; while together, only the host, out of private."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class Bring:
    """A neutral person comes along into the host's present channel, as long as a host is in it."""

    seat: SeatId
    who: SeatId
