"""What a case is before anybody has entered a room."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from rooms.channel import Group
from rooms.ids import RoomId
from rooms.participant import Seat
from rooms.state import SessionState

CaseId = NewType("CaseId", str)


@dataclass(frozen=True, slots=True)
class Case:
    """A dispute. ``number`` names it to the centre; ``title`` and groups are personal data."""

    id: CaseId
    number: str
    title: str
    groups: tuple[Group, ...]
    demonstration: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """One session of a case: the room of that id. ``scheduled_at`` None: people may come as soon as they can."""

    id: RoomId
    case: CaseId
    state: SessionState
    created_at: datetime
    scheduled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Invited:
    """A seat and how its person is reached."""

    seat: Seat
    telephone: str | None = None
