"""The log of all rooms, as the rooms' port wants it, kept in the database."""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from rooms.events import Event, UnknownEvent, decode
from rooms.ids import ChannelId, RoomId
from rooms.ports import Fenced, JournalUnavailable
from server.storage.appending import Appending
from server.storage.database import Database
from server.storage.faults import Fault, Tampered
from server.storage.keyring import Keyring
from server.storage.reading import Examined, UnknownRoom, examine
from server.storage.receipts import Receipt, find_receipt
from server.storage.requests import Adopt, Anchor, Append, Claim, Erase
from server.storage.tables import rooms


class SqlJournal:
    """A Journal. Append-only; every channel of every room has a chain of its own."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring
        self._lane = Appending(keyring)
        self._rounds: dict[str, int] = {}

    async def append(self, room: RoomId, term: int, events: Sequence[Event]) -> None:
        """Return when the events are on the disk, all of them.

        Raises:
            JournalUnavailable: none of them was written, nor will be what was queued behind them.
            Fenced: a newer term leads the room, or its log has grown without the caller's knowledge.
        """
        await self._append(room, term, events, None)

    async def found(self, room: RoomId, opening: Event, rows: Callable[[Connection], None]) -> None:
        """Begin a room's log together with the rows that the room needs in other tables: both or neither."""
        await self._append(room, 0, [opening], rows)

    async def claim(self, room: RoomId, term: int) -> Sequence[Event]:
        """Take a room over: refuse every older term from now on, then return all its events in order.

        Raises:
            Fenced: somebody has claimed it with a newer term.
            Tampered, UnknownRoom, JournalUnavailable.
        """
        await self._ask(Claim(room, term))
        examined = await self._examine(room)
        events = events_of(examined)
        await self._ask(Adopt(room, examined.log))
        return events

    async def newest_term(self, room: RoomId) -> int:
        """The newest term under which the room was ever led; 0 for none. Raises JournalUnavailable."""
        wanted = select(rooms.c.term).where(rooms.c.id == room)
        found = await self._database.read(lambda connection: connection.execute(wanted).scalar_one_or_none())
        return found or 0

    async def load(self, room: RoomId) -> Sequence[Event]:
        """All events in order, none for an unknown room; those of an erased channel are left out.

        Raises:
            Tampered: the log is not as it was written.
            JournalUnavailable: the storage failed.
        """
        return [event for _, event in await self.load_chained(room)]

    async def load_chained(
        self, room: RoomId, sizes: Mapping[str, int] | None = None
    ) -> list[tuple[ChannelId, Event]]:
        """The same, each event with the chain in which it lies; with ``sizes`` as it was when chains were so long."""
        try:
            log = chained(await self._examine(room))
        except UnknownRoom:
            return []
        return log if sizes is None else _first(log, sizes)

    async def verify_room(self, room: RoomId) -> list[Fault]:
        """Every fault of a room's log; raises UnknownRoom, JournalUnavailable."""
        return (await self._examine(room)).faults

    async def anchor(self, room: RoomId, at: datetime | None = None) -> None:
        """Confirm the room's heads in the case's chain. To be called each minute while a room is live, come
        what may.
        """
        await self._ask(Anchor(room, at or datetime.now(UTC)))

    async def erase(self, room: RoomId, channels: Sequence[ChannelId], at: datetime | None = None) -> None:
        """Destroy the keys of channels: what was said there is gone, the chain remains and can be verified."""
        await self.erase_with(room, channels, at or datetime.now(UTC), None)
        await self._database.scrub()

    async def erase_with(
        self,
        room: RoomId,
        channels: Sequence[ChannelId],
        at: datetime,
        rows: Callable[[Connection], None] | None,
    ) -> None:
        """The same together with rows of other tables, both or neither; who calls it scrubs the database after it.

        Raises ChannelErased when there are ``rows``, and the keys of all these channels are destroyed already.
        """
        await self._ask(Erase(room, channels, at, rows))

    async def receipt(self, room: RoomId, channel: ChannelId) -> Receipt | None:
        """What proves the newest anchored head of a channel, or None when it has none yet."""
        return await self._database.read(
            lambda connection: find_receipt(connection, self._keyring, room, channel)
        )

    async def _append(
        self, room: RoomId, term: int, events: Sequence[Event], rows: Callable[[Connection], None] | None
    ) -> None:
        lasting = tuple(event for event in events if event.durable)
        round_ = self._rounds.get(room, 0)
        future = self._database.submit(self._lane, Append(room, term, lasting, round_, rows))
        # The caller may be cancelled; the round must end all the same when its request fails.
        future.add_done_callback(lambda done: self._end_round(room, round_, done))
        await _fenced_when_overtaken(room, future)

    def _end_round(self, room: RoomId, round_: int, done: "asyncio.Future[None]") -> None:
        if done.exception() is not None and self._rounds.get(room, 0) == round_:
            self._rounds[room] = round_ + 1

    async def _ask(self, request: Claim | Adopt | Anchor | Erase) -> None:
        await _fenced_when_overtaken(request.room, self._database.submit(self._lane, request))

    async def _examine(self, room: RoomId) -> Examined:
        return await self._database.read(lambda connection: examine(connection, self._keyring, room))


async def _fenced_when_overtaken(room: str, future: "asyncio.Future[None]") -> None:
    """Two writers at the same place of a room's order: the database lets one of them, the other has been overtaken."""
    try:
        await asyncio.shield(future)
    except IntegrityError as error:
        raise Fenced(room) from error


def chained(examined: Examined) -> list[tuple[ChannelId, Event]]:
    """What a log says, each event with the chain in which it lies; raises Tampered, JournalUnavailable."""
    return list(zip(map(ChannelId, examined.chains), events_of(examined), strict=True))


def _first(log: Iterable[tuple[ChannelId, Event]], sizes: Mapping[str, int]) -> list[tuple[ChannelId, Event]]:
    left = dict(sizes)
    found = []
    for chain, event in log:
        if left.get(chain, 0) > 0:
            left[chain] -= 1
            found.append((chain, event))
    return found


def events_of(examined: Examined) -> list[Event]:
    """What a log says; raises Tampered, JournalUnavailable."""
    if examined.faults:
        raise Tampered(examined.faults)
    try:
        return [decode(json.loads(content)) for content in examined.contents]
    except UnknownEvent as error:
        raise JournalUnavailable("the log was written by another release") from error
