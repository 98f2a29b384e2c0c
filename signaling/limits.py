"""How much one person may ask of the server: a token bucket, time as an argument."""

from dataclasses import dataclass
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
