"""The accounts of a demonstration's staff: made when its link is opened, and signed in to by nothing else."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection

from rooms.ids import RoomId, SeatId
from rooms.rights import StaffRole
from rooms.roles import Role
from server.cases import rows as case_rows
from server.cases.repository import new_id
from server.staff import rows
from server.staff.account import Account, AccountId, Standing
from server.staff.sessions import Clock, Opened, open_session, utc_now
from server.storage.store import Store

OFFICES: Final[Mapping[Role, StaffRole]] = {
    Role.MEDIATOR: StaffRole.MEDIATOR,
    Role.CO_MEDIATOR: StaffRole.MEDIATOR,
    Role.CLERK: StaffRole.CLERK,
}
"""What somebody is in the centre who has such a seat."""


class Demonstrations:
    """Every method raises StorageUnavailable when storage fails."""

    def __init__(self, store: Store, *, clock: Clock = utc_now) -> None:
        self._store = store
        self._clock = clock

    async def sign_in(self, room: RoomId, seat: SeatId, device: str, replaced: str = "") -> Opened | None:
        """A session for the account of a demonstration's seat; None where the case is none, or the seat no staff's.

        Whether the link was good is for the caller to have asked.
        """
        now = self._clock()

        def write(connection: Connection) -> Opened | None:
            session = case_rows.find_session(connection, room)
            case = session and case_rows.find_case(connection, self._store.keyring, id_=session.case)
            seats = case_rows.find_seats(connection, self._store.keyring, room)
            found = next((each.seat for each in seats if each.seat.id == seat), None)
            if not case or not case.demonstration or found is None or found.role not in OFFICES:
                return None
            known = case_rows.account_of_seat(connection, seat)
            kept = rows.find(connection, self._store.keys, AccountId(known)) if known else None
            if kept is not None:
                return open_session(connection, kept.account, device, now, replaced)
            account = Account(
                AccountId(new_id()),
                found.name,
                OFFICES[found.role],
                Standing.ACTIVE,
                now,
                demonstration=True,
            )
            rows.insert_account(connection, self._store.keys, account)
            case_rows.give_seat(connection, seat, account.id)
            return open_session(connection, account, device, now, replaced)

        return await self._store.database.write(write)
