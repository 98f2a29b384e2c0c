"""What the service does by itself."""

from dataclasses import dataclass

from rooms.ids import (
    SYSTEM,
    SeatId,
)


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed: see `room.deadline`."""

    seat: SeatId = SYSTEM


@dataclass(frozen=True, slots=True)
class Restart:
    """To be given once after a room was rebuilt from its log: nobody is connected any more."""

    seat: SeatId = SYSTEM
