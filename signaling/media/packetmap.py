"""What a subscriber's slot has sent: numbers go on across publishers, and none is given twice.

A leg (one publisher in one slot) maps the publisher's extended numbers by a constant offset. The next leg
in the slot begins one past the highest number that the last one used, so a number stands for one packet
only: the SRTP index is made of it (RFC 3711 §3.3.1). Packets from before a leg's first are late guests of
an earlier time and get no number.
"""

from __future__ import annotations

import secrets

_NUMBERS = 1 << 14
"""First numbers are below 2^14: the receiver's guess of the roll-over counter cannot go wrong by lost first
packets."""
_TIMESTAMPS = 1 << 32


class PacketMap:
    """Numbers and timestamps of one outgoing SSRC."""

    __slots__ = ("_rate", "_stopped", "_timestamp", "first", "next", "offset", "shift")

    next: int
    """The extended number of the next leg's first packet."""
    first: int
    """The publisher's extended number that began the present leg; -1 = it has not begun."""
    offset: int
    """outgoing = incoming + offset, both extended."""
    shift: int
    """The same for timestamps, modulo 2^32."""

    def __init__(self, clock_rate: int) -> None:
        self._rate = clock_rate
        self.next = 1 + secrets.randbelow(_NUMBERS)
        self.first = -1
        self.offset = self.shift = 0
        self._timestamp = secrets.randbits(31)
        self._stopped: float | None = None

    def begin(self, number: int, timestamp: int, now: float) -> None:
        """A leg's first packet. Its timestamp follows the last leg's by the time between them."""
        ahead = 0
        if self._stopped is not None:
            ahead = max(int((now - self._stopped) * self._rate), self._rate // 50)
        self.first = number
        self.offset = self.next - number
        self.shift = (self._timestamp + ahead - timestamp) % _TIMESTAMPS

    def skip(self, expected: int, number: int) -> None:
        """The source jumped from `expected` to `number`: close the gap, whose packets will not be taken any
        more.

        A jump past half of the 16 bit number space would otherwise count as going back, for libsrtp and the
        receiver.
        """
        if self.first >= 0:
            self.offset -= number - expected
            self.first = number

    def end(self, highest: int, timestamp: int, now: float) -> None:
        """The leg is cut; `highest` and `timestamp` are of its last packet in order, which came at `now`."""
        if self.first < 0:
            return
        self.next = max(self.next, highest + self.offset + 1)
        self._timestamp = (timestamp + self.shift) % _TIMESTAMPS
        self._stopped = now
        self.first = -1

    def origin(self, sequence: int, highest: int) -> int | None:
        """The publisher's extended number behind an outgoing 16 bit one, None if this leg did not send it."""
        if self.first < 0:
            return None
        newest = highest + self.offset
        back = (newest - sequence) & 0xFFFF
        number = highest - back
        return number if number >= self.first else None
