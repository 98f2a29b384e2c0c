"""What processes that ended have left in a recorder's folder: finished, whether the index knows of it or not."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Final

from recordings.claim import taken_over
from recordings.finisher import AGAIN_AFTER, Finisher, on
from recordings.index import Index, IndexUnavailable
from recordings.segment import Segment, SegmentId
from recordings.vault.cipher import Damaged
from recordings.vault.spool import label_of

LOOK_EVERY: Final = 60.0
"""Seconds between two looks for what others have left, once the first are over."""

log = logging.getLogger(__name__)


class Salvage:
    """Looks now, and as other processes end."""

    def __init__(
        self,
        finisher: Finisher,
        index: Index,
        settler: ThreadPoolExecutor,
        later: Callable[[Coroutine[None, None, None]], None],
    ) -> None:
        """`later`: has something done in the background."""
        self._finisher, self._index, self._settler, self._later = finisher, index, settler, later
        self.mine: set[SegmentId] = set()
        """What this process records, finishes, or has found to be nobody's to finish."""

    async def look(self, folder: str) -> None:
        """For ever. `folder`: the name by which the index knows the recorder's."""
        wait = AGAIN_AFTER
        while True:
            try:
                found = sorted(self._finisher.spools.glob("*.spool"))
                left = await self._index.unfinished(folder)
                for segment, key in left:
                    if segment.id not in self.mine:
                        self._take_over(segment, key)
                known = {segment.id for segment, _ in left}
                await self._adopt([path for path in found if path.stem not in known], folder)
            except IndexUnavailable:
                pass  # what there is stays
            await asyncio.sleep(wait)
            wait = min(2 * wait, LOOK_EVERY)

    def _take_over(self, segment: Segment, key: bytes) -> None:
        """One that the index knows."""
        try:
            file = taken_over(self._finisher.spool(segment.id))
        except FileNotFoundError:
            file = -1
        except OSError:
            log.exception("the spool of segment %s cannot be opened", segment.id)
            return
        if file is not None:
            self._finish(segment.id, self._finisher.finish(segment, key, file))

    async def _adopt(self, found: Sequence[Path], folder: str) -> None:
        """Those that the index did not know a moment ago; raises IndexUnavailable."""
        for path in found:
            segment = SegmentId(path.stem)
            if segment in self.mine:
                continue
            try:
                file = taken_over(path)
            except FileNotFoundError:
                continue
            except OSError:
                log.exception("the spool of segment %s cannot be opened", segment)
                continue
            if file is None:
                continue
            try:
                if not await self._adopted(segment, path, file, folder):
                    os.close(file)
            except OSError:
                log.exception("the spool of segment %s cannot be read", segment)
                os.close(file)

    async def _adopted(self, segment: SegmentId, path: Path, file: int, folder: str) -> bool:
        """Whether the descriptor is in other hands now; raises IndexUnavailable, and closes it then."""
        try:
            label = await on(self._settler, _label, file)
            if label is None:
                await on(self._settler, path.unlink)  # its header was not written whole: nothing can follow
                return False
            said, key = await self._index.read(segment, label)
        except Damaged:
            log.error("spool %s is none of ours, or was changed", segment)
            self.mine.add(segment)  # for whoever looks into it; it is told once
            return False
        except IndexUnavailable:
            os.close(file)
            raise
        self._finish(segment, self._finisher.adopt(replace(said, folder=folder), key, file))
        return True

    def _finish(self, segment: SegmentId, work: Coroutine[None, None, None]) -> None:
        self.mine.add(segment)
        self._later(self._done(segment, work))

    async def _done(self, segment: SegmentId, work: Coroutine[None, None, None]) -> None:
        await work
        self.mine.discard(segment)


def _label(file: int) -> bytes | None:
    with open(os.dup(file), "rb") as source:
        source.seek(0)
        return label_of(source)
