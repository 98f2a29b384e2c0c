"""A finished file, read out of the storage in parts: no more of it is fetched and opened than is asked for."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from typing import Final

from recordings.storage import Storage
from recordings.vault.cipher import Damaged
from recordings.vault.sealed import CHUNK, HEADER, Seal

KEPT: Final = 8
"""Opened chunks that stay in memory: the ends of a file and around where somebody plays it."""
AT_ONCE: Final = 16
"""Chunks that are fetched together, once somebody has taken some: a mebibyte."""


class Reader:
    """One file, for any number who read it. In memory there is never more than what is kept and, for each of them,
    what was fetched together.
    """

    def __init__(self, storage: Storage, name: str, key: bytes, length: int) -> None:
        """`length`: of the stored file, from the log."""
        self._storage, self._name, self._key, self._length = storage, name, key, length
        self._seal: Seal | None = None
        self._kept: OrderedDict[int, bytes] = OrderedDict()

    async def size(self) -> int:
        """Octets of the file that plays; raises StorageUnavailable, Damaged."""
        return (await self._opened()).size

    async def read(self, start: int, end: int) -> bytes:
        """The octets from `start` up to `end`, fewer at the end of the file; raises StorageUnavailable, Damaged."""
        return b"".join([piece async for piece in self.pieces(start, end)])

    async def pieces(self, start: int, end: int) -> AsyncIterator[bytes]:
        """The same, piece by piece. Each piece is what was written, or it is not given."""
        seal = await self._opened()
        end = min(end, seal.size)
        count, place = 1, start // CHUNK
        while place * CHUNK < end and start < end:
            last = (end - 1) // CHUNK
            for chunk in await self._chunks(seal, place, min(count, last + 1 - place)):
                begin = place * CHUNK
                yield chunk[max(0, start - begin) : end - begin]
                place += 1
            count = min(2 * count, AT_ONCE)

    async def _opened(self) -> Seal:
        if self._seal is None:
            header = await self._storage.read(self._name, 0, HEADER)
            self._seal = Seal(self._key, header, self._length)
        return self._seal

    async def _chunks(self, seal: Seal, first: int, count: int) -> list[bytes]:
        """At least one, and only as many as are not kept already behind the first."""
        if first in self._kept:
            self._kept.move_to_end(first)
            return [self._kept[first]]
        missing = next((more for more in range(1, count) if first + more in self._kept), count)
        offset, size = seal.span(first, missing)
        stored = await self._storage.read(self._name, offset, size)
        if len(stored) != size:
            raise Damaged(f"cut short behind chunk {first}")
        if missing == 1:
            found = list(seal.opened(first, stored))
        else:
            found = await asyncio.to_thread(lambda: list(seal.opened(first, stored)))
        for place, chunk in enumerate(found, start=first):
            self._kept[place] = chunk
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found
