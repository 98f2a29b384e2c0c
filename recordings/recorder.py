"""The recorder: what the routes grant it goes into spools within half a second, and from there into sealed files.

Three places, so that nothing waits for anything slower than itself: the packet loop remembers, one thread writes the
spools, one process of low priority makes finished files of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import time
from collections.abc import Callable, Collection, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

from recordings.claim import begun, folder_id, taken_over
from recordings.depositor import Depositor
from recordings.finishing import Finished
from recordings.index import Index, IndexUnavailable
from recordings.maker import Maker
from recordings.segment import Segment, SegmentId
from recordings.spooling import Full, Spooling
from recordings.storage import Storage
from recordings.tape import Input, Tape
from recordings.vault.cipher import Damaged
from recordings.webm import NotWritten
from rooms.ids import ID_LENGTH, RoomId
from rooms.policy import Take

WRITE_EVERY: Final = 0.25
"""Seconds. A process that is killed loses what came since the last time, a second at the most."""
SYNC_EVERY: Final = 5.0
"""Seconds: what a loss of power may cost."""
AGAIN_AFTER: Final = 2.0
"""Seconds until something that failed is tried again."""
CLOSE_WITHIN: Final = 1.0
"""Seconds that what has just begun is waited for when the service ends."""
LOOK_EVERY: Final = 60.0
"""Seconds between two looks for what others have left, once the first are over."""

T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Reel:
    """A tape and where it goes; nothing before its key is kept."""

    tape: Tape
    file: int = -1
    """The spool's descriptor."""
    key: bytes = b""
    spooling: Spooling | None = None
    failing: str = ""
    """Why nothing of it can be written at the moment: index, disk."""
    ended: bool = False
    """The spool is whole."""
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    """There is a file and a key."""


@dataclass(frozen=True, slots=True)
class Health:
    """How a segment does that is being recorded."""

    segment: Segment
    octets: int
    gaps: int
    lost: int
    """Packets for which there was no room."""
    begun: bool
    """There is a file and a key: what comes is written."""
    failing: str


class Recorder:
    """Keeps what may be recorded (rooms.ports.TrackSink)."""

    def __init__(
        self, folder: Path, index: Index, storage: Storage, wall: Callable[[], float] = time.time
    ) -> None:
        """`folder`: of this machine, for spools and for sealed files that wait for the storage; `wall`: seconds since
        1970.
        """
        self._spools, self._sealed = folder / "spool", folder / "sealed"
        self._index = index
        self._epoch = wall() - time.monotonic()
        self._reels: list[_Reel] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="recorder")
        # Apart from the writer: a disk may take longer to settle something than the writer may be held up.
        self._settler = ThreadPoolExecutor(1, thread_name_prefix="recorder disk")
        self._maker = Maker()
        self._depositor = Depositor(storage, index, self.sealed)
        self._writing: asyncio.Task[None] | None = None
        self._folder = ""
        self._mine: set[SegmentId] = set()
        """What this process records, or finishes."""

    # -- life

    async def start(self) -> None:
        """Begins to write, and finishes in the background what a process that was killed had left."""
        for path in (self._spools.parent, self._spools, self._sealed):
            path.mkdir(mode=0o700, exist_ok=True)
        self._folder = folder_id(self._spools.parent)
        self._writing = asyncio.create_task(self._write_always(), name="recorder")
        self._later(self._sync_always())
        self._later(self._repair())
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
        self._maker.close()

    async def _begun(self, seconds: float) -> None:
        """Waits until what came has somewhere to go, if that is soon."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await asyncio.gather(*(reel.ready.wait() for reel in self._reels))

    # -- the packet loop

    def open(self, room: RoomId, take: Take, at: float) -> Tape:
        """See TrackSink."""
        segment = Segment(
            id=SegmentId(secrets.token_urlsafe(24)[:ID_LENGTH]),
            room=room,
            seat=take.source,
            stay=take.source_stay,
            recording=take.target_stay,
            channel=take.channel,
            kind=take.kind,
            began=datetime.fromtimestamp(self._epoch + at, UTC),
            folder=self._folder,
        )
        self._mine.add(segment.id)
        reel = _Reel(Tape(segment))
        self._reels.append(reel)
        self._later(self._begin(reel))
        return reel.tape

    # -- what is

    def health(self, room: RoomId) -> list[Health]:
        """Of everything that is being recorded in a room."""
        return [
            Health(
                reel.tape.segment,
                reel.tape.octets,
                reel.spooling.gaps if reel.spooling else 0,
                reel.tape.lost,
                reel.ready.is_set(),
                reel.failing,
            )
            for reel in self._reels
            if reel.tape.segment.room == room and not reel.tape.closed
        ]

    def sealed(self, segment: SegmentId) -> Path:
        """Where the finished file is."""
        return self._sealed / segment

    # -- inside

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("the recorder failed", exc_info=task.exception())

    def _spool(self, segment: SegmentId) -> Path:
        return self._spools / f"{segment}.spool"

    async def _begin(self, reel: _Reel) -> None:
        """A file of our own, then a key: so what the index knows and nobody holds was left by a process that ended.
        Meanwhile what comes is remembered.
        """
        segment = reel.tape.segment
        while reel.spooling is None:
            try:
                if reel.file < 0:
                    reel.file = await self._on(self._settler, begun, self._spool(segment.id))
                reel.key = await self._index.begin(segment)
                reel.spooling = Spooling(segment, reel.key, reel.file, self._epoch)
                reel.failing = ""
                reel.ready.set()
            except IndexUnavailable:
                reel.failing = "index"
                await asyncio.sleep(AGAIN_AFTER)
            except OSError:
                reel.failing = "disk"
                await asyncio.sleep(AGAIN_AFTER)

    @staticmethod
    async def _on(thread: ThreadPoolExecutor, function: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(thread, function, *arguments)

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
        await self._on(self._writer, _written, round_)
        for reel, spooling, _, _ in round_:
            reel.tape.wants_key_frame = spooling.wants_key_frame
            if reel.ended:
                self._reels.remove(reel)
                self._later(self._finish(reel.tape.segment, reel.key, reel.file))

    async def _sync_always(self) -> None:
        """What was written survives a loss of power."""
        while True:
            await asyncio.sleep(SYNC_EVERY)
            for reel in list(self._reels):
                if reel.ready.is_set() and not reel.ended:
                    try:
                        await self._on(self._settler, os.fdatasync, reel.file)
                    except OSError:
                        reel.failing = "disk"

    async def _repair(self) -> None:
        """Finishes what processes that ended had begun in this folder: now, and as they end from now on."""
        wait = AGAIN_AFTER
        while True:
            try:
                found = sorted(self._spools.glob("*.spool"))
                left = await self._index.unfinished(self._folder)
                for segment, key in left:
                    if segment.id not in self._mine:
                        self._take_over(segment, key)
                self._sweep(found, {segment.id for segment, _ in left})
            except IndexUnavailable:
                pass  # what there is stays
            await asyncio.sleep(wait)
            wait = min(2 * wait, LOOK_EVERY)

    def _sweep(self, found: Sequence[Path], known: Collection[SegmentId]) -> None:
        """A spool that nobody holds and the index does not know was never written to: its key was not kept."""
        for path in found:
            if path.stem in known or path.stem in self._mine:
                continue
            with contextlib.suppress(FileNotFoundError):
                file = taken_over(path)
                if file is not None:
                    path.unlink()
                    os.close(file)

    def _take_over(self, segment: Segment, key: bytes) -> None:
        try:
            file = taken_over(self._spool(segment.id))
        except FileNotFoundError:
            file = -1
        except OSError:
            log.exception("the spool of segment %s cannot be opened", segment.id)
            return
        if file is not None:
            self._mine.add(segment.id)
            self._later(self._finish(segment, key, file))

    async def _finish(self, segment: Segment, key: bytes, file: int) -> None:
        """The spool becomes a sealed file, of which the log tells; then the spool goes, and with it our hold of it."""
        try:
            if file >= 0:
                await self._settled(file)
            finished = await self._made(segment, key)
            while True:
                try:
                    if finished is None:
                        await self._index.forget(segment.id)
                    else:
                        await self._index.finish(segment, finished)
                    break
                except IndexUnavailable:
                    await asyncio.sleep(AGAIN_AFTER)
            self._spool(segment.id).unlink(missing_ok=True)
            self._mine.discard(segment.id)
        finally:
            if file >= 0:
                os.close(file)
        if finished is not None:
            await self._depositor.deposit(segment.id, finished)

    async def _settled(self, file: int) -> None:
        while True:
            try:
                return await self._on(self._settler, os.fsync, file)
            except OSError as error:
                log.warning("a spool cannot be settled now: %s", error.strerror)
                await asyncio.sleep(AGAIN_AFTER)

    async def _deposit_what_waits(self) -> None:
        """What was finished before, while the storage failed."""
        while True:
            try:
                waiting = await self._index.waiting(self._folder)
                break
            except IndexUnavailable:
                await asyncio.sleep(AGAIN_AFTER)
        for segment, finished in waiting:
            self._later(self._depositor.deposit(segment.id, finished))

    async def _made(self, segment: Segment, key: bytes) -> Finished | None:
        """None: there is nothing to be made."""
        spool = self._spool(segment.id)
        while True:
            try:
                return await self._maker.finish(
                    spool, self.sealed(segment.id), key, pictures=segment.pictures
                )
            except (NotWritten, FileNotFoundError):
                return None
            except Damaged:
                # Somebody has changed it: it stays for whoever looks into it, and is finished by nobody.
                log.error("the spool of segment %s was changed", segment.id)
                await asyncio.Event().wait()
            except OSError as error:
                log.warning("segment %s cannot be finished now: %s", segment.id, error.strerror)
                await asyncio.sleep(AGAIN_AFTER)


def _written(round_: Sequence[tuple[_Reel, Spooling, bool, Sequence[Input]]]) -> None:
    """In the writer's thread."""
    for reel, spooling, closed, inputs in round_:
        try:
            spooling.take(inputs)
            if closed:
                spooling.end()
            reel.failing = ""
            reel.ended = closed
        except Full:
            reel.tape.lost += len(inputs)
            reel.failing = "disk"
        except OSError:
            reel.failing = "disk"
