"""What was sent to a subscriber lately, by transport-wide number, until its feedback tells what became of it."""

from __future__ import annotations

from typing import NamedTuple

_KEPT = 2048
"""Three seconds of three videos. A power of two."""
_MASK = _KEPT - 1


class Outcome(NamedTuple):
    """What became of a packet."""

    sent: float
    """Monotonic seconds, when it left."""
    octets: int
    """On the wire, with IP and UDP."""
    arrived: float | None
    """Seconds on a clock of the subscriber's; None = it is missing."""


class SendHistory:
    """One subscriber's. Numbers are 16 bit and shared by all that is sent to it."""

    __slots__ = ("_next", "_sent")

    def __init__(self) -> None:
        self._next = 0
        self._sent: list[tuple[int, float, int] | None] = [None] * _KEPT

    def add(self, now: float, octets: int) -> int:
        """Remembers a packet and returns its number. For each packet that leaves: it must be cheap."""
        number = self._next
        self._next = number + 1 & 0xFFFF
        self._sent[number & _MASK] = (number, now, octets)
        return number

    def outcomes(self, base: int, arrivals: list[float | None]) -> list[Outcome]:
        """Of the packets from number `base` on that are remembered. What has arrived is not told again; what is
        missing may be, for it may still come.
        """
        found = []
        for place, arrived in enumerate(arrivals):
            number = base + place & 0xFFFF
            entry = self._sent[number & _MASK]
            if entry is not None and entry[0] == number:
                found.append(Outcome(entry[1], entry[2], arrived))
                if arrived is not None:
                    self._sent[number & _MASK] = None
        return found
