"""What a link's page may say to whoever opens it, by the role of its seat."""

from dataclasses import astuple
from datetime import UTC, datetime

import pytest

from rooms.channel import Group
from rooms.ids import GroupId, RoomId, SeatId
from rooms.participant import Authority, Scope, Seat
from rooms.roles import Role
from rooms.state import SessionState
from server.auth.welcome import Welcome, welcome
from server.cases.case import Case, CaseId, Invited, Session

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TITLE = "龙建军等与湘西恒泰公司追索劳动报酬纠纷"
WORKER, EMPLOYER = (
    Group(GroupId("worker"), "劳动者", "Worker"),
    Group(GroupId("employer"), "用人单位", "Employer"),
)
CASE = Case(CaseId("case"), "YT-1", TITLE, (WORKER, EMPLOYER), demonstration=False, created_at=NOW)
SESSION = Session(RoomId("room-secret"), CASE.id, SessionState.OPEN, NOW, NOW)


def seat(person: str, role: Role, group: Group | None = None, beside: str | None = None) -> Invited:
    authority = Authority("秘密委托人", Scope.SPECIAL) if role is Role.REPRESENTATIVE else None
    interprets = SeatId(beside) if beside else None
    named = f"{person}的名字"
    return Invited(
        Seat(SeatId(person), person, named, role, group and group.id, interprets, authority), "139"
    )


PEOPLE = (
    seat("w1", Role.PARTY, WORKER),
    seat("w2", Role.PARTY, WORKER),
    seat("lawyer", Role.REPRESENTATIVE, WORKER),
    seat("agent", Role.REPRESENTATIVE, EMPLOYER),
    seat("interpreter", Role.INTERPRETER, beside="w2"),
    seat("mediator", Role.MEDIATOR),
    seat("second", Role.CO_MEDIATOR),
    seat("clerk", Role.CLERK),
    seat("trainee", Role.OBSERVER),
    seat("expert", Role.EXPERT),
)


def told(person: str) -> Welcome:
    return welcome(CASE, SESSION, PEOPLE, SeatId(person))


@pytest.mark.parametrize("person", [invited.seat.person for invited in PEOPLE])
def test_nobody_but_the_mediator_and_oneself_is_named(person: str) -> None:
    page = repr(astuple(told(person)))
    others = [invited.seat.name for invited in PEOPLE if invited.seat.person not in (person, "mediator")]
    assert not [name for name in others if name in page]
    for secret in ("秘密委托人", "139", "room-secret"):
        assert secret not in page


@pytest.mark.parametrize("person", ["w1", "lawyer", "agent", "interpreter"])
def test_a_side_is_told_what_it_is_about(person: str) -> None:
    assert told(person).case_title == TITLE


@pytest.mark.parametrize("person", ["trainee", "expert"])
def test_who_belongs_to_no_side_learns_in_the_room_between_whom_it_is(person: str) -> None:
    assert told(person).case_title == ""
    assert told(person).case_no == "YT-1"


def test_each_is_told_their_own_side() -> None:
    assert (told("w1").group, told("agent").group, told("expert").group) == (WORKER, EMPLOYER, None)


def test_neutral_roles_are_told_without_counts_and_an_interpreter_not_at_all() -> None:
    alone = [one for one in PEOPLE if one.seat.person != "w2"]
    assert told("agent").neutral_roles == (Role.CLERK, Role.OBSERVER, Role.EXPERT)
    fewer = welcome(CASE, SESSION, (*alone, seat("clerk2", Role.CLERK)), SeatId("agent"))
    assert fewer == told("agent")


def test_the_time_is_that_of_the_session() -> None:
    assert told("w1").scheduled_at == NOW
