"""The recorder: what the routes grant it goes into spools within half a second, and from there into sealed files.

Three places, so that nothing waits for anything slower than itself: the packet loop remembers, one thread writes the
spools, one process of low priority makes finished files of them. A spool bears its own key, sealed: it waits for no
database, and whoever finds it after a kill can finish it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from recordings.claim import begun, folder_id
from recordings.finisher import AGAIN_AFTER, Finisher, on
from recordings.index import Index, IndexUnavailable
from recordings.reel import Reel, written
from recordings.salvage import Salvage
from recordings.segment import Segment, SegmentId
from recordings.space import MEBIBYTE, Space
from recordings.spooling import Spooling
from recordings.storage import Storage
from recordings.tape import Tape
from recordings.vault.cipher import KEY
from rooms.ids import ID_LENGTH, RoomId, StayId
from rooms.policy import Take
from rooms.ports import RecordingHealth

WRITE_EVERY: Final = 0.25
"""Seconds. A process that is killed loses what came since the last time, a second at the most."""
SYNC_EVERY: Final = 5.0
"""Seconds: what a loss of power may cost."""
MEASURE_EVERY: Final = 2.0
"""Seconds between two looks at how much room is left."""
STUCK_AFTER: Final = 2.0
"""Seconds after which a disk that has neither written nor refused is told as failing."""
EPOCHS: Final = 1000
"""Recordings of which it is remembered when they began; two that are under way at once are among them."""
CLOSE_WITHIN: Final = 1.0
"""Seconds that what has just begun is waited for when the service ends."""
ROOM: Final = 20 * 1024 * MEBIBYTE
"""Octets that spools and finished files may take here until their storage has them: 60 hours of a talk of three."""

log = logging.getLogger(__name__)


class Recorder:
    """Keeps what may be recorded, and knows how it does (rooms.ports.TrackSink, RecordingMonitor)."""

    def __init__(
        self,
        folder: Path,
        index: Index,
        storage: Storage,
        wall: Callable[[], float] = time.time,
        room: int = ROOM,
    ) -> None:
        """`folder`: of this machine, for spools and for sealed files that wait for the storage; `wall`: seconds since
        1970; `room`: octets that they may take.
        """
        self._folders = (folder / "spool", folder / "sealed")
        self._index = index
        self._wall = wall
        self._epochs: dict[StayId, float] = {}
        """Of the recordings of late what the monotonic clock lacks to seconds since 1970, the latest last."""
        self._writing_since: float | None = None
        """Monotonic seconds; None while the writer waits for its next round."""
        self._reels: list[Reel] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="recorder")
        # Apart from the writer: a disk may take longer to settle something than the writer may be held up.
        self._settler = ThreadPoolExecutor(1, thread_name_prefix="recorder disk")
        # And apart from both: nothing that begins waits for the settling of what has ended, or for another beginning.
        self._opener = ThreadPoolExecutor(4, thread_name_prefix="recorder spools")
        self._finisher = Finisher(folder, index, storage, self._settler)
        self._salvage = Salvage(self._finisher, index, self._settler, self._later)
        self._space = Space(self._folders, room)
        self._writing: asyncio.Task[None] | None = None
        self._folder = ""

    # -- life

    async def start(self) -> None:
        """Begins to write, and finishes in the background what a process that was killed had left."""
        for path in (self._folders[0].parent, *self._folders):
            path.mkdir(mode=0o700, exist_ok=True)
        self._folder = folder_id(self._folders[0].parent)
        self._space.measure()
        self._writing = asyncio.create_task(self._write_always(), name="recorder")
        for work in (self._sync_always(), self._measure_always(), self._salvage.look(self._folder)):
            self._later(work)
        self._later(self._deposit_what_waits())

    async def close(self) -> None:
        """Ends every segment. What is not finished then will be at the next start."""
        for reel in self._reels:
            reel.tape.close()
        await self._begun(CLOSE_WITHIN)
        if self._writing is not None:
            self._writing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._writing
            await self._write()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._writer.shutdown()
        self._settler.shutdown()
        self._opener.shutdown()
        self._finisher.close()

    async def _begun(self, seconds: float) -> None:
        """Waits until what came has somewhere to go, if that is soon."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await asyncio.gather(*(reel.ready.wait() for reel in self._reels))

    # -- the packet loop

    def open(self, room: RoomId, take: Take, at: float) -> Tape:
        """See TrackSink."""
        epoch = self._epoch(take.target_stay)
        segment = Segment(
            id=SegmentId(secrets.token_urlsafe(24)[:ID_LENGTH]),
            room=room,
            seat=take.source,
            stay=take.source_stay,
            recording=take.target_stay,
            channel=take.channel,
            kind=take.kind,
            began=datetime.fromtimestamp(epoch + at, UTC),
            folder=self._folder,
        )
        self._salvage.mine.add(segment.id)
        reel = Reel(Tape(segment, at), secrets.token_bytes(KEY), at, epoch)
        self._reels.append(reel)
        self._later(self._begin(reel))
        return reel.tape

    # -- what is

    def health(self, room: RoomId) -> RecordingHealth:
        """See RecordingMonitor."""
        now = time.monotonic()
        stuck = self._writing_since is not None and now - self._writing_since > STUCK_AFTER
        return RecordingHealth(
            tracks=[
                reel.health(now, stuck=stuck)
                for reel in self._reels
                if reel.tape.segment.room == room and not reel.tape.closed
            ],
            waiting=self._finisher.depositor.waiting(room, now),
            nearly_full=self._space.nearly_full,
        )

    def backlog(self) -> tuple[int, float]:
        """How many finished files the storage has not got yet, and for how many seconds the oldest has waited."""
        return self._finisher.depositor.backlog(time.monotonic())

    def sealed(self, segment: SegmentId) -> Path:
        """Where the finished file is."""
        return self._finisher.sealed(segment)

    # -- inside

    def _epoch(self, recording: StayId) -> float:
        """One for all the tracks of a recording, so that a clock that is set moves none of them against another; of
        each its own, so that it stands where the log has it though the clock was set after the start.
        """
        epoch = self._epochs.pop(recording, None)
        self._epochs[recording] = epoch = self._wall() - time.monotonic() if epoch is None else epoch
        if len(self._epochs) > EPOCHS:
            del self._epochs[next(iter(self._epochs))]
        return epoch

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("the recorder failed", exc_info=task.exception())

    async def _begin(self, reel: Reel) -> None:
        """A file of our own with its label, then the index: so what the index knows and nobody holds was left by a
        process that ended, and what it does not know can be finished all the same. Meanwhile what comes is remembered.
        """
        segment = reel.tape.segment
        while reel.spooling is None:
            try:
                if reel.file < 0:
                    reel.file = await on(self._opener, begun, self._finisher.spool(segment.id))
                label = await self._index.label(segment, reel.key)
                reel.spooling = Spooling(segment, reel.key, reel.file, reel.epoch, label)
                reel.failing = ""
                reel.ready.set()
            except IndexUnavailable:
                reel.failing = "index"
                await asyncio.sleep(AGAIN_AFTER)
            except OSError:
                reel.failing = "disk"
                await asyncio.sleep(AGAIN_AFTER)
        while not reel.known.is_set():
            try:
                await self._index.begin(segment, reel.key)
                reel.known.set()
            except IndexUnavailable:
                await asyncio.sleep(AGAIN_AFTER)

    async def _write_always(self) -> None:
        while True:
            await asyncio.sleep(WRITE_EVERY)
            try:
                await self._write()
            except Exception:  # the next round comes all the same
                log.exception("the recorder failed")

    async def _write(self) -> None:
        """One round: what has come is written; what has ended goes to be finished."""
        round_ = []
        for reel in self._reels:
            if reel.spooling is not None:
                round_.append((reel, reel.spooling, reel.tape.closed, reel.tape.handed()))
        full = self._space.full
        self._writing_since = time.monotonic()
        try:
            await on(self._writer, lambda: written(round_, full=full))
        finally:
            self._writing_since = None
        for reel, spooling, _, _ in round_:
            reel.tape.wants_key_frame = spooling.wants_key_frame
            if reel.ended:
                self._reels.remove(reel)
                self._later(self._finish(reel))

    async def _finish(self, reel: Reel) -> None:
        segment = reel.tape.segment
        await reel.known.wait()
        await self._finisher.finish(segment, reel.key, reel.file)
        self._salvage.mine.discard(segment.id)

    async def _sync_always(self) -> None:
        """What was written survives a loss of power."""
        while True:
            await asyncio.sleep(SYNC_EVERY)
            for reel in list(self._reels):
                if reel.ready.is_set() and not reel.ended:
                    try:
                        await on(self._settler, os.fdatasync, reel.file)
                        reel.unsettled = False
                    except OSError:
                        reel.unsettled = True

    async def _measure_always(self) -> None:
        while True:
            await asyncio.sleep(MEASURE_EVERY)
            try:
                await on(self._settler, self._space.measure)
            except OSError as error:
                log.warning("the room for recordings cannot be measured: %s", error.strerror)

    async def _deposit_what_waits(self) -> None:
        """What was finished before, while the storage failed."""
        while True:
            try:
                waiting = await self._index.waiting(self._folder)
                break
            except IndexUnavailable:
                await asyncio.sleep(AGAIN_AFTER)
        for segment, finished in waiting:
            self._later(self._finisher.depositor.deposit(segment, finished))
