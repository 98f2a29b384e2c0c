"""The recorder's index (recordings.index): keys and segments in the database, finished files in the log."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from recordings.finishing import Finished
from recordings.index import IndexUnavailable
from recordings.segment import Segment, SegmentId
from recordings.vault.cipher import Damaged
from rooms.commands import KeepSegment
from rooms.ids import SYSTEM, RoomId
from rooms.moments import whole
from rooms.ports import JournalUnavailable
from rooms.recording import Kept
from rooms.room import Outcome, Refused
from server.record import labels, segments
from server.record.segments import case_of
from server.storage.faults import StorageUnavailable
from server.storage.keyring import CaseErased, CaseKey
from server.storage.sealing import Unreadable
from server.storage.store import Store
from signaling.registry import RoomElsewhere

T = TypeVar("T")


class Room(Protocol):
    """A live room."""

    async def submit(self, command: KeepSegment, key: str) -> Outcome:
        """Has a command decided."""


class SegmentIndex:
    """See recordings.index.Index."""

    def __init__(self, store: Store, room: Callable[[RoomId], Awaitable[Room]]) -> None:
        """`room`: the live room; raises RoomElsewhere, JournalUnavailable."""
        self._database, self._keyring, self._room = store.database, store.keyring, room

    async def label(self, segment: Segment, key: bytes) -> bytes:
        """See Index."""
        case = self._keyring.at_hand(segment.room) or await self._case(segment.room)
        try:
            return await asyncio.to_thread(labels.written, self._keyring.keys, case, segment, key)
        except StorageUnavailable as error:
            raise IndexUnavailable from error

    async def read(self, segment: SegmentId, label: bytes) -> tuple[Segment, bytes]:
        """See Index."""
        try:
            room = await asyncio.to_thread(labels.room_of, self._keyring.keys, segment, label)
            return labels.read(await self._case(room), room, segment, label)
        except Unreadable as error:
            raise Damaged("no label of this segment") from error
        except IndexUnavailable as error:
            if isinstance(error.__cause__, CaseErased):
                raise Damaged("its case was erased") from error  # others' spools are not kept waiting by it
            raise
        except StorageUnavailable as error:
            raise IndexUnavailable from error

    async def begin(self, segment: Segment, key: bytes) -> bool:
        """See Index."""
        return await _asked(
            self._database.write(lambda connection: segments.begin(connection, self._keyring, segment, key))
        )

    async def finish(self, segment: Segment, finished: Finished) -> None:
        """First the log, then the index: what the index calls kept is proven by the log."""
        try:
            room = await self._room(segment.room)
        except (RoomElsewhere, JournalUnavailable) as error:
            raise IndexUnavailable from error
        told = KeepSegment(SYSTEM, segment.channel, _kept(segment, finished))
        if isinstance(await room.submit(told, segment.id), Refused):
            raise IndexUnavailable
        await _asked(
            self._database.write(
                lambda connection: segments.keep(connection, self._keyring, segment, finished)
            )
        )

    async def forget(self, segment: SegmentId) -> None:
        """See Index."""
        await _asked(self._database.write(lambda connection: segments.forget(connection, segment)))

    async def deposited(self, segment: SegmentId) -> None:
        """See Index."""
        await _asked(self._database.write(lambda connection: segments.deposited(connection, segment)))

    async def waiting(self, folder: str) -> Sequence[tuple[Segment, Finished]]:
        """See Index."""
        rows = await _asked(
            self._database.read(lambda connection: segments.waiting(connection, self._keyring))
        )
        return [(row.segment, row.finished) for row in rows if row.finished and row.segment.folder == folder]

    async def unfinished(self, folder: str) -> Sequence[tuple[Segment, bytes]]:
        """See Index."""
        left = await _asked(
            self._database.read(lambda connection: segments.unfinished(connection, self._keyring))
        )
        return [(segment, key) for segment, key in left if segment.folder == folder]

    async def _case(self, room: RoomId) -> CaseKey:
        return await _asked(self._database.read(lambda connection: case_of(connection, self._keyring, room)))


async def _asked(answer: Awaitable[T]) -> T:
    try:
        return await answer
    except StorageUnavailable as error:
        raise IndexUnavailable from error


def _kept(segment: Segment, finished: Finished) -> Kept:
    return Kept(
        id=segment.id,
        seat=segment.seat,
        stay=segment.stay,
        recording=segment.recording,
        media=segment.kind,
        began=whole(segment.began),
        milliseconds=finished.milliseconds,
        length=finished.length,
        digest=finished.digest.hex(),
        plain_length=finished.plain_length,
        plain_digest=finished.plain_digest.hex(),
        torn=finished.torn,
    )
