"""Parting groups under load: what passes after the acknowledgement, and how long that takes to come."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench import receiving
from bench.judge import Judge, Verdict
from bench.service import Person, by_room

_SPREAD = 0.6180339887


@dataclass(slots=True)
class Parting:
    """The outcome of one run: acknowledgement times in seconds, and the judges' verdict."""

    acknowledged: list[float] = field(default_factory=list)
    sent_late: int = 0
    """Packets that left a party when it was already in another stay: all of them had to be stopped."""
    verdict: Verdict = field(default_factory=Verdict)


class _Room:
    """One room's story: part, visit one side, the other, the first again, and together."""

    def __init__(self, people: dict[str, Person]) -> None:
        self.worker, self.employer, self.mediator = (
            people[name] for name in ("worker", "employer", "mediator")
        )
        self.judge = Judge(people.values())
        self.acknowledged: list[float] = []

    async def _command(self, kind: str, **fields: object) -> float:
        asked = time.time()
        answered = await self.mediator.do(kind, **fields)
        self.acknowledged.append(answered.at - asked)
        return answered.at

    async def _separate(self) -> None:
        at = await self._command("separate")
        worker, employer, mediator = self.worker, self.employer, self.mediator
        self.judge.parted([(worker, employer), (worker, mediator), (employer, mediator)], at)

    async def _visit(self, side: Person, former: Person) -> None:
        self.judge.may_meet([(self.mediator, side)])
        at = await self._command("visit", side=side.person)
        self.judge.parted([(self.mediator, former)], at)

    async def _rejoin(self) -> None:
        worker, employer, mediator = self.worker, self.employer, self.mediator
        self.judge.may_meet([(worker, employer), (worker, mediator), (employer, mediator)])
        await self._command("rejoin")

    async def story(self, pause: float, queue: float) -> None:
        await self._separate()
        await asyncio.sleep(pause)
        await self._visit(self.worker, self.employer)
        await asyncio.sleep(pause + queue)  # long enough for what is queued here to be heard here
        await self._visit(self.employer, self.worker)
        await asyncio.sleep(pause)
        await self._visit(self.worker, self.employer)
        await asyncio.sleep(pause)
        await self._rejoin()
        await asyncio.sleep(pause + 1.5 * queue)


async def run(people: Sequence[Person], *, stories: int, pause: float, queue: float = 0.0) -> Parting:
    """All rooms live through `stories` stories, each at its own pace; the load has to run meanwhile.

    `pause` seconds pass after each move; `queue` is how old everybody's packets are when they leave.
    """
    late = sum(person.sent_late for person in people)
    rooms = [_Room(persons) for persons in by_room(people).values()]
    for person in people:
        receiving.take_all(person.downlink.sock)

    async def live(place: int, room: _Room) -> None:
        await asyncio.sleep(place * _SPREAD % 1.0 * pause)
        for _ in range(stories):
            await room.story(pause, queue)

    await asyncio.gather(*(live(place, room) for place, room in enumerate(rooms)))
    outcome = Parting(sent_late=sum(person.sent_late for person in people) - late)
    for room in rooms:
        room.judge.rest()
        outcome.acknowledged += room.acknowledged
        outcome.verdict.add(room.judge.verdict)
    return outcome
