"""What every event has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rooms.canonical import JSON
from rooms.channel import NEUTRAL
from rooms.ids import ChannelId, SeatId


@dataclass(frozen=True, slots=True)
class Cause:
    """The command with an idempotency key that led here, and what it answered."""

    seat: SeatId
    key: str
    digest: str
    value: Mapping[str, JSON]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What every event has. The first event of a command with a key carries its cause."""

    durable: ClassVar[bool] = True

    at: datetime
    cause: Cause | None = None

    @property
    def channel(self) -> ChannelId:
        """The channel to whose chain the event belongs."""
        return NEUTRAL
