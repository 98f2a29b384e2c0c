"""Finding out whether a subscriber's line has room again: padding beside the media, more and more of it.

Browsers never estimate more than 1.5 times what arrives, and after a fall they raise it by 8 % a second: who gets a
small picture would wait half a minute for the large one. What arrives while the estimate rises was carried; on a
line that is full it falls, or stands still.
"""

from __future__ import annotations

_CALM = 2.0
"""Seconds without a fall before the first probe."""
_LONGEST = 16.0
"""Seconds between probes that fail: a failed one costs a moment's queue."""
_STEP = 1.5
"""From stage to stage: what is too much shows while the queue is still short."""
_STAGE = 0.4
_LAST_STAGE = 1.0
"""Seconds: long enough for a fall to be reported over a slow line."""
_LEAST = 100_000
_RISE = 1.005
"""Of the estimate, from the begin of a stage to its end."""
_ABOVE = 1.15
"""Of what is sent: an estimate above does not rise by itself any more."""


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

    def fell(self, now: float) -> None:
        """The estimate fell: what was tried is too much, and the next try comes later."""
        if self.rate:
            self._pause = min(2 * self._pause, _LONGEST)
        self.rate = 0.0
        self._due = now + self._pause

    def step(self, sent: float, goal: float, estimate: float, now: float) -> float | None:
        """One look, several times a second. `sent`: bit/s now; `goal`: where the next larger picture fits.

        Returns what has been proved to pass, when it is; None while that is open.
        """
        if not self.rate:
            if now >= self._due and self._has_room(sent, estimate, now):
                self._begin(max(sent, _LEAST), goal, estimate, now)
            return None
        if now < self._stage_ends:
            return None
        if estimate < _RISE * self._before:
            self.fell(now)
            return None
        if self.rate < goal:
            self._begin(self.rate, goal, estimate, now)
            return None
        proved = self.rate
        self.rate, self._pause, self._due = 0.0, _CALM, now + _CALM
        return proved

    def stop(self) -> None:
        """There is nothing to gain any more."""
        self.rate = 0.0

    def _has_room(self, sent: float, estimate: float, now: float) -> bool:
        if estimate > _ABOVE * sent:
            return True
        rises = estimate > _RISE * self._before > 0
        if now - self._looked > 1.0:
            self._before, self._looked = estimate, now
        return rises

    def _begin(self, before: float, goal: float, estimate: float, now: float) -> None:
        self._before = estimate
        self.rate = min(before * _STEP, goal)
        self._stage_ends = now + (_LAST_STAGE if self.rate >= goal else _STAGE)
