"""What a link's page may say before its person has shown who they are.

A link can be forwarded, so whoever opens it is told no more than any person of that seat must know beforehand: the
only place that decides it. Of other people only the mediator has a name, who may be refused (recusal); the others are
groups and roles, without counts: how many workers claim, and who among them, their employer learns in the room.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from rooms.channel import Group
from rooms.ids import GroupId, SeatId
from rooms.participant import Seat
from rooms.roles import HOSTS, Role
from server.cases.case import Case, Invited, Session

NAMED_IN_TITLE: Final = frozenset({Role.PARTY, Role.REPRESENTATIVE, Role.INTERPRETER})
"""Who already knows between whom the dispute is: a case's title names its parties."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """A link's page in facts. ``case_title`` is empty for those who learn in the room between whom the dispute is."""

    person_name: str
    role: Role
    group: Group | None
    case_no: str
    case_title: str
    scheduled_at: datetime | None
    mediator_name: str
    groups: tuple[Group, ...]
    neutral_roles: tuple[Role, ...]


def welcome(case: Case, session: Session, people: tuple[Invited, ...], seat: SeatId) -> Welcome:
    """What the page of ``seat`` says; raises KeyError when the session has no such seat."""
    seats = {invited.seat.id: invited.seat for invited in people}
    mine = seats[seat]
    return Welcome(
        person_name=mine.name,
        role=mine.role,
        group=_group(case, mine.group),
        case_no=case.number,
        case_title=case.title if mine.role in NAMED_IN_TITLE else "",
        scheduled_at=session.scheduled_at,
        mediator_name=next((one.name for one in seats.values() if one.role is Role.MEDIATOR), ""),
        groups=case.groups,
        neutral_roles=tuple(role for role in Role if any(_sits_neutral(one, role) for one in seats.values())),
    )


def _group(case: Case, wanted: GroupId | None) -> Group | None:
    return next((group for group in case.groups if group.id == wanted), None)


def _sits_neutral(seat: Seat, role: Role) -> bool:
    """An interpreter belongs to whom they interpret: that somebody needs one is that side's own affair."""
    return seat.role is role and role not in HOSTS and seat.group is None and role is not Role.INTERPRETER
