"""Links to papers and the codes behind them: what a guesser gets, what is undone, what goes out and what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from rooms.answer import Refused
from rooms.commands import Command
from rooms.context import Context, moment
from rooms.errors import ErrorCode
from rooms.ids import PaperId
from rooms.room import Accepted, apply, handle
from rooms.serving import Carrier, Purpose
from rooms.state import RoomState
from server.auth.access import Access
from server.auth.links import LinkKind
from server.auth.papers import CODES_A_DAY, Opened, PaperAccess
from server.cases.case import Invited
from server.cases.repository import Cases
from server.messages.gateway import HttpGateway
from server.messages.message import MessageState
from server.messages.outbox import Outbox
from server.outcomes.served import told_by
from server.outcomes.serving import HELD, Serving, Wanted, WentOut
from server.storage.store import Store
from server.storage.tables import links
from tests.contract.given import a_case
from tests.contract.messages.writing import Clock, seated, sent, signing, state_of
from tests.servers.gateway import SECRET, Gateway
from tests.unit.rooms import served
from tests.unit.rooms.papers import MEDIATOR, WORKER

PAPER = PaperId("paper")


# -- codes


async def test_whoever_holds_a_link_gets_no_more_guesses_by_asking_for_codes(
    sqlite_store: Store, clock: Clock
) -> None:
    """Of a million a guesser finds one with a chance of 1 in 20,000, and the telephone is not flooded."""
    papers = PaperAccess(sqlite_store, clock=clock)
    room, seat = await seated(sqlite_store, clock)
    made = await papers.make(room, seat, PAPER, LinkKind.COPY, clock.now + timedelta(days=30))
    assert not isinstance(made, Refused)
    chances, codes, place = 0, 0, 0
    for _ in range(24):
        alive = 0
        for _ in range(5):
            if not isinstance(await papers.further_code(made[1]), Refused):
                alive, codes = alive + 1, codes + 1
            clock.forward(seconds=61)
        while True:
            place += 1
            tried = await papers.open(made[1], "x", f"198.51.{place // 250}.{place % 250}")
            assert isinstance(tried, Refused)
            chances += alive
            if tried.code is not ErrorCode.CODE_WRONG:
                break
        clock.forward(seconds=3600 - 5 * 61)
    assert chances <= 50
    assert codes <= CODES_A_DAY


async def test_undoing_what_the_room_did_not_take_leaves_the_device_that_was_in(
    sqlite_store: Store, clock: Clock
) -> None:
    papers, access = PaperAccess(sqlite_store, clock=clock), Access(sqlite_store, clock=clock)
    room, seat = await seated(sqlite_store, clock)
    made = await papers.make(room, seat, PAPER, LinkKind.SIGN, clock.now + timedelta(days=3))
    assert not isinstance(made, Refused)

    async def let_in() -> Opened:
        opened = await papers.open(made[1], await access.issue_code(room, seat) or "", "127.0.0.1")
        assert isinstance(opened, Opened)
        return opened

    first, second = await let_in(), await let_in()
    assert isinstance(await papers.identify(seat, PAPER, first.bound.secret), Refused)
    await papers.undo(second)
    assert not isinstance(await papers.identify(seat, PAPER, first.bound.secret), Refused)
    assert isinstance(await papers.identify(seat, PAPER, second.bound.secret), Refused)


# -- going out


class Room:
    """A room that answers as it is told to, whatever it takes. ``commits``: what it is asked is in its log."""

    def __init__(self, state: RoomState, clock: Clock, answer: ErrorCode | None, *, commits: bool) -> None:
        self.state, self._clock, self._answer, self._commits = state, clock, answer, commits

    async def submit(
        self, command: Command, key: str | None = None, device: str | None = None
    ) -> Accepted | Refused:
        outcome = handle(self.state, command, Context(moment(self.state, self._clock()), bytes(16)))
        assert isinstance(outcome, Accepted)
        if self._commits:
            for event in outcome.events:
                self.state = apply(self.state, event)
        return outcome if self._answer is None else Refused(self._answer)


class Out:
    """Everything by which a sealed paper goes out to the worker."""

    def __init__(self, store: Store, clock: Clock, gateway: Gateway, state: RoomState) -> None:
        self.store, self.clock, self.state = store, clock, state
        self.outbox = Outbox(store, HttpGateway(gateway.url, SECRET, clock=clock), "x", clock=clock)
        papers, access = PaperAccess(store, clock=clock), Access(store, clock=clock)
        self._serving = Serving(papers, access, self.outbox, timedelta(days=30), clock)

    async def go(self, answer: ErrorCode | None, *, commits: bool) -> tuple[WentOut | Refused, Room]:
        room = Room(self.state, self.clock, answer, commits=commits)
        wanted = Wanted(MEDIATOR, PAPER, WORKER, Carrier.MESSAGE, Purpose.COPY, "https://example.org")
        return await self._serving.go(room, wanted), room  # type: ignore[arg-type]

    async def revoked(self) -> list[bool]:
        rows = await self.store.database.read(
            lambda connection: connection.execute(
                select(links.c.revoked_at).where(links.c.kind == LinkKind.COPY)
            ).all()
        )
        return [row.revoked_at is not None for row in rows]


@pytest.fixture
async def out(sqlite_store: Store, clock: Clock, gateway: Gateway) -> Out:
    scene = served.sealed()
    people = [
        Invited(replace(scene.state.people[who].seat, authority=None), "13907430521")
        for who in (WORKER, MEDIATOR)
    ]
    case = await a_case(sqlite_store)
    session = await Cases(sqlite_store).open_session(case, people, at=scene.state.at)
    clock.now = scene.state.at
    return Out(sqlite_store, clock, gateway, replace(scene.state, room=session.id))


async def test_a_message_goes_when_the_room_has_taken_it(out: Out, gateway: Gateway) -> None:
    went, room = await out.go(None, commits=True)
    assert isinstance(went, WentOut)
    await out.outbox.look()
    assert len(gateway.texts("copy")) == 1
    (service,) = next(one.papers[PAPER] for one in room.state.settlements.values()).served
    (told,) = (await out.outbox.told(room.state.room, [told_by(service.id), "another"])).items()
    assert (told[0], told[1].state) == (told_by(service.id), MessageState.SENT)
    assert await out.revoked() == [False]


async def test_a_link_that_the_room_refused_is_sent_to_nobody(out: Out, gateway: Gateway) -> None:
    went, _ = await out.go(ErrorCode.NOT_FOUND, commits=False)
    assert went == Refused(ErrorCode.NOT_FOUND)
    out.clock.forward(seconds=HELD.total_seconds() + 1)
    await out.outbox.look()
    assert gateway.texts("copy") == []
    assert await out.revoked() == [True]


async def test_what_the_log_may_say_went_out_goes_out_and_opens(out: Out, gateway: Gateway) -> None:
    """A room that took it, and answered too late (`RoomActor.submit`: BUSY)."""
    went, _ = await out.go(ErrorCode.BUSY, commits=True)
    assert went == Refused(ErrorCode.BUSY)
    await out.outbox.look()
    assert gateway.texts("copy") == []
    out.clock.forward(seconds=HELD.total_seconds() + 1)
    await out.outbox.look()
    assert len(gateway.texts("copy")) == 1
    assert await out.revoked() == [False]


# -- the gateway


async def test_a_secret_that_is_set_right_later_loses_no_message(
    sqlite_store: Store, clock: Clock, gateway: Gateway
) -> None:
    wrong = Outbox(sqlite_store, HttpGateway(gateway.url, "mistyped", clock=clock), "x", clock=clock)
    room, seat = await seated(sqlite_store, clock)
    id_ = await sent(wrong, signing(seat))
    await wrong.look()
    assert await state_of(wrong, room, id_) is MessageState.QUEUED
    clock.forward(minutes=5)
    right = Outbox(sqlite_store, HttpGateway(gateway.url, SECRET, clock=clock), "x", clock=clock)
    await right.look()
    assert await state_of(right, room, id_) is MessageState.SENT


async def test_no_answer_of_a_gateway_ends_the_outbox(
    sqlite_store: Store, clock: Clock, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = Outbox(sqlite_store, HttpGateway(gateway.url, SECRET, clock=clock), "x", clock=clock)
    room, seat = await seated(sqlite_store, clock)
    id_ = await sent(outbox, signing(seat))
    monkeypatch.setattr(gateway, "answer", lambda *_: (200, b"[" * 4096))
    await outbox.look()
    assert await state_of(outbox, room, id_) is MessageState.QUEUED


def test_a_receipt_with_any_octets_is_just_not_vouched_for(clock: Clock) -> None:
    own = HttpGateway("https://example.org", SECRET, clock=clock)
    time = str(int(clock.now.timestamp()))
    assert not own.vouches(time, b"\xff".decode("utf-8", "surrogateescape"), b"x")
