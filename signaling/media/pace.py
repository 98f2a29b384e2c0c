"""When a socket is read: at once while little arrives, each two milliseconds while much does.

Waking up costs more than a packet. Under load packets are left to gather for a moment: fewer wake-ups, and
the parts of a video frame leave together. Speech is packed in pieces of twenty milliseconds; nobody hears
two of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

PACE = 0.002
"""Seconds. Timers of uvloop count whole milliseconds, so it may be three."""
WORTH = 2
"""Datagrams in a pace: with fewer, waiting for the socket is cheaper."""


class Watch:
    """Calls `read`, which returns how many datagrams it took, for as long as it is started."""

    __slots__ = ("_fd", "_last", "_loop", "_read", "_timer")

    def __init__(self, loop: asyncio.AbstractEventLoop, fd: int, read: Callable[[], int]) -> None:
        self._loop, self._fd, self._read = loop, fd, read
        self._last = 0.0
        self._timer: asyncio.TimerHandle | None = None
        loop.add_reader(fd, self._woken)

    def stop(self) -> None:
        if self._timer is None:
            self._loop.remove_reader(self._fd)
        else:
            self._timer.cancel()

    def _woken(self) -> None:
        self._read()
        now = self._loop.time()
        if now - self._last < PACE:
            self._loop.remove_reader(self._fd)
            self._timer = self._loop.call_later(PACE, self._due)
        self._last = now

    def _due(self) -> None:
        if self._read() >= WORTH:
            self._timer = self._loop.call_later(PACE, self._due)
            return
        self._timer = None
        self._last = self._loop.time()
        self._loop.add_reader(self._fd, self._woken)
