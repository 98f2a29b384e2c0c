"""When something reached a socket, whoever was busy then.

The generator sends and judges tens of thousands of packets a second on the same core on which it reads answers: what it
sees late arrived earlier. A thread that does nothing else notes the moments.
"""

from __future__ import annotations

import select
import sys
import threading
import time

_SWITCH = 0.0001
_YIELD = 0.00005


class Arrivals:
    """Watches sockets without reading from them (edges of epoll(7))."""

    def __init__(self) -> None:
        self._poll = select.epoll()
        self._latest: dict[int, float] = {}
        sys.setswitchinterval(_SWITCH)
        threading.Thread(target=self._watch, name="arrivals", daemon=True).start()

    def add(self, fd: int) -> None:
        """Watch a socket for as long as it is open."""
        self._latest[fd] = 0.0
        self._poll.register(fd, select.EPOLLIN | select.EPOLLET)

    def latest(self, fd: int, since: float) -> float:
        """When the newest octets came that can have been read by now: at ``since`` or later, at the latest now.

        All times are of CLOCK_REALTIME. With several frames in a row it is the time of the last: never too early.
        """
        now = time.time()
        time.sleep(_YIELD)  # the thread may still wait for the interpreter with what has just been read
        latest = self._latest[fd]
        return latest if since <= latest <= now else now

    def _watch(self) -> None:
        while True:
            for fd, _ in self._poll.poll():
                self._latest[fd] = time.time()
