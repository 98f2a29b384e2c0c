"""Asking publishers for what was lost, and bounding what subscribers may ask of us (RFC 4585 §6.2.1, RFC 4588)."""

from __future__ import annotations

from signaling.media.reception import RoundTrip

VIDEO_PATIENCE = 1.0
AUDIO_PATIENCE = 0.4
MAX_TRIES = 10
MAX_GAP = 400


class NackGenerator:
    """The missing packets of one publisher's stream, by extended sequence number (see ReceptionStats.add).

    Only the slow path calls it: on a gap, on a late packet, on RTX, and periodically while `missing` is not empty.
    It also tells retransmissions that are wanted from duplicates.
    """

    __slots__ = ("abandoned", "missing")

    missing: dict[int, list[float]]
    """Empty when nothing is missing: the periodic duty's cheap check."""
    abandoned: bool
    """A packet was given up since this was last set to False; for video: ask for a key frame."""

    def __init__(self, patience: float, round_trip: RoundTrip, *, asks: bool = True) -> None:
        """`patience`: seconds until a packet is given up. asks=False only tells duplicates (no `nack` negotiated)."""
        raise NotImplementedError

    def gap(self, first: int, end: int, now: float) -> bool:
        """Numbers first..end-1 did not arrive before `end`. False: more than 400, not asked for; want a key frame."""
        raise NotImplementedError

    def arrived(self, number: int, now: float) -> bool:
        """A late or retransmitted packet: True when it was missing (use it), False for a duplicate (drop it)."""
        raise NotImplementedError

    def due(self, now: float) -> list[int]:
        """The 16 bit numbers to ask for now: after the reorder tolerance, then every 1.3 round trips."""
        raise NotImplementedError

    def clear(self) -> None:
        """Forgets everything: the stream starts anew on a key frame."""
        raise NotImplementedError


class NackLimiter:
    """What one subscriber may have retransmitted: each packet at most once an interval, all within a byte budget."""

    __slots__ = ()

    def __init__(self) -> None:
        raise NotImplementedError

    def bitrate(self, estimate: int) -> None:
        """The subscriber's REMB or our estimate, bit/s: the budget is 15 % of it, at least 40 kbit/s."""
        raise NotImplementedError

    def allows(self, ssrc: int, sequence: int, size: int, now: float, *, audio: bool = False) -> bool:
        """Whether to retransmit now; takes the bytes from the budget. Audio ignores the budget, not the interval."""
        raise NotImplementedError
