"""The load: every party's streams sent on time, their reports and checks each on its own clock."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import time
from collections.abc import AsyncIterator, Sequence

from bench.party import Party, Stream

TICK = 0.001  # never less but 0: the event loop's timers count whole milliseconds
_DUTIES = 1.0  # seconds between a party's reports
_CHECK_EVERY = 3  # reports; RFC 7675 has consent proved each 5 s or so


class Load:
    """Sends while running. `worst_lateness` tells whether the generator kept up.

    Sending looks at the clock each `tick` seconds, so packets leave in small batches, as an interface that
    coalesces interrupts delivers them; with a tick of 0 each leaves at its own moment (a core spins then).
    """

    def __init__(self, parties: Sequence[Party], tick: float = TICK) -> None:
        self._tick = tick
        self.parties = list(parties)
        self.worst_lateness = 0.0
        self._sending = asyncio.Event()
        self._queue: list[tuple[float, int, Stream]] = []
        for place, stream in enumerate(stream for party in parties for stream in party.streams):
            heapq.heappush(self._queue, (stream.due(), place, stream))

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the load within the block."""
        self.resume()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._send()), group.create_task(self._report())]
            yield
            for task in tasks:
                task.cancel()

    def resume(self) -> None:
        now = time.time()
        for _, _, stream in self._queue:
            stream.skip_to(now)
        self._queue = [(stream.due(), place, stream) for _, place, stream in self._queue]
        heapq.heapify(self._queue)
        self._sending.set()

    def pause(self) -> None:
        self._sending.clear()

    async def _send(self) -> None:
        while True:
            await self._sending.wait()
            now = time.time()
            queue = self._queue
            self.worst_lateness = max(self.worst_lateness, now - queue[0][0])
            while queue[0][0] <= now:
                _, place, stream = queue[0]
                stream.emit()
                heapq.heapreplace(queue, (stream.due(), place, stream))
            await asyncio.sleep(self._tick)

    async def _report(self) -> None:
        rounds = 0
        while True:
            rounds += 1
            begun = time.time()
            for place, party in enumerate(self.parties):
                party.report()
                if (rounds + place) % _CHECK_EVERY == 0:
                    party.uplink.check()
                    if party.downlink is not party.uplink:
                        party.downlink.check()
                wait = begun + _DUTIES * (place + 1) / len(self.parties) - time.time()
                if wait > TICK:
                    await asyncio.sleep(wait)
