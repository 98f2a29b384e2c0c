"""What the core needs from outside to decide a command: the time, randomness, the sender's key."""

from dataclasses import dataclass
from datetime import UTC, datetime

from rooms.moments import RESOLUTION, whole
from rooms.state import RoomState

ENTROPY_BYTES = 16
"""The least entropy a command needs: 128 bits, fresh and secret, 64 bytes at most are used."""

KEY_LIMIT = 64
"""Characters of an idempotency key."""


@dataclass(frozen=True, slots=True)
class Context:
    """`at` in whole milliseconds of UTC, later than every event of the room: see `moment`.

    Raises:
        ValueError: `at` is not such a moment, or the entropy is too short.
    """

    at: datetime
    entropy: bytes
    key: str | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is not UTC or self.at.microsecond % 1000:
            raise ValueError("the moment of a command is in whole milliseconds of UTC")
        if len(self.entropy) < ENTROPY_BYTES:
            raise ValueError("a command needs at least 16 bytes of entropy")


def moment(state: RoomState, now: datetime) -> datetime:
    """The moment for a command at `now`: whole milliseconds, later than the room's last event."""
    return max(whole(now), state.at + RESOLUTION)
