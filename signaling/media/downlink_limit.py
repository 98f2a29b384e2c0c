"""When a subscriber's REMB is a limit, and when it only says that little was sent.

Browsers raise the estimate slowly and never past 1.5 times what arrives: right after the start, or when the picture
begins to move, it lies below the rate at which all is well. As a cap it would hold every publisher at the pace of the
first second. So it counts from the moment it falls, which browsers let it do only when packets queue up or get lost,
until it leaves room above what is sent.
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

    __slots__ = ("_fell", "_last", "limited")

    def __init__(self) -> None:
        self.limited = False
        self._last = 0
        self._fell = 0.0

    def heard(self, bitrate: int, sent: float, now: float) -> int | None:
        """An estimate arrived while we send `sent` bit/s to the subscriber. Returns the cap for all of it, or None."""
        if bitrate < _FALL * self._last and bitrate < sent:
            self.limited = True
            self._fell = now
        elif bitrate > _ROOM * sent:
            self.limited = False
        self._last = bitrate
        if not self.limited:
            return None
        return int(bitrate * _PROBE) if now - self._fell > _CALM else bitrate
