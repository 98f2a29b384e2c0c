"""A session with a secret in every kind of channel, kept as a live one would be."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from rooms import events
from rooms.channel import of_group
from rooms.commands import (
    AdmitAll,
    AgreeRecording,
    BreakGlass,
    Broadcast,
    End,
    KeepSegment,
    Record,
    SetConsent,
)
from rooms.consent import ConsentKind
from rooms.events import decode, encode
from rooms.ids import SYSTEM, RoomId, SeatId, StayId
from rooms.participant import MediaKind, Seat
from rooms.recording import Kept
from rooms.rights import StaffRole
from rooms.roles import Role
from rooms.state import SessionState
from server.cases import rows as case_rows
from server.cases.case import Case, Invited, Session
from server.cases.repository import new_id
from server.staff.account import Account, AccountId, Standing
from server.storage.store import Store
from tests.contract.given import NOW, a_case
from tests.unit.rooms.scene import EMPLOYER, WORKERS, Scene

MEDIATOR, WORKER = SeatId("mediator"), SeatId("W1")
OF_WORKER, OF_EMPLOYER = of_group(WORKERS), of_group(EMPLOYER)
PEOPLE = (
    Seat(WORKER, "worker", "龙建军", Role.PARTY, WORKERS),
    Seat(SeatId("AGENT"), "employer", "彭志强", Role.REPRESENTATIVE, EMPLOYER),
    Seat(MEDIATOR, "mediator", "田秀英", Role.MEDIATOR),
    Seat(SeatId("clerk"), "clerk", "向晓梅", Role.CLERK),
    Seat(SeatId("WITNESS"), "witness", "秘密证人", Role.PARTY, WORKERS),
)
TELEPHONES = {"W1": "13907430521", "AGENT": "+86 135-7430-2268", "WITNESS": "13800007777"}

SECRETS = {
    "joint": "先付五千再说加班费",
    "to hosts": "主持人不在我害怕",
    "worker": "八千元我也肯收",
    "employer": "最多只能付六千",
    "private": "工头威胁过我",
    "broadcast": "今天到这里辛苦各位",
}
"""Something said in each kind of channel, by where."""
APART = {"to hosts", "worker", "employer", "private"}


@dataclass(frozen=True)
class Told:
    """A kept session: its case, and its seats by what the story calls them."""

    case: Case
    room: RoomId
    seats: dict[str, SeatId]

    async def append(self, store: Store, log: Sequence[events.Event]) -> None:
        """What happened in the story, as if it had happened here."""
        moved = [_moved_to(event, self.room, self.case, self.seats) for event in log]
        await store.journal.append(self.room, 0, moved)


def account(role: StaffRole, name: str = "甲", *, demonstration: bool = False) -> Account:
    id_ = AccountId(f"{role}-{name}")
    return Account(id_, name, role, Standing.ACTIVE, NOW, demonstration=demonstration)


def story() -> Scene:
    """Alone, together, without a host, each side apart, the worker in private, together again, the end."""
    scene = Scene(*PEOPLE)
    scene.enter("mediator", "W1", "AGENT", "clerk")
    scene.do(AdmitAll(MEDIATOR))
    for name in ("W1", "AGENT"):
        scene.do(SetConsent(SeatId(name), ConsentKind.RECORDING, True))
    scene.say("W1", SECRETS["joint"])
    scene.drop("mediator")
    scene.wait(11)
    scene.say("W1", SECRETS["to hosts"])
    scene.back("mediator")
    scene.separate()
    scene.visit("worker")
    scene.do(Record(MEDIATOR, scene.stay("mediator"), True))
    scene.do(AgreeRecording(WORKER, scene.stay("W1"), True))
    scene.say("W1", SECRETS["worker"])
    file = taped(scene)
    scene.wait(60)
    scene.visit("employer")
    scene.say("AGENT", SECRETS["employer"])
    scene.wait(60)
    scene.enter("WITNESS")
    scene.meet("WITNESS")
    scene.say("WITNESS", SECRETS["private"])
    scene.wait(60)
    scene.rejoin()
    scene.do(Broadcast(MEDIATOR, SECRETS["broadcast"]))
    scene.do(End(MEDIATOR))
    scene.do(KeepSegment(SYSTEM, OF_WORKER, file))
    scene.do(BreakGlass(SYSTEM, "supervisor-甲", "督导甲", "投诉"))
    return scene


def taped(scene: Scene) -> Kept:
    at, stay = max(scene.now, scene.state.at), scene.stay("W1")
    return Kept("file", WORKER, stay, StayId("r"), MediaKind.AUDIO, at, 5000, 2, "a", 3, "b", torn=False)


async def keep(store: Store, scene: Scene, case: Case | None = None, *, whole: bool = True) -> Told:
    """The scene's log as a room of a case, with ids of its own; all of it, or the first half."""
    case = case or await a_case(store)
    room = RoomId(new_id())
    seats = {person.id: SeatId(new_id()) for person in PEOPLE}
    log = [_moved_to(event, room, case, seats) for event in scene.log if event.durable]
    opening = log[0]
    assert isinstance(opening, events.RoomOpened)
    people = [
        Invited(seat, TELEPHONES.get(person.id)) for seat, person in zip(opening.seats, PEOPLE, strict=True)
    ]

    def rows(connection: Connection) -> None:
        session = Session(room, case.id, SessionState.OPEN, opening.at)
        case_rows.insert_session(connection, session)
        case_rows.insert_seats(connection, store.keyring, case.id, room, people)

    await store.journal.found(room, opening, rows)
    await store.journal.append(room, 0, log[1:] if whole else log[1 : len(log) // 2])
    return Told(case, room, seats)


async def seat(store: Store, told: Told, person: str, account: Account) -> None:
    given = told.seats[person]
    await store.database.write(lambda connection: case_rows.give_seat(connection, given, account.id))


def _moved_to(event: events.Event, room: RoomId, case: Case, seats: dict[str, SeatId]) -> events.Event:
    """The event as if it had been of that room, and its seats the room's own."""
    text = json.dumps(encode(event), ensure_ascii=False)
    for person, id_ in seats.items():
        text = re.sub(rf'(?<!"role": )"(lobby:|private:)?{person}"', rf'"\g<1>{id_}"', text)
    moved = decode(json.loads(text))
    if isinstance(moved, events.RoomOpened):
        return replace(moved, room=room, case_no=case.number, title=case.title)
    return moved
