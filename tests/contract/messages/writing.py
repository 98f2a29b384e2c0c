"""Messages to people with seats, as tests send them, and the clock by which they wait."""

from datetime import UTC, datetime, timedelta

from rooms.answer import Refused
from rooms.channel import Group
from rooms.ids import GroupId, RoomId, SeatId
from rooms.participant import Seat
from rooms.roles import Role
from server.cases.case import Invited
from server.cases.repository import Cases, new_id
from server.messages.message import Message, MessageKind, MessageState
from server.messages.outbox import Outbox
from server.storage.store import Store

NUMBER = "139 0743 0521"
LINK = "https://example.org/sign#token-of-the-link"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


async def seated(store: Store, clock: Clock, number: str | None = NUMBER) -> tuple[RoomId, SeatId]:
    """A seat, in a case of its own."""
    cases = Cases(store)
    case = await cases.create(f"M-{new_id()}", "x", [Group(GroupId("worker"), "甲", "A")], at=clock.now)
    seat = Seat(SeatId(new_id()), "worker", "龙建军", Role.PARTY, GroupId("worker"))
    host = Seat(SeatId(new_id()), "mediator", "田秀英", Role.MEDIATOR)
    session = await cases.open_session(case, [Invited(seat, number), Invited(host)], at=clock.now)
    return session.id, seat.id


def signing(seat: SeatId, **more: object) -> Message:
    return Message(MessageKind.SIGN, seat, {"link": LINK}, **more)  # type: ignore[arg-type]


async def sent(outbox: Outbox, message: Message) -> str:
    id_ = await outbox.send(message)
    assert not isinstance(id_, Refused), id_
    return id_


async def state_of(outbox: Outbox, room: RoomId, id_: str) -> MessageState:
    found = await outbox.progress(room, id_)
    assert found is not None
    return found.state
