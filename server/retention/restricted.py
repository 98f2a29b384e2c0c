"""Storage only: what somebody asked to have deleted before its time is over is kept, and shown to nobody.

Personal Information Protection Law (个人信息保护法), article 47: while the law's term runs, what is to be deleted is
stored and protected, and not otherwise used.
"""

from sqlalchemy import Connection, or_, select

from rooms.ids import SeatId
from server.retention.tables import restrictions
from server.storage.tables import rooms


def restricted_seats(connection: Connection, room: str) -> frozenset[SeatId]:
    """Whose things of a room may not be shown now."""
    case = select(rooms.c.case_id).where(rooms.c.id == room).scalar_subquery()
    found = connection.execute(
        select(restrictions.c.seat_id).where(
            restrictions.c.case_id == case,
            restrictions.c.until.is_(None),
            restrictions.c.seat_id.is_not(None),
        )
    )
    return frozenset(SeatId(row.seat_id) for row in found)


def storage_only(connection: Connection, room: str, seat: str | None = None) -> bool:
    """Whether a seat's things of a room may not be shown now; without a seat: those of nobody in it."""
    case = select(rooms.c.case_id).where(rooms.c.id == room).scalar_subquery()
    whole = restrictions.c.seat_id.is_(None)
    found = connection.execute(
        select(restrictions.c.id)
        .where(
            restrictions.c.case_id == case,
            restrictions.c.until.is_(None),
            whole if seat is None else or_(whole, restrictions.c.seat_id == seat),
        )
        .limit(1)
    )
    return found.first() is not None
