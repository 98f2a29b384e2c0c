"""Which seats a room can have."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from rooms.channel import RESERVED_NAMES, Group
from rooms.ids import RECORDER, SYSTEM, TRANSCRIBER, GroupId, SeatId
from rooms.moments import whole
from rooms.participant import NAME_LIMIT, Authority, Seat
from rooms.roles import HOSTS, Role

SEAT_LIMIT = 100
"""Seats of one room."""

TITLE_LIMIT = 200
"""Characters of a title, a case number, or the name of a principal."""

_OF_A_GROUP = frozenset({Role.PARTY, Role.REPRESENTATIVE})
_OF_NO_GROUP = HOSTS | {Role.CLERK, Role.INTERPRETER}


def fault(seat: Seat, seats: Mapping[SeatId, Seat], groups: Collection[GroupId]) -> str | None:
    """What is wrong with a seat in a room of these seats and groups."""
    if seat.id in (SYSTEM, RECORDER, TRANSCRIBER) or not seat.id or ":" in seat.id:
        return "a seat needs an id of its own"
    if not 0 < len(seat.name) <= NAME_LIMIT or not 0 < len(seat.person) <= NAME_LIMIT:
        return f"a name has 1 to {NAME_LIMIT} characters"
    if seat.group is not None and seat.group not in groups:
        return "the group does not exist"
    if seat.role in _OF_A_GROUP and seat.group is None:
        return "a party and its representative belong to a group"
    if seat.role in _OF_NO_GROUP and seat.group is not None:
        return "staff belong to no group, an interpreter to that of the person interpreted"
    if (seat.role is Role.INTERPRETER) != (seat.interprets is not None):
        return "an interpreter, and nobody else, interprets for a person"
    if seat.authority is not None and (wrong := _authority_fault(seat.authority)):
        return wrong
    other = seats.get(seat.interprets) if seat.interprets else None
    if seat.interprets is not None and (other is None or other.role in HOSTS | {Role.INTERPRETER}):
        return "the person interpreted has a seat and is neither a host nor an interpreter"
    return None


def normal(seat: Seat) -> Seat:
    """The seat with its times in whole milliseconds, as the log keeps them."""
    authority = seat.authority
    if authority is None or authority.expires is None:
        return seat
    return replace(seat, authority=replace(authority, expires=whole(authority.expires)))


def _authority_fault(authority: Authority) -> str | None:
    if not 0 < len(authority.principal) <= TITLE_LIMIT:
        return f"a principal has 1 to {TITLE_LIMIT} characters"
    if authority.expires is not None and authority.expires.tzinfo is None:
        return "an authority expires at a moment in a known time zone"
    ceiling = authority.ceiling
    if ceiling is not None and not (ceiling.is_finite() and ceiling >= 0):
        return "the ceiling of an authority is an amount"
    return None


def group_fault(groups: Collection[Group]) -> str | None:
    """What is wrong with the groups of a room."""
    ids = [group.id for group in groups]
    if len(set(ids)) != len(ids):
        return "two groups have the same id"
    if any(not 0 < len(name) <= NAME_LIMIT for group in groups for name in (group.id, group.zh, group.en)):
        return f"a group's id and names have 1 to {NAME_LIMIT} characters"
    if any(group in RESERVED_NAMES or ":" in group for group in ids):
        return "a group's id has no colon and is not the name of another channel"
    return None
