"""A room on a fake clock, spoken to as a live session would, and the casts that play in it."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from rooms import events, policy, views
from rooms.canonical import JSON
from rooms.channel import Group
from rooms.commands import (
    AddSeat,
    Admit,
    AdmitAll,
    Command,
    Connect,
    Disconnect,
    Enter,
    Meet,
    Rejoin,
    Say,
    Separate,
    SetConsent,
    Tick,
    Visit,
)
from rooms.consent import REQUIRED, ConsentKind
from rooms.errors import ErrorCode
from rooms.ids import DeviceId, GroupId, RoomId, SeatId, StayId
from rooms.participant import Authority, Person, Scope, Seat
from rooms.roles import Role
from rooms.room import Accepted, Context, Refused, RoomState, apply, deadline, handle, initial, moment, opened
from rooms.state import Rules

START = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)

WORKERS, EMPLOYER, CONTRACTOR = GroupId("worker"), GroupId("employer"), GroupId("contractor")
GROUPS = (
    Group(WORKERS, "劳动者", "Workers"),
    Group(EMPLOYER, "用人单位", "Employer"),
    Group(CONTRACTOR, "包工头", "Contractor"),
)


def seat(name: str, role: Role, group: GroupId | None = None, **more: object) -> Seat:
    """A seat whose id, key and name are told apart easily in any text."""
    return Seat(SeatId(name), f"key-{name}", f"name-{name}", role, group, **more)  # type: ignore[arg-type]


AUTHORITY = Authority("吉首建筑公司", Scope.SPECIAL, Decimal("120000.50"), START + timedelta(hours=3))

DEMONSTRATION = (
    seat("worker", Role.PARTY, WORKERS),
    seat("employer", Role.REPRESENTATIVE, EMPLOYER, authority=AUTHORITY),
    seat("mediator", Role.MEDIATOR),
    seat("clerk", Role.CLERK),
)

BUILDING_SITE = (
    *(seat(f"w{number}", Role.PARTY, WORKERS) for number in range(1, 7)),
    seat("lawyer", Role.REPRESENTATIVE, WORKERS),
    seat("interpreter", Role.INTERPRETER, interprets=SeatId("w6")),
    seat("contractor", Role.PARTY, CONTRACTOR),
    seat("agent", Role.REPRESENTATIVE, EMPLOYER, authority=AUTHORITY),
    seat("mediator", Role.MEDIATOR),
    seat("comediator", Role.CO_MEDIATOR),
    seat("clerk", Role.CLERK),
    seat("observer", Role.OBSERVER),
    seat("expert", Role.EXPERT),
)


class Scene:
    """A room and all that has happened in it."""

    def __init__(self, *seats: Seat, rules: Rules | None = None) -> None:
        opening = initial(RoomId("room"), "吉劳调〔2026〕1号", "欠薪", GROUPS, seats, at=START, rules=rules)
        self.state: RoomState = opened(opening)
        self.log: list[events.Event] = [opening]
        self.now = START
        self.count = 0

    def entropy(self) -> bytes:
        return hashlib.sha256(str(self.count).encode()).digest()

    def handle(self, command: Command, key: str | None = None) -> Accepted | Refused:
        """Decides without applying."""
        self.count += 1
        return handle(self.state, command, Context(moment(self.state, self.now), self.entropy(), key))

    def do(self, command: Command, key: str | None = None) -> Accepted:
        outcome = self.handle(command, key)
        assert isinstance(outcome, Accepted), f"{command} → {outcome}"
        for event in outcome.events:
            self.state = apply(self.state, event)
            self.log.append(event)
        return outcome

    def refused(self, command: Command, key: str | None = None) -> ErrorCode:
        outcome = self.handle(command, key)
        assert isinstance(outcome, Refused), f"{command} → {outcome}"
        return outcome.code

    def wait(self, seconds: float) -> None:
        """Lets time pass, with a tick at every deadline."""
        until = max(self.now, self.state.at) + timedelta(seconds=seconds)
        while (due := deadline(self.state)) is not None and due <= until:
            self.now = max(due, self.now)
            assert self.do(Tick()).events
        self.now = until

    def add(self, added: Seat) -> None:
        self.do(AddSeat(SeatId("system"), added))

    def enter(self, *names: str, share: str | None = None) -> None:
        """Each comes by a device of their own, or on that of another, and is connected."""
        for name in names:
            sharing = SeatId(share) if share else None
            device = self.person(share).device if share else DeviceId(f"phone-{name}")
            assert device is not None
            self.do(Enter(SeatId(name), device, REQUIRED, sharing))
            self.do(Connect(SeatId(name)))

    def other_device(self, name: str) -> None:
        self.do(Enter(SeatId(name), DeviceId(f"other-{name}-{self.count}"), REQUIRED))

    def admit(self, *names: str) -> None:
        for name in names:
            self.do(Admit(SeatId("mediator"), SeatId(name)))

    def say(self, name: str, text: str) -> str:
        """Posts and returns the id of the message."""
        stay = self.person(name).stay
        assert stay is not None
        return str(self.do(Say(SeatId(name), stay.id, text)).value["id"])

    def consent(self, name: str, given: bool, kind: ConsentKind = ConsentKind.RECORDING) -> None:
        self.do(SetConsent(SeatId(name), kind, given))

    def visit(self, side: str, host: str = "mediator") -> None:
        self.do(Visit(SeatId(host), side))

    def meet(self, name: str, host: str = "mediator") -> None:
        self.do(Meet(SeatId(host), SeatId(name)))

    def separate(self) -> None:
        self.do(Separate(SeatId("mediator")))

    def rejoin(self, host: str = "mediator") -> None:
        self.do(Rejoin(SeatId(host)))

    def drop(self, name: str) -> None:
        self.do(Disconnect(SeatId(name)))

    def back(self, name: str) -> None:
        self.do(Connect(SeatId(name)))

    def person(self, name: str) -> Person:
        return self.state.people[SeatId(name)]

    def stay(self, name: str) -> StayId:
        stay = self.person(name).stay
        assert stay is not None
        return stay.id

    def channel(self, name: str) -> str | None:
        return self.person(name).channel

    def channels(self) -> dict[str, str]:
        return {person.id: person.channel for person in self.state.people.values() if person.channel}

    def view(self, name: str) -> dict[str, JSON]:
        return views.view(self.state, SeatId(name))

    def sees(self, name: str) -> set[str]:
        people = self.view(name)["people"]
        assert isinstance(people, dict)
        return set(people)

    def reads(self, name: str) -> list[str]:
        messages = self.view(name)["messages"]
        assert isinstance(messages, dict)
        return [message["text"] for message in messages.values()]

    def hears(self, name: str) -> set[str]:
        return {route.source for route in policy.routes(self.state) if route.target == name}


def demonstration() -> Scene:
    """Worker, employer, mediator and clerk together in the joint channel."""
    scene = Scene(*DEMONSTRATION)
    scene.enter("mediator", "worker", "employer", "clerk")
    scene.do(AdmitAll(SeatId("mediator")))
    return scene


def building_site() -> Scene:
    """Everybody together; w1, w2 and w3 share a phone."""
    scene = Scene(*BUILDING_SITE)
    scene.enter("mediator", "comediator", "w1")
    scene.enter("w2", "w3", share="w1")
    scene.enter(
        "w4", "w5", "w6", "lawyer", "interpreter", "contractor", "agent", "clerk", "observer", "expert"
    )
    scene.do(AdmitAll(SeatId("mediator")))
    return scene


def text_of(value: object) -> str:
    """The value as text in which any secret would be found."""
    return json.dumps(value, ensure_ascii=False)
