"""What transport-wide feedback tells of a subscriber's line: how much it carries, and how long its queue stands.

A queue is a delay that stays: of the packets of a moment, the least delayed one waited for the queue and for nothing
else, whatever a radio link does to the others. So the queue is the least delay of the last moment over the least of
the last minute, as CoDel has it (RFC 8289 §3).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from signaling.media.send_history import Outcome

MOMENT = 0.2
"""Seconds over which the least delay is sought: longer than a radio link's hiccup. At least two feedbacks: a device
that was busy tells of a delay once."""
_SPAN = 0.4
"""Seconds over which what arrives is counted."""
_COUNTED = 1.5
"""Seconds over which losses are counted: few packets make large shares."""
_BASE_HOLDS = 30.0
"""Seconds of a window of least delays; two are kept, so that clocks may drift (50 ppm in a minute: 3 ms)."""
_OUTAGE = 0.8
"""Seconds without feedback that are no queue: the network was gone, and what was lost meanwhile says nothing of what
it carries now."""
_AFTERWARDS = 0.5
"""Seconds after an outage in which it is still told of."""
_JUMP = 10.0
"""Seconds of delay that no queue makes: the subscriber's clock wrapped, or was set."""


class LineMeter:
    """One subscriber's line. Time is an argument: monotonic seconds."""

    __slots__ = (
        "_arrived",
        "_base",
        "_base_before",
        "_base_since",
        "_delays",
        "_outcomes",
        "_over",
        "_taken",
        "loss",
    )

    loss: float
    """The share of the last packets that are missing."""

    def __init__(self) -> None:
        self.loss = 0.0
        self._arrived: deque[tuple[float, int]] = deque()
        self._delays: deque[tuple[float, float]] = deque()
        """When a feedback came, and the least delay of its packets."""
        self._outcomes: deque[tuple[float, int, int]] = deque()
        self._base = self._base_before = float("inf")
        self._base_since = float("-inf")
        self._taken: float | None = None
        """When the last feedback came."""
        self._over = float("-inf")
        """Until when feedback may tell of an outage."""

    def take(self, outcomes: Sequence[Outcome], now: float) -> None:
        """A feedback packet arrived."""
        arrived = [(at, octets, at - sent) for sent, octets, at in outcomes if at is not None]
        if arrived:
            self._arrived.extend((at, octets) for at, octets, _ in arrived)
            self._delayed(min(delay for _, _, delay in arrived), now)
        if self._taken is not None and now - self._taken > _OUTAGE:
            self._over = now + _AFTERWARDS
            self._outcomes.clear()
        self._taken = now
        if now > self._over:
            self._outcomes.append((now, len(outcomes), len(outcomes) - len(arrived)))
        self._forget(now)
        told = sum(count for _, count, _ in self._outcomes)
        self.loss = sum(lost for _, _, lost in self._outcomes) / told if told else 0.0

    @property
    def queue(self) -> float:
        """Seconds that a packet waits at present; 0 before anything is known."""
        if len(self._delays) < 2:
            return 0.0
        return min(delay for _, delay in self._delays) - min(self._base, self._base_before)

    @property
    def newest(self) -> float:
        """The same of the last feedback alone: sooner, and more easily wrong."""
        return self._delays[-1][1] - min(self._base, self._base_before) if self._delays else 0.0

    @property
    def carried(self) -> float:
        """bit/s that arrived lately, with the headers of IP and UDP."""
        if len(self._arrived) < 2:
            return 0.0
        span = self._arrived[-1][0] - self._arrived[0][0]
        octets = sum(octets for _, octets in self._arrived) - self._arrived[0][1]
        return 8 * octets / max(span, _SPAN / 3)

    def rebase(self) -> None:
        """What was taken for a queue is how long the way is now: the line is another one."""
        self._base = min((delay for _, delay in self._delays), default=float("inf"))
        self._base_before = float("inf")

    def _delayed(self, delay: float, now: float) -> None:
        if abs(delay - self._base) > _JUMP:
            self._base = self._base_before = delay
            self._base_since = now
            self._delays.clear()
        elif now - self._base_since > _BASE_HOLDS:
            self._base_before, self._base = self._base, delay
            self._base_since = now
        self._base = min(self._base, delay)
        self._delays.append((now, delay))

    def _forget(self, now: float) -> None:
        while len(self._delays) > 2 and now - self._delays[0][0] > MOMENT:
            self._delays.popleft()
        while self._outcomes and now - self._outcomes[0][0] > _COUNTED:
            self._outcomes.popleft()
        newest = self._arrived[-1][0] if self._arrived else 0.0
        while self._arrived and not 0 <= newest - self._arrived[0][0] <= _SPAN:
            self._arrived.popleft()
