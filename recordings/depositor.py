"""Finished files on their way to where they stay: each is read back from there before it is let go of here."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from recordings.finishing import Finished
from recordings.index import Index, IndexUnavailable
from recordings.segment import Segment, SegmentId
from recordings.storage import Storage, StorageUnavailable
from rooms.ids import RoomId
from rooms.ports import Waiting

AGAIN_AFTER: Final = 5.0
"""Seconds until a storage that failed is tried again; twice as long each time,"""
AGAIN_AT_MOST: Final = 300.0
"""up to this."""
AT_ONCE: Final = 2

log = logging.getLogger(__name__)


class Depositor:
    """Some files at a time; while the storage fails they stay where they are, and are tried again."""

    def __init__(self, storage: Storage, index: Index, path_of: Callable[[SegmentId], Path]) -> None:
        """`path_of`: where a finished file is on this machine."""
        self._storage, self._index, self._path_of = storage, index, path_of
        self._places = asyncio.Semaphore(AT_ONCE)
        self._begun: dict[SegmentId, float] = {}
        """What is not deposited yet, and since when it is to be (monotonic seconds)."""
        self._failing: dict[SegmentId, tuple[Segment, float]] = {}
        """What the storage has not taken yet though it was asked, and since when (monotonic seconds)."""

    def waiting(self, room: RoomId, now: float) -> list[Waiting]:
        """What of a room the storage has not taken yet though it was asked."""
        return [
            Waiting(segment.channel, segment.recording, now - since)
            for segment, since in self._failing.values()
            if segment.room == room
        ]

    def backlog(self, now: float) -> tuple[int, float]:
        """How many files are not deposited yet, and for how many seconds the oldest of them has waited."""
        return len(self._begun), now - min(self._begun.values(), default=now)

    async def deposit(self, segment: Segment, finished: Finished) -> None:
        """Returns when it is kept, proven and known to the index."""
        wait = AGAIN_AFTER
        self._begun.setdefault(segment.id, time.monotonic())
        while True:
            try:
                async with self._places:
                    await self._once(segment.id, finished)
                self._begun.pop(segment.id, None)
                self._failing.pop(segment.id, None)
                return
            except (StorageUnavailable, IndexUnavailable) as error:
                if segment.id not in self._failing:
                    log.warning("segment %s waits for the storage: %s", segment.id, error)
                self._failing.setdefault(segment.id, (segment, time.monotonic()))
            await asyncio.sleep(wait)
            wait = min(2 * wait, AGAIN_AT_MOST)

    async def _once(self, segment: SegmentId, finished: Finished) -> None:
        path = self._path_of(segment)
        if path.exists():
            await self._storage.put(segment, path)
        if await self._storage.measure(segment) != (finished.length, finished.digest):
            raise StorageUnavailable("it has kept something else")
        await self._index.deposited(segment)
        path.unlink(missing_ok=True)
