"""What may be asked of the writer's lane of the log."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from rooms.events import Event
from server.storage.entries import RoomLog


@dataclass(frozen=True, slots=True)
class Append:
    """Events for a room's log. ``rows`` writes what belongs to them into other tables, in the same
    transaction.

    ``round`` is counted up by the caller when it learns of a failure: what it had queued before it knew is
    refused.
    """

    room: str
    term: int
    events: Sequence[Event]
    round: int = 0
    rows: Callable[[Connection], None] | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """From now on older terms are refused."""

    room: str
    term: int


@dataclass(frozen=True, slots=True)
class Adopt:
    """The room's log as it was read and checked under a claim."""

    room: str
    log: RoomLog


@dataclass(frozen=True, slots=True)
class Anchor:
    """Confirm the heads of a room in the case's chain."""

    room: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Erase:
    """Destroy the keys of these channels, and put on record that it was done.

    ``rows`` writes what else belongs to it in the same transaction; what it raises refuses all of it. With it the
    request is refused (ChannelErased) when no key is left to be destroyed.
    """

    room: str
    channels: Sequence[str]
    at: datetime
    rows: Callable[[Connection], None] | None = None


Request = Append | Claim | Adopt | Anchor | Erase
