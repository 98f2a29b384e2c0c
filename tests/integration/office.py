"""The centre's office: makes cases beside the running service, on the same data, and tells everybody their way in."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection

from rooms.channel import Group
from rooms.ids import GroupId, RoomId, SeatId
from rooms.participant import Authority, Scope, Seat
from rooms.roles import HOSTS, Role
from rooms.state import Rules
from server.auth.access import Access, add_code, add_link
from server.auth.codes import new_code
from server.auth.links import LinkKind
from server.cases.case import Invited
from server.cases.repository import Cases, new_id
from server.storage.store import Store

TITLE = "龙建军等七人追索劳动报酬纠纷"
_STAFF = HOSTS | {Role.CLERK}
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody in a cast. `beside` is the person interpreted."""

    person: str
    name: str
    role: Role
    group: str | None = None
    beside: str | None = None
    authority: Authority | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """What one person was told. Staff sign in by the link alone."""

    person: str
    name: str
    seat: SeatId
    path: str
    code: str | None


@dataclass(frozen=True, slots=True)
class Case:
    number: str
    title: str
    room: RoomId
    people: Mapping[str, Invitation]


DEMONSTRATION = (
    Part("worker", "龙建军", Role.PARTY, "worker"),
    Part("employer", "彭志强", Role.REPRESENTATIVE, "employer"),
    Part("mediator", "田秀英", Role.MEDIATOR),
    Part("clerk", "向晓梅", Role.CLERK),
)

AGENCY = Authority("吉首建筑公司", Scope.SPECIAL, Decimal("120000.50"), datetime(2099, 1, 1, tzinfo=UTC))

BUILDING_SITE = (
    *(Part(f"w{number}", f"工人{number}", Role.PARTY, "worker") for number in range(1, 7)),
    Part("lawyer", "石律师", Role.REPRESENTATIVE, "worker", authority=replace(AGENCY, principal="工人一")),
    Part("interpreter", "吴翻译", Role.INTERPRETER, beside="w6"),
    Part("contractor", "杨包工头", Role.PARTY, "contractor"),
    Part("agent", "彭志强", Role.REPRESENTATIVE, "employer", authority=AGENCY),
    Part("mediator", "田秀英", Role.MEDIATOR),
    Part("comediator", "张调解", Role.CO_MEDIATOR),
    Part("clerk", "向晓梅", Role.CLERK),
    Part("observer", "学员甲", Role.OBSERVER),
)

NAMES = {
    "worker": ("劳动者", "Workers"),
    "employer": ("用人单位", "Employer"),
    "contractor": ("包工头", "Contractor"),
}


class Office:
    """Works in the test's process, as `yuntiao demo` does beside the service."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.cases = Cases(store)
        self.access = Access(store)

    async def open(
        self,
        parts: Sequence[Part] = DEMONSTRATION,
        *,
        title: str = TITLE,
        names: Mapping[str, tuple[str, str]] = NAMES,
        rules: Rules | None = None,
        reusable: bool = True,
    ) -> Case:
        """A case with one session, links for all and codes for those who are not staff."""
        now = datetime.now(UTC)
        groups = [Group(GroupId(name), *names[name]) for name in _groups(parts)]
        number = f"IT{now.year}-{next(_numbers):04}-{new_id()[:6]}"
        case = await self.cases.create(number, title, groups, at=now, demonstration=True)
        people = _seats(parts)
        found: dict[str, Invitation] = {}

        def invite(connection: Connection) -> None:
            for seat in people:
                found[seat.person] = self._invite(connection, seat, now, reusable=reusable)

        invited = [Invited(seat, "13900000000") for seat in people]
        session = await self.cases.open_session(case, invited, at=now, rules=rules, also=invite)
        return Case(number, title, session.id, found)

    def _invite(self, connection: Connection, seat: Seat, now: datetime, *, reusable: bool) -> Invitation:
        staff = seat.role in _STAFF
        token = add_link(connection, seat.id, LinkKind.STAFF if staff else LinkKind.PARTY, now)
        code = None
        if not staff:
            code = new_code()
            lasts = None if reusable else timedelta(hours=1)
            add_code(connection, self.store.keys, seat.id, code, now, lasts=lasts, reusable=reusable)
        return Invitation(seat.person, seat.name, seat.id, f"/{'s' if staff else 'j'}/{token}", code)


def _groups(parts: Sequence[Part]) -> list[str]:
    return list(dict.fromkeys(part.group for part in parts if part.group))


def _seats(parts: Sequence[Part]) -> list[Seat]:
    ids = {part.person: SeatId(new_id()) for part in parts}
    return [
        Seat(
            ids[part.person],
            part.person,
            part.name,
            part.role,
            GroupId(part.group) if part.group else None,
            ids[part.beside] if part.beside else None,
            part.authority,
        )
        for part in parts
    ]
