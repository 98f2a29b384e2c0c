"""What a subscriber's line carries, when that is less than it should get: from its feedback.

With transport-wide feedback we measure ourselves. A browser that gives none tells REMB, which it raises slowly and
never past 1.5 times what arrives: right after the start, or when the picture begins to move, it lies below the rate
at which all is well. As a cap it would hold every publisher at the pace of the first second. So it counts from the
moment it falls, which browsers let it do only when packets queue up or get lost. Both limits hold until they leave
room above what is sent and what could be sent, or a probe proves that there is room.
"""

from __future__ import annotations

from signaling.media.line_meter import LineMeter

_FALL = 0.97
"""Of the last estimate: less is a fall and not noise."""
_ROOM = 1.3
"""Of what is sent: an estimate above is no limit any more."""
_CALM = 2.0
"""Seconds without a fall, after which a little more than the estimate is asked for, so that it can grow."""
_PROBE = 1.1

STANDING = 0.06
"""Seconds of queue that stay: a line that is full. Speech is delayed by as much."""
_DEEP = 0.25
"""Seconds of queue at which pictures wait until it has drained: speech is about to be lost behind them."""
_DRAINED = 0.04
_POLICED = 0.35
"""The share of loss that random loss does not reach: something drops what is too much instead of queueing it."""
_BACK_OFF = 0.85
_AGAIN = 0.5
"""Seconds between two falls: a change needs a round trip, the publishers' next pictures and a moment to show."""
_STUBBORN = 3
"""Falls in a row that do not shorten the queue, after which it is none: the way has become longer."""
LEAST = 30_000
"""bit/s: below, it is not the line that is measured."""


class DownlinkLimit:
    """One subscriber's. Time is an argument: monotonic seconds."""

    __slots__ = (
        "_former_queue",
        "_proved",
        "_stubborn",
        "budget",
        "draining",
        "estimate",
        "fell",
        "limited",
        "measures",
        "newest",
        "queue",
    )

    budget: float | None
    """bit/s for all that the subscriber gets; None = no limit."""

    def __init__(self) -> None:
        self.limited = False
        self.budget = None
        self.fell = float("-inf")
        """When it last fell."""
        self.estimate = 0.0
        """What the line carried when it was last looked at, bit/s: measured, or by REMB."""
        self.draining = False
        """The queue is so deep that nothing but speech should be added to it."""
        self.measures = False
        """The subscriber gives transport-wide feedback."""
        self.queue = 0.0
        """Seconds that a packet waits, if that is measured."""
        self.newest = 0.0
        """The same by the last feedback alone."""
        self._proved = 0.0
        self._former_queue = 0.0
        self._stubborn = 0

    def heard(self, bitrate: int, sent: float, now: float, wanted: float = 0.0) -> int | None:
        """An estimate (REMB) arrived while we send `sent` bit/s, and would send `wanted` without a limit.

        Returns the cap for all of it, or None. Nothing from whoever is measured.
        """
        if self.measures:
            return None
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

    def measured(self, meter: LineMeter, now: float, *, probing: bool = False) -> None:
        """Feedback was taken into the meter. A queue that comes of probing says nothing against the budget."""
        self.measures = True
        self.estimate = meter.carried
        self.queue = queue = meter.queue
        self.newest = meter.newest
        self.draining = queue > (_DRAINED if self.draining else _DEEP)
        if queue <= STANDING and meter.loss <= _POLICED:
            self._stubborn = 0
        elif not probing and now - self.fell > _AGAIN:
            self._fall(meter, now)

    def _fall(self, meter: LineMeter, now: float) -> None:
        self._stubborn = self._stubborn + 1 if self.queue > 0.8 * self._former_queue > 0 else 0
        self._former_queue = self.queue
        self.fell = now
        if self._stubborn >= _STUBBORN:
            meter.rebase()
            self._stubborn = 0
            self.draining = False
            return
        self.limited = True
        self.budget = max(LEAST, _BACK_OFF * meter.carried)

    def prove(self, rate: float, wanted: float = float("inf")) -> None:
        """So much was sent for a while, and it was carried; `wanted` is what would be sent without a limit."""
        self._proved = rate
        if self.budget is not None:
            self.budget = max(self.budget, rate)
        if self.measures and rate >= wanted:
            self.limited = False
            self.budget = None
