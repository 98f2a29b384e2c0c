"""Tells hosts how the recording does of the talk in which they are, for as long as it runs and as it changes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

import structlog

from rooms import policy, watching
from rooms.ids import RoomId, SeatId
from rooms.policy import Take
from rooms.ports import RecordingMonitor
from signaling.actor import RoomActor

EVERY: Final = 2.0
"""Seconds."""

log = structlog.get_logger()


class Watch:
    """Looks at every room that records."""

    def __init__(
        self,
        rooms: Callable[[], Iterable[RoomActor]],
        monitor: RecordingMonitor,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`rooms`: those that are live here."""
        self._rooms, self._monitor, self._clock = rooms, monitor, clock
        self._since: dict[RoomId, dict[Take, float]] = {}
        self._told: dict[tuple[RoomId, SeatId], tuple[str, dict[str, Any]]] = {}
        """What each was told last, and over which connection."""

    async def keep(self) -> None:
        """For ever."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.look()
            except Exception:  # the next look comes all the same
                log.exception("recordings_not_watched")

    async def look(self) -> None:
        """Once."""
        recorded = {actor.room: actor for actor in self._rooms() if actor.state.recordings}
        self._since = {room: since for room, since in self._since.items() if room in recorded}
        self._told = {key: told for key, told in self._told.items() if key[0] in recorded}
        for actor in recorded.values():
            await self._look(actor)

    async def _look(self, actor: RoomActor) -> None:
        for connection in actor.delivery:
            seat = connection.seat
            # Anew for each: who was told before may have moved while the one before was told.
            awaited = self._awaited(actor)
            told = watching.report(actor.state, seat, self._monitor.health(actor.room), awaited)
            key = actor.room, seat
            if told is None:
                self._told.pop(key, None)
            elif self._told.get(key) != (connection.sid, told):
                self._told[key] = connection.sid, told
                await actor.delivery.recording_health(seat, told)

    def _awaited(self, actor: RoomActor) -> dict[Take, float]:
        """What may be recorded now, and for how many seconds."""
        now, before = self._clock(), self._since.get(actor.room, {})
        since = {take: before.get(take, now) for take in policy.takes(actor.state)}
        self._since[actor.room] = since
        return {take: now - began for take, began in since.items()}
