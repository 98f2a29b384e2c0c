"""Cases, sessions and seats as rows and back; what is personal is sealed under the case's key."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from rooms.canonical import JSON
from rooms.channel import Group
from rooms.ids import GroupId, RoomId, SeatId
from rooms.moments import parse, stamp
from rooms.participant import Authority, Scope, Seat
from rooms.roles import Role
from rooms.state import SessionState
from server.cases.case import Case, CaseId, Invited, Session
from server.storage.keyring import CaseKey, Keyring
from server.storage.tables import cases, rooms, seats


def insert_case(connection: Connection, keyring: Keyring, case: Case) -> None:
    """Write a case with a new key."""
    key, wrapped = keyring.create(case.id)
    groups = [{"id": group.id, "zh": group.zh, "en": group.en} for group in case.groups]
    connection.execute(
        insert(cases).values(
            id=case.id,
            number=case.number,
            demonstration=case.demonstration,
            created_at=case.created_at,
            wrapped_key=wrapped,
            wrapped_by=keyring.keys.key_id,
            sealed=key.seal_row("cases", case.id, {"title": case.title, "groups": groups}),
        )
    )


def find_case(connection: Connection, keyring: Keyring, *, id_: str = "", number: str = "") -> Case | None:
    """A case by its id or by its number, unless its key was destroyed; raises Unreadable."""
    wanted = cases.c.id == id_ if id_ else cases.c.number == number
    row = connection.execute(select(cases).where(wanted)).one_or_none()
    return None if row is None or not row.wrapped_key else _case(keyring.of(connection, row.id), row)


def find_cases(connection: Connection, keyring: Keyring, wanted: Collection[CaseId]) -> list[Case]:
    """Those of these ids whose key was not destroyed, the latest first; raises Unreadable."""
    alive = func.length(cases.c.wrapped_key) > 0
    latest = select(cases).where(alive).order_by(cases.c.created_at.desc(), cases.c.id)
    found = connection.execute(latest).all()
    return [_case(keyring.of(connection, row.id), row) for row in found if row.id in wanted]


def cases_of(
    connection: Connection, keyring: Keyring, wanted: Collection[RoomId]
) -> list[tuple[Case, list[Session]]]:
    """These sessions by their cases, those whose key was not destroyed; raises Unreadable."""
    by_case: dict[str, list[Session]] = {}
    for row in connection.execute(select(rooms).where(rooms.c.id.in_(wanted))):
        by_case.setdefault(row.case_id, []).append(_session(row))
    alive = select(cases).where(cases.c.id.in_(by_case), func.length(cases.c.wrapped_key) > 0)
    found = connection.execute(alive).all()
    return [(_case(keyring.of(connection, row.id), row), by_case[row.id]) for row in found]


def insert_session(connection: Connection, session: Session) -> None:
    """Write a session of a case that is there already."""
    connection.execute(
        insert(rooms).values(
            id=session.id,
            case_id=session.case,
            state=session.state,
            term=0,
            created_at=session.created_at,
            scheduled_at=session.scheduled_at,
        )
    )


def find_session(connection: Connection, room: str) -> Session | None:
    row = connection.execute(select(rooms).where(rooms.c.id == room)).one_or_none()
    return None if row is None else _session(row)


def sessions_of(connection: Connection, case: CaseId) -> list[Session]:
    """A case's sessions in their order."""
    found = select(rooms).where(rooms.c.case_id == case).order_by(rooms.c.created_at, rooms.c.id)
    return [_session(row) for row in connection.execute(found)]


def sessions_by_case(connection: Connection) -> dict[CaseId, list[Session]]:
    """Every session, each case's in their order."""
    by_case: dict[CaseId, list[Session]] = {}
    for row in connection.execute(select(rooms).order_by(rooms.c.created_at, rooms.c.id)):
        by_case.setdefault(CaseId(row.case_id), []).append(_session(row))
    return by_case


def unended(connection: Connection) -> list[RoomId]:
    """The rooms whose session has not ended."""
    found = select(rooms.c.id).where(rooms.c.state != SessionState.ENDED).order_by(rooms.c.created_at)
    return [RoomId(row.id) for row in connection.execute(found)]


def insert_seats(
    connection: Connection, keyring: Keyring, case: CaseId, room: RoomId, people: Sequence[Invited]
) -> None:
    """Write seats after those that the room has."""
    key = keyring.of(connection, case)
    count = select(func.count()).select_from(seats).where(seats.c.room_id == room)
    first = connection.execute(count).scalar_one()
    for ordinal, invited in enumerate(people, first):
        seat = invited.seat
        personal = {
            "name": seat.name,
            "telephone": invited.telephone,
            "authority": _authority(seat.authority),
        }
        connection.execute(
            insert(seats).values(
                id=seat.id,
                room_id=room,
                ordinal=ordinal,
                person=seat.person,
                role=seat.role,
                group_id=seat.group,
                interprets=seat.interprets,
                sealed=key.seal_row("seats", seat.id, personal),
            )
        )


def find_seats(connection: Connection, keyring: Keyring, room: str) -> list[Invited]:
    """A room's seats in their order; raises Unreadable."""
    found = (
        select(seats, rooms.c.case_id)
        .join(rooms, rooms.c.id == seats.c.room_id)
        .where(seats.c.room_id == room)
        .order_by(seats.c.ordinal)
    )
    return [_invited(keyring.of(connection, row.case_id), row) for row in connection.execute(found).all()]


def telephone_of(connection: Connection, keyring: Keyring, seat: SeatId) -> str | None:
    """The number that a seat's person can be reached at, as it was written; None: there is none, or no such seat."""
    row = _seat_row(connection, seat)
    if row is None:
        return None
    found: str | None = keyring.of(connection, row.case_id).open_row("seats", seat, row.sealed)["telephone"]
    return found


def set_telephone(connection: Connection, keyring: Keyring, seat: SeatId, number: str) -> None:
    """Raises LookupError when there is no such seat."""
    row = _seat_row(connection, seat)
    if row is None:
        raise LookupError("no such seat")
    key = keyring.of(connection, row.case_id)
    personal = {**key.open_row("seats", seat, row.sealed), "telephone": number}
    sealed = key.seal_row("seats", seat, personal)
    connection.execute(update(seats).where(seats.c.id == seat).values(sealed=sealed))


def _seat_row(connection: Connection, seat: SeatId) -> Any:
    wanted = select(seats.c.sealed, rooms.c.case_id).join(rooms, rooms.c.id == seats.c.room_id)
    return connection.execute(wanted.where(seats.c.id == seat)).one_or_none()


def seats_of_account(connection: Connection, account: str) -> dict[RoomId, frozenset[SeatId]]:
    """The seats of a member of the staff, by room."""
    found = select(seats.c.id, seats.c.room_id).where(seats.c.account_id == account)
    by_room: dict[RoomId, frozenset[SeatId]] = {}
    for row in connection.execute(found):
        room = RoomId(row.room_id)
        by_room[room] = by_room.get(room, frozenset()) | {SeatId(row.id)}
    return by_room


def account_of_seat(connection: Connection, seat: SeatId) -> str | None:
    found: str | None = connection.execute(select(seats.c.account_id).where(seats.c.id == seat)).scalar_one()
    return found


def give_seat(connection: Connection, seat: SeatId, account: str) -> None:
    """It is this member of the staff who has it."""
    connection.execute(update(seats).where(seats.c.id == seat).values(account_id=account))


def _case(key: CaseKey, row: Any) -> Case:
    kept = key.open_row("cases", row.id, row.sealed)
    groups = tuple(Group(GroupId(group["id"]), group["zh"], group["en"]) for group in kept["groups"])
    return Case(CaseId(row.id), row.number, kept["title"], groups, row.demonstration, row.created_at)


def _session(row: Any) -> Session:
    return Session(
        RoomId(row.id), CaseId(row.case_id), SessionState(row.state), row.created_at, row.scheduled_at
    )


def _invited(key: CaseKey, row: Any) -> Invited:
    personal = key.open_row("seats", row.id, row.sealed)
    seat = Seat(
        id=SeatId(row.id),
        person=row.person,
        name=personal["name"],
        role=Role(row.role),
        group=None if row.group_id is None else GroupId(row.group_id),
        interprets=None if row.interprets is None else SeatId(row.interprets),
        authority=_read_authority(personal["authority"]),
    )
    return Invited(seat, personal["telephone"])


def _authority(authority: Authority | None) -> JSON:
    if authority is None:
        return None
    return {
        "principal": authority.principal,
        "scope": authority.scope,
        "ceiling": None if authority.ceiling is None else str(authority.ceiling),
        "expires": _stamp(authority.expires),
    }


def _read_authority(kept: dict[str, Any] | None) -> Authority | None:
    if kept is None:
        return None
    return Authority(
        principal=kept["principal"],
        scope=Scope(kept["scope"]),
        ceiling=None if kept["ceiling"] is None else Decimal(kept["ceiling"]),
        expires=None if kept["expires"] is None else parse(kept["expires"]),
    )


def _stamp(at: datetime | None) -> str | None:
    return None if at is None else stamp(at)
