"""A recorder by itself: its index in memory, its storage beside it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from recordings.finishing import Finished
from recordings.recorder import Recorder
from recordings.segment import Segment, SegmentId
from recordings.storage import Folder
from recordings.tape import Tape
from rooms.channel import JOINT
from rooms.ids import RECORDER, RoomId, SeatId, StayId
from rooms.participant import MediaKind
from rooms.policy import Take
from tests.e2e.until import until

ROOM = RoomId("room")


class Remembered:
    """An index in memory."""

    def __init__(self) -> None:
        self.finished: dict[SegmentId, tuple[Segment, Finished]] = {}
        self.forgotten: set[SegmentId] = set()
        self._told = asyncio.Condition()

    async def has(self, count: int) -> None:
        """Waits until so many are finished."""
        async with self._told:
            await self._told.wait_for(lambda: len(self.finished) == count)

    async def label(self, segment: Segment, key: bytes) -> bytes:
        return b"label"

    async def read(self, segment: SegmentId, label: bytes) -> tuple[Segment, bytes]:
        raise AssertionError("nothing was left behind")

    async def begin(self, segment: Segment, key: bytes) -> bool:
        return True

    async def finish(self, segment: Segment, finished: Finished) -> None:
        async with self._told:
            self.finished[segment.id] = segment, finished
            self._told.notify_all()

    async def forget(self, segment: SegmentId) -> None:
        self.forgotten.add(segment)

    async def deposited(self, segment: SegmentId) -> None:
        """It stays where it is."""

    async def waiting(self, folder: str) -> Sequence[tuple[Segment, Finished]]:
        return []

    async def unfinished(self, folder: str) -> Sequence[tuple[Segment, bytes]]:
        return []


@contextlib.asynccontextmanager
async def recording(
    folder: Path, index: Remembered, wall: Callable[[], float] = time.time
) -> AsyncIterator[Recorder]:
    recorder = Recorder(folder / "recordings", index, Folder(folder / "kept" / "kept"), wall)
    await recorder.start()
    try:
        yield recorder
    finally:
        await recorder.close()


def taken(recorder: Recorder, seat: str = "worker", recording: str = "recording") -> Tape:
    """What comes of that seat from now on."""
    ids = SeatId(seat), StayId("stay"), RECORDER, StayId(recording)
    return recorder.open(ROOM, Take(*ids, MediaKind.AUDIO, JOINT), time.monotonic())


def says(tape: Tape, count: int = 1, first: int = 0) -> None:
    for number in range(first, first + count):
        tape.take(number, number * 960, False, b"\x78speech", time.monotonic())


async def talks(tape: Tape) -> None:
    """For ever."""
    for number in itertools.count():
        says(tape, 1, number)
        await asyncio.sleep(0.02)


async def is_so(condition: Callable[[], object]) -> None:
    async def found() -> object:
        return condition()

    await until(found, bool, "it is so")
