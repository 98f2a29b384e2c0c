"""How much a publisher should send, from what its subscribers can receive (REMB both ways)."""

from __future__ import annotations

CEILING = 1_500_000
FLOOR = 60_000
"""bit/s. Below, nobody sees anything any more because one cannot: that one's video has to be left out
instead."""
_LIFETIME = 5.0
"""Seconds. Browsers repeat REMB each second; one that fell silent has left or hears nothing at all."""


class PublisherCap:
    """The REMB to a publisher of video: the least of its subscribers' estimates, within bounds."""

    __slots__ = ("_ceiling", "_estimates", "_floor")

    def __init__(self, ceiling: int = CEILING, floor: int = FLOOR) -> None:
        self._ceiling = ceiling
        self._floor = floor
        self._estimates: dict[str, tuple[int, float]] = {}

    def heard(self, subscriber: str, bitrate: int, now: float) -> None:
        """A subscriber of this publisher sent REMB."""
        self._estimates[subscriber] = (bitrate, now)

    def forget(self, subscriber: str) -> None:
        """The subscriber no longer receives this publisher."""
        self._estimates.pop(subscriber, None)

    def value(self, now: float) -> int:
        """bit/s to put into the REMB now."""
        fresh = [bitrate for bitrate, at in self._estimates.values() if now - at <= _LIFETIME]
        return max(self._floor, min([self._ceiling, *fresh]))
