"""What a member of the staff finds: cases, their sessions, and of each session what may be read at this moment."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select

from recordings.finishing import Finished
from recordings.segment import Segment, SegmentId
from rooms.archive.folding import past
from rooms.archive.past import Opening, Past
from rooms.archive.reading import Reader, granted, openings_for, plays, sees_case
from rooms.channel import JOINT
from rooms.ids import RoomId, SeatId
from rooms.minutes import NOTHING
from server.cases import rows as case_rows
from server.cases.case import Case, Session
from server.record import segments
from server.record.segments import KeyDestroyed, StorageOnly
from server.retention.restricted import restricted_seats, storage_only
from server.staff.account import Account
from server.staff.sessions import utc_now
from server.storage.keyring import Keyring
from server.storage.store import Store
from server.storage.tables import chain_keys, entries

HELD: Final = 8
"""Sessions whose past is remembered: who reads one asks for it again and again."""

Seats = dict[RoomId, frozenset[SeatId]]
Extent = tuple[int, int]
"""Entries of a log, and keys of its channels: what was folded of it is true while neither has changed."""


@dataclass(frozen=True, slots=True)
class Found:
    """A case, and those of its sessions that may be looked at."""

    case: Case
    sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A session that may be looked at, and as whom."""

    case: Case
    session: Session
    reader: Reader
    stored_only: frozenset[SeatId]
    """Whose things may be shown to nobody."""

    def reads(self, past: Past, now: datetime) -> Past:
        """What of it may be read at this moment."""
        return _without(granted(self._shown(past), self.reader, now), self.stored_only)

    def plays(self, past: Past, now: datetime, segment: SegmentId) -> bool:
        """Whether a file may be played at this moment."""
        return plays(self._shown(past), self.reader, now, segment)

    def _shown(self, past: Past) -> Past:
        """Without the files on which one of those may be heard or seen, whoever's device it was."""
        if not self.stored_only:
            return past
        return replace(
            past, tracks=tuple(track for track in past.tracks if self.stored_only.isdisjoint(track.seats))
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """A session as this reader may read it at this moment."""

    case: Case
    session: Session
    past: Past
    at: datetime


@dataclass(frozen=True, slots=True)
class Playable:
    """A finished file with what opens it. `key` stays inside the service."""

    case: Case
    segment: Segment
    finished: Finished
    key: bytes


class CaseFiles:
    """What is not granted is not there: None, whether it exists or not.

    Every method raises StorageUnavailable, and Tampered for a log that is not as it was written.
    """

    def __init__(self, store: Store, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._store = store
        self._clock = clock
        self._held: OrderedDict[RoomId, tuple[Extent, Past]] = OrderedDict()

    async def cases(self, account: Account) -> list[Found]:
        """The latest first."""

        def read(connection: Connection) -> list[Found]:
            own = case_rows.seats_of_account(connection, account.id)
            seen = {
                case: sessions
                for case, of_case in case_rows.sessions_by_case(connection).items()
                if (sessions := _seen(of_case, account, own))
            }
            found = case_rows.find_cases(connection, self._store.keyring, seen)
            return [Found(case, seen[case.id]) for case in found]

        return await self._store.database.read(read)

    async def case(self, account: Account, number: str) -> Found | None:
        """By its number."""

        def read(connection: Connection) -> Found | None:
            case = case_rows.find_case(connection, self._store.keyring, number=number)
            own = case_rows.seats_of_account(connection, account.id)
            return None if case is None else self._found(connection, case, account, own)

        return await self._store.database.read(read)

    async def session(
        self, account: Account, room: RoomId, sizes: Mapping[str, int] | None = None
    ) -> Opened | None:
        """What may be read of it at this moment; with ``sizes`` of what it was when its chains were so long."""
        seen = await self._see(account, room)
        whole = None if seen is None else await self._whole(room, sizes)
        if seen is None or whole is None:
            return None
        now = self._clock()
        return Opened(seen.case, seen.session, seen.reads(whole, now), now)

    def seen(self, connection: Connection, account: Account, room: RoomId) -> Seen | None:
        """A session that this account may look at, and as whom; what may be read of it is another question."""
        session = case_rows.find_session(connection, room)
        case = session and case_rows.find_case(connection, self._store.keyring, id_=session.case)
        own = case_rows.seats_of_account(connection, account.id)
        found = case and self._found(connection, case, account, own)
        if not session or not found or session not in found.sessions or storage_only(connection, room):
            return None
        reader = Reader(account.id, account.role, own.get(room, frozenset()))
        return Seen(found.case, session, reader, restricted_seats(connection, room))

    async def track(self, account: Account, room: RoomId, segment: SegmentId) -> Playable | None:
        """A file that this reader may play at this moment; not one that is only stored, or whose key was destroyed."""
        seen = await self._see(account, room)
        whole = None if seen is None else await self._whole(room)
        if seen is None or whole is None or not seen.plays(whole, self._clock(), segment):
            return None
        return next(iter(await self._playable(seen.case, room, [segment])), None)

    async def tracks(self, opened: Opened) -> list[Playable]:
        """The files of what was opened just now, without those that are only stored, or whose key was destroyed."""
        wanted = [SegmentId(track.kept.id) for track in opened.past.tracks]
        return await self._playable(opened.case, opened.session.id, wanted)

    async def openings_for(self, room: RoomId, seat: SeatId) -> tuple[Opening, ...]:
        """When separate talks of somebody were opened: for their own eyes."""
        whole = await self._whole(room)
        return () if whole is None else openings_for(whole, seat)

    async def _see(self, account: Account, room: RoomId) -> Seen | None:
        return await self._store.database.read(lambda connection: self.seen(connection, account, room))

    async def _playable(self, case: Case, room: RoomId, wanted: Sequence[SegmentId]) -> list[Playable]:
        def read(connection: Connection) -> list[Playable]:
            found = (_find(connection, self._store.keyring, case, room, segment) for segment in wanted)
            return [playable for playable in found if playable is not None]

        return await self._store.database.read(read)

    def _found(self, connection: Connection, case: Case, account: Account, own: Seats) -> Found | None:
        seen = _seen(case_rows.sessions_of(connection, case.id), account, own)
        return Found(case, seen) if seen else None

    async def _whole(self, room: RoomId, sizes: Mapping[str, int] | None = None) -> Past | None:
        """None: its time was over; the opening, and with it who was there, is gone."""
        try:
            if sizes is not None:
                return past(event for _, event in await self._store.journal.load_chained(room, sizes))
            return await self._past(room)
        except ValueError:
            return None

    async def _past(self, room: RoomId) -> Past:
        extent = await self._store.database.read(lambda connection: _extent(connection, room))
        held = self._held.get(room)
        if held is not None and held[0] == extent:
            self._held.move_to_end(room)
            return held[1]
        made = past(await self._store.journal.load(room))
        self._held[room] = (extent, made)
        self._held.move_to_end(room)
        while len(self._held) > HELD:
            self._held.popitem(last=False)
        return made


def _without(read: Past, seats: frozenset[SeatId]) -> Past:
    """Without what is of somebody who asked for its deletion: until its time is over it is stored, and not shown.

    A record that tells of them is not shown at all: what they said stands between what others said. Files are left
    out before anything is granted (`Seen`).
    """
    if not seats:
        return read
    return replace(
        read,
        seats={seat: found for seat, found in read.seats.items() if seat not in seats},
        residences=tuple(stay for stay in read.residences if stay.seat not in seats),
        lines=tuple(line for line in read.lines if not seats.intersection(line.seats)),
        minutes=read.minutes if seats.isdisjoint(_of_record(read)) else NOTHING,
        agreed={seat: word for seat, word in read.agreed.items() if seat not in seats},
    )


def _of_record(read: Past) -> Iterator[SeatId]:
    """Whom the record tells of. Its own list is not asked alone: what the index keeps of a record has none."""
    yield from read.minutes.attendees
    yield from (stay.seat for stay in read.residences if stay.channel == JOINT)


def _seen(sessions: Iterable[Session], account: Account, own: Seats) -> tuple[Session, ...]:
    """The sessions of a case that a reader sees; an account of a demonstration sees its own cases alone."""
    seen = tuple(
        session
        for session in sessions
        if sees_case(Reader(account.id, account.role, own.get(session.id, frozenset())))
    )
    mine = any(session.id in own for session in seen)
    return seen if mine or not account.demonstration else ()


def _find(
    connection: Connection, keyring: Keyring, case: Case, room: RoomId, segment: SegmentId
) -> Playable | None:
    row = segments.find(connection, keyring, segment)
    if row is None or row.finished is None or row.segment.room != room:
        return None
    try:
        key = segments.key_of(connection, keyring, row.segment)
    except (KeyDestroyed, StorageOnly):
        return None
    return Playable(case, row.segment, row.finished, key)


def _extent(connection: Connection, room: RoomId) -> Extent:
    count = select(func.count()).select_from(entries).where(entries.c.room_id == room)
    keys = select(func.count()).select_from(chain_keys).where(chain_keys.c.room_id == room)
    return connection.execute(count).scalar_one(), connection.execute(keys).scalar_one()
