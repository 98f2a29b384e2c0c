"""A demonstration case: a worker who was not paid, the company, a mediator, a clerk; made afresh at each call."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, func, select

from rooms.channel import Group
from rooms.ids import GroupId, SeatId
from rooms.participant import Authority, Scope, Seat
from rooms.roles import HOSTS, Role
from server.auth.access import add_code, add_link
from server.auth.codes import new_code
from server.auth.links import LinkKind
from server.cases.case import Case, Invited
from server.cases.repository import Cases, NumberTaken, new_id
from server.storage.store import Store
from server.storage.tables import cases

TITLE: Final = "龙建军与湘西恒泰建筑劳务有限公司追索劳动报酬纠纷"
COMPANY: Final = "湘西恒泰建筑劳务有限公司"
GROUPS: Final = (
    Group(GroupId("worker"), "劳动者", "Worker"),
    Group(GroupId("employer"), "用人单位", "Employer"),
)
_STAFF: Final = HOSTS | {Role.CLERK}
_ATTEMPTS: Final = 20


async def make_demo(
    store: Store, now: datetime | None = None, *, starts_in: timedelta | None = None
) -> dict[str, Any]:
    """Make a demonstration case with one session, and say how each person gets in.

    Without ``starts_in`` people may come at once. A service that runs on the same data finds the session when one
    of its links is opened.
    """
    at = now or datetime.now(UTC)
    case = await _new_case(store, at)
    people = _people()
    made: dict[str, dict[str, str]] = {}

    def invite(connection: Connection) -> None:
        made.update(_invite(connection, store, people, at))

    scheduled_at = None if starts_in is None else at + starts_in
    session = await Cases(store).open_session(case, people, at=at, scheduled_at=scheduled_at, also=invite)
    return {"case_no": case.number, "session": session.id, "people": made}


async def _new_case(store: Store, at: datetime) -> Case:
    """Numbers count up; when two are made at once, the later takes the next."""
    kept = Cases(store)
    count = select(func.count()).select_from(cases).where(cases.c.demonstration.is_(True))
    made = await store.database.read(lambda connection: connection.execute(count).scalar_one())
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            number = f"YS{at.year}-{made + attempt:04}"
            return await kept.create(number, TITLE, GROUPS, at=at, demonstration=True)
        except NumberTaken:
            continue
    raise NumberTaken(f"YS{at.year}")


def _people() -> list[Invited]:
    agent = Authority(principal=COMPANY, scope=Scope.SPECIAL)
    worker, employer = GROUPS[0].id, GROUPS[1].id
    return [
        Invited(_seat("worker", "龙建军", Role.PARTY, worker), "13907430521"),
        Invited(_seat("employer", "彭志强", Role.REPRESENTATIVE, employer, agent), "13574302268"),
        Invited(_seat("mediator", "田秀英", Role.MEDIATOR)),
        Invited(_seat("clerk", "向晓梅", Role.CLERK)),
    ]


def _seat(
    person: str, name: str, role: Role, group: GroupId | None = None, authority: Authority | None = None
) -> Seat:
    return Seat(SeatId(new_id()), person, name, role, group, None, authority)


def _invite(
    connection: Connection, store: Store, people: list[Invited], at: datetime
) -> Mapping[str, dict[str, str]]:
    """A link for everybody; for the parties a code that can be used again and again."""
    made = {}
    for seat in (invited.seat for invited in people):
        staff = seat.role in _STAFF
        token = add_link(connection, seat.id, LinkKind.STAFF if staff else LinkKind.PARTY, at)
        entry = {"name": seat.name, "link": f"/{'s' if staff else 'j'}/{token}"}
        if not staff:
            entry["code"] = new_code()
            add_code(connection, store.keys, seat.id, entry["code"], at, reusable=True)
        made[seat.person] = entry
    return made
