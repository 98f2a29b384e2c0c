"""Cases and sessions, kept."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from rooms.channel import Group
from rooms.ids import RoomId, fresh
from rooms.room import initial
from rooms.state import Rules, SessionState
from server.cases import rows
from server.cases.case import Case, CaseId, Invited, Session
from server.storage.store import Store


class NumberTaken(Exception):
    """Another case has this number."""


class Cases:
    """Cases by id or number, and their sessions. Every method raises StorageUnavailable when storage fails."""

    def __init__(self, store: Store) -> None:
        self._database = store.database
        self._keyring = store.keyring
        self._journal = store.journal

    async def create(
        self, number: str, title: str, groups: Sequence[Group], *, at: datetime, demonstration: bool = False
    ) -> Case:
        """Begin a case; raises NumberTaken."""
        case = Case(CaseId(new_id()), number, title, tuple(groups), demonstration, at)
        try:
            await self._database.write(lambda connection: rows.insert_case(connection, self._keyring, case))
        except IntegrityError as error:
            raise NumberTaken(number) from error
        return case

    async def open_session(
        self,
        case: Case,
        people: Sequence[Invited],
        *,
        at: datetime,
        scheduled_at: datetime | None = None,
        rules: Rules | None = None,
        also: Callable[[Connection], None] | None = None,
    ) -> Session:
        """Make a room with these seats, and begin its log: all of it or nothing.

        ``scheduled_at`` is what people are told; nobody is kept out before or after it.
        ``also`` writes what must be there with the room, in the same transaction.

        Raises:
            ValueError: the seats cannot be those of a room.
        """
        session = Session(RoomId(new_id()), case.id, SessionState.OPEN, at, scheduled_at)
        seats = [invited.seat for invited in people]
        opening = initial(session.id, case.number, case.title, case.groups, seats, at=at, rules=rules)

        def write(connection: Connection) -> None:
            rows.insert_session(connection, session)
            rows.insert_seats(connection, self._keyring, case.id, session.id, people)
            if also is not None:
                also(connection)

        await self._journal.found(session.id, opening, write)
        return session

    async def invite(self, room: RoomId, people: Sequence[Invited]) -> None:
        """Add seats to a session that has begun; the room is told of them by a command. Raises KeyError."""

        def write(connection: Connection) -> None:
            session = rows.find_session(connection, room)
            if session is None:
                raise KeyError(room)
            rows.insert_seats(connection, self._keyring, session.case, room, people)

        await self._database.write(write)

    async def case(self, id_: CaseId) -> Case | None:
        return await self._database.read(lambda found: rows.find_case(found, self._keyring, id_=id_))

    async def session(self, room: RoomId) -> Session | None:
        return await self._database.read(lambda found: rows.find_session(found, room))

    async def sessions(self, case: CaseId) -> list[Session]:
        return await self._database.read(lambda found: rows.sessions_of(found, case))

    async def seats(self, room: RoomId) -> list[Invited]:
        """The seats of a room in their order."""
        return await self._database.read(lambda found: rows.find_seats(found, self._keyring, room))

    async def rooms(self) -> list[RoomId]:
        """The rooms whose session has not ended (rooms.ports.RoomDirectory)."""
        return await self._database.read(rows.unended)


def new_id() -> str:
    """An id that cannot be guessed (see rooms.ids)."""
    return fresh(secrets.token_bytes(32), "")
