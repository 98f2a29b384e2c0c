"""Cases, sessions and seats come back as they were made."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from rooms.ids import RoomId
from rooms.participant import Authority, Scope, Seat
from rooms.roles import Role
from rooms.room import replay
from rooms.state import SessionState
from server.cases.case import CaseId, Invited
from server.cases.repository import Cases, NumberTaken, new_id
from server.storage.store import Store
from tests.contract.given import GROUPS, NOW, a_case, a_seat, ended

WORKER = Invited(a_seat("worker", "龙建军", Role.PARTY, "worker"), "13907430521")


@pytest.fixture
def cases(store: Store) -> Cases:
    return Cases(store)


async def test_a_case_is_found_by_id(cases: Cases, store: Store) -> None:
    case = await a_case(store)
    assert await cases.case(case.id) == case
    assert await cases.case(CaseId(new_id())) is None


async def test_a_number_is_given_once(cases: Cases, store: Store) -> None:
    case = await a_case(store)
    with pytest.raises(NumberTaken):
        await cases.create(case.number, "另一个案件", GROUPS, at=NOW)
    assert await cases.case(case.id) == case


async def test_seats_come_back_in_their_order_with_everything_personal(cases: Cases, store: Store) -> None:
    authority = Authority("某公司", Scope.SPECIAL, Decimal("32000.50"), NOW + timedelta(days=30))
    agent = a_seat("employer", "彭志强", Role.REPRESENTATIVE, "employer")
    agent = Seat(agent.id, agent.person, agent.name, agent.role, agent.group, None, authority)
    worker = a_seat("worker", "龙建军", Role.PARTY, "worker")
    interpreter = a_seat("interpreter", "石翻译", Role.INTERPRETER)
    interpreter = Seat(
        interpreter.id, interpreter.person, interpreter.name, interpreter.role, None, worker.id
    )
    people = [Invited(agent), Invited(worker, "13907430521"), Invited(interpreter)]
    session = await cases.open_session(await a_case(store), people, at=NOW)
    assert await cases.seats(session.id) == people
    late = Invited(a_seat("observer", "旁听人", Role.OBSERVER))
    await cases.invite(session.id, [late])
    assert await cases.seats(session.id) == [*people, late]


async def test_a_session_begins_with_a_log_that_opens_the_room(cases: Cases, store: Store) -> None:
    case = await a_case(store)
    worker = Invited(a_seat("worker", "龙建军", Role.PARTY, "worker"))
    session = await cases.open_session(case, [worker], at=NOW)
    state = replay(await store.journal.load(session.id))
    assert (state.case_no, state.title, state.groups) == (case.number, case.title, case.groups)
    assert [person.seat for person in state.people.values()] == [worker.seat]
    assert await cases.session(session.id) == session
    assert await cases.sessions(case.id) == [session]
    assert await cases.session(RoomId("nowhere")) is None


async def test_a_session_that_cannot_be_leaves_nothing_behind(cases: Cases, store: Store) -> None:
    case = await a_case(store)
    worker = Invited(a_seat("worker", "龙建军", Role.PARTY, "worker"))
    with pytest.raises(ValueError, match="group"):
        await cases.open_session(case, [Invited(a_seat("x", "谁", Role.PARTY, "没有这一方"))], at=NOW)

    def refuse(_connection: object) -> None:
        raise PermissionError

    with pytest.raises(PermissionError):
        await cases.open_session(case, [worker], at=NOW, also=refuse)
    assert await cases.sessions(case.id) == []


async def test_nobody_is_invited_to_a_room_that_is_not_there(cases: Cases) -> None:
    with pytest.raises(KeyError):
        await cases.invite(RoomId(new_id()), [WORKER])


async def test_rooms_are_those_whose_session_has_not_ended(cases: Cases, store: Store) -> None:
    case = await a_case(store)
    one, other = [
        await cases.open_session(case, [Invited(a_seat("worker", "龙建军", Role.PARTY, "worker"))], at=NOW)
        for _ in range(2)
    ]
    await store.journal.append(one.id, 1, [ended()])
    left = await cases.rooms()
    assert other.id in left
    assert one.id not in left
    found = await cases.session(one.id)
    assert found is not None
    assert found.state is SessionState.ENDED


async def test_several_sessions_may_begin_at_once(cases: Cases, store: Store) -> None:
    case = await a_case(store)

    async def begin() -> RoomId:
        worker = Invited(a_seat("worker", "龙建军", Role.PARTY, "worker"))
        return (await cases.open_session(case, [worker], at=NOW)).id

    begun = await asyncio.gather(*(begin() for _ in range(8)))
    assert len(set(begun)) == 8
    for room in begun:
        assert await store.journal.verify_room(room) == []
