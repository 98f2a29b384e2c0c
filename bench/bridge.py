"""A line between two network interfaces: reads the IP packets of each and writes them to the other, made worse.

It stands in for `tc netem`, which not every kernel has. The ends are descriptors that hold one packet a read:
TUN devices (tun(4), without packet information), or datagram sockets in a test.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench.direction import Direction

_MTU = 65535
_BATCH = 64


@dataclass(slots=True)
class Line:
    """Both directions, as seen from the person's device."""

    up: Direction = field(default_factory=Direction)
    down: Direction = field(default_factory=lambda: Direction(seed=2))

    def set(
        self,
        *,
        delay: float = 0.0,
        loss: float = 0.0,
        rate: float | None = None,
        queue: float = 0.4,
        black_out: bool = False,
    ) -> None:
        """The same in both directions; what is not given is as on a perfect line. Units as in Direction."""
        for way in (self.up, self.down):
            way.delay, way.loss, way.rate, way.queue, way.down = delay, loss, rate, queue, black_out


class _Pump:
    """Moves the packets of one direction."""

    def __init__(self, source: int, target: int, way: Direction) -> None:
        self._source, self._target, self._way = source, target, way
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._loop.add_reader(source, self._read)

    def close(self) -> None:
        self._loop.remove_reader(self._source)
        if self._timer is not None:
            self._timer.cancel()

    def _read(self) -> None:
        now = self._loop.time()
        for _ in range(_BATCH):
            try:
                packet = os.read(self._source, _MTU)
            except BlockingIOError:
                break
            self._way.offer(packet, now)
        self._deliver()

    def _deliver(self) -> None:
        for packet in self._way.due(self._loop.time()):
            try:
                os.write(self._target, packet)
            except OSError:
                # As a network does it: an interface that is down or full swallows what comes.
                self._way.overflowed += 1
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if (then := self._way.next()) is not None:
            self._timer = self._loop.call_at(then, self._deliver)


@contextmanager
def bridging(device: int, service: int, line: Line) -> Iterator[None]:
    """Carry packets between two non-blocking descriptors within the block, in the running loop."""
    pumps = _Pump(device, service, line.up), _Pump(service, device, line.down)
    try:
        yield
    finally:
        for pump in pumps:
            pump.close()
