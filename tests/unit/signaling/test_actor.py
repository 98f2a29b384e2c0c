"""A no ends what it forbids when it is said: it waits neither for a slow log nor for one that is away."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

from rooms.commands import Rejoin, Say, Separate, SetConsent
from rooms.consent import ConsentKind
from rooms.errors import ErrorCode
from rooms.events import Event
from rooms.ids import RoomId, SeatId, StayId
from rooms.policy import Route, Take, Tapped
from rooms.ports import JournalUnavailable, SlotTable
from rooms.room import Accepted, Refused
from signaling.actor import RoomActor
from signaling.delivery import Delivery
from signaling.metrics import Metrics
from tests.unit.rooms.papers import EMPLOYER, MEDIATOR, WORKER
from tests.unit.rooms.recorded import consent, joint


class Disk:
    """A log that may be away, or slow: then a write takes until it may go on."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.events, self.away = list(events), False
        self.asked, self.may_go_on = asyncio.Event(), asyncio.Event()
        self.may_go_on.set()

    def slow(self) -> None:
        self.asked.clear()
        self.may_go_on.clear()

    async def append(self, room: RoomId, term: int, events: Sequence[Event]) -> None:
        await self._answer()
        self.events.extend(events)

    async def load(self, room: RoomId) -> Sequence[Event]:
        await self._answer()
        return self.events

    async def claim(self, room: RoomId, term: int) -> Sequence[Event]:
        return self.events

    async def _answer(self) -> None:
        self.asked.set()
        await self.may_go_on.wait()
        if self.away:
            raise JournalUnavailable


class Lines:
    """Which routes flow, by the rules of the port."""

    def __init__(self) -> None:
        self.flowing: set[Route] = set()
        self.cut = asyncio.Event()
        self.given: set[Route] = set()
        """All that was ever let flow."""
        self._wanted: frozenset[Route] = frozenset()
        self._denied: set[Route] = set()

    def withdraw(self, room: RoomId, routes: Iterable[Route]) -> None:
        self._denied.update(routes)
        self.flowing -= self._denied
        self.cut.set()

    def assign(
        self, room: RoomId, routes: frozenset[Route], stays: Mapping[SeatId, StayId], since: float
    ) -> Mapping[SeatId, SlotTable]:
        self._wanted = routes
        self._denied.clear()
        self.flowing &= routes
        return {}

    def grant(self, room: RoomId) -> None:
        self.flowing = set(self._wanted - self._denied)
        self.given |= self.flowing

    def leave(self, room: RoomId, seat: SeatId) -> None: ...

    def close_room(self, room: RoomId) -> None:
        self.flowing.clear()

    @property
    def recorded(self) -> set[str]:
        return {route.source for route in self.flowing if isinstance(route, Take)}

    @property
    def heard(self) -> set[tuple[str, str]]:
        return {(route.source, route.target) for route in self.flowing if not isinstance(route, Tapped)}


class Nobody:
    """There is no connection to tell anything."""

    async def emit(self, *_: object) -> None:
        raise AssertionError

    hang_up = emit


class Room:
    """The demonstration case, together, recorded with everybody's consent."""

    def __init__(self) -> None:
        scene = joint()
        consent(scene, "worker", "employer")
        self.disk, self.lines = Disk(scene.log), Lines()
        delivery = Delivery(Nobody(), "epoch", lambda seat: {})
        self.actor = RoomActor(
            scene.state.room,
            scene.state,
            term=1,
            journal=self.disk,
            plane=self.lines,
            delivery=delivery,
            metrics=Metrics(),
        )

    async def settle(self) -> None:
        """One turn that is kept: media flows as the policy has it."""
        assert isinstance(await self.say("开始"), Accepted)
        assert self.lines.recorded == {"worker", "employer", "mediator", "clerk"}

    async def say(self, text: str) -> object:
        return await self.actor.submit(Say(EMPLOYER, self.actor.state.people[EMPLOYER].stay.id, text))  # type: ignore[union-attr]


@contextlib.asynccontextmanager
async def opened() -> AsyncIterator[Room]:
    room = Room()
    room.actor.start()
    try:
        await room.settle()
        yield room
    finally:
        room.disk.may_go_on.set()
        await room.actor.stop()


def no() -> SetConsent:
    return SetConsent(WORKER, ConsentKind.RECORDING, False)


async def withdrawing(room: Room) -> asyncio.Task[Any]:
    """Said while the log does not answer; returns as soon as something was cut."""
    room.lines.cut.clear()
    said = asyncio.create_task(room.actor.submit(no()))
    async with asyncio.timeout(5):
        await room.lines.cut.wait()
    return said


async def kept_with_the_no(room: Room, said: asyncio.Task[Any], withdrawn: asyncio.Task[Any]) -> None:
    """The log goes on: both are kept, nobody is recorded, and people hear each other."""
    room.disk.may_go_on.set()
    assert isinstance(await said, Accepted)
    assert isinstance(await withdrawn, Accepted)
    assert room.lines.recorded == set()
    assert room.lines.heard >= {("worker", "employer"), ("employer", "worker")}


async def test_the_consent_withdrawn_while_the_log_is_away_ends_the_recording_though_it_is_not_kept() -> None:
    async with opened() as room:
        room.disk.away = True
        assert await room.say("写不下") == Refused(ErrorCode.NOT_SAVED)
        assert await room.actor.submit(no()) == Refused(ErrorCode.NOT_SAVED)
        assert room.lines.recorded == set()


async def test_the_consent_withdrawn_while_the_log_is_slow_ends_the_recording_at_once() -> None:
    async with opened() as room:
        room.disk.slow()
        said = asyncio.create_task(room.say("很慢"))
        await room.disk.asked.wait()
        withdrawn = await withdrawing(room)
        assert room.lines.recorded == set()
        await kept_with_the_no(room, said, withdrawn)


async def test_a_turn_that_grants_gives_nothing_back_that_was_taken_while_it_was_kept() -> None:
    """Apart, and together again while the log is slow: the withdrawal that comes meanwhile holds."""
    async with opened() as room:
        assert isinstance(await room.actor.submit(Separate(MEDIATOR)), Accepted)
        room.lines.given.clear()
        room.disk.slow()
        together = asyncio.create_task(room.actor.submit(Rejoin(MEDIATOR)))
        await room.disk.asked.wait()
        withdrawn = await withdrawing(room)
        await kept_with_the_no(room, together, withdrawn)
        assert not any(isinstance(route, Take) for route in room.lines.given)


async def test_what_is_kept_next_gives_back_what_a_no_had_taken_that_was_not_kept() -> None:
    """Whoever said it was told that it was not saved."""
    async with opened() as room:
        room.disk.away = True
        assert await room.actor.submit(no()) == Refused(ErrorCode.NOT_SAVED)
        assert room.lines.recorded == set()
        room.disk.away = False
        await room.settle()


async def test_a_no_that_comes_while_the_log_is_asked_what_it_holds_ends_the_recording_at_once() -> None:
    async with opened() as room:
        room.disk.away = True
        assert await room.say("写不下") == Refused(ErrorCode.NOT_SAVED)
        room.disk.away = False
        room.disk.slow()
        said = asyncio.create_task(room.say("再说一次"))
        await room.disk.asked.wait()
        withdrawn = await withdrawing(room)
        assert room.lines.recorded == set()
        await kept_with_the_no(room, said, withdrawn)
