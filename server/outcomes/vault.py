"""Where documents and the strokes of their signatures are kept: sealed under the case's key, named by their digest.

What is put is on the disk before the log speaks of it; what the log never came to speak of is found by nobody.
"""

import asyncio
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.ids import PageId, RoomId, SeatId
from server.pictures.shelf import FolderShelf, Shelf, ShelfUnavailable
from server.retention.restricted import storage_only
from server.storage.keys import KeysUnavailable
from server.storage.sealing import Sealer, Unreadable, place
from server.storage.store import Store
from server.storage.tables import rooms

PAPERS: Final = "papers"
"""The folder below the data, and the purpose of the key."""

_UNSURE: Final = frozenset({ErrorCode.BUSY, ErrorCode.NOT_SAVED})
"""Answers after which the room may have taken it all the same."""


def unsure(refused: Refused) -> bool:
    """Whether nobody knows what came of it."""
    return refused.code in _UNSURE


class NotThere(Exception):
    """Such a document is not kept, or not as it was, or its case's key was destroyed."""


class Vault:
    """Raises StorageUnavailable when the database fails, ShelfUnavailable when the disk does."""

    def __init__(self, store: Store, shelf: Shelf) -> None:
        self._store, self._shelf = store, shelf

    async def put(self, room: RoomId, octets: bytes) -> str:
        """On the disk when it returns; its digest, SHA-256 in hexadecimal."""
        digest = sha256(octets).hexdigest()
        sealed = (await self._sealer(room)).seal(octets, place(PAPERS, room, digest))
        await asyncio.to_thread(self._shelf.put, room, PageId(digest), sealed)
        return digest

    async def get(self, room: RoomId, digest: str) -> bytes:
        """Raises NotThere."""
        try:
            sealed = await asyncio.to_thread(self._shelf.get, room, PageId(digest))
            octets = (await self._sealer(room)).open(sealed, place(PAPERS, room, digest))
        except (ShelfUnavailable, Unreadable, KeysUnavailable) as error:
            raise NotThere from error
        if sha256(octets).hexdigest() != digest:
            raise NotThere
        return octets

    async def withheld(self, room: RoomId, seats: Iterable[SeatId]) -> bool:
        """Whether what concerns one of these may only be stored now (个人信息保护法 47)."""

        def read(connection: Connection) -> bool:
            return any(storage_only(connection, room, seat) for seat in (None, *seats))

        return await self._store.database.read(read)

    async def has(self, room: RoomId, digest: str) -> bool:
        return digest in await asyncio.to_thread(self._shelf.pages, room)

    async def discard(self, room: RoomId, digest: str) -> None:
        """What came to nothing."""
        await asyncio.to_thread(self._shelf.discard, room, PageId(digest))

    async def refused(self, room: RoomId, digests: Iterable[str], because: Refused) -> None:
        """They came to nothing, if the room was sure of it; where nobody knows, the log may name them."""
        if not unsure(because):
            for digest in digests:
                await self.discard(room, digest)

    async def _sealer(self, room: RoomId) -> Sealer:
        def read(connection: Connection) -> Sealer:
            case = connection.execute(select(rooms.c.case_id).where(rooms.c.id == room)).scalar_one()
            return self._store.keyring.of_room(connection, room, case).papers

        return await self._store.database.read(read)


def vault_in(store: Store, data: Path) -> Vault:
    """The one of a data folder."""
    return Vault(store, FolderShelf(data / PAPERS))
