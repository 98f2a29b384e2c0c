"""Both sides are reminded of what falls due by a sealed agreement, and when it is overdue: of each once.

Whoever looks through all rooms also finds the papers that lack nothing but the seal, and has it set.

That somebody was reminded stands in the paper's own chain. The message is handed over first, under a word that makes a
second handing over harmless; a service that is killed between the two does it again, and nothing is sent twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Connection, func, select

from rooms import policy
from rooms.answer import Refused
from rooms.commands import RemindPayment
from rooms.ids import SYSTEM, PaperId, RoomId, SeatId
from rooms.moments import BEIJING
from rooms.performance import Reminder, Row, reminder
from rooms.ports import JournalUnavailable
from rooms.settlement import Paper
from rooms.state import RoomState
from server.messages.message import Message, MessageKind, Messenger
from server.outcomes.standing import unsealed, with_papers
from server.retention.restricted import storage_only
from server.storage.faults import StorageUnavailable
from server.storage.keys import KeysUnavailable
from server.storage.sealing import Unreadable
from server.storage.store import Store
from server.storage.tables import entries, rooms
from signaling.actor import RoomActor
from signaling.registry import RoomElsewhere

EVERY: Final = 600.0
"""Seconds between two looks."""

WAKING: Final = range(9, 20)
"""Hours in Beijing in which people are written to."""

log = structlog.get_logger()

Pause = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Known:
    """Up to where a room's log was read, and the day on which there is something to do, if nothing more is written."""

    position: int
    wake: date | None


class Reminders:
    """Looks through all rooms; any number of processes may."""

    def __init__(
        self,
        store: Store,
        find: Callable[[RoomId], Awaitable[RoomActor]],
        messenger: Messenger,
        seal_soon: Callable[[RoomState, PaperId], None],
        ahead: Sequence[int],
        clock: Callable[[], datetime],
    ) -> None:
        """`seal_soon` is told of every paper that waits for its seal; `ahead`: how many days before it is due."""
        self._database, self._keyring = store.database, store.keyring
        self._find, self._messenger, self._seal_soon = find, messenger, seal_soon
        self._ahead, self._clock = tuple(ahead), clock
        self._known: dict[RoomId, _Known] = {}

    async def run(self, pause: Pause = asyncio.sleep) -> None:
        """For ever. What cannot be done now is done the next time."""
        while True:
            try:
                await self.look()
            except StorageUnavailable as error:
                log.warning("reminders_wait", error=type(error).__name__)
            await pause(EVERY)

    async def look(self) -> int:
        """Remind whoever it is time for; how many reminders that were. Raises StorageUnavailable."""
        now = self._clock().astimezone(BEIJING)
        if now.hour not in WAKING:
            return 0
        done = 0
        for room, position in await self._database.read(_ends):
            known = self._known.get(room)
            if known is None or known.position != position or _reached(known.wake, now.date()):
                done += await self._look_at(room, position, now.date())
        return done

    async def _look_at(self, room: RoomId, position: int, today: date) -> int:
        try:
            state = await self._database.read(lambda connection: with_papers(connection, self._keyring, room))
        except (KeysUnavailable, Unreadable, JournalUnavailable, KeyError, ValueError) as error:
            if isinstance(error, StorageUnavailable):
                raise
            log.warning("not_reminded", room=room, error=type(error).__name__)
            state = None
        if state is None:
            self._known[room] = _Known(position, None)
            return 0
        done, left = 0, self._unsealed(state)
        for paper, row, due in self._due(state, today):
            if await self._remind(state, paper, row, due):
                done += 1
            else:
                left = True
        if left:
            self._known.pop(room, None)
        else:
            self._known[room] = _Known(position, self._wake(state, today))
        return done

    def _unsealed(self, state: RoomState) -> bool:
        """Whether any waits for its seal: the process that would have set it was ended, or lost the room."""
        waiting = unsealed(state)
        for id in waiting:
            self._seal_soon(state, id)
        return bool(waiting)

    def _due(self, state: RoomState, today: date) -> list[tuple[Paper, Row, Reminder]]:
        found = []
        for paper, row in _rows(state):
            due = reminder(row, today, self._ahead)
            if due is not None and due not in paper.performance.reminders:
                found.append((paper, row, due))
        return found

    def _wake(self, state: RoomState, today: date) -> date | None:
        """The next day on which a reminder may fall, if nothing is said of the money until then."""
        days = [
            row.due - timedelta(days=before)
            for _, row in _rows(state)
            if row.due is not None and row.left > 0
            for before in (*self._ahead, -1)
        ]
        return min((day for day in days if day > today), default=None)

    async def _remind(self, state: RoomState, paper: Paper, row: Row, due: Reminder) -> bool:
        """Whether it is done. Of whom nothing may be done but storing, nobody is reminded either."""
        paying = (seat for seat in paper.signers if policy.pays(state, seat, paper, row))
        whom = [seat for seat in (row.worker, *paying) if policy.may_be_served(state, seat, paper)]
        if await self._database.read(lambda connection: _stored_only(connection, state.room, whom)):
            return False
        for seat in whom:
            await self._tell(
                seat, _kind(seat, row, due), f"{paper.id} {due.payment} {due.part} {due.days} {seat}"
            )
        try:
            actor = await self._find(state.room)
        except (RoomElsewhere, JournalUnavailable):
            return False
        command = RemindPayment(SYSTEM, paper.id, due.payment, due.part, due.days)
        return not isinstance(await actor.submit(command), Refused)

    async def _tell(self, seat: SeatId, kind: MessageKind, once: str) -> None:
        """Who cannot be written to (no number, no gateway) finds it on the page all the same."""
        await self._messenger.send(Message(kind, seat, once=once))


def _kind(seat: SeatId, row: Row, due: Reminder) -> MessageKind:
    """The worker is asked to look whether it came, whoever pays to do what was agreed."""
    if seat == row.worker:
        return MessageKind.CHECK
    return MessageKind.OVERDUE if due.days < 0 else MessageKind.REMINDER


def _stored_only(connection: Connection, room: RoomId, whom: Iterable[SeatId]) -> bool:
    """Whether one of them asked that their things be deleted, and these may only be kept (个人信息保护法 47)."""
    return any(storage_only(connection, room, seat) for seat in (None, *whom))


def _reached(wake: date | None, today: date) -> bool:
    return wake is not None and wake <= today


def _rows(state: RoomState) -> list[tuple[Paper, Row]]:
    papers = (paper for one in state.settlements.values() for paper in one.papers.values())
    return [(paper, row) for paper in papers for row in policy.due(state, paper)]


def _ends(connection: Connection) -> list[tuple[RoomId, int]]:
    """Every room and where its log ends."""
    last = select(func.max(entries.c.position)).where(entries.c.room_id == rooms.c.id).scalar_subquery()
    found = connection.execute(select(rooms.c.id, last.label("position")))
    return [(RoomId(row.id), row.position) for row in found if row.position is not None]
