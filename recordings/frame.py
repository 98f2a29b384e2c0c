"""One encoded frame of one track, as its publisher sent it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """A packet of Opus, or a whole picture of VP8."""

    at: int
    """RTP timestamp counted on from the segment's first, in units of the track's clock (RFC 3550 section 5.1)."""
    key: bool
    """A picture that needs no other; every packet of speech."""
    data: bytes
