"""Rooms and events that the storage suites begin with."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from rooms.channel import NEUTRAL, Group, of_group
from rooms.events import AskedAlone, Cause, ChatPosted, Event, SessionEnded
from rooms.ids import ChannelId, GroupId, MessageId, RoomId, SeatId, StayId
from rooms.participant import Seat
from rooms.roles import Role
from server.cases.case import Case, Invited
from server.cases.repository import Cases, new_id
from server.storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WORKER, EMPLOYER = (of_group(GroupId(name)) for name in ("worker", "employer"))
GROUPS = (Group(GroupId("worker"), "劳动者", "Worker"), Group(GroupId("employer"), "用人单位", "Employer"))

_numbers = itertools.count(1)


async def a_case(store: Store, *, demonstration: bool = False) -> Case:
    number = f"YT2026-{next(_numbers):06}-{new_id()}"
    return await Cases(store).create(number, "追索劳动报酬", GROUPS, at=NOW, demonstration=demonstration)


async def a_room(
    store: Store, people: Sequence[Invited] | None = None, case: Case | None = None, at: datetime = NOW
) -> RoomId:
    """A room whose log holds its opening."""
    invited = people or [Invited(a_seat("worker", "龙建军", Role.PARTY, "worker"))]
    session = await Cases(store).open_session(case or await a_case(store), invited, at=at)
    return session.id


def a_seat(person: str, name: str, role: Role, group: str | None = None) -> Seat:
    return Seat(SeatId(new_id()), person, name, role, None if group is None else GroupId(group))


def said(text: str, into: ChannelId = WORKER, *, at: int = 1) -> ChatPosted:
    """A message ``at`` milliseconds after the beginning."""
    return ChatPosted(
        at=NOW + timedelta(milliseconds=at),
        cause=Cause(SeatId("seat"), key=f"key {at}", digest="0" * 64, value={"id": f"message {at}"}),
        id=MessageId(f"message {at}"),
        seat=SeatId("seat"),
        stay=StayId("stay"),
        into=into,
        text=text,
        to_hosts=False,
        readers=(SeatId("seat"),),
    )


def asked_alone(at: int = 1) -> AskedAlone:
    """Something in the neutral channel's chain."""
    event = AskedAlone(at=NOW + timedelta(milliseconds=at), seat=SeatId("seat"))
    assert event.channel == NEUTRAL
    return event


def ended(at: int = 1) -> SessionEnded:
    return SessionEnded(at=NOW + timedelta(milliseconds=at))


def texts(events: Sequence[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, ChatPosted)]
