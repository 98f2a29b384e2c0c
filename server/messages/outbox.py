"""Messages wait in the database until the gateway has them: one that is down, or a service that is killed, loses none.

Whose number it is and what the message says is sealed under the case's key, and is dropped with the last step.
"""

import asyncio
import contextlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import structlog
from sqlalchemy import Connection, insert, select, update

from rooms.answer import Refused
from rooms.canonical import JSON
from rooms.errors import ErrorCode
from rooms.ids import RoomId, SeatId
from rooms.ports import JournalUnavailable
from server.cases import rows as case_rows
from server.cases.repository import new_id
from server.i18n import catalogue
from server.messages.gateway import Gateway, NotNow, Parcel
from server.messages.message import LASTS, Message, MessageId, MessageKind, MessageState, Progress
from server.messages.numbers import ending, normal
from server.messages.tables import messages
from server.storage.keyring import CaseKey
from server.storage.keys import KeysUnavailable
from server.storage.sealing import Unreadable
from server.storage.store import Store
from server.storage.tables import rooms, seats

LOOK_EVERY: Final = 5.0
AT_ONCE: Final = 8
FIRST_AGAIN: Final = timedelta(seconds=5)
LONGEST_AGAIN: Final = timedelta(minutes=10)
HELD: Final = timedelta(seconds=60)
"""Who takes a message out to post it has it for so long; then another may, under the same key."""
_ENDED: Final = frozenset({MessageState.DELIVERED, MessageState.FAILED})

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Taken:
    """A message on its way out; None for one that nobody can read any more."""

    id: str
    tries: int
    until: datetime
    parcel: Parcel | None


class Outbox:
    """The Messenger. Without a gateway nothing is sent, and nothing waits."""

    def __init__(
        self,
        store: Store,
        gateway: Gateway | None,
        centre: str,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database, self._keyring = store.database, store.keyring
        self._gateway, self._centre, self._clock = gateway, centre, clock
        self._something = asyncio.Event()

    # -- the port

    @property
    def sends(self) -> bool:
        """See Messenger."""
        return self._gateway is not None

    async def send(self, message: Message) -> MessageId | Refused:
        """See Messenger."""
        if not self.sends:
            return Refused(ErrorCode.MESSAGES_OFF)
        now = self._clock()
        sent = await self._database.write(lambda connection: self._keep(connection, message, now))
        self._something.set()
        return sent

    async def release(self, id_: MessageId) -> None:
        """One that was held goes out now."""
        now = self._clock()
        waiting = (messages.c.id == id_) & messages.c.due_at.is_not(None) & (messages.c.tries == 0)
        values = update(messages).where(waiting).values(due_at=now)
        await self._database.write(lambda connection: connection.execute(values))
        self._something.set()

    async def withdraw(self, id_: MessageId) -> None:
        """One that was held goes to nobody."""
        now = self._clock()
        await self._database.write(lambda connection: self._step(connection, id_, MessageState.FAILED, now))

    def _keep(self, connection: Connection, message: Message, now: datetime) -> MessageId | Refused:
        once = _digest(message.once) if message.once else None
        if once is not None:
            known = connection.execute(select(messages.c.id).where(messages.c.once == once)).scalar()
            if known is not None:
                return MessageId(known)
        found = _place_of(connection, message.seat)
        if found is None:
            return Refused(ErrorCode.NOT_FOUND)
        room, case = found
        number = case_rows.telephone_of(connection, self._keyring, message.seat)
        if number is None or normal(number) is None:
            return Refused(ErrorCode.NUMBER_NEEDED)
        id_ = MessageId(new_id())
        told: dict[str, JSON] = {**_kept(message.kind, message.seat)}
        told |= {"number": normal(number), "text": self._text(message)}
        connection.execute(
            insert(messages).values(
                id=id_,
                room_id=room,
                once=once,
                state=MessageState.QUEUED,
                queued_at=now,
                until=message.until or now + LASTS,
                due_at=now + message.held,
                tries=0,
                sealed=self._keyring.of(connection, case).seal_row("messages", id_, told),
            )
        )
        return id_

    def _text(self, message: Message) -> str:
        """Addresses and codes as they are: what marks foreign text on a page would break them."""
        text = catalogue(message.language).texts[f"message.{message.kind}"]
        return text.format_map({"centre": self._centre, **message.params})

    # -- numbers

    async def number_ending(self, seat: SeatId) -> str | None:
        """The last digits of the number to which this seat's messages go; None: there is none."""
        found = await self._database.read(
            lambda connection: case_rows.telephone_of(connection, self._keyring, seat)
        )
        number = normal(found or "")
        return None if number is None else ending(number)

    async def set_number(self, seat: SeatId, written: str) -> Refused | None:
        """From now on this seat's messages go there; refused with NUMBER_UNFIT."""
        number = normal(written)
        if number is None:
            return Refused(ErrorCode.NUMBER_UNFIT)
        await self._database.write(
            lambda connection: case_rows.set_telephone(connection, self._keyring, seat, number)
        )
        return None

    # -- how far they are

    async def progress(self, room: RoomId, id_: str) -> Progress | None:
        """Of a message of this room."""
        wanted = select(messages).where(messages.c.id == id_, messages.c.room_id == room)
        row = await self._database.read(lambda connection: connection.execute(wanted).one_or_none())
        return None if row is None else _progress(row)

    async def told(self, room: RoomId, words: Collection[str]) -> dict[str, Progress]:
        """Of messages of this room by their word (`Message.once`), as far as they are known."""
        digests = {_digest(word): word for word in words}
        wanted = select(messages).where(messages.c.room_id == room, messages.c.once.in_(digests))
        rows = await self._database.read(lambda connection: connection.execute(wanted).all())
        return {digests[bytes(row.once)]: _progress(row) for row in rows}

    def vouched(self, time: str, signature: str, body: bytes) -> bool:
        """Whether a receipt comes from the gateway."""
        return self._gateway is not None and self._gateway.vouches(time, signature, body)

    async def receipt(self, id_: str, state: MessageState) -> None:
        """What the gateway tells afterwards. A message goes forward only: the same word twice changes nothing."""
        now = self._clock()
        if state in _ENDED:
            await self._database.write(lambda connection: self._step(connection, id_, state, now))

    # -- out

    async def run(self) -> None:
        """For ever; what goes wrong with one of them is no reason to send nothing more."""
        while True:
            try:
                await self.look()
            except JournalUnavailable:
                pass
            except Exception as error:
                log.error("messages_stumbled", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._something.wait(), LOOK_EVERY)
            self._something.clear()

    async def look(self) -> None:
        """Everything that is due now is posted."""
        if self._gateway is None:
            return
        while taken := await self._database.write(self._take):
            await asyncio.gather(*(self._post(self._gateway, one) for one in taken))

    def _take(self, connection: Connection) -> list[_Taken]:
        now = self._clock()
        due = (
            select(messages)
            .where(messages.c.due_at <= now)
            .order_by(messages.c.due_at, messages.c.id)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        taken = []
        for row in connection.execute(due).all():
            held = {"due_at": now + HELD, "tries": messages.c.tries + 1}
            connection.execute(update(messages).where(messages.c.id == row.id).values(held))
            parcel = self._parcel(connection, row) if now < row.until else None
            taken.append(_Taken(row.id, row.tries, row.until, parcel))
        return taken

    def _parcel(self, connection: Connection, row: Any) -> Parcel | None:
        try:
            told = self._key(connection, row.room_id).open_row("messages", row.id, row.sealed)
        except (KeysUnavailable, Unreadable):
            return None
        return Parcel(row.id, MessageKind(told["kind"]), told["number"], told["text"])

    async def _post(self, gateway: Gateway, taken: _Taken) -> None:
        state = MessageState.FAILED
        if taken.parcel is not None:
            try:
                state = await gateway.post(taken.parcel)
            except NotNow as trouble:
                log.warning("message_waits", error=str(trouble), count=taken.tries + 1)
                await self._again(taken)
                return
        if state is MessageState.FAILED:
            log.warning("message_failed", count=taken.tries + 1)
        now = self._clock()
        await self._database.write(lambda connection: self._step(connection, taken.id, state, now))

    async def _again(self, taken: _Taken) -> None:
        wait = min(FIRST_AGAIN * 2 ** min(taken.tries, 20), LONGEST_AGAIN)
        # Not beyond its end: then it is taken out once more, to be given up.
        due = min(self._clock() + wait, max(taken.until, self._clock()))
        waiting = (messages.c.id == taken.id) & messages.c.due_at.is_not(None)
        values = update(messages).where(waiting).values(due_at=due)
        await self._database.write(lambda connection: connection.execute(values))

    def _step(self, connection: Connection, id_: str, state: MessageState, now: datetime) -> None:
        row = connection.execute(select(messages).where(messages.c.id == id_).with_for_update()).one_or_none()
        if row is None or row.state in _ENDED or row.state == state:
            return
        values: dict[str, Any] = {"state": state, "due_at": None}
        if state is not MessageState.FAILED and row.sent_at is None:
            values["sent_at"] = now
        if state in _ENDED:
            values["ended_at"] = now
        with contextlib.suppress(KeysUnavailable, Unreadable):
            key = self._key(connection, row.room_id)
            told = key.open_row("messages", id_, row.sealed)
            values["sealed"] = key.seal_row("messages", id_, _kept(told["kind"], told["seat"]))
        connection.execute(update(messages).where(messages.c.id == id_).values(values))

    def _key(self, connection: Connection, room: str) -> CaseKey:
        case = connection.execute(select(rooms.c.case_id).where(rooms.c.id == room)).scalar_one()
        return self._keyring.of(connection, case)


def _place_of(connection: Connection, seat: SeatId) -> tuple[str, str] | None:
    """The room and the case of a seat."""
    wanted = select(rooms.c.id, rooms.c.case_id).join(seats, seats.c.room_id == rooms.c.id)
    row = connection.execute(wanted.where(seats.c.id == seat)).one_or_none()
    return None if row is None else (row.id, row.case_id)


def _digest(word: str) -> bytes:
    return sha256(word.encode()).digest()


def _progress(row: Any) -> Progress:
    return Progress(MessageState(row.state), row.queued_at, row.sent_at, row.ended_at)


def _kept(kind: str, seat: str) -> dict[str, JSON]:
    """What stays of a message."""
    return {"kind": str(kind), "seat": seat}
