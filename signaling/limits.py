"""How much one person may ask of the server: a token bucket, time as an argument."""

from dataclasses import dataclass, field
from typing import Final

RATE: Final = 20.0
BURST: Final = 60.0


@dataclass(slots=True)
class Bucket:
    """``rate`` messages a second on the long run, ``burst`` at once."""

    rate: float = RATE
    burst: float = BURST
    tokens: float = BURST
    last: float = 0.0

    def take(self, now: float) -> bool:
        """Whether one more message may pass at ``now`` (monotonic seconds)."""
        self.tokens = min(self.burst, self.tokens + (now - self.last) * self.rate)
        self.last = now
        if self.tokens < 1.0:
            return False
        self.tokens -= 1.0
        return True


@dataclass(slots=True)
class Purse:
    """What one person may spend, on however many connections one after the other."""

    commands: Bucket = field(default_factory=Bucket)
    signals: Bucket = field(default_factory=lambda: Bucket(rate=10.0, burst=80.0, tokens=80.0))
    """Heartbeats and boundaries, and what nobody knows."""
    offers: Bucket = field(default_factory=lambda: Bucket(rate=1.0, burst=15.0, tokens=15.0))
    """New media connections and restarts: each is work for several milliseconds."""
    arrivals: Bucket = field(default_factory=lambda: Bucket(rate=1.0, burst=30.0, tokens=30.0))
    """Connections: each is told the whole view."""
    pictures: Bucket = field(default_factory=lambda: Bucket(rate=0.5, burst=40.0, tokens=40.0))
    """Photographs handed in: each takes a core for a moment."""
