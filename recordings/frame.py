"""What a segment is made of: encoded frames of one track as its publisher sent them, and marks of the time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """A packet of Opus, or a whole picture of VP8."""

    at: int
    """RTP timestamp counted on from the segment's first, in units of the track's clock (RFC 3550 section 5.1)."""
    key: bool
    """A picture that needs no other; every packet of speech."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Mark:
    """When something was captured: tracks of different devices are put in step by it."""

    at: int
    """As a frame's."""
    wall: int
    """Microseconds since 1970 (UTC), by one clock for all that one process records."""
    told: bool
    """By the sender's clock (RFC 3550 section 6.4.1); else it is the moment of arrival."""
