"""What happens to a segment that has ended: finished, told to the index, deposited, and its spool let go of."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from recordings.depositor import Depositor
from recordings.finishing import Finished
from recordings.index import Index, IndexUnavailable
from recordings.maker import Maker
from recordings.segment import Segment, SegmentId
from recordings.storage import Storage
from recordings.vault.cipher import Damaged
from recordings.webm import NotWritten

AGAIN_AFTER: Final = 2.0
"""Seconds until something that failed is tried again."""

T = TypeVar("T")

log = logging.getLogger(__name__)


async def on(thread: ThreadPoolExecutor, function: Callable[..., T], *arguments: object) -> T:
    """What the function returns, or raises, in that thread."""
    return await asyncio.get_running_loop().run_in_executor(thread, function, *arguments)


class Finisher:
    """Each segment by itself, and again until it is done."""

    def __init__(self, folder: Path, index: Index, storage: Storage, settler: ThreadPoolExecutor) -> None:
        """`folder`: the recorder's; `settler`: the thread for what a disk may take long to do."""
        self.spools, self._sealed = folder / "spool", folder / "sealed"
        self._index, self._settler = index, settler
        self._maker = Maker()
        self.depositor = Depositor(storage, index, self.sealed)

    def close(self) -> None:
        """What is not finished will be after the next start."""
        self._maker.close()

    def sealed(self, segment: SegmentId) -> Path:
        """Where the finished file is."""
        return self._sealed / segment

    def spool(self, segment: SegmentId) -> Path:
        """Where a segment is before."""
        return self.spools / f"{segment}.spool"

    async def adopt(self, segment: Segment, key: bytes, file: int) -> None:
        """One that the index may not know: see `finish`."""
        while True:
            try:
                fresh = await self._index.begin(segment, key)
                break
            except IndexUnavailable:
                await asyncio.sleep(AGAIN_AFTER)
        if fresh:
            await self.finish(segment, key, file)
            return
        self.spool(segment.id).unlink(missing_ok=True)
        os.close(file)

    async def finish(self, segment: Segment, key: bytes, file: int) -> None:
        """The spool becomes a sealed file, of which the log tells; then the spool goes, and with it our hold of it.

        `file`: the spool's descriptor, which is closed here; -1: there is none.
        """
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
            self.spool(segment.id).unlink(missing_ok=True)
        finally:
            if file >= 0:
                os.close(file)
        if finished is not None:
            await self.depositor.deposit(segment, finished)

    async def _settled(self, file: int) -> None:
        while True:
            try:
                return await on(self._settler, os.fsync, file)
            except OSError as error:
                log.warning("a spool cannot be settled now: %s", error.strerror)
                await asyncio.sleep(AGAIN_AFTER)

    async def _made(self, segment: Segment, key: bytes) -> Finished | None:
        """None: there is nothing to be made."""
        spool = self.spool(segment.id)
        while True:
            try:
                return await self._maker.finish(
                    spool, self.sealed(segment.id), key, pictures=segment.pictures
                )
            except NotWritten:
                return None
            except Damaged:
                # Somebody has changed it: it stays for whoever looks into it, and is finished by nobody.
                log.error("the spool of segment %s was changed", segment.id)
                await asyncio.Event().wait()
            except OSError as error:
                if isinstance(error, FileNotFoundError) and self._gone(spool):
                    return None
                log.warning("segment %s cannot be finished now: %s", segment.id, error.strerror)
                await asyncio.sleep(AGAIN_AFTER)

    def _gone(self, spool: Path) -> bool:
        """Of a folder that is away nobody knows what is in it."""
        return self.spools.exists() and not spool.exists()
