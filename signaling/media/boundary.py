"""The stay boundary: nothing captured before a move is heard after it, however long it was queued.

A gate stands at each publisher's kind (audio, camera, screen). It closes when the person moves and opens at a
boundary in RTP time: the latest of what the client reported, the highest timestamp received before the move
plus one, and the move's time mapped through the publisher's sender reports. Video opens on a key frame only.
"""

from __future__ import annotations

MARGIN = 0.3
"""Seconds added to the mapped move for clients without encoded transforms.

The mapping was right within +4..25 ms, and is early by the fastest way to us: this is more than both on bad
lines.
"""
MEMORY = 10.0
"""Seconds of RTP time past the boundary after which nothing older is on its way any more.

However long a queue is, it keeps its order. What overtakes is resent by the browser, which remembers a
second or two, or comes by another network; and SRTP takes nothing that is more than `srtp.WINDOW` packets
late, ten seconds of speech.
"""
_STALE = 600.0
"""Seconds after a move when its boundary is forgotten though nothing has passed it: a camera that was off."""
_WINDOW = 300.0
"""Seconds over which the least delay is sought: shorter would mistake a lasting queue for it, and over a
longer time two clocks drift (50 ppm in twice this: 30 ms)."""
_STEP = 10.0
"""Seconds of delay that no queue makes: the sender's clock was set."""
_HALF = 1 << 31
_MASK = (1 << 32) - 1


def later(one: int, other: int) -> int:
    """The later of two 32 bit timestamps less than 2^31 apart."""
    return one if (one - other) & _MASK < _HALF else other


class ClockMap:
    """A publisher stream's RTP clock against the server's monotonic clock, from its sender reports.

    Reports arrive late by the way they took. The least difference between arrival and NTP time is that of the
    fastest one: `rtp_at` is early by the fastest way, never by a queue. Two windows, so that there always is
    a full one and clocks may drift.
    """

    __slots__ = ("_least", "_least_before", "_ntp", "_rate", "_rtp", "_since")

    def __init__(self, clock_rate: int) -> None:
        self._rate = clock_rate
        self._ntp: float | None = None
        self._rtp = 0
        self._least = self._least_before = 0.0
        self._since = 0.0

    @property
    def rate(self) -> int:
        """Units of the RTP clock in a second."""
        return self._rate

    def report(self, ntp: int, rtp: int, now: float) -> None:
        """A sender report (64 bit NTP time, RTP timestamp) arrived at `now`; NTP 0 = it has no clock."""
        if ntp == 0:
            return
        seconds = ntp / (1 << 32)
        delay = now - seconds
        if self._ntp is None or delay - self._smallest() > _STEP:
            self._least = self._least_before = delay
            self._since = now
        elif now - self._since > _WINDOW:
            self._least_before, self._least = self._least, delay
            self._since = now
        else:
            self._least = min(self._least, delay)
        self._ntp, self._rtp = seconds, rtp

    def rtp_at(self, moment: float) -> int | None:
        """The 32 bit timestamp of what was captured at the server's `moment`; None before a report."""
        if self._ntp is None:
            return None
        elapsed = moment - self._smallest() - self._ntp
        return (self._rtp + round(elapsed * self._rate)) & _MASK

    def _smallest(self) -> float:
        return min(self._least, self._least_before)


class StayGate:
    """Admits a publisher's packets by timestamp. Closed until the first move is reported.

    States: closed (no boundary yet), at the boundary (timestamps are compared; video waits for a key frame),
    open.
    """

    __slots__ = (
        "_boundary",
        "_clock",
        "_compares",
        "_floor",
        "_key_due",
        "_moved",
        "_unmapped",
        "_video",
        "open",
    )

    open: bool
    """The hot path's only check: True = everything is admitted, because the boundary passed long ago."""

    def __init__(self, clock: ClockMap, *, video: bool) -> None:
        self._clock = clock
        self._video = video
        self.open = False
        self._moved: float | None = None
        self._floor: int | None = None
        self._boundary: int | None = None
        self._compares = True
        self._key_due = video
        self._unmapped = False

    def close(self, now: float, highest: int | None) -> None:
        """The person moves now. `highest`: the highest timestamp that was received of this stream, None =
        none.

        Closes at once. A second move before the first was reported makes the boundary later, never earlier.
        Leave out a `highest` that was received more than an hour ago: 32 bits compare over 6 hours of video
        only.
        """
        self.open = False
        self._boundary = None
        self._moved = now
        self._floor = None if highest is None else (highest + 1) & _MASK
        self._compares = True
        self._key_due = self._video
        self._unmapped = False

    def report(self, timestamp: int | None) -> None:
        """The client's first timestamp of the new stay; None = it has no transform: the mapped move plus
        MARGIN.

        The caller has checked that the report names the current stay; a repeated report changes nothing.
        Without a timestamp and without any sender report the gate stays closed until `settle` finds one.
        """
        if self._moved is None or self._boundary is not None or self.open:
            return
        mapped = self._clock.rtp_at(self._moved)
        if timestamp is None:
            self._unmapped = mapped is None
            if mapped is None:
                return
            mapped += int(MARGIN * self._clock.rate)
        boundary = mapped if timestamp is None else timestamp & _MASK
        for candidate in (mapped, self._floor):
            if candidate is not None and boundary is not None:
                boundary = later(boundary, candidate & _MASK)
        self._boundary = boundary

    def admits(self, timestamp: int, key_frame: bool) -> bool:
        """Whether a packet passes; `key_frame`: it starts a VP8 key frame (ignored for audio).

        A key frame at or past the boundary opens video. Older timestamps stay out, RTX originals' too.
        """
        if self.open:
            return True
        boundary = self._boundary
        if boundary is None:
            return False
        past = (timestamp - boundary) & _MASK
        if self._compares and past >= _HALF:
            return False
        if self._key_due:
            if not key_frame:
                return False
            # What lies between the boundary and this frame cannot be decoded: it stays out too.
            self._key_due = False
            self._compares = True
            self._boundary = timestamp
        elif past > MEMORY * self._clock.rate:
            self.open = True
        return True

    @property
    def wants_key_frame(self) -> bool:
        """Video whose boundary is known, and no key frame past it came yet: time for a PLI."""
        return self._key_due and self._boundary is not None

    def settle(self, now: float) -> None:
        """Periodic, each second or so: looks again for a sender report, and forgets a boundary that is stale.

        After ten minutes nothing older can be on its way, and timestamps may have run on until they seem
        older.
        """
        if self._unmapped:
            self.report(None)
        if self._boundary is not None and self._moved is not None and now - self._moved > _STALE:
            self._compares = False
            self.open = not self._key_due
