"""What a person's device can do, by their own page's word: for the hosts, who decide whom to help before they begin."""

from dataclasses import dataclass
from enum import StrEnum

from rooms.canonical import JSON

ROUND_TRIP_LIMIT = 10_000
"""Milliseconds; what takes longer is no conversation."""


class DeviceState(StrEnum):
    """A microphone or camera."""

    WORKS = "works"
    UNUSED = "unused"
    """The person chose to take part without it."""
    DENIED = "denied"
    MISSING = "missing"
    BUSY = "busy"
    FAILED = "failed"


class Hearing(StrEnum):
    """Whether somebody beside the person hears what they hear."""

    UNKNOWN = "unknown"
    HEADPHONES = "headphones"
    LOUDSPEAKER = "loudspeaker"


class Network(StrEnum):
    """The way that media take."""

    UNKNOWN = "unknown"
    DIRECT = "direct"
    RELAY = "relay"
    RELAY_TCP = "relay_tcp"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Equipment:
    """`round_trip` in milliseconds, None when it was not measured; `old_browser`: below the floor."""

    microphone: DeviceState
    camera: DeviceState
    hearing: Hearing
    network: Network
    round_trip: int | None = None
    old_browser: bool = False

    @property
    def wire(self) -> JSON:
        told: dict[str, JSON] = {
            "microphone": self.microphone.value,
            "camera": self.camera.value,
            "hearing": self.hearing.value,
            "network": self.network.value,
            "old_browser": self.old_browser,
        }
        return told if self.round_trip is None else {**told, "round_trip": self.round_trip}
