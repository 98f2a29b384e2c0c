"""When a subscriber's REMB is a limit, and when it only says that little was sent.

Browsers raise the estimate slowly and never past 1.5 times what arrives: right after the start, or when the picture
begins to move, it lies below the rate at which all is well. As a cap it would hold every publisher at the pace of the
first second. So it counts from the moment it falls, which browsers let it do only when packets queue up or get lost,
until it leaves room above what is sent and what could be sent, or a probe proves that there is room.
"""

from __future__ import annotations

_FALL = 0.97
"""Of the last estimate: less is a fall and not noise."""
_ROOM = 1.3
"""Of what is sent: an estimate above is no limit any more."""
_CALM = 2.0
"""Seconds without a fall, after which a little more than the estimate is asked for, so that it can grow."""
_PROBE = 1.1


class DownlinkLimit:
    """One subscriber's."""

    __slots__ = ("_proved", "budget", "estimate", "fell", "limited")

    budget: float | None
    """bit/s for all that the subscriber gets; None = no limit."""

    def __init__(self) -> None:
        self.limited = False
        self.budget = None
        self.fell = 0.0
        """When the estimate last fell."""
        self.estimate = 0
        """The last one, bit/s."""
        self._proved = 0.0

    def heard(self, bitrate: int, sent: float, now: float, wanted: float = 0.0) -> int | None:
        """An estimate arrived while we send `sent` bit/s to the subscriber, and would send `wanted` without a limit.

        Returns the cap for all of it, or None.
        """
        if bitrate < _FALL * self.estimate and bitrate < sent:
            self.limited = True
            self.fell = now
            self._proved = 0.0
        elif bitrate > _ROOM * max(sent, wanted):
            self.limited = False
        self.estimate = bitrate
        if not self.limited:
            self.budget = None
            return None
        cap = int(bitrate * _PROBE) if now - self.fell > _CALM else bitrate
        self.budget = max(cap, self._proved)
        return cap

    def prove(self, rate: float) -> None:
        """So much was sent for a while, and the estimate did not fall."""
        self._proved = rate
        if self.budget is not None:
            self.budget = max(self.budget, rate)
