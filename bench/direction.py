"""One direction of a bad line, without I/O: packets and the time go in, packets come out when they are due."""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass, field


@dataclass(slots=True)
class Direction:
    """Delay, loss, a bottleneck with a queue, black-outs. Times are seconds of any clock that does not go back.

    The fields may be changed at any time; they hold for what is offered from then on. Nothing overtakes anything.
    """

    delay: float = 0.0
    """Seconds on the way, after the bottleneck."""
    loss: float = 0.0
    """Fraction that vanishes at random."""
    rate: float | None = None
    """Bits a second through the bottleneck, counted in whole IP packets. None: no bottleneck."""
    queue: float = 0.4
    """Seconds that a packet may wait for the bottleneck; what would wait longer is dropped (tail drop)."""
    down: bool = False
    """A black-out: what is offered vanishes, and nobody is told."""
    seed: int = 1
    carried: int = 0
    lost: int = 0
    """By chance or in a black-out."""
    overflowed: int = 0
    _random: random.Random = field(init=False)
    _free: float = field(init=False, default=0.0)
    _last: float = field(init=False, default=0.0)
    _way: deque[tuple[float, bytes]] = field(init=False, default_factory=deque)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def offer(self, packet: bytes, now: float) -> None:
        """A packet comes to the line's beginning."""
        # One draw a packet, lost or not, so that a seed's pattern does not depend on the line's other faults.
        unlucky = self._random.random() < self.loss
        if self.down or unlucky:
            self.lost += 1
            return
        through = now
        if self.rate is not None:
            start = max(now, self._free)
            if start - now > self.queue:
                self.overflowed += 1
                return
            through = self._free = start + len(packet) * 8 / self.rate
        self._last = max(through + self.delay, self._last)
        self._way.append((self._last, packet))
        self.carried += 1

    def due(self, now: float) -> list[bytes]:
        """What has arrived by now, in the order in which it was offered."""
        arrived = []
        while self._way and self._way[0][0] <= now:
            arrived.append(self._way.popleft()[1])
        return arrived

    def next(self) -> float | None:
        """When the next packet arrives; None when none is on the way."""
        return self._way[0][0] if self._way else None
