"""How much a publisher should send, from what its subscribers can receive (REMB both ways)."""

from __future__ import annotations

CEILING = 1_500_000
FLOOR = 60_000


class PublisherCap:
    """The REMB to a publisher of video: the worst subscriber's estimate, not below a floor."""

    __slots__ = ()

    def __init__(self, ceiling: int = CEILING, floor: int = FLOOR) -> None:
        raise NotImplementedError

    def heard(self, subscriber: str, bitrate: int, now: float) -> None:
        """A subscriber of this publisher sent REMB."""
        raise NotImplementedError

    def forget(self, subscriber: str) -> None:
        """The subscriber no longer receives this publisher."""
        raise NotImplementedError

    def value(self, now: float) -> int:
        """bit/s to put in the REMB now; estimates older than 5 s do not count."""
        raise NotImplementedError
