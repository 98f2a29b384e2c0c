"""Finding out whether a subscriber's line has room again: padding beside the media, more and more of it.

A publisher that was asked for less sends less, and a browser's own estimate never grows past 1.5 times what arrives:
nothing would ever tell that there is room. What arrives beside the media without a queue was carried; on a line that
is full the queue grows, or, for whoever tells estimates only, the estimate stands still.
"""

from __future__ import annotations

from signaling.media.downlink_limit import STANDING, DownlinkLimit

_CALM = 2.0
"""Seconds without a fall before the first probe."""
_PAUSE = 2.0
"""Seconds between probes of a measured line: a failed one costs a tenth of a second's queue."""
_LONGEST = 16.0
"""The same for estimates, which tell late: it grows up to this."""
_STEP, _FURTHER = 1.5, 2.0
"""The first stage, and from stage to stage: what is too much shows while the queue is still short."""
_STAGE = 0.5
_LAST_STAGE = 1.0
"""Seconds of a stage, and of the last one for estimates: long enough for a fall to be reported over a slow line."""
_LEAST = 100_000
_RISE = 1.005
"""Of the estimate, from the begin of a stage to its end."""
_CARRIED = 0.85
"""Of a stage's rate must have arrived: rates swing."""
_ABOVE = 1.15
"""Of what is sent: an estimate above does not rise by itself any more."""
_EMPTY = 0.03
"""Seconds of queue below which a line is tried."""


class Probe:
    """One subscriber's. Time is an argument: monotonic seconds."""

    __slots__ = ("_before", "_due", "_looked", "_pause", "_stage_ends", "rate")

    rate: float
    """bit/s to bring all that is sent up to; 0 = no probe is under way."""

    def __init__(self) -> None:
        self.rate = 0.0
        self._pause = _CALM
        self._due = 0.0
        self._stage_ends = 0.0
        self._before = 0.0
        """The estimate when the stage began, or at the last look between probes."""
        self._looked = 0.0

    def fell(self, now: float, *, measured: bool = False) -> None:
        """The line was full, or the estimate fell: what was tried is too much, and the next try comes later."""
        if measured:
            self._pause = _PAUSE
        elif self.rate:
            self._pause = min(2 * self._pause, _LONGEST)
        self.rate = 0.0
        self._due = now + self._pause

    def step(self, sent: float, goal: float, line: DownlinkLimit, now: float) -> float | None:
        """One look, several times a second. `sent`: bit/s now; `goal`: where the next larger picture fits.

        Returns what has been proved to pass, when it is; None while that is open.
        """
        if not self.rate:
            if now >= self._due and self._has_room(sent, line, now):
                self._begin(max(sent, _LEAST) * _STEP, goal, line, now)
            return None
        if line.measures and line.newest > STANDING:
            self.fell(now, measured=True)
            return None
        if now < self._stage_ends:
            return None
        if self._held(line):
            return self._passed(goal, line, now)
        self.fell(now, measured=line.measures)
        return None

    def stop(self) -> None:
        """There is nothing to gain any more."""
        self.rate = 0.0

    def _passed(self, goal: float, line: DownlinkLimit, now: float) -> float | None:
        """A stage is over. A measured line proves each; an estimate, which tells late, the last one only."""
        proved = self.rate
        if proved < goal:
            self._begin(proved * (_FURTHER if line.measures else _STEP), goal, line, now)
            return proved if line.measures else None
        self.rate, self._pause, self._due = 0.0, _CALM, now + _CALM
        return proved

    def _held(self, line: DownlinkLimit) -> bool:
        if line.measures:
            return line.estimate >= _CARRIED * self.rate
        return line.estimate >= _RISE * self._before

    def _has_room(self, sent: float, line: DownlinkLimit, now: float) -> bool:
        if line.measures:
            return line.queue < _EMPTY
        if line.estimate > _ABOVE * sent:
            return True
        rises = line.estimate > _RISE * self._before > 0
        if now - self._looked > 1.0:
            self._before, self._looked = line.estimate, now
        return rises

    def _begin(self, rate: float, goal: float, line: DownlinkLimit, now: float) -> None:
        self._before = line.estimate
        self.rate = min(rate, goal)
        last = self.rate >= goal and not line.measures
        self._stage_ends = now + (_LAST_STAGE if last else _STAGE)
