"""Bad lines: loss, reordering, duplication, delay, a queue. Seeded, so that a test goes the same way each time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

Deliver = Callable[[bytes], None]
_HEADERS = 28
"""Octets of IP and UDP."""


@dataclass
class Network:
    """One direction. Change the fields at any time; they hold for what is sent from then on."""

    loss: float = 0.0
    """Fraction that vanishes."""
    duplication: float = 0.0
    """Fraction that arrives twice."""
    jitter: float = 0.0
    """Seconds by which packets are shifted against each other, at random: they overtake one another."""
    queue: float = 0.0
    """Seconds that everything waits, in order: a full buffer somewhere on the way."""
    rate: float | None = None
    """bit/s of a bottleneck, and `buffer` seconds of queue before it, beyond which everything is dropped."""
    buffer: float = 0.4
    down: bool = False
    seed: int = 1
    drops: Callable[[bytes], bool] | None = None
    """Chooses datagrams to lose, as they are on the wire."""
    tap: list[bytes] | None = None
    """Set to a list: every datagram is noted, lost or not."""
    lost: int = 0
    _random: random.Random = field(init=False)
    _free_at: float = 0.0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def carry(self, datagram: bytes, deliver: Deliver) -> None:
        if self.tap is not None:
            self.tap.append(datagram)
        if self.down or (self.loss and self._random.random() < self.loss):
            self.lost += 1
            return
        if self.drops is not None and self.drops(datagram):
            self.lost += 1
            return
        waits = self._waits(datagram)
        if waits is None:
            self.lost += 1
            return
        copies = 2 if self.duplication and self._random.random() < self.duplication else 1
        for _ in range(copies):
            delay = self.queue + waits + (self._random.random() * self.jitter if self.jitter else 0.0)
            if delay:
                asyncio.get_running_loop().call_later(delay, deliver, datagram)
            else:
                deliver(datagram)

    def _waits(self, datagram: bytes) -> float | None:
        """Seconds in the bottleneck's queue; None when it is full."""
        now = asyncio.get_running_loop().time()
        start = max(now, self._free_at)
        if self.rate is None:
            return max(0.0, start - now)
        if start - now > self.buffer:
            return None
        self._free_at = start + 8 * (len(datagram) + _HEADERS) / self.rate
        return self._free_at - now
