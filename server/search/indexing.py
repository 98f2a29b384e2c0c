"""The index follows the log: whatever stops it, it goes on from what the log says and the index does not."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import structlog
from sqlalchemy import Connection

from rooms.archive.folding import past
from rooms.archive.past import Past
from rooms.ids import ChannelId, RoomId, SeatId
from rooms.ports import JournalUnavailable
from rooms.state import SessionState
from server.cases import rows as case_rows
from server.search import rows
from server.search.parts import bare, split
from server.search.shelves import shelves
from server.storage.entries import RoomLog
from server.storage.faults import StorageUnavailable
from server.storage.journal import chained
from server.storage.keyring import CaseErased, Keyring
from server.storage.reading import examine
from server.storage.sealing import Unreadable
from server.storage.store import Store

EVERY: Final = 5.0
"""Seconds between two looks at what the index lacks."""
LIVE: Final = 120.0
"""Seconds after which a session that goes on is indexed again: it costs as much as it has grown long."""

log = structlog.get_logger()

Pause = Callable[[float], Awaitable[None]]


class Unfoldable(Exception):
    """A log that is not as it was written."""


class Indexer:
    """Brings sessions into the index; to be done again and again, by any number of processes."""

    def __init__(self, store: Store, *, tick: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._tick = tick
        self._tried: dict[RoomId, float] = {}
        self._failed: set[RoomId] = set()

    async def run(self, pause: Pause = asyncio.sleep) -> None:
        """For ever. What cannot be indexed now is tried again; nobody waits for it."""
        while True:
            try:
                await self.catch_up(pause)
            except StorageUnavailable as error:
                log.warning("index_waits", error=type(error).__name__)
            await pause(EVERY)

    async def catch_up(self, pause: Pause = asyncio.sleep) -> int:
        """Index what the index lacks, the latest first, half of the time; how many sessions that were.

        Raises StorageUnavailable.
        """
        done = 0
        for each in await self._store.database.read(rows.behind):
            if not self._is_due(each):
                continue
            began = self._tick()
            self._tried[each.room] = began
            done += await self.index(each.room)
            await pause(self._tick() - began)
        return done

    async def rebuild(self) -> tuple[int, int]:
        """Index every session anew; how many are in the index now, and how many are not. Raises StorageUnavailable."""
        done = [await self.index(room) for room in await self._store.database.read(rows.every)]
        return sum(done), len(done) - sum(done)

    async def index(self, room: RoomId) -> bool:
        """Index one session, whatever the index says of it; whether it is in it now. Raises StorageUnavailable."""
        keyring = self._store.keyring
        try:
            sealed = await self._store.database.read(lambda connection: sealed_of(connection, keyring, room))
        except Unfoldable as error:
            log.warning("not_indexed", room=room, error=type(error.__cause__).__name__)
            self._failed.add(room)
            return False
        self._failed.discard(room)
        await self._store.database.write(lambda connection: rows.write(connection, sealed))
        return True

    def _is_due(self, each: rows.Behind) -> bool:
        """What goes on, and what could not be indexed, waits a while until it is tried again."""
        tried = self._tried.get(each.room)
        if tried is None or self._tick() - tried >= LIVE:
            return True
        return each.state is not SessionState.OPEN and each.room not in self._failed


@dataclass(frozen=True, slots=True)
class Whole:
    """``told``: None once its beginning was lawfully destroyed; ``within``: see `parts.chain_of`."""

    log: RoomLog
    told: Past | None
    within: frozenset[ChannelId]


def whole(connection: Connection, keyring: Keyring, room: RoomId) -> Whole:
    """A session's log and what it tells, checked.

    Raises Unfoldable, StorageUnavailable.
    """
    try:
        examined = examine(connection, keyring, room)
        happenings = chained(examined)
    except (JournalUnavailable, Unreadable) as error:
        if isinstance(error, StorageUnavailable):
            raise
        raise Unfoldable(room) from error
    within = frozenset(chain for chain, event in happenings if chain != event.channel)
    try:
        return Whole(examined.log, bare(past(event for _, event in happenings)), within)
    except (ValueError, KeyError):
        return Whole(examined.log, None, within)


def telephones(connection: Connection, keyring: Keyring, room: RoomId) -> dict[SeatId, str]:
    """Whoever can be reached by one, and their number, digits alone."""
    invited = case_rows.find_seats(connection, keyring, room)
    return {each.seat.id: digits(each.telephone) for each in invited if each.telephone}


def digits(telephone: str) -> str:
    return "".join(filter(str.isdecimal, telephone))


def sealed_of(connection: Connection, keyring: Keyring, room: RoomId) -> rows.Sealed:
    """What the index is to say of a session, as its log is now; raises Unfoldable, StorageUnavailable."""
    try:
        found = whole(connection, keyring, room)
    except CaseErased:
        return rows.Sealed(room, rows.end_of(connection, room), ())
    if found.told is None:
        return rows.seal(found.log, {}, {})
    filled = shelves(found.told, telephones(connection, keyring, room), found.within)
    return rows.seal(found.log, split(found.told, found.within), filled)
