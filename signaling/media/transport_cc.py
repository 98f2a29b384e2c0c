"""Transport-wide congestion control, receiver side (draft-holmer-rmcat-transport-wide-cc-extensions-01)."""

from __future__ import annotations

INTERVAL = 0.1
"""Seconds between feedbacks: 80-100 ms gives Chromium's estimator 1.5 Mbit/s within 3 s."""


class TransportWideReceiver:
    """Remembers when which transport-wide number arrived; one for each peer."""

    __slots__ = ("_arrivals",)

    def __init__(self, sender: int) -> None:
        """`sender` is our RTCP SSRC towards this peer."""
        raise NotImplementedError

    def add(self, number: int, now: float) -> None:
        """A packet with this 16 bit number arrived (monotonic seconds). Hot: an append, nothing else."""
        raise NotImplementedError

    def feedback(self, media: int) -> list[bytes]:
        """RTCP packets for everything since the last call, often one, each below 1,200 octets; [] when nothing came.

        `media` is the SSRC of any stream that the peer sends.
        """
        raise NotImplementedError
