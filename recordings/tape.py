"""A segment while it is recorded, as the packet loop sees it: what arrives is remembered, no more.

The event loop's thread alone calls it. What was remembered is handed to the writer's thread in batches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from recordings.assembly import Packet
from recordings.segment import Segment

MOST: Final = 16 * 1024 * 1024
"""Octets that may wait for a disk that does not answer: a minute of the largest pictures. Then the newest are lost."""

STILL: Final = 120
"""-dBov. A microphone in the quietest room lies below; one that is broken, and silent to the last bit, at 127."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A packet, and when it came: seconds of the monotonic clock."""

    packet: Packet
    at: float


@dataclass(frozen=True, slots=True)
class Turned:
    """Another layer follows."""

    at: float


@dataclass(frozen=True, slots=True)
class Clocked:
    """The sender's clock: this timestamp was captured then, by the monotonic clock."""

    timestamp: int
    at: float


Input: TypeAlias = Arrived | Turned | Clocked


class Tape:
    """See the module (rooms.ports.Track)."""

    __slots__ = (
        "_inputs",
        "_waiting",
        "arrived",
        "closed",
        "heard",
        "level",
        "lost",
        "octets",
        "segment",
        "wants_key_frame",
    )

    def __init__(self, segment: Segment, at: float = 0.0) -> None:
        """`at`: when it begins, monotonic seconds."""
        self.segment = segment
        self.wants_key_frame = segment.pictures
        self.closed = False
        """Nothing more comes."""
        self.lost = 0
        """Packets for which there was no room."""
        self.octets = 0
        """Of what arrived."""
        self.arrived = at
        """When the last packet came."""
        self.heard = at
        """When there was last something to be heard, as far as its sender tells how loud it is."""
        self.level: int | None = None
        """See `hear`."""
        self._inputs: list[Input] = []
        self._waiting = 0

    def take(self, number: int, timestamp: int, marker: bool, payload: bytes, at: float) -> None:
        """See Track."""
        self.arrived = at
        if self._waiting > MOST:
            self.lost += 1
            return
        self._inputs.append(Arrived(Packet(number, timestamp, marker, payload), at))
        self._waiting += len(payload)
        self.octets += len(payload)

    def turn(self, at: float) -> None:
        """See Track."""
        self._inputs.append(Turned(at))

    def clock(self, timestamp: int, at: float) -> None:
        """See Track."""
        self._inputs.append(Clocked(timestamp, at))

    def hear(self, level: int | None) -> None:
        """See Track."""
        self.level = level
        if level is None or level < STILL:
            self.heard = self.arrived

    def close(self) -> None:
        """See Track."""
        self.closed = True

    def handed(self) -> list[Input]:
        """What has come since the last time."""
        inputs, self._inputs, self._waiting = self._inputs, [], 0
        return inputs
