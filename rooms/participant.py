"""Seats, and the changing condition of the person on each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from rooms.channel import Stay
from rooms.consent import ConsentKind
from rooms.equipment import Equipment
from rooms.ids import ChannelId, DeviceId, GroupId, SeatId
from rooms.roles import HOSTS, Role

NAME_LIMIT = 60
"""Characters of a person's name."""


class Standing(StrEnum):
    EXPECTED = "expected"
    WAITING = "waiting"
    ADMITTED = "admitted"
    REMOVED = "removed"
    LEFT = "left"


PRESENT = frozenset({Standing.WAITING, Standing.ADMITTED})
"""Who has a stay: entered, and not gone since. Being offline changes nothing in this."""


class MediaKind(StrEnum):
    AUDIO = "audio"
    CAMERA = "camera"
    SCREEN = "screen"


class Scope(StrEnum):
    GENERAL = "general"
    SPECIAL = "special"
    """Only special authority (特别授权) may settle."""


@dataclass(frozen=True, slots=True)
class Authority:
    """A written authority (授权委托书) to act for `principal`; `ceiling` in yuan."""

    principal: str
    scope: Scope
    ceiling: Decimal | None = None
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in the room for one person. `person` is a short stable key, `interprets` a seat."""

    id: SeatId
    person: str
    name: str
    role: Role
    group: GroupId | None = None
    interprets: SeatId | None = None
    authority: Authority | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever has the seat, as they are now.

    `group` is the seat's, or for an interpreter that of the person interpreted. `primary` is the
    seat that publishes and receives for the device that several seats share; one's own when alone.
    """

    seat: Seat
    group: GroupId | None
    primary: SeatId
    consents: Mapping[ConsentKind, bool]
    standing: Standing = Standing.EXPECTED
    stay: Stay | None = None
    device: DeviceId | None = None
    online: bool = False
    media: frozenset[MediaKind] = frozenset()
    muted: bool = False
    telephone: bool = False
    """Present by a host's word alone, on a plain telephone: without device and media, and reading nothing."""
    asked_alone: datetime | None = None
    overheard: datetime | None = None
    """Since when this person may be overheard, by their own word; it ends with the stay."""
    equipment: Equipment | None = None
    """Of the device that has the seat, once its page has told."""
    new_device: datetime | None = None
    away_since: datetime | None = None
    """Since when no host has been in this person's channel, within the present stay."""
    brought: ChannelId | None = None
    authority_expired: bool = False

    @property
    def id(self) -> SeatId:
        return self.seat.id

    @property
    def host(self) -> bool:
        return self.seat.role in HOSTS

    @property
    def present(self) -> bool:
        return self.standing in PRESENT

    @property
    def channel(self) -> ChannelId | None:
        return self.stay.channel if self.stay else None
