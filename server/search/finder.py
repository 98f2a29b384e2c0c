"""Answers what staff ask: suggestions come from memory, and each is asked of `server.casefile` and `granted` again."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

import structlog
from sqlalchemy import Connection

from rooms.archive.past import Past
from rooms.archive.reading import Reader, sees_case
from rooms.ids import RoomId, SeatId
from rooms.minutes import NOTHING
from rooms.rights import RIGHTS, Right
from server.casefile.files import CaseFiles, Seen
from server.cases import rows as case_rows
from server.cases.case import Case, Session
from server.search import rows
from server.search.indexing import Unfoldable, telephones, whole
from server.search.matching import Hit, about, days_of, match
from server.search.memory import Asker, Placed
from server.search.parts import Damaged, join
from server.search.question import Question, ask
from server.search.shelf import Shelf
from server.search.worker import Worker
from server.staff.account import Account
from server.staff.sessions import utc_now
from server.storage.faults import StorageUnavailable
from server.storage.store import Store

PAGE: Final = 10
"""Cases that are shown at once."""
WAITING: Final = 8
"""Questions that may wait; who comes then is told to come again."""
EVERY: Final = 60.0
"""Seconds after which memory forgets what was erased, though nobody asks."""
IDLE: Final = 1800.0
"""Seconds after the last question until everything is forgotten."""
_AT_ONCE: Final = 64
"""Sessions that are sent to memory together."""

log = structlog.get_logger()


class TooBusy(Exception):
    """Too many wait already; nothing was looked for."""


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A case, and its sessions in which everything was found, the latest first."""

    case: Case
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, the latest first. ``following``: where to go on, None when that was all."""

    cases: tuple[FoundCase, ...]
    following: int | None = None


class Finder:
    """Every method raises StorageUnavailable."""

    def __init__(
        self,
        store: Store,
        files: CaseFiles,
        *,
        clock: Callable[[], datetime] = utc_now,
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tick = tick
        self._asked = tick()
        self._store = store
        self._files = files
        self._clock = clock
        self._worker = Worker()
        self._held: dict[RoomId, rows.Version] = {}
        self._print: rows.Fingerprint | None = None
        self._refreshing = asyncio.Lock()
        self._waiting = 0
        self._ahead: asyncio.Task[None] | None = None

    async def find(self, account: Account, text: str, skip: int = 0) -> Answer:
        """What this account may read now and ``text`` is in; so many cases of that are passed over. Raises TooBusy."""
        question = ask(text)
        self._asked = self._tick()
        if not question.terms:
            return Answer(())
        if self._waiting >= WAITING:
            raise TooBusy
        self._waiting += 1
        try:
            return await self._find(account, question, skip)
        except BrokenProcessPool:
            self._forget()
            return await self._find(account, question, skip)
        finally:
            self._waiting -= 1

    def expect(self) -> None:
        """Somebody is about to ask: have everything in memory by then."""
        self._asked = self._tick()
        if not self._held and (self._ahead is None or self._ahead.done()):
            self._ahead = asyncio.create_task(self._prepare(), name="search ahead")

    async def refresh(self) -> None:
        """Bring the memory to what the index says: what has lost its key is forgotten. Raises BrokenProcessPool."""
        async with self._refreshing:
            now = await self._store.database.read(rows.fingerprint)
            if now == self._print:
                return
            found = await self._store.database.read(rows.versions)
            gone = [room for room in self._held if room not in found]
            changed = [room for room, version in found.items() if self._held.get(room) != version]
            await self._worker.put((), [*gone, *(room for room in changed if room in self._held)])
            for room in [*gone, *changed]:
                self._held.pop(room, None)
            for some in _batches(changed):
                placed = await self._store.database.read(partial(self._placed, some))
                await self._worker.put(placed, ())
                self._held |= {room: found[room] for room in some}
            self._print = now

    async def keep(self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """For ever: keep the memory as the index is while there are questions, and let go of it when there are none."""
        while True:
            await pause(EVERY)
            if not self._held:
                continue
            if self._tick() - self._asked >= IDLE and not self._waiting:
                self._forget()
                continue
            await self._prepare()

    def close(self) -> None:
        if self._ahead is not None:
            self._ahead.cancel()
        self._forget()

    async def _prepare(self) -> None:
        try:
            await self.refresh()
        except (StorageUnavailable, BrokenProcessPool) as error:
            log.warning("search_waits", error=type(error).__name__)
            self._forget()

    def _forget(self) -> None:
        self._worker.end()
        self._held.clear()
        self._print = None

    async def _find(self, account: Account, question: Question, skip: int) -> Answer:
        await self.refresh()
        asker = await self._store.database.read(lambda connection: self._asker(connection, account))
        # What may be shown is counted, not what was suggested: that would tell of the rest.
        wanted = skip + PAGE + 1
        found: list[FoundCase] = []
        looked = 0
        while True:
            suggested = await self._worker.look(asker, question, looked, wanted)
            for sessions in suggested:
                checked = await self._store.database.read(partial(self._checked, account, question, sessions))
                if checked is not None:
                    found.append(checked)
                if len(found) == wanted:
                    return Answer(tuple(found[skip:-1]), skip + PAGE)
            looked += len(suggested)
            if len(suggested) < wanted:
                return Answer(tuple(found[skip:]))

    def _asker(self, connection: Connection, account: Account) -> Asker:
        own = case_rows.seats_of_account(connection, account.id)
        return Asker(
            account=account.id,
            office=sees_case(Reader(account.id, account.role)),
            seated=sees_case(Reader(account.id, account.role, frozenset({_SOME}))),
            glass=Right.BREAK_GLASS in RIGHTS[account.role],
            demonstration=account.demonstration,
            own={str(room): frozenset(map(str, seats)) for room, seats in own.items()},
            at=self._clock(),
        )

    def _checked(
        self, account: Account, question: Question, sessions: Sequence[str], connection: Connection
    ) -> FoundCase | None:
        """The only way into an answer: what is granted at this moment, of what is readable at this moment."""
        hits: list[Hit] = []
        case: Case | None = None
        for room in map(RoomId, sessions):
            seen = self._files.seen(connection, account, room)
            if seen is None:
                continue
            may = seen.reads(self._told(connection, seen), self._clock())
            known = telephones(connection, self._store.keyring, room)
            hit = match(question, seen.case, seen.session, may, known)
            if hit is not None:
                case = seen.case
                hits.append(hit)
        return FoundCase(case, tuple(hits)) if case else None

    def _told(self, connection: Connection, seen: Seen) -> Past:
        """The session's past: from its parts while they say all that the log says, and else from the log.

        Of one that cannot be read, or is destroyed, nothing: it is found by what is known of its case.
        """
        room, keyring = seen.session.id, self._store.keyring
        try:
            if rows.is_current(connection, room):
                parts = rows.read_parts(connection, keyring.of(connection, seen.case.id), room)
                return join(room, parts) or _nothing(seen)
        except Damaged:
            log.warning("index_damaged", room=room)
        try:
            return whole(connection, keyring, room).told or _nothing(seen)
        except Unfoldable:
            return _nothing(seen)

    def _placed(self, sessions: Sequence[RoomId], connection: Connection) -> list[Placed]:
        keyring = self._store.keyring
        found = case_rows.cases_of(connection, keyring, sessions)
        keys = {session.id: keyring.of(connection, case.id) for case, all_ in found for session in all_}
        shelves = rows.read_shelves(connection, keys)
        return [_placed(case, each, shelves[each.id]) for case, all_ in found for each in all_]


def _placed(case: Case, session: Session, shelves: list[Shelf] | Damaged) -> Placed:
    if isinstance(shelves, Damaged):
        log.warning("index_damaged", room=session.id)
        shelves = []
    when = session.scheduled_at or session.created_at
    return Placed(session.id, case.id, about(case), when, frozenset(days_of(session)), tuple(shelves))


def _nothing(seen: Seen) -> Past:
    return Past(
        seen.session.id, "", "", (), {}, seen.session.created_at, None, (), (), (), (), (), NOTHING, {}
    )


_SOME: Final = SeatId("")
"""Any seat: that somebody has one is all that matters."""


def _batches(sessions: Sequence[RoomId]) -> Iterator[Sequence[RoomId]]:
    return (sessions[at : at + _AT_ONCE] for at in range(0, len(sessions), _AT_ONCE))
