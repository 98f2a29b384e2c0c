"""Reminders of what falls due: to whom, when, and once, whatever comes between."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rooms.agreement.terms import Agreement, to_json
from rooms.commands import (
    AdmitAll,
    Command,
    ConfirmClause,
    ConfirmPayment,
    DraftSettlement,
    End,
    Enter,
    FreezeSettlement,
    ProposeSettlement,
    SealPaper,
    SignPaper,
)
from rooms.consent import REQUIRED
from rooms.ids import SYSTEM, DeviceId, PaperId, RoomId, SeatId, SettlementId
from rooms.moments import BEIJING, beijing_day
from rooms.performance import Way
from rooms.room import Accepted
from rooms.settlement import NewPaper
from rooms.state import RoomState
from server.config import Settings
from server.messages.message import Message, MessageId, MessageKind
from server.outcomes.reminding import Reminders
from server.security import own_origin
from server.staff.sessions import utc_now
from server.storage.store import Store, open_store
from signaling.actor import RoomActor
from signaling.cluster import InProcessLease
from signaling.media.config import MediaConfig
from signaling.media.plane import Plane
from signaling.metrics import Metrics
from signaling.registry import Registry, RoomElsewhere
from signaling.transport import Transport
from tests.integration.agreements.signing import PARTS
from tests.integration.command import yuntiao
from tests.integration.office import Case, Office
from tests.unit.rooms.agreed import agreement

PAPER = PaperId("paper-of-the-worker")
TODAY = beijing_day(utc_now())
DUE = TODAY + timedelta(days=60)


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), BEIJING).astimezone(UTC)


@dataclass
class Heard:
    """A messenger that remembers what it was given."""

    given: list[Message] = field(default_factory=list)
    sends = True

    async def send(self, message: Message) -> MessageId:
        self.given.append(message)
        return MessageId(message.once)

    @property
    def told(self) -> list[tuple[SeatId, MessageKind]]:
        """What of it is sent: of each word one."""
        once = {message.once: message for message in self.given}
        return [(message.seat, message.kind) for message in once.values()]


class Town:
    """A store and its rooms, with one agreement in force: its money is due in sixty days."""

    def __init__(self, store: Store, registry: Registry, case: Case) -> None:
        self.store, self.registry, self.case = store, registry, case
        self.away = False
        self.teller = Heard()
        self.unsealed: list[PaperId] = []
        self.worker, self.employer, self.mediator = (
            case.people[name].seat for name in ("worker", "employer", "mediator")
        )

    def waiting(self, _state: RoomState, paper: PaperId) -> None:
        self.unsealed.append(paper)

    async def find(self, room: RoomId) -> RoomActor:
        if self.away:
            raise RoomElsewhere(room)
        return await self.registry.actor(room)

    def reminders(self, now: datetime, ahead: Sequence[int] = (3,)) -> Reminders:
        return Reminders(self.store, self.find, self.teller, self.waiting, ahead, lambda: now)

    async def do(self, command: Command) -> Any:
        actor = await self.registry.actor(self.case.room)
        outcome = await actor.submit(command)
        assert isinstance(outcome, Accepted), f"{command} → {outcome}"
        return outcome.value

    async def sign(self) -> None:
        """Every hand is on it, and no seal yet."""
        people = (self.worker, self.employer, self.mediator)
        for seat in people:
            await self.do(Enter(seat, DeviceId(f"phone-{seat}"), REQUIRED))
        await self.do(AdmitAll(self.mediator))
        made = await self.do(DraftSettlement(self.mediator, to_json(self.terms())))
        id = SettlementId(made["id"])
        await self.do(ProposeSettlement(self.mediator, id, 1))
        new = NewPaper(PAPER, "f0", ("pay",), people, self.worker)
        until = utc_now().replace(microsecond=0) + timedelta(days=3)
        await self.do(FreezeSettlement(self.mediator, id, 1, (new,), until))
        for seat in people:
            if seat != self.mediator:
                await self.do(ConfirmClause(seat, PAPER, "f0", "pay"))
            await self.do(SignPaper(seat, PAPER, "f0", "f0", {}))

    async def seal(self) -> None:
        await self.do(SealPaper(SYSTEM, PAPER, "f0", "f0"))
        await self.do(End(self.mediator))

    def terms(self) -> Agreement:
        told = agreement((self.worker, "26400.00"), payer=self.employer)
        (payment,) = told.payments
        (part,) = payment.instalments
        party, company = told.parties
        plain = replace(party, number=None, telephone=None)
        paid = replace(payment, id="pay-1", account=None, instalments=(replace(part, due=DUE),))
        return replace(told, parties=(plain, company), payments=(paid,))

    async def pays(self, amount: str) -> None:
        command = ConfirmPayment(self.worker, PAPER, "pay-1", 0, Decimal(amount), TODAY, Way.BANK)
        await self.do(command)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with open_store(Settings(data=tmp_path)) as store:
        office = Office(store)
        await office.open(PARTS)  # a case in which nothing was agreed
        plane, lease = Plane(MediaConfig(bind=())), InProcessLease(store.journal.newest_term)
        registry = Registry(
            store.journal, lease, plane, Metrics(), Transport(own_origin("")), lambda _seat: []
        )
        made = Town(store, registry, await office.open(PARTS))
        await made.sign()
        await made.seal()
        yield made
        await registry.stop()


async def test_the_worker_and_who_pays_are_told_once_when_the_day_comes_near(town: Town) -> None:
    job = town.reminders(at(DUE - timedelta(days=4)))
    assert await job.look() == 0
    job = town.reminders(at(DUE - timedelta(days=3)))
    assert [await job.look() for _ in range(3)] == [1, 0, 0]
    near = [(town.worker, MessageKind.CHECK), (town.employer, MessageKind.REMINDER)]
    assert town.teller.told == near
    assert await town.reminders(at(DUE)).look() == 0
    assert await town.reminders(at(DUE + timedelta(days=1))).look() == 1
    late = [(town.worker, MessageKind.CHECK), (town.employer, MessageKind.OVERDUE)]
    assert town.teller.told == near + late


async def test_nobody_is_woken_at_night(town: Town) -> None:
    for hour in (0, 3, 8, 20, 23):
        assert await town.reminders(at(DUE, hour)).look() == 0
    assert town.teller.given == []
    assert await town.reminders(at(DUE, 9)).look() == 1


async def test_what_one_service_waits_for_comes_by_itself_without_reading_again(town: Town) -> None:
    now = at(TODAY)
    job = Reminders(town.store, town.find, town.teller, town.waiting, (7, 3), lambda: now)
    for day, done in ((TODAY, 0), (DUE - timedelta(days=7), 1), (DUE - timedelta(days=5), 0), (DUE, 1)):
        now = at(day)
        assert (await job.look(), await job.look()) == (done, 0)
    now = at(DUE + timedelta(days=1))
    assert await job.look() == 1
    now = at(DUE + timedelta(days=300))
    assert await job.look() == 0
    assert len(town.teller.given) == 6


async def test_who_is_killed_between_telling_and_noting_tells_nobody_twice(town: Town) -> None:
    town.away = True
    job = town.reminders(at(DUE))
    assert [await job.look() for _ in range(2)] == [0, 0]
    town.away = False
    assert await town.reminders(at(DUE)).look() == 1
    assert len(town.teller.given) == 6
    assert [seat for seat, _ in town.teller.told] == [town.worker, town.employer]


async def test_two_services_remind_once(town: Town) -> None:
    one, other = (town.reminders(at(DUE)) for _ in range(2))
    assert await one.look() == 1
    assert await other.look() == 0


async def test_what_is_paid_is_not_dunned_for_and_what_is_missing_is(town: Town) -> None:
    late = at(DUE + timedelta(days=1))
    await town.pays("26399.99")
    assert await town.reminders(late).look() == 1
    await town.pays("0.01")
    assert await town.reminders(late + timedelta(days=30)).look() == 0


async def test_of_what_is_stored_only_nobody_is_reminded_until_that_is_over(
    town: Town, tmp_path: Path
) -> None:
    about = (town.case.number, "--reason", "本人申请", "--data", str(tmp_path))
    assert (await yuntiao("retention", "restrict", *about))[0] == 0
    job = town.reminders(at(DUE))
    assert await job.look() == 0
    assert town.teller.given == []
    assert (await yuntiao("retention", "unrestrict", *about))[0] == 0
    assert await job.look() == 1


async def test_what_waits_for_its_seal_is_found_each_time_until_it_is_sealed(town: Town) -> None:
    other = Town(town.store, town.registry, await Office(town.store).open(PARTS))
    await other.sign()
    job = other.reminders(at(TODAY))
    for _ in range(2):
        await job.look()
    assert other.unsealed == [PAPER, PAPER]
    await other.seal()
    await job.look()
    assert other.unsealed == [PAPER, PAPER]
